package dispute

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
)

const partyColumns = `id, matter_id, seq, side, kind, role, name, id_kind, id_mask, phone_mask, phone_index, contact, legal_rep, e_service, language, flags, verified, answer, answered_on`

func scanParty(r interface{ Scan(...any) error }) (Party, error) {
	var p Party
	var flags string
	err := r.Scan(&p.ID, &p.MatterID, &p.Seq, &p.Side, &p.Kind, &p.Role, &p.Name, &p.IDKind, &p.IDMask, &p.PhoneMask, &p.PhoneIndex, &p.Contact, &p.LegalRep, &p.EService, &p.Language, &flags, &p.Verified, &p.Answer, &p.AnsweredOn)
	p.Flags = strings.Fields(flags)
	return p, err
}

// Parties returns the matter's parties with their agents, in order. The caller has checked the scope.
func Parties(ctx context.Context, q db.Querier, matterID string) ([]Party, error) {
	rows, err := q.Query(ctx, `SELECT `+partyColumns+` FROM party WHERE matter_id=$1 AND removed_at=0 ORDER BY seq`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read parties: %w", err)
	}
	defer rows.Close()
	var list []Party
	at := map[string]int{}
	for rows.Next() {
		p, err := scanParty(rows)
		if err != nil {
			return nil, fmt.Errorf("read parties: %w", err)
		}
		at[p.ID] = len(list)
		list = append(list, p)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	agents, err := q.Query(ctx, `SELECT id, party_id, name, relation, authority, phone_mask, checked_at FROM party_agent WHERE matter_id=$1 AND ended_at=0 ORDER BY created_at, id`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read agents: %w", err)
	}
	defer agents.Close()
	for agents.Next() {
		var a AgentView
		var party, authority string
		var checked int64
		if err := agents.Scan(&a.ID, &party, &a.Name, &a.Relation, &authority, &a.PhoneMask, &checked); err != nil {
			return nil, err
		}
		a.Special, a.Checked = authority == "special", checked > 0
		if i, ok := at[party]; ok {
			list[i].Agents = append(list[i].Agents, a)
		}
	}
	return list, agents.Err()
}

// PartyOf returns one party of a matter with its agents, or a NotFound fault.
func PartyOf(ctx context.Context, q db.Querier, matterID, partyID string) (Party, error) {
	list, err := Parties(ctx, q, matterID)
	if err != nil {
		return Party{}, err
	}
	for _, p := range list {
		if p.ID == partyID {
			return p, nil
		}
	}
	return Party{}, fault.Missing()
}

// Claims returns the matter's claims in order.
func Claims(ctx context.Context, q db.Querier, matterID string) ([]Claim, error) {
	rows, err := q.Query(ctx, `SELECT id, seq, code, label, amount_fen, from_on, to_on, note, head, inputs, entitled_fen, derivation, party_id, result FROM claim WHERE matter_id=$1 ORDER BY seq`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read claims: %w", err)
	}
	defer rows.Close()
	var list []Claim
	for rows.Next() {
		var c Claim
		if err := rows.Scan(&c.ID, &c.Seq, &c.Code, &c.Label, &c.Amount, &c.From, &c.To, &c.Note, &c.Head, &c.Inputs, &c.Entitled, &c.Derivation, &c.PartyID, &c.Result); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

// MediationOf returns what stands beside the shared row.
func MediationOf(ctx context.Context, q db.Querier, matterID string) (Mediation, error) {
	m := Mediation{MatterID: matterID}
	err := q.QueryRow(ctx, `SELECT branch, facts, work_county, work_town, employed_from, employed_to, knew_on, cause, cause_label, cause_checked, channel, route_reason,
		reply_due_on, disclosed_at, disclosure, rights_told_on, second_id, second_name, visited_on, reason_code, scope, sender_name, sender_ref, sent_on, supplement,
		paused_on, pause_reason, term_stands, suspicion, crime, crime_kind, crime_to, major, prior_id FROM mediation WHERE matter_id=$1`, matterID).
		Scan(&m.Branch, &m.Facts, &m.WorkCounty, &m.WorkTown, &m.EmployedFrom, &m.EmployedTo, &m.KnewOn, &m.Cause, &m.CauseLabel, &m.CauseChecked, &m.Channel, &m.RouteReason,
			&m.ReplyDueOn, &m.DisclosedAt, &m.Disclosure, &m.RightsToldOn, &m.SecondID, &m.SecondName, &m.VisitedOn, &m.ReasonCode, &m.Scope, &m.SenderName, &m.SenderRef, &m.SentOn, &m.Supplement,
			&m.PausedOn, &m.PauseReason, &m.TermStands, &m.Suspicion, &m.Crime, &m.CrimeKind, &m.CrimeTo, &m.Major, &m.PriorID)
	if errors.Is(err, sql.ErrNoRows) {
		return m, fault.Missing()
	}
	if err != nil {
		return m, fmt.Errorf("read a mediation: %w", err)
	}
	return m, nil
}

// EvidenceItem is a stored file of a matter (材料).
type EvidenceItem struct {
	ID, MatterID, PartyID, Kind, Name, MIME, SHA256, BlobID, ViewID, Note, AddedBy string
	Size                                                                           int64
	Shared                                                                         bool
	CreatedAt                                                                      civil.Instant
}

// Shown is the file that people look at: the copy without place data where there is one, else the file itself.
func (e EvidenceItem) Shown() string {
	if e.ViewID != "" {
		return e.ViewID
	}
	return e.BlobID
}

const evidenceColumns = `id, matter_id, party_id, kind, name, mime, size, sha256, blob_id, view_id, shared, note, added_by, created_at`

// EvidenceOf returns the matter's files, oldest first.
func EvidenceOf(ctx context.Context, q db.Querier, matterID string) ([]EvidenceItem, error) {
	rows, err := q.Query(ctx, `SELECT `+evidenceColumns+` FROM evidence WHERE matter_id=$1 AND withdrawn_at=0 ORDER BY created_at, id`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read evidence: %w", err)
	}
	defer rows.Close()
	var list []EvidenceItem
	for rows.Next() {
		var e EvidenceItem
		if err := rows.Scan(&e.ID, &e.MatterID, &e.PartyID, &e.Kind, &e.Name, &e.MIME, &e.Size, &e.SHA256, &e.BlobID, &e.ViewID, &e.Shared, &e.Note, &e.AddedBy, &e.CreatedAt); err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	return list, rows.Err()
}

// StatedFact is an undisputed fact (无争议事实) and who has confirmed it.
type StatedFact struct {
	ID, Text                  string
	Seq                       int64
	ApplicantAt, RespondentAt civil.Instant
}

// Confirmed reports that both sides confirmed it; only then may it be used later (在线调解规则第十八条).
func (f StatedFact) Confirmed() bool { return f.ApplicantAt > 0 && f.RespondentAt > 0 }

// StatedFacts returns the matter's undisputed facts that were not withdrawn.
func StatedFacts(ctx context.Context, q db.Querier, matterID string) ([]StatedFact, error) {
	rows, err := q.Query(ctx, `SELECT id, seq, text, applicant_at, respondent_at FROM confirmed_fact WHERE matter_id=$1 AND withdrawn_at=0 ORDER BY seq`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read facts: %w", err)
	}
	defer rows.Close()
	var list []StatedFact
	for rows.Next() {
		var f StatedFact
		if err := rows.Scan(&f.ID, &f.Seq, &f.Text, &f.ApplicantAt, &f.RespondentAt); err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, rows.Err()
}

// Call is one contact (联系记录).
type Call struct {
	ID, PartyID, Way, Result, Note, ByName string
	OccurredOn                             civil.Date
	CreatedAt                              civil.Instant
}

// Calls returns the matter's contacts, newest first.
func Calls(ctx context.Context, q db.Querier, matterID string) ([]Call, error) {
	rows, err := q.Query(ctx, `SELECT id, party_id, way, result, note, by_name, occurred_on, created_at FROM call_log WHERE matter_id=$1 ORDER BY created_at DESC, id DESC`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read calls: %w", err)
	}
	defer rows.Close()
	var list []Call
	for rows.Next() {
		var c Call
		if err := rows.Scan(&c.ID, &c.PartyID, &c.Way, &c.Result, &c.Note, &c.ByName, &c.OccurredOn, &c.CreatedAt); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

// EvidenceByID returns one file, or a NotFound fault. The caller checks the scope of its matter.
func EvidenceByID(ctx context.Context, q db.Querier, id string) (EvidenceItem, error) {
	var e EvidenceItem
	err := q.QueryRow(ctx, `SELECT `+evidenceColumns+` FROM evidence WHERE id=$1 AND withdrawn_at=0`, id).
		Scan(&e.ID, &e.MatterID, &e.PartyID, &e.Kind, &e.Name, &e.MIME, &e.Size, &e.SHA256, &e.BlobID, &e.ViewID, &e.Shared, &e.Note, &e.AddedBy, &e.CreatedAt)
	if errors.Is(err, sql.ErrNoRows) {
		return e, fault.Missing()
	}
	return e, err
}

// SignerOf is the name that signs for a party: the agent with checked special authority or the legal representative of an
// employer, else the party itself.
func SignerOf(p Party) string {
	for _, a := range p.Agents {
		if a.Special && a.Checked {
			return a.Name
		}
	}
	if p.Kind == "employer" && p.LegalRep != "" {
		return p.LegalRep
	}
	return p.Name
}
