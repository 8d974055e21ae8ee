package app

import (
	"qinghe/internal/intake/intakeweb"
	"qinghe/internal/policyweb"
	"qinghe/internal/siteweb"
)

// routes registers every page of the program.
func (a *App) routes() {
	siteweb.Routes(a.Web, a.DB)
	policyweb.Routes(a.Web)
	intakeweb.Routes(a.Web, intakeweb.Deps{DB: a.DB, Vault: a.Vault, Blobs: a.Blobs, Secure: a.Cfg.Secure()})
}
