package dispute

import (
	"context"
	"fmt"
	"slices"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/law/check"
	"qinghe/internal/matter"
	"qinghe/internal/org"
)

// scopeClaims maps the claims that an applicant picks to those of the decision question "scope".
var scopeClaims = map[string]string{"wages": "wage", "overtime": "wage", "double": "compensation", "severance": "compensation", "unlawful": "compensation", "notice": "compensation",
	"leave": "leave", "injury": "injury", "insurance": "insurance-loss", "relation": "relation", "continue": "contract", "papers": "deposit", "noncompete": "contract",
	"appointment": "contract", "penalty": "contract"}

// ScopeFacts is what an application tells the decision question "scope": the branch that the applicant chose, whether a
// unit is among the parties, the claims in order, and the day. Two persons alone say nothing of their relation, so the
// question stays undecided until somebody says what it was.
func ScopeFacts(branch string, unit bool, claims []string, on civil.Date) map[string]string {
	in := map[string]string{"on": on.String()}
	switch {
	case branch == "personnel":
		in["employer"], in["relation"] = "institution", "personnel"
	case unit:
		in["employer"], in["relation"] = "enterprise", "labour"
	}
	for _, c := range claims {
		if v := scopeClaims[c]; v != "" {
			in["claim"] = v
			break
		}
	}
	return in
}

// stated is the answer that an officer gave.
func stated(scope string) check.Answer {
	a := check.Answer{Question: "scope", Result: scope, Label: ScopeLabel(scope), Checked: law.Design}
	a.Reasons.Say("受理时由工作人员认定为" + a.Label + "。")
	return a
}

// ScopeLabel returns the Chinese name of an answer of the question "scope".
func ScopeLabel(scope string) string {
	for _, v := range Scopes() {
		if v.Name == scope {
			return v.Label
		}
	}
	return "还不能确定"
}

// Scopes lists the kinds of dispute that an officer may find.
func Scopes() []check.Value {
	q, _ := check.Find("scope")
	return q.Answers
}

// Opinion is what the decision tables say of an application at an organisation: what kind of dispute it is, and whether
// such an organisation may mediate it as the other side has answered.
type Opinion struct{ Scope, Mediation check.Answer }

// Shut returns the row by which an article closes mediation here; a row that is a reading of ours closes nothing.
func (o Opinion) Shut() (check.Closure, bool) {
	for _, c := range o.Mediation.Closed {
		if c.Check == law.Verified {
			return c, true
		}
	}
	return check.Closure{}, false
}

// Against reports that the tables do not simply say yes, so that whoever goes on must know it.
func (o Opinion) Against() bool { return o.Mediation.Result != "yes" }

// Advise asks the decision tables of a matter at an organisation of the given kind. scope is what the officer found, or
// empty. It decides nothing.
func Advise(ctx context.Context, q db.Querier, m *matter.Matter, orgKind, scope string) (Opinion, error) {
	var o Opinion
	var err error
	if scope != "" {
		o.Scope = stated(scope)
	} else if o.Scope, err = Scope(ctx, q, m); err != nil {
		return o, err
	}
	parties, err := Parties(ctx, q, m.ID)
	if err != nil {
		return o, err
	}
	respondent := "silent"
	for _, p := range parties {
		switch {
		case p.Side != "respondent" || p.Answer == "":
		case p.Answer == "agree":
			respondent = "agrees"
		case respondent == "silent":
			respondent = "refuses"
		}
	}
	if Sent(m.Kind) != "" {
		respondent = "agrees" // the body that sent it obtained the consent
	}
	o.Mediation, err = org.CanMediate(orgKind, o.Scope.Result, respondent)
	return o, err
}

// acceptable holds an acceptance against the tables and keeps what the officer found.
func acceptable(ctx context.Context, c *matter.Change, at Org, in AcceptInput) error {
	if in.Scope != "" && !slices.ContainsFunc(Scopes(), func(v check.Value) bool { return v.Name == in.Scope }) {
		return fault.BadField("scope", "请选择属于哪类争议")
	}
	o, err := Advise(ctx, c, c.Matter, at.Kind, in.Scope)
	if err != nil {
		return err
	}
	if shut, ok := o.Shut(); ok {
		return fault.Block(string(shut.Rule), shut.Reason+"请选“不予受理”或者转给有权办理的组织，并告诉申请人还有哪些路。")
	}
	if o.Against() && !in.Aware {
		return fault.BadField("aware", "判断表的意见不是“可以调解”。看过意见、仍然受理的，请勾选")
	}
	if in.Scope == "" {
		return nil
	}
	c.Say("认定为"+ScopeLabel(in.Scope), map[string]any{"scope": in.Scope, "table": o.Mediation.Result})
	if _, err := c.Exec(ctx, `UPDATE mediation SET scope=$1 WHERE matter_id=$2`, in.Scope, c.Matter.ID); err != nil {
		return fmt.Errorf("keep the scope: %w", err)
	}
	return nil
}

// Scope tells what kind of dispute the matter is: what the officer found, else what the decision table says of what is on
// file. It decides nothing.
func Scope(ctx context.Context, q db.Querier, m *matter.Matter) (check.Answer, error) {
	med, err := MediationOf(ctx, q, m.ID)
	if err != nil {
		return check.Answer{}, err
	}
	if med.Scope != "" {
		return stated(med.Scope), nil
	}
	parties, err := Parties(ctx, q, m.ID)
	if err != nil {
		return check.Answer{}, err
	}
	claims, err := Claims(ctx, q, m.ID)
	if err != nil {
		return check.Answer{}, err
	}
	unit := false
	for _, p := range parties {
		unit = unit || p.Kind == "employer"
	}
	var codes []string
	for _, c := range claims {
		codes = append(codes, c.Code)
	}
	a, err := check.Ask("scope", ScopeFacts(med.Branch, unit, codes, m.ReceivedOn))
	if err != nil {
		return a, fmt.Errorf("ask for the scope: %w", err)
	}
	return a, nil
}
