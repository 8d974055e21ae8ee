package deskweb

import (
	"slices"
	"strconv"
	"strings"

	"qinghe/internal/agreement"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/hearing"
	"qinghe/internal/ident"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/org"
	"qinghe/internal/sealed"
	"qinghe/internal/web"
)

// What the acts of act.go ask for and how their answers are read.

func rerouteInputs(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
	opinion, c, err := routes(p, r, m)
	if err != nil {
		return nil, err
	}
	all, err := org.List(r.Context(), p.DB, "", "", false)
	if err != nil {
		return nil, err
	}
	for _, o := range all {
		if o.ID != m.OrgID && o.Word != "" && !slices.ContainsFunc(c, func(x choice) bool { return x.Value == o.ID }) {
			c = append(c, choice{Value: o.ID, Label: o.Name})
		}
	}
	return []input{opinion, {Name: "org", Label: "转给", Type: "select", Options: c}, {Name: "reason", Label: "原因", Type: "textarea"}}, nil
}

func reroute(p *pages, r *web.Request, m *matter.Matter, cmd matter.Command) (matter.Result, error) {
	o, err := org.Get(r.Context(), p.DB, val(r, "org"))
	if err != nil {
		return matter.Result{}, fault.BadField("org", "请选择另一个调解组织")
	}
	return dispute.RerouteTo(r.Context(), p.env(), r.Actor, cmd, toOrg(o), dispute.KindFor(o.Kind, ""), val(r, "reason"))
}

func holderInputs(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
	c, err := mediatorChoices(p, r, m)
	return []input{{Name: "holder", Label: "调解员", Type: "radio", Options: c}}, err
}

// beginInputs asks, in a collective dispute with too few mediators, whether both sides agreed to that.
func beginInputs(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
	n, err := dispute.Missing(r.Context(), p.DB, m)
	if err != nil || n == 0 {
		return nil, err
	}
	panel := dispute.PanelOf(m.Kind, m.HasTag("collective"))
	return []input{{Label: "组成", Type: "said", Options: []choice{{Label: panel.Text + "（" + law.CiteText(panel.Cites) + "）。还差 " + strconv.Itoa(n) + " 名，可以先“增加调解员”。"}}},
		{Name: "fewer", Label: "双方都同意由现有的调解员调解", Type: "yes"}}, nil
}

func scheduleInputs(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
	rooms, err := org.Rooms(r.Context(), p.DB, m.OrgID)
	if err != nil {
		return nil, err
	}
	c := []choice{{Value: "", Label: "不用调解室"}}
	for _, x := range rooms {
		c = append(c, choice{Value: x.ID, Label: x.Name})
	}
	var modes []choice
	for i, x := range hearing.Modes {
		modes = append(modes, choice{Value: x.Code, Label: x.Label, On: i == 0})
	}
	list := []input{{Name: "mode", Label: "方式", Type: "radio", Options: modes}, {Name: "starts", Label: "开始时间", Type: "datetime"}, {Name: "ends", Label: "结束时间", Type: "datetime"}, {Name: "room", Label: "调解室（现场调解选）", Type: "select", Options: c}, {Name: "link", Label: "会议链接（视频调解填）", Type: "text"}}
	sessions, err := hearing.Sessions(r.Context(), p.DB, m.ID)
	if err != nil {
		return nil, err
	}
	move := []choice{{Value: "", Label: "新安排一次", On: true}}
	for _, s := range sessions {
		if s.State == "planned" {
			move = append(move, choice{Value: s.ID, Label: "改期：原定 " + s.StartsAt.String()})
		}
	}
	if len(move) > 1 {
		list = append([]input{{Name: "session", Label: "这一次是", Type: "radio", Options: move}}, list...)
	}
	return list, nil
}

