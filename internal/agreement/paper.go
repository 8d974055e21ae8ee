package agreement

import (
	"context"
	"slices"

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
	Entitled money.Fen `json:"entitled"`       // computed sum, or matter.None
	Knowing  bool      `json:"knowing"`        // the worker confirmed knowing it
	Open     []string  `json:"open,omitempty"` // claims on which nothing was agreed
}

// issueAgreement issues the paper of a proposed agreement. It stays sealed until the agreement takes effect.
func issueAgreement(ctx context.Context, e dispute.Env, c *matter.Change, org dispute.Org, g *Agreement, t Terms) (string, error) {
	return issueTerms(ctx, e, c, org, PlanOf(c.Matter.Kind).Paper, "sealed", g, t)
}

// issueOral issues the record of an oral agreement (口头协议登记表), which takes effect with it.
func issueOral(ctx context.Context, e dispute.Env, c *matter.Change, org dispute.Org, g *Agreement, t Terms) (string, error) {
	return issueTerms(ctx, e, c, org, "D-MED-AGR-P", "procedural", g, t)
}

func issueTerms(ctx context.Context, e dispute.Env, c *matter.Change, org dispute.Org, form, class string, g *Agreement, t Terms) (string, error) {
	fill, err := paperOf(ctx, e, c, org, form, g, t)
	if err != nil {
		return "", err
	}
	return dispute.IssueData(ctx, e, c, org, form, class, fill)
}

// paperOf gathers the data of the agreement's paper.
func paperOf(ctx context.Context, e dispute.Env, c *matter.Change, org dispute.Org, form string, g *Agreement, t Terms) (func(number, token string) any, error) {
	s, err := dispute.SnapshotOf(ctx, e, c, org, form, nil)
	if err != nil {
		return nil, err
	}
	claims, err := dispute.Claims(ctx, c, c.Matter.ID)
	if err != nil {
		return nil, err
	}
	var open []string
	for _, cl := range claims {
		if cl.Result != "left" && !t.Settles(cl.ID) && !slices.Contains(open, cl.Label) {
			open = append(open, cl.Label)
		}
	}
	return func(number, token string) any {
		s.Number, s.Token = number, token
		return PaperData{Snapshot: s, Terms: t, Entitled: c.Matter.Entitled, Knowing: g.ConsentedAt > 0, Open: open}
	}, nil
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
