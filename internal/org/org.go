package org

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/region"
)

// Kinds of organisation (调解仲裁法第十条; 青人社厅发〔2023〕70号二（三）).
var Kinds = []struct{ Code, Label string }{
	{"township", "乡镇（街道）调解组织"}, {"enterprise", "企业劳动争议调解委员会"}, {"people", "人民调解委员会"}, {"centre", "仲裁院调解中心"},
	{"industry", "行业性、区域性调解组织"}, {"institution", "事业单位调解组织"}, {"bureau", "主管部门"},
	{"arbitration", "劳动人事争议仲裁院"}, {"court", "人民法院"}, {"union", "工会"}, {"aid", "法律援助机构"}, {"inspection", "劳动保障监察机构"},
	{"police", "公安机关"}, {"window", "一站式服务窗口"}, {"employer", "用人单位"}, {"chamber", "工商业联合会、商会"}, {"federation", "企业联合会、企业家协会"},
}

// Mediates reports whether organisations of the kind mediate and number papers of their own.
func Mediates(kind string) bool {
	return slices.Contains([]string{"township", "enterprise", "people", "centre", "industry", "institution"}, kind)
}

// KindLabel returns the label of a kind.
func KindLabel(code string) string {
	for _, k := range Kinds {
		if k.Code == code {
			return k.Label
		}
	}
	return code
}

// Org is an organisation.
type Org struct {
	ID, Kind, Name, Word, Prefecture, County, Town, Address, Phone, ParentName, ParentUSCC, Status string
	Demo                                                                                           bool
	Version                                                                                        int64
	CreatedAt                                                                                      civil.Instant
}

const columns = `o.id, o.kind, o.name, o.word, o.prefecture, o.county, o.town, o.address, o.phone, o.parent_name, o.parent_uscc, o.status, o.demo, o.version, o.created_at`

func scan(r interface{ Scan(...any) error }) (Org, error) {
	var o Org
	err := r.Scan(&o.ID, &o.Kind, &o.Name, &o.Word, &o.Prefecture, &o.County, &o.Town, &o.Address, &o.Phone, &o.ParentName, &o.ParentUSCC, &o.Status, &o.Demo, &o.Version, &o.CreatedAt)
	return o, err
}

