package dispute

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/procedure"
	"qinghe/internal/search"
	"qinghe/internal/vault"
)

// File files an application (提交申请). A key that was used before answers with the first filing. The query code of the
// new dispute is in Result.Extra.
func File(ctx context.Context, d *db.DB, v *vault.Vault, a access.Actor, app Application, key string) (matter.Result, error) {
	if err := validate(app); err != nil {
		return matter.Result{}, err
	}
	code := ident.NewQueryCode()
	if app.DisputeID != "" {
		var err error
		if code, err = matter.QueryCode(ctx, d, app.DisputeID); err != nil {
			return matter.Result{}, err
		}
	}
	n := newMatter(app, v)
	n.DisputeID, n.QueryCode, n.Key = app.DisputeID, code, key
	return matter.Create(ctx, d, a, n, func(c *matter.Change) error {
		c.Extra = code
		return fileIn(ctx, v, c, app, code)
	})
}

// newMatter describes the matter of an application.
func newMatter(app Application, v *vault.Vault) matter.New {
	label := channelLabel(app.Channel)
	if who := Sent(app.Kind); who != "" {
		label = "收到" + who + "移交的案件，" + app.Sender.Name
	}
	clocks := SubmitClocks(app.Kind)
	if workers(app.Parties) >= MajorPeople {
		clocks = append(clocks, procedure.ClockChange{Op: procedure.Start, Rule: ruleMajor, Bound: procedure.Manager, Label: "呈报重大争议"})
	}
	return matter.New{Kind: app.Kind, State: Submitted, Do: Submit, Label: label, Occurred: app.ReceivedOn, Clock: clocks, Interrupts: law.Claimed, Fill: func(m *matter.Matter) { fill(m, app, v) }}
}

// fileIn writes what an application brings into the new matter.
func fileIn(ctx context.Context, v *vault.Vault, c *matter.Change, app Application, code string) error {
	if c.Occurred().Before(c.Today()) && !slices.Contains(c.Matter.Tags, "late-entry") {
		c.Matter.Tags = append(c.Matter.Tags, "late-entry")
	}
	major := ""
	if workers(app.Parties) >= MajorPeople {
		major = "due"
	}
	if _, err := c.Exec(ctx, `INSERT INTO mediation (matter_id, branch, facts, work_county, work_town, employed_from, employed_to, knew_on, channel, route_reason, consents,
		sender_name, sender_ref, sent_on, major) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15)`, c.Matter.ID, app.Branch, app.Facts, app.WorkCounty, app.WorkTown, app.EmployedFrom, app.EmployedTo, app.KnewOn,
		app.Channel, app.RouteReason, app.Consents, app.Sender.Name, app.Sender.Ref, app.Sender.SentOn, major); err != nil {
		return fmt.Errorf("file: %w", err)
	}
	ids := make([]string, len(app.Parties))
	for i, p := range app.Parties {
		id, err := addParty(ctx, c, v, i+1, p, code)
		if err != nil {
			return err
		}
		ids[i] = id
		if p.Side == "applicant" {
			if err := c.Grant(ctx, id, procedure.Applicant); err != nil {
				return err
			}
			for _, f := range app.Files {
				if err := addFile(ctx, c, id, f); err != nil {
					return err
				}
			}
			app.Files = nil
		}
	}
	if err := putClaims(ctx, c, app.Claims, ids); err != nil {
		return err
	}
	for _, r := range app.Representatives {
		if err := elect(ctx, c, ids[r-1], app.ElectedOn); err != nil {
			return err
		}
	}
	if err := linkEmployers(ctx, c, v, app.Parties); err != nil {
		return err
	}
	c.Say("", map[string]any{"channel": app.Channel, "org": app.OrgID, "route": app.RouteReason, "claims": len(app.Claims), "parties": len(app.Parties)})
	return index(ctx, c)
}

func channelLabel(channel string) string {
	switch channel {
	case "counter":
		return "窗口提交申请"
	case "phone":
		return "电话提出申请"
	case "oral":
		return "口头提出申请，已记录并经申请人确认"
	case "import":
		return "从台账导入"
	}
	return "网上提交申请"
}

