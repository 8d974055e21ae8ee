package hearing_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"qinghe/internal/casetest"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/hearing"
	"qinghe/internal/notify"
	"qinghe/internal/org"
)

func room(t *testing.T, w *casetest.World, name string) string {
	t.Helper()
	var id string
	err := w.DB().Write(context.Background(), func(tx *db.Tx) error {
		var err error
		id, err = org.AddRoom(context.Background(), tx, w.Org.ID, name, 6)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// TestNobodyIsBookedTwice has twelve cases ask for the same hour of one mediator at once, and then, with a mediator each,
// for the same room: one of them gets it, the others are told why. The database refuses a second row by itself as well.
func TestNobodyIsBookedTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := casetest.New(t, d, dispute.KindTownship)
		r := room(t, w, "一号调解室")
		const n = 12
		cases := make([]*casetest.Case, n)
		for i := range cases {
			cases[i] = w.File().ToMediating()
		}
		start := civil.At(w.Now.Date().AddDays(5), 9, 0)
		race := func(what, field string, in func(i int) hearing.PlanInput) {
			t.Helper()
			var won atomic.Int32
			var wg sync.WaitGroup
			for i, c := range cases {
				cmd := c.Cmd()
				wg.Go(func() {
					actor := w.Mediator
					actor.ID = c.Matter().Holder
					_, err := hearing.Plan(ctx, w.Env(), actor, cmd, w.Org, in(i))
					f := fault.As(err)
					switch {
					case err == nil:
						won.Add(1)
					case f == nil || f.Kind != fault.Invalid || f.Fields[0].Name != field:
						t.Errorf("%s: %v", what, err)
					}
				})
			}
			wg.Wait()
			if won.Load() != 1 {
				t.Errorf("%s: %d of %d were booked", what, won.Load(), n)
			}
		}
		race("one mediator", "starts", func(i int) hearing.PlanInput {
			// overlapping, not equal: each begins some minutes later
			return hearing.PlanInput{Mode: "phone", StartsAt: start + civil.Instant(i*60_000), EndsAt: start + 3600_000}
		})
		for i, c := range cases {
			c.Must(dispute.AppointMediator(ctx, c.Env(), c.Manager, c.Cmd(), fmt.Sprintf("u-%d", i), fmt.Sprintf("调解员%d", i)))
		}
		start += 24 * 3600_000
		race("one room", "room", func(int) hearing.PlanInput {
			return hearing.PlanInput{Mode: "onsite", RoomID: r, StartsAt: start, EndsAt: start + 3600_000}
		})
		// Around the door: the row itself is refused.
		err := d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO hearing (id, matter_id, org_id, mediator_id, room_id, mode, starts_at, ends_at, state, created_at) VALUES ('x',$1,$2,'somebody',$3,'onsite',$4,$5,'planned',1)`,
				cases[0].ID, w.Org.ID, r, start+60_000, start+120_000)
			return err
		})
		if err == nil || !strings.Contains(err.Error(), "double booking") {
			t.Errorf("the database takes a second row: %v", err)
		}
		// Beginning when the other ends is no clash.
		c := cases[0]
		who := w.Mediator
		who.ID = c.Matter().Holder
		c.Must(hearing.Plan(ctx, w.Env(), who, c.Cmd(), w.Org, hearing.PlanInput{Mode: "onsite", RoomID: r, StartsAt: start + 3600_000, EndsAt: start + 7200_000}))
	})
}

// TestACalendarIsSubscribedAndReminds: hours that a mediator blocks cannot be booked; the feed names nobody and ends with its
// secret; a reminder goes out once for each time that was planned.
func TestACalendarIsSubscribedAndReminds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := casetest.New(t, d, dispute.KindTownship)
		if err := w.DB().Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO staff (id, login_name, name, org_id, phone, password_hash, totp_secret, created_at, changed_at) VALUES ($1,'cairang','才让',$2,$3,'',$3,1,1)`, w.Mediator.ID, w.Org.ID, []byte{})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		c := w.File().ToMediating()
		day := w.Now.Date().AddDays(3)
		at := civil.At(day, 9, 30)
		if err := hearing.AddBlock(ctx, w.DB(), w.Mediator, civil.At(day, 8, 0), civil.At(day, 10, 0), "开会"); err != nil {
			t.Fatal(err)
		}
		plan := func(at civil.Instant, id string) error {
			_, err := hearing.Plan(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, hearing.PlanInput{ID: id, Mode: "phone", StartsAt: at, EndsAt: at + 3600_000})
			return err
		}
		if err := plan(at, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("a blocked hour is booked: %v", err)
		}
		if err := plan(at+1800_000, ""); err != nil {
			t.Fatal(err)
		}
		token, err := hearing.Subscribe(ctx, w.DB(), w.Mediator, hearing.Whose{Kind: "user", ID: w.Mediator.ID})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := hearing.Subscribe(ctx, w.DB(), w.Mediator, hearing.Whose{Kind: "user", ID: "somebody"}); !fault.Is(err, fault.Denied) {
			t.Errorf("another's calendar: %v", err)
		}
		if _, err := hearing.Subscribe(ctx, w.DB(), w.Mediator, hearing.Whose{Kind: "org", ID: "other"}); !fault.Is(err, fault.NotFound) {
			t.Errorf("another organisation's calendar: %v", err)
		}
		f, err := hearing.FeedOf(ctx, d, token)
		if err != nil {
			t.Fatal(err)
		}
		list, err := hearing.Between(ctx, d, f.OrgID, f.Of, civil.At(day, 0, 0), civil.At(day.AddDays(1), 0, 0))
		if err != nil || len(list) != 1 || list[0].Mediator != "才让" {
			t.Fatal(list, err)
		}
		text, err := hearing.Calendar(list, "才让的调解会", w.Org.Name, "example.cn", w.Now)
		if err != nil || !strings.Contains(string(text), "BEGIN:VEVENT") || !strings.Contains(string(text), "DTSTART:") || strings.Contains(string(text), "李秀兰") || strings.Contains(string(text), "测试有限公司") {
			t.Errorf("%v\n%s", err, text)
		}
		again, err := hearing.Subscribe(ctx, w.DB(), w.Mediator, hearing.Whose{Kind: "user", ID: w.Mediator.ID})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := hearing.FeedOf(ctx, d, token); !fault.Is(err, fault.NotFound) {
			t.Errorf("an old secret opens: %v", err)
		}
		if _, err := hearing.FeedOf(ctx, d, again); err != nil {
			t.Error(err)
		}
		// Reminders.
		remind := func(want int) {
			t.Helper()
			if n, err := hearing.RemindSoon(ctx, c.Env()); err != nil || n != want {
				t.Errorf("%d reminders, want %d: %v", n, want, err)
			}
		}
		remind(0)
		w.Days(2)
		w.Now += 2 * 3600_000
		remind(1)
		remind(0)
		if err := plan(list[0].StartsAt+1800_000, list[0].ID); err != nil {
			t.Fatal(err)
		}
		remind(1) // moved: the new time is announced
		sent, err := notify.OfMatter(ctx, d, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, s := range sent {
			if s.Title == "调解会提醒" {
				n++
			}
		}
		if n < 4 {
			t.Errorf("%d messages of two reminders to two parties", n)
		}
	})
}
