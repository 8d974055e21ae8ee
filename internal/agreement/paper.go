package agreement

import (
	"context"

	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/vault"
)

const sealedClass = vault.Sealed

func lawInput(d civil.Date) law.Input { return law.Input{From: d} }

// PaperData is what the agreement's paper is made from: the only form that holds terms.
type PaperData struct {
	dispute.Snapshot
	Terms    Terms     `json:"terms"`
	Entitled money.Fen `json:"entitled"` // computed sum, or matter.None
	Knowing  bool      `json:"knowing"`  // the worker confirmed knowing it
}

// issueAgreement issues the paper of a proposed agreement. It stays sealed until the agreement takes effect.
func issueAgreement(ctx context.Context, e dispute.Env, c *matter.Change, org dispute.Org, g *Agreement, t Terms) (string, error) {
	form := PlanOf(c.Matter.Kind).Paper
	s, err := dispute.SnapshotOf(ctx, e, c, org, form, nil)
	if err != nil {
		return "", err
	}
	return dispute.IssueData(ctx, e, c, org, form, "sealed", func(number, token string) any {
		s.Number, s.Token = number, token
		return PaperData{Snapshot: s, Terms: t, Entitled: c.Matter.Entitled, Knowing: g.ConsentedAt > 0}
	})
}

func voidPaper(ctx context.Context, c *matter.Change, id, reason string) error {
	if id == "" {
		return nil
	}
	return document.Void(ctx, c.Tx(), id, reason)
}

// unsealPaper gives the agreement's paper the class of the case: it records what is in effect.
func unsealPaper(ctx context.Context, c *matter.Change, id string) error {
	if id == "" {
		return nil
	}
	return document.Unseal(ctx, c.Tx(), id)
}