// parseLocal reads a datetime-local value as Asia/Shanghai.
func parseLocal(s string) civil.Instant {
	day, clock, ok := strings.Cut(strings.Replace(s, " ", "T", 1), "T")
	d, err := civil.ParseDate(day)
	if !ok || err != nil || len(clock) < 5 {
		return 0
	}
	h, err1 := strconv.Atoi(clock[:2])
	m, err2 := strconv.Atoi(clock[3:5])
	if err1 != nil || err2 != nil || h > 23 || m > 59 {
		return 0
	}
	return civil.At(d, h, m)
}

func schedule(p *pages, r *web.Request, m *matter.Matter, cmd matter.Command) (matter.Result, error) {
	o, err := p.orgOf(r, m.OrgID)
	if err != nil {
		return matter.Result{}, err
	}
	return hearing.Plan(r.Context(), p.env(), r.Actor, cmd, o, hearing.PlanInput{ID: val(r, "session"), RoomID: val(r, "room"), Mode: val(r, "mode"), Link: val(r, "link"), StartsAt: parseLocal(val(r, "starts")), EndsAt: parseLocal(val(r, "ends"))})
}

func recordInputs(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
	sessions, err := hearing.Sessions(r.Context(), p.DB, m.ID)
	if err != nil {
		return nil, err
	}
	c := []choice{{Value: "", Label: "没有另行安排的调解", On: true}}
	for _, s := range sessions {
		if s.State != "cancelled" {
			c = append(c, choice{Value: s.ID, Label: s.StartsAt.String() + " " + hearing.ModeLabel(s.Mode)})
		}
	}
	return []input{{Name: "hearing", Label: "哪一次调解会", Type: "select", Options: c}, {Name: "present", Label: "到场人员", Type: "text"}, {Name: "told", Label: "已告知的事项", Type: "text", Value: "回避、自愿、不公开的规定"}, {Name: "issues", Label: "双方意见和争议焦点", Type: "textarea"}, {Name: "result", Label: "结果", Type: "textarea"}}, nil
}

func confirmInputs(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
	facts, err := dispute.StatedFacts(r.Context(), p.DB, m.ID)
	if err != nil {
		return nil, err
	}
	var c []choice
	for _, f := range facts {
		c = append(c, choice{Value: f.ID, Label: f.Text, On: true})
	}
	return []input{{Name: "side", Label: "哪一方确认", Type: "radio", Options: []choice{{Value: "applicant", Label: "申请人"}, {Value: "respondent", Label: "被申请人"}}}, {Name: "fact", Label: "确认的事实", Type: "checks", Options: c}}, nil
}

func openingInputs(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
	as, err := matter.Capacities(r.Context(), p.DB, r.Actor, m)
	if err != nil {
		return nil, err
	}
	list, err := sealed.List(r.Context(), p.DB, r.Actor, as, m.ID)
	if err != nil {
		return nil, err
	}
	var c []choice
	for _, s := range list {
		c = append(c, choice{Value: s.ID, Label: sealed.KindLabel(s.Kind) + "，" + s.MadeBy + "，" + s.MadeAt.String()})
	}
	return []input{{Name: "records", Label: "启封哪几条", Type: "checks", Options: c}, {Name: "basis", Label: "依据", Type: "radio", Options: []choice{{Value: "consent", Label: "双方当事人都同意"}, {Value: "exception", Label: "法律另有规定（要写条文，另一人批准）"}}}, {Name: "article", Label: "法律条文", Type: "text"}, {Name: "reason", Label: "为什么要启封", Type: "textarea"}}, nil
}

func answerOpeningInputs(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
	list, err := sealed.Openings(r.Context(), p.DB, m.ID)
	if err != nil {
		return nil, err
	}
	var c []choice
	for _, o := range list {
		if o.OpenedAt == 0 && o.RefusedAt == 0 {
			c = append(c, choice{Value: o.ID, Label: o.ReaderName + "申请：" + o.Reason, On: len(c) == 0})
		}
	}
	return []input{{Name: "opening", Label: "哪一项申请", Type: "radio", Options: c}, {Name: "agree", Label: "意见", Type: "radio", Options: []choice{{Value: "yes", Label: "批准"}, {Value: "no", Label: "不批准"}}}}, nil
}

