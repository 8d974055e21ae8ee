// Package xlsx is Excel workbooks in and out: sheets read by the names of their columns, with a message per cell, and sheets
// written so that no text that somebody typed becomes a formula. It knows no domain and no HTTP.
// Read first: New, Open.
package xlsx