// Get returns an organisation, or a NotFound fault. Names and addresses of organisations are public.
func Get(ctx context.Context, q db.Querier, id string) (Org, error) {
	o, err := scan(q.QueryRow(ctx, `SELECT `+columns+` FROM org o WHERE o.id=$1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return o, fault.Missing()
	}
	if err != nil {
		return o, fmt.Errorf("read an organisation: %w", err)
	}
	return o, nil
}

// List returns organisations by region code (province, prefecture, county; empty for all) and kind, by county and id.
func List(ctx context.Context, q db.Querier, region, kind string, closed bool) ([]Org, error) {
	where, args := "1=1", []any{}
	add := func(cond string, v any) {
		args = append(args, v)
		where += fmt.Sprintf(" AND "+cond, len(args))
	}
	switch len(region) {
	case 4:
		add("o.prefecture=$%d", region)
	case 6:
		add("o.county=$%d", region)
	}
	if kind != "" {
		add("o.kind=$%d", kind)
	}
	if !closed {
		where += " AND o.status='active'"
	}
	return query(ctx, q, `SELECT `+columns+` FROM org o WHERE `+where+` ORDER BY o.county, o.kind, o.id LIMIT 2000`, args...)
}

func query(ctx context.Context, q db.Querier, sql string, args ...any) ([]Org, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("list organisations: %w", err)
	}
	defer rows.Close()
	var list []Org
	for rows.Next() {
		o, err := scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, rows.Err()
}

var wordForm = regexp.MustCompile(`^\p{Han}{1,8}$`)

// Check says what is wrong with an organisation as entered.
func Check(o Org) error {
	var bad []fault.Field
	add := func(cond bool, name, msg string) {
		if cond {
			bad = append(bad, fault.Field{Name: name, Message: msg})
		}
	}
	known := KindLabel(o.Kind) != o.Kind
	add(!known, "kind", "请选择组织类型")
	add(strings.TrimSpace(o.Name) == "", "name", "请填写组织全称")
	add(known && (o.Word != "" || Mediates(o.Kind)) && !wordForm.MatchString(o.Word), "word", "请填写机构代字，1 到 8 个汉字，全省不重复，例如 宁东")
	add((o.County != "" || o.Kind != "bureau") && (len(o.County) != 6 || !region.Known(o.County)), "county", "请选择所在县（市、区）")
	add(o.Town != "" && (!region.Known(o.Town) || region.Parent(o.Town) != o.County), "town", "请选择本县（市、区）的乡镇（街道）")
	add(o.Kind == "enterprise" && strings.TrimSpace(o.ParentName) == "", "parent_name", "请填写设立调解委员会的企业全称")
	add(o.ParentUSCC != "" && !ident.ValidUSCC(o.ParentUSCC), "parent_uscc", "统一社会信用代码应是 18 位，请对照营业执照核对")
	add(o.Phone != "" && !ident.ValidPhone(o.Phone), "phone", "电话请填写例如 0971-1234567")
	return fault.Bad(bad...)
}

// Create enters an organisation and returns its id, which the caller may have chosen.
func Create(ctx context.Context, tx *db.Tx, o Org) (string, error) {
	if err := clean(&o); err != nil {
		return "", err
	}
	if o.ID == "" {
		o.ID = db.NewID()
	}
	_, err := tx.Exec(ctx, `INSERT INTO org (id, kind, name, word, prefecture, county, town, address, phone, parent_name, parent_uscc, demo, created_at, changed_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$13)`,
		o.ID, o.Kind, o.Name, o.Word, o.Prefecture, o.County, o.Town, o.Address, o.Phone, o.ParentName, o.ParentUSCC, o.Demo, tx.Now)
	return o.ID, saved(err)
}

// Save creates an organisation (empty ID) or changes one; a stale version is a Conflict.
func Save(ctx context.Context, tx *db.Tx, o Org) (string, error) {
	if o.ID == "" {
		return Create(ctx, tx, o)
	}
	if err := clean(&o); err != nil {
		return "", err
	}
	if o.Status == "" {
		o.Status = "active"
	}
	res, err := tx.Exec(ctx, `UPDATE org SET kind=$1, name=$2, word=$3, prefecture=$4, county=$5, town=$6, address=$7, phone=$8, parent_name=$9, parent_uscc=$10, status=$11, version=version+1, changed_at=$12 WHERE id=$13 AND version=$14`,
		o.Kind, o.Name, o.Word, o.Prefecture, o.County, o.Town, o.Address, o.Phone, o.ParentName, o.ParentUSCC, o.Status, tx.Now, o.ID, o.Version)
	if err == nil {
		if n, _ := res.RowsAffected(); n != 1 {
			return "", fault.Stale("这个组织的信息刚被改过")
		}
	}
	return o.ID, saved(err)
}

// clean checks an organisation and brings what was typed into one form.
func clean(o *Org) error {
	if err := Check(*o); err != nil {
		return err
	}
	o.Name = strings.TrimSpace(o.Name)
	if len(o.County) == 6 {
		o.Prefecture = region.Parent(o.County)
	}
	o.ParentUSCC = ident.NormalizeCode(o.ParentUSCC)
	return nil
}

func saved(err error) error {
	if db.IsUnique(err) {
		return fault.BadField("word", "这个机构代字或者名称已经有别的组织在用，请换一个")
	}
	if err != nil {
		return fmt.Errorf("save an organisation: %w", err)
	}
	return nil
}

// Room is a mediation room (调解室).
type Room struct {
	ID, OrgID, Name, Status string
	Seats                   int64
}

// Rooms returns the rooms of an organisation that are in use.
func Rooms(ctx context.Context, q db.Querier, orgID string) ([]Room, error) {
	rows, err := q.Query(ctx, `SELECT id, org_id, name, seats, status FROM org_room WHERE org_id=$1 AND status='active' ORDER BY created_at, id`, orgID)
	if err != nil {
		return nil, fmt.Errorf("list rooms: %w", err)
	}
	defer rows.Close()
	var list []Room
	for rows.Next() {
		var r Room
		if err := rows.Scan(&r.ID, &r.OrgID, &r.Name, &r.Seats, &r.Status); err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, rows.Err()
}

// AddRoom adds a room.
func AddRoom(ctx context.Context, tx *db.Tx, orgID, name string, seats int64) (string, error) {
	if strings.TrimSpace(name) == "" {
		return "", fault.BadField("name", "请填写调解室名称，例如 一号调解室")
	}
	id := db.NewID()
	_, err := tx.Exec(ctx, `INSERT INTO org_room (id, org_id, name, seats, created_at) VALUES ($1,$2,$3,$4,$5)`, id, orgID, strings.TrimSpace(name), seats, tx.Now)
	if db.IsUnique(err) {
		return "", fault.BadField("name", "已经有这个名称的调解室")
	}
	return id, err
}

// CloseRoom takes a room out of use.
func CloseRoom(ctx context.Context, tx *db.Tx, orgID, id string) error {
	_, err := tx.Exec(ctx, `UPDATE org_room SET status='closed' WHERE id=$1 AND org_id=$2`, id, orgID)
	return err
}
