package filter

import "time"

// clockSkew is how far ahead of ours a source's clock may be. A date beyond is
// wrong: it would keep an entry on top of its feed until it has come.
const clockSkew = 10 * time.Minute

// dateOf is the item's own date of its latest change: updated, else published,
// else zero. One from the future is the receipt.
func dateOf(r Received) time.Time {
	if !r.Body.Updated.IsZero() {
		return notAhead(r.Body.Updated, r.At)
	}
	return notAhead(r.Body.Published, r.At)
}

// publishedOf is the item's own date of publication, else its time. One from
// the future is the receipt.
func publishedOf(r Received) time.Time {
	if !r.Body.Published.IsZero() {
		return notAhead(r.Body.Published, r.At)
	}
	return r.Time
}

func notAhead(own, received time.Time) time.Time {
	if own.After(received.Add(clockSkew)) {
		return received
	}
	return own
}

// published is the entry's date of publication: the report's first, also
// through an edited policy.
func (d *deciding) published(f *feedPolicy) time.Time {
	if re := d.known.reapply; re != nil {
		if stood, ok := re.Standing[EntryKey{f.Name, d.report.ID}]; ok {
			return stood.Published
		}
	}
	return d.report.Published
}

// updated is the entry's date of change: at first the item's own, else its
// published, else receipt; later it moves only when what a reader sees has
// changed at the source, to the item's own date where that moved too, else to
// the receipt of the change.
func (d *deciding) updated(f *feedPolicy, st Standing) time.Time {
	if re := d.known.reapply; re != nil {
		if stood, ok := re.Standing[EntryKey{f.Name, d.report.ID}]; ok {
			return stood.Updated
		}
	}
	own, received := dateOf(d.rd.Received), d.rd.Received.At
	if st.Updated.IsZero() {
		if own.IsZero() {
			return received
		}
		return own
	}
	shown := d.shown(st)
	if shown.Visible == d.rd.visible {
		return st.Updated
	}
	if own.After(shown.Date) && own.After(st.Updated) {
		return own
	}
	return later(st.Updated, received)
}

// shown is the item whose text the entry carried before this decision.
func (d *deciding) shown(st Standing) Member {
	at := d.report.member(st.Winner)
	switch {
	case at == d.member && d.previous.Item != "":
		return d.previous
	case at >= 0:
		return d.report.Members[at]
	}
	return Member{}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