func validate(app Application) error {
	var bad []fault.Field
	if !Known(app.Kind) {
		bad = append(bad, fault.Field{Name: "org", Message: "请选择受理的调解组织"})
	}
	var applicants, respondents int
	for _, p := range app.Parties {
		switch p.Side {
		case "applicant":
			applicants++
		case "respondent":
			respondents++
		}
		if strings.TrimSpace(p.Name) == "" {
			bad = append(bad, fault.Field{Name: "name", Message: "请填写当事人的姓名或者单位名称"})
		}
	}
	if applicants == 0 {
		bad = append(bad, fault.Field{Name: "applicant", Message: "请填写申请人"})
	}
	if respondents == 0 {
		bad = append(bad, fault.Field{Name: "respondent", Message: "请填写对方，例如单位全称"})
	}
	if Sent(app.Kind) != "" && strings.TrimSpace(app.Sender.Name) == "" {
		bad = append(bad, fault.Field{Name: "sender_name", Message: "请写明是哪个法院或者仲裁委移交的，例如：城东区人民法院"})
	}
	if n := len(app.Representatives); n > 0 {
		if n < MinRepresentatives || n > MaxRepresentatives {
			bad = append(bad, fault.Field{Name: "representatives", Message: fmt.Sprintf("代表人要有 %d 到 %d 名，现在是 %d 名", MinRepresentatives, MaxRepresentatives, n)})
		}
		for _, r := range app.Representatives {
			if r < 1 || r > len(app.Parties) || app.Parties[r-1].Side != "applicant" {
				bad = append(bad, fault.Field{Name: "representatives", Message: "代表人要从申请人里推举"})
				break
			}
		}
	}
	for _, cl := range app.Claims {
		if cl.Party < 0 || cl.Party > len(app.Parties) {
			bad = append(bad, fault.Field{Name: "claims", Message: "请选择这项请求是哪一名劳动者的"})
		}
	}
	if len(app.Claims) == 0 {
		bad = append(bad, fault.Field{Name: "claims", Message: "请至少选一项请求"})
	}
	if strings.TrimSpace(app.Facts) == "" {
		bad = append(bad, fault.Field{Name: "facts", Message: "请写一写发生了什么，例如：2025年3月入职，11月起每月少发2000元"})
	}
	return fault.Bad(bad...)
}

func fill(m *matter.Matter, app Application, v *vault.Vault) {
	m.OrgID, m.County, m.Prefecture = app.OrgID, app.County, app.Prefecture
	m.Source, m.Demo = app.Source, app.Demo
	m.Tags = slices.Clone(app.Tags)
	setNames(m, app.Parties)
	for _, p := range app.Parties {
		for _, f := range p.Flags {
			if !slices.Contains(m.Tags, f) {
				m.Tags = append(m.Tags, f)
			}
		}
		if p.Language != "" && p.Language != "zh-CN" && !slices.Contains(m.Tags, p.Language) {
			m.Tags = append(m.Tags, p.Language)
		}
		if p.Side == "applicant" && p.Kind == "employer" && !slices.Contains(m.Tags, "employer-applies") {
			m.Tags = append(m.Tags, "employer-applies")
		}
		if p.Kind == "employer" && m.EmployerKey == "" {
			m.EmployerKey = employerKey(v, p)
		}
	}
	if len(app.Representatives) > 0 || workers(app.Parties) >= MajorPeople {
		m.Tags = append(m.Tags, "collective")
	} else if workers(app.Parties) > 1 {
		m.Tags = append(m.Tags, "joint")
	}
	setClaims(m, app.Claims)
}

// employerKey is the blind index under which cases of the same employer find each other: by credit code where there is
// one, else by name.
func employerKey(v *vault.Vault, p PartyInput) string {
	if p.Secret.ID != "" {
		return v.BlindIndex("employer", strings.ToUpper(p.Secret.ID))
	}
	return v.BlindIndex("employer-name", strings.TrimSpace(p.Name))
}

