package matter

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/money"
	"qinghe/internal/procedure"
)

// None marks an amount that is not there: not computed, or no agreement or decision in effect.
const None money.Fen = -1

// ByAdvance is what stands in AwardedBy for a sum that was agreed in a court's mediation before acceptance (先行调解): it has no
// force of its own.
const ByAdvance = "法院先行调解协议"

// Matter is the row that every kind shares. Amounts are fen; dates are civil dates in Asia/Shanghai.
type Matter struct {
	ID, DisputeID, Kind   string
	State                 procedure.State
	Version               int64 // sequence number of its newest journal entry
	Number                string
	Title                 string
	Applicant, Respondent string // as lists show them
	Subject, Source       string
	Tags                  []string
	People                int64
	OrgID                 string
	Holder, HolderName    string
	Province, Prefecture  string
	County                string
	WaitingFor            procedure.Who
	Open                  bool
	DueOn                 civil.Date // earliest running limit that the office watches
	DueRule, DueLabel     string
	ReceivedOn            civil.Date
	AcceptedOn            civil.Date
	EffectiveOn           civil.Date
	ClosedOn              civil.Date
	Outcome               string
	Claimed               money.Fen // 请求
	Entitled              money.Fen // 测算, or None
	Agreed                money.Fen // 协议, or None; a draft's amount is sealed and never here
	Awarded               money.Fen // 裁判: what a decision that can be enforced awards, or what was agreed before a court in 先行调解; or None
	AwardedBy             string    // which decision that is, or ByAdvance
	Paid                  money.Fen // 到账
	EmployerKey           string
	Demo                  bool
	CreatedAt, ChangedAt  civil.Instant
}

// DueSort is the day by which lists are ordered: that of the next limit, or one after all others where there is none.
func (m *Matter) DueSort() string {
	if m.DueOn.IsZero() {
		return "9999-12-31"
	}
	return m.DueOn.String()
}

// HasTag reports whether the matter carries the tag.
func (m *Matter) HasTag(tag string) bool {
	for _, t := range m.Tags {
		if t == tag {
			return true
		}
	}
	return false
}

// Columns is the select list of Scan, for a matter row aliased m.
const Columns = `m.id, m.dispute_id, m.kind, m.state, m.version, m.number, m.title, m.applicant, m.respondent, m.subject, m.source, m.tags, m.people,
	m.org_id, m.holder, m.holder_name, m.province, m.prefecture, m.county, m.waiting_for, m.open, m.due_on, m.due_rule, m.due_label,
	m.received_on, m.accepted_on, m.effective_on, m.closed_on, m.outcome, m.claimed_fen, m.entitled_fen, m.agreed_fen, m.awarded_fen, m.awarded_by, m.paid_fen,
	m.employer_key, m.demo, m.created_at, m.changed_at`

// Scanner is a row.
type Scanner interface{ Scan(dest ...any) error }

// Scan reads a row of Columns, then any more destinations given.
func Scan(r Scanner, more ...any) (*Matter, error) {
	m := &Matter{}
	var tags string
	dest := []any{&m.ID, &m.DisputeID, &m.Kind, &m.State, &m.Version, &m.Number, &m.Title, &m.Applicant, &m.Respondent, &m.Subject, &m.Source, &tags, &m.People,
		&m.OrgID, &m.Holder, &m.HolderName, &m.Province, &m.Prefecture, &m.County, &m.WaitingFor, &m.Open, &m.DueOn, &m.DueRule, &m.DueLabel,
		&m.ReceivedOn, &m.AcceptedOn, &m.EffectiveOn, &m.ClosedOn, &m.Outcome, &m.Claimed, &m.Entitled, &m.Agreed, &m.Awarded, &m.AwardedBy, &m.Paid,
		&m.EmployerKey, &m.Demo, &m.CreatedAt, &m.ChangedAt}
	if err := r.Scan(append(dest, more...)...); err != nil {
		return nil, err
	}
	m.Tags = strings.Fields(tags)
	return m, nil
}

// Get returns the matter if the scope sees it, else a NotFound fault.
func Get(ctx context.Context, q db.Querier, s access.Scope, id string) (*Matter, error) {
	where, args := s.Where("m", 2)
	m, err := Scan(q.QueryRow(ctx, `SELECT `+Columns+` FROM matter m WHERE m.id = $1 AND `+where, append([]any{id}, args...)...))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.Missing()
	}
	if err != nil {
		return nil, fmt.Errorf("read a matter: %w", err)
	}
	return m, nil
}

// OfDispute returns the matters of a dispute that the scope sees, in the order in which they began.
func OfDispute(ctx context.Context, q db.Querier, s access.Scope, disputeID string) ([]*Matter, error) {
	where, args := s.Where("m", 2)
	return scanAll(q.Query(ctx, `SELECT `+Columns+` FROM matter m WHERE m.dispute_id = $1 AND `+where+` ORDER BY m.id`, append([]any{disputeID}, args...)...))
}

