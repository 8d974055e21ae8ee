package binding

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
)

func init() {
	for _, t := range Tables {
		matter.Register(t, readFacts)
		matter.Begin(t.Kind, Begins[t.Kind].State, Begins[t.Kind].Clock...)
	}
}

const recordColumns = `source_id, agreement_id, basis, peoples, outside, home_org, body_org, body_name, place, file_no, arbitrator, approver, extended, ground, note, doc_no, decided_on, served_on, objected_on,
	last_due, enforce_no, enforced_on, choice, asked_fen, awarded_fen, debtor, creditor`

// RecordOf returns what stands beside the shared row, or a NotFound fault. The caller has checked the scope.
func RecordOf(ctx context.Context, q db.Querier, matterID string) (Record, error) {
	r := Record{MatterID: matterID}
	err := q.QueryRow(ctx, `SELECT `+recordColumns+` FROM binding WHERE matter_id=$1`, matterID).Scan(&r.SourceID, &r.AgreementID, &r.Basis, &r.Peoples, &r.Outside, &r.HomeOrg, &r.BodyOrg, &r.BodyName, &r.Place, &r.FileNo,
		&r.Arbitrator, &r.Approver, &r.Extended, &r.Ground, &r.Note, &r.DocNo, &r.DecidedOn, &r.ServedOn, &r.ObjectedOn, &r.LastDue, &r.EnforceNo, &r.EnforcedOn, &r.Choice, &r.Asked, &r.Awarded, &r.Debtor, &r.Creditor)
	if errors.Is(err, sql.ErrNoRows) {
		return r, fault.Missing()
	}
	if err != nil {
		return r, fmt.Errorf("read what stands beside a matter: %w", err)
	}
	return r, nil
}

func insertRecord(ctx context.Context, c *matter.Change, r Record) error {
	_, err := c.Exec(ctx, `INSERT INTO binding (matter_id, `+recordColumns+`) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,$24,$25,$26,$27,$28)`,
		c.Matter.ID, r.SourceID, r.AgreementID, r.Basis, r.Peoples, r.Outside, r.HomeOrg, r.BodyOrg, r.BodyName, r.Place, r.FileNo, r.Arbitrator, r.Approver, r.Extended, r.Ground, r.Note, r.DocNo, r.DecidedOn, r.ServedOn, r.ObjectedOn,
		r.LastDue, r.EnforceNo, r.EnforcedOn, r.Choice, int64(r.Asked), int64(r.Awarded), r.Debtor, r.Creditor)
	if err != nil {
		return fmt.Errorf("save what stands beside a matter: %w", err)
	}
	return nil
}

func saveRecord(ctx context.Context, c *matter.Change, r Record) error {
	_, err := c.Exec(ctx, `UPDATE binding SET file_no=$1, arbitrator=$2, approver=$3, extended=$4, ground=$5, note=$6, doc_no=$7, decided_on=$8, served_on=$9, objected_on=$10, enforce_no=$11, enforced_on=$12, choice=$13, awarded_fen=$14 WHERE matter_id=$15`,
		r.FileNo, r.Arbitrator, r.Approver, r.Extended, r.Ground, r.Note, r.DocNo, r.DecidedOn, r.ServedOn, r.ObjectedOn, r.EnforceNo, r.EnforcedOn, r.Choice, int64(r.Awarded), c.Matter.ID)
	if err != nil {
		return fmt.Errorf("save what stands beside a matter: %w", err)
	}
	return nil
}

// PartiesOf returns the parties of a matter of this package: those of its mediation, without third parties.
func PartiesOf(ctx context.Context, q db.Querier, r Record) ([]dispute.Party, error) {
	list, err := dispute.Parties(ctx, q, r.SourceID)
	return slices.DeleteFunc(list, func(p dispute.Party) bool { return p.Side == "third" }), err
}

// Signers returns who signs the application: both sides, or the creditor alone for a payment order.
func Signers(ctx context.Context, q db.Querier, kind string, r Record) ([]dispute.Party, error) {
	list, err := PartiesOf(ctx, q, r)
	if kind == KindOrder {
		list = slices.DeleteFunc(list, func(p dispute.Party) bool { return p.ID != r.Creditor })
	}
	return list, err
}

