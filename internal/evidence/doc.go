// Package evidence is what is done with the material of a case (材料) beyond keeping it: large files that come in pieces and
// go on after a broken connection, and the exchange between the parties (证据交换), which shows nothing to the other side
// without the consent of the one that brought it. The files themselves belong to package dispute. It must not know pages.
// Read first: Begin, Append, Answer.
package evidence
