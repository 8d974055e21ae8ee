// Package ident is identity numbers, credit codes, telephones and the codes that people type: parse, check, mask.
//
// It is pure and knows nothing of people or storage. Read first: ValidIDCard, ValidUSCC, MaskText.
package ident
