// Package matter is the one door (一道门) through which every change to a case goes: authorise, check the procedure,
// apply, append to the journal, start and stop clocks, queue notices, in one transaction with one version check.
//
// A matter (办件) is anything with a number, a procedure, a holder, clocks, documents and a journal. Each capability
// registers its kinds (Register) with a table and the facts that its guards see, and keeps its own typed tables. Only the
// closure given to Do or Create receives a Change, and only a Change can execute; a test forbids it elsewhere.
//
// It must not know any kind's tables, any page, or any sealed text. Read first: Do, Create, Change, Register.
package matter
