package prevention

import (
	"context"
	"fmt"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/org"
)

// Course is a training for employers. Hours are hours of class.
type Course struct {
	ID, OrgID, OrgName, Prefecture, Title, Topics, Place, ByName string
	HeldOn                                                       civil.Date
	Hours, Seats, Enrolled                                       int64
}

// Enrolment is who comes to a course from one employer. Came is -1 until the organiser has signed them in.
type Enrolment struct {
	CourseID, OrgID, OrgName, Names string
	People, Came                    int64
}

// organisers may hold courses: unions, organisations of enterprises and labour departments.
func mayTeach(a access.Actor) bool {
	return a.IsStaff() && (a.Has(access.UnionOfficer, access.ChamberOfficer) && a.OrgID != "" || a.IsOfficer())
}

// AddCourse announces a course.
func AddCourse(ctx context.Context, d *db.DB, a access.Actor, c Course) (string, error) {
	if !mayTeach(a) {
		return "", fault.Deny("由工会、企业代表组织或者人社部门安排培训")
	}
	var bad []fault.Field
	add := func(cond bool, name, msg string) {
		if cond {
			bad = append(bad, fault.Field{Name: name, Message: msg})
		}
	}
	add(strings.TrimSpace(c.Title) == "", "title", "请填写培训名称")
	add(strings.TrimSpace(c.Topics) == "", "topics", "请写明讲什么，例如：劳动合同、工资支付、协商和调解")
	add(c.HeldOn.Before(d.Today()), "held_on", "请填写哪天讲，不早于今天")
	add(c.Hours < 1 || c.Hours > 80, "hours", "请填写几个学时，1 到 80")
	add(strings.TrimSpace(c.Place) == "", "place", "请填写在哪里，或者网上的地址")
	add(c.Seats < 1 || c.Seats > 5000, "seats", "请填写最多多少人")
	if err := fault.Bad(bad...); err != nil {
		return "", err
	}
	c.ID = db.NewID()
	err := d.Write(ctx, func(tx *db.Tx) error {
		c.OrgID, c.OrgName, c.Prefecture = a.OrgID, a.OrgName, ""
		if a.OrgID != "" {
			o, err := org.Get(ctx, tx, a.OrgID)
			if err != nil {
				return err
			}
			c.Prefecture = o.Prefecture
		} else {
			c.OrgName, c.Prefecture = a.Name, a.Region[:min(4, len(a.Region))]
		}
		_, err := tx.Exec(ctx, `INSERT INTO training_course (id, org_id, org_name, prefecture, title, topics, held_on, hours, place, seats, by_name, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12)`,
			c.ID, c.OrgID, c.OrgName, c.Prefecture, strings.TrimSpace(c.Title), c.Topics, c.HeldOn, c.Hours, c.Place, c.Seats, a.Name, tx.Now)
		if err != nil {
			return fmt.Errorf("add a course: %w", err)
		}
		return nil
	})
	return c.ID, err
}