func dutyInputs(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
	list, err := agreement.OpenDuties(r.Context(), p.DB, m.ID)
	if err != nil {
		return nil, err
	}
	var c []choice
	for i, d := range list {
		c = append(c, choice{Value: d.ID, Label: d.Words(), On: i == 0})
	}
	return []input{{Name: "duty", Label: "哪一期", Type: "radio", Options: c}, {Name: "amount", Label: "到账金额（元）", Type: "money"}, {Name: "paid_on", Label: "付款日期", Type: "date", Value: r.Today().String()}, {Name: "file", Label: "付款凭证（可以不传）", Type: "file"}}, nil
}

// stored keeps an optional file and returns its evidence id.
func (p *pages) stored(r *web.Request, m *matter.Matter, kind, note string) (string, *dispute.FileInput, error) {
	f, err := web.UploadIfAny(r, p.Blobs, "file")
	if err != nil || f == nil {
		return "", nil, err
	}
	return f.BlobID, &dispute.FileInput{Kind: kind, Name: f.Name, MIME: f.MIME, SHA256: f.SHA256, BlobID: f.BlobID, ViewID: f.ViewID, Size: f.Size, Note: note}, nil
}

// keep files a stored file beside the act that it belongs to.
func (p *pages) keep(r *web.Request, m *matter.Matter, f *dispute.FileInput) error {
	if f == nil {
		return nil
	}
	_, err := dispute.AddEvidence(r.Context(), p.env(), r.Actor, matter.Command{MatterID: m.ID}, "", []dispute.FileInput{*f})
	return err
}

func registerSign(p *pages, r *web.Request, m *matter.Matter, cmd matter.Command) (matter.Result, error) {
	blobID, f, err := p.stored(r, m, "signed-paper", "签字页")
	if err != nil {
		return matter.Result{}, err
	}
	res, err := agreement.SignAgreement(r.Context(), p.env(), r.Actor, cmd, agreement.SignInput{PartyID: val(r, "party"), Signer: val(r, "signer"), Way: "paper", BlobID: blobID})
	if err != nil || res.Repeated {
		return res, err
	}
	return res, p.keep(r, m, f)
}

func stampDo(p *pages, r *web.Request, m *matter.Matter, cmd matter.Command) (matter.Result, error) {
	blobID, f, err := p.stored(r, m, "signed-paper", "盖章页")
	if err != nil {
		return matter.Result{}, err
	}
	n, _ := strconv.Atoi(val(r, "copies"))
	res, err := agreement.TakeEffect(r.Context(), p.env(), r.Actor, cmd, agreement.StampInput{Keeper: val(r, "keeper"), Copies: n, EvidenceID: blobID})
	if err != nil || res.Repeated {
		return res, err
	}
	return res, p.keep(r, m, f)
}

func payDo(p *pages, r *web.Request, m *matter.Matter, cmd matter.Command) (matter.Result, error) {
	in, err := agreement.ReadPayment(val(r, "duty"), val(r, "amount"), val(r, "paid_on"))
	if err != nil {
		return matter.Result{}, err
	}
	blobID, f, err := p.stored(r, m, "payment", "付款凭证")
	if err != nil {
		return matter.Result{}, err
	}
	in.EvidenceID = blobID
	res, err := agreement.RecordPayment(r.Context(), p.env(), r.Actor, cmd, in)
	if err != nil || res.Repeated {
		return res, err
	}
	return res, p.keep(r, m, f)
}

func checkIdentity(p *pages, r *web.Request, m *matter.Matter, cmd matter.Command) (matter.Result, error) {
	var agent *dispute.AgentInput
	if n := val(r, "agent"); n != "" {
		if ph := val(r, "agent_phone"); ph != "" && !ident.ValidPhone(ph) {
			return matter.Result{}, fault.BadField("agent_phone", "代理人电话请填写例如 13897001234")
		}
		agent = &dispute.AgentInput{Name: n, Relation: val(r, "relation"), Phone: val(r, "agent_phone"), Special: val(r, "special") == "1"}
	}
	return dispute.VerifyParty(r.Context(), p.env(), r.Actor, cmd, val(r, "party"), agent)
}

