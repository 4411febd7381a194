# ruff: noqa: E501 - data, in the width that the eye compares best
"""What ledgers call categories, sub-categories and how entries count: data, no code.

Names in the form of `wording.normal`: lower case, simplified characters, without spaces and
signs. Codes and English labels are known without standing here, and a final 成本, 费用,
“cost” or “fee” may follow any name.
"""

from __future__ import annotations

from collections.abc import Mapping

CATEGORIES: Mapping[str, str] = {
    "people": "people staff humanresources hr labour labor employees manpower 人员 人工 人力 人力资源 员工 人事",
    "software": "software softwaresystem application it saas 软件 软件系统 系统 信息系统 应用软件",
    "infrastructure": "infrastructure hardwareandhosting itinfrastructure equipment 基础设施 设备 机房 硬件与托管",
    "data": "data 数据",
    "marketing": "marketing marketingandsales sales advertisingandpromotion 营销 市场 市场营销 市场推广 销售 推广",
    "service": "service serviceandcare aftersales support 服务 售后 售后服务",
    "process": "process processes processesandcoordination organisation organization 流程 流程变革 流程与协调 管理",
    "training": "training education learning 培训 教育培训 学习",
    "partner": "partner channelpartner 伙伴 渠道伙伴",
    "time": "time 时间",
    "opportunity": "opportunity opportunities opportunitiesforgone 机会",
}

SUBCATEGORIES: Mapping[str, str] = {
    "recruiting": "recruiting recruitment hiring headhunting recruitmentchannel 招聘 招募 猎头 招聘渠道",
    "staff-training": "stafftraining employeetraining trainingofstaff trainer venue 员工培训 人员培训 职工培训 讲师 培训场地",
    "pay": "pay salary salaries wages payroll compensationandbenefits payandbenefits benefits bonus bonuses allowance allowances socialinsurance socialsecurity 员工薪酬福利 薪酬 薪酬福利 工资 薪资 奖金 津贴 补贴 福利 社保 公积金 五险一金 工资薪金 职工薪酬",
    "performance-management": "performancemanagement appraisal performancereview 绩效管理 绩效考核 绩效评估",
    "software": "softwarepurchase softwareupgrade softwaresupport softwareandmaintenance softwarepurchaseandmaintenance crmsoftware 软件系统采购与维护 软件采购 软件购买 软件升级 软件采购与维护 软件维护 软件系统采购 技术支持",
    "licences": "licence licences license licenses userlicences userlicenses seats subscription softwaresubscription licencesbyusersandmodules 用户数量模块使用情况 许可 许可证 软件许可 用户许可 授权 软件授权 软件订阅 订阅",
    "maintenance": "maintenance softwaremaintenance maintenanceafterthefreeperiod paidmaintenance maintenancecontract 免费维护服务 维护服务 维保 年度维护 维护 系统维护",
    "hardware": "hardware hardwareequipment server servers computer computers pc pcs laptop laptops devices networkequipment 硬件设备 硬件 服务器 电脑 计算机 办公设备 电子设备 终端设备",
    "network": "network router routers switch switches firewall firewalls bandwidth internetline 路由器交换机防火墙 网络 网络设备 路由器 交换机 防火墙 宽带 专线",
    "data-storage": "datastorage storage backup datastorageandsecurity datastorageanditssafety 数据存储与安全 数据存储 存储 备份 数据备份",
    "hosting": "hosting serverrental serverhosting cloud cloudhosting cloudserver datacentre datacenter serverrentalandhosting 服务器租赁 服务器托管 云服务 云服务器 主机托管 托管 云主机",
    "customisation": "customisation customization integration customisationandintegration customizationandintegration customdevelopment implementation softwaredevelopment 定制开发和集成 定制开发 系统集成 集成 二次开发 实施 软件开发",
    "advertising": "advertising ads ad advertisement adverts media mediabuying events event publicrelations pr exhibition tradefair advertisingandevents sponsorship creative 广告宣传 广告 宣传 媒体投放 广告投放 公关 公关活动 展会 线下活动 活动 赞助 广告创意",
    "promotions": "promotion promotions salespromotion discounts discount gifts gift coupons coupon samples discountsandgifts promotionsdiscountsandgifts 促销活动 促销活动礼品 促销 折扣 赠品 优惠券 礼品 打折",
    "relationship-care": "relationshipcare relationshipmaintenance customerrelationshipmaintenance customerrelationship membership membershipmanagement careofrelationshipsandmemberships 客户关系维护 客户维护 会员管理 会员 客情维护 客户关系",
    "market-research": "marketresearch research survey surveys 市场调研费用 市场研究 市场调查 调研 问卷",
    "process-redesign": "processredesign processreengineering bpr redesignofprocesses businessprocess 流程改造 流程再造 流程优化 业务流程",
    "process-training": "processtraining trainingfornewprocesses newprocesstraining 新流程的培训 新流程培训 流程培训",
    "coordination": "coordination communicationandcoordination meetings meeting travel businesstravel 沟通协调 协调 会议 差旅",
    "decision-time": "decisiontime decisionmaking timespentdeciding 决策时间 决策",
    "project-delay": "projectdelay delay projecttime projectexecutiontime projectsthattakelonger 项目执行时间 项目延期 项目延误 延期 延误",
    "customer-waiting": "customerwaiting waitingtime customerwaitingtime waiting customerstimespentwaiting 客户等待时间 等待时间 客户等待",
    "other-investments": "otherinvestments otherinvestmentsforgone investmentsforgone 放弃其他投资机会的 放弃其他投资机会 其他投资机会",
    "missed-market-share": "missedmarketshare marketsharemissed lostmarketshare 错失市场份额的 错失市场份额 市场份额损失",
    "strategy-adjustment": "strategyadjustment strategicadjustment adjustingthestrategy strategy 战略调整 战略",
    "data-management": "datamanagement datacollection datacleaning dataintegration datawarehouse dataquality 数据管理 数据收集 数据采集 数据清洗 数据整合 数据仓库 数据集成",
    "analysis-tools": "analysistools analytics dataanalysistools analyticstools bi businessintelligence toolsforanalysingdata 数据分析工具和技术 数据分析工具 分析工具 数据分析技术 商业智能",
    "analysis": "analysis dataanalysis datainterpretation readinganalysesandactingonthem 数据解读和应用 数据解读 数据应用 数据分析",
    "data-protection": "dataprotection privacy privacyprotection datasecurity datasecurityandprivacy security 数据安全和隐私保护的 数据安全和隐私保护 数据安全 隐私保护 信息安全",
    "service-centre": "servicecentre servicecenter callcentre callcenter contactcentre contactcenter agents serviceagents 客服设施的建设和维护 客服设施 客服中心 呼叫中心 客服人员 客服 客服坐席",
    "complaints": "complaints complaint complainthandling handlingofcomplaints compensation refundsandcompensation 客户投诉处理 投诉处理 投诉 赔偿 理赔 补偿",
    "partners": "partners partnerfees partnership partnerships partnerrelations agencyfees commissionstopartners 合作伙伴关系 合作伙伴 合作 合作协议 代理 渠道佣金",
    "crm-promotion": "crmpromotion promotingthecrm tellingcustomersaboutthecrm crmlaunch 推广crm系统 推广crm crm推广 系统推广",
    "internal-communication": "internalcommunication internalcommunications 内部沟通 内部宣传 企业内部沟通",
    "courses": "courses course practicetraining coursesandpractice workshop workshops simulation 实践培训 课程 培训课程 模拟演练 实操培训",
    "training-evaluation": "trainingevaluation evaluationoftraining exams exam testsofwhatwaslearned certification 培训效果评估 培训评估 考试 培训考核 认证",
    "personnel": "personnel personnelnottoldapart staffing outsourcedstaff outsourcing 最大的成本之一 人员总 人员合计 外包人员 外包 劳务外包",
}

