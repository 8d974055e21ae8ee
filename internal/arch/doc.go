// Package arch holds the house to its plan: which package may import which, who may read the clock and the environment,
// who knows a database driver or HTTP, and through which door a case may be changed. It reads the source and knows
// nothing of what the program does. It must not be imported by the program.
//
// The plan is data, in table.go: a new package, dependency or exception is one line there with its reason.
// Read first: Layers, Check, Doors.
package arch