func setNames(m *matter.Matter, parties []PartyInput) {
	var first, second []string
	for _, p := range parties {
		switch p.Side {
		case "applicant":
			first = append(first, p.Name)
		case "respondent":
			second = append(second, p.Name)
		}
	}
	m.Applicant, m.Respondent = joinNames(first), joinNames(second)
	m.Title = m.Applicant + " 与 " + m.Respondent
	m.People = int64(max(1, workers(parties)))
}

// workers counts the workers among the parties.
func workers(parties []PartyInput) int {
	n := 0
	for _, p := range parties {
		if p.Kind == "person" && p.Side != "third" {
			n++
		}
	}
	return n
}

func joinNames(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0]
	case 2:
		return names[0] + "、" + names[1]
	}
	return fmt.Sprintf("%s 等 %d 方", names[0], len(names))
}

func setClaims(m *matter.Matter, claims []ClaimInput) {
	var labels []string
	m.Claimed = 0
	for _, c := range claims {
		if !slices.Contains(labels, c.Label) {
			labels = append(labels, c.Label)
		}
		if c.Amount > 0 {
			m.Claimed += c.Amount
		}
	}
	m.Subject = strings.Join(labels, "、")
}

// putClaims saves the claims; ids are the parties in the order in which claims name them.
func putClaims(ctx context.Context, c *matter.Change, claims []ClaimInput, ids []string) error {
	return appendClaims(ctx, c, 0, claims, ids)
}

// appendClaims saves claims after those that are there.
func appendClaims(ctx context.Context, c *matter.Change, after int, claims []ClaimInput, ids []string) error {
	for i, cl := range claims {
		head := ""
		for _, k := range ClaimKinds {
			if k.Code == cl.Code {
				head = k.Head
			}
		}
		whose := ""
		if cl.Party > 0 && cl.Party <= len(ids) {
			whose = ids[cl.Party-1]
		}
		if _, err := c.Exec(ctx, `INSERT INTO claim (id, matter_id, seq, code, label, amount_fen, from_on, to_on, note, head, party_id) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)`,
			db.NewID(), c.Matter.ID, after+i+1, cl.Code, cl.Label, int64(cl.Amount), cl.From, cl.To, cl.Note, head, whose); err != nil {
			return fmt.Errorf("save a claim: %w", err)
		}
	}
	return nil
}

// addParty stores a party with its secret encrypted under a key of its own, and masked forms for pages.
func addParty(ctx context.Context, c *matter.Change, v *vault.Vault, seq int, p PartyInput, queryCode string) (string, error) {
	id := db.NewID()
	secret, err := sealSecret(ctx, c, v, id, p.Secret)
	if err != nil {
		return "", err
	}
	role := p.Role
	if role == "" {
		role = map[string]string{"person": "worker", "employer": "employer"}[p.Kind]
	}
	lang := p.Language
	if lang == "" {
		lang = "zh-CN"
	}
	phone := ident.NormalizePhone(p.Secret.Phone)
	var idIndex, phoneIndex, phone4 string
	if p.Secret.ID != "" {
		idIndex = v.BlindIndex("id", strings.ToUpper(p.Secret.ID))
	}
	if phone != "" {
		phoneIndex = v.BlindIndex("phone", phone)
		phone4 = Phone4Index(v, queryCode, phone[max(0, len(phone)-4):])
	}
	verified := p.Side == "applicant" && p.IDKind != "pending" && p.Secret.ID != ""
	if _, err := c.Exec(ctx, `INSERT INTO party (id, matter_id, seq, side, kind, role, name, id_kind, id_mask, id_index, phone_mask, phone_index, phone4_index, secret, contact, legal_rep,
		e_service, language, flags, verified, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21)`,
		id, c.Matter.ID, seq, p.Side, p.Kind, role, strings.TrimSpace(p.Name), p.IDKind, ident.MaskID(p.Secret.ID), idIndex, ident.MaskPhone(phone), phoneIndex, phone4, secret,
		p.Contact, p.LegalRep, p.EService, lang, strings.Join(p.Flags, " "), verified, c.Now()); err != nil {
		return "", fmt.Errorf("save a party: %w", err)
	}
	if p.Agent != nil && strings.TrimSpace(p.Agent.Name) != "" {
		if err := addAgent(ctx, c, v, id, *p.Agent, queryCode); err != nil {
			return "", err
		}
	}
	return id, nil
}

