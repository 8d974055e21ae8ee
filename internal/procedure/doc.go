// Package procedure is the procedure as a table (程序表): one readable table per kind of matter, from which screens,
// permissions, documents, diagrams and the model check follow.
//
// It is pure and decides only: Next and Allowed touch nothing. It must not know storage, pages or people; who may act is
// given to it as capacities. Read first: Table, Transition, Check.
package procedure
