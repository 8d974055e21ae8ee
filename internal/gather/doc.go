// Package gather is the joint application of several workers before it is filed (集体申请): one begins it and gets a joining
// code, the others join by it with claims of their own and elect three to five of those who stand as representatives, and
// whoever began it files it once. It also reads the same people from an Excel roster. It must not know pages, and decides
// nothing that package dispute decides. Read first: Begin, Join, File, ReadRoster.
package gather
