package markup

import "strings"

// Lengths of an e-mail address (RFC 5321, section 4.5.3.1).
const (
	localLimit  = 64
	domainLimit = 255

	mailLimit = localLimit + domainLimit
)

// withoutAddresses returns text without e-mail addresses: they are a reporter's
// personal data, and food for harvesters. Brackets around nothing else go too.
func withoutAddresses(s string) string {
	at, size := nextAt(s, 0)
	if at < 0 {
		return s
	}
	var out strings.Builder
	done := 0
	for ; at >= 0; at, size = nextAt(s, at+size) {
		from, to, ok := addressAround(s, at, size)
		if !ok || from < done || from > 0 && (s[from-1] == '@' || s[from-1] == '/') { // @user@server, a path
			continue
		}
		for to < len(s) && s[to] == '@' { // "a@b.example@c.example": the name of the second is gone
			to = domainEnd(s, to+1)
		}
		from, to = widen(s, done, from, to)
		out.WriteString(s[done:from])
		done = to
	}
	out.WriteString(s[done:])
	return out.String()
}

// addressAcross returns how many bytes at the start of a text belong to an
// e-mail address that begins at the end of the text before it. Each text by
// itself has none.
func addressAcross(before, text string) int {
	if before == "" {
		return 0
	}
	tail := before[max(0, len(before)-mailLimit):]
	both := tail + text[:min(len(text), mailLimit)]
	for at, size := nextAt(both, 0); at >= 0; at, size = nextAt(both, at+size) {
		if from, to, ok := addressAround(both, at, size); ok && from < len(tail) && to > len(tail) {
			return to - len(tail)
		}
	}
	return 0
}

// nextAt returns the offset and size of the next at sign: of ASCII, of full
// width, or spelt out against harvesters, "name [at] example.org"; -1 if there
// is none.
func nextAt(s string, from int) (at, size int) {
	for i := from; i < len(s); i++ {
		switch s[i] {
		case '@':
			return i, 1
		case wideAt[0]:
			if strings.HasPrefix(s[i:], wideAt) {
				return i, len(wideAt)
			}
		case '(', '[', '{':
			end := i + len("[at]")
			if end > len(s) || !strings.EqualFold(s[i+1:end-1], "at") || strings.IndexByte(")]}", s[end-1]) < 0 {
				continue
			}
			for i > from && s[i-1] == ' ' {
				i--
			}
			for end < len(s) && s[end] == ' ' {
				end++
			}
			return i, end - i
		}
	}
	return -1, 0
}

const wideAt = "＠"

// addressAround returns the e-mail address that the at sign of some size at
// offset at is part of.
func addressAround(s string, at, size int) (from, to int, ok bool) {
	from = at
	for from > 0 && at-from < localLimit && isLocalByte(s[from-1]) {
		from--
	}
	for from < at && s[from] == '.' {
		from++
	}
	to = domainEnd(s, at+size)
	domain := s[at+size : to]
	dot := strings.LastIndexByte(domain, '.')
	if from == at || dot < 1 || !isTopDomain(domain[dot+1:]) {
		return 0, 0, false
	}
	return from, to, true
}

// domainEnd is where the domain name that starts at from ends.
func domainEnd(s string, from int) int {
	to := from
	for to < len(s) && to-from < domainLimit && isDomainByte(s[to]) {
		to++
	}
	for to > from && (s[to-1] == '.' || s[to-1] == '-') {
		to--
	}
	return to
}

func isLocalByte(b byte) bool {
	return isAlphanumeric(b) || strings.IndexByte("._%+-", b) >= 0
}

func isDomainByte(b byte) bool { return isAlphanumeric(b) || b == '.' || b == '-' }

func isAlphanumeric(b byte) bool {
	return '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}

func isTopDomain(s string) bool {
	if len(s) < 2 {
		return false
	}
	for i := range len(s) {
		if c := s[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}

// widen adds to an address the brackets that hold only it, "mailto:" before
// it, and one of two spaces around it. Nothing before done is taken.
func widen(s string, done, from, to int) (int, int) {
	if before := s[done:from]; len(before) >= 7 && strings.EqualFold(before[len(before)-7:], "mailto:") {
		from -= 7
	}
	for _, pair := range [...]string{"()", "[]", "<>", "{}"} {
		if from > done && to < len(s) && s[from-1] == pair[0] && s[to] == pair[1] {
			from, to = from-1, to+1
			break
		}
	}
	if from > done && isSpaceByte(s[from-1]) && (to == len(s) || strings.IndexByte(" \t\r\n.,;:)", s[to]) >= 0) {
		from--
	}
	return from, to
}

func isSpaceByte(b byte) bool { return b == ' ' || b == '\t' }
