package main

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
)

func TestTheLogShowsNoPersonalNumber(t *testing.T) {
	var b bytes.Buffer
	log := slog.New(slog.NewTextHandler(&b, &slog.HandlerOptions{ReplaceAttr: maskErrors}))
	log.Error("request failed", "no", "r1", "err", errors.New("no party 13897001234 with 11010519491231002X"))
	if got := b.String(); strings.Contains(got, "13897001234") || strings.Contains(got, "11010519491231002X") || !strings.Contains(got, "138****1234") || !strings.Contains(got, "no=r1") {
		t.Error(got)
	}
}
