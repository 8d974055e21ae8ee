package demo

// plot is a demo case: who, what, and how far it got. Amounts are whole yuan.
type plot struct {
	worker, employer, facts, org, channel, language, last string
	flags                                                 []string
	claims                                                []demoClaim
	agreed                                                int64
	daysAgo, usccSeed                                     int
	employerApplies                                       bool
	sender                                                string // who sent it, for what a court or tribunal sends
	oral, personnel                                       bool
}

type demoClaim struct {
	code   string
	yuan   int64
	months int
}

var surnames = []string{"马", "李", "韩", "祁", "王", "才", "张", "赵", "冶", "星", "苏", "白", "陈", "魏", "索", "贺"}
var nations = []string{"汉族", "藏族", "回族", "土族", "撒拉族", "蒙古族"}
var employers = []string{"建筑劳务有限公司", "物业服务有限公司", "餐饮管理有限公司", "快递有限公司", "商贸有限公司", "运输有限公司", "教育咨询有限公司"}

// plots is the cast of the tutorial's organisation, in the order of the list.
var plots = []plot{
	{worker: "李秀某", employer: "演示高原红餐饮管理有限公司", facts: "申请人在后厨工作，口头约定月薪5400元，没签书面合同。单位每月少发约2160元，停业整顿后没有补发。", flags: []string{"migrant"}, claims: []demoClaim{{"wages", 21600, 10}}, agreed: 19800, daysAgo: 8, last: "propose", usccSeed: 1},
	{worker: "马建某", employer: "演示河湟建筑劳务有限公司", facts: "申请人在工地做木工，工程完工后剩余工资一直没有结清，包工头让找公司。", flags: []string{"migrant"}, claims: []demoClaim{{"wages", 41230, 6}}, daysAgo: 3, last: "submitted", usccSeed: 2},
	{worker: "才仁某", employer: "演示雪山快递有限公司", facts: "申请人送快递，公司扣了两个月派费，也没有给高温补贴。", language: "bo", flags: []string{"platform"}, claims: []demoClaim{{"wages", 8450, 3}}, daysAgo: 9, last: "mediate", usccSeed: 3},
	{worker: "王海某", employer: "演示启明教育咨询有限公司", facts: "公司说业务调整，让申请人第二天不用来了，没有给补偿。", claims: []demoClaim{{"severance", 36000, 24}}, daysAgo: 2, last: "inquire", usccSeed: 4},
	{worker: "韩玉某", employer: "演示金穗商贸有限公司", facts: "申请人怀孕后被调岗降薪，入职一年没有签书面合同。", flags: []string{"pregnant"}, claims: []demoClaim{{"double", 30000, 11}}, daysAgo: 7, last: "mediate", usccSeed: 5},
	{worker: "祁永某", employer: "演示安居物业服务有限公司", facts: "申请人做夜班保安，节假日加班只给基本工资。", claims: []demoClaim{{"overtime", 5520, 8}}, agreed: 5520, daysAgo: 26, last: "first", usccSeed: 6},
	{worker: "冶成某", employer: "演示通达运输有限公司", facts: "申请人装货时砸伤脚，单位垫了部分医药费，剩下的不肯付。", channel: "counter", claims: []demoClaim{{"injury", 78000, 5}}, agreed: 60000, daysAgo: 20, last: "effect", usccSeed: 7},
	{worker: "贺文某", employer: "演示云图科技有限公司", facts: "单位要求申请人返还培训费，申请人认为没有约定服务期。", employerApplies: true, claims: []demoClaim{{"penalty", 24000, 4}}, agreed: 9000, daysAgo: 60, last: "close", usccSeed: 8},
	{worker: "苏德某", employer: "演示高原红餐饮管理有限公司", facts: "和同事一样，停业后三个月工资没有发。", flags: []string{"migrant"}, claims: []demoClaim{{"wages", 16200, 4}}, daysAgo: 5, last: "answer", usccSeed: 1},
	{worker: "星海某", employer: "演示高原红餐饮管理有限公司", facts: "停业后工资没有发，押金也没有退。", channel: "oral", flags: []string{"migrant"}, claims: []demoClaim{{"wages", 9800, 3}}, daysAgo: 1, last: "submitted", usccSeed: 1},
	{worker: "张桂某", employer: "演示雪域餐饮集团有限公司", org: firmOrg, facts: "申请人在分店做前厅，年休假没休也没给钱，离职时没有结清。", claims: []demoClaim{{"leave", 2758, 12}}, daysAgo: 4, last: "accept"},
	{worker: "白生某", employer: "演示雪域餐饮集团有限公司", org: firmOrg, facts: "申请人认为绩效扣款没有依据。", claims: []demoClaim{{"wages", 6400, 5}}, agreed: 6000, daysAgo: 15, last: "propose"},
	{worker: "陈晓某", employer: "演示丹霞旅游有限公司", facts: "淡季被要求待岗，只发很少的生活费。", claims: []demoClaim{{"wages", 12600, 6}}, daysAgo: 16, last: "failed", usccSeed: 11},
	{worker: "魏国某", employer: "演示恒远家政服务有限公司", facts: "对方认为双方是劳务关系，不愿意调解。", claims: []demoClaim{{"relation", 0, 12}, {"wages", 7300, 3}}, daysAgo: 12, last: "rejected", usccSeed: 12},
	{worker: "索南某", employer: "演示草原畜产品有限公司", facts: "收购季做了四个月，说好年底结账，到现在没有结。", language: "bo", flags: []string{"migrant"}, channel: "phone", claims: []demoClaim{{"wages", 18000, 4}}, agreed: 17000, daysAgo: 75, last: "close", usccSeed: 13},
	{worker: "赵丽某", employer: "演示蓝天幼教有限公司", facts: "合同到期单位不续签，申请人要求经济补偿。", claims: []demoClaim{{"severance", 15600, 36}}, agreed: 15600, daysAgo: 40, last: "all", usccSeed: 14},
}
