// Package parameter is the local parameters (地方参数) that administrators keep over the built-in ones, such as a minimum
// wage or an average wage: dated rows with authority and source, entered by one person and approved by another. It must
// not know pages or formulas. Read first: Set, Enter, Decide.
package parameter
