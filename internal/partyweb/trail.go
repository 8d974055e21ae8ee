package partyweb

import (
	"context"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/binding"
	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/journal"
	"qinghe/internal/matter"
	"qinghe/internal/org"
	"qinghe/internal/procedure"
	"qinghe/internal/referral"
)

// trailView is a step of the one timeline: when, with whom, where it stood then. numberView is a body's own file number
// beside the dispute's one number.
type (
	trailView  struct{ When, What, Org string }
	numberView struct{ Org, Number string }
)

// shows says whether a party may see that a matter exists. What the worker asked of legal aid or labour inspection is not
// the employer's business, and a clue for the police is nobody's.
func shows(kind, side string) bool {
	switch {
	case strings.HasPrefix(kind, "mediation-"), binding.Owns(kind):
		return true
	case kind == referral.KindPolice || !referral.IsKind(kind):
		return false
	}
	return !referral.InfoOf(kind).Aside || side == "applicant"
}

// trail is the timeline of the dispute over all its matters, oldest first: states and dates, nothing that was said.
func (p *pages) trail(ctx context.Context, m *matter.Matter, party dispute.Party) ([]trailView, []numberView, error) {
	list, err := matter.OfDispute(ctx, p.DB, access.SystemScope("the one timeline of a dispute, for its parties"), m.DisputeID)
	if err != nil {
		return nil, nil, err
	}
	names := map[string]string{}
	nameOf := func(id string) string {
		if _, ok := names[id]; !ok {
			if o, err := org.Get(ctx, p.DB, id); err == nil {
				names[id] = o.Name
			}
		}
		return names[id]
	}
	type step struct {
		at civil.Instant
		v  trailView
	}
	var steps []step
	var numbers []numberView
	number := func(o, n string) {
		if n != "" {
			numbers = append(numbers, numberView{o, n})
		}
	}
	for _, x := range list {
		if !shows(x.Kind, party.Side) {
			continue
		}
		labels := map[procedure.State]string{}
		for _, s := range matter.StatesOf(x.Kind) {
			labels[s.State] = s.Label
		}
		entries, err := journal.List(ctx, p.DB, x.ID, 0)
		if err != nil {
			return nil, nil, err
		}
		wrong := journal.Superseded(entries)
		for _, e := range entries {
			if e.ToState == "" || e.ToState == e.FromState && e.Seq > 1 || e.Class == journal.Sealed {
				continue
			}
			what := matter.KindTitle(x.Kind) + "：" + labels[procedure.State(e.ToState)]
			if wrong[e.Seq] > 0 {
				what += "（登记错误，已更正）"
			}
			steps = append(steps, step{e.RecordedAt, trailView{When: e.OccurredOn.Chinese(), What: what, Org: nameOf(e.OrgID)}})
		}
		if binding.Owns(x.Kind) {
			rec, err := binding.RecordOf(ctx, p.DB, x.ID)
			if err != nil {
				return nil, nil, err
			}
			number(rec.BodyName, x.Number)
			continue
		}
		r, err := referral.Of(ctx, p.DB, x.ID)
		switch {
		case err == nil:
			number(r.SenderName, r.OwnNumber)
			number(r.ReceiverName, r.ReceiverNumber)
		case !fault.Is(err, fault.NotFound):
			return nil, nil, err
		default:
			number(nameOf(x.OrgID), x.Number)
		}
	}
	for i := 1; i < len(steps); i++ { // a handful of short lists, each in order already
		for j := i; j > 0 && steps[j].at < steps[j-1].at; j-- {
			steps[j], steps[j-1] = steps[j-1], steps[j]
		}
	}
	var out []trailView
	for _, s := range steps {
		out = append(out, s.v)
	}
	return out, numbers, nil
}
