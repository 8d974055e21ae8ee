package referral

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
	"qinghe/internal/org"
	"qinghe/internal/vault"
)

// Class says what a material is. There is no class for sealed matter.
type Class string

const (
	Procedural Class = "procedural" // 程序信息
	Fact       Class = "fact"       // 双方确认的无争议事实
)

// Label returns the Chinese name of the class.
func (c Class) Label() string {
	return map[Class]string{Procedural: "程序材料", Fact: "无争议事实"}[c]
}

// Material is one thing that travels with a hand-over.
type Material struct {
	ID     string `json:"-"`
	Seq    int64  `json:"seq"`
	Class  Class  `json:"class"`
	Kind   string `json:"kind"` // paper, evidence, fact, copy (handed over on paper)
	RefID  string `json:"-"`
	Title  string `json:"title"`
	SHA256 string `json:"sha256,omitempty"`
	Back   bool   `json:"back,omitempty"`
}

// KindLabel returns the Chinese name of what it is.
func (m Material) KindLabel() string {
	return map[string]string{"paper": "文书", "evidence": "当事人提交的材料", "fact": "无争议事实", "copy": "纸质移交"}[m.Kind]
}

// Dossier is what may leave a mediation (可流转的部分): papers that are not sealed, files that the parties brought, and facts
// that both sides confirmed. It has no place for a sealed record, a draft or an offer, so that whatever is built from one
// cannot carry them.
type Dossier struct {
	Papers []PaperRef
	Files  []FileRef
	Facts  []string
}

// PaperRef is a paper of the mediation; FileRef a file that a party brought.
type (
	PaperRef struct{ ID, Title, Number, SHA256 string }
	FileRef  struct{ ID, Name, SHA256 string }
)

// Materials lists what a dossier holds, by class.
func (d Dossier) Materials(back bool) []Material {
	var list []Material
	add := func(m Material) {
		m.Seq, m.Back = int64(len(list)+1), back
		list = append(list, m)
	}
	for _, p := range d.Papers {
		add(Material{Class: Procedural, Kind: "paper", RefID: p.ID, Title: p.Title + "，" + p.Number, SHA256: p.SHA256})
	}
	for _, f := range d.Files {
		add(Material{Class: Procedural, Kind: "evidence", RefID: f.ID, Title: f.Name, SHA256: f.SHA256})
	}
	for _, f := range d.Facts {
		add(Material{Class: Fact, Kind: "fact", Title: f})
	}
	return list
}

// travels are the papers that go to another body: applications, notices, facts, the agreement in effect. Records of
// sessions and whatever records positions stay with the mediator.
var travels = map[string]bool{"D-MED-APP": true, "D-MED-ORAL": true, "D-MED-REG": true, "D-MED-ACC": true, "D-MED-REJ": true, "D-POA": true, "D-FACT": true, "D-MED-AGR": true, "D-MED-FAIL": true}

// DossierOf reads what may leave a matter.
func DossierOf(ctx context.Context, q db.Querier, matterID string) (Dossier, error) {
	var d Dossier
	papers, err := document.OfMatter(ctx, q, matterID)
	if err != nil {
		return d, err
	}
	for _, p := range papers {
		if travels[p.Form] && p.Class != "sealed" && (p.State == "issued" || p.State == "pending") {
			d.Papers = append(d.Papers, PaperRef{p.ID, p.Title, p.Number, p.PDFHash})
		}
	}
	files, err := dispute.EvidenceOf(ctx, q, matterID)
	if err != nil {
		return d, err
	}
	for _, f := range files {
		if f.Kind == "evidence" || f.Kind == "authority" {
			d.Files = append(d.Files, FileRef{f.ID, f.Name, f.SHA256})
		}
	}
	facts, err := dispute.StatedFacts(ctx, q, matterID)
	if err != nil {
		return d, err
	}
	for _, f := range facts {
		if f.Confirmed() {
			d.Facts = append(d.Facts, f.Text)
		}
	}
	return d, nil
}

