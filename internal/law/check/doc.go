// Package check is the law's yes-and-no questions as decision tables (受理与管辖、程序能不能用、协议何时生效、是否终局):
// each row has an id, conditions, an answer, its articles, how far they were read, and the days of the facts it governs.
//
// It is pure: no clock, file, network or storage; it knows no case, person or page. Time limits come from package law,
// amounts and local parameters come in as inputs. Nothing unknown is filled in: an answer that depends on a missing input
// is Undecided and says what is missing and what it would change.
//
// Read first: Question, Row, Ask. Clauses applies the table "clause" to a whole agreement.
package check
