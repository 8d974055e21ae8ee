// Package ledger is the ledger of cases (台账) that mediators keep in Excel: the columns under which it is written and read,
// how the heads of an existing sheet are matched with them, what is wrong with which cell, and the import that makes all
// of the cases or none. What is exported is what can be imported again. It must not know pages.
// Read first: Columns, Parse, Import.
package ledger
