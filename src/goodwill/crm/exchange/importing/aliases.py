# ruff: noqa: E501 - data, in the width that the eye compares best
"""What other programs call what a column may become, in English and Chinese: data, no code.

Written as `warehouse.reading.fitting.normal` makes them: lower case, simplified characters,
without spaces, signs and brackets.
"""

from __future__ import annotations

from collections.abc import Mapping

_WORDS: Mapping[str, str] = {
    "external_id": "id recordid opportunityid dealid externalid uuid guid rowid sysid key 记录id 编号id 唯一标识 数据id 外部id 商机编号 商机id",
    "owner": "owner accountowner contactowner customerowner salesrep salesperson salesagent assignedto"
    " responsible accountmanager owneremail username useremail assigneduser"
    " 负责人 所属人 客户经理 业务员 销售员 跟进人 所有人 归属人 销售代表",
    "team": "team salesteam department ownerteam businessunit 团队 所属部门 归属部门 销售团队",
    "created_at": "createdat createddate createdate datecreated createdtime creationdate createdon"
    " 创建时间 创建日期 录入时间 建档时间 添加时间",
    "created_by": "createdby creator createdbyname enteredby 创建人 录入人 建档人 添加人",
    "tags": "tags tag labels label categories keywords 标签 客户标签 标记",
    "customers.name": "name customername companyname accountname account company organisation"
    " organization organizationname organisationname clientname client fullname displayname customer"
    " 客户名称 客户名 公司名称 企业名称 单位名称 名称 公司 客户姓名 姓名 客户 客户全称",
    "customers.sort": "type customertype accounttype recordtype partytype iscompany 客户类型 类型 客户性质",
    "customers.number": "number customernumber customerno customercode customerid accountnumber accountno"
    " clientno clientcode clientid accountid debtor debtornumber householdid custno custid reference"
    " 客户编号 客户号 客户代码 客户编码 编号 会员号 会员编号",
    "customers.family_name": "lastname familyname surname 姓 姓氏",
    "customers.given_name": "firstname givenname forename 名 名字",
    "customers.legal_name": "legalname registeredname legalcompanyname 法定名称 注册名称 工商名称 公司全称",
    "customers.title": "title jobtitle position salutation function 职务 职位 头衔 称谓 职称",
    "customers.parent": "parent parentaccount parentcompany subsidiaryof headoffice parentid parentname"
    " belongsto 上级客户 母公司 总公司 上级公司 所属集团 上级单位",
    "customers.category": "category sector industry branch accountcategory 行业 所属行业 客户行业 分类 类别",
    "customers.segment": "segment tier class rating customersegment 客户级别 客户等级 级别 等级 细分 客户分级",
    "customers.stage": "stage lifecyclestage lifecycle loyaltystage status 阶段 客户阶段 生命周期 客户状态",
    "customers.origin": "source leadsource origin channelsource acquisitionchannel originalsource"
    " 来源 客户来源 线索来源 获客渠道",
    "customers.country": "country countrycode countryregion billingcountry officelocation nation 国家 国家地区 国别",
    "customers.region": "region state province stateregion billingstate county 省份 省 省市 地区 州",
    "customers.city": "city town billingcity locality 城市 市 所在城市",
    "customers.language": "language preferredlanguage lang locale 语言 首选语言",
    "customers.credit_rating": "creditrating credit creditclass 信用等级 信用评级 信用",
    "customers.preferred_channel": "preferredchannel preferredcontact contactpreference 首选渠道 首选联系方式",
    "customers.do_not_contact": "donotcontact dnc optedout hasoptedout 不要联系 请勿联系 免打扰",
    "customers.is_customer": "iscustomer 是否客户",
    "customers.born_on": "birthday birthdate dateofbirth dob born 生日 出生日期",
    "customers.anniversary_on": "anniversary 纪念日",
    "customers.known_on": "knownsince customersince since firstcontact registered registeredon signupdate"
    " joindate 首次联系 注册日期 注册时间 成为客户日期 入会日期",
    "customers.notes": "notes note description comment comments remarks about 备注 描述 说明 简介",
    "contact_points.email": "email emailaddress mail email1 emails workemail 邮箱 电子邮件 邮件 电子邮箱",
    "contact_points.phone": "phone telephone tel phonenumber mobile mobilephone cell cellphone workphone"
    " businessphone homephone landline 电话 手机 手机号 手机号码 联系电话 座机 固定电话 移动电话 电话号码",
    "contact_points.fax": "fax faxnumber 传真 传真号",
    "contact_points.whatsapp": "whatsapp whatsappnumber",
    "contact_points.wechat": "wechat weixin wechatid 微信 微信号",
    "contact_points.web": "website web url homepage companydomainname domain site 网站 网址 官网 公司网址",
    "contact_points.address": "address fulladdress billingaddress mailingaddress 地址 详细地址 公司地址 联系地址 通讯地址",
    "contact_points.street_address": "street streetaddress address1 billingstreet mailingstreet 街道 街道地址",
    "contact_points.postal_code": "postalcode postcode zip zipcode billingzip billingpostalcode 邮编 邮政编码",
    "contact_points.city_area": "district area suburb 区 区县 县",
    "person.name": "contact contactperson contactname primarycontact maincontact 联系人 联系人姓名 主要联系人 首要联系人",
    "person.family_name": "contactlastname contactfamilyname 联系人姓",
    "person.given_name": "contactfirstname contactgivenname 联系人名",
    "person.title": "contacttitle contactjobtitle contactposition 联系人职务 联系人职位",
    "person.role": "contactrole 联系人角色",
    "person.email": "contactemail contactpersonemail 联系人邮箱 联系人电子邮件",
    "person.phone": "contactphone contactmobile contacttelephone 联系人电话 联系人手机",
    "person.wechat": "contactwechat 联系人微信",
    "consent.email": "emailoptin emailconsent newsletter optin subscribed acceptsmarketing 邮件订阅 同意邮件",
    "consent.sms": "smsoptin smsconsent acceptssmsmarketing 短信订阅 同意短信",
    "consent.phone": "phoneoptin callconsent 同意电话",
    "products.number": "productnumber productcode sku itemnumber itemcode articlenumber stockcode productid"
    " itemno internalreference 产品编号 产品编码 商品编号 商品编码 货号 物料编码 物料号",
    "products.name": "name productname product itemname articlename title 产品名称 产品 商品名称 商品 品名 物料名称",
    "products.family": "family productfamily series productgroup category productcategory group line brand"
    " 产品类别 产品线 系列 商品分类 产品分类 品类",
    "products.department": "department division 部门",
    "products.unit": "unit uom unitofmeasure 单位 计量单位",
    "products.unit_cost": "cost unitcost costprice purchaseprice standardcost 成本 单位成本 成本价 采购价",
    "products.currency": "currency 币种 货币",
    "products.is_sold": "active issold isactive cansale enabled 是否上架 启用 在售",
    "product_families.name": "name family familyname category 名称 类别 分类",
    "product_families.parent": "parent parentcategory 上级分类 上级",
    "orders.number": "ordernumber orderno orderid invoiceno invoicenumber invoice order basketid receiptno"
    " transactionid number documentno 订单编号 订单号 单号 单据号 发票号 销售单号 交易号",
    "orders.customer": "customer customerid customerno customernumber customercode customername account"
    " accountid accountname client clientid householdid buyer company member memberid"
    " 客户 客户名称 客户编号 客户号 会员号 买家 购买方 购货单位",
    "orders.customer_name": "newcustomername buyername 新客户名称",
    "orders.sort": "ordertype documenttype saleorreturn 单据类型 订单类型",
    "orders.status": "status orderstatus fulfillmentstatus state 状态 订单状态 单据状态",
    "orders.payment": "paymentstatus paid financialstatus 付款状态 支付状态 收款状态",
    "orders.ordered_on": "orderdate orderedon date invoicedate transactiondate transactiontimestamp ordertime"
    " purchasedate salesdate 订单日期 下单日期 下单时间 日期 销售日期 单据日期 交易日期 开票日期",
    "orders.due_on": "duedate payableuntil paymentdue 到期日 付款期限 应付日期",
    "orders.currency": "currency currencycode 币种 货币",
    "orders.amount": "total ordertotal totalamount grandtotal amounttotal ordervalue 订单金额 总金额 合计 总额",
    "orders.cost": "totalcost ordercost cogs 总成本 订单成本",
    "orders.paid": "paidamount amountpaid paidsofar 已付金额 已收金额 实付金额",
    "orders.channel": "channel saleschannel 渠道 销售渠道",
    "orders.region": "region territory country 区域 销售区域 地区",
    "orders.department": "department storeid store shop 部门 门店",
    "order_lines.product": "product productid productcode sku stockcode itemcode itemno lineitemsku item"
    " 产品 产品编号 商品编号 商品 货号 物料编码 产品名称",
    "order_lines.description": "description productname itemdescription lineitemname itemname 描述 商品名称 品名",
    "order_lines.quantity": "quantity qty orderqty units lineitemquantity 数量 销售数量 件数",
    "order_lines.unit_price": "unitprice price lineitemprice salesprice rate 单价 价格 销售单价",
    "order_lines.amount": "lineamount linetotal amount salesvalue extendedprice netamount subtotal 金额 小计 行金额",
    "order_lines.cost": "linecost costofgoods cost 成本 行成本",
    "order_lines.position": "line lineno linenumber position itemposition 行号 序号 项次",
    "contracts.number": "contractnumber contractno contractid number 合同编号 合同号",
    "contracts.name": "name contractname title subject 合同名称 名称 标题",
    "contracts.customer": "customer account accountname customername client 客户 客户名称 甲方",
    "contracts.sort": "type contracttype 合同类型",
    "contracts.product": "product productname sku 产品 产品名称",
    "contracts.starts_on": "startdate startson start begin effectivedate 开始日期 生效日期 起始日期",
    "contracts.ends_on": "enddate endson end expirydate expirationdate 结束日期 到期日期 终止日期",
    "contracts.amount": "amount value contractvalue price mrr 合同金额 金额",
    "contracts.currency": "currency 币种 货币",
    "activities.customer": "customer account accountname company relatedto customername 客户 客户名称 关联客户",
    "activities.person": "contact contactname person 联系人",
    "activities.sort": "type activitytype tasktype 类型 活动类型 跟进方式",
    "activities.subject": "subject title name summary 主题 标题 跟进主题",
    "activities.body": "body description notes comments content text 内容 描述 跟进内容 备注",
    "activities.happened_at": "date when activitydate happenedat time datetime 时间 日期 跟进时间 活动时间",
    "activities.due_at": "due duedate 截止日期 截止时间 到期时间",
    "activities.minutes": "minutes duration 时长",
    "relations.customer": "customer account company accountname 客户 公司",
    "relations.person": "person contact contactname 联系人",
    "relations.role": "role relationship 角色 关系",
    "relations.since": "since startdate 开始日期",
    "relations.until": "until enddate 结束日期",
    "price_lists.name": "name pricelist pricebook 价目表 名称",
    "price_lists.currency": "currency 币种",
    "price_lists.valid_from": "validfrom startdate 生效日期",
    "price_lists.valid_until": "validuntil enddate 失效日期",
    "prices.price_list": "pricelist pricebook 价目表",
    "prices.product": "product sku productcode 产品 产品编号",
    "prices.from_quantity": "fromquantity minquantity 起订量",
    "prices.amount": "price unitprice amount salesprice retailprice 价格 单价",
    "contact_points.customer": "customer account 客户",
    "contact_points.sort": "type 类型",
    "contact_points.given": "value given 内容 值",
}  # fmt: skip

ALIASES: Mapping[str, tuple[str, ...]] = {
    name: tuple(words.split()) for name, words in _WORDS.items()
}
