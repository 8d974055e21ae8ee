package referral

import (
	"slices"
	"testing"

	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/procedure"
)

// TestModel walks every table: each reachable state has an owner, a running limit and a way to an end.
func TestModel(t *testing.T) {
	for _, table := range Tables {
		var running []law.ID
		for _, c := range HoldClocks(table.Kind) {
			running = append(running, c.Rule)
		}
		for _, f := range table.Check(Prepared, running...) {
			t.Errorf("%s: %s", table.Kind, f)
		}
	}
}

// TestModelNoticesFaults plants faults in each table, so that a silent checker is seen.
func TestModelNoticesFaults(t *testing.T) {
	for _, kind := range Kinds {
		for name, plant := range map[string]func(*procedure.Table[Facts]){
			"no way out of waiting": func(b *procedure.Table[Facts]) {
				b.Transitions = slices.DeleteFunc(b.Transitions, func(r row) bool { return slices.Contains(r.From, Sent) })
			},
			"nobody answers": func(b *procedure.Table[Facts]) {
				for i := range b.Transitions {
					if b.Transitions[i].Do == AcceptIt {
						b.Transitions[i].By = nil
					}
				}
			},
			"nothing runs after sending": func(b *procedure.Table[Facts]) {
				for i := range b.Transitions {
					if b.Transitions[i].Do == SendIt {
						b.Transitions[i].Clock = b.Transitions[i].Clock[:1]
					}
				}
			},
		} {
			b := specOf(kind).table()
			plant(b)
			var running []law.ID
			for _, c := range HoldClocks(kind) {
				running = append(running, c.Rule)
			}
			if len(b.Check(Prepared, running...)) == 0 {
				t.Errorf("%s: %s went unnoticed", kind, name)
			}
		}
	}
}

// TestRowsRestOnLaw: every limit is a rule, every row has an article, every paper a title.
func TestRowsRestOnLaw(t *testing.T) {
	for _, table := range Tables {
		for _, r := range table.Transitions {
			for _, c := range r.Clock {
				if !law.Known(c.Rule) {
					t.Errorf("%s: %s uses unknown rule %s", table.Kind, r.Do, c.Rule)
				}
			}
			if len(r.Rules) == 0 {
				t.Errorf("%s: %s rests on no article", table.Kind, r.Do)
			}
			for _, p := range r.Needs {
				if PaperTitle(string(p)) == "" {
					t.Errorf("%s: %s issues unknown paper %s", table.Kind, r.Do, p)
				}
			}
		}
	}
}

// TestLimitsOfEachKind names the limits that the law gives each kind, so that a slip in the builder is seen.
func TestLimitsOfEachKind(t *testing.T) {
	for _, x := range []struct {
		kind string
		do   procedure.Action
		want []law.ID
		f    Facts
	}{
		{KindAssign, AcceptIt, []law.ID{"T-WEIPAI-30", "T-ONLINE-CONTACT-3WD"}, Facts{}},
		{KindEntrust, AcceptIt, []law.ID{"T-WEITUO-ORD-15"}, Facts{}},
		{KindEntrust, AcceptIt, []law.ID{"T-WEITUO-SUM-7"}, Facts{Summary: true}},
		{KindAdvice, SendIt, []law.ID{"P-REF-ACCEPT-3WD"}, Facts{HasReceiver: true}},
		{KindArbEntrust, SendIt, []law.ID{"P-REF-ACCEPT-3WD", "T-ARB-ENTRUST-10WD"}, Facts{HasReceiver: true}},
		{KindArbEntrust, AcceptIt, nil, Facts{}},
		{KindAid, SendIt, []law.ID{"T-LA-REVIEW-7"}, Facts{HasReceiver: true}},
		{KindAid, AcceptIt, []law.ID{"T-LA-ASSIGN-3", "P-REF-WATCH"}, Facts{}},
		{KindInspect, SendIt, []law.ID{"T-QH-INSPECT-ACCEPT-5"}, Facts{HasReceiver: true}},
		{KindInspect, AcceptIt, []law.ID{"T-INSPECT-60WD", "T-QH-INSPECT-60"}, Facts{}},
		{KindAssign, SendIt, []law.ID{"T-ONLINE-ACCEPT-3WD"}, Facts{HasReceiver: true}},
		{KindAssign, ReportNone, []law.ID{"T-CT-FILE-7"}, Facts{}},
		{KindAdvice, ReportNone, []law.ID{"T-ARB-ACCEPT-5WD"}, Facts{}},
		{KindAdvice, Return, []law.ID{"T-ARB-ACCEPT-5WD"}, Facts{}},
		{KindAssign, ResultKnown, []law.ID{"T-TRANSFER-BACK"}, Facts{}},
	} {
		from := map[procedure.Action]procedure.State{AcceptIt: Sent, SendIt: Prepared}[x.do]
		if from == "" {
			from = Working
		}
		st, err := TableOf(x.kind).Next(from, x.do, []procedure.Who{procedure.Sender, procedure.Receiver, procedure.Linked}, x.f)
		if err != nil {
			t.Errorf("%s %s: %v", x.kind, x.do, err)
			continue
		}
		var got []law.ID
		for _, c := range st.Clock {
			if c.Op == procedure.Start {
				got = append(got, c.Rule)
			}
		}
		slices.Sort(got)
		slices.Sort(x.want)
		if !slices.Equal(got, x.want) {
			t.Errorf("%s %s starts %v, want %v", x.kind, x.do, got, x.want)
		}
	}
}

// TestWrongRoleIsRefused: the receiver cannot send, the sender cannot accept what is not offline, nobody extends ten days.
func TestWrongRoleIsRefused(t *testing.T) {
	for _, kind := range Kinds {
		b := TableOf(kind)
		if _, err := b.Next(Prepared, SendIt, []procedure.Who{procedure.Receiver}, Facts{HasReceiver: true}); !fault.Is(err, fault.Denied) {
			t.Errorf("%s: the receiver sends: %v", kind, err)
		}
		if _, err := b.Next(Sent, AcceptIt, []procedure.Who{procedure.Sender}, Facts{}); err == nil {
			t.Errorf("%s: the sender accepts for the receiver", kind)
		}
		if _, err := b.Next(Done, AcceptIt, []procedure.Who{procedure.Receiver}, Facts{}); err == nil {
			t.Errorf("%s: accepted after the end", kind)
		}
		_, err := b.Next(Prepared, SendIt, []procedure.Who{procedure.Sender}, Facts{HasReceiver: true, Refusal: fault.As(fault.Block("HO-CONSENT", "要同意"))})
		if f := fault.As(err); f == nil || f.Rule != "HO-CONSENT" {
			t.Errorf("%s: sent although the table says no: %v", kind, err)
		}
	}
	if slices.Contains(TableOf(KindArbEntrust).Actions(), ExtendTerm) {
		t.Error("the ten working days of arbitration can be lengthened")
	}
	for _, from := range []procedure.State{Sent, Ignored, Declined, Working, Reporting} {
		if st, err := TableOf(KindArbEntrust).Next(from, LapseTerm, []procedure.Who{procedure.Clockwork}, Facts{}); err != nil || st.To != Reported {
			t.Errorf("ten working days passed in %s and lead to %s, %v; the hearing must follow", from, st.To, err)
		}
	}
}
