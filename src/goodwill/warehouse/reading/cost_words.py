# ruff: noqa: E501 - data, in the width that the eye compares best
"""What columns of the cost ledger and of the tables beside it are called: data, no code.

Tiers as in `words`, in the form of `normal`: from the surest names to the least sure. The
names of the contract need not be repeated.
"""

from __future__ import annotations

from collections.abc import Mapping

from goodwill.warehouse.reading.campaign_words import CAMPAIGN_ID
from goodwill.warehouse.reading.words import ORDER_LINES, Tiers

CATEGORY: Tiers = (
    "category costcategory expensecategory costtype expensetype accountname account costelement glaccount"
    " 费用类别 成本类别 费用类型 成本类型 费用大类 类别 科目 科目名称 会计科目 费用科目 一级科目",
    "type kind 类型 分类 大类 费用项目 费用名称",
)
SUBCATEGORY: Tiers = (
    "subcategory costsubcategory subtype expensesubcategory subaccount expenseitem costitem"
    " 费用子类 子类别 成本子类 费用明细 明细科目 二级科目 二级类别 费用小类 小类 子类",
    "item 费用项目 项目明细",
)
STAGE: Tiers = (
    "stage lifecyclestage customerstage relationshipstage lifecycle"
    " 阶段 客户阶段 生命周期阶段 生命周期 关系阶段",
)
DEPARTMENT: Tiers = (
    "department dept costcentre costcenter costcentername departmentname team"
    " 部门 部门名称 成本中心 责任部门 归属部门 费用部门 使用部门 承担部门",
    *ORDER_LINES["department"],
)
CHANNEL: Tiers = ("channel 渠道 渠道名称", *ORDER_LINES["channel"])
CURRENCY = ORDER_LINES["currency"]
PERIOD: Tiers = (
    "period month yearmonth accountingperiod fiscalperiod 期间 会计期间 月份 年月 所属月份 所属期间 期",
    "date day 日期",
)
AMOUNT: Tiers = (
    "amount costamount expenseamount cost expense spend amountlocal debit debitamount"
    " 金额 费用金额 成本金额 发生额 支出金额 发生金额 借方金额 本期发生额 费用 成本",
    "total totalamount value 合计 总金额 总额 支出 价税合计",
)

COST_ENTRIES: Mapping[str, Tiers] = {
    "entry_id": (
        "entryid entryno entrynumber costid expenseid ledgerid lineid transactionid recordid"
        " 分录号 分录编号 费用编号 成本编号 费用单号 明细编号 记录编号 流水号 台账编号",
        "id no number 编号 序号 单据编号 单号",
    ),
    "served_on": (
        "servedon servicedate dateofservice costdate expensedate entrydate incurredon incurreddate"
        " 服务日期 发生日期 费用日期 费用发生日期 入账日期 记账日期 归属日期 业务日期",
        "date postingdate documentdate bookingdate 日期 时间 制单日期 单据日期",
        "period month 期间 月份 会计期间",
    ),
    "amount": AMOUNT,
    "currency": CURRENCY,
    "rate": ("rate exchangerate fxrate conversionrate 汇率 折算汇率 记账汇率",),
    "category": CATEGORY,
    "subcategory": SUBCATEGORY,
    "stage": STAGE,
    "department": DEPARTMENT,
    "channel": CHANNEL,
    "campaign_id": CAMPAIGN_ID,
    "product_id": ORDER_LINES["product_id"],
    "region": ORDER_LINES["region"],
    "customer_id": (ORDER_LINES["customer_id"][0], *ORDER_LINES["customer_id"][2:4]),
    "segment": ("segment customersegment 细分 客户细分 客户群 分群 客户分群",),
    "nature": ("nature costnature 性质 费用性质 成本性质 现金性质",),
    "behaviour": (
        "behaviour behavior costbehaviour costbehavior 习性 成本习性 费用习性 成本性态 性态",
    ),
    "treatment": (
        "treatment allocation allocationmethod 处理 处理方式 分摊方式 归集方式 分配方式",
    ),
    "driver": ("driver costdriver allocationbase 动因 成本动因 分摊动因 分摊依据 分配依据",),
    "evidence": (
        "evidence basis source proof documenttype 依据 凭据 凭证类型 证据 单据类型 取得依据",
    ),
    "asset_id": ("assetid assetno assetnumber asset 资产编号 资产号 固定资产编号 资产",),
    "reverses": (
        "reverses reversalof reversed reversedentry reversedentryid originalentry correctionof"
        " 冲销 冲销分录 冲销编号 冲红单号 被冲销编号 原分录号 原费用编号 红冲编号",
    ),
    "recurs": ("recurs recurrence recurring frequency interval 周期 重复 重复周期 频率 发生频率",),
    "until_on": ("untilon until enddate endson recursuntil 截止日期 结束日期 终止日期",),
    "vendor": (
        "vendor vendorname supplier suppliername payee creditor 供应商 供应商名称 收款方 收款单位 往来单位 对方单位",
    ),
    "source_system": ("sourcesystem system origin 来源系统 系统 数据来源",),
    "author": ("author enteredby createdby preparer user 制单人 录入人 经办人 填制人 报销人",),
}

