package law

// agencyRules are the limits of legal aid, labour inspection, work-injury authorities and wage bargaining.
func agencyRules() []Rule {
	aid := func(a ...string) []Cite { return Refs(LegalAidLaw, a...) }
	injury := func(a ...string) []Cite { return Refs(WorkInjuryRules, a...) }
	bargain := func(a ...string) []Cite { return Refs(QinghaiWageBargaining, a...) }
	return []Rule{
		{ID: "T-LA-REVIEW-7", Name: "审查法律援助申请", Trigger: "收到法律援助申请", Length: 7, Unit: Days, Bound: agency("法律援助机构"), Expiry: "书面决定", Roll: RollNext, Cites: aid("43.1")},
		{ID: "T-LA-ASSIGN-3", Name: "指派法律援助人员", Trigger: "决定给予法律援助", Length: 3, Unit: Days, Bound: agency("法律援助机构"), Roll: RollNext, Cites: aid("43.1")},
		{ID: "T-LA-OBJ-5", Name: "审查法律援助异议", Trigger: "司法行政部门收到异议", Length: 5, Unit: Days, Bound: agency("司法行政部门"), Expiry: "维持或者责令改正", Roll: RollNext, Cites: aid("49.2")},
		{ID: "T-LA-URGENT-7", Name: "可以先行提供法律援助", Trigger: "时效或者期限届满日（倒计）", Length: 7, Unit: Days, Direction: Backward, Bound: nobody("法律援助机构"), Expiry: "这一天以后距届满不足七日，可以先行援助，后补手续", Roll: RollNone, Cites: aid("44.1(1)")},
		{ID: "T-INSPECT-60WD", Name: "劳动保障监察调查", Trigger: "监察立案", Length: 60, Unit: WorkDays, Bound: agency("人力资源社会保障行政部门"), Extension: approved(30, "部门负责人", Refs(InspectionRules, "17")), Cites: Refs(InspectionRules, "17")},
		{ID: "T-QH-INSPECT-ACCEPT-5", Name: "处理举报投诉", Trigger: "登记举报投诉", Length: 5, Unit: Days, Bound: agency("人力资源社会保障部门"), Expiry: "立案，或者送达不予受理决定书", Roll: RollNext, Cites: Refs(QinghaiInspection, "15"), Note: "条文写“五日”，没有写明是否工作日，按自然日"},
		{ID: "T-QH-INSPECT-60", Name: "青海监察案件内控期限", Trigger: "监察立案", Length: 60, Unit: Days, Bound: agency("人力资源社会保障部门"), Extension: approved(30, "部门负责人（四种情形）", Refs(QinghaiInspection, "19")), Expiry: "内控目标；法定上限见 T-INSPECT-60WD", Roll: RollNext,
			Cites: Refs(QinghaiInspection, "19"), Kind: AgencyTarget, Note: "条文写“六十日”，没有写明是否工作日，按自然日，与国务院条例并列，显示较早的日期"},
		{ID: "T-INSPECT-2Y", Name: "监察查处时效", Trigger: "违法行为发生；有连续或者继续状态的，行为终了", Length: 2, Unit: Years, Bound: party("投诉人"), Expiry: "没有被发现、举报、投诉的，不再查处", Roll: RollNext, Cites: Refs(InspectionRules, "20")},
		{ID: "T-WI-EMP-30", Name: "单位申请工伤认定", Trigger: "事故伤害发生，或者被诊断、鉴定为职业病", Length: 30, Unit: Days, Bound: party("用人单位"), Extension: approved(0, "社会保险行政部门", injury("17.1")), Expiry: "期间的工伤待遇费用由单位负担", Roll: RollNext, Cites: injury("17.1", "17.4")},
		{ID: "T-WI-WORKER-1Y", Name: "职工、近亲属、工会申请工伤认定", Trigger: "事故伤害发生，或者被诊断、鉴定为职业病", Length: 1, Unit: Years, Bound: party("职工、近亲属、工会"), Roll: RollNext, Cites: injury("17.2")},
		{ID: "T-WI-DECIDE-60", Name: "作出工伤认定决定", Trigger: "受理工伤认定申请", Length: 60, Unit: Days, Bound: agency("社会保险行政部门"), Still: Standstill{Pause: "等待司法机关或者行政主管部门的结论", Cites: injury("20.3")}, Roll: RollNext, Cites: injury("20.1")},
		{ID: "T-WI-DECIDE-15", Name: "作出工伤认定决定（事实清楚）", Trigger: "受理事实清楚、权利义务明确的申请", Length: 15, Unit: Days, Bound: agency("社会保险行政部门"), Still: Standstill{Pause: "等待司法机关或者行政主管部门的结论", Cites: injury("20.3")}, Roll: RollNext, Cites: injury("20.2")},
		{ID: "T-WI-GRADE-60", Name: "作出劳动能力鉴定结论", Trigger: "收到劳动能力鉴定申请", Length: 60, Unit: Days, Bound: agency("劳动能力鉴定委员会"), Extension: approved(30, "劳动能力鉴定委员会（必要时）", injury("25.2")), Roll: RollNext, Cites: injury("25.2")},
		{ID: "T-WI-RE-15", Name: "申请再次鉴定", Trigger: "收到鉴定结论", Length: 15, Unit: Days, Bound: party("单位或者个人"), Roll: RollNext, Cites: injury("26")},
		{ID: "T-WI-RECHECK-1Y", Name: "可以申请复查鉴定", Trigger: "劳动能力鉴定结论作出", Length: 1, Unit: Years, Bound: nobody("职工、近亲属、单位、经办机构（权利）"), Expiry: "一年后伤残情况变化的，可以申请复查鉴定", Roll: RollNext, Cites: injury("28")},
		{ID: "T-QH-CBA-REPLY-20", Name: "答复工资集体协商要约", Trigger: "接到协商要约", Length: 20, Unit: Days, Bound: party("应约方"), Roll: RollNext, Cites: bargain("25.1")},
		{ID: "T-QH-CBA-DONE-60", Name: "完成工资集体协商", Trigger: "应约方收到协商要约", Length: 60, Unit: Days, Bound: party("双方"), Expiry: "协商不成的，可以申请调解", Roll: RollNext, Cites: bargain("28")},
		{ID: "T-QH-CBA-MED-10", Name: "申请调解工资集体协商争议", Trigger: "双方协商未达成一致意见", Length: 10, Unit: Days, Bound: party("一方或者双方"), Roll: RollNext, Cites: bargain("36.1")},
		{ID: "T-QH-CBA-HANDLE-30", Name: "协调处理工资集体协商争议", Trigger: "受理", Length: 30, Unit: Days, Bound: agency("人力资源社会保障主管部门"), Extension: approved(15, "部门负责人", bargain("37")), Roll: RollNext, Cites: bargain("37")},
	}
}

