"""Names that nobody has on purpose: put together from parts, in Chinese and Western ways."""

from __future__ import annotations

import numpy as np

from goodwill.demo.columns import Flags, Texts


def _parts(words: str) -> Texts:
    return np.array(words.split(), dtype=object)


SURNAMES = _parts(
    "王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 高 林 罗 郑 梁 谢 宋 唐 许 韩 冯 邓 曹 "
    "彭 曾 肖 田 董 袁 潘 于 蒋 蔡 余 杜 叶 程 苏 魏 吕 丁 任 沈 姚 卢 姜 崔 钟 谭 陆 汪 范 石 "
    "欧阳 司马 上官"
)
GIVEN = _parts(
    "伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 霞 平 刚 文 华 玉 建 国 春 雪 梅 晓 子 "
    "一 佳 思 宇 欣 雨 浩 然 梓 涵 嘉 怡 俊 泽 博 诗 琪 晨 睿 婷 慧 志 海 云 清 宁 安 和 远 航"
)
WESTERN_GIVEN = _parts(
    "Anna Ben Clara David Elena Felix Grace Henrik Ines Jonas Karin Leo Maria Nils Olivia Paul "
    "Quentin Rosa Simon Teresa Ulrich Vera William Xenia Yves Zoe Amara Diego Fatima Mateo"
)
WESTERN_FAMILY = _parts(
    "Albrecht Barlow Castell Dunmore Ekman Fairweather Garrick Hollis Ivarsson Jarrett Kessler "
    "Lindqvist Marlowe Norwood Okafor Pereira Quist Rourke Santoro Tandy Ulvaeus Varga Whitlock "
    "Yarrow Zeller Moreau Novak Rossi Weber Byrne"
)
AUSPICIOUS = _parts(
    "恒 泰 瑞 祥 盛 隆 鼎 鑫 宏 达 嘉 禾 德 信 诚 博 远 通 汇 源 华 康 安 宁 福 永 昌 兴 茂 丰 "
    "正 和 天 元 景 云 海 星 锦 腾 启 明 立 新 佳 益 众 联 顺 利"
)
TRADES = {
    "manufacturing": _parts("精密机械 电子科技 塑胶制品 五金制品 自动化设备 包装材料 纺织"),
    "retail": _parts("商贸 百货 连锁超市 贸易 便利店管理"),
    "hospitality": _parts("餐饮管理 酒店管理 茶馆 咖啡 文化旅游"),
    "healthcare": _parts("医疗器械 门诊部 药业 健康管理 口腔医院"),
    "education": _parts("教育科技 培训学校 文化传播 幼儿园管理 图书"),
}
FORMS = _parts("有限公司 有限公司 有限公司 有限公司 有限责任公司 股份有限公司")
ROOTS = _parts(
    "North Alder Brook Ever Fair Green Hazel Iron Kestrel Lark Maple Oak Pell Quill Raven Silver "
    "Thorn Umber Vale Wren Amber Birch Copper Drift"
)
ENDINGS = _parts("mere wick holt combe gate ford haven stead moor fell water bridge cliff marsh")
WESTERN_TRADES = {
    "manufacturing": _parts("Instruments Tooling Castings Components Engineering"),
    "retail": _parts("Trading Stores Outfitters Provisions Merchants"),
    "hospitality": _parts("Hotels Kitchens Tearooms Catering Inns"),
    "healthcare": _parts("Clinics Medical Dental Pharmacy Care"),
    "education": _parts("Academy Learning Press School Institute"),
}
WESTERN_FORMS = _parts("Ltd Ltd GmbH Inc. Pte.␣Ltd. S.A. AB")

SHARE_OF_TWO_GIVEN = 0.72


def person_names(rng: np.random.Generator, western: Flags) -> Texts:
    """One name each: 欧阳雨涵, 王伟, or Clara Whitlock. Earlier surnames are commoner."""
    n = len(western)
    common = (len(SURNAMES) * rng.random(n) ** 1.8).astype(np.int64)
    second = np.where(rng.random(n) < SHARE_OF_TWO_GIVEN, _drawn(rng, GIVEN, n), "")
    chinese = SURNAMES[common] + _drawn(rng, GIVEN, n) + second
    foreign = _drawn(rng, WESTERN_GIVEN, n) + " " + _drawn(rng, WESTERN_FAMILY, n)
    return np.asarray(np.where(western, foreign, chinese), dtype=object)


def company_names(
    rng: np.random.Generator, industries: Texts, cities: Texts, western: Flags
) -> Texts:
    """One name each: 上海恒泰精密机械有限公司, or Aldermere Instruments Ltd."""
    n = len(western)
    first = rng.integers(0, len(AUSPICIOUS), n)
    other = (first + rng.integers(1, len(AUSPICIOUS), n)) % len(AUSPICIOUS)
    brand = AUSPICIOUS[first] + AUSPICIOUS[other]
    chinese = cities + brand + _by_industry(rng, TRADES, industries) + _drawn(rng, FORMS, n)
    root = _drawn(rng, ROOTS, n) + _drawn(rng, ENDINGS, n)
    trade = _by_industry(rng, WESTERN_TRADES, industries)
    form = np.array([f.replace("␣", " ") for f in _drawn(rng, WESTERN_FORMS, n)], dtype=object)
    foreign = root + " " + trade + " " + form
    return np.asarray(np.where(western, foreign, chinese), dtype=object)


def _drawn(rng: np.random.Generator, parts: Texts, n: int) -> Texts:
    return parts.take(rng.integers(0, len(parts), n))


def _by_industry(rng: np.random.Generator, parts: dict[str, Texts], industries: Texts) -> Texts:
    chosen = np.full(len(industries), "", dtype=object)
    draws = rng.random(len(industries))
    for industry, trades in parts.items():
        of_it = industries == industry
        chosen[of_it] = trades[(draws[of_it] * len(trades)).astype(np.int64)]
    return chosen
