package demo

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"

	"qinghe/internal/access"
	"qinghe/internal/archive"
	"qinghe/internal/blob"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/evidence"
	"qinghe/internal/login"
	"qinghe/internal/matter"
	"qinghe/internal/org"
	"qinghe/internal/vault"
)

// Materials gives the cast what needs a place for files: evidence of both sides in a case under mediation, of which one piece
// is shown to the other side by consent, and the filed dossier of a case that was closed. It is called once, after Seed.
func Materials(ctx context.Context, d *db.DB, v *vault.Vault, blobs *blob.Store, baseURL string) error {
	m := &materials{ctx: ctx, blobs: blobs, env: dispute.Env{DB: d, Vault: v, BaseURL: baseURL}}
	if err := m.first("mediating", m.exchange); err != nil {
		return fmt.Errorf("demo evidence: %w", err)
	}
	if err := m.first("closed", m.file); err != nil {
		return fmt.Errorf("demo dossiers: %w", err)
	}
	return nil
}

type materials struct {
	ctx   context.Context
	blobs *blob.Store
	env   dispute.Env
}

// first runs f on the first case of one worker of the tutorial's organisation in a state.
func (m *materials) first(state string, f func(c *matter.Matter, mediator access.Actor, o dispute.Org) error) error {
	rows, err := m.env.DB.Query(m.ctx, `SELECT `+matter.Columns+` FROM matter m JOIN staff s ON s.id=m.holder WHERE m.demo AND m.kind=$1 AND m.state=$2 AND s.login_name IN ('cairang','hanmei') AND m.people=1 ORDER BY m.id LIMIT 1`, dispute.KindTownship, state)
	if err != nil {
		return err
	}
	var list []*matter.Matter
	for rows.Next() {
		c, err := matter.Scan(rows)
		if err != nil {
			rows.Close()
			return err
		}
		list = append(list, c)
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return err
	}
	for _, c := range list {
		u, err := login.Get(m.ctx, m.env.DB, c.Holder)
		if err != nil {
			return err
		}
		o, err := org.Get(m.ctx, m.env.DB, c.OrgID)
		if err != nil {
			return err
		}
		a := access.Actor{ID: u.ID, Name: u.Name, Kind: access.Staff, Roles: u.Roles, OrgID: o.ID, OrgName: o.Name}
		if err := f(c, a, dispute.Org{ID: o.ID, Name: o.Name, Word: o.Word, Kind: o.Kind, Prefecture: o.Prefecture, County: o.County, Address: o.Address, Phone: o.Phone}); err != nil {
			return fmt.Errorf("%s: %w", c.Title, err)
		}
	}
	return nil
}

