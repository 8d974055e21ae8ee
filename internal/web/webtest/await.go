package webtest

import "github.com/chromedp/cdproto/runtime"

// awaitPromise lets an evaluation wait for the promise it returns.
func awaitPromise(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }
