// Package blind is blind matching (双盲报价): each side of a negotiation states in private how far it would go, and the only
// answer is whether the two overlap and, if they do, one fair point that both had declared acceptable.
//
// It is pure: bounds, floor and the draw come in as arguments, nothing is kept. It must not know who the sides are, how
// bounds are stored or what a mandatory floor rests on. docs/blind-matching.md states the method, what it guarantees, what
// not, and what was measured. Read first: Bounds, Match.
package blind
