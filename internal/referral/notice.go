package referral

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/dispute"
	"qinghe/internal/ident"
	"qinghe/internal/matter"
	"qinghe/internal/notify"
	"qinghe/internal/procedure"
)

// tellOrg tells those of an organisation who take in what is handed over: its officers, or the administrators of a
// mediation organisation and whoever works on it.
func tellOrg(ctx context.Context, e dispute.Env, c *matter.Change, orgID, template string, more map[string]string) error {
	return tellStaff(ctx, e, c, template, more, `org_id=$1`, []any{orgID}, func(roles []string) bool {
		return slices.ContainsFunc(roles, func(r string) bool {
			return r == string(access.OrgAdmin) || r == string(access.CountyOfficer) || r == string(access.PrefectureOfficer) || r == string(access.ProvinceOfficer) || slices.Contains(access.PartnerRoles, access.Role(r))
		})
	})
}

// tellSupervisors tells the officers of the matter's county, or of its prefecture where the county has none.
func tellSupervisors(ctx context.Context, e dispute.Env, c *matter.Change, template string, more map[string]string) error {
	for _, region := range []string{c.Matter.County, c.Matter.Prefecture, c.Matter.Province} {
		if region == "" {
			continue
		}
		var n int
		if err := c.QueryRow(ctx, `SELECT COUNT(*) FROM staff WHERE region=$1 AND deactivated_at=0`, region).Scan(&n); err != nil {
			return fmt.Errorf("find supervisors: %w", err)
		}
		if n > 0 {
			return tellStaff(ctx, e, c, template, more, `region=$1`, []any{region}, func(roles []string) bool {
				return slices.ContainsFunc(roles, func(r string) bool { return strings.HasSuffix(r, "-officer") })
			})
		}
	}
	return nil
}

func tellStaff(ctx context.Context, e dispute.Env, c *matter.Change, template string, more map[string]string, where string, args []any, take func([]string) bool) error {
	rows, err := c.Query(ctx, `SELECT id, roles FROM staff WHERE `+where+` AND deactivated_at=0 ORDER BY id`, args...)
	if err != nil {
		return fmt.Errorf("find staff: %w", err)
	}
	var to []string
	for rows.Next() {
		var id, roles string
		if err := rows.Scan(&id, &roles); err != nil {
			rows.Close()
			return err
		}
		if take(strings.Fields(roles)) {
			to = append(to, id)
		}
	}
	if err := rows.Close(); err != nil {
		return err
	}
	code, err := matter.QueryCode(ctx, c, c.Matter.DisputeID)
	if err != nil {
		return err
	}
	params := map[string]string{"code": ident.GroupCode(code), "url": e.BaseURL}
	maps.Copy(params, more)
	for _, id := range to {
		cause := fmt.Sprintf("%s/%d/%s/%s/app", c.Matter.ID, c.Matter.Version, template, id)
		if err := notify.Queue(ctx, c.Tx(), e.Vault, notify.Notice{Cause: cause, MatterID: c.Matter.ID, Recipient: id, Channel: notify.App, Template: template, Params: params}); err != nil {
			return err
		}
	}
	return nil
}

// tellParties tells the parties who may follow the dispute where it is now.
func tellParties(ctx context.Context, e dispute.Env, c *matter.Change, r Referral, template string, more map[string]string) error {
	parties, err := PartiesOf(ctx, c, c.Matter, r)
	if err != nil {
		return err
	}
	for _, p := range parties {
		if p.Side == "third" || specOf(c.Matter.Kind).aside && p.Side != "applicant" {
			continue
		}
		var n int
		if err := c.QueryRow(ctx, `SELECT COUNT(*) FROM matter_grant WHERE principal=$1 AND ended_at=0`, p.ID).Scan(&n); err != nil {
			return fmt.Errorf("read grants: %w", err)
		}
		if n == 0 {
			continue // a respondent who was not asked yet hears nothing
		}
		if err := dispute.TellParty(ctx, e, c, p, template, more); err != nil {
			return err
		}
	}
	return nil
}

// RemindReferral announces a limit that is near to the body that it binds.
func RemindReferral(ctx context.Context, e dispute.Env, k matter.Clock) (matter.Result, error) {
	return matter.Do(ctx, e.DB, access.Job("计时"), matter.Command{MatterID: k.MatterID, Do: procedure.Remind}, func(c *matter.Change) error {
		c.Say("到期提醒："+k.Label+"，"+k.Dates(), map[string]any{"rule": k.Rule, "due": k.Due})
		if err := c.WarnedClock(ctx, k.ID); err != nil {
			return err
		}
		r, err := Of(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		to := r.SenderOrg
		if k.Bound == procedure.Receiver && !r.Offline {
			to = r.ReceiverOrg
		}
		return tellOrg(ctx, e, c, to, "reminder", map[string]string{"what": k.Label, "due": k.Dates()})
	})
}
