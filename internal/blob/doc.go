// Package blob keeps files: what people upload and what the system freezes. Each is encrypted under a key of its own,
// written once, complete or not at all, and named by a keyed digest of its content, so that neither a name nor a size
// list tells whether somebody filed a given paper. It also says what a file is by its first bytes, refuses what the
// system cannot show or keep, and makes the copy that people see: upright, small, without place or camera data.
//
// The SHA-256 of the plain content is given to the caller, who keeps it as evidence. It must not know whose a file is.
// Read first: Store.Put, Store.Get, Sniff, View.
package blob
