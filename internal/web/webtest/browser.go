// Package webtest drives a real Chromium against a running site: the same few verbs in every journey, screenshots, and
// axe-core. Without Chromium a run under CI or make test fails; elsewhere it says what it left out.
package webtest

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"qinghe/internal/db/dbtest"
)

//go:embed testdata/axe.min.js
var axe string

// Browser is one browser with a profile of its own.
type Browser struct {
	t    testing.TB
	ctx  context.Context
	base string
}

// timeout bounds one step; it only matters when something is broken.
const timeout = 30 * time.Second

// New starts Chromium against a site. width and height are CSS pixels; js off means that scripts do not run.
func New(t testing.TB, base string, width, height int, js bool) *Browser {
	t.Helper()
	bin := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			bin = p
			break
		}
	}
	if bin == "" {
		if dbtest.Strict() {
			t.Fatal("Chromium is needed here (run: make test-deps)")
		}
		t.Skip("left out: browser journeys, Chromium is not installed (run: make test-deps)")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(bin), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(width, height),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("lang", "zh-CN"))
	alloc, cancelAlloc := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, cancel := chromedp.NewContext(alloc)
	// Without a given folder chromedp makes a fresh profile and removes it when the browser has ended; t.TempDir would be
	// removed while Chromium's last children still write.
	t.Cleanup(func() {
		cancel()
		cancelAlloc()
		chromedp.FromContext(ctx).Allocator.Wait()
	})
	b := &Browser{t: t, ctx: ctx, base: base}
	// The first Run starts the browser and must not carry a deadline: its end would end the browser.
	if err := chromedp.Run(ctx, emulation.SetDeviceMetricsOverride(int64(width), int64(height), 1, width < 600), emulation.SetScriptExecutionDisabled(!js)); err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	return b
}

func (b *Browser) run(what string, acts ...chromedp.Action) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, timeout)
	defer cancel()
	if err := chromedp.Run(ctx, acts...); err != nil {
		var url, text string
		_ = chromedp.Run(b.ctx, chromedp.Location(&url), chromedp.Text("body", &text, chromedp.ByQuery))
		if len([]rune(text)) > 600 {
			text = string([]rune(text)[:600])
		}
		b.t.Fatalf("%s: %v\nat %s:\n%s", what, err, url, text)
	}
}

// Open goes to a path of the site, or to a whole address of it.
func (b *Browser) Open(path string) {
	b.t.Helper()
	if !strings.HasPrefix(path, "http") {
		path = b.base + path
	}
	b.run("open "+path, chromedp.Navigate(path), chromedp.WaitReady("main", chromedp.ByQuery))
}

// Fill types into the field with the given name.
func (b *Browser) Fill(name, value string) {
	b.t.Helper()
	sel := fmt.Sprintf(`[name=%q]:not([type=hidden])`, name)
	b.run("fill "+name, chromedp.WaitVisible(sel, chromedp.ByQuery), chromedp.Focus(sel, chromedp.ByQuery),
		input.DispatchKeyEvent(input.KeyRawDown).WithKey("a").WithModifiers(input.ModifierCtrl).WithCommands([]string{"selectAll"}), chromedp.SendKeys(sel, value, chromedp.ByQuery))
}

// Choose ticks the radio or checkbox with the given name and value.
func (b *Browser) Choose(name, value string) {
	b.t.Helper()
	b.run("choose "+name+"="+value, chromedp.Click(fmt.Sprintf(`[name=%q][value=%q]`, name, value), chromedp.ByQuery))
}

// Date sets a date field; typed digits would depend on the browser's language.
func (b *Browser) Date(name, value string) {
	b.t.Helper()
	var ok bool
	b.Eval(fmt.Sprintf(`(function(){var i=document.querySelector('input[type=date][name="%s"]');i.value=%q;return i.value===%q})()`, name, value, value), &ok)
	if !ok {
		b.t.Fatalf("%s does not take the date %q at %s", name, value, b.URL())
	}
}

// Select picks an option.
func (b *Browser) Select(name, value string) {
	b.t.Helper()
	var ok bool
	b.Eval(fmt.Sprintf(`(function(){var s=document.querySelector('select[name="%s"]');s.value=%q;return s.value===%q})()`, name, value, value), &ok)
	if !ok {
		b.t.Fatalf("%s has no option %q at %s", name, value, b.URL())
	}
}

// Upload gives files to a file field.
func (b *Browser) Upload(name string, files ...string) {
	b.t.Helper()
	b.run("upload "+name, chromedp.SetUploadFiles(fmt.Sprintf(`input[type=file][name=%q]`, name), files, chromedp.ByQuery))
}

// Press clicks the button or link of main whose text contains the words, and waits for the next page.
func (b *Browser) Press(words string) {
	b.t.Helper()
	b.PressIn("main", words)
}