EXCHANGE_RATES: Mapping[str, Tiers] = {
    "currency": CURRENCY,
    "quoted_on": (
        "quotedon quotedate ratedate validfrom effectivedate 报价日期 汇率日期 生效日期 公布日期",
        "date 日期",
    ),
    "rate": ("rate exchangerate fxrate middlerate 汇率 中间价 折算价 记账汇率", "value price 价格"),
}

ASSETS: Mapping[str, Tiers] = {
    "asset_id": (
        "assetid assetno assetnumber assetcode 资产编号 资产号 固定资产编号 资产编码 卡片编号",
        "id no 编号 asset 资产",
    ),
    "name": ("name assetname description 名称 资产名称 固定资产名称",),
    "category": (CATEGORY[0] + " assetcategory assetclass 资产类别 资产分类", CATEGORY[1]),
    "subcategory": SUBCATEGORY,
    "stage": STAGE,
    "department": DEPARTMENT,
    "treatment": COST_ENTRIES["treatment"],
    "first_used_on": (
        "firstusedon firstused inservice inservicedate capitalizedon capitalizationdate startofuse"
        " 启用日期 开始使用日期 投入使用日期 使用日期 入账日期 资本化日期",
        "date purchasedate acquisitiondate boughton 日期 购置日期 取得日期 购入日期",
    ),
    "cost": (
        "cost originalcost acquisitioncost acquisitionvalue purchaseprice 原值 资产原值 购置成本 入账价值 取得成本",
        "amount value price 金额 成本",
    ),
    "salvage": (
        "salvage salvagevalue residual residualvalue scrapvalue 残值 净残值 预计净残值 预计残值",
    ),
    "life_months": (
        "lifemonths months usefullifemonths lifeinmonths 使用月数 折旧月数 预计使用月份 使用期限月 折旧期限月 寿命月数",
    ),
    "method": ("method depreciationmethod 折旧方法 折旧方式",),
    "currency": CURRENCY,
}

ACTIVITIES: Mapping[str, Tiers] = {
    "activity_id": (
        "activityid activityno taskid eventid 活动记录编号 作业编号 任务编号 记录编号",
        "id 编号 序号",
    ),
    "kind": (
        "kind activitytype activity activitykind type eventtype tasktype 作业 作业类型 活动类型 作业名称 类型 任务类型 类别",
    ),
    "customer_id": ORDER_LINES["customer_id"],
    "stage": STAGE,
    "department": DEPARTMENT,
    "employee_id": (
        "employeeid employee employeeno staffid agent salesperson owner 员工编号 员工 工号 业务员 销售员 客服",
    ),
    "channel": CHANNEL,
    "campaign_id": CAMPAIGN_ID,
    "product_id": ORDER_LINES["product_id"],
    "region": ORDER_LINES["region"],
    "done_on": (
        "doneon donedate activitydate completedon performedon 完成日期 作业日期 发生日期 活动日期 处理日期 执行日期",
        "date day timestamp datetime 日期 时间",
    ),
    "minutes": (
        "minutes duration durationminutes actualminutes timespent 分钟 耗时 用时 时长 实际分钟 分钟数",
    ),
}

CAPACITY: Mapping[str, Tiers] = {
    "department": DEPARTMENT,
    "period_on": PERIOD,
    "people": ("people fte headcount employees staff 人数 人员数 编制 员工数 在岗人数 折合人数",),
    "paid_minutes": (
        "paidminutes minutespaid minutesperperson paidminutesperperson 付薪分钟 人均分钟 每人付薪分钟 人均工作分钟",
    ),
    "users": ("users platformusers systemusers crmusers 用户数 系统用户数 使用人数 平台用户数",),
}

DRIVERS: Mapping[str, Tiers] = {
    "driver": ("driver costdriver 动因 成本动因 分摊动因", "name type 名称 类型"),
    "customer_id": ORDER_LINES["customer_id"],
    "campaign_id": CAMPAIGN_ID,
    "channel": CHANNEL,
    "period_on": PERIOD,
    "quantity": (
        "quantity volume driverquantity count 数量 动因数量 动因量 次数",
        "value amount 数值",
    ),
}

BUDGETS: Mapping[str, Tiers] = {
    "period_on": PERIOD,
    "category": CATEGORY,
    "subcategory": SUBCATEGORY,
    "stage": STAGE,
    "department": DEPARTMENT,
    "channel": CHANNEL,
    "campaign_id": CAMPAIGN_ID,
    "amount": (
        "amount budget budgetamount plan planned plannedamount planamount 预算 预算金额 计划金额 金额 预算额",
        "total cost 合计 费用",
    ),
    "quantity": ("quantity plannedquantity volume 数量 计划数量 预算数量 计划次数",),
    "unit_minutes": (
        "unitminutes minutesperunit standardminutes 单位分钟 标准分钟 单次分钟 标准工时分钟",
    ),
    "currency": CURRENCY,
}

WORDS: Mapping[str, Mapping[str, Tiers]] = {
    "cost_entries": COST_ENTRIES,
    "exchange_rates": EXCHANGE_RATES,
    "assets": ASSETS,
    "activities": ACTIVITIES,
    "capacity": CAPACITY,
    "drivers": DRIVERS,
    "budgets": BUDGETS,
}
