// Package bindingweb is the pages of making an agreement binding: the ways on side by side, the one form that prepares an
// application, the subject pages of the matters for staff, and what a party reads, signs and receives on a telephone. What
// may be done comes from the procedure; nothing is decided here. Read first: Routes, forms.
package bindingweb
