# ruff: noqa: E501 - data, in the width that the eye compares best
"""What companies call their columns, in English and Chinese: data, no code.

For each role, tiers of names from the surest to the least sure, written as `normal` makes
them: lower case, simplified characters, without spaces, signs and brackets. Adding a name
here is all it takes to have it recognised.
"""

from __future__ import annotations

from collections.abc import Mapping

Tiers = tuple[str, ...]

ORDER_LINES: Mapping[str, Tiers] = {
    "customer_id": (
        "customerid custid clientid customerno customernumber customercode customernum custno custcode"
        " clientno clientcode accountid accountno accountnumber memberid memberno membernumber membercode"
        " buyerid householdid householdkey cardno cardnumber loyaltyid shopperid soldtoparty kundennummer"
        " 客户id 客户编号 客户号 客户代码 客户编码 会员id 会员编号 会员号 会员卡号 买家id 买家编号 顾客id 顾客编号"
        " 顾客号 用户id 用户编号 客户码 会员代码",
        "userid uid contactid personid companyid partyid debtor 买家会员名 买家昵称 会员名 用户名 openid",
        "customer client account buyer member 客户 顾客 会员 买家 用户 购货单位 购买方 客户帐户",
        "customername clientname accountname companyname 客户名称 客户姓名 顾客姓名 会员姓名 买家姓名 客户名"
        " 购货单位名称 购买方名称 公司名称 收货人 收货人姓名",
        "email emailaddress customeremail phone mobile telephone phonenumber 手机 手机号 手机号码 电话 邮箱 联系电话",
    ),
    "ordered_on": (
        "orderdate orderedon orderedat ordertime orderdatetime dateordered datepurchased purchasedate"
        " salesdate saledate 订单日期 下单时间 下单日期 订单时间 购买日期 购买时间 消费日期 消费时间 订购日期"
        " 成交日期 成交时间 销售日期 销售时间 订单创建时间",
        "date invoicedate transactiondate transactiontime transactiontimestamp txndate trxdate trandate"
        " purchasetimestamp orderpurchasetimestamp bookingdate documentdate docdate postingdate receiptdate"
        " 日期 交易日期 交易时间 开票日期 发票日期 单据日期 业务日期 记帐日期 凭证日期 开单日期 制单日期",
        "closedate dateclosed closingdate wonon paidat paymentdate paymenttime datepaid 付款时间 付款日期 支付时间"
        " 支付日期 签约日期 签单日期 成单日期 合同日期",
        "createdat createddate creationdate createdon datecreated timestamp datetime time day 创建时间 创建日期 时间"
        " 建档时间",
        "shipdate shippeddate deliverydate shippedat 发货时间 发货日期 出库日期 送货日期",
    ),
    "amount": (
        "netamount amountnet netsales netrevenue netvalue nettotal netlinetotal linenet amountextax"
        " amountexcltax amountexcludingtax amountwithouttax nettobetrag netto 不含税金额 未税金额 净额 净销售额"
        " 不含税销售额 未税销售额 税前金额",
        "lineamount linetotal amount salesamount saleamount sales salesvalue salevalue revenue linerevenue"
        " totalamount orderamount ordertotal ordervalue total totalprice totalsales totalvalue value spend"
        " extendedprice extendedamount subtotal turnover paidamount amountpaid payment paymentamount"
        " closevalue dealvalue dealamount transactionamount transactionvalue purchaseamount monetary"
        " invoiceamount invoicetotal linevalue betrag umsatz"
        " 金额 销售额 销售金额 订单金额 总金额 总价 合计 实付金额 实付 实收金额 实收 成交金额 成交额 付款金额 支付金额"
        " 消费金额 交易金额 交易额 小计 应收金额 营业额 营收 收入 购买金额 订单总额 合计金额 总额 实付款 买家实际支付金额"
        " 商品总价 行金额",
        "grossamount amountgross grossvalue grosssales amountinctax amountincltax amountincludingtax"
        " amountwithtax totalinctax totalincltax bruttobetrag brutto"
        " 含税金额 价税合计 价税合计金额 含税销售额 含税总额",
    ),
    "quantity": (
        "quantity qty orderqty orderquantity quantityordered qtyordered unitssold units salesqty salesquantity"
        " saleqty pieces pcs itemcount numberofitems itemqty soldqty menge invoicedquantity cds"
        " 数量 销售数量 销量 购买数量 订购数量 件数 商品数量 订单数量 宝贝数量 宝贝总数量 出库数量 个数",
        "count volume num items 数目 总数量",
    ),
    "unit_price": (
        "unitprice priceperunit priceeach itemprice sellingprice saleprice salesprice"
        " netunitprice netprice einzelpreis 单价 销售单价 售价 不含税单价 成交单价 商品单价 实际单价 商品价格",
        "price rate listprice 价格 含税单价 标价",
    ),
    "discount": (
        "discountamount linediscount discountvalue amountdiscount 折扣金额 优惠金额 折让金额 优惠 折扣额 让利金额",
    ),
    "cost": (
        "cost cogs totalcost linecost costamount costofgoods costofgoodssold costofsales costtotal extendedcost"
        " 成本 总成本 成本金额 销售成本 商品成本 成本额 成本合计 成本总额",
    ),
    "unit_cost": (
        "unitcost costprice costperunit itemcost standardcost purchaseprice 单位成本 成本价 成本单价 进货价 进价"
        " 单件成本 采购价 标准成本",
    ),
    "margin": (
        "margin grossmargin grossprofit profit marginamount contribution contributionmargin lineprofit"
        " 毛利 毛利额 利润 利润额 销售毛利 毛利润 贡献",
    ),
    "order_id": (
        "orderid orderno ordernumber ordernum ordercode salesorder salesorderid salesorderno salesordernumber"
        " 订单id 订单编号 订单号 订单号码 订单代码 主订单编号 销售订单号",
        "invoiceno invoiceid invoicenumber invoice transactionid transactionno txnid trxid receiptid receiptno"
        " receiptnumber basketid ticketid ticketno documentno docno voucherno billno checkno opportunityid"
        " dealid purchaseid saleid salesid bestellnummer"
        " 发票号 发票号码 发票编号 单据编号 单据号 单号 交易号 交易编号 交易单号 小票号 流水号 凭证号 销售单号 出库单号"
        " 合同编号 商机编号",
        "order 订单",
    ),
    "line_id": (
        "lineid lineno linenumber line orderline orderlineid orderitemid itemno itemnumber position pos"
        " rowid orderlineno 行号 行id 项次 明细行号 订单行号 序号 明细编号 行项目 子订单编号",
    ),
    "return_of": (
        "returnof originalorder originalorderid originalorderno originalinvoice originalinvoiceno refundof"
        " creditof reforder originorderid correctedinvoice"
        " 原订单号 原订单编号 原单号 退货原单 原始订单号 关联订单号 原发票号 退货来源单号",
    ),
    "product_id": (
        "productid productno productcode productnumber sku skuid skucode stockcode itemid itemcode materialno"
        " material materialcode articleno articleid articlenumber partno partnumber upc ean barcode asin isbn"
        " 商品id 商品编号 商品编码 商品代码 产品id 产品编号 产品编码 产品代码 货号 货品编码 货品编号 物料编码 物料号"
        " 存货编码 条码 商品条码 料号 款号",
        "product item article 商品 产品 货品 物料 品号",
    ),
    "description": (
        "description productname itemname productdescription itemdescription producttitle articlename"
        " materialdescription title 商品名称 产品名称 货品名称 品名 商品标题 宝贝标题 存货名称 物料名称 摘要 描述 商品描述",
    ),
    "currency": ("currency currencycode curr ccy waehrung 币种 货币 币别 货币代码 结算币种",),
    "status": (
        "orderstatus status orderstate dealstage salesstage stage transactionstatus"
        " 订单状态 状态 交易状态 单据状态 商机阶段 销售阶段",
    ),
    "channel": (
        "channel saleschannel orderchannel source platform shop marketplace"
        " 渠道 销售渠道 来源 订单来源 平台 通路 销售平台",
    ),
    "region": (
        "region country salesregion territory area province state shipcountry city market deliverystate"
        " 地区 区域 省份 国家 销售区域 大区 省 收货省份 片区",
        "location regionaloffice countrycode shipregion 城市 市 收货城市",
    ),
    "department": (
        "department dept store storeid storename branch office salesoffice division businessunit"
        " 部门 门店 店铺 分公司 事业部 店铺名称 门店名称 营业部 销售部门 门店编号",
    ),
    "category": (
        "category productcategory productfamily productgroup productline producttype itemcategory subcategory"
        " series 类别 品类 商品类别 产品类别 商品分类 产品分类 分类 产品系列 大类 一级类目 类目 产品线",
    ),
}

