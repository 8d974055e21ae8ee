package ledger_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/casetest"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/law"
	"qinghe/internal/ledger"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/org"
	"qinghe/internal/xlsx"
)

// exported writes all cases of an organisation as the export does.
func exported(t testing.TB, d *db.DB, orgID string) []byte {
	t.Helper()
	ctx := context.Background()
	rows, err := d.Query(ctx, `SELECT `+matter.Columns+` FROM matter m WHERE m.org_id=$1 ORDER BY m.received_on, m.number, m.applicant`, orgID)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var list []*matter.Matter
	for rows.Next() {
		m, err := matter.Scan(rows)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, m)
	}
	entries, err := ledger.WithRemarks(ctx, d, list)
	if err != nil {
		t.Fatal(err)
	}
	b := xlsx.New()
	s := b.Sheet("台账", 1, 0)
	s.Texts(ledger.Heads())
	for i, e := range entries {
		s.Row(e.Cells(i + 1)...)
	}
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func sheet(t testing.TB, b []byte) ledger.Sheet {
	t.Helper()
	in, err := xlsx.Open(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	name, heads, rows, faults, err := in.Table(ledger.MaxRows)
	if err != nil || len(faults) > 0 {
		t.Fatal(faults, err)
	}
	return ledger.Sheet{Name: name, Heads: heads, Rows: rows}
}

func other(t testing.TB, w *casetest.World) (dispute.Org, access.Actor) {
	t.Helper()
	var o dispute.Org
	err := w.DB().Write(context.Background(), func(tx *db.Tx) error {
		n := org.Org{Kind: w.Org.Kind, Name: "另一个调解组织", Word: "另街", County: "630102", Town: "630102002"}
		if n.Kind == "enterprise" || n.Kind == "institution" {
			n.ParentName, n.ParentUSCC = "另一个单位", ident.MakeUSCC("91630100MA7TE5T11")
		}
		id, err := org.Save(context.Background(), tx, n)
		o = dispute.Org{ID: id, Word: "另街", Kind: n.Kind, Prefecture: "6301", County: "630102"}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return o, access.Actor{ID: "u-other", Name: "才让", Kind: access.Staff, Roles: []access.Role{access.Mediator}, OrgID: o.ID}
}

// TestTheLedgerGoesRoundWithoutLoss exports cases in many states, imports the sheet into another organisation and exports
// that: cell for cell the same. Then a third time from what was imported.
func TestTheLedgerGoesRoundWithoutLoss(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := casetest.New(t, d, dispute.KindTownship)
		w.File()
		w.Days(1)
		w.File().ToMediating()
		w.Days(1)
		w.File().ToMediating().ToSigning(money.Yuan(19800))
		w.Days(1)
		w.File().ToMediating().ToSigning(money.Yuan(19800)).ToPerforming()
		w.Days(1)
		w.File().ToMediating().ToSigning(money.Fen(1980050)).ToPerforming().ToClosed()
		c := w.File().ToMediating()
		c.Must(dispute.FailMatter(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, "party-quit"))
		c = w.File()
		c.Must(dispute.RegisterApplication(ctx, c.Env(), c.Manager, c.Cmd(), c.Org))
		c.Must(dispute.RejectMatter(ctx, c.Env(), c.Manager, c.Cmd(), c.Org, "out-of-scope", ""))
		first := exported(t, d, w.Org.ID)
		s := sheet(t, first)
		if len(s.Rows) != 7 {
			t.Fatalf("%d rows", len(s.Rows))
		}
		s.Rows[0].Cells[len(s.Heads)-1] += "、电话不通，=1+1"
		o, who := other(t, w)
		id, list := goesRound(t, w, o, who, dispute.KindTownship, first, s)
		limitation(t, d, o.ID)
		if _, err := ledger.Import(ctx, w.Env(), who, o, dispute.KindTownship, id, list); !fault.Is(err, fault.Conflict) {
			t.Errorf("imported twice: %v", err)
		}
		if _, err := ledger.Stage(ctx, w.DB(), w.V, who, "台账.xlsx", first, s); !fault.Is(err, fault.Invalid) {
			t.Errorf("the same file again: %v", err)
		}
	})
}

// limitation wants each imported case to show what its ledger tells: the claim on the day of the application, and on the day it
// ended a mediation that failed. A ledger without a day for something records nothing of it.
func limitation(t *testing.T, d *db.DB, orgID string) {
	t.Helper()
	ctx := context.Background()
	rows, err := d.Query(ctx, `SELECT `+matter.Columns+` FROM matter m WHERE m.org_id=$1`, orgID)
	if err != nil {
		t.Fatal(err)
	}
	var list []*matter.Matter
	for rows.Next() {
		m, err := matter.Scan(rows)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, m)
	}
	rows.Close()
	failed := 0
	for _, m := range list {
		want := []matter.Interruption{{MatterID: m.ID, Kind: law.Claimed, On: m.ReceivedOn}}
		if m.Outcome == "failed" {
			failed++
			want = append(want, matter.Interruption{MatterID: m.ID, Kind: law.MediationLapsed, On: m.ClosedOn})
		}
		got, err := matter.Interruptions(ctx, d, m.DisputeID)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: recorded %v, want %v: %v", m.Outcome, got, want, err)
		}
	}
	if len(list) != 7 || failed != 1 {
		t.Errorf("%d cases, %d failed", len(list), failed)
	}
}

