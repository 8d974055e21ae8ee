// Package backup copies an installation into a folder and back: the database as of one moment, the encrypted files, the
// journal's anchors, and a manifest with the SHA-256 of each. Everything personal in it is ciphertext or was never
// encrypted in the database either; the key is never in it, so that whoever finds a backup cannot read it.
//
// SQLite is copied by its own backup interface while the program runs, PostgreSQL by pg_dump and pg_restore. Restoring
// checks every digest first and refuses a place that is not empty. It must not know what the tables mean.
// Read first: Make, Restore, Manifest.
package backup
