"""What the company sells: fifty products in six families, some with thin margins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from goodwill.demo.columns import Floats, Ints, money, table, texts

# family, department, returns a hundred lines, and for each product: name in Chinese and
# English, price in yuan, cost as a share of the price, how many more units a bulk buyer takes
RANGE: tuple[tuple[str, str, float, tuple[tuple[str, str, str, float, float], ...]], ...] = (
    ("Tea and coffee", "Food", 0.9, (
        ("明前龙井 250 克", "Longjing green tea 250 g", "168.00", 0.69, 0.7),
        ("云南普洱熟茶 357 克", "Ripe pu'er tea 357 g", "139.00", 0.66, 0.7),
        ("武夷大红袍 200 克", "Wuyi rock tea 200 g", "198.00", 0.64, 0.5),
        ("茉莉花茶 500 克", "Jasmine tea 500 g", "88.00", 0.73, 0.9),
        ("祁门红茶 250 克", "Keemun black tea 250 g", "96.00", 0.70, 0.8),
        ("云南咖啡豆 1 千克", "Yunnan coffee beans 1 kg", "128.00", 0.74, 1.0),
        ("意式拼配咖啡豆 1 千克", "Espresso blend 1 kg", "118.00", 0.80, 1.1),
        ("挂耳咖啡 20 包", "Drip coffee 20 bags", "59.00", 0.75, 0.9),
        ("袋泡红茶 100 包", "Black tea 100 bags", "39.00", 0.89, 1.3),
    )),
    ("Office supplies", "Office", 1.3, (
        ("A4 复印纸 5 包装", "Copy paper A4, 5 reams", "109.00", 0.95, 1.6),
        ("中性笔 12 支", "Gel pens, 12", "18.80", 0.69, 1.2),
        ("档案盒 10 个", "Box files, 10", "69.00", 0.74, 0.9),
        ("便利贴 24 本", "Sticky notes, 24 pads", "42.00", 0.70, 1.0),
        ("订书机", "Stapler", "35.00", 0.72, 0.3),
        ("白板笔 10 支", "Whiteboard markers, 10", "26.50", 0.71, 0.9),
        ("硒鼓 通用型", "Toner cartridge, compatible", "158.00", 0.80, 0.7),
        ("热敏标签纸 10 卷", "Thermal labels, 10 rolls", "66.00", 0.77, 1.4),
        ("碎纸机", "Paper shredder", "459.00", 0.83, 0.05),
    )),
    ("Cleaning", "Household", 1.0, (
        ("洗手液 5 升", "Hand soap 5 l", "52.00", 0.75, 1.1),
        ("地面清洁剂 10 升", "Floor cleaner 10 l", "86.00", 0.78, 1.1),
        ("擦手纸 20 包", "Paper towels, 20 packs", "98.00", 0.92, 1.5),
        ("垃圾袋 500 只", "Refuse bags, 500", "64.00", 0.82, 1.3),
        ("消毒湿巾 12 桶", "Disinfecting wipes, 12 tubs", "119.00", 0.77, 1.0),
        ("除菌喷雾 500 毫升", "Disinfectant spray 500 ml", "29.90", 0.74, 0.9),
        ("微纤维抹布 50 块", "Microfibre cloths, 50", "75.00", 0.70, 0.7),
        ("洗碗块 100 粒", "Dishwasher tablets, 100", "79.00", 0.80, 1.0),
    )),
    ("Tableware", "Household", 2.2, (
        ("景德镇白瓷盖碗", "Jingdezhen lidded bowl", "128.00", 0.63, 0.2),
        ("紫砂壶 240 毫升", "Yixing clay teapot 240 ml", "380.00", 0.62, 0.08),
        ("玻璃公道杯", "Glass tea pitcher", "45.00", 0.68, 0.4),
        ("骨瓷咖啡杯 6 只", "Bone china cups, 6", "219.00", 0.70, 0.4),
        ("不锈钢餐具 48 件", "Steel cutlery, 48 pieces", "328.00", 0.77, 0.25),
        ("一次性纸杯 1000 只", "Paper cups, 1,000", "89.00", 0.90, 1.5),
        ("密胺餐盘 20 只", "Melamine plates, 20", "156.00", 0.74, 0.6),
        ("竹制茶盘", "Bamboo tea tray", "168.00", 0.67, 0.1),
    )),
    ("Machines", "Equipment", 3.0, (
        ("商用咖啡机", "Commercial coffee machine", "12800.00", 0.86, 0.01),
        ("全自动咖啡机", "Automatic coffee machine", "3980.00", 0.84, 0.02),
        ("磨豆机", "Coffee grinder", "890.00", 0.80, 0.04),
        ("电热水壶 1.7 升", "Electric kettle 1.7 l", "149.00", 0.77, 0.1),
        ("温控泡茶机", "Tea maker with thermostat", "599.00", 0.77, 0.04),
        ("标签打印机", "Label printer", "1280.00", 0.84, 0.03),
        ("空气净化器", "Air purifier", "1699.00", 0.82, 0.05),
        ("直饮净水机", "Water purifier", "2390.00", 0.81, 0.03),
        ("净水滤芯", "Water filter cartridge", "189.00", 0.66, 0.5),
    )),
    ("Gifts", "Food", 2.6, (
        ("中秋月饼礼盒", "Mooncake gift box", "268.00", 0.73, 0.9),
        ("新春坚果礼盒", "New Year nut box", "198.00", 0.76, 0.9),
        ("茶具礼盒", "Tea set gift box", "458.00", 0.69, 0.3),
        ("丝巾", "Silk scarf", "320.00", 0.64, 0.1),
        ("定制笔记本", "Notebook with your name", "49.00", 0.67, 1.4),
        ("香薰蜡烛", "Scented candle", "118.00", 0.65, 0.3),
        ("会员礼品卡套装", "Member's gift set", "99.00", 0.96, 0.6),
    )),
)  # fmt: skip


@dataclass(frozen=True)
class Products:
    """The range as arrays, shape (products,); money in fen."""

    table: Any
    price: Ints
    cost: Ints
    bulk: Floats
    returned: Floats
    family: Ints


def products(seed: int) -> Products:
    """The range of one seed: families are fixed, prices, costs and returns vary a little."""
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(0,)))
    rows = [(f, d, r, *item) for f, d, r, items in RANGE for item in items]
    family, department, returns, chinese, english, price, share, bulk = zip(*rows, strict=True)
    prices = np.array([round(float(p) * 100) for p in price])
    costs = np.rint(prices * np.array(share) * rng.uniform(0.97, 1.03, len(rows))).astype(np.int64)
    families = [name for name, *_ in RANGE]
    return Products(
        table=table(
            product_id=texts([f"P{k:03d}" for k in range(1, len(rows) + 1)]),
            name=texts(chinese),
            name_en=texts(english),
            category=texts(family),
            department=texts(department),
            list_price=money(prices),
            unit_cost=money(costs),
            currency=texts(["CNY"] * len(rows)),
        ),
        price=prices,
        cost=costs,
        bulk=np.array(bulk),
        returned=np.array(returns) / 100 * rng.uniform(0.6, 1.4, len(rows)),
        family=np.array([families.index(name) for name in family]),
    )
