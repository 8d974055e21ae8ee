package deskweb

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/gather"
	"qinghe/internal/ident"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/web"
	"qinghe/internal/xlsx"
)

// workersPage adds workers to a case: one typed in, or a roster from Excel that is shown before it is taken.
type workersPage struct {
	M       *matter.Matter
	Href    string
	Version int64
	Key     string
	Errors  web.Errors
	Faults  []string
	V       map[string]string
	Claims  []choice
	Preview []previewRow
	Data    string // the roster as read, to be sent again with the confirmation
	Elected int
	Sum     string
}

type previewRow struct{ Name, ID, Phone, Claims, Sum, Rep string }

func (p *pages) showWorkers(w http.ResponseWriter, r *web.Request) error {
	m, err := p.matterOf(r)
	if err != nil {
		return err
	}
	return p.renderWorkers(w, r, m, workersPage{}, http.StatusOK)
}

func (p *pages) renderWorkers(w http.ResponseWriter, r *web.Request, m *matter.Matter, v workersPage, status int) error {
	v.M, v.Href, v.Version, v.Key, v.V = m, "/desk/cases/"+m.ID, m.Version, newKey(r), map[string]string{}
	for _, n := range []string{"name", "id", "phone", "claim", "amount"} {
		v.V[n] = val(r, n)
	}
	for _, k := range dispute.ClaimKinds {
		v.Claims = append(v.Claims, choice{Value: k.Code, Label: k.Label, On: k.Code == v.V["claim"]})
	}
	return p.workers.Render(w, r, status, v)
}

func (p *pages) rosterTemplate(w http.ResponseWriter, r *web.Request) error {
	w.Header().Set("Content-Type", xlsx.MIME)
	w.Header().Set("Content-Disposition", xlsx.Disposition("劳动者名单"))
	return gather.Template(w)
}

func (p *pages) addWorkers(w http.ResponseWriter, r *web.Request) error {
	m, err := p.matterOf(r)
	if err != nil {
		return err
	}
	if err := r.ParseMultipartForm(8 << 20); err != nil && err != http.ErrNotMultipart {
		return err
	}
	var people []gather.Person
	switch {
	case val(r, "data") != "":
		if err := json.Unmarshal([]byte(r.PostFormValue("data")), &people); err != nil {
			return fault.BadField("file", "名单没有传完整，请再选一次文件")
		}
	case val(r, "how") == "file":
		f, _, err := r.FormFile("file")
		if err != nil {
			return p.renderWorkers(w, r, m, workersPage{Errors: web.Errors{{Name: "file", Message: "请选择填好的名单（.xlsx）"}}}, http.StatusBadRequest)
		}
		defer f.Close()
		list, faults, err := gather.ReadRoster(f)
		if err != nil {
			return err
		}
		if len(faults) > 0 {
			v := workersPage{Errors: web.Errors{{Name: "file", Message: fmt.Sprintf("名单有 %d 处要改，一个人也没有加", len(faults))}}}
			for _, x := range faults {
				v.Faults = append(v.Faults, x.String())
			}
			return p.renderWorkers(w, r, m, v, http.StatusBadRequest)
		}
		return p.renderWorkers(w, r, m, preview(list), http.StatusOK)
	default:
		x, bad := onePerson(r)
		if len(bad) > 0 {
			return p.renderWorkers(w, r, m, workersPage{Errors: bad}, http.StatusBadRequest)
		}
		people = []gather.Person{x}
	}
	parties, claims := gather.Inputs(people, 0)
	cmd := p.command(r, m)
	if _, err = dispute.AddWorkers(r.Context(), p.env(), r.Actor, cmd, parties, claims); err != nil {
		if fault.Is(err, fault.Invalid) {
			return p.renderWorkers(w, r, m, workersPage{Errors: web.ErrorsOf(err)}, http.StatusBadRequest)
		}
		return err
	}
	if err := p.electFrom(r, m, people); err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/cases/"+m.ID)
	return nil
}

