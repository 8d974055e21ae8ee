package vault

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"qinghe/internal/civil"
	"qinghe/internal/db"
)

// SealSubject encrypts under the subject's data key, which is made on first use inside the transaction. The subject is
// the id of the row that holds the value; the ciphertext is bound to class and subject.
func (v *Vault) SealSubject(ctx context.Context, tx *db.Tx, c Class, subject string, plain []byte) ([]byte, error) {
	return v.SealField(ctx, tx, c, subject, "", plain)
}

// OpenSubject decrypts what SealSubject made. Errors: ErrErased after Erase, ErrTampered, ErrUnknown.
func (v *Vault) OpenSubject(ctx context.Context, q db.Querier, c Class, subject string, b []byte) ([]byte, error) {
	return v.OpenField(ctx, q, c, subject, "", b)
}

// SealField is SealSubject for a subject with several values: field names the table and column ("party/phone"), so that
// one value cannot be put in the place of another.
func (v *Vault) SealField(ctx context.Context, tx *db.Tx, c Class, subject, field string, plain []byte) ([]byte, error) {
	s, key, err := v.subjectKey(ctx, tx, c, subject)
	if errors.Is(err, sql.ErrNoRows) {
		s, key, err = v.newSubjectKey(ctx, tx, c, subject)
	}
	if err != nil {
		return nil, err
	}
	return encrypt(s, 0, key, bind(c, subject)+"\x00"+field, plain), nil
}

// OpenField decrypts what SealField made for the same field.
func (v *Vault) OpenField(ctx context.Context, q db.Querier, c Class, subject, field string, b []byte) ([]byte, error) {
	h, err := parse(b)
	if err != nil {
		return nil, err
	}
	s, key, err := v.subjectKey(ctx, q, c, subject)
	if errors.Is(err, sql.ErrNoRows) || err == nil && (h.key != 0 || s != h.suite) {
		return nil, ErrTampered
	}
	if err != nil {
		return nil, err
	}
	return h.decrypt(b, key, bind(c, subject)+"\x00"+field)
}

func (v *Vault) subjectKey(ctx context.Context, q db.Querier, c Class, subject string) (Suite, []byte, error) {
	var wrapped []byte
	var erased civil.Instant
	if err := q.QueryRow(ctx, `SELECT wrapped, erased_at FROM vault_key WHERE subject=$1 AND class=$2`, subject, string(c)).Scan(&wrapped, &erased); err != nil {
		if errors.Is(err, sql.ErrNoRows) {
			return nil, nil, err
		}
		return nil, nil, fmt.Errorf("read a data key: %w", err)
	}
	if erased > 0 {
		return nil, nil, ErrErased
	}
	return v.unwrap(c, subject, wrapped)
}

func (v *Vault) unwrap(c Class, subject string, wrapped []byte) (Suite, []byte, error) {
	plain, err := v.Open(c, "vault_key/"+subject, wrapped)
	if err != nil {
		return nil, nil, err
	}
	if len(plain) < 2 {
		return nil, nil, ErrTampered
	}
	s, ok := SuiteOf(plain[0]) // a data key keeps its suite when its wrapping moves to another
	if !ok || len(plain) != 1+s.KeySize() {
		return nil, nil, ErrTampered
	}
	return s, plain[1:], nil
}

func (v *Vault) newSubjectKey(ctx context.Context, tx *db.Tx, c Class, subject string) (Suite, []byte, error) {
	s := v.Suite()
	key := random(s.KeySize())
	wrapped := v.Seal(c, "vault_key/"+subject, append([]byte{s.ID()}, key...))
	res, err := tx.Exec(ctx, `INSERT INTO vault_key (subject, class, wrapped, master, created_at) VALUES ($1,$2,$3,$4,$5) ON CONFLICT (subject, class) DO NOTHING`,
		subject, string(c), wrapped, v.currentID(), tx.Now)
	if err != nil {
		return nil, nil, fmt.Errorf("save a data key: %w", err)
	}
	if n, err := res.RowsAffected(); err == nil && n == 0 {
		return v.subjectKey(ctx, tx, c, subject) // another instance made it meanwhile
	}
	return s, key, nil
}

func (v *Vault) currentID() int64 {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return int64(v.current)
}

// Erase drops the subject's keys of every class: its ciphertexts, also those in backups made later, open no more. The
// row stays, so that no new key is made by mistake. Erasing an unknown subject does nothing.
func (v *Vault) Erase(ctx context.Context, tx *db.Tx, subject string) error {
	if _, err := tx.Exec(ctx, `UPDATE vault_key SET wrapped=$1, erased_at=$2 WHERE subject=$3 AND erased_at=0`, []byte{}, tx.Now, subject); err != nil {
		return fmt.Errorf("erase a subject: %w", err)
	}
	return nil
}

// Start loads the key file, or creates it at the very first start, and checks that it belongs to this database. It
// never makes a new key for a database that already has one: that would hide a lost key until somebody needs it.
// The bool reports that the file was created now.
func Start(ctx context.Context, d *db.DB, path string, s Suite) (*Vault, bool, error) {
	known, err := fingerprint(ctx, d)
	if err != nil {
		return nil, false, err
	}
	v, err := Load(path)
	created := false
	if errors.Is(err, ErrNoKey) {
		if known != "" {
			return nil, false, fmt.Errorf("数据库已经在用一把密钥，但 %s 不在。请把另存的密钥文件放回这个位置（多台机器共用一个数据库时，从第一台复制过来），再启动", path)
		}
		v, err = Create(path, s)
		if err != nil {
			return nil, false, err
		}
		created = true
	}
	if err != nil {
		return nil, false, err
	}
	if known == "" {
		err := d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO vault_state (id, fingerprint, created_at) VALUES (1, $1, $2) ON CONFLICT (id) DO NOTHING`, v.Fingerprint(), tx.Now)
			return err
		})
		if err != nil {
			return nil, created, fmt.Errorf("remember the key's fingerprint: %w", err)
		}
		if known, err = fingerprint(ctx, d); err != nil {
			return nil, created, err
		}
	}
	if known != v.Fingerprint() {
		return nil, created, fmt.Errorf("密钥文件 %s 不是这个数据库用的那一把。请把原来的密钥文件放回来，再启动", path)
	}
	return v, created, nil
}

// Belongs reports whether the vault's keys are those of the database; true for a database that has none yet.
func (v *Vault) Belongs(ctx context.Context, q db.Querier) (bool, error) {
	known, err := fingerprint(ctx, q)
	return known == "" || known == v.Fingerprint(), err
}

func fingerprint(ctx context.Context, q db.Querier) (string, error) {
	var f string
	err := q.QueryRow(ctx, `SELECT fingerprint FROM vault_state WHERE id=1`).Scan(&f)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read the key's fingerprint: %w", err)
	}
	return f, nil
}
