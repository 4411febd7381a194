# ruff: noqa: E501 - data, in the width that the eye compares best
"""What columns of campaigns, their members and costs, and of panels are called: data, no code.

Tiers as in `words`: from the surest names to the least sure, in the form of `normal`.
"""

from __future__ import annotations

from collections.abc import Mapping

from goodwill.warehouse.reading.words import COSTS, ORDER_LINES, Tiers

CAMPAIGN_ID: Tiers = (
    "campaignid campaignno campaigncode campaignnumber experimentid testid"
    " 活动id 活动编号 活动代码 营销活动编号 营销活动id 实验id 实验编号",
    "campaign campaignname experiment experimentname 活动 营销活动 活动名称 实验 实验名称",
)

CAMPAIGNS: Mapping[str, Tiers] = {
    "campaign_id": (CAMPAIGN_ID[0], "id key code 编号 代码", CAMPAIGN_ID[1]),
    "name": ("name campaignname title subject 名称 活动名称 营销活动名称 主题",),
    "channel": (
        "channel campaignchannel contactchannel medium campaigntype 渠道 触达渠道 活动渠道 媒介",
    ),
    "kind": ("kind campaignkind campaignpurpose 活动类型 活动种类 营销类型",),
    "starts_on": (
        "startson startdate started start begin begins begindate beginson launchdate launchedon launched startday"
        " 开始日期 开始时间 起始日期 开始 上线日期 活动开始 活动开始日期",
        "date sentdate sendon senton 日期 发送日期",
    ),
    "ends_on": (
        "endson enddate ended end finish finishdate endday stopdate"
        " 结束日期 结束时间 截止日期 结束 活动结束 活动结束日期",
    ),
    "contact_cost": (
        "contactcost costpercontact costpermember unitcost costperunit contactprice costpermessage costpersend"
        " 单次触达成本 触达成本 单次成本 联系成本 人均成本 单条成本",
    ),
    "holdout_share": (
        "holdoutshare holdoutrate holdoutratio shareheldout controlshare controlrate"
        " 对照组比例 对照比例 留出比例 保留比例",
    ),
    "currency": ORDER_LINES["currency"],
}

ARM: Tiers = (
    "arm testgroup experimentgroup experimentalgroup treatmentgroup campaigngroup abgroup abtestgroup variant variation"
    " assignment assignedarm assignedgroup testcell testarm"
    " 实验组 实验分组 组别 测试组 分组 试验组 实验组别 对照 对照组 策略组 版本分组",
    "treatment treatmentflg treatmentflag treated istreated treatmentstatus holdout isholdout control iscontrol"
    " 处理 是否实验 是否对照 是否处理",
    "group groupname version bucket cell cohort promotion offer treat 版本 组 策略 方案 促销",
    "segment arms 细分 人群",
)

CAMPAIGN_MEMBERS: Mapping[str, Tiers] = {
    "campaign_id": CAMPAIGN_ID,
    "customer_id": (
        ORDER_LINES["customer_id"][0],
        "id key 编号 " + " ".join(ORDER_LINES["customer_id"][1:3]),
        *ORDER_LINES["customer_id"][3:],
    ),
    "arm": ARM,
    "assigned_on": (
        "assignedon assigneddate assignmentdate assignedat assigned drawnon randomisedon randomizedon enrolledon"
        " enrolmentdate enrollmentdate 分配日期 分组日期 入组日期 抽样日期 分配时间 分组时间 入组时间",
        "date timestamp datetime 日期",
    ),
    "contacted_on": (
        "contactedon contactdate contactedat contacted contacttime senton sentdate senddate sentat sendtime deliveredon"
        " deliverydate calledon calldate mailedon maildate maileddate exposedon exposuredate firstcontact"
        " 触达日期 触达时间 联系日期 联系时间 发送日期 发送时间 接触日期 拨打日期 外呼日期",
    ),
    "channel": (
        "contactchannel campaignchannel sendchannel medium 触达渠道 联系渠道 发送渠道",
        "channel 渠道",
    ),
    "cluster": (
        "cluster clusterid clustername clusterno assignmentunit randomisationunit randomizationunit drawnunit"
        " 群组 群组编号 整群 簇 分配单位 抽样单位",
        "household householdid householdkey householdno familyid 家庭 家庭编号 家庭id 户号",
    ),
}  # fmt: skip

CAMPAIGN_COSTS: Mapping[str, Tiers] = {
    "campaign_id": CAMPAIGN_ID,
    "arm": ARM[:2],
    "customer_id": ORDER_LINES["customer_id"][:3],
    "channel": CAMPAIGNS["channel"],
    "spent_on": COSTS["spent_on"],
    "amount": COSTS["amount"],
    "currency": ORDER_LINES["currency"],
}

PANEL: Mapping[str, Tiers] = {
    "unit": (
        "unit unitid unitname 单位 试点单位 单元",
        "storeid storeno storecode branchid branchno branchcode marketid regionid stateid"
        " 门店编号 店铺编号 网点编号 分公司编号 门店id",
        "store storename branch branchname shop outlet market dma geo 门店 店铺 网点 分店 分公司 门店名称 店铺名称",
        "city county district team department 城市 市 区县 团队 部门",
        "region regionname state statename province country area territory 地区 区域 省份 省 大区 国家",
        *ORDER_LINES["customer_id"][:3],
        "id name location 名称",
    ),
    "period": (
        "period periodid timeperiod yearmonth yearweek 期间 时期 周期 期 年月",
        "date day 日期 天",
        "week weekno weeknumber 周 周次 星期",
        "month monthno quarter 月份 月 季度",
        "time t 时间",
    ),
    "year": ("year yr 年份 年 年度",),
    "outcome": (
        "outcome y 结果 结果指标 因变量",
        "value metric kpi measure measurement result 数值 值 指标",
        "sales revenue amount netsales turnover margin orders salesamount"
        " 销售额 销售金额 金额 营业额 收入 毛利 订单数 订单量 销量",
    ),
    "treated": (
        "treated istreated treatedperiod pilot ispilot inpilot active intervention d"
        " 试点 是否试点 试点中 处理 是否处理 干预 实施 是否实施",
        "treatment treat policy w 处理组 实验组 试点组",
    ),
    "after": (
        "post after posttreatment postperiod afterpilot 试点后 实施后 处理后 上线后 政策后",
    ),
}  # fmt: skip

PILOTS: Mapping[str, Tiers] = {
    "pilot_id": (
        "pilotid pilotno pilotcode trialid testid rolloutid 试点编号 试点id 试点代码",
        "pilot trial test rollout experiment 试点 试验 项目",
    ),
    "name": ("name pilotname title subject 名称 试点名称 项目名称",),
    "unit_kind": ("unitkind unittype kindofunit level 单位类型 单元类型 单位种类",),
    "unit": PANEL["unit"],
    "starts_on": (
        CAMPAIGNS["starts_on"][0] + " pilotstart golive goliveon golivedate 试点开始 试点开始日期",
        CAMPAIGNS["starts_on"][1],
    ),
    "ends_on": (CAMPAIGNS["ends_on"][0] + " pilotend 试点结束 试点结束日期",),
}  # fmt: skip

# An arm with one of these in its name was left alone: what tells a column of arms by content.
LEFT_ALONE = (
    "control", "controlgroup", "holdout", "holdoutgroup", "notreatment", "noemail", "nomail", "nocontact",
    "nocampaign", "noad", "nopromotion", "untreated", "placebo", "psa", "对照", "对照组", "空白组", "空白", "留出",
    "留出组", "未触达", "不触达",
)  # fmt: skip
