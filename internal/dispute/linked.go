package dispute

import (
	"context"
	"fmt"
	"slices"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
	"qinghe/internal/vault"
)

// A mediation may begin and end because another body hands the dispute over: package referral decides that, this file lets
// it happen through the door.

// Moved is the end of a mediation whose dispute went to another body (已转出).
const Moved procedure.State = "moved"

// MoveOut ends a mediation because another matter of the dispute takes it to another body. Nobody presses a button for it.
const MoveOut procedure.Action = "move-out"

// Open are the states of a mediation without an agreement in effect.
var Open = slices.Clone(openBefore)

// leaving is the row by which a dispute leaves this organisation.
func (k *regime) leaving() []row {
	return []row{{From: append(slices.Clone(openBefore), Lapsed, Returning), To: Moved, Do: MoveOut, Label: "转出", Past: "转出，由其他单位办理", By: []procedure.Who{procedure.Linked},
		Rules: law.Refs(law.Qinghai70, "二（四）1"), Clock: append(append(k.ended(), k.decided()...), stop(ruleBack)), Tone: procedure.Hidden}}
}

// MoveOutBy takes a mediation out of its organisation inside a change of another matter of the dispute: the draft of an
// agreement is withdrawn and what was sealed stays where it was.
func MoveOutBy(ctx context.Context, c *matter.Change, matterID, why string) error {
	return c.Drive(ctx, matterID, MoveOut, func(c *matter.Change) error {
		c.Matter.Outcome = "moved"
		c.Say("转出："+why, map[string]any{"why": why})
		if _, err := c.Exec(ctx, `UPDATE agreement SET state='withdrawn', changed_at=$1 WHERE matter_id=$2 AND state IN ('draft','signing')`, c.Now(), c.Matter.ID); err != nil {
			return fmt.Errorf("withdraw the draft: %w", err)
		}
		return nil
	})
}

// handedOver reports whether a hand-over on the platform waits for the report of a mediation.
var handedOver = func(context.Context, db.Querier, string) (bool, error) { return false, nil }

// WhenHandedOver tells this package how to know that; package referral does at its start.
func WhenHandedOver(f func(ctx context.Context, q db.Querier, matterID string) (bool, error)) {
	handedOver = f
}

// ReportedBy takes a mediation along when its result is reported on the hand-over that opened it, inside that change. It
// reports whether it did: only a kind that another body sent, and only while its own report is due, has such a step.
func ReportedBy(ctx context.Context, c *matter.Change, m *matter.Matter, to string) (bool, error) {
	if Sent(m.Kind) == "" || m.State != Returning && !slices.Contains(settled, m.State) {
		return false, nil
	}
	return true, c.Drive(ctx, m.ID, ReportBack, func(c *matter.Change) error {
		c.Say("在交接里向"+to+"反馈", map[string]any{"to": to})
		return nil
	})
}

// Fill sets the shared columns of a matter from an application: sides, claims, special groups, the employer's key.
func Fill(m *matter.Matter, app Application, v *vault.Vault) { fill(m, app, v) }

// Put stores the parties, claims and files of an application on a matter of any kind, so that they are typed once and
// travel with the dispute. Applicants can follow it from now on, respondents when tell is set.
func Put(ctx context.Context, c *matter.Change, v *vault.Vault, app Application, tell bool) error {
	code, err := matter.QueryCode(ctx, c, c.Matter.DisputeID)
	if err != nil {
		return err
	}
	files := app.Files
	ids := make([]string, len(app.Parties))
	for i, p := range app.Parties {
		id, err := addParty(ctx, c, v, i+1, p, code)
		if err != nil {
			return err
		}
		ids[i] = id
		who, ok := map[string]procedure.Who{"applicant": procedure.Applicant, "respondent": procedure.Respondent}[p.Side]
		if ok && (who == procedure.Applicant || tell) {
			if err := c.Grant(ctx, id, who); err != nil {
				return err
			}
		}
		if p.Side != "applicant" {
			continue
		}
		for _, f := range files {
			if err := addFile(ctx, c, id, f); err != nil {
				return err
			}
		}
		files = nil
	}
	return putClaims(ctx, c, app.Claims, ids)
}

// Validate says what an application lacks, field by field; kind is checked by whoever opens a matter of it.
func Validate(app Application) error {
	if app.Kind == "" {
		app.Kind = KindTownship
	}
	return validate(app)
}

