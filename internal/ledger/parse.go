package ledger

import (
	"slices"
	"strconv"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/ident"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/procedure"
	"qinghe/internal/xlsx"
)

// MaxRows is how many rows one import takes.
const MaxRows = 5000

// Sheet is a sheet as it was uploaded: heads, and rows with the line in which they stand.
type Sheet struct {
	Name  string     `json:"name"`
	Heads []string   `json:"heads"`
	Rows  []xlsx.Row `json:"rows"`
}

// Case is what a row says, checked.
type Case struct {
	Line                                   int
	Number, Applicant, Respondent, Subject string
	Source, HolderID, HolderName, Remark   string
	ID, Phone, USCC                        string
	Claimed, Agreed, Paid                  money.Fen
	People                                 int64
	Received, Accepted, Closed             civil.Date
	State                                  procedure.State
	Kind, Outcome                          string
	Tags                                   []string
}

// Known is what the organisation has already: the kind of mediation that it conducts, whose names may stand as holder (id by
// name) and which numbers are taken.
type Known struct {
	Kind    string
	Staff   map[string]string
	Numbers map[string]bool
	Today   civil.Date
}

// parser reads one sheet.
type parser struct {
	sheet   Sheet
	mapping map[string]int
	known   Known
	faults  []xlsx.Fault
	states  map[string]procedure.StateInfo // of the row's kind
	kinds   map[string]map[string]procedure.StateInfo
	line    int
	row     []string
}

// Parse reads every row. A fault names the line and the column of the sheet as it was uploaded; with faults, nothing may be
// imported.
func Parse(s Sheet, mapping map[string]int, known Known) ([]Case, []xlsx.Fault) {
	p := &parser{sheet: s, mapping: mapping, known: known, kinds: map[string]map[string]procedure.StateInfo{}}
	for _, kind := range dispute.Kinds {
		p.kinds[kind] = map[string]procedure.StateInfo{}
		for _, st := range matter.StatesOf(kind) {
			p.kinds[kind][st.Label] = st
		}
	}
	for _, c := range Columns {
		if c.Must && mapping[c.Code] < 0 {
			p.faults = append(p.faults, xlsx.Fault{Sheet: s.Name, Line: 1, Message: "没有选择哪一列是“" + c.Head + "”"})
		}
	}
	if len(p.faults) > 0 {
		return nil, p.faults
	}
	var out []Case
	seen := map[string]int{}
	for _, r := range s.Rows {
		p.line, p.row = r.Line, r.Cells
		c := p.one()
		if c.Number != "" {
			if at := seen[c.Number]; at > 0 {
				p.bad("number", "和第 "+strconv.Itoa(at)+" 行的案号一样")
			} else if known.Numbers[c.Number] {
				p.bad("number", "这个案号已经有了")
			}
			seen[c.Number] = r.Line
		}
		out = append(out, c)
	}
	return out, p.faults
}

func (p *parser) bad(code, message string) {
	head := ""
	if i := p.mapping[code]; i >= 0 && i < len(p.sheet.Heads) {
		head = p.sheet.Heads[i]
	} else {
		for _, c := range Columns {
			if c.Code == code {
				head = c.Head
			}
		}
	}
	p.faults = append(p.faults, xlsx.Fault{Sheet: p.sheet.Name, Line: p.line, Column: head, Message: message})
}

func (p *parser) cell(code string) string {
	if i := p.mapping[code]; i >= 0 && i < len(p.row) {
		return strings.TrimSpace(p.row[i])
	}
	return ""
}

func (p *parser) must(code, message string) string {
	v := p.cell(code)
	if v == "" {
		p.bad(code, message)
	}
	if len([]rune(v)) > 200 {
		p.bad(code, "太长，最多 200 个字")
	}
	return v
}

func (p *parser) amount(code string, none money.Fen) money.Fen {
	v := strings.NewReplacer(",", "", "，", "", "元", "", " ", "", "¥", "").Replace(p.cell(code))
	if v == "" || v == "—" || v == "-" {
		return none
	}
	a, err := money.Parse(v)
	if err != nil || a < 0 {
		// A sheet may carry more digits than a fen has, such as 21600.500000000002.
		if f, e := strconv.ParseFloat(v, 64); e == nil && f >= 0 && f < 1e12 {
			if a, err = money.Parse(strconv.FormatFloat(f, 'f', 2, 64)); err == nil {
				return a
			}
		}
		p.bad(code, "“"+p.cell(code)+"”不是金额，请写成 21600 或者 21600.50")
		return none
	}
	return a
}

