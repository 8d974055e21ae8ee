package law

import (
	"strconv"
	"strings"

	"qinghe/internal/civil"
)

// ID names one rule, decision row or claim head for ever, for example "T-ARB-REVIEW-15".
type ID string

// Checked says how far the text of a rule was checked.
type Checked string

const (
	Verified Checked = "verified" // 核: the article's text was read
	Excerpt  Checked = "excerpt"  // 摘: taken from a reprint or an excerpt; counts, shown as 未核
	Memory   Checked = "memory"   // 记: from memory; never a silent default
	Design   Checked = "design"   // 口径: the law is silent; our reading or a product setting
)

// Chinese returns the label a user reads.
func (c Checked) Chinese() string {
	switch c {
	case Verified:
		return "已核原文"
	case Excerpt:
		return "摘录，未核原文"
	case Memory:
		return "未核原文"
	case Design:
		return "口径"
	}
	return string(c)
}

// Counts reports whether a value of this standing may be used in a computation without being asked for.
func (c Checked) Counts() bool { return c == Verified || c == Excerpt }

// Instrument is one edition of a law, regulation, judicial interpretation or policy paper. To is the last day in force;
// zero means still in force as far as was checked.
type Instrument struct {
	Key     string // stable, ASCII
	Title   string // as cited between 《》
	Short   string // as lawyers say it: 33号令
	Number  string // document number, if it has one
	Issuer  string
	From    civil.Date
	To      civil.Date
	Checked Checked
	Note    string // edition, or what could not be checked
}

// InForce reports whether the instrument is in force on d.
func (i Instrument) InForce(d civil.Date) bool {
	return !d.Before(i.From) && (i.To.IsZero() || !d.After(i.To))
}

// Cite points to an article. Article is "27", "27.4" (paragraph, 款), "75(3)" (item, 项), "75.1(3)", a range "205-206",
// or, for papers without articles, the words themselves.
type Cite struct {
	Instrument string // an Instrument's Key
	Article    string
}

// String returns the full Chinese citation: 《劳动争议调解仲裁法》第二十七条第四款.
func (c Cite) String() string {
	return c.title() + articleChinese(c.Article)
}

func (c Cite) title() string {
	if i, ok := InstrumentOf(c.Instrument); ok {
		return "《" + i.Title + "》"
	}
	return "《" + c.Instrument + "》"
}

// MarshalText writes the Chinese citation, so that JSON carries what a reader needs.
func (c Cite) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// Refs returns one Cite per article of the same instrument.
func Refs(instrument string, articles ...string) []Cite {
	cites := make([]Cite, len(articles))
	for i, a := range articles {
		cites[i] = Cite{instrument, a}
	}
	return cites
}

// CiteText joins citations for reading, naming each instrument once: 《劳动争议调解仲裁法》第二十七条、第二十九条；《民法典》第二百零一条.
func CiteText(cites []Cite) string {
	var b strings.Builder
	for i, c := range cites {
		switch {
		case i == 0:
			b.WriteString(c.String())
		case c.Instrument == cites[i-1].Instrument:
			b.WriteString("、" + strings.TrimSpace(articleChinese(c.Article)))
		default:
			b.WriteString("；" + c.String())
		}
	}
	return b.String()
}

// Step is one sentence of a derivation. Source names a calendar, a parameter or a table when the sentence rests on data
// rather than on an article.
type Step struct {
	Text   string `json:"text"`
	Cites  []Cite `json:"cites,omitempty"`
	Source string `json:"source,omitempty"`
}

// Derivation is the reasoning behind a result, in order.
type Derivation []Step

// Say appends a sentence with its articles.
func (d *Derivation) Say(text string, cites ...Cite) {
	*d = append(*d, Step{Text: text, Cites: cites})
}

// SayFrom appends a sentence that rests on a data source.
func (d *Derivation) SayFrom(source, text string, cites ...Cite) {
	*d = append(*d, Step{Text: text, Cites: cites, Source: source})
}

// articleChinese renders "75.1(3)" as 第七十五条第一款第三项. Words that do not begin with a digit stay as they are.
func articleChinese(a string) string {
	if a == "" {
		return ""
	}
	if a[0] < '0' || a[0] > '9' {
		return " " + a
	}
	if from, to, ok := strings.Cut(a, "-"); ok {
		return articleChinese(from) + "至" + articleChinese(to)
	}
	body, item, hasItem := strings.Cut(strings.TrimSuffix(a, ")"), "(")
	art, para, hasPara := strings.Cut(body, ".")
	var b strings.Builder
	b.WriteString("第")
	b.WriteString(numeral(art))
	b.WriteString("条")
	if hasPara {
		b.WriteString("第")
		b.WriteString(numeral(para))
		b.WriteString("款")
	}
	if hasItem {
		b.WriteString("第")
		b.WriteString(numeral(item))
		b.WriteString("项")
	}
	return b.String()
}

// numeral renders a whole number below 1000 in Chinese; anything else is returned unchanged.
func numeral(s string) string {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 999 {
		return s
	}
	digits := [...]string{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	h, t, u := n/100, n/10%10, n%10
	var b strings.Builder
	if h > 0 {
		b.WriteString(digits[h] + "百")
	}
	switch {
	case t == 1 && h == 0:
		b.WriteString("十")
	case t > 0:
		b.WriteString(digits[t] + "十")
	case h > 0 && u > 0:
		b.WriteString("零")
	}
	if u > 0 || n == 0 {
		b.WriteString(digits[u])
	}
	return b.String()
}
