// Package demo is the one cast: fictional organisations, people and cases over Qinghai's real divisions, with dates
// relative to the first start. It is fixture, tutorial, screenshots and crawl input at once. Everything it makes goes
// through the one door and is marked as demo data; nothing in it is a real organisation or person.
// Read first: Seed.
package demo
