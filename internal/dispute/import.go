package dispute

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/ident"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/procedure"
	"qinghe/internal/vault"
)

// Imported is a case of an existing ledger, in whatever state it stood.
type Imported struct {
	Kind, Number, Source, Outcome string
	OrgID, Prefecture, County     string
	HolderID, HolderName          string
	Parties                       []PartyInput
	Claims                        []ClaimInput
	Subject                       string // as the ledger shows it
	Facts                         string
	People                        int64
	Received, Accepted, Closed    civil.Date
	Agreed, Paid                  money.Fen
	State                         procedure.State
	Tags                          []string
}

// importClocks are the limits that run in a state that a case did not reach here. They begin on the days that the ledger
// gives, so that one that has passed shows as passed.
func importClocks(kind string, s procedure.State) []procedure.ClockChange {
	k := regimeOf(kind)
	decide := start(k.decide, procedure.Manager, "答复是否受理")
	term := start(k.term, procedure.Handler, "调解期限")
	switch s {
	case Submitted:
		return SubmitClocks(kind)
	case Registered, Consented, Refused:
		return []procedure.ClockChange{decide}
	case Inquiring:
		return []procedure.ClockChange{decide, start(ruleReply, procedure.Respondent, "回复是否同意调解")}
	case Silent:
		return []procedure.ClockChange{decide, start(ruleSilent, procedure.Manager, "对方没有回应：再次征询或者告知申请人")}
	case Accepted:
		return []procedure.ClockChange{term, start(ruleBegin, procedure.Handler, "指定调解员并告知权利义务")}
	case Mediating:
		return []procedure.ClockChange{term}
	case Lapsed:
		return []procedure.ClockChange{start("P-TELL-2WD", procedure.Handler, "书面告知当事人可以申请仲裁")}
	case Signing:
		return []procedure.ClockChange{term, start(ruleSign, procedure.Handler, "双方签字、调解员签名、盖章")}
	case Performing:
		return []procedure.ClockChange{start(rulePerform, procedure.Handler, "跟踪履行")}
	case Visiting:
		return []procedure.ClockChange{start(ruleVisit, procedure.Handler, "回访")}
	case Correcting:
		return []procedure.ClockChange{start(ruleFix, procedure.Applicant, "补正申请材料")}
	case Paused:
		return []procedure.ClockChange{term, start(rulePause, procedure.Handler, "恢复或者终止调解")}
	case Checking:
		return []procedure.ClockChange{term, start(ruleCheck, procedure.Manager, "核查疑似虚假调解")}
	case Returning:
		return []procedure.ClockChange{start(ruleBack, procedure.Handler, "向"+k.sender+"书面反馈，退回材料")}
	}
	return nil
}