func (p *parser) day(code string) civil.Date {
	v := p.cell(code)
	if v == "" || v == "—" {
		return civil.Date{}
	}
	if d, ok := xlsx.Day(v); ok {
		if d.After(p.known.Today) {
			p.bad(code, d.Chinese()+"还没有到")
		}
		return d
	}
	p.bad(code, "“"+v+"”不是日期，请写成 2026-11-24")
	return civil.Date{}
}

func (p *parser) one() Case {
	c := Case{Line: p.line, Number: p.cell("number"), Applicant: p.must("applicant", "请填写申请人"), Respondent: p.must("respondent", "请填写被申请人"), Subject: p.must("subject", "请填写争议类型或者请求"),
		Source: p.cell("source"), Claimed: p.amount("claimed", 0), Agreed: p.amount("agreed", matter.None), Paid: p.amount("paid", 0), Received: p.day("received"), Accepted: p.day("accepted"), Closed: p.day("closed"), People: 1}
	if c.Source == "" {
		c.Source = "台账导入"
	}
	if p.cell("received") == "" {
		p.bad("received", "请填写收到日期")
	}
	if v := strings.TrimSuffix(p.cell("people"), "人"); v != "" {
		n, err := strconv.ParseFloat(v, 64)
		if err != nil || n < 1 || n > 100000 || n != float64(int64(n)) {
			p.bad("people", "“"+p.cell("people")+"”不是人数")
		} else {
			c.People = int64(n)
		}
	}
	if !c.Accepted.IsZero() && c.Accepted.Before(c.Received) {
		p.bad("accepted", "受理日期早于收到日期")
	}
	if !c.Closed.IsZero() && (c.Closed.Before(c.Received) || !c.Accepted.IsZero() && c.Closed.Before(c.Accepted)) {
		p.bad("closed", "办结日期早于收到或者受理日期")
	}
	p.kind(&c)
	p.outcome(&c)
	p.state(&c)
	p.holder(&c)
	p.people(&c)
	p.remark(&c)
	return c
}

// kind reads the kind of mediation: the organisation's own, or one that a court or a tribunal sent to it.
func (p *parser) kind(c *Case) {
	c.Kind = p.known.Kind
	if v := p.cell("kind"); v != "" && v != "—" {
		found := ""
		for _, k := range dispute.Kinds {
			if matter.KindTitle(k) == v {
				found = k
			}
		}
		switch {
		case found == "":
			var labels []string
			for _, k := range dispute.Kinds {
				if k == p.known.Kind || dispute.Sent(k) != "" {
					labels = append(labels, matter.KindTitle(k))
				}
			}
			p.bad("kind", "不认识“"+v+"”，请写："+strings.Join(labels, "、")+"；都是本组织自己受理的，可以空着")
		case found != p.known.Kind && dispute.Sent(found) == "":
			p.bad("kind", "本组织办的是“"+matter.KindTitle(p.known.Kind)+"”，不能导入“"+v+"”")
		default:
			c.Kind = found
		}
	}
	p.states = p.kinds[c.Kind]
}

// outcomeWords are how other ledgers say a result.
var outcomeWords = map[string]string{"调解成功": "performed", "达成调解协议": "agreed", "已履行": "performed", "调解成功并履行": "performed", "未达成协议": "failed", "调解失败": "failed", "撤诉": "withdrawn", "撤回申请": "withdrawn", "申请人撤回": "withdrawn"}

func (p *parser) outcome(c *Case) {
	v := p.cell("outcome")
	if v == "" || v == "—" {
		return
	}
	for _, o := range Outcomes {
		if o.Label == v {
			c.Outcome = o.Code
		}
	}
	if c.Outcome == "" {
		c.Outcome = outcomeWords[v]
	}
	if c.Outcome == "" {
		var labels []string
		for _, o := range Outcomes {
			labels = append(labels, o.Label)
		}
		p.bad("outcome", "不认识“"+v+"”，请写："+strings.Join(labels, "、"))
	}
}

