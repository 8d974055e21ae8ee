package matterweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
	"qinghe/internal/web"
)

type actPage struct {
	M                      *matter.Matter
	Href, Act              string
	Title, Intro, Number   string
	Inputs                 []Input
	Errors                 web.Errors
	Changed                []string
	Refused                string // why the step that was just sent was refused
	Version                int64
	Key, Occurred, Button  string
	Danger, Upload, Office bool
	Rules                  []string
}

func (p *pages) showAct(w http.ResponseWriter, r *web.Request) error {
	c, err := p.Open(r, p.Deps)
	if err != nil {
		return err
	}
	return p.renderAct(w, c, nil, nil, nil, http.StatusOK)
}

// renderAct shows an act's form if the procedure allows it now; what was typed is shown again, also when the step was
// refused for a reason that may go away.
func (p *pages) renderAct(w http.ResponseWriter, c *Ctx, errs web.Errors, changed []string, refused *fault.Error, status int) error {
	act := procedure.Action(c.PathValue("act"))
	f, ok := p.Acts[act]
	if !ok || f.Inputs == nil {
		return fault.Missing()
	}
	st, err := matter.Check(c.Context(), p.DB, c.M, c.Today(), act, c.As)
	if err != nil {
		return err
	}
	list, err := f.Inputs(c)
	if err != nil {
		return err
	}
	posted := c.Method == http.MethodPost
	for i := range list {
		in := &list[i]
		in.Error = errs.Of(in.Name)
		if posted && in.Type != "file" {
			got := c.PostForm[in.Name]
			in.Value = strings.Join(got, "\n")
			for j := range in.Options {
				in.Options[j].On = slices.Contains(got, in.Options[j].Value)
			}
		}
	}
	v := actPage{M: c.M, Href: p.Path + "/" + c.M.ID, Act: string(act), Title: strings.TrimSuffix(st.Label, "…"), Intro: f.Intro, Number: c.M.Number, Inputs: list, Errors: errs, Changed: changed,
		Version: c.M.Version, Key: db.NewToken(), Occurred: c.Today().String(), Button: strings.TrimSuffix(st.Label, "…"), Danger: st.Tone == procedure.Danger, Upload: f.Upload, Office: c.Actor.IsStaff()}
	if refused != nil {
		v.Refused = refused.Message
	}
	if k := c.PostFormValue("key"); k != "" && len(changed) == 0 {
		v.Key = k
	}
	if o := c.PostFormValue("occurred"); o != "" {
		v.Occurred = o
	}
	for _, r := range st.Rules {
		v.Rules = append(v.Rules, r.String())
	}
	return p.act.Render(w, c.Request, status, v)
}

func (p *pages) doAct(w http.ResponseWriter, r *web.Request) error {
	c, err := p.Open(r, p.Deps)
	if err != nil {
		return err
	}
	act := procedure.Action(r.PathValue("act"))
	f, ok := p.Acts[act]
	if !ok || f.Inputs == nil {
		return fault.Missing()
	}
	if f.Upload {
		if err := r.ParseMultipartForm(8 << 20); err != nil && err != http.ErrNotMultipart {
			return err
		}
	}
	if err := r.ParseForm(); err != nil {
		return fault.BadField("", "表单没有传完整，请再提交一次")
	}
	version, _ := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	cmd := matter.Command{MatterID: c.M.ID, Version: version, Do: act}
	if k := r.PostFormValue("key"); k != "" && len(k) <= 40 {
		cmd.Key = "act/" + r.Actor.ID + "/" + k
	}
	if o := c.Val("occurred"); o != "" {
		if cmd.Occurred, err = civil.ParseDate(o); err != nil {
			return p.renderAct(w, c, web.Errors{{Name: "occurred", Message: err.Error()}}, nil, nil, http.StatusBadRequest)
		}
	}
	if f.Answer != nil {
		err = f.Answer(w, c, cmd)
	} else {
		_, err = f.Do(c, cmd)
	}
	switch fl := fault.As(err); {
	case err == nil && f.Answer != nil:
		return nil
	case err == nil:
		web.Redirect(w, r, p.Path+"/"+c.M.ID)
		return nil
	case fl != nil && fl.Kind == fault.Invalid:
		return p.renderAct(w, c, web.ErrorsOf(err), nil, nil, http.StatusBadRequest)
	case fl != nil && fl.Kind == fault.Conflict:
		fresh, e := p.Open(r, p.Deps)
		if e != nil {
			return e
		}
		if e := p.renderAct(w, fresh, nil, fl.Changed, nil, http.StatusConflict); e == nil {
			return nil
		}
	case fl != nil && fl.Kind == fault.Blocked:
		fresh, e := p.Open(r, p.Deps)
		if e != nil {
			return e
		}
		if e := p.renderAct(w, fresh, nil, nil, fl, http.StatusUnprocessableEntity); e == nil {
			return nil
		}
	}
	return err
}