// Courses lists the courses of a prefecture and of the whole province, newest first; with an organiser only its own.
func Courses(ctx context.Context, q db.Querier, prefecture, organiser string) ([]Course, error) {
	rows, err := q.Query(ctx, `SELECT c.id, c.org_id, c.org_name, c.prefecture, c.title, c.topics, c.held_on, c.hours, c.place, c.seats, c.by_name, COALESCE((SELECT SUM(n.people) FROM training_enrol n WHERE n.course_id=c.id),0)
		FROM training_course c WHERE (c.prefecture=$1 OR c.prefecture='63' OR c.prefecture='') AND ($2='' OR c.org_id=$2) ORDER BY c.held_on DESC, c.id DESC LIMIT 200`, prefecture, organiser)
	if err != nil {
		return nil, fmt.Errorf("list courses: %w", err)
	}
	defer rows.Close()
	var list []Course
	for rows.Next() {
		var c Course
		if err := rows.Scan(&c.ID, &c.OrgID, &c.OrgName, &c.Prefecture, &c.Title, &c.Topics, &c.HeldOn, &c.Hours, &c.Place, &c.Seats, &c.ByName, &c.Enrolled); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

func courseOf(ctx context.Context, q db.Querier, id string) (Course, error) {
	var c Course
	err := q.QueryRow(ctx, `SELECT c.id, c.org_id, c.title, c.held_on, c.hours, c.seats, COALESCE((SELECT SUM(n.people) FROM training_enrol n WHERE n.course_id=c.id),0) FROM training_course c WHERE c.id=$1`, id).
		Scan(&c.ID, &c.OrgID, &c.Title, &c.HeldOn, &c.Hours, &c.Seats, &c.Enrolled)
	if err != nil {
		return c, fault.Missing()
	}
	return c, nil
}

// Enrol puts an employer's people down for a course, or changes how many come, until the day itself.
func Enrol(ctx context.Context, d *db.DB, a access.Actor, courseID string, people int64, names string) error {
	if _, err := employerOf(ctx, d, a); err != nil {
		return err
	}
	if people < 1 || people > 200 {
		return fault.BadField("people", "请填写几个人参加")
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO resource_lock (name, touched_at) VALUES ($1,$2) ON CONFLICT (name) DO UPDATE SET touched_at=EXCLUDED.touched_at`, "course:"+courseID, tx.Now); err != nil {
			return fmt.Errorf("lock a course: %w", err)
		}
		c, err := courseOf(ctx, tx, courseID)
		if err != nil {
			return err
		}
		var mine int64
		if err := tx.QueryRow(ctx, `SELECT COALESCE(SUM(people),0) FROM training_enrol WHERE course_id=$1 AND org_id=$2`, c.ID, a.OrgID).Scan(&mine); err != nil {
			return fmt.Errorf("enrol: %w", err)
		}
		switch {
		case c.HeldOn.Before(tx.Today()):
			return fault.BadField("course", "这次培训已经讲过了")
		case c.Enrolled-mine+people > c.Seats:
			return fault.BadField("people", fmt.Sprintf("只剩 %d 个座位", c.Seats-c.Enrolled+mine))
		}
		_, err = tx.Exec(ctx, `INSERT INTO training_enrol (id, course_id, org_id, org_name, people, names, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7) ON CONFLICT (course_id, org_id) DO UPDATE SET people=EXCLUDED.people, names=EXCLUDED.names`,
			db.NewID(), c.ID, a.OrgID, a.OrgName, people, ident.MaskText(names), tx.Now)
		if err != nil {
			return fmt.Errorf("enrol: %w", err)
		}
		return nil
	})
}

// SignIn records how many of an employer's people came, by the organiser, from the day of the course on.
func SignIn(ctx context.Context, d *db.DB, a access.Actor, courseID, orgID string, came int64) error {
	if !mayTeach(a) {
		return fault.Deny("由安排培训的单位登记签到")
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		c, err := courseOf(ctx, tx, courseID)
		if err != nil {
			return err
		}
		if c.OrgID != a.OrgID {
			return fault.Missing()
		}
		if c.HeldOn.After(tx.Today()) {
			return fault.BadField("came", "还没有到培训那天")
		}
		if came < 0 || came > 500 {
			return fault.BadField("came", "请填写实到几个人")
		}
		res, err := tx.Exec(ctx, `UPDATE training_enrol SET came=$1 WHERE course_id=$2 AND org_id=$3`, came, courseID, orgID)
		if err != nil {
			return fmt.Errorf("sign in: %w", err)
		}
		if n, _ := res.RowsAffected(); n != 1 {
			return fault.Missing()
		}
		return nil
	})
}

// Enrolments lists who comes to a course.
func Enrolments(ctx context.Context, q db.Querier, courseID string) ([]Enrolment, error) {
	return enrolments(ctx, q, `course_id=$1`, courseID)
}

// EnrolmentsOf lists the courses that an employer is or was enrolled in: its training record.
func EnrolmentsOf(ctx context.Context, q db.Querier, orgID string) ([]Enrolment, error) {
	return enrolments(ctx, q, `org_id=$1`, orgID)
}

func enrolments(ctx context.Context, q db.Querier, cond string, arg any) ([]Enrolment, error) {
	rows, err := q.Query(ctx, `SELECT course_id, org_id, org_name, names, people, came FROM training_enrol WHERE `+cond+` ORDER BY created_at, id`, arg)
	if err != nil {
		return nil, fmt.Errorf("list enrolments: %w", err)
	}
	defer rows.Close()
	var list []Enrolment
	for rows.Next() {
		var n Enrolment
		if err := rows.Scan(&n.CourseID, &n.OrgID, &n.OrgName, &n.Names, &n.People, &n.Came); err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return list, rows.Err()
}