// stateWords are how other ledgers say where a case stands.
var stateWords = map[string]procedure.State{"结案": dispute.Closed, "已办结": dispute.Closed, "办结": dispute.Closed, "归档": dispute.Closed, "在办": dispute.Mediating, "正在调解": dispute.Mediating, "受理": dispute.Accepted, "已登记未受理": dispute.Registered}

func (p *parser) state(c *Case) {
	v := p.cell("state")
	ended := map[string]procedure.State{"failed": dispute.Failed, "rejected": dispute.Rejected, "withdrawn": dispute.Withdrawn, "performed": dispute.Closed, "defaulted": dispute.Closed, "agreed": dispute.Closed}
	if dispute.Sent(c.Kind) != "" { // what another body sent goes back to it
		ended["failed"], ended["rejected"], ended["withdrawn"] = dispute.Returned, dispute.Returned, dispute.Returned
	}
	switch st, ok := p.states[v]; {
	case ok:
		c.State = st.State
	case v != "" && v != "—" && stateWords[v] == "":
		p.bad("state", "不认识“"+v+"”，请写：待登记、已登记、已受理、调解中、已结案、调解不成、不予受理、已撤回")
		return
	case stateWords[v] != "":
		c.State = stateWords[v]
	case c.Outcome != "" || !c.Closed.IsZero():
		c.State = ended[c.Outcome]
		if c.State == "" {
			c.State = dispute.Closed
		}
	case !c.Accepted.IsZero():
		c.State = dispute.Mediating
	default:
		c.State = dispute.Registered
	}
	// "办结" says only that it ended; the result says how.
	if c.State == dispute.Closed && stateWords[v] != "" && ended[c.Outcome] != "" {
		c.State = ended[c.Outcome]
	}
	if info := p.info(c.State); info.End && c.Closed.IsZero() {
		p.bad("closed", "“"+info.Label+"”的案件请填写办结日期")
	} else if !info.End && !c.Closed.IsZero() {
		p.bad("state", "有办结日期的案件，状态不能是“"+info.Label+"”")
	}
	if c.Accepted.IsZero() && slices.Contains([]procedure.State{dispute.Accepted, dispute.Mediating, dispute.Paused, dispute.Checking, dispute.Signing, dispute.Performing, dispute.Visiting}, c.State) {
		p.bad("accepted", "请填写受理日期")
	}
}

func (p *parser) info(s procedure.State) procedure.StateInfo {
	for _, st := range p.states {
		if st.State == s {
			return st
		}
	}
	return procedure.StateInfo{}
}

func (p *parser) holder(c *Case) {
	v := p.cell("holder")
	if v == "" || v == "—" {
		return
	}
	c.HolderName = v
	if id, ok := p.known.Staff[v]; ok {
		c.HolderID = id
	} else if !p.info(c.State).End {
		p.bad("holder", "本组织没有“"+v+"”这个账号；没有办结的案件要有人接着办")
	}
}

func (p *parser) people(c *Case) {
	if c.ID = strings.ToUpper(p.cell("id")); c.ID != "" {
		if _, ok := ident.ParseIDCard(c.ID); !ok {
			p.bad("id", "证件号码不对，请核对；没有的可以空着")
		}
	}
	if c.Phone = ident.NormalizePhone(p.cell("phone")); c.Phone != "" && !ident.ValidPhone(c.Phone) {
		p.bad("phone", "电话不对，请核对；没有的可以空着")
	}
	if c.USCC = strings.ToUpper(p.cell("uscc")); c.USCC != "" && !ident.ValidUSCC(c.USCC) {
		p.bad("uscc", "统一社会信用代码不对，请核对；没有的可以空着")
	}
}

// remark takes the tags that the export wrote before the remark, and keeps the rest as it is.
func (p *parser) remark(c *Case) {
	rest := p.cell("remark")
	for rest != "" {
		word, more, cut := strings.Cut(rest, "、")
		tag := dispute.TagOf(word)
		if tag == "" {
			break
		}
		c.Tags = append(c.Tags, tag)
		if rest = more; !cut {
			break
		}
	}
	c.Remark = rest
	if len([]rune(rest)) > 1000 {
		p.bad("remark", "太长，最多 1000 个字")
	}
}
