// Package fault is the one error type that a user may meet. Any other error is a defect and shows only a request number.
//
// It knows no HTTP, storage or domain; package web turns a fault into a page, package exchange into JSON.
package fault

import (
	"errors"
	"strings"
)

// Kind says what went wrong from the user's side.
type Kind string

const (
	Invalid  Kind = "invalid"   // what was entered cannot be used: 400, with a message per field
	Denied   Kind = "denied"    // this person may not do this: 403
	NotFound Kind = "not-found" // absent, or out of this person's scope; the two look the same: 404
	Conflict Kind = "conflict"  // somebody else changed it meanwhile: 409, with what changed
	Blocked  Kind = "blocked"   // a rule forbids it now: 422, with the rule
	TooMany  Kind = "too-many"  // rate limit or lock-out: 429
)

// Field is one field's message. Message says in Chinese what to enter, with an example.
type Field struct{ Name, Message string }

// Error is a fault. Message is Chinese, says what to do, and is safe to show.
type Error struct {
	Kind    Kind
	Message string
	Fields  []Field  // Invalid only
	Rule    string   // law.ID or article that forbids it; Blocked only
	Changed []string // Conflict only: what changed, one sentence each
}

// Error implements error.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(string(e.Kind))
	b.WriteString(": ")
	b.WriteString(e.Message)
	for _, f := range e.Fields {
		b.WriteString("; ")
		b.WriteString(f.Name)
		b.WriteString(": ")
		b.WriteString(f.Message)
	}
	return b.String()
}

// Bad returns an Invalid fault for the given fields, or nil when there are none, so that a validator can end with it.
func Bad(fields ...Field) error {
	if len(fields) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Message: "有问题需要处理", Fields: fields}
}

// BadField returns an Invalid fault for one field.
func BadField(name, message string) error { return Bad(Field{name, message}) }

// Deny returns a Denied fault.
func Deny(message string) error { return &Error{Kind: Denied, Message: message} }

// Missing returns a NotFound fault. The message never says whether the thing exists.
func Missing() error { return &Error{Kind: NotFound, Message: "没有找到，或者您无权查看"} }

// Stale returns a Conflict fault with what changed.
func Stale(changed ...string) error {
	return &Error{Kind: Conflict, Message: "别人刚刚改动过这件事，请看清变化后再决定", Changed: changed}
}

// Block returns a Blocked fault: message says what is forbidden and what remains possible, rule cites why.
func Block(rule, message string) error { return &Error{Kind: Blocked, Message: message, Rule: rule} }

// Busy returns a TooMany fault.
func Busy(message string) error { return &Error{Kind: TooMany, Message: message} }

// As returns the fault in err's chain, or nil.
func As(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// Is reports whether err is a fault of kind k.
func Is(err error, k Kind) bool {
	e := As(err)
	return e != nil && e.Kind == k
}
