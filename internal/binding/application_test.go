package binding_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/binding"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/paper"
	"qinghe/internal/sealed"
)

// TestApplicationsLieReadyFromTheDayOfEffect: both parties find both applications filled in before anybody has decided for
// a way, not a day earlier, without a word of what was offered, and not beside one that is under way. The last days, 22 March and 6 April, are a Sunday and part of 清明, so the days after them count.
func TestApplicationsLieReadyFromTheDayOfEffect(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		b := cast(t, d, dispute.KindTownship)
		b.Case = b.World.File().ToMediating()
		b.must(sealed.Add(ctx, b.DB(), b.V, b.Worker, b.Cmd(), "concession", sealed.NewText("一万七千三百七十元也肯")))
		form := func(a access.Actor, kind string) (dispute.Snapshot, error) {
			m := b.Matter()
			as, err := matter.Capacities(ctx, d, a, m)
			if err != nil {
				t.Fatal(err)
			}
			return binding.Application(ctx, b.Env(), m, b.Org, as, kind)
		}
		b.Case.ToSigning(money.Yuan(19800))
		b.refused(b.ID, "生效以后", func() error { _, err := form(b.Worker, binding.KindReview); return err })
		b.Case.ToPerforming()
		for _, a := range []access.Actor{b.Worker, b.Employer, b.Mediator} {
			for kind, want := range map[string][]string{binding.KindReview: {"仲裁审查申请书", "测试区劳动人事争议仲裁院", "2026年3月23日"}, binding.KindConfirm: {"司法确认申请书", "测试区人民法院", "2026年4月7日"}} {
				s, err := form(a, kind)
				if err != nil {
					t.Errorf("%s, %s: %v", a.Name, kind, err)
					continue
				}
				p, err := paper.Prefilled(s.Form, s)
				if err != nil || p.Pages != 1 || len(p.PDF) == 0 || len(p.DOCX) == 0 {
					t.Errorf("%s: %d pages, %v", kind, p.Pages, err)
				}
				doc, err := paper.Build(s.Form, mustJSON(t, s))
				if err != nil {
					t.Fatal(err)
				}
				text := doc.Title
				for _, x := range doc.Blocks {
					text += x.Text
				}
				for _, w := range append(want, "李秀兰", "测试有限公司", "劳人调协字") {
					if !strings.Contains(text, w) {
						t.Errorf("%s does not say %q: %s", kind, w, text)
					}
				}
				for _, w := range []string{"17370", "17,370", "一万七千三百", "19,800"} {
					if strings.Contains(text, w) {
						t.Errorf("%s says %q", kind, w)
					}
				}
			}
		}
		if _, err := form(b.Worker, binding.KindOrder); err == nil {
			t.Error("a payment order lies ready for both")
		}
		b.open(binding.KindReview, binding.OpenInput{BodyOrg: b.arb.ID})
		b.refused(b.ID, "已经在办", func() error { _, err := form(b.Worker, binding.KindReview); return err })
	})
}

func mustJSON(t *testing.T, v any) json.RawMessage {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
