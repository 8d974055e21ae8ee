package login_test

import (
	"sync"
	"testing"
	"time"

	"qinghe/internal/fault"
	"qinghe/internal/login"
)

// A success clears the counter while other attempts at the same key are being counted; none of them may fail otherwise
// than by being too many.
func TestAClearedCounterDisturbsNoAttempt(t *testing.T) {
	each(t, login.Options{}, func(b *bench) {
		limit := login.Limit{Attempts: 3, Window: time.Minute, Lock: time.Minute}
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for range 30 {
					if err := b.s.Try(b.T.Context(), "password/x", limit); err != nil && !fault.Is(err, fault.TooMany) {
						b.T.Errorf("an attempt: %v", err)
					}
					if err := b.s.Clear(b.T.Context(), "password/x"); err != nil {
						b.T.Errorf("a success: %v", err)
					}
				}
			})
		}
		all.Wait()
	})
}