// PressIn is Press within an element.
func (b *Browser) PressIn(within, words string) {
	b.t.Helper()
	b.pressPath(words, fmt.Sprintf(`//%s//*[(self::a or self::button) and contains(normalize-space(.), %q)]`, within, words))
}

func (b *Browser) pressPath(words, path string) {
	b.t.Helper()
	b.run("press "+words, chromedp.WaitVisible(path, chromedp.BySearch))
	ctx, cancel := context.WithTimeout(b.ctx, timeout)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(path, chromedp.BySearch)); err != nil {
		b.t.Fatalf("press %s: %v\n%s", words, err, b.Text())
	}
	b.run("after "+words, chromedp.WaitReady("main", chromedp.ByQuery))
}

// Text returns the text of the page's main part.
func (b *Browser) Text() string {
	b.t.Helper()
	var s string
	b.run("text", chromedp.Text("main", &s, chromedp.ByQuery))
	return s
}

// TextOf returns the text of the first element that matches.
func (b *Browser) TextOf(sel string) string {
	b.t.Helper()
	var s string
	b.run("text of "+sel, chromedp.Text(sel, &s, chromedp.ByQuery))
	return strings.TrimSpace(s)
}

// URL returns the present address.
func (b *Browser) URL() string {
	b.t.Helper()
	var s string
	b.run("location", chromedp.Location(&s))
	return s
}

// Has fails the test unless the page's main part contains every one of the words.
func (b *Browser) Has(words ...string) {
	b.t.Helper()
	text := b.Text()
	for _, w := range words {
		if !strings.Contains(text, w) {
			b.t.Fatalf("the page lacks %q\nat %s:\n%s", w, b.URL(), text)
		}
	}
}

// HasNot fails the test when the page contains one of the words anywhere, also where it is not shown.
func (b *Browser) HasNot(words ...string) {
	b.t.Helper()
	var html string
	b.run("html", chromedp.OuterHTML("html", &html, chromedp.ByQuery))
	for _, w := range words {
		if strings.Contains(html, w) {
			b.t.Fatalf("the page shows %q\nat %s", w, b.URL())
		}
	}
}

// Eval runs a script and reads its result.
func (b *Browser) Eval(js string, into any) {
	b.t.Helper()
	b.run("eval", chromedp.Evaluate(js, into))
}

// Await runs a script, waits for the promise it returns and reads what that gives.
func (b *Browser) Await(js string, into any) {
	b.t.Helper()
	b.run("await", chromedp.Evaluate(js, into, awaitPromise))
}

// Draw draws a stroke on the signature pad.
func (b *Browser) Draw() {
	b.t.Helper()
	var ok bool
	b.Eval(`(function(){var c=document.querySelector("canvas.pad"),r=c.getBoundingClientRect();function f(t,x,y){c.dispatchEvent(new PointerEvent(t,{pointerId:1,bubbles:true,clientX:r.left+x,clientY:r.top+y}))}
c.setPointerCapture=function(){};f("pointerdown",30,40);for(var i=0;i<60;i++)f("pointermove",30+i*3,60+30*Math.sin(i/4));f("pointerup",210,60);return true})()`, &ok)
}