// putMaterials adds materials to a hand-over; what was listed before is not listed twice.
func putMaterials(ctx context.Context, c *matter.Change, list []Material) error {
	have, err := MaterialsOf(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, m := range have {
		seen[m.Kind+"/"+m.RefID+"/"+m.Title] = true
	}
	n := len(have)
	for _, m := range list {
		if seen[m.Kind+"/"+m.RefID+"/"+m.Title] {
			continue
		}
		n++
		if _, err := c.Exec(ctx, `INSERT INTO referral_material (id, matter_id, seq, class, kind, ref_id, title, sha256, back, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)`,
			db.NewID(), c.Matter.ID, n, string(m.Class), m.Kind, m.RefID, m.Title, m.SHA256, m.Back, c.Now()); err != nil {
			return fmt.Errorf("list a material: %w", err)
		}
	}
	return nil
}

// MaterialsOf returns what travels with a hand-over, in order. The caller has checked the scope.
func MaterialsOf(ctx context.Context, q db.Querier, matterID string) ([]Material, error) {
	rows, err := q.Query(ctx, `SELECT id, seq, class, kind, ref_id, title, sha256, back FROM referral_material WHERE matter_id=$1 ORDER BY seq`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read materials: %w", err)
	}
	defer rows.Close()
	var list []Material
	for rows.Next() {
		var m Material
		if err := rows.Scan(&m.ID, &m.Seq, &m.Class, &m.Kind, &m.RefID, &m.Title, &m.SHA256, &m.Back); err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, rows.Err()
}

// MaterialByID returns one material of a hand-over, or a NotFound fault.
func MaterialByID(ctx context.Context, q db.Querier, matterID, id string) (Material, error) {
	list, err := MaterialsOf(ctx, q, matterID)
	if err != nil {
		return Material{}, err
	}
	for _, m := range list {
		if m.ID == id {
			return m, nil
		}
	}
	return Material{}, fault.Missing()
}

// Format names the layout of an envelope; a reader outside refuses what it does not know.
const Format = "qinghe-handover/1"

// Body is one end of a hand-over.
type Body struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Kind   string `json:"kind"`
	County string `json:"county,omitempty"`
	Number string `json:"number,omitempty"` // its own file number
}

// Side is a party in an envelope, masked.
type Side struct {
	Side   string `json:"side"`
	Kind   string `json:"kind"`
	Name   string `json:"name"`
	IDMask string `json:"id_mask,omitempty"`
}

// Asked is a claim in an envelope; the amount is fen, left out when there is none.
type Asked struct {
	Label  string `json:"label"`
	Amount *int64 `json:"amount_fen,omitempty"`
}

// Coded is a code with its words.
type Coded struct {
	Code  string `json:"code"`
	Label string `json:"label"`
	Note  string `json:"note,omitempty"`
}

// Outcome is what came back.
type Outcome struct {
	Result     string     `json:"result"`
	On         civil.Date `json:"on"`
	Reason     *Coded     `json:"reason,omitempty"`
	Focus      string     `json:"focus,omitempty"`
	Difficulty string     `json:"difficulty,omitempty"`
	Advice     string     `json:"advice,omitempty"`
}

// Envelope is what travels (信封): who hands what to whom, why, with whose consent, and what came of it. It holds nothing
// sealed: none of its fields can. Version counts the envelopes of one hand-over; Previous is the hash of the one before.
type Envelope struct {
	Format    string     `json:"format"`
	Version   int64      `json:"version"`
	Previous  string     `json:"previous,omitempty"`
	Act       string     `json:"act"`
	Handover  string     `json:"handover"`
	Kind      string     `json:"kind"`
	Title     string     `json:"title"`
	Number    string     `json:"number,omitempty"`
	Sender    Body       `json:"sender"`
	Receiver  Body       `json:"receiver"`
	Reason    Coded      `json:"reason"`
	Consent   string     `json:"consent"`
	ConsentOn civil.Date `json:"consent_on,omitzero"`
	SentOn    civil.Date `json:"sent_on,omitzero"`
	On        civil.Date `json:"on"`
	Subject   string     `json:"subject"`
	Facts     string     `json:"facts,omitempty"`
	Parties   []Side     `json:"parties"`
	Claims    []Asked    `json:"claims"`
	Materials []Material `json:"materials"`
	Answer    *Coded     `json:"answer,omitempty"`
	Outcome   *Outcome   `json:"outcome,omitempty"`
	Articles  []string   `json:"articles"`
}

// Canonical writes a value as JSON with sorted keys, no spaces and no escaped letters, so that equal values have equal bytes
// wherever they are written.
func Canonical(v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(plain))
	dec.UseNumber()
	var tree any
	if err := dec.Decode(&tree); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(tree); err != nil { // maps are written in the order of their keys
		return nil, err
	}
	return bytes.TrimRight(out.Bytes(), "\n"), nil
}

// Seal returns an envelope's canonical bytes and their SHA-256 in hexadecimal.
func Seal(e Envelope) (body []byte, sum string, err error) {
	if body, err = Canonical(e); err != nil {
		return nil, "", err
	}
	h := sha256.Sum256(body)
	return body, hex.EncodeToString(h[:]), nil
}

func subjectOf(matterID string, version int64) string {
	return "referral/" + matterID + "/" + strconv.FormatInt(version, 10)
}

