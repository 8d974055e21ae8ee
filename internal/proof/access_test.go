package proof_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
)

var tables = dispute.Tables

// ready is the facts under which no guard refuses; bare is a case in which nothing has been done and much is due. An act
// that passes under ready and not under bare is guarded.
var (
	ready = dispute.Facts{HasNumber: true, Respondents: 1, Agreed: 1, HasMediator: true, Disclosed: true, RightsTold: true, HasDraft: true,
		PartiesSigned: true, MediatorSigned: true, Overdue: 1, Visited: true, ReviewOpen: true, ConfirmOpen: true}
	bare = dispute.Facts{Respondents: 1, DraftStops: 1, ConsentDue: true, SecondDue: true, Unmet: 1}
)

// relation is one way in which a person stands to the case: what they are, and how the case knows them.
type relation struct {
	name  string
	actor access.Actor
	grant procedure.Who // a membership of the case, if any
}

const (
	org, holder, county, prefecture = "org-1", "u-holder", "630102", "6301"
)

// relations is every role in every relation that it can have to one case of org-1 in Chengdong, held by u-holder.
func relations() []relation {
	staff := func(id, org, region string, r access.Role) access.Actor {
		return access.Actor{ID: id, Kind: access.Staff, Roles: []access.Role{r}, OrgID: org, Region: region}
	}
	party := func(r access.Role, verified bool) access.Actor {
		return access.Actor{ID: "p-1", PartyID: "p-1", Kind: access.Party, Roles: []access.Role{r}, Verified: verified}
	}
	list := []relation{{"anonymous", access.Actor{}, ""}, {"system, as the clock", access.Job("test"), ""}}
	for _, r := range []access.Role{access.Worker, access.Employer, access.Agent} {
		list = append(list,
			relation{string(r) + ", applicant", party(r, true), procedure.Applicant},
			relation{string(r) + ", respondent", party(r, true), procedure.Respondent},
			relation{string(r) + ", applicant, telephone not proved", party(r, false), procedure.Applicant},
			relation{string(r) + ", of another case", party(r, true), ""})
	}
	for _, r := range access.StaffRoles {
		list = append(list,
			relation{string(r) + ", of the organisation", staff("u-1", org, "", r), ""},
			relation{string(r) + ", of another organisation", staff("u-1", "org-2", "", r), ""},
			relation{string(r) + ", named as holder", staff(holder, org, "", r), ""},
			relation{string(r) + ", granted second", staff("u-2", "org-2", "", r), procedure.Second},
			relation{string(r) + ", of the county", staff("u-1", "", county, r), ""},
			relation{string(r) + ", of the prefecture", staff("u-1", "", prefecture, r), ""},
			relation{string(r) + ", of the province", staff("u-1", "", "63", r), ""},
			relation{string(r) + ", of another county", staff("u-1", "", "630103", r), ""})
	}
	return list
}

// as returns the capacities of a relation, by the program's own function.
func (r relation) as(kind string) []procedure.Who {
	m := &matter.Matter{ID: "m-1", Kind: kind, OrgID: org, Holder: holder, Province: "63", Prefecture: prefecture, County: county}
	var grants []matter.Grant
	if r.grant != "" {
		grants = []matter.Grant{{Principal: r.actor.ID, Capacity: r.grant}}
	}
	return matter.CapacitiesOf(r.actor, m, grants)
}

// verdict: A allowed, g allowed once its conditions are met, b blocked in this state, - denied whatever the state.
func verdict(t *testing.T, b *procedure.Table[dispute.Facts], s procedure.State, do procedure.Action, as []procedure.Who) string {
	_, best := b.Next(s, do, as, ready)
	_, worst := b.Next(s, do, as, bare)
	switch {
	case best == nil && worst == nil:
		return "A"
	case best == nil:
		return "g"
	case fault.Is(best, fault.Blocked):
		return "b"
	case fault.Is(best, fault.Denied):
		return "-"
	}
	t.Fatalf("%s %s %s: %v", b.Kind, s, do, best)
	return ""
}

