// Package vault keeps what must not be readable in a copy of the database: identity numbers, telephones, sealed records,
// files, second-factor secrets. It encrypts fields and streams, makes blind indexes for searching, and rotates keys.
//
// One master key file outside the database (主密钥) holds the masters and one blind root. From a master HKDF derives a
// key per Class, so that the key of sealed records opens no identity number and the reverse. Each subject (a person, a
// record) has a data key of its own, wrapped by its class key: erasing a subject drops that key, and rotating a master
// rewraps the data keys and touches no ciphertext. A ciphertext names its suite and key, and is bound to the class and
// the row it was made for: moved to another row it does not open.
//
// The suite is one interface: AES-256-GCM, SHA-256 and HMAC by default; SM4-GCM and SM3 (国密) for bodies that are
// assessed for it (密码法27; GB/T 39786). It must not know what it protects, nor who may see it.
// Read first: Vault, SealSubject, BlindIndex.
package vault
