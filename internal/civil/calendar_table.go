package civil

import "strings"

//go:generate sh -c "go run calendar_gen.go testdata/notices.tsv > calendar_facts.go.tmp && mv calendar_facts.go.tmp calendar_facts.go"

// yearFacts is one year's notice as it stands in calendar_facts.go: addresses separated by spaces.
type yearFacts struct {
	year      int
	sources   string
	festivals []festival
}

// festival holds spans like "2026-02-15..2026-02-23", separated by spaces.
type festival struct{ name, off, work string }

func builtIn() []Notice {
	notices := make([]Notice, 0, len(facts))
	for _, y := range facts {
		n := Notice{Year: y.year, Sources: strings.Fields(y.sources)}
		for _, f := range y.festivals {
			n.Days = appendSpans(n.Days, f.name, f.off, false)
			n.Days = appendSpans(n.Days, f.name, f.work, true)
		}
		notices = append(notices, n)
	}
	return notices
}

func appendSpans(days []Special, name, spans string, work bool) []Special {
	for _, span := range strings.Fields(spans) {
		from, to, ok := strings.Cut(span, "..")
		if !ok {
			to = from
		}
		for d, end := MustDate(from), MustDate(to); !d.After(end); d = d.AddDays(1) {
			days = append(days, Special{d, work, name})
		}
	}
	return days
}
