package db

import (
	"context"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// BenchmarkGroupCommit lets 64 clients write over a disk whose every sync takes 3 ms and counts the writes that share one.
func BenchmarkGroupCommit(b *testing.B) {
	ctx := context.Background()
	d, err := Open(ctx, "sqlite:"+filepath.Join(b.TempDir(), "slow.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(ctx); err != nil {
		b.Fatal(err)
	}
	const clients, delay = 64, 3 * time.Millisecond
	var commits atomic.Int64
	d.disk = func() {
		commits.Add(1)
		<-time.After(delay)
	}
	var left, failed atomic.Int64
	left.Store(int64(b.N))
	b.ResetTimer()
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for left.Add(-1) >= 0 {
				err := d.Write(ctx, func(tx *Tx) error {
					_, err := tx.Exec(ctx, `INSERT INTO command_key (key, result, created_at) VALUES ($1,$2,$3)`, NewID(), "{}", tx.Now)
					return err
				})
				if err != nil {
					failed.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if failed.Load() > 0 {
		b.Fatalf("%d writes failed", failed.Load())
	}
	b.ReportMetric(float64(b.N)/float64(commits.Load()), "writes/commit")
}
