package binding

import (
	"context"
	"fmt"

	"qinghe/internal/agreement"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/journal"
	"qinghe/internal/matter"
)

// Paper is a paper that may travel. Only PaperOf makes one, and it makes none of a sealed paper.
type Paper struct{ id, form, title, number, class string }

// PaperOf returns the paper for a package, or false when it is sealed, void or replaced.
func PaperOf(p document.Paper) (Paper, bool) {
	if p.Class == string(journal.Sealed) || p.State == "void" || p.State == "replaced" {
		return Paper{}, false
	}
	return Paper{p.ID, p.Form, p.Title, p.Number, p.Class}, true
}

// File is a piece of evidence that may travel: a file that a party or the office put into the case.
type File struct{ ID, Kind, Name string }

// Contents is everything that a package is built from. No type that it reaches can hold a sealed record or the terms of a
// draft: facts are those that both sides confirmed, duties those of an agreement in effect.
type Contents struct {
	Kind       string
	Undisputed []dispute.StatedFact
	Duties     []agreement.Duty
	Papers     []Paper
	Files      []File
}

// Material is one thing in a package.
type Material struct {
	Seq                                               int64
	Class                                             journal.Class
	Kind, Name, DocumentID, EvidenceID, Text, Article string
}

// Package is what a court or an arbitration body receives.
type Package struct {
	Kind      string
	Materials []Material
	Lacks     []dispute.Finding
}

// wanted says which papers of a mediation travel with an application, in order, and the article that asks for each.
var wanted = map[string][]struct {
	form string
	must bool
	cite dispute.Finding
}{
	KindReview: {
		{"D-REVIEW-APP", true, dispute.Finding{Element: "仲裁审查申请书", Rules: order33("74.2")}}, {"D-MED-AGR", true, dispute.Finding{Element: "调解协议书", Rules: order33("74.2")}},
		{"D-FACT", false, dispute.Finding{Element: "无争议事实确认书", Rules: order33("74.2")}}, {"D-POA", false, dispute.Finding{Element: "授权委托书", Rules: order33("74.2")}},
	},
	KindConfirm: {
		{"D-CONFIRM-APP", true, dispute.Finding{Element: "司法确认申请书", Rules: cpr("353")}}, {"D-MED-AGR", true, dispute.Finding{Element: "调解协议书", Rules: cpr("354")}}, {"D-MED-CERT", true, dispute.Finding{Element: "调解组织主持调解证明", Rules: cpr("354")}},
		{"D-FACT", false, dispute.Finding{Element: "无争议事实确认书", Rules: cpr("354")}}, {"D-POA", false, dispute.Finding{Element: "授权委托书", Rules: cpr("354")}},
	},
	KindOrder: {
		{"D-PO-APP", true, dispute.Finding{Element: "支付令申请书", Rules: cpr("427.1(2)")}}, {"D-MED-AGR", false, dispute.Finding{Element: "调解协议书", Rules: mal("16")}}, {"D-FACT", false, dispute.Finding{Element: "无争议事实确认书", Rules: cpr("427.1(2)")}},
	},
}

// BuildPackage puts a package together and says what it still lacks, each with its article. It is pure.
func BuildPackage(in Contents) Package {
	p := Package{Kind: in.Kind}
	add := func(m Material) {
		m.Seq = int64(len(p.Materials) + 1)
		p.Materials = append(p.Materials, m)
	}
	for _, w := range wanted[in.Kind] {
		found := false
		for _, d := range in.Papers {
			if d.form != w.form {
				continue
			}
			found = true
			class := journal.Procedural
			if d.class == string(journal.Fact) {
				class = journal.Fact
			}
			add(Material{Class: class, Kind: "paper", Name: d.title + " " + d.number, DocumentID: d.id})
		}
		if !found && w.must {
			p.Lacks = append(p.Lacks, w.cite)
		}
	}
	for _, f := range in.Undisputed {
		if f.Confirmed() {
			add(Material{Class: journal.Fact, Kind: "fact", Name: fmt.Sprintf("双方确认的无争议事实 %d", f.Seq), Text: f.Text})
		}
	}
	for _, f := range in.Files {
		add(Material{Class: journal.Procedural, Kind: f.Kind, Name: f.Name, EvidenceID: f.ID})
	}
	return p
}

