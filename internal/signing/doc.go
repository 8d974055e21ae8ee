// Package signing lets somebody sign or enter by something that was sent to them alone: one-use links (一次性链接), the
// mark they leave (drawn on a screen, or typed where that cannot be), and the evidence that ties mark, person, moment
// and document together, so that a later change of any of them shows.
//
// An electronic signature counts like one by hand when the parties agreed to use it, it is the signer's own, only the
// signer controlled it, and changes after it can be discovered (电子签名法 3, 13, 14); hence the code to the full
// telephone number, the statement kept word for word, and the digest over everything. It draws no stamp. It must not
// know what is signed, nor when signing makes it effective.
// Read first: NewLink, Use, Drawn, Record.
package signing