// exchange brings material of both sides; the worker lets the other side see the wage slip, and has not answered yet about
// the recording.
func (m *materials) exchange(c *matter.Matter, mediator access.Actor, _ dispute.Org) error {
	parties, err := dispute.Parties(m.ctx, m.env.DB, c.ID)
	if err != nil {
		return err
	}
	cmd := matter.Command{MatterID: c.ID}
	for _, p := range parties {
		files := []dispute.FileInput{}
		add := func(name, mime, note string, content []byte) error {
			ref, err := m.blobs.Put(m.ctx, bytes.NewReader(content))
			if err != nil {
				return err
			}
			files = append(files, dispute.FileInput{Kind: "evidence", Name: name, MIME: mime, SHA256: ref.SHA256, BlobID: ref.ID, Size: ref.Size, Note: note})
			return nil
		}
		role := access.Worker
		if p.Kind == "person" {
			slip, err := sheet("工资条（演示）", [][]string{{"月份", "应发（元）", "实发（元）"}, {"8 月", "5400.00", "3240.00"}, {"9 月", "5400.00", "3240.00"}, {"10 月", "5400.00", "3240.00"}})
			if err != nil {
				return err
			}
			chat, err := screenshot()
			if err != nil {
				return err
			}
			for _, f := range []struct {
				name, mime, note string
				content          []byte
			}{{"工资条.pdf", "application/pdf", "证明每月少发的数额", slip}, {"微信聊天截图.png", "image/png", "证明单位承认停业期间没有发工资", chat}, {"通话录音.wav", "audio/wav", "和店长的通话", tone()}} {
				if err := add(f.name, f.mime, f.note, f.content); err != nil {
					return err
				}
			}
		} else {
			role = access.Employer
			days, err := sheet("考勤表（演示）", [][]string{{"月份", "出勤（天）", "停业（天）"}, {"8 月", "22", "0"}, {"9 月", "10", "12"}, {"10 月", "0", "23"}})
			if err != nil {
				return err
			}
			if err := add("考勤表.pdf", "application/pdf", "证明停业期间没有上班", days); err != nil {
				return err
			}
		}
		who := access.Actor{ID: p.ID, PartyID: p.ID, Name: p.Name, Kind: access.Party, Roles: []access.Role{role}, Verified: true, MatterID: c.ID, DisputeID: c.DisputeID}
		if _, err := dispute.AddEvidence(m.ctx, m.env, who, cmd, p.ID, files); err != nil {
			return err
		}
		if p.Kind != "person" {
			continue
		}
		kept, err := dispute.EvidenceOf(m.ctx, m.env.DB, c.ID)
		if err != nil {
			return err
		}
		for _, x := range kept {
			if x.PartyID != p.ID {
				continue
			}
			switch x.Name {
			case "工资条.pdf":
				_, err = evidence.Answer(m.ctx, m.env, who, cmd, []string{x.ID}, true)
			case "通话录音.wav":
				_, err = evidence.Ask(m.ctx, m.env, mediator, cmd, []string{x.ID})
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// file files a closed case; the job that runs with the server binds it.
func (m *materials) file(c *matter.Matter, mediator access.Actor, o dispute.Org) error {
	_, err := archive.FileCase(m.ctx, m.env, mediator, matter.Command{MatterID: c.ID}, o, archive.FileInput{Checked: "马俊", Note: "纸质原件与本卷一致。"})
	return err
}

// sheet is a one-page PDF with a table.
func sheet(title string, rows [][]string) ([]byte, error) {
	pdf, _, _, err := document.PDF(document.Doc{Title: title, Blocks: []document.Block{document.P("演示用的材料，内容是编的。"), {Kind: document.Table, Head: true, Rows: rows}}})
	return pdf, err
}

// screenshot is a picture with the bubbles of a chat, its words blotted out.
func screenshot() ([]byte, error) {
	img := image.NewRGBA(image.Rect(0, 0, 480, 800))
	fill := func(x0, y0, x1, y1 int, c color.Color) {
		draw.Draw(img, image.Rect(x0, y0, x1, y1), image.NewUniform(c), image.Point{}, draw.Src)
	}
	grey, white, green, dark := color.RGBA{237, 237, 237, 255}, color.RGBA{255, 255, 255, 255}, color.RGBA{149, 236, 105, 255}, color.RGBA{90, 90, 90, 255}
	fill(0, 0, 480, 800, grey)
	fill(0, 0, 480, 64, white)
	for i, lines := range []int{1, 2, 1, 3, 2, 1} {
		y, x0, x1, c := 90+i*112, 70, 350, color.Color(white)
		if i%2 == 1 {
			x0, x1, c = 130, 410, green
		}
		fill(x0, y, x1, y+28+lines*24, c)
		for j := range lines {
			fill(x0+16, y+16+j*24, x1-16-(j*60)%180, y+26+j*24, dark)
		}
	}
	var b bytes.Buffer
	err := png.Encode(&b, img)
	return b.Bytes(), err
}

// tone is three seconds of a soft tone as WAV, 8 kHz, one channel.
func tone() []byte {
	const rate, seconds = 8000, 3
	var b bytes.Buffer
	n := uint32(rate * seconds * 2)
	b.WriteString("RIFF")
	for _, x := range []any{36 + n, []byte("WAVEfmt "), uint32(16), uint16(1), uint16(1), uint32(rate), uint32(rate * 2), uint16(2), uint16(16), []byte("data"), n} {
		_ = binary.Write(&b, binary.LittleEndian, x) // into memory
	}
	for i := range rate * seconds {
		_ = binary.Write(&b, binary.LittleEndian, int16(3000*math.Sin(float64(i)*2*math.Pi*440/rate)))
	}
	return b.Bytes()
}