func addAgent(ctx context.Context, c *matter.Change, v *vault.Vault, partyID string, a AgentInput, queryCode string) error {
	id := db.NewID()
	phone := ident.NormalizePhone(a.Phone)
	secret, err := sealSecret(ctx, c, v, id, Secret{ID: a.ID, Phone: phone})
	if err != nil {
		return err
	}
	authority := "general"
	if a.Special {
		authority = "special"
	}
	index := ""
	if phone != "" {
		index = v.BlindIndex("phone", phone)
	}
	if _, err := c.Exec(ctx, `INSERT INTO party_agent (id, party_id, matter_id, name, relation, authority, phone_mask, phone_index, secret, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)`,
		id, partyID, c.Matter.ID, a.Name, a.Relation, authority, ident.MaskPhone(phone), index, secret, c.Now()); err != nil {
		return fmt.Errorf("save an agent: %w", err)
	}
	return nil
}

// Phone4Index is the blind index by which a query code and the last four digits of a telephone find a party.
func Phone4Index(v *vault.Vault, queryCode, last4 string) string {
	return v.BlindIndex("phone4", queryCode+"/"+last4)
}

func sealSecret(ctx context.Context, c *matter.Change, v *vault.Vault, subject string, s Secret) ([]byte, error) {
	plain, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	b, err := v.SealSubject(ctx, c.Tx(), vault.Identity, subject, plain)
	if err != nil {
		return nil, fmt.Errorf("encrypt a party: %w", err)
	}
	return b, nil
}

// OpenSecret decrypts a party's or an agent's secret. The caller has checked the right to it and, for a person's eyes,
// committed the read audit.
func OpenSecret(ctx context.Context, q db.Querier, v *vault.Vault, table, id string) (Secret, error) {
	var s Secret
	if table != "party" && table != "party_agent" {
		return s, fmt.Errorf("no secrets in %s", table)
	}
	var sealed []byte
	if err := q.QueryRow(ctx, `SELECT secret FROM `+table+` WHERE id=$1`, id).Scan(&sealed); err != nil {
		return s, fault.Missing()
	}
	plain, err := v.OpenSubject(ctx, q, vault.Identity, id, sealed)
	if err != nil {
		return s, fmt.Errorf("decrypt a party: %w", err)
	}
	return s, json.Unmarshal(plain, &s)
}

func addFile(ctx context.Context, c *matter.Change, partyID string, f FileInput) error {
	kind := f.Kind
	if kind == "" {
		kind = "evidence"
	}
	if _, err := c.Exec(ctx, `INSERT INTO evidence (id, matter_id, party_id, kind, name, mime, size, sha256, blob_id, view_id, note, added_by, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)`,
		db.NewID(), c.Matter.ID, partyID, kind, f.Name, f.MIME, f.Size, f.SHA256, f.BlobID, f.ViewID, f.Note, c.Actor.Name, c.Now()); err != nil {
		return fmt.Errorf("save a file: %w", err)
	}
	return nil
}

// index puts number, names, employer and facts of the case into the search index; identity numbers and telephones are
// masked there, and sealed text has no way in.
func index(ctx context.Context, c *matter.Change) error {
	med, err := MediationOf(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	return search.Index(ctx, c.Tx(), c.Matter.ID, search.Fields{Number: c.Matter.Number, Names: []string{c.Matter.Applicant, c.Matter.Respondent}, Facts: med.Facts + " " + c.Matter.Subject})
}

// total sums the claims' amounts.
func total(claims []ClaimInput) money.Fen {
	var sum money.Fen
	for _, c := range claims {
		if c.Amount > 0 {
			sum += c.Amount
		}
	}
	return sum
}
