// Package param holds local and yearly parameters (参数): minimum wage, average wage, living-allowance ratio, one-off injury
// allowances and the like, as dated rows with authority, source and how far each was checked.
//
// It is pure. It must not know where rows are stored, who entered or approved them, or what today is: the caller hands
// over the rows (built in, or from the database) as a Set, and the date of the fact. A row from memory (记) never counts,
// a row from an excerpt (摘) counts and is shown as 未核, and a missing row stays missing: nothing here fills a gap.
//
// Read first: Row, Set.Find, BuiltIn.
package param