CUSTOMERS: Mapping[str, Tiers] = {
    "customer_id": (
        ORDER_LINES["customer_id"][0],
        "id key code 编号 代码 " + " ".join(ORDER_LINES["customer_id"][1:3]),
        *ORDER_LINES["customer_id"][3:],
    ),
    "name": (
        "name customername fullname clientname accountname companyname company displayname membername"
        " 客户名称 客户姓名 名称 姓名 会员姓名 公司名称 顾客姓名 客户名 单位名称 企业名称",
        "account customer client 客户",
    ),
    "kind": ("kind customertype clienttype accounttype entitytype 客户类型 客户类别 客户性质",),
    "region": (
        *ORDER_LINES["region"],
        "officelocation address 所在地 所在地区 所属区域 地址",
    ),
    "segment": (
        "segment customersegment industry sector customergroup customerclass tier marketsegment"
        " 细分 客户细分 行业 所属行业 客户分类 客户等级 客户级别 客户群 分群 会员等级",
    ),
    "known_on": (
        "knownon customersince registeredon registereddate registrationdate regdate signupdate joindate"
        " joinedon joined datejoined membersince opendate accountcreated"
        " 注册日期 注册时间 开户日期 入会日期 入会时间 建档日期 建档时间 加入日期 开卡日期",
        "createdat createddate createdon creationdate datecreated 创建时间 创建日期",
    ),
    "enquired_on": (
        "enquiredon enquirydate inquirydate firstcontact firstcontactdate firstcontacton leaddate firstenquiry"
        " firsttouch 询价日期 咨询日期 首次咨询 首次联系 首次联系日期 线索日期 询盘日期 首次接触日期",
    ),
}  # fmt: skip

