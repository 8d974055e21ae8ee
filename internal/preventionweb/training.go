package preventionweb

import (
	"net/http"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/fault"
	"qinghe/internal/org"
	"qinghe/internal/prevention"
	"qinghe/internal/region"
	"qinghe/internal/web"
)

// place is the prefecture whose courses concern the actor.
func (p *pages) place(r *web.Request) (string, error) {
	if r.Actor.OrgID == "" {
		return r.Actor.Region[:min(4, len(r.Actor.Region))], nil
	}
	o, err := org.Get(r.Context(), p.DB, r.Actor.OrgID)
	return o.Prefecture, err
}

func (p *pages) showTraining(w http.ResponseWriter, r *web.Request) error {
	return p.renderTraining(w, r, nil, http.StatusOK)
}

func (p *pages) renderTraining(w http.ResponseWriter, r *web.Request, errs web.Errors, status int) error {
	at, err := p.place(r)
	if err != nil {
		return err
	}
	firm := r.Actor.Has(access.EmployerHR)
	list, err := prevention.Courses(r.Context(), p.DB, at, "")
	if err != nil {
		return err
	}
	g := grid{Title: "培训", Head: []string{"名称", "哪天", "讲什么", "在哪里", "谁办的", "人数"}, Empty: "还没有安排培训。"}
	var coming, signing []choice
	records := grid{Title: "本单位的培训记录", Head: []string{"名称", "哪天", "报名", "实到", "学时"}, Empty: "还没有参加过。"}
	mine := map[string]prevention.Enrolment{}
	if firm {
		own, err := prevention.EnrolmentsOf(r.Context(), p.DB, r.Actor.OrgID)
		if err != nil {
			return err
		}
		for _, n := range own {
			mine[n.CourseID] = n
		}
	}
	come := grid{Title: "报名和签到", Head: []string{"单位", "培训", "报名", "实到", "名单"}, Empty: "还没有单位报名。"}
	for _, c := range list {
		g.Rows = append(g.Rows, line("", c.Title, c.HeldOn.Chinese()+"，"+number(c.Hours)+" 学时", c.Topics, c.Place, c.OrgName, number(c.Enrolled)+" / "+number(c.Seats)))
		if firm {
			if !c.HeldOn.Before(r.Today()) {
				coming = append(coming, choice{Value: c.ID, Label: c.Title + "，" + c.HeldOn.Chinese(), On: len(coming) == 0})
			}
			if n, ok := mine[c.ID]; ok {
				came := "还没有签到"
				if n.Came >= 0 {
					came = number(n.Came)
				}
				records.Rows = append(records.Rows, line("", c.Title, c.HeldOn.Chinese(), number(n.People), came, number(c.Hours)))
			}
			continue
		}
		if c.OrgID != r.Actor.OrgID {
			continue
		}
		people, err := prevention.Enrolments(r.Context(), p.DB, c.ID)
		if err != nil {
			return err
		}
		for _, n := range people {
			came := "还没有签到"
			if n.Came >= 0 {
				came = number(n.Came)
			}
			come.Rows = append(come.Rows, line("", n.OrgName, c.Title, number(n.People), came, n.Names))
			if !c.HeldOn.After(r.Today()) {
				signing = append(signing, choice{Value: c.ID + "/" + n.OrgID, Label: n.OrgName + "，" + c.Title, On: len(signing) == 0})
			}
		}
	}
	v := registerPage{Errors: errs, Title: "培训", Tables: []grid{g}}
	if firm {
		v.Lead = region.FullName(at) + "给用人单位办的培训：劳动合同、工资、协商调解。"
		v.Tables = append(v.Tables, records)
		if coming != nil {
			v.Forms = []regForm{{Title: "报名、改人数", Action: "/desk/training/come", Button: "报名", Inputs: refill(r, []input{{Name: "course", Label: "哪一次", Type: "radio", Options: coming}, {Name: "people", Label: "几个人参加", Type: "number"}, {Name: "names", Label: "参加的人（可以不写）", Type: "text"}}, errs)}}
		}
		return p.register.Render(w, r, status, v)
	}
	v.Lead = "给用人单位办培训，单位自己报名，讲完登记实到人数。"
	v.Tables = append(v.Tables, come)
	if signing != nil {
		v.Forms = append(v.Forms, regForm{Title: "登记实到人数", Action: "/desk/training/come", Button: "登记", Inputs: refill(r, []input{{Name: "enrolment", Label: "哪个单位", Type: "radio", Options: signing}, {Name: "came", Label: "实到几个人", Type: "number"}}, errs)})
	}
	v.Forms = append(v.Forms, regForm{Title: "安排一次培训", Action: "/desk/training", Button: "发布", Inputs: refill(r, []input{{Name: "title", Label: "名称", Type: "text"}, {Name: "topics", Label: "讲什么", Type: "textarea"}, {Name: "held_on", Label: "哪天讲", Type: "date"}, {Name: "hours", Label: "几个学时", Type: "number"}, {Name: "place", Label: "在哪里", Type: "text"}, {Name: "seats", Label: "最多多少人", Type: "number"}}, errs)})
	return p.register.Render(w, r, status, v)
}

func (p *pages) addCourse(w http.ResponseWriter, r *web.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	t := &typed{r: r}
	c := prevention.Course{Title: val(r, "title"), Topics: val(r, "topics"), HeldOn: t.day("held_on"), Hours: t.number("hours", "请填写整数，例如 4"), Place: val(r, "place"), Seats: t.number("seats", "请填写整数，例如 60")}
	again := func(errs web.Errors) error { return p.renderTraining(w, r, errs, http.StatusBadRequest) }
	if t.bad != nil {
		return again(t.bad)
	}
	_, err := prevention.AddCourse(r.Context(), p.DB, r.Actor, c)
	return saved(w, r, err, "/desk/training", again)
}

// comeToCourse is an employer's enrolment, or the organiser's count of who came.
func (p *pages) comeToCourse(w http.ResponseWriter, r *web.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	t := &typed{r: r}
	again := func(errs web.Errors) error { return p.renderTraining(w, r, errs, http.StatusBadRequest) }
	if r.Actor.Has(access.EmployerHR) {
		people := t.number("people", "请填写几个人参加，例如 3")
		if t.bad != nil {
			return again(t.bad)
		}
		err := prevention.Enrol(r.Context(), p.DB, r.Actor, val(r, "course"), people, val(r, "names"))
		if fault.Is(err, fault.NotFound) {
			err = fault.BadField("course", "请选择哪一次培训")
		}
		return saved(w, r, err, "/desk/training", again)
	}
	came := t.number("came", "请填写实到几个人，例如 3")
	if t.bad != nil {
		return again(t.bad)
	}
	course, firm, _ := strings.Cut(val(r, "enrolment"), "/")
	err := prevention.SignIn(r.Context(), p.DB, r.Actor, course, firm, came)
	if fault.Is(err, fault.NotFound) {
		err = fault.BadField("enrolment", "请选择哪个单位")
	}
	return saved(w, r, err, "/desk/training", again)
}
