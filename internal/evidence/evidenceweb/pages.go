// Package evidenceweb is the pages of material (材料), for the office and for parties: what each side brought, a viewer that
// needs no download, uploading in pieces that goes on after a broken connection, and the exchange with consent. It decides
// nothing: packages evidence and dispute do. Read first: Routes.
package evidenceweb

import (
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/blob"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/evidence"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/matter"
	"qinghe/internal/matterweb"
	"qinghe/internal/procedure"
	"qinghe/internal/web"
)

//go:embed *.tmpl
var files embed.FS

type pages struct {
	env   dispute.Env
	blobs *blob.Store
}

var (
	listView = web.MustPage[listPage](files, "list.tmpl")
	showView = web.MustPage[showPage](files, "show.tmpl")
)

// Routes registers the pages of both sides.
func Routes(app *web.App, e dispute.Env, blobs *blob.Store) {
	p := &pages{e, blobs}
	for _, x := range []struct {
		base string
		need access.Need
	}{{"/desk/cases/{id}", access.CaseStaff}, {"/my", access.VerifiedParty}} {
		app.Handle("GET "+x.base+"/materials", x.need, p.list)
		app.Handle("POST "+x.base+"/materials", x.need, p.add)
		app.Handle("GET "+x.base+"/materials/{evidence}", x.need, p.show)
		app.Handle("POST "+x.base+"/materials/exchange", x.need, p.exchange)
		app.Handle("POST "+x.base+"/uploads", x.need, p.begin)
		app.Handle("POST "+x.base+"/uploads/{upload}", x.need, p.piece)
		app.Large("POST "+x.base+"/materials", blob.MaxSize+1<<20) // whole, where there is no script to send pieces
	}
}

// who is who asks, about which case.
type who struct {
	*web.Request
	m     *matter.Matter
	as    []procedure.Who
	party dispute.Party // of a party
	base  string
}

func (p *pages) open(r *web.Request) (who, error) {
	w := who{Request: r, base: "/my"}
	id := r.Actor.MatterID
	if r.Actor.IsStaff() {
		id = r.PathValue("id")
		w.base = "/desk/cases/" + id
	}
	var err error
	if w.m, err = matter.Get(r.Context(), p.env.DB, access.ScopeOf(r.Actor), id); err != nil {
		return w, err
	}
	if w.as, err = matter.Capacities(r.Context(), p.env.DB, r.Actor, w.m); err != nil || r.Actor.IsStaff() {
		return w, err
	}
	if w.party, err = dispute.PartyOf(r.Context(), p.env.DB, w.m.ID, r.Actor.PartyID); err != nil {
		return w, err
	}
	if !w.party.Verified {
		return w, fault.Deny("调解组织核对您的身份以后，才能在这里交材料、看材料")
	}
	return w, nil
}

func (w who) may(p *pages, do procedure.Action) bool {
	st, err := matter.Check(w.Context(), p.env.DB, w.m, w.Today(), do, w.as)
	return err == nil && st.Blocked == ""
}

// sees reports whether whoever asks may look at a piece: the office at all, a party at its own and at what was shown to it.
func (w who) sees(e dispute.EvidenceItem) bool {
	return w.Actor.IsStaff() || e.PartyID == w.party.ID || e.Shared
}

type pieceView struct {
	ID, Name, Kind, Note, When, Size, Form string
	Shared, Mine, Ask, Open                bool
	State, Tone, Seen                      string
}

type sideView struct {
	Label, Key string
	Pieces     []pieceView
	CanAnswer  bool // of this side, by the one who asks
	CanAsk     bool
}

type listPage struct {
	Title, Number, Back, Base string
	Staff                     bool
	Errors                    web.Errors
	Sides                     []sideView
	CanAdd                    bool
	File, Kind, Note, Side    matterweb.Input
	Key                       string
	Piece                     int
	Papers                    string // where the office prints list and receipt
}

