package login

import (
	"context"
	"fmt"

	"qinghe/internal/access"
	"qinghe/internal/db"
	"qinghe/internal/fault"
)

// Made is a new account with its first password, which is shown once.
type Made struct {
	User     User
	Password string
}

// CreateUsers makes several accounts, all or none, as CreateUser makes one. first runs before them in the same
// transaction and may write what they refer to. Faults: Invalid, Denied.
func (s *Service) CreateUsers(ctx context.Context, a access.Actor, list []NewUser, first func(tx *db.Tx) error) ([]Made, error) {
	ready := make([]prepared, len(list))
	for i, n := range list {
		p, err := s.prepare(a, n)
		if err != nil {
			return nil, err
		}
		ready[i] = p
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := first(tx); err != nil {
			return err
		}
		for i := range ready {
			err := s.insert(ctx, tx, a, &ready[i])
			if db.IsUnique(err) {
				return fault.BadField("login_name", "登录名“"+ready[i].u.LoginName+"”已经有人用了，请换一个")
			}
			if err != nil {
				return fmt.Errorf("create an account: %w", err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	made := make([]Made, len(ready))
	for i, p := range ready {
		made[i] = Made{p.u, p.password}
	}
	return made, nil
}