// ApplicationOf reads a matter's parties and claims back as an application, so that another matter of the dispute can be
// opened without typing. Identities are decrypted only to be encrypted again under the new parties' keys. files adds what
// both sides may see anyway and what the applicant brought.
func ApplicationOf(ctx context.Context, e Env, c *matter.Change, m *matter.Matter, files bool) (Application, error) {
	app := Application{Branch: "labour", Channel: "counter", Source: m.Source, Tags: slices.Clone(m.Tags), ReceivedOn: m.ReceivedOn, Demo: m.Demo}
	parties, err := Parties(ctx, c, m.ID)
	if err != nil {
		return app, err
	}
	place := map[string]int{}
	for i, p := range parties {
		place[p.ID] = i + 1
		s, err := OpenSecret(ctx, c, e.Vault, "party", p.ID)
		if err != nil {
			return app, err
		}
		in := PartyInput{Side: p.Side, Kind: p.Kind, Role: p.Role, Name: p.Name, IDKind: p.IDKind, Secret: s, Contact: p.Contact, LegalRep: p.LegalRep, EService: p.EService, Language: p.Language, Flags: p.Flags}
		if len(p.Agents) > 0 {
			a := p.Agents[0]
			as, err := OpenSecret(ctx, c, e.Vault, "party_agent", a.ID)
			if err != nil {
				return app, err
			}
			in.Agent = &AgentInput{Name: a.Name, Relation: a.Relation, Special: a.Special, Phone: as.Phone, ID: as.ID}
		}
		app.Parties = append(app.Parties, in)
	}
	claims, err := Claims(ctx, c, m.ID)
	if err != nil {
		return app, err
	}
	for _, cl := range claims {
		if cl.Result == "agreed" || cl.Result == "left" {
			continue // settled, or no longer asked for
		}
		app.Claims = append(app.Claims, ClaimInput{Code: cl.Code, Label: cl.Label, Amount: cl.Amount, From: cl.From, To: cl.To, Note: cl.Note, Party: place[cl.PartyID]})
	}
	if med, err := MediationOf(ctx, c, m.ID); err == nil {
		app.Branch, app.Facts, app.WorkCounty, app.WorkTown = med.Branch, med.Facts, med.WorkCounty, med.WorkTown
		app.EmployedFrom, app.EmployedTo, app.KnewOn = med.EmployedFrom, med.EmployedTo, med.KnewOn
	} else if !fault.Is(err, fault.NotFound) {
		return app, err
	}
	if !files {
		return app, nil
	}
	list, err := EvidenceOf(ctx, c, m.ID)
	if err != nil {
		return app, err
	}
	for _, f := range list {
		app.Files = append(app.Files, FileInput{Kind: f.Kind, Name: f.Name, MIME: f.MIME, SHA256: f.SHA256, BlobID: f.BlobID, ViewID: f.ViewID, Note: f.Note, Size: f.Size})
	}
	return app, nil
}

// OpenBy opens a mediation of the same dispute inside a change of the matter that handed it over. agreed says that both
// sides have consented already, on the given day: the organisation then decides at once whether to accept; otherwise it
// asks the other side first. The day of receipt that the application names is kept (70号 二（四）1).
func OpenBy(ctx context.Context, e Env, c *matter.Change, app Application, org Org, agreed bool, agreedOn civil.Date) (matter.Result, error) {
	if err := validate(app); err != nil {
		return matter.Result{}, err
	}
	app.OrgID, app.County, app.Prefecture = org.ID, org.County, org.Prefecture
	state := Registered
	if agreed && Sent(app.Kind) == "" {
		state = Consented
	}
	clocks := slices.DeleteFunc(SubmitClocks(app.Kind), func(ch procedure.ClockChange) bool { return ch.Rule == ruleRegister })
	return c.Open(ctx, matter.New{Kind: app.Kind, State: state, Do: Submit, Label: "由" + app.Source + "转来，登记立案", Clock: clocks,
		Fill: func(m *matter.Matter) { fill(m, app, e.Vault) },
	}, func(c *matter.Change) error {
		if !app.ReceivedOn.IsZero() && !app.ReceivedOn.After(c.Occurred()) {
			c.Matter.ReceivedOn = app.ReceivedOn
			c.ClockFrom(RuleRelease, app.ReceivedOn)
		}
		if _, err := c.Exec(ctx, `INSERT INTO mediation (matter_id, branch, facts, work_county, work_town, employed_from, employed_to, knew_on, channel, route_reason, consents, sender_name, sender_ref, sent_on)
			VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,'',$11,$12,$13)`, c.Matter.ID, app.Branch, app.Facts, app.WorkCounty, app.WorkTown, app.EmployedFrom, app.EmployedTo, app.KnewOn, app.Channel, app.RouteReason,
			app.Sender.Name, app.Sender.Ref, app.Sender.SentOn); err != nil {
			return fmt.Errorf("open a mediation: %w", err)
		}
		if err := Put(ctx, c, e.Vault, app, agreed); err != nil {
			return err
		}
		if agreed {
			if _, err := c.Exec(ctx, `UPDATE party SET answer='agree', answered_on=$1 WHERE matter_id=$2 AND side='respondent'`, agreedOn, c.Matter.ID); err != nil {
				return fmt.Errorf("open a mediation: %w", err)
			}
		}
		if err := linkEmployers(ctx, c, e.Vault, app.Parties); err != nil {
			return err
		}
		if workers(app.Parties) >= MajorPeople {
			if err := majorDue(ctx, c); err != nil {
				return err
			}
		}
		if err := claimedOnce(ctx, c); err != nil {
			return err
		}
		number, err := allotNumber(ctx, c, org)
		if err != nil {
			return err
		}
		c.Matter.Number = number
		if err := issue(ctx, e, c, org, "D-MED-REG", nil); err != nil {
			return err
		}
		return index(ctx, c)
	})
}

// claimedOnce records the claim that a mediation makes on the other side, for a dispute that came by a hand-over and in which
// nothing has interrupted the limitation yet. A change of organisation is no new claim.
func claimedOnce(ctx context.Context, c *matter.Change) error {
	list, err := matter.Interruptions(ctx, c, c.Matter.DisputeID)
	if err == nil && len(list) == 0 {
		c.Interrupts(law.Claimed, c.Matter.ReceivedOn)
	}
	return err
}
