// Package scale multiplies the demonstration's cases on a database, up to a million, so that tests and benchmarks see the
// work list, the case page and the search as a province would. It serves tests alone and knows no page.
// Read first: Seed.
package scale