// employerRules are an employer's and a worker's own limits around dismissal, resignation and the trade union.
func employerRules() []Rule {
	contract := func(a ...string) []Cite { return Refs(LabourContractLaw, a...) }
	union := func(a ...string) []Cite { return Refs(QinghaiUnion, a...) }
	return []Rule{
		{ID: "T-QH-UNION-NOTICE-15", Name: "解除前通知工会", Trigger: "单方解除劳动合同之日（倒计）", Length: 15, Unit: Days, Direction: Backward, Bound: party("用人单位"), Expiry: "程序违法；起诉前可以补正，否则可能要付赔偿金", Roll: RollPrevious, Cites: refs(union("25.2"), Refs(LabourReading1, "47"))},
		{ID: "T-QH-UNION-DISC-7", Name: "处分前通知工会", Trigger: "处分职工之日（倒计）", Length: 7, Unit: Days, Direction: Backward, Bound: party("用人单位"), Expiry: "程序违法", Roll: RollPrevious, Cites: union("25.1")},
		{ID: "T-QH-UNION-REPLY-15", Name: "书面告知工会处理结果", Trigger: "收到工会意见", Length: 15, Unit: Days, Bound: party("用人单位"), Expiry: "工会可以提请上级工会、发出监督意见书", Roll: RollNext, Cites: union("25.2")},
		{ID: "T-UNION-OPINION-REPLY", Name: "答复工会劳动法律监督意见书", Trigger: "收到监督意见书", Unit: Agreed, FixedBy: "发意见书的工会", Bound: party("用人单位"), Expiry: "县级以上总工会可以发出监督建议书", Roll: RollNext, Cites: Refs(UnionSupervision, ""), Kind: Assumption, Checked: Memory,
			Note: "没有统一的答复期限，由意见书写明；不设默认天数"},
		{ID: "T-FILE-TRANSFER-15", Name: "办理档案和社会保险转移", Trigger: "解除或者终止劳动合同", Length: 15, Unit: Days, Bound: party("用人单位"), Expiry: "可以投诉、要求赔偿损失", Roll: RollNext, Cites: contract("50.1")},
		{ID: "T-RESIGN-30", Name: "辞职提前通知", Trigger: "离职之日（倒计）", Length: 30, Unit: Days, Direction: Backward, Bound: party("劳动者"), Roll: RollNone, Cites: contract("37")},
		{ID: "T-RESIGN-3", Name: "试用期辞职提前通知", Trigger: "离职之日（倒计）", Length: 3, Unit: Days, Direction: Backward, Bound: party("劳动者"), Roll: RollNone, Cites: contract("37")},
		{ID: "T-TERM-30", Name: "非过失解除提前通知", Trigger: "解除之日（倒计）", Length: 30, Unit: Days, Direction: Backward, Bound: party("用人单位"), Expiry: "或者额外支付一个月工资（代通知金）", Roll: RollNone, Cites: contract("40")},
		{ID: "T-LAYOFF-30", Name: "裁员提前说明情况", Trigger: "裁减人员之日（倒计）", Length: 30, Unit: Days, Direction: Backward, Bound: party("用人单位"), Expiry: "六个月内重新招用的，优先招用被裁减人员", Roll: RollNone, Cites: contract("41")},
	}
}

