package referral

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/law/check"
	"qinghe/internal/matter"
	"qinghe/internal/org"
)

const columns = `matter_id, sender_org, sender_name, receiver_org, receiver_name, offline, reason, note, consent, consent_on, own_number, receiver_number, trial, stage, clue,
	screening, source_id, target_id, facts, branch, work_county, hop, sent_on, accepted_on, contacted_on, assigned, result, result_reason, result_on, focus, difficulty, advice, ending, ending_number, envelope`

// prefixed is columns of a row aliased r.
var prefixed = "r." + strings.Join(strings.Fields(strings.ReplaceAll(columns, ",", " ")), ", r.")

func scan(r interface{ Scan(...any) error }) (Referral, error) {
	var x Referral
	err := r.Scan(x.dest()...)
	return x, err
}

// dest are the destinations of columns.
func (x *Referral) dest() []any {
	return []any{&x.MatterID, &x.SenderOrg, &x.SenderName, &x.ReceiverOrg, &x.ReceiverName, &x.Offline, &x.Reason, &x.Note, &x.Consent, &x.ConsentOn, &x.OwnNumber, &x.ReceiverNumber, &x.Trial, &x.Stage, &x.Clue,
		&x.Screening, &x.SourceID, &x.TargetID, &x.Facts, &x.Branch, &x.WorkCounty, &x.Hop, &x.SentOn, &x.AcceptedOn, &x.ContactedOn, &x.Assigned, &x.Result, &x.ResultReason, &x.ResultOn, &x.Focus, &x.Difficulty, &x.Advice, &x.Ending, &x.EndingNumber, &x.Envelope}
}

// Of returns what stands beside the matter of a hand-over. The caller has checked the scope.
func Of(ctx context.Context, q db.Querier, matterID string) (Referral, error) {
	x, err := scan(q.QueryRow(ctx, `SELECT `+columns+` FROM referral WHERE matter_id=$1`, matterID))
	if errors.Is(err, sql.ErrNoRows) {
		return x, fault.Missing()
	}
	if err != nil {
		return x, fmt.Errorf("read a hand-over: %w", err)
	}
	return x, nil
}

// ByTarget returns the newest hand-over that opened a mediation, or a NotFound fault.
func ByTarget(ctx context.Context, q db.Querier, mediationID string) (Referral, error) {
	x, err := scan(q.QueryRow(ctx, `SELECT `+columns+` FROM referral WHERE target_id=$1 ORDER BY matter_id DESC LIMIT 1`, mediationID))
	if errors.Is(err, sql.ErrNoRows) {
		return x, fault.Missing()
	}
	if err != nil {
		return x, fmt.Errorf("read a hand-over: %w", err)
	}
	return x, nil
}

