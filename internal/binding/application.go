package binding

import (
	"context"
	"slices"

	"qinghe/internal/agreement"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
)

// Joint reports whether the application of a remedy is the parties' own and lies ready from the day the agreement takes
// effect, before anybody has decided for a way (17号令27; 33号令74; 民诉法205). It does as long as the way is open.
func (r Remedy) Joint() bool {
	return (r.Kind == KindReview || r.Kind == KindConfirm) && r.Open && r.Standing == nil
}

// Application fills in the application of a way to force (仲裁审查申请书、司法确认申请书) from an agreement in effect, for
// either party to print and sign. It is not numbered and nothing is kept of it; what an agreement in effect says is no
// sealed matter, and of what was said before it nothing is in a Snapshot. Faults: NotFound for another kind, Blocked with
// the reason while the way is closed. The caller has checked that the actor may see the mediation.
func Application(ctx context.Context, e dispute.Env, m *matter.Matter, home dispute.Org, as []procedure.Who, kind string) (dispute.Snapshot, error) {
	list, err := Remedies(ctx, e, m, home, as)
	if err != nil {
		return dispute.Snapshot{}, err
	}
	at := slices.IndexFunc(list, func(r Remedy) bool { return r.Kind == kind && (kind == KindReview || kind == KindConfirm) })
	switch {
	case at < 0:
		return dispute.Snapshot{}, fault.Missing()
	case list[at].Standing != nil:
		return dispute.Snapshot{}, fault.Block("", list[at].Title+"已经在办（"+list[at].basis()+"），申请书在那一件里")
	case !list[at].Open:
		return dispute.Snapshot{}, fault.Block("", "现在不能申请"+list[at].Title+"："+list[at].Why)
	}
	g, err := agreement.Current(ctx, e.DB, m.ID)
	if err != nil {
		return dispute.Snapshot{}, err
	}
	extra := map[string]string{"effective": m.EffectiveOn.String()}
	if g != nil && g.DocumentID != "" {
		p, err := document.ByID(ctx, e.DB, g.DocumentID)
		if err != nil {
			return dispute.Snapshot{}, err
		}
		extra["agreement"] = p.Number
	}
	bodies, err := Bodies(ctx, e.DB, kind, list[at].Place)
	if err != nil {
		return dispute.Snapshot{}, err
	}
	if len(bodies) == 1 { // of several the parties choose one, in the line that is left to write on
		extra["body"] = bodies[0].Name
	}
	return dispute.SnapshotNow(ctx, e, e.DB, m, home, opens[kind].form, e.DB.Today(), extra)
}

// Kinds of joint applications by the word of their address.
var applications = map[string]string{"review": KindReview, "confirm": KindConfirm}

// ApplicationKind is the kind of an application by the word of its address, review or confirm, or the empty text.
func ApplicationKind(word string) string { return applications[word] }

// ApplicationWord is the word of an application's address.
func ApplicationWord(kind string) string {
	for w, k := range applications {
		if k == kind {
			return w
		}
	}
	return ""
}

// ApplicationTitle is what the application of a kind is called.
func ApplicationTitle(kind string) string { return opens[kind].title }