PRODUCTS: Mapping[str, Tiers] = {
    "product_id": (*ORDER_LINES["product_id"], "id code 编号 代码 编码"),
    "name": (
        "name productname itemname description title articlename materialdescription"
        " 名称 商品名称 产品名称 货品名称 品名 存货名称 物料名称",
        "product item 商品 产品",
    ),
    "category": ORDER_LINES["category"],
    "department": (
        *ORDER_LINES["department"],
        "manufacturer 负责部门 所属部门",
    ),
    "unit_cost": (*ORDER_LINES["unit_cost"], "cost 成本"),
}

COSTS: Mapping[str, Tiers] = {
    "customer_id": ORDER_LINES["customer_id"],
    "spent_on": (
        "spenton date servicedate costdate activitydate expensedate visitdate"
        " 日期 服务日期 发生日期 费用日期 支出日期 拜访日期 业务日期",
        *ORDER_LINES["ordered_on"],
    ),
    "amount": (
        "cost amount costamount expense spend spent servicecost totalcost"
        " 费用 成本 金额 费用金额 服务成本 支出 花费 支出金额 成本金额",
        "total value price 合计 总额 总金额",
    ),
    "activity": (
        "activity activitytype costtype expensetype type kind category service reason item description"
        " 活动 作业 费用类型 成本类别 费用类别 类型 项目 费用项目 事项 服务类型 摘要",
    ),
    "currency": ORDER_LINES["currency"],
}

# Signs and words of currencies. A lone ¥ is read as yuan and a lone $ as US dollars; the
# survey says so and --currency overrules it.
CURRENCY_SIGNS: Mapping[str, str] = {
    "HK$": "HKD",
    "NT$": "TWD",
    "US$": "USD",
    "A$": "AUD",
    "C$": "CAD",
    "S$": "SGD",
    "CN¥": "CNY",
    "JP¥": "JPY",
    "RMB": "CNY",
    "CNY": "CNY",
    "USD": "USD",
    "EUR": "EUR",
    "GBP": "GBP",
    "JPY": "JPY",
    "HKD": "HKD",
    "TWD": "TWD",
    "NTD": "TWD",
    "KRW": "KRW",
    "CHF": "CHF",
    "人民币": "CNY",
    "港币": "HKD",
    "美元": "USD",
    "欧元": "EUR",
    "日元": "JPY",
    "¥": "CNY",
    "元": "CNY",
    "圆": "CNY",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "₩": "KRW",
    "₹": "INR",
}
SHARED_SIGNS = frozenset({"$", "¥", "元", "圆"})
NULL_WORDS = (
    "null",
    "n/a",
    "#n/a",
    "none",
    "nan",
    "nat",
    "\\n",
    "-",
    "--",
    "—",
    "无",
    "無",
    "空",
    "(null)",
)
TOTALS = (
    "total", "totals", "grand total", "subtotal", "sub-total", "sub total", "sum", "合计", "合計", "总计", "總計", "小计", "小計", "总额",
    "本页合计", "本页小计", "累计",
)  # fmt: skip

_TRADITIONAL = "客戶訂單號編價額數時間銷貨產類別區門狀態幣種會員買賣購帳實稅總計淨應業務績筆發運費預國電話郵稱規項細條碼廠聯絡經營庫點關聯記憑證開據優惠讓標題圓讓姓網創檔顧單個詢諮詢線類屬級負責東貢獻潤採進標準賬驗組對試觸達處後週結動測團隊縣終從畫鋪舖變樣遠撥"
_SIMPLIFIED = "客户订单号编价额数时间销货产类别区门状态币种会员买卖购帐实税总计净应业务绩笔发运费预国电话邮称规项细条码厂联络经营库点关联记凭证开据优惠让标题圆让姓网创档顾单个询咨询线类属级负责东贡献润采进标准帐验组对试触达处后周结动测团队县终从画铺铺变样远拨"
TO_SIMPLIFIED = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
