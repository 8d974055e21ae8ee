package sealed

import (
	"errors"
	"log/slog"
)

// Text is sealed text. The zero Text is empty. Every ordinary way of printing it shows a placeholder.
type Text struct{ s string }

const placeholder = "［封存］"

// NewText seals words in memory, at the edge where they were typed.
func NewText(s string) Text { return Text{s} }

// Reveal returns the words. Only this package's callers that have committed a read audit may use it.
func (t Text) Reveal() string { return t.s }

// Empty reports that there are no words.
func (t Text) Empty() bool { return t.s == "" }

// String prints a placeholder.
func (t Text) String() string { return placeholder }

// GoString prints a placeholder.
func (t Text) GoString() string { return placeholder }

// LogValue logs a placeholder.
func (t Text) LogValue() slog.Value { return slog.StringValue(placeholder) }

// MarshalText refuses: sealed text is never serialised by anybody else.
func (t Text) MarshalText() ([]byte, error) { return nil, errSerialise }

// MarshalJSON refuses: sealed text is never serialised by anybody else.
func (t Text) MarshalJSON() ([]byte, error) { return nil, errSerialise }

var errSerialise = errors.New("sealed: text does not leave this package")