// keepingRules are how long papers are kept and offices last.
func keepingRules() []Rule {
	return []Rule{
		{ID: "T-ARCHIVE", Name: "裁决案卷保存（不少于）", Trigger: "结案", Length: 10, Unit: Years, Bound: nobody("仲裁委员会"), Expiry: "按档案管理规定处理", Cites: order33("24")},
		{ID: "T-ARCHIVE-5Y", Name: "调解和其他方式结案的案卷保存（不少于）", Trigger: "结案", Length: 5, Unit: Years, Bound: nobody("仲裁委员会"), Expiry: "按档案管理规定处理", Cites: order33("24")},
		{ID: "T-PAYROLL-KEEP", Name: "工资支付记录保存（不少于）", Trigger: "工资记录形成", Length: 2, Unit: Years, Bound: nobody("用人单位"), Expiry: "保存期内拿不出的，承担举证不利后果", Cites: Refs(WagePayment, "6.3")},
		{ID: "T-PAYROLL-KEEP-3Y", Name: "农民工工资支付台账保存（不少于）", Trigger: "台账形成；工程建设的，工程完工且工资结清", Length: 3, Unit: Years, Bound: nobody("用人单位"), Expiry: "保存期内拿不出的，承担举证不利后果", Cites: Refs(MigrantWageRules, "15", "28")},
		{ID: "T-TERM-OFFICE", Name: "人民调解委员会委员任期", Trigger: "当选", Length: 3, Unit: Years, Bound: nobody("委员"), Expiry: "可以连选连任", Cites: Refs(PeoplesMediationLaw, "9.2")},
		{ID: "T-TERM-OFFICE-ENT-1Y", Name: "企业调解员聘期（至少）", Trigger: "聘任", Length: 1, Unit: Years, Bound: nobody("企业调解员"), Expiry: "可以续聘", Cites: order17("19")},
		{ID: "T-TERM-OFFICE-ARB-5Y", Name: "仲裁员聘期", Trigger: "聘任", Length: 5, Unit: Years, Bound: nobody("仲裁员"), Expiry: "可以续聘", Cites: Refs(Order34, "24")},
	}
}

