package negotiation

import (
	"context"
	"fmt"
	"maps"

	"qinghe/internal/access"
	"qinghe/internal/dispute"
	"qinghe/internal/ident"
	"qinghe/internal/matter"
	"qinghe/internal/notify"
)

// TellOrg tells everybody of an organisation who holds the role, in the program.
func TellOrg(ctx context.Context, e dispute.Env, c *matter.Change, orgID string, role access.Role, template string, more map[string]string) error {
	ids, err := column(ctx, c, `SELECT u.id FROM staff u WHERE u.org_id=$1 AND u.deactivated_at=0 AND (' ' || u.roles || ' ') LIKE $2 ORDER BY u.id`, orgID, "% "+string(role)+" %")
	if err != nil {
		return fmt.Errorf("find whom to tell: %w", err)
	}
	for _, id := range ids {
		if err := tellUser(ctx, e, c, id, template, more); err != nil {
			return err
		}
	}
	return nil
}

func tellUser(ctx context.Context, e dispute.Env, c *matter.Change, id, template string, more map[string]string) error {
	code, err := matter.QueryCode(ctx, c, c.Matter.DisputeID)
	if err != nil {
		return err
	}
	params := map[string]string{"code": ident.GroupCode(code), "url": e.BaseURL, "org": ""}
	maps.Copy(params, more)
	return notify.Queue(ctx, c.Tx(), e.Vault, notify.Notice{Cause: fmt.Sprintf("%s/%d/%s/%s/app", c.Matter.ID, c.Matter.Version, template, id), MatterID: c.Matter.ID, Recipient: id, Channel: notify.App, Template: template, Params: params})
}

// tellSide tells one side: the party, and the people of its organisation where it acts through one.
func tellSide(ctx context.Context, e dispute.Env, c *matter.Change, side, template string, more map[string]string) error {
	return dispute.TellSide(ctx, e, c, who(side), template, more)
}

func tellBoth(ctx context.Context, e dispute.Env, c *matter.Change, template string, more map[string]string) error {
	if err := tellSide(ctx, e, c, applicant, template, more); err != nil {
		return err
	}
	return tellSide(ctx, e, c, respondent, template, more)
}
