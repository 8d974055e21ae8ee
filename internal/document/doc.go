// Package document is papers (文书): a block model that a form builds, rendered deterministically to PDF and to editable
// DOCX, and the store that numbers papers, freezes their data, and knows them again by the token in their QR code.
//
// Rendering is pure: the same document gives the same bytes. A character that the usual fonts lack is printed from the full
// font; one that no font has is left as a box to be written by hand, and said aloud in a warning. No red seal is ever
// drawn: only the place for one. It knows no case and no form; package paper has the forms.
// Read first: Doc, PDF, Issue.
package document
