// Package archive is the file of a finished case (案卷): what goes into it and in which order (卷内顺序), the cover (封面), the
// contents with page numbers (卷内目录) and the closing note (备考表), bound as one PDF and as a package (归档包) with a manifest
// of hashes that anybody can verify without this program's database; and then how long it is kept, who put a hold (暂缓销毁)
// on it, and who destroyed it, with a record.
//
// Sealed matter cannot get in: Contents has no field that could hold it, and papers of the class sealed are refused where
// they would be taken in. It must not know pages. Read first: Contents, FileDossier, Verify.
package archive