// goesRound imports an exported ledger of seven cases into another organisation and wants its own export to have the same
// cells. It returns the staged import and its rows.
func goesRound(t *testing.T, w *casetest.World, o dispute.Org, who access.Actor, kind string, first []byte, s ledger.Sheet) (string, []ledger.Case) {
	t.Helper()
	ctx := context.Background()
	known := ledger.Known{Kind: kind, Staff: map[string]string{"才让": who.ID}, Numbers: map[string]bool{}, Today: w.Now.Date()}
	list, faults := ledger.Parse(s, ledger.Guess(s.Heads), known)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	id, err := ledger.Stage(ctx, w.DB(), w.V, who, "台账.xlsx", first, s)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := ledger.Import(ctx, w.Env(), who, o, kind, id, list); err != nil || n != 7 {
		t.Fatal(n, err)
	}
	again := sheet(t, exported(t, w.DB(), o.ID))
	for i, r := range s.Rows {
		for j, cell := range r.Cells {
			if got := again.Rows[i].Cells[j]; got != cell {
				t.Errorf("row %d, %s: %q became %q", r.Line, s.Heads[j], cell, got)
			}
		}
	}
	return id, list
}

// TestEveryKindGoesRound does the same for each kind of mediation, with a group and a case of the employer's, and finds every
// open case watched by a time limit after the import.
func TestEveryKindGoesRound(t *testing.T) {
	for _, kind := range dispute.Kinds {
		t.Run(kind, func(t *testing.T) {
			ctx := context.Background()
			d := dbtest.SQLite(t)
			w := casetest.New(t, d, kind)
			w.File()
			w.Days(1)
			group := w.Application()
			group.Parties = append(group.Parties, dispute.PartyInput{Side: "applicant", Kind: "person", Name: "马福", IDKind: "idcard", Secret: dispute.Secret{ID: ident.MakeIDCard("63010219900101123"), Phone: "13897005555"}})
			w.FileAs(group, "")
			w.Days(1)
			firm := w.Application()
			firm.Parties[0].Side, firm.Parties[1].Side = "respondent", "applicant"
			firm.Tags = []string{"employer-applies"}
			w.FileAs(firm, "")
			w.Days(1)
			c := w.File().ToMediating()
			c.Must(dispute.PauseMediation(ctx, c.Env(), c.Mediator, c.Cmd(), "injury", true))
			w.Days(1)
			w.File().ToMediating().ToSigning(money.Yuan(19800)).ToPerforming()
			w.Days(1)
			c = w.File().ToMediating()
			c.Must(dispute.FailMatter(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, "no-agreement"))
			w.Days(1)
			w.File().ToMediating().ToSigning(money.Fen(1980050)).ToPerforming().ToClosed()
			first := exported(t, d, w.Org.ID)
			s := sheet(t, first)
			o, who := other(t, w)
			goesRound(t, w, o, who, dispute.KindFor(o.Kind, ""), first, s)
			var watched, open int
			if err := d.QueryRow(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN EXISTS (SELECT 1 FROM clock k WHERE k.matter_id=m.id AND k.state='running') THEN 1 ELSE 0 END),0) FROM matter m WHERE m.org_id=$1 AND m.open AND m.kind=$2`, o.ID, kind).Scan(&open, &watched); err != nil || open == 0 || open != watched {
				t.Errorf("%d open cases of this kind, %d with a time limit; %v", open, watched, err)
			}
			parties, err := d.Query(ctx, `SELECT p.kind, p.side FROM party p JOIN matter m ON m.id=p.matter_id WHERE m.org_id=$1 AND m.tags LIKE '%employer-applies%' ORDER BY p.seq`, o.ID)
			if err != nil {
				t.Fatal(err)
			}
			defer parties.Close()
			for parties.Next() {
				var k, side string
				if err := parties.Scan(&k, &side); err != nil || (k == "employer") != (side == "applicant") {
					t.Errorf("the employer's own case: a %s as %s %v", k, side, err)
				}
			}
		})
	}
}

// TestARowOfAnotherKind: a township does not import what a people's committee conducts; a word that is no kind is named.
func TestARowOfAnotherKind(t *testing.T) {
	today := casetest.New(t, dbtest.SQLite(t), dispute.KindTownship).Now.Date()
	s := ledger.Sheet{Name: "台账", Heads: []string{"申请人", "被申请人", "类型", "收到日期", "种类"}, Rows: []xlsx.Row{
		row(2, "甲", "某公司", "工资", "2025-03-05", "人民调解"), row(3, "乙", "某公司", "工资", "2025-03-05", "别的"), row(4, "丙", "某公司", "工资", "2025-03-05", matter.KindTitle(dispute.KindCourt)), row(5, "丁", "某公司", "工资", "2025-03-05", ""),
	}}
	list, faults := ledger.Parse(s, ledger.Guess(s.Heads), ledger.Known{Kind: dispute.KindTownship, Today: today})
	if len(faults) != 2 || faults[0].Line != 2 || faults[1].Line != 3 || faults[0].Column != "种类" {
		t.Errorf("%v", faults)
	}
	if list[2].Kind != dispute.KindCourt || list[3].Kind != dispute.KindTownship {
		t.Errorf("%s %s", list[2].Kind, list[3].Kind)
	}
}

func row(line int, cells ...string) xlsx.Row { return xlsx.Row{Line: line, Cells: cells} }

var heads = []string{"编号", "劳动者姓名", "用人单位", "诉求", "涉案金额", "收案日期", "结案日期", "处理结果", "调解员", "身份证号"}

// TestEachFaultNamesItsCell: one message per wrong cell with the head of the sheet as it was uploaded; nothing is imported.
func TestEachFaultNamesItsCell(t *testing.T) {
	today := casetest.New(t, dbtest.SQLite(t), dispute.KindTownship).Now.Date()
	s := ledger.Sheet{Name: "2025年", Heads: heads, Rows: []xlsx.Row{
		row(3, "甲1", "李某", "甲公司", "拖欠的工资、加班费", "21,600.50", "2025年3月5日", "45741", "调解成功", "", ""),
		row(4, "甲1", "", "乙公司", "工资", "两万", "2025-13-01", "", "", "", "123"),
		row(5, "甲2", "王某", "乙公司", "工资", "", "2025/4/1", "2025/3/1", "和好了", "查无此人", ""),
		row(6, "甲3", "马某", "丙公司", "工资", "", "2025/4/1", "", "", "查无此人", ""),
		row(7, "旧号", "马某", "丙公司", "工资", "", "2027/4/1", "", "", "", ""),
	}}
	mapping := ledger.Guess(s.Heads)
	list, faults := ledger.Parse(s, mapping, ledger.Known{Kind: dispute.KindTownship, Numbers: map[string]bool{"旧号": true}, Today: today})
	var got []string
	for _, f := range faults {
		got = append(got, fmt.Sprintf("%d %s", f.Line, f.Column))
	}
	want := []string{"4 劳动者姓名", "4 涉案金额", "4 收案日期", "4 身份证号", "4 编号", "5 结案日期", "5 处理结果", "6 调解员", "7 收案日期", "7 编号"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("faults:\n%v\nwant\n%s", faults, strings.Join(want, "\n"))
	}
	c := list[0]
	if c.Received.String() != "2025-03-05" || c.Closed.String() != "2025-03-25" || c.Claimed != 2160050 || c.Outcome != "performed" || c.State != dispute.Closed {
		t.Errorf("%+v", c)
	}
	mapping["received"] = -1
	if _, faults := ledger.Parse(s, mapping, ledger.Known{Kind: dispute.KindTownship, Today: today}); len(faults) != 1 || !strings.Contains(faults[0].Message, "收到日期") {
		t.Errorf("a column that must be there: %v", faults)
	}
}

// many is a ledger of n ended cases.
func many(n int) ledger.Sheet {
	s := ledger.Sheet{Name: "台账", Heads: heads}
	for i := range n {
		s.Rows = append(s.Rows, row(i+2, fmt.Sprintf("测街劳人调字〔2025〕第%d号", i+1), fmt.Sprintf("工人%d", i), fmt.Sprintf("单位%d", i%200), "拖欠的工资", "21600", "2025-03-05", "2025-04-01", "履行完毕", "老王", ""))
	}
	return s
}

// TestAnImportIsWholeOrNothing breaks the last row after it was checked: none of the others is there.
func TestAnImportIsWholeOrNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := casetest.New(t, d, dispute.KindTownship)
		s := many(40)
		list, faults := ledger.Parse(s, ledger.Guess(s.Heads), ledger.Known{Kind: dispute.KindTownship, Today: w.Now.Date()})
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		id, err := ledger.Stage(ctx, w.DB(), w.V, w.Mediator, "台账.xlsx", []byte("x"), s)
		if err != nil {
			t.Fatal(err)
		}
		count := func() (n int) {
			if err := d.QueryRow(ctx, `SELECT COUNT(*) FROM matter`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		var items []dispute.Imported
		for _, c := range list {
			items = append(items, dispute.Imported{Kind: dispute.KindTownship, OrgID: w.Org.ID, State: c.State, Received: c.Received, Closed: c.Closed, Subject: c.Subject, Agreed: matter.None,
				Parties: []dispute.PartyInput{{Side: "applicant", Kind: "person", Name: c.Applicant}, {Side: "respondent", Kind: "employer", Name: c.Respondent}}, Claims: dispute.ClaimsOf(c.Subject, c.Claimed)})
		}
		_, err = dispute.ImportAll(ctx, w.DB(), w.V, w.Mediator, items, nil, func(i int, _ *matter.Change) error {
			if i == 39 {
				return fault.BadField("x", "the last row breaks")
			}
			return nil
		})
		if !fault.Is(err, fault.Invalid) || count() != 0 {
			t.Errorf("%v, %d cases", err, count())
		}
		// A batch that is not there stops the whole in the same transaction, after the rows were made ready.
		if _, err := ledger.Import(ctx, w.Env(), w.Mediator, w.Org, dispute.KindTownship, "nothing", list); err == nil || count() != 0 {
			t.Errorf("%v, %d cases", err, count())
		}
		if n, err := ledger.Import(ctx, w.Env(), w.Mediator, w.Org, dispute.KindTownship, id, list); err != nil || n != 40 || count() != 40 {
			t.Fatal(n, err, count())
		}
		c := w.File()
		c.Must(dispute.RegisterApplication(ctx, c.Env(), c.Manager, c.Cmd(), c.Org))
		if got := c.Matter().Number; got == "" || strings.Contains(got, "〔2025〕") {
			t.Errorf("number %q", got)
		}
	})
}

func BenchmarkImport5000(b *testing.B) {
	ctx := context.Background()
	for range b.N {
		d := dbtest.SQLite(b)
		w := casetest.New(b, d, dispute.KindTownship)
		s := many(5000)
		list, faults := ledger.Parse(s, ledger.Guess(s.Heads), ledger.Known{Kind: dispute.KindTownship, Today: w.Now.Date()})
		if len(faults) > 0 {
			b.Fatal(faults)
		}
		id, err := ledger.Stage(ctx, w.DB(), w.V, w.Mediator, "台账.xlsx", []byte("x"), s)
		if err != nil {
			b.Fatal(err)
		}
		if n, err := ledger.Import(ctx, w.Env(), w.Mediator, w.Org, dispute.KindTownship, id, list); err != nil || n != 5000 {
			b.Fatal(n, err)
		}
	}
}

func BenchmarkImport5000Postgres(b *testing.B) {
	ctx := context.Background()
	for range b.N {
		d := dbtest.Postgres(b)
		w := casetest.New(b, d, dispute.KindTownship)
		s := many(5000)
		list, _ := ledger.Parse(s, ledger.Guess(s.Heads), ledger.Known{Kind: dispute.KindTownship, Today: w.Now.Date()})
		id, err := ledger.Stage(ctx, w.DB(), w.V, w.Mediator, "台账.xlsx", []byte("x"), s)
		if err != nil {
			b.Fatal(err)
		}
		if n, err := ledger.Import(ctx, w.Env(), w.Mediator, w.Org, dispute.KindTownship, id, list); err != nil || n != 5000 {
			b.Fatal(n, err)
		}
	}
}
