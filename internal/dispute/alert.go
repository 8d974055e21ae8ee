package dispute

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"database/sql"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/journal"
	"qinghe/internal/matter"
	"qinghe/internal/notify"
	"qinghe/internal/vault"
)

// What raises an alert: this many cases at one employer within this many days, or this many people. Product settings
// after 70号二（一）2.
const (
	AlertCases  = 3
	AlertPeople = 10
	AlertDays   = 30
)

// Alert is several cases, or many people, at one employer within AlertDays (同一单位预警). It counts, and names no case.
type Alert struct {
	ID, Employer, Prefecture, County, NotedName, Note string
	Cases, People                                     int64
	FirstOn, LastOn                                   civil.Date
	RaisedAt, NotedAt                                 civil.Instant
}

// Why says in words what raised the alert.
func (a Alert) Why() string {
	if a.Cases >= AlertCases {
		return fmt.Sprintf("%d 日内 %d 件、%d 人", AlertDays, a.Cases, a.People)
	}
	return fmt.Sprintf("%d 日内 %d 件，共 %d 人", AlertDays, a.Cases, a.People)
}

// employerKeys are the blind indexes of an employer: by credit code where there is one, and by name without the words in
// which people write the same name differently.
func employerKeys(v *vault.Vault, p PartyInput) []string {
	keys := []string{v.BlindIndex("employer-name", plainName(p.Name))}
	if p.Secret.ID != "" {
		keys = append(keys, v.BlindIndex("employer", strings.ToUpper(p.Secret.ID)))
	}
	return keys
}

var nameNoise = strings.NewReplacer(" ", "", "　", "", "（", "", "）", "", "(", "", ")", "", "青海省", "", "青海", "", "有限责任公司", "公司", "有限公司", "公司")

func plainName(name string) string { return nameNoise.Replace(strings.TrimSpace(name)) }

// linkEmployers makes the case findable under its employers and raises or renews the alert of an employer that now has
// enough cases or people.
func linkEmployers(ctx context.Context, c *matter.Change, v *vault.Vault, parties []PartyInput) error {
	for _, p := range parties {
		if p.Kind != "employer" {
			continue
		}
		keys := employerKeys(v, p)
		for _, k := range keys {
			if _, err := c.Exec(ctx, `INSERT INTO employer_link (matter_id, key, received_on) VALUES ($1,$2,$3) ON CONFLICT DO NOTHING`, c.Matter.ID, k, c.Matter.ReceivedOn); err != nil {
				return fmt.Errorf("link an employer: %w", err)
			}
		}
		if err := raise(ctx, c, v, p.Name, keys); err != nil {
			return err
		}
	}
	return nil
}

type nearCase struct {
	id, org    string
	people     int64
	receivedOn civil.Date
}

func raise(ctx context.Context, c *matter.Change, v *vault.Vault, employer string, keys []string) error {
	second := keys[len(keys)-1]
	rows, err := c.Query(ctx, `SELECT DISTINCT m.id, m.org_id, m.people, m.received_on FROM employer_link l JOIN matter m ON m.id=l.matter_id
		WHERE l.key IN ($1,$2) AND l.received_on >= $3 AND l.received_on <= $4 AND m.id <> $5`, keys[0], second, c.Matter.ReceivedOn.AddDays(-AlertDays), c.Matter.ReceivedOn.AddDays(AlertDays), c.Matter.ID)
	if err != nil {
		return fmt.Errorf("count an employer's cases: %w", err)
	}
	near := []nearCase{{c.Matter.ID, c.Matter.OrgID, c.Matter.People, c.Matter.ReceivedOn}}
	for rows.Next() {
		var n nearCase
		if err := rows.Scan(&n.id, &n.org, &n.people, &n.receivedOn); err != nil {
			rows.Close()
			return err
		}
		near = append(near, n)
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return err
	}
	a := Alert{Employer: employer, Prefecture: c.Matter.Prefecture, County: c.Matter.County, FirstOn: c.Matter.ReceivedOn, LastOn: c.Matter.ReceivedOn}
	for _, n := range near {
		a.Cases++
		a.People += n.people
		if n.receivedOn.Before(a.FirstOn) {
			a.FirstOn = n.receivedOn
		}
		if n.receivedOn.After(a.LastOn) {
			a.LastOn = n.receivedOn
		}
	}
	if a.Cases < AlertCases && a.People < AlertPeople {
		return nil
	}
	err = c.QueryRow(ctx, `SELECT id FROM employer_alert WHERE key IN ($1,$2) AND last_on >= $3 ORDER BY raised_at DESC LIMIT 1`, keys[0], second, c.Matter.ReceivedOn.AddDays(-AlertDays)).Scan(&a.ID)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		a.ID = db.NewID()
		_, err = c.Exec(ctx, `INSERT INTO employer_alert (id, key, employer, prefecture, county, cases, people, first_on, last_on, demo, raised_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)`,
			a.ID, second, employer, a.Prefecture, a.County, a.Cases, a.People, a.FirstOn, a.LastOn, c.Matter.Demo, c.Now())
	case err == nil: // more cases came: it must be noted again
		_, err = c.Exec(ctx, `UPDATE employer_alert SET cases=$1, people=$2, first_on=$3, last_on=$4, raised_at=$5, noted_at=0 WHERE id=$6`, a.Cases, a.People, a.FirstOn, a.LastOn, c.Now(), a.ID)
	}
	if err != nil {
		return fmt.Errorf("raise an alert: %w", err)
	}
	orgs := map[string]bool{}
	for _, n := range near {
		if _, err := c.Exec(ctx, `INSERT INTO employer_alert_case (alert_id, matter_id, org_id) VALUES ($1,$2,$3) ON CONFLICT DO NOTHING`, a.ID, n.id, n.org); err != nil {
			return fmt.Errorf("raise an alert: %w", err)
		}
		orgs[n.org] = true
	}
	if !c.Matter.HasTag("alert") {
		c.Matter.Tags = append(c.Matter.Tags, "alert")
	}
	if err := c.Event("employer-alert", "同一单位多件："+a.Why()+"，已提醒调解组织和县（市、区）主管部门", journal.Procedural, map[string]any{"alert": a.ID, "cases": a.Cases, "people": a.People}); err != nil {
		return err
	}
	return tellAlert(ctx, c, v, a, orgs)
}