// ImportAll makes the cases of a ledger in one transaction: all or none. begin runs first in it; after sees each new case,
// with its place in the list.
func ImportAll(ctx context.Context, d *db.DB, v *vault.Vault, a access.Actor, list []Imported, begin func(tx *db.Tx) error, after func(i int, c *matter.Change) error) ([]matter.Result, error) {
	items := make([]matter.New, len(list))
	for i, in := range list {
		from := in.Accepted
		if from.IsZero() || slices.Contains([]procedure.State{Submitted, Registered, Inquiring, Silent, Consented, Refused}, in.State) {
			from = in.Received
		}
		if !in.Closed.IsZero() {
			from = in.Closed // what has ended is entered on the day it ended
		}
		items[i] = matter.New{QueryCode: ident.NewQueryCode(), Kind: in.Kind, State: in.State, Do: Submit, Label: "从台账导入", Occurred: from, Clock: importClocks(in.Kind, in.State),
			Fill: func(m *matter.Matter) {
				m.OrgID, m.Prefecture, m.County, m.Source = in.OrgID, in.Prefecture, in.County, in.Source
				m.Tags = slices.Clone(in.Tags)
				setNames(m, in.Parties)
				setClaims(m, in.Claims)
				m.Number, m.Subject, m.People, m.Outcome = in.Number, in.Subject, in.People, in.Outcome
				m.Holder, m.HolderName = in.HolderID, in.HolderName
				m.ReceivedOn, m.AcceptedOn, m.ClosedOn = in.Received, in.Accepted, in.Closed
				m.Agreed, m.Paid = in.Agreed, in.Paid
				for _, p := range in.Parties {
					if p.Kind == "employer" && m.EmployerKey == "" {
						m.EmployerKey = employerKey(v, p)
					}
				}
			}}
	}
	return matter.CreateAll(ctx, d, a, items, begin, func(i int, c *matter.Change) error {
		in := list[i]
		c.Extra = items[i].QueryCode
		if _, err := c.Exec(ctx, `INSERT INTO mediation (matter_id, branch, facts, work_county, channel, route_reason) VALUES ($1,'labour',$2,$3,'import','从台账导入')`, c.Matter.ID, in.Facts, in.County); err != nil {
			return fmt.Errorf("import: %w", err)
		}
		for state, v := range map[procedure.State][2]string{Paused: {"pause_reason", "other"}, Checking: {"suspicion", "open"}, Correcting: {"supplement", "见原来的台账"}} {
			if in.State == state {
				if err := set(ctx, c, v[0], v[1]); err != nil {
					return err
				}
			}
		}
		if in.State == Paused {
			if err := set(ctx, c, "paused_on", c.Occurred()); err != nil {
				return err
			}
		}
		ids := make([]string, len(in.Parties))
		for j, p := range in.Parties {
			id, err := addParty(ctx, c, v, j+1, p, c.Extra)
			if err != nil {
				return err
			}
			ids[j] = id
			if err := c.Grant(ctx, id, procedure.Who(p.Side)); err != nil {
				return err
			}
		}
		if err := putClaims(ctx, c, in.Claims, ids); err != nil {
			return err
		}
		if err := interruptedBefore(ctx, c, in); err != nil {
			return err
		}
		c.Say("", map[string]any{"channel": "import", "org": in.OrgID, "state": in.State})
		if err := index(ctx, c); err != nil {
			return err
		}
		return after(i, c)
	})
}

// interruptedBefore records what a ledger's days tell of the limitation: that the applicant claimed on the day of the application,
// and that no agreement was reached on the day on which a mediation failed. A ledger gives no day for an agreement, for what
// was due under it or for the other side's refusal, and no day is made up: a deadline shown too late would cost the claim.
func interruptedBefore(ctx context.Context, c *matter.Change, in Imported) error {
	if err := c.Interrupted(ctx, law.Claimed, in.Received); err != nil {
		return err
	}
	if in.Outcome == "failed" && !in.Closed.IsZero() {
		return c.Interrupted(ctx, law.MediationLapsed, in.Closed)
	}
	return nil
}

// ClaimsOf reads a subject as a ledger writes it, such as 拖欠的工资、加班费, into claims; the sum stands with the first.
func ClaimsOf(subject string, sum money.Fen) []ClaimInput {
	var out []ClaimInput
	for _, w := range strings.FieldsFunc(subject, func(r rune) bool { return strings.ContainsRune("、，,；;", r) }) {
		if w = strings.TrimSpace(w); w == "" {
			continue
		}
		c := ClaimInput{Code: "other", Label: w, Amount: -1}
		for _, k := range ClaimKinds {
			if k.Label == w {
				c.Code = k.Code
			}
		}
		out = append(out, c)
	}
	if len(out) > 0 && sum > 0 {
		out[0].Amount = sum
	}
	return out
}

// tags are what TagLabel knows beside groups and languages.
var tags = []string{"collective", "joint", "crime", "alert", "re-applied", FewMediators, "employer-applies", "late-entry", "interpreter", "recusal", "overdue"}

// TagOf returns the tag of a label, or "".
func TagOf(label string) string {
	all := slices.Clone(tags)
	for _, f := range Flags {
		all = append(all, f.Code)
	}
	for _, l := range Languages {
		all = append(all, l.Code)
	}
	for _, t := range all {
		if label != "" && TagLabel(t) == label {
			return t
		}
	}
	return ""
}
