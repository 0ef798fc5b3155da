package serve

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what a server counts, in a registry of its own.
type metrics struct {
	registry  *prometheus.Registry
	responses *prometheus.CounterVec
	refreshes *prometheus.CounterVec
	duration  prometheus.Histogram
	entries   *prometheus.GaugeVec
	updated   *prometheus.GaugeVec
}

func newMetrics(s *Server) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		responses: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "sitrep_http_responses_total", Help: "Answers of the public address, by feed (empty for pages of none), form and status (other: refused or failed).",
		}, []string{"feed", "form", "status"}),
		refreshes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "sitrep_refreshes_total", Help: "Times the served feeds were prepared anew, by outcome.",
		}, []string{"outcome"}),
		duration: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "sitrep_refresh_seconds", Help: "Time it took to prepare the served feeds anew.", Buckets: prometheus.ExponentialBuckets(0.001, 4, 8),
		}),
		entries: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "sitrep_feed_entries", Help: "Entries of a feed."}, []string{"feed"}),
		updated: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "sitrep_feed_updated_timestamp_seconds", Help: "Date of a feed's newest entry.",
		}, []string{"feed"}),
	}
	m.registry.MustRegister(m.responses, m.refreshes, m.duration, m.entries, m.updated, &sourceCollector{server: s},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// point makes a document ready to be served, with its counters at hand.
func (m *metrics) point(d *document, feedName, form string) *point {
	if form == "" {
		form = "page"
	}
	counter := func(status string) prometheus.Counter { return m.responses.WithLabelValues(feedName, form, status) }
	return &point{document: d, full: counter("200"), same: counter("304"), other: counter("other")}
}

// refreshed counts one preparation. The shelf is nil if there is none.
func (m *metrics) refreshed(took time.Duration, next *shelf, err error) {
	m.duration.Observe(took.Seconds())
	outcome := "good"
	if err != nil {
		outcome = "failed"
	}
	m.refreshes.WithLabelValues(outcome).Inc()
	if next == nil {
		return
	}
	m.entries.Reset()
	m.updated.Reset()
	for _, r := range next.renderings {
		m.entries.WithLabelValues(r.info.Name).Set(float64(len(r.entries)))
		m.updated.WithLabelValues(r.info.Name).Set(float64(r.feed.Updated.Unix()))
	}
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: 10 * time.Second})
}

// sourceCollector asks the store how the sources are when it is asked itself.
type sourceCollector struct{ server *Server }

func sourceMetric(name, help string) *prometheus.Desc {
	return prometheus.NewDesc("sitrep_source_"+name, help, []string{"source"}, nil)
}

var (
	sourceFaults   = sourceMetric("faults", "Bad turns in a row.")
	sourceItems    = sourceMetric("items", "Items in the last document.")
	sourceLastTurn = sourceMetric("last_turn_timestamp_seconds", "Last visit; absent if there was none.")
	sourceLastGood = sourceMetric("last_good_timestamp_seconds", "Last good visit; absent if there was none.")
	sourceChanged  = sourceMetric("last_change_timestamp_seconds", "Last visit that found something new; absent if there was none.")
	sourceNextDue  = sourceMetric("next_due_timestamp_seconds", "Next visit; absent if there is none to come.")
)

// Describe names the metrics of sources.
func (c *sourceCollector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{sourceFaults, sourceItems, sourceLastTurn, sourceLastGood, sourceChanged, sourceNextDue} {
		out <- d
	}
}

// Collect reads the sources; where they cannot be read the scrape says so.
func (c *sourceCollector) Collect(out chan<- prometheus.Metric) {
	desk := c.server.desk()
	if desk == nil {
		return
	}
	ctx, cancel := c.server.scrapeContext()
	defer cancel()
	sources, err := desk.Sources(ctx)
	if err != nil {
		out <- prometheus.NewInvalidMetric(sourceFaults, err)
		return
	}
	for _, src := range sources {
		gauge := func(d *prometheus.Desc, value float64) {
			out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, src.Name)
		}
		gauge(sourceFaults, float64(src.Faults))
		gauge(sourceItems, float64(src.Items))
		for d, at := range map[*prometheus.Desc]time.Time{
			sourceLastTurn: src.LastTurn, sourceLastGood: src.LastGood, sourceChanged: src.LastChange, sourceNextDue: src.NextDue,
		} {
			if !at.IsZero() {
				gauge(d, float64(at.Unix()))
			}
		}
	}
}