func scanAll(rows *sql.Rows, err error) ([]*Matter, error) {
	if err != nil {
		return nil, fmt.Errorf("read matters: %w", err)
	}
	defer rows.Close()
	var list []*Matter
	for rows.Next() {
		m, err := Scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, rows.Err()
}

// ByIDs returns those of the matters that the scope sees, by id.
func ByIDs(ctx context.Context, q db.Querier, s access.Scope, ids []string) (map[string]*Matter, error) {
	out := map[string]*Matter{}
	if len(ids) == 0 {
		return out, nil
	}
	args := make([]any, len(ids))
	marks := make([]string, len(ids))
	for i, id := range ids {
		args[i], marks[i] = id, fmt.Sprintf("$%d", i+1)
	}
	where, more := s.Where("m", len(ids)+1)
	rows, err := q.Query(ctx, `SELECT `+Columns+` FROM matter m WHERE m.id IN (`+strings.Join(marks, ",")+`) AND `+where, append(args, more...)...)
	if err != nil {
		return nil, fmt.Errorf("read matters: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		m, err := Scan(rows)
		if err != nil {
			return nil, err
		}
		out[m.ID] = m
	}
	return out, rows.Err()
}

// QueryCode returns the dispute's query code (查询码), without separators.
func QueryCode(ctx context.Context, q db.Querier, disputeID string) (string, error) {
	var code string
	if err := q.QueryRow(ctx, `SELECT query_code FROM dispute WHERE id = $1`, disputeID).Scan(&code); err != nil {
		return "", fmt.Errorf("read the query code: %w", err)
	}
	return code, nil
}

// Grant is a membership that makes a matter visible.
type Grant struct {
	Principal string
	Capacity  procedure.Who
	StartedAt civil.Instant
	EndedAt   civil.Instant // zero while open
}

// Grants returns every grant of a matter, ended ones too, so that "who could see this on 3 May" has an answer.
func Grants(ctx context.Context, q db.Querier, matterID string) ([]Grant, error) {
	rows, err := q.Query(ctx, `SELECT principal, capacity, started_at, ended_at FROM matter_grant WHERE matter_id = $1 ORDER BY started_at, id`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read grants: %w", err)
	}
	defer rows.Close()
	var list []Grant
	for rows.Next() {
		var g Grant
		if err := rows.Scan(&g.Principal, &g.Capacity, &g.StartedAt, &g.EndedAt); err != nil {
			return nil, err
		}
		list = append(list, g)
	}
	return list, rows.Err()
}

// CapacitiesOf returns the actor's relations to the matter. It is pure: grants are those of this matter.
func CapacitiesOf(a access.Actor, m *Matter, grants []Grant) []procedure.Who {
	var as []procedure.Who
	if a.Kind == access.Machine {
		return []procedure.Who{procedure.Clockwork}
	}
	for _, g := range grants {
		if g.EndedAt != 0 {
			continue
		}
		staff := a.Kind == access.Staff && (g.Principal == a.ID || g.Principal == a.OrgID && a.WorksInOrg())
		if a.Kind == access.Party && a.Verified && g.Principal == a.PartyID || staff {
			as = append(as, g.Capacity)
		}
	}
	if a.Kind != access.Staff {
		return as
	}
	if m.Holder != "" && m.Holder == a.ID && a.Has(access.Mediator, access.OrgAdmin) {
		as = append(as, procedure.Handler)
	}
	if m.OrgID != "" && m.OrgID == a.OrgID {
		if a.Has(access.Mediator) {
			as = append(as, procedure.Colleague)
		}
		if a.Has(access.OrgAdmin) {
			as = append(as, procedure.Manager)
		}
		if a.Has(access.PartnerRoles...) || a.Has(access.EmployerHR) {
			as = append(as, procedure.Officer)
		}
	}
	if supervises(a, m) {
		as = append(as, procedure.Supervisor)
	}
	return as
}

func supervises(a access.Actor, m *Matter) bool {
	switch {
	case a.Has(access.ProvinceOfficer) && a.Region == m.Province:
		return true
	case a.Has(access.PrefectureOfficer) && len(a.Region) == 4 && a.Region == m.Prefecture:
		return true
	case a.Has(access.CountyOfficer) && len(a.Region) == 6 && a.Region == m.County:
		return true
	}
	return false
}

// Capacities reads the matter's grants and returns the actor's relations to it.
func Capacities(ctx context.Context, q db.Querier, a access.Actor, m *Matter) ([]procedure.Who, error) {
	grants, err := Grants(ctx, q, m.ID)
	if err != nil {
		return nil, err
	}
	return CapacitiesOf(a, m, grants), nil
}
