package org

import (
	"context"
	"fmt"
	"slices"

	"qinghe/internal/db"
	"qinghe/internal/ident"
	"qinghe/internal/law"
	"qinghe/internal/law/check"
)

// Where is what routing looks at: the workplace, the employer, and what kind of dispute it is.
type Where struct {
	County, Town string // division codes of the workplace
	Employer     string // unified social credit code of the employer, if known
	Scope        string // answer of the decision question "scope"; empty or undecided when nobody can tell yet
}

// Candidate is an organisation that may take an application, and why. Check is what the decision table says of such an
// organisation and such a dispute when both sides agree to mediate.
type Candidate struct {
	Org    Org
	Reason string
	Check  check.Answer
}

// Cites returns the articles that the table gives for the candidate.
func (c Candidate) Cites() []law.Cite {
	var list []law.Cite
	for _, s := range c.Check.Reasons {
		list = append(list, s.Cites...)
	}
	return list
}

// CheckKind is the kind of an organisation in the words of the decision tables. Institutions have no table of their own:
// they are organisations that were lawfully set up, like those of an industry.
func CheckKind(kind string) string {
	switch kind {
	case "people":
		return "peoples"
	case "centre":
		return "arbitration-centre"
	case "institution":
		return "industry"
	}
	return kind
}

// CanMediate asks the decision table whether an organisation of the kind may mediate a dispute of the scope when the other
// side answers as given (agrees, silent, refuses).
func CanMediate(kind, scope, respondent string) (check.Answer, error) {
	in := map[string]string{"organisation": CheckKind(kind), "respondent": respondent}
	if scope != "" && scope != check.Undecided {
		in["scope"] = scope
	}
	return check.Ask("mediation", in)
}

// rung is one step of the ladder that routing climbs: the organisations of a kind near the workplace.
type rung struct {
	kind, near, reason string // near: town, county, prefecture; last: prefecture when nothing was found before
	free               bool   // only those that belong to no unit
	most               int
}

// The ladders, by scope. 调解仲裁法第十条 names who mediates labour disputes and lets the parties choose; no article fixes an
// order, so the order is ours: nearest first.
var (
	labourLadder = []rung{
		{kind: "township", near: "town", reason: "工作地点所在乡镇（街道）的调解组织"},
		{kind: "township", near: "county", reason: "工作地点所在县（市、区）的乡镇（街道）调解组织"},
		{kind: "township", near: "last", reason: "本县（市、区）还没有登记调解组织，由本市州的调解组织受理", most: 20},
		{kind: "centre", near: "county", reason: "工作地点所在县（市、区）仲裁院的调解中心", most: 3},
		{kind: "centre", near: "prefecture", reason: "工作地点所在市州仲裁院的调解中心", most: 3},
		{kind: "industry", near: "county", reason: "工作地点所在县（市、区）的行业性、区域性调解组织", most: 5},
		{kind: "people", near: "town", reason: "工作地点所在乡镇（街道）的人民调解委员会，也可以调解", most: 5},
		{kind: "people", near: "county", reason: "工作地点所在县（市、区）的人民调解委员会，也可以调解", most: 5},
	}
	personnelLadder = []rung{
		{kind: "institution", near: "county", free: true, reason: "工作地点所在县（市、区）的事业单位调解组织，专办人事争议", most: 5},
		{kind: "centre", near: "county", reason: "工作地点所在县（市、区）仲裁院的调解中心，人事争议也归它", most: 3},
		{kind: "centre", near: "prefecture", reason: "工作地点所在市州仲裁院的调解中心，人事争议也归它", most: 3},
		{kind: "institution", near: "prefecture", free: true, reason: "工作地点所在市州的事业单位调解组织", most: 5},
		{kind: "township", near: "town", reason: "工作地点所在乡镇（街道）的调解组织"},
		{kind: "township", near: "county", reason: "工作地点所在县（市、区）的乡镇（街道）调解组织"},
		{kind: "township", near: "last", reason: "本县（市、区）还没有登记调解组织，由本市州的调解组织受理", most: 20},
	}
	civilLadder = []rung{
		{kind: "people", near: "town", reason: "不是劳动争议，由事发地乡镇（街道）的人民调解委员会调解"},
		{kind: "people", near: "county", reason: "不是劳动争议，由事发地县（市、区）的人民调解委员会调解"},
		{kind: "people", near: "prefecture", reason: "不是劳动争议，由本市州的人民调解委员会调解", most: 20},
	}
)

// Candidates returns the organisations with jurisdiction over a workplace, best first, except those that the decision
// table closes for such a dispute. The committee of the employer itself comes second: a worker may choose it but is not
// sent there unasked.
func Candidates(ctx context.Context, q db.Querier, w Where) ([]Candidate, error) {
	ladder := labourLadder
	switch w.Scope {
	case "personnel":
		ladder = personnelLadder
	case "civil":
		ladder = civilLadder
	}
	var list []Candidate
	for _, r := range ladder {
		orgs, err := r.find(ctx, q, w, len(list) == 0)
		if err != nil {
			return nil, err
		}
		for _, o := range orgs {
			if !slices.ContainsFunc(list, func(c Candidate) bool { return c.Org.ID == o.ID }) {
				list = append(list, Candidate{Org: o, Reason: r.reason})
			}
		}
	}
	if w.Employer != "" {
		own, err := query(ctx, q, `SELECT `+columns+` FROM org o WHERE o.status='active' AND o.kind IN ('enterprise','institution') AND o.parent_uscc=$1 ORDER BY o.id`, ident.NormalizeCode(w.Employer))
		if err != nil {
			return nil, err
		}
		for _, o := range own {
			list = slices.Insert(list, min(1, len(list)), Candidate{Org: o, Reason: "对方单位内部的调解" + map[bool]string{true: "委员会", false: "组织"}[o.Kind == "enterprise"]})
		}
	}
	open := list[:0]
	for _, c := range list {
		var err error
		if c.Check, err = CanMediate(c.Org.Kind, w.Scope, "agrees"); err != nil {
			return nil, fmt.Errorf("may a %s mediate: %w", c.Org.Kind, err)
		}
		if c.Check.Result != "no" {
			open = append(open, c)
		}
	}
	return open, nil
}

func (r rung) find(ctx context.Context, q db.Querier, w Where, first bool) ([]Org, error) {
	column, code := "o."+r.near, ""
	switch r.near {
	case "town":
		code = w.Town
	case "county":
		code = w.County
	default:
		column = "o.prefecture"
		if len(w.County) == 6 && (r.near == "prefecture" || first) {
			code = w.County[:4]
		}
	}
	if code == "" {
		return nil, nil
	}
	free, most := "", r.most
	if r.free {
		free = " AND o.parent_uscc=''"
	}
	if most == 0 {
		most = 100
	}
	return query(ctx, q, `SELECT `+columns+` FROM org o WHERE o.status='active' AND o.kind=$1 AND `+column+`=$2`+free+` ORDER BY o.county, o.town, o.id LIMIT $3`, r.kind, code, most)
}