// TestAccessMatrix prints who may do what in which state and holds it against the committed file, so that a change of
// the policy is read before it lands.
func TestAccessMatrix(t *testing.T) {
	var out strings.Builder
	out.WriteString("Who may do what on a case. QINGHE_GENERATE=1 go test ./internal/proof prints it again.\n")
	out.WriteString("A allowed   g allowed once its conditions are met   b blocked in this state   - denied (here only: in this state)\n")
	out.WriteString("\n# Role and relation -> capacities\n")
	for _, r := range relations() {
		fmt.Fprintf(&out, "%-50s %s\n", r.name, words(r.as(dispute.KindTownship)))
	}
	for _, b := range tables {
		fmt.Fprintf(&out, "\n# %s\n", b.Kind)
		for i, s := range b.States {
			fmt.Fprintf(&out, "%c=%s ", 'a'+i, s.State)
		}
		out.WriteByte('\n')
		for _, w := range procedure.Whos {
			fmt.Fprintf(&out, "\n%-16s ", w)
			for i := range b.States {
				fmt.Fprintf(&out, "%c", 'a'+i)
			}
			out.WriteByte('\n')
			var never []string
			for _, do := range b.Actions() {
				row := ""
				for _, s := range b.States {
					row += verdict(t, b, s.State, do, []procedure.Who{w})
				}
				if strings.Trim(row, "-") == "" {
					never = append(never, string(do))
					continue
				}
				fmt.Fprintf(&out, "%-16s %s\n", do, row)
			}
			fmt.Fprintf(&out, "denied: %s\n", strings.Join(never, " "))
		}
	}
	const file = "testdata/access_matrix.golden"
	if os.Getenv("QINGHE_GENERATE") != "" {
		if err := os.WriteFile(file, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != out.String() {
		got, old := strings.Split(out.String(), "\n"), strings.Split(string(want), "\n")
		for i := range min(len(got), len(old)) {
			if got[i] != old[i] {
				t.Fatalf("%s line %d is\n%s\nand the policy says\n%s\nRead the change, then print the file again", file, i+1, old[i], got[i])
			}
		}
		t.Fatalf("%s has %d lines, the policy %d", file, len(old), len(got))
	}
}

func words(as []procedure.Who) string {
	if len(as) == 0 {
		return "none"
	}
	var list []string
	for _, w := range as {
		list = append(list, string(w))
	}
	return strings.Join(list, " ")
}

// TestNobodyActsBeyondTheirRelation walks role x relation x action x state of both tables.
func TestNobodyActsBeyondTheirRelation(t *testing.T) {
	// What only one side may say, and what decides a case. Consent is open to both sides, since the worker may be the
	// respondent; the act itself asks for a natural person.
	only := map[procedure.Action]procedure.Who{dispute.Agree: procedure.Respondent, dispute.Refuse: procedure.Respondent}
	decides := []procedure.Action{dispute.Register, dispute.Accept, dispute.Reject, dispute.Fail, dispute.Draft, dispute.Propose, dispute.Stamp, dispute.Sign, dispute.Close, dispute.Default, dispute.Withdraw, dispute.SecondConfirm, dispute.SealNote}
	seen, allowed := 0, 0
	for _, r := range relations() {
		for _, b := range tables {
			as := r.as(b.Kind)
			for _, s := range b.States {
				for _, do := range b.Actions() {
					v := verdict(t, b, s.State, do, as)
					seen++
					if v != "A" && v != "g" {
						continue
					}
					allowed++
					say := func(why string) { t.Errorf("%s: %s may %s in %s: %s", b.Kind, r.name, do, s.State, why) }
					if r.actor.Has(access.SystemAdmin, access.SecurityAdmin, access.Auditor) && r.grant == "" {
						say("an administrator sees no case by that role")
					}
					if r.actor.Kind == access.Anonymous {
						say("nobody is signed in")
					}
					if strings.Contains(r.name, "another") || strings.Contains(r.name, "not proved") {
						say("the case is not theirs, or they have proved nothing")
					}
					if side, one := only[do]; one && r.actor.Kind == access.Party && r.grant != side {
						say("it is the other side's word")
					}
					if slices.Equal(as, []procedure.Who{procedure.Supervisor}) && slices.Contains(decides, do) {
						say("a supervisor does not decide")
					}
					if r.actor.Kind == access.Machine && slices.Contains(decides, do) {
						say("a job does not decide")
					}
				}
			}
		}
	}
	t.Logf("%d questions, %d allowed", seen, allowed)
	if allowed < 1000 || seen < 50000 {
		t.Errorf("%d questions, %d allowed: the walk is broken", seen, allowed)
	}
}