// Shot writes a picture of the whole page to the folder that QINGHE_SHOTS names, if it is set.
func (b *Browser) Shot(name string) {
	b.t.Helper()
	dir := os.Getenv("QINGHE_SHOTS")
	if dir == "" {
		return
	}
	var png []byte
	b.run("screenshot", chromedp.FullScreenshot(&png, 100))
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

// Violation is one finding of axe-core.
type Violation struct {
	ID, Help string
	Nodes    []string
}

// Axe runs axe-core on the present page and returns what it finds.
func (b *Browser) Axe() []Violation {
	b.t.Helper()
	var out string
	b.run("axe", chromedp.Evaluate(axe, nil))
	ctx, cancel := context.WithTimeout(b.ctx, timeout)
	defer cancel()
	err := chromedp.Run(ctx, chromedp.Evaluate(`axe.run(document,{resultTypes:["violations"]}).then(r=>JSON.stringify(r.violations.map(v=>({ID:v.id,Help:v.help,Nodes:v.nodes.slice(0,3).map(n=>n.html.slice(0,200))}))))`, &out, chromedp.EvalAsValue, awaitPromise))
	if err != nil {
		b.t.Fatalf("axe: %v", err)
	}
	var list []Violation
	if err := json.Unmarshal([]byte(out), &list); err != nil {
		b.t.Fatal(err)
	}
	return list
}

// Send sends the page's form as it stands by its first button, as a second press before the first was answered would, and returns the status of
// the page that follows. The page stays where it is.
func (b *Browser) Send() int {
	b.t.Helper()
	var n int
	b.Await(`(function(){var f=document.querySelector("main form[data-guard]");return fetch(f.action,{method:"POST",body:new URLSearchParams(new FormData(f,f.querySelector("button")))}).then(r=>r.status)})()`, &n)
	return n
}

// Value returns what stands in a field.
func (b *Browser) Value(name string) string {
	b.t.Helper()
	var s string
	b.Eval(fmt.Sprintf(`document.querySelector('[name="%s"]:not([type=hidden])').value`, name), &s)
	return s
}

// FitsWidth fails the test when the page is wider than the window.
func (b *Browser) FitsWidth() {
	b.t.Helper()
	var over int
	b.Eval(`document.documentElement.scrollWidth-window.innerWidth`, &over)
	if over > 0 {
		b.t.Errorf("%s is %d pixels wider than the window", b.URL(), over)
	}
}

// PressExact clicks the button or link of main whose whole text is the words, and waits for the next page.
func (b *Browser) PressExact(words string) {
	b.t.Helper()
	b.pressPath(words, fmt.Sprintf(`//main//*[(self::a or self::button) and normalize-space(.)=%q]`, words))
}

// PressDemo signs in with a demo account on the login page.
func (b *Browser) PressDemo(login string) {
	b.t.Helper()
	b.pressPath("demo account "+login, fmt.Sprintf(`//form[@action="/login/demo"][.//input[@value=%q]]//button`, login))
}

// PressForm presses the first button of the form that posts to action.
func (b *Browser) PressForm(action string) {
	b.t.Helper()
	b.pressPath("form "+action, fmt.Sprintf(`//form[@action=%q]//button`, action))
}

// ChooseText ticks the radio or checkbox whose label contains the words.
func (b *Browser) ChooseText(words string) {
	b.t.Helper()
	b.run("choose "+words, chromedp.Click(fmt.Sprintf(`//main//label[contains(., %q)]//input`, words), chromedp.BySearch))
}

// Resize gives the window another size, as turning a telephone or dragging an edge does.
func (b *Browser) Resize(width, height int) {
	b.t.Helper()
	b.run("resize", emulation.SetDeviceMetricsOverride(int64(width), int64(height), 1, width < 600))
}

// Status returns the HTTP status with which the present page came.
func (b *Browser) Status() int {
	b.t.Helper()
	var n int
	b.Eval(`performance.getEntriesByType("navigation")[0].responseStatus`, &n)
	return n
}

// Fetch asks for a file of the site as the signed-in visitor and returns the status.
func (b *Browser) Fetch(path string) int {
	b.t.Helper()
	var n int
	ctx, cancel := context.WithTimeout(b.ctx, timeout)
	defer cancel()
	if err := chromedp.Run(ctx, chromedp.Evaluate(fmt.Sprintf(`fetch(%q,{redirect:"manual"}).then(r=>r.status)`, path), &n, awaitPromise)); err != nil {
		b.t.Fatalf("fetch %s: %v", path, err)
	}
	return n
}

// Links returns the addresses within the site that the present page's main part and navigation lead to.
func (b *Browser) Links() []string {
	b.t.Helper()
	var list []string
	b.Eval(`[...document.querySelectorAll("main a[href],nav a[href]")].map(a=>a.getAttribute("href")).filter(h=>h.startsWith("/"))`, &list)
	return list
}

// Find returns what axe-core finds on the present page, one line each. An empty answer is good.
func (b *Browser) Find() []string {
	b.t.Helper()
	var out []string
	for _, v := range b.Axe() {
		out = append(out, fmt.Sprintf("%s (%s): %s", v.ID, v.Help, strings.Join(v.Nodes, " | ")))
	}
	return out
}

// Overflow returns by how many pixels the page is wider than the window, and the widest culprits.
func (b *Browser) Overflow() (int, string) {
	b.t.Helper()
	var got struct {
		By  int
		Who string
	}
	b.Eval(`(function(){var w=document.documentElement.clientWidth,by=document.documentElement.scrollWidth-w,who=[];
if(by>0)document.querySelectorAll("main *").forEach(function(e){var r=e.getBoundingClientRect();if((r.right>w+1||r.left+e.scrollWidth>w+1)&&!e.closest(".scroll")&&!e.closest(".vh"))who.push(e.outerHTML.slice(0,120))});
return{By:by,Who:who.slice(-3).join(" | ")}})()`, &got)
	return got.By, got.Who
}

// Fields returns the labels of the inputs that a person sees in the page's main part, one for each group of choices.
func (b *Browser) Fields() []string {
	b.t.Helper()
	var list []string
	b.Eval(`(function(){var out=[];document.querySelectorAll('main form .field').forEach(function(f){if(f.offsetParent===null)return;var l=f.querySelector('legend,label');out.push(l?l.textContent.trim():'')});return out})()`, &list)
	return list
}