// mediationsOf returns the mediations of a dispute, oldest first.
func mediationsOf(ctx context.Context, q db.Querier, disputeID string) ([]*matter.Matter, error) {
	rows, err := q.Query(ctx, `SELECT `+matter.Columns+` FROM matter m JOIN mediation d ON d.matter_id=m.id WHERE m.dispute_id=$1 ORDER BY m.id`, disputeID)
	if err != nil {
		return nil, fmt.Errorf("read the mediations of a dispute: %w", err)
	}
	defer rows.Close()
	var list []*matter.Matter
	for rows.Next() {
		m, err := matter.Scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, rows.Err()
}

// unsettled reports that a mediation is open and has no agreement in effect.
func unsettled(m *matter.Matter) bool { return m.Open && m.EffectiveOn.IsZero() }

// othersOpen counts the dispute's other open matters that do not stand aside.
func othersOpen(ctx context.Context, q db.Querier, m *matter.Matter) (int, error) {
	rows, err := q.Query(ctx, `SELECT kind FROM matter WHERE dispute_id=$1 AND id<>$2 AND open`, m.DisputeID, m.ID)
	if err != nil {
		return 0, fmt.Errorf("read the open matters of a dispute: %w", err)
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var kind string
		if err := rows.Scan(&kind); err != nil {
			return 0, err
		}
		if s := specOf(kind); s == nil || !s.aside {
			n++
		}
	}
	return n, rows.Err()
}

// Screening is a decision table that was asked before a hand-over: the question, its inputs and what came out.
type Screening struct {
	Question string            `json:"question"`
	Inputs   map[string]string `json:"inputs"`
	Result   string            `json:"result"`
	Label    string            `json:"label"`
	Rows     []string          `json:"rows"`
}

// Screen asks a decision table and keeps its answer. Invalid faults name the input.
func Screen(question string, in map[string]string) (Screening, error) {
	a, err := check.AskBy(matter.Calendar(), question, in)
	if err != nil {
		return Screening{}, err
	}
	s := Screening{Question: question, Inputs: in, Result: a.Result, Label: a.Label}
	for _, r := range a.Rows {
		s.Rows = append(s.Rows, string(r))
	}
	return s, nil
}

// ScreeningOf reads the kept answer; nothing kept is the zero Screening.
func (r Referral) ScreeningOf() Screening {
	var s Screening
	if r.Screening != "" {
		_ = json.Unmarshal([]byte(r.Screening), &s) // written by us; an unreadable one counts as none
	}
	return s
}

func yesNo(b bool) string { return map[bool]string{true: "yes", false: "no"}[b] }

// conditions are the inputs of the decision table "handover" for a hand-over as it stands.
func conditions(ctx context.Context, q db.Querier, m *matter.Matter, r Referral, today civil.Date) (map[string]string, error) {
	s := specOf(m.Kind)
	in := map[string]string{"route": s.route, "consent": r.Consent, "stage": r.Stage, "clue": yesNo(r.Clue)}
	meds, err := mediationsOf(ctx, q, m.DisputeID)
	if err != nil {
		return nil, err
	}
	mediated, busy, mine := false, false, false
	for _, x := range meds {
		mediated = mediated || !x.AcceptedOn.IsZero()
		if unsettled(x) {
			mine = mine || x.OrgID == r.SenderOrg
			busy = busy || x.OrgID != r.SenderOrg && x.OrgID != r.ReceiverOrg
		}
	}
	if s.kind == KindMove {
		busy = mine
	}
	in["mediated"], in["busy"] = yesNo(mediated), yesNo(busy)
	open, err := othersOpen(ctx, q, m)
	if err != nil {
		return nil, err
	}
	in["open"] = yesNo(open > 0 || r.Stage != "before")
	rostered, err := Rostered(ctx, q, r.SenderOrg, r.ReceiverOrg, today)
	if err != nil {
		return nil, err
	}
	in["rostered"] = yesNo(rostered)
	sc := r.ScreeningOf()
	if sc.Question == "legal-aid" && sc.Result != check.Undecided {
		in["eligible"] = yesNo(slices.Contains([]string{"urgent", "exempt", "means"}, sc.Result))
	}
	in["crime"] = yesNo(sc.Question == "wage-crime" && sc.Result == "refer")
	o, err := org.Get(ctx, q, r.SenderOrg)
	if err != nil {
		return nil, err
	}
	in["labour-office"] = yesNo(o.Kind == "inspection" || o.Kind == "bureau")
	return in, nil
}

// refusal is why the hand-over may not be sent as it stands, with the row of the decision table; nil when it may.
func refusal(ctx context.Context, q db.Querier, m *matter.Matter, r Referral, today civil.Date) (*fault.Error, error) {
	in, err := conditions(ctx, q, m, r, today)
	if err != nil {
		return nil, err
	}
	a, err := check.Ask("handover", in)
	if err != nil {
		return nil, err
	}
	switch {
	case a.Result == "yes":
		return nil, nil
	case a.Result == check.Undecided || len(a.Rows) == 0:
		what := "还不能确定能不能交接"
		for _, x := range a.Missing {
			what += "：" + x.Label
		}
		if m.Kind == KindAid {
			what = "先做法律援助初审，再转交"
		}
		return fault.As(fault.Block("handover", what)), nil
	}
	_, row, _ := check.RowOf(a.Rows[0])
	return fault.As(fault.Block(string(row.ID), row.Text+"依据："+law.CiteText(row.Cites)+"。")), nil
}

func init() {
	for _, t := range Tables {
		matter.Register(t, readFacts)
		matter.Begin(t.Kind, Prepared, HoldClocks(t.Kind)...)
		if specOf(t.Kind).aside {
			matter.Aside(t.Kind)
		}
	}
	matter.Follow(follow)
	dispute.WhenHandedOver(func(ctx context.Context, q db.Querier, mediationID string) (bool, error) {
		var n int
		err := q.QueryRow(ctx, `SELECT COUNT(*) FROM referral r JOIN matter m ON m.id=r.matter_id WHERE r.target_id=$1 AND m.state IN ($2,$3)`, mediationID, string(Working), string(Reporting)).Scan(&n)
		if err != nil {
			return false, fmt.Errorf("look for a hand-over: %w", err)
		}
		return n > 0, nil
	})
}

// leftOpen returns the labels of the claims on which a mediation with an agreement came to none (部分达成协议).
func leftOpen(ctx context.Context, q db.Querier, mediationID string) ([]string, error) {
	claims, err := dispute.Claims(ctx, q, mediationID)
	if err != nil {
		return nil, err
	}
	var list []string
	for _, c := range claims {
		if c.Result == "failed" && !slices.Contains(list, c.Label) {
			list = append(list, c.Label)
		}
	}
	return list, nil
}

// readFacts gathers what the guards may see: whether things were done, never what was said.
func readFacts(ctx context.Context, q db.Querier, m *matter.Matter, today civil.Date) (Facts, error) {
	r, err := Of(ctx, q, m.ID)
	if err != nil {
		return Facts{}, err
	}
	f := Facts{HasReceiver: r.ReceiverOrg != "", Offline: r.Offline, Summary: r.Trial == "summary", Linked: r.TargetID != "", Result: r.Result, Assigned: r.Assigned != "", Contacted: !r.ContactedOn.IsZero()}
	if f.HasReceiver && (m.State == Prepared || m.State == Sent) {
		if f.Refusal, err = refusal(ctx, q, m, r, today); err != nil {
			return f, err
		}
	}
	if r.TargetID != "" {
		var open bool
		var effective civil.Date
		if err := q.QueryRow(ctx, `SELECT open, effective_on FROM matter WHERE id=$1`, r.TargetID).Scan(&open, &effective); err != nil {
			return f, fmt.Errorf("read the mediation: %w", err)
		}
		f.TargetAgreed = !effective.IsZero()
		f.TargetOpen = open && !f.TargetAgreed
		if f.TargetAgreed {
			left, err := leftOpen(ctx, q, r.TargetID)
			if err != nil {
				return f, err
			}
			f.TargetPartly = len(left) > 0
		}
	}
	return f, nil
}

// baseOf is the matter whose parties and claims the hand-over carries: its own when it brought the dispute in, else the one
// that is handed over.
func baseOf(ctx context.Context, q db.Querier, m *matter.Matter, r Referral) (*matter.Matter, error) {
	id := r.SourceID
	if id == "" {
		return m, nil
	}
	b, err := matter.Scan(q.QueryRow(ctx, `SELECT `+matter.Columns+` FROM matter m WHERE m.id=$1 AND m.dispute_id=$2`, id, m.DisputeID))
	if err != nil {
		return nil, fmt.Errorf("read the matter that is handed over: %w", err)
	}
	return b, nil
}

// PartiesOf returns the parties of a hand-over, masked. The caller has checked the scope.
func PartiesOf(ctx context.Context, q db.Querier, m *matter.Matter, r Referral) ([]dispute.Party, error) {
	b, err := baseOf(ctx, q, m, r)
	if err != nil {
		return nil, err
	}
	return dispute.Parties(ctx, q, b.ID)
}

// ClaimsOf returns the claims of a hand-over.
func ClaimsOf(ctx context.Context, q db.Querier, m *matter.Matter, r Referral) ([]dispute.Claim, error) {
	b, err := baseOf(ctx, q, m, r)
	if err != nil {
		return nil, err
	}
	return dispute.Claims(ctx, q, b.ID)
}
