package dispute

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/login"
	"qinghe/internal/matter"
	"qinghe/internal/signing"
)

// AmendParty corrects a party's particulars (更正) and issues no paper anew.
func AmendParty(ctx context.Context, e Env, a access.Actor, cmd matter.Command, partyID string, in PartyInput) (matter.Result, error) {
	return AmendPartyAs(ctx, e, a, cmd, Org{}, AmendInput{PartyID: partyID, Party: in})
}

// AmendInput is a correction of a party's particulars: what is right, why it was wrong, and the papers to issue again.
type AmendInput struct {
	PartyID, Reason string
	Party           PartyInput
	Papers          []string
}

// AmendPartyAs corrects a party's particulars. What was there before stays in the journal as masked forms; the papers that
// say so are issued again under their numbers; who has the wrong telephone can no longer enter by it.
func AmendPartyAs(ctx context.Context, e Env, a access.Actor, cmd matter.Command, org Org, input AmendInput) (matter.Result, error) {
	partyID, in := input.PartyID, input.Party
	if strings.TrimSpace(in.Name) == "" {
		return matter.Result{}, fault.BadField("name", "请填写姓名或者单位名称")
	}
	cmd.Do = Amend
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		p, err := PartyOf(ctx, c, c.Matter.ID, partyID)
		if err != nil {
			return err
		}
		old, err := OpenSecret(ctx, c, e.Vault, "party", p.ID)
		if err != nil {
			return err
		}
		if c.Matter.State == Signing && (strings.TrimSpace(in.Name) != p.Name || in.Secret.ID != "" || in.LegalRep != p.LegalRep) {
			return fault.Block("D-MED-AGR", "协议书正在等双方签字，上面写的是原来的信息。请先“撤回协议，继续调解”，更正以后再定稿")
		}
		if err := checkTyped(ctx, e, c, input.Reason); err != nil {
			return err
		}
		s := in.Secret
		for _, f := range []struct{ now, was *string }{{&s.ID, &old.ID}, {&s.Phone, &old.Phone}, {&s.Address, &old.Address}, {&s.Service, &old.Service}, {&s.Email, &old.Email}, {&s.Account, &old.Account}, {&s.Birth, &old.Birth}, {&s.Gender, &old.Gender}, {&s.Nation, &old.Nation}} {
			if *f.now == "" { // an empty field on a masked form means "unchanged"
				*f.now = *f.was
			}
		}
		sealed, err := sealSecret(ctx, c, e.Vault, p.ID, s)
		if err != nil {
			return err
		}
		code, err := matter.QueryCode(ctx, c, c.Matter.DisputeID)
		if err != nil {
			return err
		}
		phone := ident.NormalizePhone(s.Phone)
		var idIndex, phoneIndex, phone4 string
		if s.ID != "" {
			idIndex = e.Vault.BlindIndex("id", strings.ToUpper(s.ID))
		}
		if phone != "" {
			phoneIndex = e.Vault.BlindIndex("phone", phone)
			phone4 = Phone4Index(e.Vault, code, phone[max(0, len(phone)-4):])
		}
		idKind := in.IDKind
		if idKind == "" {
			idKind = p.IDKind
		}
		if _, err := c.Exec(ctx, `UPDATE party SET name=$1, id_kind=$2, id_mask=$3, id_index=$4, phone_mask=$5, phone_index=$6, phone4_index=$7, secret=$8, contact=$9, legal_rep=$10 WHERE id=$11`,
			strings.TrimSpace(in.Name), idKind, ident.MaskID(s.ID), idIndex, ident.MaskPhone(phone), phoneIndex, phone4, sealed, in.Contact, in.LegalRep, p.ID); err != nil {
			return fmt.Errorf("amend: %w", err)
		}
		label := "更正当事人信息：" + in.Name
		if p.Name != strings.TrimSpace(in.Name) {
			label = "更正当事人信息：" + p.Name + "改为" + strings.TrimSpace(in.Name)
		}
		if r := strings.TrimSpace(input.Reason); r != "" {
			label += "。" + ident.MaskText(r)
		}
		c.Say(label, map[string]any{"party": p.ID, "name_before": p.Name, "id_before": p.IDMask, "phone_before": p.PhoneMask, "papers": len(input.Papers)})
		if p.PhoneIndex != "" && p.PhoneIndex != phoneIndex {
			if err := shutOut(ctx, c, p.ID); err != nil {
				return err
			}
		}
		parties, err := Parties(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		var names []PartyInput
		for _, q := range parties {
			names = append(names, PartyInput{Side: q.Side, Name: q.Name})
		}
		setNames(c.Matter, names)
		if err := amended(ctx, e, c, org, input.Papers); err != nil {
			return err
		}
		return index(ctx, c)
	})
}

// shutOut ends the ways in that went to a telephone which was the wrong one: codes, links and open visits.
func shutOut(ctx context.Context, c *matter.Change, partyID string) error {
	if _, err := c.Exec(ctx, `UPDATE door_code SET ended_at=$1 WHERE party_id=$2 AND used_at=0 AND ended_at=0`, c.Now(), partyID); err != nil {
		return fmt.Errorf("end door codes: %w", err)
	}
	if err := signing.EndLinksOf(ctx, c.Tx(), c.Matter.ID, partyID); err != nil {
		return err
	}
	return login.EndParty(ctx, c.Tx(), partyID)
}

// Reissuable returns the papers of a matter that say who the parties are and count now, for a correction of a party.
func Reissuable(ctx context.Context, q db.Querier, matterID string) ([]document.Paper, error) {
	list, err := document.OfMatter(ctx, q, matterID)
	return slices.DeleteFunc(list, func(p document.Paper) bool {
		_, ours := series[p.Form]
		return p.Class == "sealed" || p.State == "void" || p.State == "replaced" || !ours
	}), err
}

// amended issues the chosen papers again after a party's particulars were corrected.
func amended(ctx context.Context, e Env, c *matter.Change, org Org, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	list, err := Reissuable(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	for _, id := range ids {
		i := slices.IndexFunc(list, func(p document.Paper) bool { return p.ID == id })
		if i < 0 {
			return fault.BadField("papers", "请从这件现在有效的文书里选择")
		}
		if err := Reissue(ctx, e, c, org, list[i], civil.Date{}, civil.Date{}); err != nil {
			return err
		}
	}
	return tellBoth(ctx, e, c, "corrected", nil)
}
