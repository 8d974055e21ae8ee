package main

import (
	"context"
	"flag"
	"fmt"
	"os/user"
	"strings"
	"text/tabwriter"

	"qinghe/internal/access"
	"qinghe/internal/fault"
	"qinghe/internal/login"
	"qinghe/internal/org"
)

func init() {
	register("user", "管理账号：add 新建、list 查看、roles 改角色、reset 重置密码、deactivate 停用、reactivate 恢复", runUser)
}

const userUsage = `qinghe user 动作 [登录名] [选项]
  qinghe user list
  qinghe user add 登录名 -name 姓名 -roles 角色[,角色] [-org 组织名称] [-region 地区代码]
  qinghe user roles 登录名 -roles 角色[,角色]
  qinghe user reset 登录名
  qinghe user deactivate 登录名
  qinghe user reactivate 登录名`

type userFlags struct{ name, roles, org, region, email string }

func runUser(ctx context.Context, args []string) int {
	var u userFlags
	t, rest, ok := parseTool("user", userUsage, args, func(f *flag.FlagSet) {
		f.StringVar(&u.name, "name", "", "姓名")
		f.StringVar(&u.roles, "roles", "", "角色，用逗号分开："+strings.Join(roleCodes(), "、"))
		f.StringVar(&u.org, "org", "", "所在调解组织的名称或编号")
		f.StringVar(&u.region, "region", "", "负责的地区代码：63 全省，6302 市州，630202 区县")
		f.StringVar(&u.email, "email", "", "电子邮箱")
	})
	if !ok {
		return 2
	}
	if err := t.openVault(ctx); err != nil {
		return t.fail(err)
	}
	defer t.close()
	return t.user(ctx, rest, u)
}

func roleCodes() []string {
	var s []string
	for _, r := range access.StaffRoles {
		s = append(s, fmt.Sprintf("%s（%s）", r, r.Label()))
	}
	return s
}

func (t *tool) user(ctx context.Context, args []string, u userFlags) int {
	actions := map[string]func(context.Context, string, userFlags) error{
		"add": t.userAdd, "list": t.userList, "roles": t.userRoles, "reset": t.userReset, "deactivate": t.userDeactivate, "reactivate": t.userReactivate,
	}
	name := ""
	if len(args) > 1 {
		name = args[1]
	}
	if len(args) == 0 || actions[args[0]] == nil || args[0] != "list" && (name == "" || len(args) > 2) {
		fmt.Fprintln(t.err, "用法："+userUsage)
		return 2
	}
	if err := actions[args[0]](ctx, name, u); err != nil {
		return t.fail(err)
	}
	return 0
}

// console is the actor of the command line: whoever can read the database and the key may do this; the account log
// names the machine's user.
func console() access.Actor {
	who := "命令行"
	if u, err := user.Current(); err == nil {
		who += "（" + u.Username + "）"
	}
	return access.Job(who)
}

func rolesOf(s string) []access.Role {
	var rs []access.Role
	for _, f := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",，、 ", r) }) {
		rs = append(rs, access.Role(f))
	}
	return rs
}

func (t *tool) userAdd(ctx context.Context, name string, u userFlags) error {
	n := login.NewUser{LoginName: name, Name: u.name, Roles: rolesOf(u.roles), Region: u.region, Email: u.email}
	if len(n.Roles) == 0 {
		return fault.BadField("roles", "请用 -roles 写明角色："+strings.Join(roleCodes(), "、"))
	}
	if u.org != "" {
		o, err := t.findOrg(ctx, u.org)
		if err != nil {
			return err
		}
		n.OrgID, n.OrgName = o.ID, o.Name
	}
	made, password, err := t.login().CreateUser(ctx, console(), n)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "已新建账号 %s（%s，%s）。\n初始密码：%s\n请当面或打电话告诉本人；只显示这一次，第一次登录时必须修改，并绑定手机动态口令。\n登录地址：%s/login\n",
		made.LoginName, made.Name, made.RoleLabels(), password, t.cfg.URL())
	return nil
}

func (t *tool) findOrg(ctx context.Context, name string) (org.Org, error) {
	all, err := org.List(ctx, t.d, "", "", false)
	if err != nil {
		return org.Org{}, err
	}
	for _, o := range all {
		if o.Name == name || o.ID == name {
			return o, nil
		}
	}
	return org.Org{}, fault.BadField("org", "没有找到这个调解组织："+name+"。请写全称，或者先在网页里新建")
}

func (t *tool) userList(ctx context.Context, _ string, u userFlags) error {
	list, err := login.List(ctx, t.d, login.Filter{})
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(t.out, 2, 4, 2, ' ', 0)
	fmt.Fprintln(w, "登录名\t姓名\t角色\t组织或地区\t动态口令\t状态\t最近登录")
	for _, u := range list {
		state, factor, last, where := "正常", "已绑定", u.LastLoginAt.String(), u.OrgName
		if where == "" {
			where = u.Region
		}
		if !u.TOTP {
			factor = "未绑定"
		}
		if last == "" {
			last = "从未"
		}
		if len(u.RolesAsked) > 0 {
			state = "待批准：" + u.AskedLabels()
		}
		if !u.Active() {
			state = "已停用"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", u.LoginName, u.Name, u.RoleLabels(), where, factor, state, last)
	}
	return w.Flush()
}

func (t *tool) userRoles(ctx context.Context, name string, f userFlags) error {
	u, err := t.findUser(ctx, name)
	if err != nil {
		return err
	}
	if err := t.login().SetRoles(ctx, console(), u.ID, rolesOf(f.roles)); err != nil {
		return err
	}
	if u, err = login.Get(ctx, t.d, u.ID); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "账号 %s 的角色现在是：%s\n", u.LoginName, u.RoleLabels())
	return nil
}

func (t *tool) userReset(ctx context.Context, name string, _ userFlags) error {
	u, err := t.findUser(ctx, name)
	if err != nil {
		return err
	}
	password, err := t.login().Reset(ctx, console(), u.ID)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "账号 %s（%s）的新密码：%s\n请先核实是本人，再当面或打电话告诉他；只显示这一次。登录后要重新绑定手机动态口令。\n", u.LoginName, u.Name, password)
	return nil
}

func (t *tool) userDeactivate(ctx context.Context, name string, _ userFlags) error {
	u, err := t.findUser(ctx, name)
	if err != nil {
		return err
	}
	matters, err := t.login().Deactivate(ctx, console(), u.ID)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "账号 %s（%s）已停用。\n", u.LoginName, u.Name)
	if len(matters) > 0 {
		fmt.Fprintf(t.out, "名下还有 %d 件没有办完，请让组织管理员在工作台“改派”里逐件交给别人。\n", len(matters))
	}
	return nil
}

func (t *tool) userReactivate(ctx context.Context, name string, _ userFlags) error {
	u, err := t.findUser(ctx, name)
	if err != nil {
		return err
	}
	if err := t.login().Reactivate(ctx, console(), u.ID); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "账号 %s（%s）已恢复。\n", u.LoginName, u.Name)
	return nil
}

func (t *tool) findUser(ctx context.Context, name string) (login.User, error) {
	u, err := login.Find(ctx, t.d, name)
	if fault.Is(err, fault.NotFound) {
		return u, fault.BadField("login_name", "没有 "+name+" 这个账号。用 qinghe user list 查看全部")
	}
	return u, err
}
