// Package journal is the append-only record (流水) of what happened to every matter, chained per matter by hash, and the
// audit of who revealed what. The row is the truth; the journal is the record, written in the same transaction.
//
// It holds ids and classes of sealed records, never their text or a bare hash of a guessable value. It knows no
// procedure and no page. Read first: Entry, Append, Verify.
package journal
