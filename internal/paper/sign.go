package paper

import (
	"strconv"
	"strings"

	"qinghe/internal/dispute"
	"qinghe/internal/document"
)

// letters are how the titles of papers end that an organisation sends (公文类).
var letters = []string{"函", "通知书", "告知书", "建议书", "意见书"}

// signList is how many parties sign one below the other; more of them sign in a list.
const signList = 6

// eachParty gives every party a line of its own to sign on where a side has several: the forms name the sides once.
func eachParty(s dispute.Snapshot, blocks []document.Block) []document.Block {
	a, r := side(s, "applicant"), side(s, "respondent")
	if len(a) < 2 && len(r) < 2 {
		return blocks
	}
	var out []document.Block
	for _, b := range blocks {
		if b.Kind != document.Signatures {
			out = append(out, b)
			continue
		}
		out = append(out, expand(b, a, r)...)
	}
	return out
}

// expand writes the cells that stand for a side once per party; the other cells keep their rows.
func expand(b document.Block, a, r []dispute.SnapshotParty) []document.Block {
	var parties, rest [][]string
	list := [][]string{{"序号", "当事人", "签名、按指印或者盖章", "日期"}}
	add := func(label, suffix string, people []dispute.SnapshotParty) {
		for _, p := range people {
			parties = append(parties, []string{label + "　" + p.Name + suffix})
			list = append(list, []string{strconv.Itoa(len(list)), label + "　" + p.Name, "\n", ""})
		}
	}
	for _, row := range b.Rows {
		var keep []string
		for _, c := range row {
			switch label, rest, _ := strings.Cut(c, "（"); label {
			case "申请人":
				add(label, "（"+rest, a)
			case "被申请人":
				add(label, "（"+rest, r)
			case "申请人甲": // of a joint application: both sides apply
				add("申请人", "（"+rest, a)
			case "申请人乙":
				add("申请人", "（"+rest, r)
			default:
				keep = append(keep, c)
			}
		}
		if strings.Join(keep, "") != "" {
			rest = append(rest, keep)
		}
	}
	switch {
	case len(parties) == 0:
		return []document.Block{b}
	case len(parties) > signList:
		out := []document.Block{{Kind: document.Table, Head: true, Rows: list, Width: []float64{0.6, 2.6, 2.6, 1.6}, Align: []string{"c", "l", "l", "l"}}}
		if len(rest) > 0 {
			out = append(out, document.Sign(rest...))
		}
		return out
	}
	return []document.Block{document.Sign(append(parties, rest...)...)}
}
