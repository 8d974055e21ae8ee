package negotiation_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
	"qinghe/internal/negotiation"
	"qinghe/internal/org"
)

// TestTheUnionsRoomIsBookedOnce: a room (协商室) is the union's that takes part; two talks of different disputes never share it,
// not even when both are fixed at the same moment; what ends when the other begins may follow; called off, it is free again.
func TestTheUnionsRoomIsBookedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d)
		var rooms []string
		err := w.DB().Write(ctx, func(tx *db.Tx) error {
			rooms = nil
			for _, name := range []string{"协商室", "旧协商室"} {
				id, err := org.AddRoom(ctx, tx, w.unionID, name, 8)
				if err != nil {
					return err
				}
				rooms = append(rooms, id)
			}
			return org.CloseRoom(ctx, tx, w.unionID, rooms[1])
		})
		if err != nil {
			t.Fatal(err)
		}
		const hour = civil.Instant(3600_000)
		room, at := rooms[0], w.Now+5*24*hour
		talk := func(starts civil.Instant) negotiation.Talk {
			return negotiation.Talk{Way: "onsite", RoomID: room, StartsAt: starts, EndsAt: starts + 2*hour}
		}
		wantField := func(err error, field string) {
			t.Helper()
			if f := fault.As(err); f == nil || !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Name == field }) {
				t.Errorf("got %v, want a refusal on %s", err, field)
			}
		}
		w.talking()
		_, err = negotiation.Plan(ctx, w.Env(), w.worker, w.cmd(), talk(at))
		wantField(err, "room") // the union does not take part yet
		w.must(negotiation.AskUnionIn(ctx, w.Env(), w.worker, w.cmd()))
		closed := talk(at)
		closed.RoomID = rooms[1]
		_, err = negotiation.Plan(ctx, w.Env(), w.worker, w.cmd(), closed)
		wantField(err, "room")
		_, err = negotiation.Plan(ctx, w.Env(), w.worker, w.cmd(), talk(w.Now-hour))
		wantField(err, "starts")
		res, err := negotiation.Plan(ctx, w.Env(), w.union, w.cmd(), talk(at))
		w.must(res, err)
		first, booked, firstWorker := w.id, res.Extra, w.worker
		talks, err := negotiation.Talks(ctx, w.D, first)
		if err != nil || len(talks) != 1 || talks[0].Place != "测试路9号，测试区总工会协商室" {
			t.Fatalf("%+v %v", talks, err)
		}

		in := w.request()
		in.Worker.Name, in.Worker.Secret.Phone = "卓玛措", "13897007777"
		in.AsksHelp = true
		w.ask(in)
		w.must(negotiation.Reply(ctx, w.Env(), w.hr, w.cmd(), true, ""))
		_, err = negotiation.Plan(ctx, w.Env(), w.union, w.cmd(), talk(at+hour))
		wantField(err, "room") // it overlaps by an hour
		w.must(negotiation.Plan(ctx, w.Env(), w.union, w.cmd(), talk(at+2*hour)))
		second := w.id

		// The same hour for two disputes at once: one of them gets it.
		var wg sync.WaitGroup
		errs := make([]error, 2)
		for i, id := range []string{first, second} {
			wg.Go(func() {
				_, errs[i] = negotiation.Plan(ctx, w.Env(), w.union, matter.Command{MatterID: id}, talk(at+24*hour))
			})
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Errorf("both or none got the room: %v, %v", errs[0], errs[1])
		}

		if _, err := negotiation.Cancel(ctx, w.Env(), w.union, matter.Command{MatterID: second}, booked); fault.As(err) == nil {
			t.Error("a talk of another dispute was called off")
		}
		w.id = first
		w.must(negotiation.Cancel(ctx, w.Env(), firstWorker, w.cmd(), booked))
		if _, err := negotiation.Hold(ctx, w.Env(), firstWorker, w.cmd(), booked, "见了面"); fault.As(err) == nil {
			t.Error("a talk that was called off was held")
		}
		w.id = second
		w.must(negotiation.Plan(ctx, w.Env(), w.union, w.cmd(), talk(at)))
	})
}

// TestNoHelperNoEnd: where nobody helps, ending help is not offered, while talking and after the settlement took effect.
func TestNoHelperNoEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d).talking()
		offeredTo := func(a access.Actor) bool {
			t.Helper()
			as, err := matter.Capacities(ctx, w.D, a, w.matter())
			if err != nil {
				t.Fatal(err)
			}
			list, err := matter.Allowed(ctx, w.D, w.matter(), w.today(), as)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range list {
				if s.Do == negotiation.EndHelp {
					return s.Blocked == ""
				}
			}
			return false
		}
		offered := func() bool { return offeredTo(w.worker) }
		if offered() {
			t.Error("offered although nobody helps")
		}
		w.must(negotiation.Invite(ctx, w.Env(), w.worker, w.cmd(), w.aide.ID, "read", w.today().AddDays(60)))
		if !offered() {
			t.Error("not offered although somebody was asked")
		}
		if offeredTo(w.hr) {
			t.Error("offered to the other side, whose helper it is not")
		}
		w.must(negotiation.AnswerInvitation(ctx, w.Env(), w.aide, w.cmd(), true))
		w.settled(18000)
		if offered() {
			t.Error("offered on a settlement that is being performed, when help has ended by itself")
		}
	})
}
