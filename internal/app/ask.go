package app

import (
	"context"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/login"
	"qinghe/internal/matter"
	"qinghe/internal/org"
)

// askAtMost is how many people are named when something is refused.
const askAtMost = 3

// whomToAsk names who can help somebody who was refused: staff their organisation's administrators, or those who give
// rights to everybody; parties the organisation that has their case, with its telephone.
func (a *App) whomToAsk(ctx context.Context, who access.Actor) ([]string, error) {
	switch {
	case who.IsParty():
		m, err := matter.Get(ctx, a.DB, access.ScopeOf(who), who.MatterID)
		if err != nil || m.OrgID == "" {
			return a.hotline(), nil // no case any more is no fault of theirs
		}
		o, err := org.Get(ctx, a.DB, m.OrgID)
		if err != nil {
			return nil, err
		}
		line := "办理您案件的" + o.Name
		if o.Phone != "" {
			line += "，电话 " + o.Phone
		}
		return append([]string{line}, a.hotline()...), nil
	case !who.IsStaff():
		return a.hotline(), nil
	}
	var list []string
	add := func(f login.Filter, roles ...access.Role) error {
		users, err := login.List(ctx, a.DB, f)
		for _, u := range users {
			if u.Actor().Has(roles...) && u.ID != who.ID && len(list) < askAtMost {
				var labels []string
				for _, r := range u.Roles {
					if slices.Contains(roles, r) {
						labels = append(labels, r.Label())
					}
				}
				list = append(list, u.Name+"（"+strings.Join(labels, "、")+"）")
			}
		}
		return err
	}
	if who.OrgID != "" {
		if err := add(login.Filter{OrgID: who.OrgID, Active: true}, access.OrgAdmin); err != nil {
			return nil, err
		}
	}
	if len(list) == 0 {
		if err := add(login.Filter{Active: true}, access.SecurityAdmin, access.SystemAdmin); err != nil {
			return nil, err
		}
	}
	return append(list, a.hotline()...), nil
}

// hotline is the host's telephone, where one is configured.
func (a *App) hotline() []string {
	if a.Cfg.Phone == "" {
		return nil
	}
	return []string{"主办单位电话 " + a.Cfg.Phone}
}