// tellAlert tells the administrators of the organisations concerned and the officers of the county.
func tellAlert(ctx context.Context, c *matter.Change, v *vault.Vault, a Alert, orgs map[string]bool) error {
	rows, err := c.Query(ctx, `SELECT id, org_id, region, roles FROM staff WHERE deactivated_at=0 AND ((' ' || roles || ' ') LIKE '% org-admin %' OR (' ' || roles || ' ') LIKE '% county-officer %' AND region=$1) ORDER BY id`, a.County)
	if err != nil {
		return fmt.Errorf("find whom to alert: %w", err)
	}
	var to []string
	for rows.Next() {
		var id, org, region, roles string
		if err := rows.Scan(&id, &org, &region, &roles); err != nil {
			rows.Close()
			return err
		}
		if orgs[org] && org != "" || strings.Contains(roles, "county-officer") && region == a.County {
			to = append(to, id)
		}
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return err
	}
	for _, id := range to {
		n := notify.Notice{Cause: fmt.Sprintf("%s/%s/alert/%s/app", c.Matter.ID, a.ID, id), MatterID: c.Matter.ID, Recipient: id, Channel: notify.App, Template: "employer-alert"}
		if err := notify.Queue(ctx, c.Tx(), v, n); err != nil {
			return err
		}
	}
	return nil
}

const alertColumns = `a.id, a.employer, a.prefecture, a.county, a.cases, a.people, a.first_on, a.last_on, a.raised_at, a.noted_name, a.noted_at, a.note`

// Alerts returns the alerts that concern the actor: of cases of their organisation, or of their division; newest first, those
// nobody has noted before the others.
func Alerts(ctx context.Context, q db.Querier, a access.Actor) ([]Alert, error) {
	var where []string
	var args []any
	if a.Has(access.Mediator, access.OrgAdmin) && a.OrgID != "" {
		args = append(args, a.OrgID)
		where = append(where, fmt.Sprintf("EXISTS (SELECT 1 FROM employer_alert_case c WHERE c.alert_id=a.id AND c.org_id=$%d)", len(args)))
	}
	if column, ok := alertRegion(a); ok {
		args = append(args, a.Region)
		where = append(where, fmt.Sprintf("%s=$%d", column, len(args)))
	}
	if len(where) == 0 {
		return nil, nil
	}
	rows, err := q.Query(ctx, `SELECT `+alertColumns+` FROM employer_alert a WHERE (`+strings.Join(where, " OR ")+`) ORDER BY CASE WHEN a.noted_at=0 THEN 0 ELSE 1 END, a.raised_at DESC, a.id LIMIT 200`, args...)
	if err != nil {
		return nil, fmt.Errorf("list alerts: %w", err)
	}
	return scanAlerts(rows)
}

func alertRegion(a access.Actor) (string, bool) {
	switch {
	case a.Has(access.CountyOfficer) && len(a.Region) == 6:
		return "a.county", true
	case a.Has(access.PrefectureOfficer) && len(a.Region) == 4:
		return "a.prefecture", true
	case a.Has(access.ProvinceOfficer) && a.Region == "63":
		return "substr(a.county,1,2)", true
	}
	return "", false
}

func scanAlerts(rows *sql.Rows) ([]Alert, error) {
	defer rows.Close()
	var list []Alert
	for rows.Next() {
		var a Alert
		if err := rows.Scan(&a.ID, &a.Employer, &a.Prefecture, &a.County, &a.Cases, &a.People, &a.FirstOn, &a.LastOn, &a.RaisedAt, &a.NotedName, &a.NotedAt, &a.Note); err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	return list, rows.Err()
}

// AlertsOf returns the alerts that a case belongs to.
func AlertsOf(ctx context.Context, q db.Querier, matterID string) ([]Alert, error) {
	rows, err := q.Query(ctx, `SELECT `+alertColumns+` FROM employer_alert a JOIN employer_alert_case c ON c.alert_id=a.id WHERE c.matter_id=$1 ORDER BY a.raised_at DESC`, matterID)
	if err != nil {
		return nil, fmt.Errorf("list alerts: %w", err)
	}
	return scanAlerts(rows)
}

// NoteAlert records what somebody whom the alert concerns has done about it. It is no change of a case.
func NoteAlert(ctx context.Context, d *db.DB, a access.Actor, id, note string) error {
	if strings.TrimSpace(note) == "" {
		return fault.BadField("note", "请写一写打算怎么做，例如：已和单位负责人约谈，三件一并调解")
	}
	list, err := Alerts(ctx, d, a)
	if err != nil {
		return err
	}
	for _, x := range list {
		if x.ID == id {
			return d.Write(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE employer_alert SET noted_by=$1, noted_name=$2, noted_at=$3, note=$4 WHERE id=$5`, a.ID, a.Name, tx.Now, strings.TrimSpace(note), id)
				return err
			})
		}
	}
	return fault.Missing()
}