// envelope writes the next envelope of the hand-over inside the change and tells the journal its hash.
func envelope(ctx context.Context, e dispute.Env, c *matter.Change, answer *Coded) error {
	r, err := Of(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	s := specOf(c.Matter.Kind)
	x := Envelope{Format: Format, Version: r.Envelope + 1, Act: string(c.Step.Do), Handover: c.Matter.ID, Kind: s.kind, Title: s.title, Number: c.Matter.Number,
		Reason: Coded{r.Reason, LabelOf(s.reasons, r.Reason), r.Note}, Consent: r.Consent, ConsentOn: r.ConsentOn, SentOn: r.SentOn, On: c.Occurred(), Subject: c.Matter.Subject, Facts: r.Facts,
		Parties: []Side{}, Claims: []Asked{}, Materials: []Material{}, Answer: answer, Articles: []string{}}
	for _, b := range []struct {
		to         *Body
		id, number string
	}{{&x.Sender, r.SenderOrg, r.OwnNumber}, {&x.Receiver, r.ReceiverOrg, r.ReceiverNumber}} {
		if b.id == "" {
			continue
		}
		o, err := org.Get(ctx, c, b.id)
		if err != nil {
			return err
		}
		*b.to = Body{o.ID, o.Name, o.Kind, o.County, b.number}
	}
	parties, err := PartiesOf(ctx, c, c.Matter, r)
	if err != nil {
		return err
	}
	for _, p := range parties {
		x.Parties = append(x.Parties, Side{p.Side, p.Kind, p.Name, p.IDMask})
	}
	claims, err := ClaimsOf(ctx, c, c.Matter, r)
	if err != nil {
		return err
	}
	for _, cl := range claims {
		a := Asked{Label: cl.Label}
		if cl.Amount >= 0 {
			n := int64(cl.Amount)
			a.Amount = &n
		}
		x.Claims = append(x.Claims, a)
	}
	list, err := MaterialsOf(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	x.Materials = append(x.Materials, list...)
	if r.Result != "" {
		x.Outcome = &Outcome{Result: r.Result, On: r.ResultOn, Focus: r.Focus, Difficulty: r.Difficulty, Advice: r.Advice}
		if r.ResultReason != "" {
			x.Outcome.Reason = &Coded{Code: r.ResultReason, Label: LabelOf(ReturnReasons, r.ResultReason)}
		}
	}
	for _, a := range c.Step.Rules {
		x.Articles = append(x.Articles, a.String())
	}
	if r.Envelope > 0 {
		if err := c.QueryRow(ctx, `SELECT sha256 FROM referral_envelope WHERE matter_id=$1 AND version=$2`, c.Matter.ID, r.Envelope).Scan(&x.Previous); err != nil {
			return fmt.Errorf("read the envelope before: %w", err)
		}
	}
	body, sum, err := Seal(x)
	if err != nil {
		return fmt.Errorf("write an envelope: %w", err)
	}
	cipher, err := e.Vault.SealSubject(ctx, c.Tx(), vault.File, subjectOf(c.Matter.ID, x.Version), body)
	if err != nil {
		return fmt.Errorf("write an envelope: %w", err)
	}
	if _, err := c.Exec(ctx, `INSERT INTO referral_envelope (id, matter_id, version, act, body, sha256, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7)`,
		db.NewID(), c.Matter.ID, x.Version, x.Act, cipher, sum, c.Now()); err != nil {
		return fmt.Errorf("keep an envelope: %w", err)
	}
	if _, err := c.Exec(ctx, `UPDATE referral SET envelope=$1 WHERE matter_id=$2`, x.Version, c.Matter.ID); err != nil {
		return fmt.Errorf("keep an envelope: %w", err)
	}
	return c.Event("envelope", "信封第 "+strconv.FormatInt(x.Version, 10)+" 版，SHA-256 "+sum[:16]+"…", "procedural", map[string]any{"version": x.Version, "sha256": sum, "materials": len(x.Materials)})
}

// OpenEnvelope returns one version of a hand-over's envelope as it was written, and checks its hash. The caller has checked
// the scope.
func OpenEnvelope(ctx context.Context, q db.Querier, v *vault.Vault, matterID string, version int64) (body []byte, sum string, err error) {
	var cipher []byte
	if err := q.QueryRow(ctx, `SELECT body, sha256 FROM referral_envelope WHERE matter_id=$1 AND version=$2`, matterID, version).Scan(&cipher, &sum); err != nil {
		return nil, "", fault.Missing()
	}
	if body, err = v.OpenSubject(ctx, q, vault.File, subjectOf(matterID, version), cipher); err != nil {
		return nil, "", fmt.Errorf("open an envelope: %w", err)
	}
	h := sha256.Sum256(body)
	if hex.EncodeToString(h[:]) != sum {
		return nil, "", fmt.Errorf("envelope %s/%d does not match its hash", matterID, version)
	}
	return body, sum, nil
}

// Envelopes lists the versions of a hand-over's envelope with act and hash.
func Envelopes(ctx context.Context, q db.Querier, matterID string) ([]struct {
	Version  int64
	Act, Sum string
	At       civil.Instant
}, error) {
	rows, err := q.Query(ctx, `SELECT version, act, sha256, created_at FROM referral_envelope WHERE matter_id=$1 ORDER BY version`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read envelopes: %w", err)
	}
	defer rows.Close()
	var list []struct {
		Version  int64
		Act, Sum string
		At       civil.Instant
	}
	for rows.Next() {
		var x struct {
			Version  int64
			Act, Sum string
			At       civil.Instant
		}
		if err := rows.Scan(&x.Version, &x.Act, &x.Sum, &x.At); err != nil {
			return nil, err
		}
		list = append(list, x)
	}
	return list, rows.Err()
}
