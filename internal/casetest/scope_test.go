package casetest_test

import (
	"context"
	"testing"

	"qinghe/internal/casetest"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/org"
)

// TestAcceptanceKnowsTheTables: where an article closes mediation the door refuses and cites it; where the table only
// advises against it the officer decides, knowing.
func TestAcceptanceKnowsTheTables(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		for _, c := range []struct {
			name, kind, scope string
			unaware, aware    fault.Kind // empty: accepted
			rule              string
		}{
			{"a labour dispute", "township", "labour", "", "", ""},
			{"as on file", "township", "", "", "", ""},
			{"a civil dispute at a street", "township", "civil", fault.Invalid, "", ""},
			{"a civil dispute at people's mediation", "people", "civil", "", "", ""},
			{"a civil dispute at an enterprise", "enterprise", "civil", fault.Blocked, fault.Blocked, "MED-SCOPE-ENTERPRISE"},
			{"a decision of an office", "township", "administrative", fault.Blocked, fault.Blocked, "MED-SCOPE-DECISION"},
			{"collective bargaining", "centre", "collective", fault.Blocked, fault.Blocked, "MED-COLLECTIVE"},
			{"no such thing", "township", "weather", fault.Invalid, fault.Invalid, ""},
		} {
			t.Run(c.name, func(t *testing.T) {
				o := org.Org{Kind: c.kind, Name: "受理" + c.name, Word: string([]rune("甲乙丙丁戊己庚辛")[len(c.name)%8]) + string([]rune("子丑寅卯辰巳午未申酉戌亥")[len(c.kind+c.scope)%12]), County: "630102", Town: "630102001", ParentName: "测试有限公司", ParentUSCC: casetest.USCC}
				w := casetest.NewAt(t, d, o)
				x := w.File()
				x.Must(dispute.RegisterApplication(ctx, x.Env(), x.Manager, x.Cmd(), x.Org))
				res, _, err := dispute.InquireRespondent(ctx, x.Env(), x.Manager, x.Cmd(), x.Org, true)
				x.Must(res, err)
				x.Must(dispute.Answer(ctx, x.Env(), x.Employer, x.Cmd(), x.EmployerID, true, ""))
				x.Days(1)
				for _, try := range []struct {
					aware bool
					want  fault.Kind
				}{{false, c.unaware}, {true, c.aware}} {
					_, err := dispute.AcceptAs(ctx, x.Env(), x.Manager, x.Cmd(), x.Org, dispute.AcceptInput{HolderID: x.Mediator.ID, HolderName: x.Mediator.Name, Scope: c.scope, Aware: try.aware})
					f := fault.As(err)
					switch {
					case try.want == "" && err != nil:
						t.Fatalf("aware %v: %v", try.aware, err)
					case try.want == "":
						med, err := dispute.MediationOf(ctx, d, x.ID)
						if err != nil || med.Scope != c.scope {
							t.Errorf("found %q, %v", med.Scope, err)
						}
						a, err := dispute.Scope(ctx, d, x.Matter())
						if err != nil || c.scope != "" && a.Result != c.scope {
							t.Errorf("the scope is %q, %v", a.Result, err)
						}
						return
					case f == nil || f.Kind != try.want || c.rule != f.Rule:
						t.Errorf("aware %v: %v", try.aware, err)
					}
				}
			})
		}
	})
}
