// Package negotiation is negotiation (协商) between a worker and an employer and what comes of it: the request and the five
// days to answer it, a term that both fix in writing, offers with a time box, blind matching, helpers whose access ends, the
// settlement (和解协议) that is followed until it is paid, and what is made ready by itself when it fails or is not kept.
// The arbitration body's review of a settlement is a matter of its own here.
//
// Offers, bounds, private notes and drafts are sealed records; nothing of them is in this package's tables. Drafts,
// signatures, obligations and payments are package agreement's. It must not know pages. Read first: Table, Ask, Offer, Bound.
package negotiation