func (p *pages) list(w http.ResponseWriter, r *web.Request) error {
	return p.render(w, r, nil, http.StatusOK)
}

var kinds = []matterweb.Choice{{Value: "evidence", Label: "证据材料", On: true}, {Value: "authority", Label: "授权委托书"}, {Value: "identity", Label: "身份证明、营业执照"}, {Value: "payment", Label: "付款凭证"}}

func (p *pages) render(w http.ResponseWriter, r *web.Request, errs web.Errors, status int) error {
	c, err := p.open(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v := listPage{Title: c.m.Title, Number: c.m.Number, Base: c.base, Back: c.base, Staff: r.Actor.IsStaff(), Errors: errs, Key: db.NewToken(), Piece: evidence.PieceSize, CanAdd: c.may(p, dispute.Evidence)}
	if k := r.PostFormValue("key"); k != "" {
		v.Key = k
	}
	if v.Staff && c.may(p, dispute.IssuePaper) {
		v.Papers = c.base + "/forms/"
	}
	parties, err := dispute.Parties(ctx, p.env.DB, c.m.ID)
	if err != nil {
		return err
	}
	all, err := dispute.EvidenceOf(ctx, p.env.DB, c.m.ID)
	if err != nil {
		return err
	}
	consents, err := evidence.Consents(ctx, p.env.DB, c.m.ID)
	if err != nil {
		return err
	}
	seen, err := evidence.Seen(ctx, p.env.DB, c.m.ID)
	if err != nil {
		return err
	}
	ask, answer := c.may(p, dispute.AskExchange), c.may(p, dispute.AnswerExchange)
	for _, party := range append(parties, dispute.Party{Name: "调解组织"}) {
		s := sideView{Label: party.Name, Key: party.ID}
		if party.ID != "" {
			s.Label = party.SideLabel() + "　" + party.Name
		}
		for _, e := range all {
			if e.PartyID != party.ID || !c.sees(e) {
				continue
			}
			x := pieceView{ID: e.ID, Name: e.Name, Kind: dispute.EvidenceKindLabel(e.Kind), Note: e.Note, When: e.CreatedAt.String(), Size: size(e.Size), Form: media(e.MIME), Shared: e.Shared, Mine: e.PartyID == c.party.ID}
			switch k, asked := consents[e.ID]; {
			case party.ID == "" || e.Kind != "evidence":
			case e.Shared:
				x.State, x.Tone = "对方可以看", "jade"
				if at := seen[e.ID]; at > 0 {
					x.Seen = "对方 " + at.String() + " 看过"
				}
			case asked && k.Answer == "no":
				x.State, x.Tone, x.Ask, x.Open = "不同意给对方看", "gray", true, true
			case asked:
				x.State, x.Tone, x.Open = "等提交的一方答复", "barley", true
			default:
				x.State, x.Ask, x.Open = "只有调解组织看得到", true, true
			}
			s.CanAnswer = s.CanAnswer || x.Open && answer && (v.Staff || x.Mine)
			s.CanAsk = s.CanAsk || x.Ask && ask && v.Staff
			s.Pieces = append(s.Pieces, x)
		}
		if len(s.Pieces) > 0 || party.ID != "" && (v.Staff || party.ID == c.party.ID) {
			v.Sides = append(v.Sides, s)
		}
	}
	v.File = matterweb.Input{Name: "file", Label: "选择文件", Hint: "照片、微信截图、PDF、录音都可以。断了网再点一次，会接着传", Type: "file", Error: errs.Of("file")}
	v.Kind = matterweb.Input{Name: "kind", Label: "这是", Type: "radio", Options: pickOptions(kinds, r.PostFormValue("kind"))}
	v.Note = matterweb.Input{Name: "note", Label: "要证明什么（可以不写）", Hint: "不写让步和出价", Type: "text", Value: r.PostFormValue("note"), Error: errs.Of("note")}
	if v.Staff {
		v.Side = matterweb.Input{Name: "side", Label: "谁提交的", Type: "select", Error: errs.Of("side")}
		for _, x := range parties {
			v.Side.Options = append(v.Side.Options, matterweb.Choice{Value: x.ID, Label: x.SideLabel() + " " + x.Name, On: r.PostFormValue("side") == x.ID})
		}
		v.Side.Options = append(v.Side.Options, matterweb.Choice{Value: "", Label: "调解组织自己收集的"})
	}
	return listView.Render(w, r, status, v)
}

func pickOptions(list []matterweb.Choice, value string) []matterweb.Choice {
	out := slices.Clone(list)
	if value != "" {
		for i := range out {
			out[i].On = out[i].Value == value
		}
	}
	return out
}

func size(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d KB", (n+1023)>>10)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}

func media(mime string) string {
	switch {
	case strings.HasPrefix(mime, "image/"):
		return "图片"
	case strings.HasPrefix(mime, "audio/"):
		return "录音"
	}
	return "PDF"
}

// begin answers a script that sends a file in pieces.
func (p *pages) begin(w http.ResponseWriter, r *web.Request) error {
	c, err := p.open(r)
	if err != nil {
		return err
	}
	if !c.may(p, dispute.Evidence) {
		return fault.Deny("现在不能交材料")
	}
	n, err := strconv.ParseInt(r.PostFormValue("size"), 10, 64)
	if err != nil {
		return fault.BadField("file", "文件大小不对")
	}
	u, err := evidence.Begin(r.Context(), p.env.DB, r.Actor, c.m.ID, r.PostFormValue("name"), r.PostFormValue("mark"), n)
	if err != nil {
		return answerFault(w, err)
	}
	return answerJSON(w, map[string]any{"id": u.ID, "received": u.Received, "piece": evidence.PieceSize})
}

func (p *pages) piece(w http.ResponseWriter, r *web.Request) error {
	c, err := p.open(r)
	if err != nil {
		return err
	}
	at, err := strconv.ParseInt(r.URL.Query().Get("at"), 10, 64)
	if err != nil || at < 0 {
		return fault.BadField("file", "上传的位置不对")
	}
	got, err := evidence.Append(r.Context(), p.env.DB, p.blobs, r.Actor, c.m.ID, r.PathValue("upload"), at, r.Body)
	if err != nil {
		return answerFault(w, err)
	}
	return answerJSON(w, map[string]any{"received": got})
}

func answerJSON(w http.ResponseWriter, v any) error {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	return json.NewEncoder(w).Encode(v)
}

// answerFault tells a script in words what a person should do.
func answerFault(w http.ResponseWriter, err error) error {
	e := web.ErrorsOf(err)
	if e == nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(http.StatusBadRequest)
	return json.NewEncoder(w).Encode(map[string]string{"error": e[0].Message})
}

// add keeps a file: one that came in pieces, named by the form, or the whole one of a plain form.
func (p *pages) add(w http.ResponseWriter, r *web.Request) error {
	c, err := p.open(r)
	if err != nil {
		return err
	}
	if err := r.ParseMultipartForm(8 << 20); err != nil && err != http.ErrNotMultipart {
		return err
	}
	kind := r.PostFormValue("kind")
	if !slices.ContainsFunc(kinds, func(k matterweb.Choice) bool { return k.Value == kind }) {
		kind = "evidence"
	}
	partyID := c.party.ID
	if r.Actor.IsStaff() {
		if partyID = r.PostFormValue("side"); partyID != "" {
			if _, err := dispute.PartyOf(r.Context(), p.env.DB, c.m.ID, partyID); err != nil {
				return p.render(w, r, web.Errors{{Name: "side", Message: "请选择是谁提交的"}}, http.StatusBadRequest)
			}
		}
	}
	keep := func(s web.Stored) error {
		cmd := matter.Command{MatterID: c.m.ID}
		if k := r.PostFormValue("key"); k != "" && len(k) <= 40 {
			cmd.Key = "file/" + r.Actor.ID + "/" + k
		}
		_, err := dispute.AddEvidence(r.Context(), p.env, r.Actor, cmd, partyID, []dispute.FileInput{{Kind: kind, Name: s.Name, MIME: s.MIME, SHA256: s.SHA256, BlobID: s.BlobID, ViewID: s.ViewID, Size: s.Size, Note: ident.MaskText(strings.TrimSpace(r.PostFormValue("note")))}})
		return err
	}
	if id := r.PostFormValue("upload"); id != "" {
		err = evidence.Whole(r.Context(), p.env.DB, p.blobs, r.Actor, c.m.ID, id, func(u evidence.Upload, f *os.File) error {
			s, err := web.Keep(r, p.blobs, "file", u.Name, u.Size, f)
			if err != nil {
				return err
			}
			return keep(s)
		})
	} else {
		var s web.Stored
		if s, err = web.Upload(r, p.blobs, "file"); err == nil {
			err = keep(s)
		}
	}
	if e := web.ErrorsOf(err); e != nil {
		return p.render(w, r, e, http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, c.base+"/materials")
	return nil
}

// exchange asks for consent or records it.
func (p *pages) exchange(w http.ResponseWriter, r *web.Request) error {
	c, err := p.open(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return fault.BadField("", "表单没有传完整，请再提交一次")
	}
	cmd := matter.Command{MatterID: c.m.ID}
	if k := r.PostFormValue("key"); k != "" && len(k) <= 40 {
		cmd.Key = "exchange/" + r.Actor.ID + "/" + k
	}
	ids := r.PostForm["piece"]
	switch do := r.PostFormValue("do"); {
	case do == "ask" && r.Actor.IsStaff():
		_, err = evidence.Ask(r.Context(), p.env, r.Actor, cmd, ids)
	case do == "agree" || do == "refuse":
		_, err = evidence.Answer(r.Context(), p.env, r.Actor, cmd, ids, do == "agree")
	default:
		err = fault.BadField("piece", "请勾选材料，再选择同意或者不同意")
	}
	if e := web.ErrorsOf(err); e != nil {
		return p.render(w, r, e, http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, c.base+"/materials")
	return nil
}

type showPage struct {
	Name, Note, By, When, Size, SHA, Kind string
	File, Back, Before, Next              string
	Image, Audio, PDF, Plays              bool
	MIME                                  string
}

func (p *pages) show(w http.ResponseWriter, r *web.Request) error {
	c, err := p.open(r)
	if err != nil {
		return err
	}
	all, err := dispute.EvidenceOf(r.Context(), p.env.DB, c.m.ID)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(e dispute.EvidenceItem) bool { return !c.sees(e) || e.BlobID == "" })
	i := slices.IndexFunc(all, func(e dispute.EvidenceItem) bool { return e.ID == r.PathValue("evidence") })
	if i < 0 {
		return fault.Missing()
	}
	e := all[i]
	if err := evidence.See(r.Context(), p.env.DB, r.Actor, e); err != nil {
		return err
	}
	base := "/my"
	if r.Actor.IsStaff() {
		base = "/desk"
	}
	v := showPage{Name: e.Name, Note: e.Note, By: e.AddedBy, When: e.CreatedAt.String(), Size: size(e.Size), SHA: e.SHA256, Kind: dispute.EvidenceKindLabel(e.Kind), File: base + "/evidence/" + e.ID, Back: c.base + "/materials", MIME: e.MIME,
		Image: strings.HasPrefix(e.MIME, "image/"), Audio: strings.HasPrefix(e.MIME, "audio/"), PDF: e.MIME == "application/pdf", Plays: e.MIME != "audio/amr"}
	if i > 0 {
		v.Before = v.Back + "/" + all[i-1].ID
	}
	if i+1 < len(all) {
		v.Next = v.Back + "/" + all[i+1].ID
	}
	return showView.Render(w, r, http.StatusOK, v)
}
