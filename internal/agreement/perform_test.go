package agreement

import (
	"slices"
	"testing"

	"qinghe/internal/civil"
	"qinghe/internal/fault"
	"qinghe/internal/money"
)

func TestReadPaymentNamesEveryFieldThatIsWrong(t *testing.T) {
	in, err := ReadPayment("d1", "1,234.50", "2026-11-24")
	if err != nil || in.DutyID != "d1" || in.Amount != money.Fen(123450) || in.PaidOn != civil.MustDate("2026-11-24") {
		t.Errorf("read %+v, %v", in, err)
	}
	if in, err := ReadPayment("d1", "", ""); err != nil || in.Amount != 0 || !in.PaidOn.IsZero() {
		t.Errorf("an act without amount or day: %+v, %v", in, err)
	}
	_, err = ReadPayment("", "十块", "昨天")
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid {
		t.Fatalf("got %v", err)
	}
	var names []string
	for _, x := range f.Fields {
		names = append(names, x.Name)
	}
	if !slices.Equal(names, []string{"duty", "amount", "paid_on"}) {
		t.Errorf("fields %v", names)
	}
}

func TestADutyIsNamedByWhatIsStillOwed(t *testing.T) {
	d := Duty{Seq: 2, Kind: "money", What: "支付拖欠的工资", Amount: money.Yuan(8300), Paid: money.Yuan(300), DueOn: civil.MustDate("2026-12-05")}
	if got := d.Words(); got != "第 2 期，2026年12月5日，支付拖欠的工资，还差 8,000.00 元" {
		t.Error(got)
	}
	d.Kind = "act"
	if got := d.Words(); got != "第 2 期，2026年12月5日，支付拖欠的工资" {
		t.Error(got)
	}
}