func amendInputs(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
	list, err := withParty("", "更正谁", input{Name: "name", Label: "姓名或者单位全称", Type: "text"}, input{Name: "id", Label: "新的证件号码或者信用代码", Type: "text"}, input{Name: "phone", Label: "新的电话", Type: "text"}, input{Name: "address", Label: "新的地址", Type: "text"}, input{Name: "legal_rep", Label: "法定代表人", Type: "text"}, input{Name: "contact", Label: "联系人", Type: "text"})(p, r, m)
	if err != nil {
		return nil, err
	}
	papers, err := dispute.Reissuable(r.Context(), p.DB, m.ID)
	if err != nil {
		return nil, err
	}
	if len(papers) > 0 {
		var c []choice
		for _, x := range papers {
			c = append(c, choice{Value: x.ID, Label: x.Title + " " + x.Number, On: len(x.Audience) > 0})
		}
		list = append(list, input{Name: "papers", Label: "重新出具哪些文书", Type: "checks", Options: c, Hint: "以原号加“-1”重新出具，原来的注明已被替换；不用重出的去掉"})
	}
	return append(list, wrong), nil
}

func amendDo(p *pages, r *web.Request, m *matter.Matter, cmd matter.Command) (matter.Result, error) {
	party, err := dispute.PartyOf(r.Context(), p.DB, m.ID, val(r, "party"))
	if err != nil {
		return matter.Result{}, fault.BadField("party", "请选择更正谁")
	}
	in := dispute.PartyInput{Name: val(r, "name"), LegalRep: val(r, "legal_rep"), Contact: val(r, "contact"), Secret: dispute.Secret{ID: strings.ToUpper(val(r, "id")), Phone: val(r, "phone"), Address: val(r, "address")}}
	if in.Name == "" {
		in.Name = party.Name
	}
	if in.LegalRep == "" {
		in.LegalRep = party.LegalRep
	}
	if in.Contact == "" {
		in.Contact = party.Contact
	}
	if in.Secret.ID != "" {
		switch {
		case party.Kind == "employer" && !ident.ValidUSCC(in.Secret.ID):
			return matter.Result{}, fault.BadField("id", "统一社会信用代码应是 18 位，请对照营业执照核对")
		case party.Kind == "person" && !ident.ValidIDCard(in.Secret.ID) && !ident.ValidPassport(in.Secret.ID):
			return matter.Result{}, fault.BadField("id", "证件号码不对，请对照证件核对")
		}
		in.IDKind = map[bool]string{true: "uscc", false: "idcard"}[party.Kind == "employer"]
		if party.Kind == "person" && !ident.ValidIDCard(in.Secret.ID) {
			in.IDKind = "passport"
		}
	}
	if in.Secret.Phone != "" && !ident.ValidPhone(in.Secret.Phone) {
		return matter.Result{}, fault.BadField("phone", "电话请填写例如 13897001234 或者 0971-1234567")
	}
	if val(r, "reason") == "" {
		return matter.Result{}, fault.BadField("reason", "请写明错在哪里，例如：把姓名里的“才”写成了“材”")
	}
	o, err := p.orgOf(r, m.OrgID)
	if err != nil {
		return matter.Result{}, err
	}
	return dispute.AmendPartyAs(r.Context(), p.env(), r.Actor, cmd, o, dispute.AmendInput{PartyID: party.ID, Party: in, Reason: val(r, "reason"), Papers: r.PostForm["papers"]})
}

// newKey keeps the key of a form that is shown again, so that a double submission stays one.
func newKey(r *web.Request) string {
	if k := r.PostFormValue("key"); k != "" && len(k) <= 40 {
		return k
	}
	return db.NewToken()
}
