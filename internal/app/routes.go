package app

import (
	"qinghe/internal/archive/archiveweb"
	"qinghe/internal/binding/bindingweb"
	"qinghe/internal/channel"
	"qinghe/internal/channelweb"
	"qinghe/internal/complaint/complaintweb"
	"qinghe/internal/demo"
	"qinghe/internal/desk/deskweb"
	"qinghe/internal/division/divisionweb"
	"qinghe/internal/evidence/evidenceweb"
	"qinghe/internal/gather/gatherweb"
	"qinghe/internal/hearing/hearingweb"
	"qinghe/internal/holiday/holidayweb"
	"qinghe/internal/intake/intakeweb"
	"qinghe/internal/lawweb"
	"qinghe/internal/ledger/ledgerweb"
	"qinghe/internal/login/loginweb"
	"qinghe/internal/matterweb"
	"qinghe/internal/negotiation"
	"qinghe/internal/negotiationweb"
	"qinghe/internal/opsweb"
	"qinghe/internal/org/orgweb"
	"qinghe/internal/paper/paperweb"
	"qinghe/internal/parameter/parameterweb"
	"qinghe/internal/partyweb"
	"qinghe/internal/policyweb"
	"qinghe/internal/preventionweb"
	"qinghe/internal/referral/referralweb"
	"qinghe/internal/siteweb"
)

// routes registers every page of the program.
func (a *App) routes() {
	siteweb.Routes(a.Web, a.DB)
	lawweb.Routes(a.Web, lawweb.Deps{Params: a.params, Today: a.DB.Today})
	intakeweb.Routes(a.Web, intakeweb.Deps{DB: a.DB, Vault: a.Vault, Blobs: a.Blobs, Secure: a.Cfg.Secure()})
	complaintweb.Routes(a.Web, matterweb.Deps{DB: a.DB, Vault: a.Vault, Blobs: a.Blobs, BaseURL: a.Cfg.URL()}, a.Env)
	gatherweb.Routes(a.Web, gatherweb.Deps{DB: a.DB, Vault: a.Vault, Login: a.Login, Secure: a.Cfg.Secure(), Demo: a.Cfg.Demo})
	deskweb.Routes(a.Web, deskweb.Deps{DB: a.DB, Vault: a.Vault, Blobs: a.Blobs, BaseURL: a.Cfg.URL(), Homes: preventionweb.Homes})
	paperweb.Routes(a.Web, a.Env())
	hearingweb.Routes(a.Web, a.DB, a.Cfg.URL())
	evidenceweb.Routes(a.Web, a.Env(), a.Blobs)
	ledgerweb.Routes(a.Web, a.Env())
	archiveweb.Routes(a.Web, archiveweb.Deps{Env: a.Env(), Blobs: a.Blobs})
	referralweb.Routes(a.Web, matterweb.Deps{DB: a.DB, Vault: a.Vault, Blobs: a.Blobs, BaseURL: a.Cfg.URL()})
	loginweb.Routes(a.Web, loginweb.Deps{Login: a.Login, Env: a.Env(), DemoPassword: demo.Password})
	orgweb.Routes(a.Web, orgweb.Deps{DB: a.DB, Login: a.Login})
	divisionweb.Routes(a.Web, a.DB)
	holidayweb.Routes(a.Web, a.DB)
	parameterweb.Routes(a.Web, a.DB)
	opsweb.Routes(a.Web, opsweb.Deps{DB: a.DB, DataDir: a.Cfg.DataDir, AnchorsDir: a.Cfg.Anchors(), Channels: a.channels()})
	policyweb.Routes(a.Web)
	bindingweb.Routes(a.Web, bindingweb.Deps{DB: a.DB, Vault: a.Vault, Blobs: a.Blobs, Login: a.Login, BaseURL: a.Cfg.URL(), Demo: a.Cfg.Demo})
	kit := matterweb.Deps{DB: a.DB, Vault: a.Vault, Blobs: a.Blobs, BaseURL: a.Cfg.URL()}
	negotiationweb.Routes(a.Web, negotiationweb.Deps{Deps: kit, Params: a.params, Demo: a.Cfg.Demo})
	preventionweb.Routes(a.Web, kit)
	channelweb.Routes(a.Web, channelweb.Deps{Deps: kit, Login: a.Login, Demo: a.Cfg.Demo})
	partyweb.Routes(a.Web, partyweb.Deps{DB: a.DB, Vault: a.Vault, Blobs: a.Blobs, Login: a.Login, BaseURL: a.Cfg.URL(), Demo: a.Cfg.Demo,
		Pages: map[string]string{negotiation.Kind: negotiationweb.PartyPath, channel.Kind: channelweb.PartyPath}})
}