STAGE_KINDS: Mapping[str, str] = {
    "acquire-research": "marketresearchtowincustomers acquireresearch 市场调研",
    "acquire-advertising": "acquireadvertising acquisitionadvertising 公关活动和促销活动 广告创意和公关活动 获客广告 获客",
    "sales-team": "salesteam salescommission commission commissions salesforce 销售团队 销售提成 提成 佣金 销售人员",
    "sales-tools": "salestools salestoolsanddevices 配备销售工具和设备 销售工具和设备 销售工具",
    "first-contact": "firstcontact reception enquiries 客户关系建立 客户接待 接待 咨询接待",
    "customer-service": "customerservice aftersalesservice 客户服务",
    "loyalty-programme": "loyaltyprogramme loyaltyprogram loyalty points loyaltypoints 客户忠诚度计划 忠诚度计划 积分 会员积分 会员福利",
    "customer-care": "customercare care greetings 客户关怀 关怀 客户关怀活动 节日礼品",
    "early-warning": "earlywarning churnwarning churnprediction 客户流失预警 流失预警 预警",
    "development": "development businessdevelopment marketdevelopment 新客户开发 市场开发 客户开发 区域拓展 拓展",
    "expansion-care": "expansioncare 新客户关系维护 新开发客户关系维护",
    "expansion-partners": "expansionpartners jointpromotion 合作伙伴成本 联合推广 合作伙伴培训",
    "lost-sales": "lostsales lostsalesopportunity 销售机会损失 销售损失",
    "reacquisition": "reacquisition winback winbackcampaign 重新获取客户 客户挽回 挽回 召回 赢回",
}

