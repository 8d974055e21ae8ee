package dispute

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/db"
	"qinghe/internal/ident"
	"qinghe/internal/matter"
	"qinghe/internal/notify"
	"qinghe/internal/procedure"
)

// base returns the parameters that every text may use.
func base(ctx context.Context, e Env, c *matter.Change, more map[string]string) (map[string]string, error) {
	code, err := matter.QueryCode(ctx, c, c.Matter.DisputeID)
	if err != nil {
		return nil, err
	}
	p := map[string]string{"code": ident.GroupCode(code), "url": e.BaseURL, "org": "调解组织"}
	var name string
	if err := c.QueryRow(ctx, `SELECT name FROM org WHERE id=$1`, c.Matter.OrgID).Scan(&name); err == nil {
		p["org"] = name
	}
	maps.Copy(p, more)
	return p, nil
}

// tellParty queues a notice to a party: in the program always, by SMS where a telephone is known.
func tellParty(ctx context.Context, e Env, c *matter.Change, p Party, template string, more map[string]string) error {
	if e.Quiet {
		return nil
	}
	params, err := base(ctx, e, c, more)
	if err != nil {
		return err
	}
	cause := fmt.Sprintf("%s/%d/%s/%s", c.Matter.ID, c.Matter.Version, template, p.ID)
	if notify.Has(template, notify.App) {
		if err := notify.Queue(ctx, c.Tx(), e.Vault, notify.Notice{Cause: cause + "/app", MatterID: c.Matter.ID, Recipient: p.ID, Channel: notify.App, Template: template, Params: params}); err != nil {
			return err
		}
	}
	if p.PhoneMask == "" || !notify.Has(template, notify.SMS) {
		return nil
	}
	s, err := OpenSecret(ctx, c, e.Vault, "party", p.ID)
	if err != nil {
		return err
	}
	if !ident.ValidMobile(s.Phone) {
		return nil // a landline gets no SMS; the office calls
	}
	return notify.Queue(ctx, c.Tx(), e.Vault, notify.Notice{Cause: cause + "/sms", MatterID: c.Matter.ID, Recipient: p.ID, Address: ident.NormalizePhone(s.Phone), Masked: p.PhoneMask,
		Channel: notify.SMS, Template: template, Params: params, QuietHours: true})
}

// tellSide tells every party of one side. A respondent who was not asked yet hears nothing.
func tellSide(ctx context.Context, e Env, c *matter.Change, side procedure.Who, template string, more map[string]string) error {
	parties, err := Parties(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	for _, p := range parties {
		if p.Side != string(side) {
			continue
		}
		if side == procedure.Respondent {
			asked, err := wasAsked(ctx, c, p.ID)
			if err != nil {
				return err
			}
			if !asked {
				continue
			}
		}
		if err := tellParty(ctx, e, c, p, template, more); err != nil {
			return err
		}
	}
	return tellOrgs(ctx, e, c, side, template, more)
}

// tellOrgs tells, in the program, the people of organisations that act for a side, such as an employer with an account.
func tellOrgs(ctx context.Context, e Env, c *matter.Change, side procedure.Who, template string, more map[string]string) error {
	rows, err := c.Query(ctx, `SELECT u.id FROM matter_grant g JOIN staff u ON u.org_id=g.principal WHERE g.matter_id=$1 AND g.capacity=$2 AND g.ended_at=0 AND u.deactivated_at=0 AND (' ' || u.roles || ' ') LIKE '% employer-hr %' ORDER BY u.id`, c.Matter.ID, string(side))
	if err != nil {
		return fmt.Errorf("find an organisation's people: %w", err)
	}
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			rows.Close()
			return err
		}
		ids = append(ids, id)
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return err
	}
	if len(ids) == 0 || !notify.Has(template, notify.App) {
		return nil
	}
	params, err := base(ctx, e, c, more)
	if err != nil {
		return err
	}
	for _, id := range ids {
		cause := fmt.Sprintf("%s/%d/%s/%s/app", c.Matter.ID, c.Matter.Version, template, id)
		if err := notify.Queue(ctx, c.Tx(), e.Vault, notify.Notice{Cause: cause, MatterID: c.Matter.ID, Recipient: id, Channel: notify.App, Template: template, Params: params}); err != nil {
			return err
		}
	}
	return nil
}