// productRules are steps of handling for which no law gives a number. They are ours, shown as 口径, and may be configured.
func productRules() []Rule {
	own := func(id ID, name, trigger string, n int, u Unit, who Bound, roll Roll, x Extension) Rule {
		return Rule{ID: id, Name: name, Trigger: trigger, Length: n, Unit: u, Bound: who, Roll: roll, Extension: x, Cites: Refs(ThisSystem, name), From: day("2000-01-01"), Kind: Assumption, Checked: Design}
	}
	return []Rule{
		own("P-REGISTER-1WD", "登记申请", "收到申请", 1, WorkDays, body("调解组织"), RollNone, Extension{}),
		own("P-REPLY-3WD", "对方答复是否同意调解", "征询对方", 3, WorkDays, party("对方"), RollNone, Extension{}),
		own("P-DECIDE-3WD", "答复是否受理", "收到申请", 3, WorkDays, body("调解组织"), RollNone, Extension{}),
		own("P-SILENT-2WD", "对方不回应时再次联系", "答复期满对方未回应", 2, WorkDays, body("调解组织"), RollNone, Extension{}),
		own("P-BEGIN-3WD", "开始调解", "受理", 3, WorkDays, body("调解员"), RollNone, Extension{}),
		own("P-MED-TOWN-30", "乡镇街道调解组织结束调解", "受理", 30, Days, body("调解组织"), RollNext, consented("双方同意", nil)),
		own("P-SIGN-7", "双方签字", "协议文本定稿", 7, Days, party("双方"), RollNext, consented("双方同意", nil)),
		own("P-VISIT-7", "履行后回访", "履行完毕或者履行期满", 7, Days, body("调解组织"), RollNext, Extension{}),
		own("P-PERFORM-WATCH", "跟踪履行", "协议生效", 1, Years, body("调解组织"), RollNext, Extension{}),
		own("P-NEGO-WATCH-15", "协商没有谈成时提醒双方", "开始协商，或者上一次提醒", 15, Days, party("双方"), RollNext, Extension{}),
		own("P-NEGO-OFFER", "答复协商方案", "提出方案的一方给出的答复日期", 0, Agreed, party("对方"), RollNext, Extension{}).fixedBy("提出方案的一方"),
		own("P-NEGO-POINT-7", "私下答复双盲报价的方案", "系统提出方案", 7, Days, party("双方"), RollNext, Extension{}),
		own("P-NEGO-BLIND", "填写双盲报价的底线", "先填的一方给出的日期", 0, Agreed, party("双方"), RollNext, Extension{}).fixedBy("先填的一方"),
		own("P-NEGO-SIGN-7", "签和解协议", "和解协议定稿", 7, Days, party("双方"), RollNext, Extension{}),
		own("P-NEGO-HELP", "帮手可以查看和参与的时间", "请帮手的一方给出的日期", 0, Agreed, nobody("帮手"), RollNone, Extension{}).fixedBy("请帮手的一方"),
		own("P-SETTLE-REVIEW-5WD", "仲裁委审查和解协议（参照33号令第七十六条）", "收到审查申请", 5, WorkDays, agency("仲裁委"), RollNone, Extension{}),
		own("P-CHANNEL-ANSWER", "单位答复职工诉求", "单位自己定的答复天数", 0, Agreed, party("单位"), RollNext, Extension{}).fixedBy("单位"),
		own("P-CHANNEL-NEXT-15", "职工看了答复以后说满不满意", "单位作出答复，或者答复期满", 15, Days, party("职工"), RollNext, Extension{}),
		own("P-UNION-REPLY", "书面回复提示函、意见书、建议书", "函书上写明的回复日期", 0, Agreed, party("收到函书的单位"), RollNext, Extension{}).fixedBy("发函的单位"),
		own("P-UNION-MEND", "按函书、建议书整改", "发函的单位同意的整改完成日期", 0, Agreed, party("单位"), RollNext, Extension{}).fixedBy("发函的单位"),
		own("P-UNION-VERIFY-5WD", "核查单位的回复", "收到回复", 5, WorkDays, agency("发函的单位"), RollNone, Extension{}),
		own("P-UNION-NEXT-5WD", "逾期没有回复或者没有整改的，决定下一步", "回复期满或者整改期满", 5, WorkDays, agency("发函的单位"), RollNone, Extension{}),
		own("P-SELFCHECK-MEND", "改正用工体检查出的问题", "单位自己定的整改日期", 0, Agreed, party("单位"), RollNext, Extension{}).fixedBy("单位"),
		own("P-SELFCHECK-WATCH-15", "提醒没有改完的用工体检", "整改日期届满，或者上一次提醒", 15, Days, party("单位"), RollNext, Extension{}),
		own("P-FILING-CHECK-5WD", "核验企业调解委员会的备案", "收到备案或者补正", 5, WorkDays, agency("县级人社部门"), RollNone, Extension{}),
		own("P-FILING-FIX-15", "补正企业调解委员会的备案", "退回补正", 15, Days, party("单位"), RollNext, Extension{}),
		own("P-PLEDGE-TERM", "信用承诺的有效期", "承诺书写明的有效期", 0, Agreed, nobody("承诺的单位"), RollNone, Extension{}).fixedBy("作承诺的单位"),
		own("P-MED-CENTRE-30", "仲裁院调解中心结束调解", "受理", 30, Days, body("调解组织"), RollNext, consented("双方同意", nil)),
		own("P-MED-INDUSTRY-30", "行业性、区域性调解组织结束调解", "受理", 30, Days, body("调解组织"), RollNext, consented("双方同意", nil)),
		own("P-MED-INST-30", "事业单位调解组织结束调解", "受理", 30, Days, body("调解组织"), RollNext, consented("双方同意", nil)),
		own("P-FIX-7", "补正申请材料", "一次性告知补正", 7, Days, party("申请人"), RollNext, consented("调解组织同意", nil)),
		own("P-RECUSE-3WD", "答复更换调解员、翻译的申请", "收到申请", 3, WorkDays, body("调解组织"), RollNone, Extension{}),
		own("P-EXPERT-7", "专家出具咨询意见", "邀请专家", 7, Days, body("调解组织"), RollNext, Extension{}),
		own("P-PAUSE-30", "暂停调解后决定恢复或者终止", "暂停调解", 30, Days, body("调解组织"), RollNext, consented("双方同意", nil)),
		own("P-CHECK-3WD", "核查疑似虚假调解", "暂停调解并报告", 3, WorkDays, body("调解组织"), RollNone, Extension{}),
		own("P-CRIME-1WD", "移送涉嫌犯罪线索", "发现线索", 1, WorkDays, body("调解组织"), RollNone, Extension{}),
		own("P-MAJOR-1WD", "呈报重大争议", "收到十人以上的申请", 1, WorkDays, body("调解组织"), RollNone, Extension{}),
		own("P-RATE-3WD", "回访不满意的评价", "收到不满意的评价", 3, WorkDays, body("调解组织"), RollNone, Extension{}),
		own("P-COMPLAIN-ACC-3WD", "答复是否受理投诉", "收到投诉", 3, WorkDays, body("调解组织或者主管部门"), RollNone, Extension{}),
		own("P-COMPLAIN-30", "答复投诉处理结果", "受理投诉", 30, Days, body("调解组织或者主管部门"), RollNext, consented("投诉人同意", nil)),
		own("P-TELL-2WD", "调解期满后书面告知", "调解期限届满", 2, WorkDays, body("调解组织"), RollNone, Extension{}),
		own("P-REF-SEND-3WD", "征得同意并发出移送、委派、委托", "登记移送、委派、委托", 3, WorkDays, agency("发出单位"), RollNone, Extension{}),
		own("P-REF-ACCEPT-3WD", "接收或者退回移送事项", "收到移送、委托", 3, WorkDays, body("接收单位"), RollNone, Extension{}),
		own("P-REF-REDIRECT-2WD", "没有被接收的另行安排", "对方不接收或者逾期不答复", 2, WorkDays, agency("发出单位"), RollNone, Extension{}),
		own("P-REF-TERM-30", "办理移送、建议调解的事项", "接收", 30, Days, body("接收单位"), RollNext, consented("双方同意", nil)),
		own("P-REF-CLOSE-7", "收到反馈后处理", "收到反馈或者转回", 7, Days, agency("发出单位"), RollNext, Extension{}),
		own("P-REF-WATCH", "跟踪转出的援助申请、案件线索", "对方接收", 1, Years, agency("接收单位"), RollNext, Extension{}),
		own("P-PACKAGE-7", "签好申请材料", "开始准备申请材料", 7, Days, party("申请人"), RollNext, Extension{}),
		own("P-REVIEW-FIX", "补正仲裁审查申请材料（条文没有写，参照33号令第二十九条）", "仲裁委员会通知补正", 0, Agreed, party("双方"), RollNext, Extension{}).fixedBy("仲裁委员会"),
		own("P-JUD-ACC-7", "决定是否受理司法确认（人民调解以外的协议）", "法院收到司法确认申请", 7, Days, agency("法院"), RollNext, Extension{}),
		own("P-OFFER-3WD", "答复是否先行调解", "法院征询是否先行调解", 3, WorkDays, party("起诉的一方"), RollNone, Extension{}),
		own("P-BOOK-SERVE-5WD", "送达仲裁调解书", "制作仲裁调解书", 5, WorkDays, agency("仲裁委员会"), RollNone, Extension{}),
		own("P-PO-OBJECTION-5WD", "审查支付令异议", "收到书面异议", 5, WorkDays, agency("法院"), RollNone, Extension{}),
		own("P-TRACK-30", "登记仲裁、诉讼的进展", "上一次登记", 30, Days, body("登记的一方"), RollNext, Extension{}),
	}
}
