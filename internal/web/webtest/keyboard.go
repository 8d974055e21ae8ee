package webtest

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The verbs in this file use the keyboard alone, as somebody without a mouse does: Tab must reach everything, and the
// place of the focus must be visible.

// maxTabs is more than any page has stops; a page that needs more traps the focus.
const maxTabs = 300

// tabUntil presses Tab until the script says that the focus e is at the right place.
func (b *Browser) tabUntil(what, condition string) {
	b.t.Helper()
	for range maxTabs {
		b.run("tab to "+what, chromedp.KeyEvent(kb.Tab))
		var at struct{ On, Seen bool }
		b.Eval(fmt.Sprintf(`(function(){var e=document.activeElement;if(!e||e===document.body||!(%s))return{On:false,Seen:false};
var s=getComputedStyle(e);return{On:true,Seen:s.outlineStyle!=="none"&&parseFloat(s.outlineWidth)>=2}})()`, condition), &at)
		if !at.On {
			continue
		}
		if !at.Seen {
			b.t.Errorf("the focus on %s is not visible at %s", what, b.URL())
		}
		return
	}
	b.t.Fatalf("Tab never reaches %s at %s\n%s", what, b.URL(), b.Text())
}

// TabTo moves the focus to the field with the given name.
func (b *Browser) TabTo(name string) {
	b.t.Helper()
	b.tabUntil(name, fmt.Sprintf(`e.name===%q`, name))
}

// Type moves to a text field and types over what is there.
func (b *Browser) Type(name, text string) {
	b.t.Helper()
	b.TabTo(name)
	b.run("type "+name, input.DispatchKeyEvent(input.KeyRawDown).WithKey("a").WithModifiers(input.ModifierCtrl).WithCommands([]string{"selectAll"}), chromedp.KeyEvent(text))
}

// Tick moves to a radio or checkbox and chooses it: Space, and the arrow keys within a group of radios.
func (b *Browser) Tick(name, value string) {
	b.t.Helper()
	b.tabUntil(name, fmt.Sprintf(`e.name===%q&&(e.type==="radio"||e.value===%q)`, name, value))
	on := fmt.Sprintf(`document.activeElement.name===%q&&document.activeElement.value===%q`, name, value)
	for range maxTabs {
		var there, checked bool
		b.Eval(on, &there)
		if there {
			b.Eval(`document.activeElement.checked`, &checked)
			if !checked {
				b.run("space", chromedp.KeyEvent(" "))
			}
			return
		}
		b.run("arrow", chromedp.KeyEvent(kb.ArrowDown))
	}
	b.t.Fatalf("the arrow keys never reach %s=%s at %s", name, value, b.URL())
}

// Pick moves to a list and steps through it with the arrow key.
func (b *Browser) Pick(name, value string) {
	b.t.Helper()
	b.TabTo(name)
	for range maxTabs {
		var at string
		b.Eval(`document.activeElement.value`, &at)
		if at == value {
			return
		}
		b.run("arrow", chromedp.KeyEvent(kb.ArrowDown))
	}
	b.t.Fatalf("the arrow key never reaches %s=%s at %s", name, value, b.URL())
}

// Enter moves to the link or button of the page whose text contains the words, presses Enter, and waits for the next page.
func (b *Browser) Enter(words string) {
	b.t.Helper()
	b.enterAt(words, fmt.Sprintf(`/^(A|BUTTON)$/.test(e.tagName)&&e.closest("main")&&e.textContent.includes(%q)`, words))
}

// enterAt moves to what the script describes, presses Enter, and waits for the next page.
func (b *Browser) enterAt(words, condition string) {
	b.t.Helper()
	b.tabUntil(words, condition)
	ctx, cancel := context.WithTimeout(b.ctx, timeout)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.KeyEvent(kb.Enter)); err != nil {
		b.t.Fatalf("Enter on %s at %s: %v", words, b.URL(), err)
	}
	b.run("after Enter", chromedp.WaitReady("main", chromedp.ByQuery))
}

// Jump moves to a link within the page and follows it.
func (b *Browser) Jump(words string) {
	b.t.Helper()
	b.tabUntil(words, fmt.Sprintf(`e.tagName==="A"&&e.hash&&e.textContent.includes(%q)`, words))
	b.run("jump", chromedp.KeyEvent(kb.Enter))
}

// Focused returns the id of the focused element.
func (b *Browser) Focused() string {
	b.t.Helper()
	var id string
	b.Eval(`document.activeElement?document.activeElement.id:""`, &id)
	return id
}

// EnterExact is Enter for the link or button whose whole text is the words.
func (b *Browser) EnterExact(words string) {
	b.t.Helper()
	b.enterAt(words, fmt.Sprintf(`/^(A|BUTTON)$/.test(e.tagName)&&e.closest("main")&&e.textContent.trim().replace(/\s+/g," ")===%q`, words))
}

// EnterIn is Enter within another element than main.
func (b *Browser) EnterIn(within, words string) {
	b.t.Helper()
	b.enterAt(words, fmt.Sprintf(`/^(A|BUTTON)$/.test(e.tagName)&&e.closest(%q)&&e.textContent.includes(%q)`, within, words))
}

// EnterDemo signs in with a demo account on the login page.
func (b *Browser) EnterDemo(login string) {
	b.t.Helper()
	b.enterAt("demo account "+login, fmt.Sprintf(`e.tagName==="BUTTON"&&e.form&&e.form.getAttribute("action")==="/login/demo"&&e.form.querySelector('input[value="%s"]')`, login))
}

// TickText chooses the radio or checkbox whose label contains the words.
func (b *Browser) TickText(words string) {
	b.t.Helper()
	var at struct{ Name, Value string }
	b.Eval(fmt.Sprintf(`(function(){var l=[...document.querySelectorAll("main label")].find(l=>l.textContent.includes(%q)&&l.querySelector("input"));var i=l&&l.querySelector("input");return{Name:i?i.name:"",Value:i?i.value:""}})()`, words), &at)
	if at.Name == "" {
		b.t.Fatalf("no choice %q at %s", words, b.URL())
	}
	b.Tick(at.Name, at.Value)
}

// TypeMoment types a day and a time ("2027-01-15T10:00") into a date-and-time field, part by part as they stand in the
// browser's language.
func (b *Browser) TypeMoment(name, moment string) {
	b.t.Helper()
	b.TabTo(name)
	var order []string
	b.Eval(`new Intl.DateTimeFormat(navigator.language,{year:"numeric",month:"2-digit",day:"2-digit",hour:"2-digit",minute:"2-digit"}).formatToParts(new Date()).map(p=>p.type).filter(t=>t!=="literal")`, &order)
	hour, half := moment[11:13], "a"
	twelve := slices.Contains(order, "dayPeriod")
	if h, err := strconv.Atoi(hour); err != nil {
		b.t.Fatal(err)
	} else if twelve && h >= 12 {
		hour, half = fmt.Sprintf("%02d", (h+11)%12+1), "p"
	}
	parts := map[string]string{"year": moment[:4], "month": moment[5:7], "day": moment[8:10], "hour": hour, "minute": moment[14:16], "dayPeriod": half}
	for _, c := range order {
		b.run("type a part", chromedp.KeyEvent(parts[c]))
		if c == "year" {
			b.run("next part", chromedp.KeyEvent(kb.ArrowRight))
		}
	}
	var got string
	b.Eval(`document.activeElement.value`, &got)
	if got != moment {
		b.t.Fatalf("typed %s into %s, it holds %q", moment, name, got)
	}
}
