package document

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"

	"qinghe/internal/db/dbtest"
)

// tool returns the path of a program that comes with make test-deps, or leaves the test out.
func tool(t *testing.T, name string) string {
	t.Helper()
	bin, err := exec.LookPath(name)
	if err != nil {
		if dbtest.Strict() {
			t.Fatalf("%s is needed here (run: make test-deps)", name)
		}
		t.Skipf("left out: %s is not installed (run: make test-deps)", name)
	}
	return bin
}

func pageTexts(t *testing.T, pdf []byte) []string {
	t.Helper()
	c := exec.Command(tool(t, "pdftotext"), "-layout", "-", "-")
	c.Stdin = bytes.NewReader(pdf)
	out, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	pages := strings.Split(string(out), "\f")
	return pages[:len(pages)-1]
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

func render(t *testing.T, d Doc) ([]byte, []string) {
	t.Helper()
	pdf, _, warnings, err := PDF(d)
	if err != nil {
		t.Fatal(err)
	}
	return pdf, warnings
}

// pieces are what legal text is made of; each that must not be torn is marked by being in whole.
var whole = []string{"630102198904021234", "6301**********1234", "21,600.00", "91630100MA1234567X", "2026-11-24"}

func randomText(r *rand.Rand) string {
	han := []rune("申请人请求支付拖欠的劳动报酬双方对入职日期没有争议")
	marks := []string{"，", "。", "；", "：", "、", "（", "）", "“", "”", "《", "》", "〔2026〕", "）。", "”，", "（“", "号 "}
	var b strings.Builder
	for range 5 + r.IntN(120) {
		switch k := r.IntN(12); {
		case k < 8:
			b.WriteRune(han[r.IntN(len(han))])
		case k < 11:
			b.WriteString(marks[r.IntN(len(marks))])
		default:
			b.WriteString("号" + whole[r.IntN(len(whole))] + "元")
		}
	}
	return b.String()
}

// checkLines holds what every broken text must satisfy: nothing lost, nothing wider than the line (a closing mark may
// hang over by half), no closing mark at a head, no opening mark at an end, no number torn.
func checkLines(t *testing.T, text string, width, indent float64) {
	t.Helper()
	f := load("serif")
	lines := breakOne(f, text, bodySize, width, indent)
	joined := ""
	for i, l := range lines {
		joined += l.text
		room := width
		if i == 0 {
			room -= indent
		}
		if w := measure(f, l.text, bodySize); w > room+bodySize/2+0.1 {
			t.Errorf("line %q is %.1f wide, room %.1f\nof %q", l.text, w, room, text)
		}
		rs := []rune(l.text)
		if i > 0 && len(rs) > 0 && strings.ContainsRune(notFirst, rs[0]) && !hasRunOfMarks(text) {
			t.Errorf("line %q begins with a closing mark\nof %q", l.text, text)
		}
		if i < len(lines)-1 && len(rs) > 1 && strings.ContainsRune(notLast, rs[len(rs)-1]) && !hasRunOfMarks(text) {
			t.Errorf("line %q ends with an opening mark\nof %q", l.text, text)
		}
	}
	if strip(joined) != strip(text) {
		t.Errorf("text was changed:\n%q\n%q", text, joined)
	}
	for _, n := range whole {
		had, has := strings.Count(text, n), 0
		for _, l := range lines {
			has += strings.Count(l.text, n)
		}
		if width > 200 && had != has {
			t.Errorf("%s was torn in %q", n, text)
		}
	}
}

func strip(s string) string { return strings.ReplaceAll(s, " ", "") }

// hasRunOfMarks reports a run of marks longer than any line could keep together: no text of people has one.
func hasRunOfMarks(s string) bool {
	run := 0
	for _, r := range s {
		if strings.ContainsRune(notFirst+notLast, r) {
			if run++; run > 6 {
				return true
			}
			continue
		}
		run = 0
	}
	return false
}

func TestLinesKeepTheRulesOfChineseSetting(t *testing.T) {
	for seed := range uint64(1500) {
		r := rand.New(rand.NewPCG(seed, 7))
		checkLines(t, randomText(r), textW-float64(r.IntN(200)), 2*bodySize)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func FuzzBreakLinesLosesNothing(f *testing.F) {
	f.Add("（一）被申请人支付申请人人民币壹万玖仟捌佰元整（¥19,800.00），分期支付。", uint16(300))
	f.Add("）））））））））））））））））））））））））））））））", uint16(60))
	f.Add("喆玥珺祎㛃𬭎𠅤 a b  c", uint16(30))
	f.Fuzz(func(t *testing.T, s string, w uint16) {
		if strings.ContainsRune(s, '\n') || strings.ContainsRune(s, 0xfffd) {
			return
		}
		joined := ""
		for _, l := range breakOne(load("serif"), s, bodySize, float64(w%600)+20, 0) {
			joined += l.text
		}
		if strip(joined) != strip(s) {
			t.Errorf("%q became %q", s, joined)
		}
	})
}

func TestRareCharactersOfNamesPrintAndCanBeFoundAgain(t *testing.T) {
	pdf, warnings := render(t, Doc{Title: "调解协议书", Blocks: []Block{P("申请人：张喆玥珺祎，王㛃，李𬭎，赵𠅤。")}})
	if len(warnings) != 0 {
		t.Errorf("warnings %v", warnings)
	}
	if text := squeeze(strings.Join(pageTexts(t, pdf), "")); !strings.Contains(text, "张喆玥珺祎，王㛃，李𬭎，赵𠅤。") {
		t.Errorf("the text is %q", text)
	}
	if err := api.Validate(bytes.NewReader(pdf), nil); err != nil {
		t.Error(err)
	}
}

func TestACharacterOfNoFontLeavesABoxAndAWarning(t *testing.T) {
	const none = "\U00031350" // CJK extension H, in none of the fonts
	pdf, warnings := render(t, Doc{Title: "调解协议书", Blocks: []Block{P("申请人：张" + none + "某。")}})
	if len(warnings) != 1 || !strings.Contains(warnings[0], "U+31350") || !strings.Contains(warnings[0], "手写") {
		t.Errorf("warnings %v", warnings)
	}
	if text := squeeze(strings.Join(pageTexts(t, pdf), "")); !strings.Contains(text, "张□某") {
		t.Errorf("the text is %q", text)
	}
	if got := Prints("张" + none); len(got) != 1 {
		t.Errorf("Prints found %q", string(got))
	}
}

// agreementOf is an agreement with n lines of facts, so that its signatures fall on every place of a page.
func agreementOf(n int) Doc {
	d := Doc{Org: "东关大街街道劳动人事争议调解委员会", Title: "调解协议书", Number: "宁东劳人调字〔2026〕第12号", QR: "https://example.test/v/abc", Foot: "宁东劳人调字〔2026〕第12号"}
	for i := range n {
		d.Blocks = append(d.Blocks, P(fmt.Sprintf("事实%d。", i)))
	}
	d.Blocks = append(d.Blocks, H("三、其他"), P("本协议一式三份，双方各执一份，调解组织留存一份，自双方签名或者盖章、调解员签名并加盖调解组织印章之日起生效。"),
		Sign([]string{"申请人（签名）：", "被申请人（签名或者盖章）："}, []string{"调解员（签名）：", "调解组织（印章）："}), Block{Kind: Right, Text: "落款日期"})
	return d
}

func TestSignaturesAreNeverAloneAndNeverPartFromTheirDate(t *testing.T) {
	broken := 0
	for n := 8; n < 34; n++ {
		pdf, _ := render(t, agreementOf(n))
		pages := pageTexts(t, pdf)
		last := squeeze(pages[len(pages)-1])
		for _, want := range []string{"起生效。", "申请人（签名）", "调解员（签名）", "落款日期"} {
			if !strings.Contains(last, want) {
				t.Errorf("%d lines: the last of %d pages lacks %q", n, len(pages), want)
			}
		}
		for i, p := range pages {
			if text := squeeze(p); strings.Contains(text, "三、其他") && !strings.Contains(text, "本协议一式三份") {
				t.Errorf("%d lines: the heading stands alone on page %d", n, i+1)
			}
		}
		if len(pages) > 1 {
			broken++
			if !strings.Contains(last, "共2页") || !strings.Contains(last, "—2—") {
				t.Errorf("%d lines: page numbers are missing", n)
			}
		}
	}
	if broken == 0 {
		t.Error("no document had two pages: the test tests nothing")
	}
}

func TestAFormCellLongerThanAPageLosesNothing(t *testing.T) {
	var facts strings.Builder
	for i := range 900 {
		fmt.Fprintf(&facts, "第%d句事实。", i)
	}
	pdf, _ := render(t, Doc{Title: "调解受理登记表", Blocks: []Block{{Kind: Form, Rows: [][]string{{"编号", "1"}, {"事实摘要", facts.String()}, {"案由", "追索劳动报酬"}}}}})
	text := squeeze(strings.Join(pageTexts(t, pdf), ""))
	text = strings.ReplaceAll(text, "事实摘要", "") // the label stands beside the middle line
	for i := range 900 {
		if !strings.Contains(text, fmt.Sprintf("%d句", i)) {
			t.Fatalf("sentence %d is lost", i)
		}
	}
	if !strings.Contains(text, "追索劳动报酬") {
		t.Error("the row after the long one is lost")
	}
}

func TestATableRepeatsItsHead(t *testing.T) {
	rows := [][]string{{"期次", "付款日期"}}
	for i := range 60 {
		rows = append(rows, []string{fmt.Sprint(i + 1), "2026年12月5日"})
	}
	pdf, _ := render(t, Doc{Title: "调解协议书", Blocks: []Block{{Kind: Table, Head: true, Rows: rows}}})
	for i, p := range pageTexts(t, pdf) {
		if !strings.Contains(squeeze(p), "期次付款日期") {
			t.Errorf("page %d has no head", i+1)
		}
	}
}

func TestEveryPageOfALongRecordIsSignedAndNumbered(t *testing.T) {
	d := agreementOf(60)
	d.EachPage = "本页签名　申请人：＿＿＿＿"
	pdf, _ := render(t, d)
	pages := pageTexts(t, pdf)
	if len(pages) < 3 {
		t.Fatalf("%d pages", len(pages))
	}
	for i, p := range pages {
		text := squeeze(p)
		if signed := strings.Contains(text, "本页签名"); signed != (i < len(pages)-1) {
			t.Errorf("page %d of %d to be signed: %v", i+1, len(pages), signed)
		}
		for _, want := range []string{fmt.Sprintf("—%d—", i+1), fmt.Sprintf("共%d页", len(pages))} {
			if !strings.Contains(text, want) {
				t.Errorf("page %d lacks %s", i+1, want)
			}
		}
	}
	short := agreementOf(2)
	short.EachPage = d.EachPage
	pdf, _ = render(t, short)
	if text := squeeze(strings.Join(pageTexts(t, pdf), "")); strings.Contains(text, "本页签名") {
		t.Error("a paper of one page is signed twice")
	}
}

// TestALetterHasTheMarginsOfTheStandard: GB/T 9704—2012, 天头 37 mm、版心 225 mm 高、页码单右双左.
func TestALetterHasTheMarginsOfTheStandard(t *testing.T) {
	d := agreementOf(60)
	plain, _ := render(t, d)
	d.Letter = true
	pdf, _ := render(t, d)
	first := func(b []byte) (top, mark float64, pages int) {
		for _, w := range words(t, b) {
			pages = max(pages, w.page)
			if w.page == 1 && strings.HasPrefix(w.text, "东关") {
				top = w.y
			}
			if w.page == 1 && w.text == "1" && w.y > pageH/2 {
				mark = w.x
			}
		}
		return top, mark, pages
	}
	top, mark, pages := first(pdf)
	was, middle, _ := first(plain)
	if d := top - was; d < 10.5*mm || d > 11.5*mm {
		t.Errorf("the letter begins %.1f mm below a program paper, want 11", d/mm)
	}
	if mark < pageW*2/3 || middle > pageW*0.6 {
		t.Errorf("the page number stands at %.0f, of a program paper at %.0f", mark, middle)
	}
	for _, w := range words(t, pdf) {
		if w.page == 2 && w.text == "2" && w.y > pageH-letterFoot && w.x > pageW/3 {
			t.Error("an even page is numbered on the right")
		}
		if strings.HasPrefix(w.text, "事实") && w.y+w.h > pageH-letterFoot+2 {
			t.Errorf("page %d: %s stands in the foot", w.page, w.text)
		}
	}
	if pages < 3 {
		t.Errorf("%d pages", pages)
	}
}

type word struct {
	page    int
	x, y, h float64
	text    string
}

var bbox = regexp.MustCompile(`<page |<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">([^<]*)</word>`)

// words are the words of a PDF with their places, in points from the upper left.
func words(t *testing.T, pdf []byte) []word {
	t.Helper()
	c := exec.Command(tool(t, "pdftotext"), "-bbox", "-", "-")
	c.Stdin = bytes.NewReader(pdf)
	out, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	var list []word
	page := 0
	for _, m := range bbox.FindAllStringSubmatch(string(out), -1) {
		if m[4] == "" {
			page++
			continue
		}
		var w word
		w.page, w.text = page, m[4]
		var bottom float64
		fmt.Sscan(m[1], &w.x)
		fmt.Sscan(m[2], &w.y)
		fmt.Sscan(m[3], &bottom)
		w.h = bottom - w.y
		list = append(list, w)
	}
	return list
}

func TestALabelThatIsTooLongIsBrokenAndMoreLinesThanAPageGoOn(t *testing.T) {
	long := "被申请人青海省西宁市城东区某某建筑安装工程有限责任公司第二分公司（签名或者盖章）："
	var rows [][]string
	for i := range 40 {
		rows = append(rows, []string{fmt.Sprintf("申请人工友%d（签名）：", i+1)})
	}
	pdf, _ := render(t, Doc{Title: "调解协议书", Blocks: []Block{P("事实。"), Sign(append(rows, []string{"申请人（签名）：", long})...), {Kind: Right, Text: "落款日期"}}})
	pages := pageTexts(t, pdf)
	all := squeeze(strings.Join(pages, ""))
	if len(pages) < 2 || !strings.Contains(all, "工友40（签名）") || !strings.Contains(all, "落款日期") {
		t.Errorf("%d pages, something is lost", len(pages))
	}
	for _, w := range words(t, pdf) {
		if w.y+w.h > pageH-bottom+3*mm && w.y < pageH-bottom+6*mm {
			t.Errorf("page %d: %s runs into the foot", w.page, w.text)
		}
		if w.x > pageW-right {
			t.Errorf("page %d: %s runs over the margin", w.page, w.text)
		}
	}
}

func TestTheSameDocumentGivesTheSameBytes(t *testing.T) {
	d := agreementOf(30)
	a, _ := render(t, d)
	b, _ := render(t, d)
	if !bytes.Equal(a, b) {
		t.Error("PDF differs")
	}
	x, err := DOCX(d)
	if err != nil {
		t.Fatal(err)
	}
	y, err := DOCX(d)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(x, y) {
		t.Error("DOCX differs")
	}
}

func TestDOCXOpensInLibreOffice(t *testing.T) {
	bin := tool(t, "soffice")
	d := agreementOf(3)
	d.Blocks = append([]Block{{Kind: Form, Rows: [][]string{{"编号", "甲<&>\"乙", "日期", "2026年3月1日"}, {"申请人", "张某"}}}}, d.Blocks...)
	b, err := DOCX(d)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.docx"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(bin, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", "pdf", "--outdir", dir, filepath.Join(dir, "a.docx"))
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, out)
	}
	pdf, err := os.ReadFile(filepath.Join(dir, "a.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	text := squeeze(strings.Join(pageTexts(t, pdf), ""))
	for _, want := range []string{"调解协议书", "宁东劳人调字〔2026〕第12号", "甲<&>\"乙", "被申请人（签名或者盖章）", "—1—"} {
		if !strings.Contains(text, want) {
			t.Errorf("LibreOffice does not show %q", want)
		}
	}
}

// BenchmarkAgreement is the cost of a paper of two pages: it must stay under 20 ms of one core.
func BenchmarkAgreement(b *testing.B) {
	d := agreementOf(30)
	for b.Loop() {
		if _, _, _, err := PDF(d); err != nil {
			b.Fatal(err)
		}
	}
}
