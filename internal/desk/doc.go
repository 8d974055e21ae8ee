// Package desk is the work list (待办) of those whose work is cases: what is mine, what can be claimed, what my organisation
// has, what waits for others, with filters, search, keyset paging and the columns that mediators export to Excel. Every read
// takes a scope. It must not know pages, and never reads sealed tables.
// Read first: List, Filter.
package desk