// Signatures returns the signatures on an application, in order.
func Signatures(ctx context.Context, q db.Querier, matterID string) ([]Signature, error) {
	rows, err := q.Query(ctx, `SELECT id, party_id, capacity, signer, way, evidence, signed_on, created_at FROM binding_signature WHERE matter_id=$1 ORDER BY created_at, id`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read signatures: %w", err)
	}
	defer rows.Close()
	var list []Signature
	for rows.Next() {
		var s Signature
		if err := rows.Scan(&s.ID, &s.PartyID, &s.Capacity, &s.Signer, &s.Way, &s.Evidence, &s.SignedOn, &s.CreatedAt); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

// Services returns what was served on whom, in order.
func Services(ctx context.Context, q db.Querier, matterID string) ([]Service, error) {
	rows, err := q.Query(ctx, `SELECT party_id, what, way, by_name, served_on FROM binding_service WHERE matter_id=$1 ORDER BY created_at, id`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read services: %w", err)
	}
	defer rows.Close()
	var list []Service
	for rows.Next() {
		var s Service
		if err := rows.Scan(&s.PartyID, &s.What, &s.Way, &s.ByName, &s.On); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

// Items returns the items of an award or judgment, in order.
func Items(ctx context.Context, q db.Querier, matterID string) ([]Item, error) {
	rows, err := q.Query(ctx, `SELECT kind, label, amount_fen, final, row_id, reason FROM award_item WHERE matter_id=$1 ORDER BY seq`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read the items: %w", err)
	}
	defer rows.Close()
	var list []Item
	for rows.Next() {
		var i Item
		if err := rows.Scan(&i.Kind, &i.Label, &i.Amount, &i.Final, &i.Row, &i.Reason); err != nil {
			return nil, err
		}
		list = append(list, i)
	}
	return list, rows.Err()
}

// OfMediation returns the matters of this package that stem from a mediation, oldest first. The caller has checked that the
// actor may see the mediation or the matters.
func OfMediation(ctx context.Context, q db.Querier, sourceID string) ([]*matter.Matter, error) {
	rows, err := q.Query(ctx, `SELECT `+matter.Columns+` FROM matter m JOIN binding b ON b.matter_id=m.id WHERE b.source_id=$1 ORDER BY m.id`, sourceID)
	if err != nil {
		return nil, fmt.Errorf("read the routes of a mediation: %w", err)
	}
	defer rows.Close()
	var list []*matter.Matter
	for rows.Next() {
		m, err := matter.Scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, rows.Err()
}

// listed are the claims for which mediation is offered before filing (青人社厅发〔2023〕70号 二（四）3).
var listed = []string{"wages", "overtime", "double", "severance", "unlawful", "notice", "leave", "appointment"}

// readFacts gathers what the guards may see.
func readFacts(ctx context.Context, q db.Querier, m *matter.Matter, today civil.Date) (Facts, error) {
	var f Facts
	r, err := RecordOf(ctx, q, m.ID)
	if err != nil {
		return f, err
	}
	f.Peoples, f.Outside, f.Basis, f.Arbitrator, f.Extended = r.Peoples, r.Outside, r.Basis, r.Arbitrator != "", r.Extended > 0
	signers, err := Signers(ctx, q, m.Kind, r)
	if err != nil {
		return f, err
	}
	signed, err := Signatures(ctx, q, m.ID)
	if err != nil {
		return f, err
	}
	for _, p := range signers {
		if !slices.ContainsFunc(signed, func(s Signature) bool { return s.PartyID == p.ID }) {
			f.Missing++
		}
	}
	parties, err := PartiesOf(ctx, q, r)
	if err != nil {
		return f, err
	}
	served, err := Services(ctx, q, m.ID)
	if err != nil {
		return f, err
	}
	for _, p := range parties {
		if slices.ContainsFunc(served, func(s Service) bool { return s.PartyID == p.ID }) {
			f.Served++
		} else {
			f.Unserved++
		}
	}
	if f.Other, err = otherRoute(ctx, q, m); err != nil {
		return f, err
	}
	running, err := matter.ClocksWhere(ctx, q, `matter_id=$1 AND rule IN ($2,$3,$4,$5) AND state IN ('running','lapsed')`, m.ID, string(rulePODebtor), string(ruleSue), string(ruleSetAside), string(ruleAppeal))
	if err != nil {
		return f, err
	}
	f.Clear = true
	for _, k := range running {
		if k.Rule == rulePODebtor {
			f.DebtorOver = k.Due.Before(today)
		} else if !k.Due.Before(today) {
			f.Clear = false
		}
	}
	if fix, ok := fixes[m.Kind]; ok {
		asked, err := matter.ClocksWhere(ctx, q, `matter_id=$1 AND rule=$2 AND state<>'replaced'`, m.ID, string(fix))
		if err != nil {
			return f, err
		}
		var newest civil.Instant
		for _, k := range asked {
			if k.StartedAt >= newest { // what was asked for last counts
				newest = k.StartedAt
				f.Supplement = k.State == "running" || k.State == "lapsed"
				f.Unsupplied = f.Supplement && k.Due.Before(today)
			}
		}
	}
	claims, err := dispute.Claims(ctx, q, r.SourceID)
	if err != nil {
		return f, err
	}
	f.Listed = slices.ContainsFunc(claims, func(c dispute.Claim) bool { return slices.Contains(listed, c.Code) })
	return f, nil
}

// otherRoute names the other route to the same force that stands in the dispute, if any.
func otherRoute(ctx context.Context, q db.Querier, m *matter.Matter) (string, error) {
	other := map[string]string{KindReview: KindConfirm, KindConfirm: KindReview}[m.Kind]
	if other == "" {
		return "", nil
	}
	var n int
	if err := q.QueryRow(ctx, `SELECT COUNT(*) FROM matter WHERE dispute_id=$1 AND kind=$2 AND (open OR outcome=$3)`, m.DisputeID, other, dispute.Bound).Scan(&n); err != nil {
		return "", fmt.Errorf("look for the other route: %w", err)
	}
	if n == 0 {
		return "", nil
	}
	return matter.KindTitle(other), nil
}