// electFrom elects those whom the roster names as representatives, when they are three to five.
func (p *pages) electFrom(r *web.Request, m *matter.Matter, people []gather.Person) error {
	names := map[string]bool{}
	for _, x := range people {
		if x.Representative {
			names[x.Name+ident.MaskPhone(x.Phone)] = true
		}
	}
	if len(names) == 0 {
		return nil
	}
	parties, err := dispute.Parties(r.Context(), p.DB, m.ID)
	if err != nil {
		return err
	}
	var ids []string
	for _, x := range parties {
		if names[x.Name+x.PhoneMask] {
			ids = append(ids, x.ID)
		}
	}
	o, err := p.orgOf(r, m.OrgID)
	if err != nil {
		return err
	}
	_, err = dispute.ElectRepresentatives(r.Context(), p.env(), r.Actor, matter.Command{MatterID: m.ID}, o, ids)
	if fault.Is(err, fault.Invalid) {
		return nil // fewer than three or more than five: the case page offers the election
	}
	return err
}

// command is the change that a form of a page asks for.
func (p *pages) command(r *web.Request, m *matter.Matter) matter.Command {
	version, _ := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	cmd := matter.Command{MatterID: m.ID, Version: version}
	if k := r.PostFormValue("key"); k != "" && len(k) <= 40 {
		cmd.Key = "act/" + r.Actor.ID + "/" + k
	}
	return cmd
}

func onePerson(r *web.Request) (gather.Person, web.Errors) {
	var bad web.Errors
	add := func(cond bool, name, msg string) {
		if cond {
			bad = append(bad, fault.Field{Name: name, Message: msg})
		}
	}
	x := gather.Person{Name: val(r, "name"), ID: strings.ToUpper(val(r, "id")), IDKind: "idcard", Phone: ident.NormalizePhone(val(r, "phone"))}
	add(x.Name == "", "name", "请填写姓名")
	if x.ID == "" {
		x.IDKind = "pending"
	} else if _, ok := ident.ParseIDCard(x.ID); !ok {
		add(true, "id", "身份证号应是 18 位，请对照证件核对；没有的可以不填")
	}
	add(!ident.ValidPhone(x.Phone), "phone", "请填写电话，例如 13897001234")
	c := dispute.ClaimInput{Code: val(r, "claim"), Label: dispute.ClaimLabel(val(r, "claim")), Amount: -1}
	add(c.Code == "", "claim", "请选择请求")
	if s := val(r, "amount"); s != "" {
		a, err := money.Parse(s)
		add(err != nil, "amount", "金额应写成数字，例如 21600；算不出可以不填")
		c.Amount = a
	}
	x.Claims = []dispute.ClaimInput{c}
	return x, bad
}

func preview(list []gather.Person) workersPage {
	var v workersPage
	var all money.Fen
	for _, x := range list {
		row := previewRow{Name: x.Name, ID: ident.MaskID(x.ID), Phone: ident.MaskPhone(x.Phone)}
		var labels []string
		var sum money.Fen
		for _, c := range x.Claims {
			labels = append(labels, c.Label)
			if c.Amount > 0 {
				sum += c.Amount
			}
		}
		all += sum
		row.Claims, row.Sum = strings.Join(labels, "、"), sum.String()
		if row.ID == "" {
			row.ID = "身份待核"
		}
		if x.Representative {
			row.Rep = "是"
			v.Elected++
		}
		v.Preview = append(v.Preview, row)
	}
	b, _ := json.Marshal(list) // plain values of our own
	v.Data, v.Sum = string(b), all.String()
	return v
}

// alertsPage lists the employers with several cases.
type alertsPage struct {
	Errors web.Errors
	Rows   []alertRow
	Days   int
}

type alertRow struct {
	dispute.Alert
	Place, Span string
	Noted       bool
}

func (p *pages) showAlerts(w http.ResponseWriter, r *web.Request) error {
	return p.renderAlerts(w, r, nil, http.StatusOK)
}

func (p *pages) renderAlerts(w http.ResponseWriter, r *web.Request, errs web.Errors, status int) error {
	list, err := dispute.Alerts(r.Context(), p.DB, r.Actor)
	if err != nil {
		return err
	}
	v := alertsPage{Errors: errs, Days: dispute.AlertDays}
	for _, a := range list {
		v.Rows = append(v.Rows, alertRow{Alert: a, Place: placeName(a.County), Span: a.FirstOn.Chinese() + "至" + a.LastOn.Chinese(), Noted: a.NotedAt > 0})
	}
	return p.alerts.Render(w, r, status, v)
}

func (p *pages) noteAlert(w http.ResponseWriter, r *web.Request) error {
	err := dispute.NoteAlert(r.Context(), p.DB, r.Actor, r.PathValue("id"), val(r, "note"))
	if fault.Is(err, fault.Invalid) {
		return p.renderAlerts(w, r, web.ErrorsOf(err), http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/alerts")
	return nil
}