KINDS: Mapping[str, Mapping[str, str]] = {
    "stage": {
        "acquire": "acquire acquisition acquiring winning winningcustomers new 获取 获客 客户获取 拉新 获取阶段 新客",
        "retain": "retain retention retaining keeping keepingcustomers 保留 保持 维护 留存 客户保留 客户保持 保留阶段",
        "expand": "expand expansion crosssell upsell growth sellingmoretocustomers 拓展 扩展 客户拓展 交叉销售 拓展阶段",
        "churn": "churn lost winback reacquire loss losingcustomersandwinningthemback 流失 客户流失 挽回 流失阶段",
        "shared": "shared common general all overall allstagestogether none 共同 共享 公共 通用 全部 综合 公摊",
    },
    "nature": {
        "cash": "cash paid payment expense spending 现金 付现 支付 支出 费用 实付",
        "depreciation": "depreciation amortisation amortization 折旧 摊销 折旧摊销",
        "imputed": "imputed calculatory notional imputedacostthatnobodypays 估算成本 计算 虚拟 推定 隐含 内含",
        "memo": "memo memorandum information forinformation forinformationonlyinnototal 备忘 备查 仅供参考 参考",
    },
    "behaviour": {
        "one-off": "oneoff once onetime single 一次性 单次 一次",
        "recurring": "recurring recurrent fixed periodic againandagain 经常性 重复 周期性 固定 持续",
        "volume-driven": "volumedriven variable volume growswiththevolume 变动 可变 按量 随量变动 业务量驱动",
        "capex": "capex capital capitalexpenditure investment asset buysanasset 资本性 资本化 资本支出 资本性支出 固定资产 投资",
    },
    "treatment": {
        "direct": "direct directsharedoutbyitsdriver 直接 直接归集 直接计入 直接分配",
        "pool": "pool departmentpool poolofadepartment poolofadepartmentsharedoutbytime 部门池 部门 成本池 部门成本池 部门归集 资源池",
        "platform": "platform platformsharedouttodepartmentsbyusers 平台 公共平台 平台分摊",
        "sustaining": "sustaining companylevel corporate overhead company stayswiththecompany notassigned unassigned 公司级 公司层面 维持 不分摊 公司 企业级",
    },
    "driver": {
        "time": "time hours minutes workingtime 时间 工时 作业时间",
        "users": "users usercount seats 用户数 用户 用户数量 使用人数",
        "touches": "touches touch contacts contact messages 触达 触达次数 接触次数 联系次数 触点",
        "points": "points loyaltypoints 积分 会员积分",
        "gifts": "gifts gift 礼品 赠品 礼品数",
        "partner revenue": "partnerrevenue revenuethroughpartners 伙伴收入 合作伙伴收入 渠道收入",
        "compensation": "compensation compensations compensationpaid 赔偿 补偿 赔付 赔偿金额",
        "none": "none no nodriver 无 没有 不分摊",
    },
    "evidence": {
        "invoice": "invoice bill receipt voucher 发票 账单 收据 凭证 票据",
        "payroll": "payroll salarylist payslip 工资单 工资表 薪资表 薪酬表",
        "time study": "timestudy timesheet timesheets 工时研究 工时记录 工时表 时间研究",
        "estimate": "estimate estimated estimation guess assumption 估计 估算 预估 暂估 预计",
    },
    "recurs": {
        "monthly": "monthly month everymonth permonth m 每月 按月 月 月度",
        "quarterly": "quarterly quarter everyquarter perquarter q 每季 每季度 按季 季 季度",
        "yearly": "yearly annual annually year everyyear peryear y 每年 按年 年 年度",
    },
}  # fmt: skip

METHODS: Mapping[str, str] = {
    "straight line": "straightline sln linear sl 直线法 直线 年限平均法 平均年限法",
    "double declining": "doubledeclining doubledecliningbalance ddb declining decliningbalance 双倍余额递减法 双倍余额递减 余额递减法",
    "sum of years": "sumofyears sumofyearsdigits sumoftheyearsdigits syd 年数总和法 年数总和",
}

TRADITIONAL = "員績軟統採購維護數塊務設備機換臺網絡儲與託賃開發廣傳動銷戶關係場調訓溝協決時間項執機會棄資錯過額戰錄潔倉庫析讀應隱訴處夥進內實踐課評較團隊報價禮獎補貼證許權訂閱雲終獲舊攤現備忘經單變隨業類產賬據發計算擬費體歸檔級觸點積數計預獻審稅聯絡標題說無沒門擔歷實際總區創贏復術專線諮詢複雙遞減總線條訊軸優禮險勞遲誤覽層計約雜組織屬給電腦話損還參僅導擴張閉繳頻風賠償慮雇僱傭銀慶賀節養繫驗況墻牆誠劃懷帳賣買編號顧確認轉營運輸規達萬為爲"
SIMPLIFIED = "员绩软统采购维护数块务设备机换台网络储与托赁开发广传动销户关系场调训沟协决时间项执机会弃资错过额战录洁仓库析读应隐诉处伙进内实践课评较团队报价礼奖补贴证许权订阅云终获旧摊现备忘经单变随业类产账据发计算拟费体归档级触点积数计预献审税联络标题说无没门担历实际总区创赢复术专线咨询复双递减总线条讯轴优礼险劳迟误览层计约杂组织属给电脑话损还参仅导扩张闭缴频风赔偿虑雇雇佣银庆贺节养系验况墙墙诚划怀账卖买编号顾确认转营运输规达万为为"