// ContentsOf reads what of a mediation may travel, inside the change that opens the application: own are the papers just
// issued for it.
func ContentsOf(ctx context.Context, q db.Querier, kind, sourceID string, own ...string) (Contents, error) {
	in := Contents{Kind: kind}
	var err error
	if in.Undisputed, err = dispute.StatedFacts(ctx, q, sourceID); err != nil {
		return in, err
	}
	if in.Duties, err = agreement.Duties(ctx, q, sourceID); err != nil {
		return in, err
	}
	list, err := document.OfMatter(ctx, q, sourceID)
	if err != nil {
		return in, err
	}
	latest := map[string]int{}
	for _, d := range list {
		if p, ok := PaperOf(d); ok {
			if at, again := latest[p.form]; again { // the newest of a form travels
				in.Papers[at] = p
				continue
			}
			latest[p.form] = len(in.Papers)
			in.Papers = append(in.Papers, p)
		}
	}
	for _, id := range own {
		d, err := document.ByID(ctx, q, id)
		if err != nil {
			return in, err
		}
		if p, ok := PaperOf(d); ok {
			in.Papers = append(in.Papers, p)
		}
	}
	files, err := dispute.EvidenceOf(ctx, q, sourceID)
	if err != nil {
		return in, err
	}
	for _, f := range files {
		in.Files = append(in.Files, File{f.ID, f.Kind, f.Name})
	}
	return in, nil
}

// keepPackage stores the list of a package with its matter. One that lacks something is Blocked with everything it lacks.
func keepPackage(ctx context.Context, c *matter.Change, p Package) error {
	if len(p.Lacks) > 0 {
		return fault.Block("", "材料还缺："+lackText(p.Lacks))
	}
	for _, m := range p.Materials {
		if _, err := c.Exec(ctx, `INSERT INTO binding_material (id, matter_id, seq, class, kind, name, document_id, evidence_id, text) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)`,
			db.NewID(), c.Matter.ID, m.Seq, string(m.Class), m.Kind, m.Name, m.DocumentID, m.EvidenceID, m.Text); err != nil {
			return fmt.Errorf("keep the package: %w", err)
		}
	}
	return nil
}

// addMaterials puts into the package of a matter what may travel and was not in it yet, and returns how many.
func addMaterials(ctx context.Context, c *matter.Change, sourceID string) (int, error) {
	contents, err := ContentsOf(ctx, c, c.Matter.Kind, sourceID)
	if err != nil {
		return 0, err
	}
	have, err := Materials(ctx, c, c.Matter.ID)
	if err != nil {
		return 0, err
	}
	key := func(m Material) string { return m.DocumentID + "/" + m.EvidenceID + "/" + m.Text }
	known := map[string]bool{}
	for _, m := range have {
		known[key(m)] = true
	}
	added := Package{}
	for _, m := range BuildPackage(contents).Materials {
		if !known[key(m)] {
			m.Seq = int64(len(have) + len(added.Materials) + 1)
			added.Materials = append(added.Materials, m)
		}
	}
	return len(added.Materials), keepPackage(ctx, c, added)
}

// Materials returns what the package of a matter holds, in order. The caller has checked the scope of the matter.
func Materials(ctx context.Context, q db.Querier, matterID string) ([]Material, error) {
	rows, err := q.Query(ctx, `SELECT seq, class, kind, name, document_id, evidence_id, text FROM binding_material WHERE matter_id=$1 ORDER BY seq`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read the package: %w", err)
	}
	defer rows.Close()
	var list []Material
	for rows.Next() {
		var m Material
		if err := rows.Scan(&m.Seq, &m.Class, &m.Kind, &m.Name, &m.DocumentID, &m.EvidenceID, &m.Text); err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, rows.Err()
}
