// Package config is the one place where settings come from: defaults, then a file of "key = value" lines, then the
// environment (QINGHE_ and the key in capitals). Every key has a default and a Chinese description; a key that does not
// exist stops the start, since a misspelt setting that is silently ignored is found only after harm. No configuration at
// all gives a working single machine on the loopback.
//
// It must not know what the settings are used for. Read first: Config, Load, Document.
package config
