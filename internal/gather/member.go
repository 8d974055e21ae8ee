package gather

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/login"
	"qinghe/internal/notify"
	"qinghe/internal/vault"
)

// purpose is that of the one-time codes that go to members.
const purpose = "together"

// SendCode sends a one-time code to a member's full telephone number. Only who brings it back counts as a member, may elect,
// leave and file.
func SendCode(ctx context.Context, d *db.DB, v *vault.Vault, s *login.Service, m Member) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		otp, err := s.IssueCode(ctx, tx, purpose, m.ID)
		if err != nil {
			return err
		}
		return notify.Queue(ctx, tx, v, notify.Notice{Cause: purpose + "/" + m.ID + "/" + db.NewID(), Recipient: m.ID, Address: m.Phone, Masked: ident.MaskPhone(m.Phone), Channel: notify.SMS, Template: "login-code", Params: map[string]string{"otp": otp}})
	})
}

// CheckCode uses up a code and returns the token by which this browser is the member from then on; an earlier browser's token
// ends. Faults are those of login.CheckCode.
func CheckCode(ctx context.Context, d *db.DB, v *vault.Vault, s *login.Service, memberID, otp string) (string, error) {
	if err := s.CheckCode(ctx, purpose, memberID, strings.TrimSpace(otp)); err != nil {
		return "", err
	}
	return Confirm(ctx, d, v, memberID)
}

// Confirm marks a member's telephone as its own and returns the token for the browser.
func Confirm(ctx context.Context, d *db.DB, v *vault.Vault, memberID string) (string, error) {
	token := db.NewToken()
	return token, d.Write(ctx, func(tx *db.Tx) error {
		res, err := tx.Exec(ctx, `UPDATE gathering_member SET verified_at=CASE WHEN verified_at=0 THEN $1 ELSE verified_at END, token_hash=$2 WHERE id=$3`, tx.Now, tokenIndex(v, token), memberID)
		if err != nil {
			return fmt.Errorf("confirm a member: %w", err)
		}
		if n, _ := res.RowsAffected(); n != 1 {
			return fault.Missing()
		}
		return nil
	})
}

func tokenIndex(v *vault.Vault, token string) string { return v.BlindIndex("gathering-token", token) }

// Here returns the joint application of a joining code, the member that a browser names, and whether its token says that it
// is that member. A NotFound fault means that there is no such application or member any more.
func Here(ctx context.Context, d *db.DB, v *vault.Vault, code, memberID, token string) (*Gathering, Member, bool, error) {
	g, err := Get(ctx, d, v, code)
	if err != nil {
		return nil, Member{}, false, err
	}
	i := slices.IndexFunc(g.Members, func(m Member) bool { return m.ID == memberID })
	if i < 0 {
		return nil, Member{}, false, fault.Missing()
	}
	m := g.Members[i]
	return g, m, m.Verified && token != "" && m.token == tokenIndex(v, token), nil
}

// Counting are the members whose telephone is confirmed, in the order in which they joined.
func (g *Gathering) Counting() []Member {
	return slices.DeleteFunc(slices.Clone(g.Members), func(m Member) bool { return !m.Verified })
}
