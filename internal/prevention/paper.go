package prevention

import (
	"context"
	"fmt"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/org"
)

// Paper is what a paper of this package is made from, frozen when it is issued. It has no place for a case.
type Paper struct {
	Form          string      `json:"form"`
	Title         string      `json:"title"`
	Number        string      `json:"number"`
	Token         string      `json:"token"`
	BaseURL       string      `json:"base_url"`
	From          dispute.Org `json:"from"`
	To            string      `json:"to,omitempty"`
	Employer      string      `json:"employer"`
	Address       string      `json:"address,omitempty"`
	USCC          string      `json:"uscc,omitempty"`
	Problem       string      `json:"problem,omitempty"`
	Basis         string      `json:"basis,omitempty"`
	Ask           string      `json:"ask,omitempty"`
	Contact       string      `json:"contact,omitempty"`
	Investigators string      `json:"investigators,omitempty"`
	Prior         string      `json:"prior,omitempty"` // the letter before, with its number
	Reply         string      `json:"reply,omitempty"`
	Words         string      `json:"words,omitempty"`
	Items         []string    `json:"items,omitempty"`
	Signer        string      `json:"signer,omitempty"`
	Public        bool        `json:"public,omitempty"`
	ReplyBy       civil.Date  `json:"reply_by,omitzero"`
	Until         civil.Date  `json:"until,omitzero"`
	IssuedOn      civil.Date  `json:"issued"`
}

// required lists the required elements of each form (必备要素). No rule that was read prescribes them: forms of ours, after the
// policy and what unions use.
var required = map[string][]struct {
	name string
	has  func(Paper) bool
}{
	"D-UNION-TIP":    {{"收函的单位", to}, {"提示的问题", problem}, {"依据", basis}, {"请单位做的事", ask}},
	"D-UNION-OP":     {{"收函的单位", to}, {"违法的事实", problem}, {"依据", basis}, {"整改的要求", ask}, {"回复的期限", replyBy}},
	"D-UNION-SUG":    {{"送交的部门", to}, {"单位", func(p Paper) bool { return p.Employer != "" }}, {"违法的事实", problem}, {"依据", basis}, {"建议", ask}, {"先前的意见书", func(p Paper) bool { return p.Prior != "" }}},
	"D-ARB-ADVICE":   {{"收函的单位", to}, {"发现的问题", problem}, {"依据", basis}, {"建议", ask}, {"回复的期限", replyBy}},
	"D-COURT-ADVICE": {{"收函的单位", to}, {"发现的问题", problem}, {"依据", basis}, {"建议", ask}, {"回复的期限", replyBy}},
	"D-RECTIFY":      {{"回复的函书", func(p Paper) bool { return p.Prior != "" }}, {"回复", func(p Paper) bool { return p.Reply != "" && strings.TrimSpace(p.Words) != "" }}},
	"D-CREDIT":       {{"承诺的事项", func(p Paper) bool { return len(p.Items) > 0 }}, {"有效期", func(p Paper) bool { return !p.Until.IsZero() }}, {"签署人", func(p Paper) bool { return p.Signer != "" }}},
}

func to(p Paper) bool      { return p.To != "" }
func problem(p Paper) bool { return strings.TrimSpace(p.Problem) != "" }
func basis(p Paper) bool   { return strings.TrimSpace(p.Basis) != "" }
func ask(p Paper) bool     { return strings.TrimSpace(p.Ask) != "" }
func replyBy(p Paper) bool { return !p.ReplyBy.IsZero() }

// Lint returns what a paper still lacks; one that lacks something gets no number.
func Lint(p Paper) []string {
	var list []string
	for _, e := range required[p.Form] {
		if !e.has(p) {
			list = append(list, e.name)
		}
	}
	return list
}

// TemplateVersion is the edition of the forms (模板版本).
const TemplateVersion = "2026-1"

// Forms lists the forms of this package in order.
var Forms = []string{"D-UNION-TIP", "D-UNION-OP", "D-UNION-SUG", "D-ARB-ADVICE", "D-COURT-ADVICE", "D-RECTIFY", "D-CREDIT"}

// issue numbers and freezes a paper in the series of the given organisation and returns its id and number.
func issue(ctx context.Context, e dispute.Env, c *matter.Change, o org.Org, p Paper) (string, string, error) {
	p.Title, p.IssuedOn, p.BaseURL = dispute.PaperTitle(p.Form), c.Occurred(), e.BaseURL
	p.From = dispute.Org{ID: o.ID, Name: o.Name, Word: o.Word, Kind: o.Kind, Prefecture: o.Prefecture, County: o.County, Address: o.Address, Phone: o.Phone}
	if lacks := Lint(p); lacks != nil {
		return "", "", fault.Block(p.Form, p.Title+"还缺："+strings.Join(lacks, "；")+"（"+law.CiteText(policy("二（一）1"))+"）。补上以后才能编号出具")
	}
	id, err := dispute.IssueData(ctx, e, c, p.From, p.Form, "procedural", func(number, token string) any {
		p.Number, p.Token = number, token
		return p
	})
	if err != nil {
		return "", "", err
	}
	d, err := document.ByID(ctx, c, id)
	if err != nil {
		return "", "", fmt.Errorf("read a paper: %w", err)
	}
	return id, d.Number, nil
}
