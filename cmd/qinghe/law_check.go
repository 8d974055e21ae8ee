package main

import (
	"context"
	"io"
	"os"
	"strings"

	"qinghe/internal/fault"
	"qinghe/internal/law"
	tables "qinghe/internal/law/check"
)

func init() {
	registerLaw("check", "查受理、管辖、程序能不能用：check [问题 名称=值…]；不带问题就列出全部问题", func(ctx context.Context, site *lawSite, args []string) int {
		return runLawCheck(ctx, site, os.Stderr, args)
	})
}

func runLawCheck(ctx context.Context, site *lawSite, stderr io.Writer, args []string) int {
	return lawAnswer(stderr, func() (any, error) {
		if len(args) == 0 {
			return listQuestions(tables.Questions()), nil
		}
		in, err := checkInputs(args[1:])
		if err != nil {
			return nil, err
		}
		a, err := tables.AskBy(site.calendar(ctx, ""), args[0], in)
		if err != nil {
			return nil, err
		}
		return struct {
			tables.Answer
			Basis lawBasis `json:"basis"`
		}{a, site.on(ctx)}, nil
	})
}

// checkInputs reads name=value, --set name=value and --set=name=value. A name given twice is an error.
func checkInputs(args []string) (map[string]string, error) {
	in := map[string]string{}
	for i := 0; i < len(args); i++ {
		word := args[i]
		if word == "--set" || word == "-set" {
			if i++; i == len(args) {
				return nil, fault.BadField("--set", "后面要写 名称=值，例如 --set scope=labour")
			}
			word = args[i]
		}
		word = strings.TrimPrefix(strings.TrimPrefix(word, "--set="), "-set=")
		name, value, ok := strings.Cut(word, "=")
		if !ok || name == "" {
			return nil, fault.BadField(word, "应写成 名称=值，例如 scope=labour")
		}
		if _, twice := in[name]; twice {
			return nil, fault.BadField(name, "写了两次")
		}
		in[name] = value
	}
	return in, nil
}

type questionJSON struct {
	ID      string         `json:"question"`
	Title   string         `json:"title"`
	Purpose string         `json:"purpose"`
	Mode    tables.Mode    `json:"mode"`
	Inputs  []tables.Input `json:"inputs"`
	Answers []tables.Value `json:"answers"`
	Rows    []checkRow     `json:"rows"`
}

type checkRow struct {
	ID       law.ID      `json:"id"`
	When     string      `json:"when"`
	Answer   string      `json:"answer"`
	Text     string      `json:"text"`
	Articles []law.Cite  `json:"articles"`
	Checked  law.Checked `json:"checked"`
	Since    string      `json:"since,omitempty"`
	To       string      `json:"to,omitempty"`
	Note     string      `json:"note,omitempty"`
}

func listQuestions(qs []tables.Question) []questionJSON {
	list := make([]questionJSON, 0, len(qs))
	for _, q := range qs {
		j := questionJSON{q.ID, q.Title, q.Purpose, q.Mode, nil, append(q.Answers[:len(q.Answers):len(q.Answers)], tables.Value{Name: tables.Undecided, Label: "还不能确定"}), nil}
		for _, in := range q.Inputs {
			if !in.Derived {
				j.Inputs = append(j.Inputs, in)
			}
		}
		for _, r := range q.Rows {
			j.Rows = append(j.Rows, checkRow{r.ID, r.When, r.Answer, r.Text, r.Cites, r.Checked, r.Since().String(), r.To.String(), r.Note})
		}
		list = append(list, j)
	}
	return list
}