func wasAsked(ctx context.Context, q db.Querier, partyID string) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM matter_grant WHERE principal=$1`, partyID).Scan(&n)
	return n > 0, err
}

func tellBoth(ctx context.Context, e Env, c *matter.Change, template string, more map[string]string) error {
	if err := tellSide(ctx, e, c, procedure.Applicant, template, more); err != nil {
		return err
	}
	return tellSide(ctx, e, c, procedure.Respondent, template, more)
}

// TellParty tells one party; for packages above.
func TellParty(ctx context.Context, e Env, c *matter.Change, p Party, template string, more map[string]string) error {
	return tellParty(ctx, e, c, p, template, more)
}

// TellBoth tells both sides; for packages above.
func TellBoth(ctx context.Context, e Env, c *matter.Change, template string, more map[string]string) error {
	return tellBoth(ctx, e, c, template, more)
}

// tellOffice tells the holder in the program, or the organisation's administrators when nobody holds the matter.
func tellOffice(ctx context.Context, e Env, c *matter.Change, template string, more map[string]string) error {
	to := []string{c.Matter.Holder}
	if c.Matter.Holder == "" {
		to = nil
		rows, err := c.Query(ctx, `SELECT u.id FROM staff u WHERE u.org_id=$1 AND u.deactivated_at=0 AND (' ' || u.roles || ' ') LIKE '% org-admin %' ORDER BY u.id`, c.Matter.OrgID)
		if err != nil {
			return fmt.Errorf("find administrators: %w", err)
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				return err
			}
			to = append(to, id)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		if len(to) == 0 { // a union, a court, an employer has no administrator of cases: its people share the work
			if to, err = officersOf(ctx, c); err != nil {
				return err
			}
		}
	}
	return tellStaff(ctx, e, c, to, template, more)
}

// officersOf returns the people of the matter's organisation who act for it as a body beside mediation or as an employer.
func officersOf(ctx context.Context, c *matter.Change) ([]string, error) {
	rows, err := c.Query(ctx, `SELECT u.id, u.roles FROM staff u WHERE u.org_id=$1 AND u.deactivated_at=0 ORDER BY u.id`, c.Matter.OrgID)
	if err != nil {
		return nil, fmt.Errorf("find the people of an organisation: %w", err)
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var id, roles string
		if err := rows.Scan(&id, &roles); err != nil {
			return nil, err
		}
		if slices.ContainsFunc(strings.Fields(roles), func(r string) bool {
			return r == string(access.EmployerHR) || slices.Contains(access.PartnerRoles, access.Role(r))
		}) {
			list = append(list, id)
		}
	}
	return list, rows.Err()
}

// tellStaff tells members of staff in the program.
func tellStaff(ctx context.Context, e Env, c *matter.Change, to []string, template string, more map[string]string) error {
	if e.Quiet {
		return nil
	}
	params, err := base(ctx, e, c, more)
	if err != nil {
		return err
	}
	for _, id := range to {
		cause := fmt.Sprintf("%s/%d/%s/%s/app", c.Matter.ID, c.Matter.Version, template, id)
		if err := notify.Queue(ctx, c.Tx(), e.Vault, notify.Notice{Cause: cause, MatterID: c.Matter.ID, Recipient: id, Channel: notify.App, Template: template, Params: params}); err != nil {
			return err
		}
	}
	return nil
}

// TellOffice tells the office; for packages above.
func TellOffice(ctx context.Context, e Env, c *matter.Change, template string, more map[string]string) error {
	return tellOffice(ctx, e, c, template, more)
}
