"""Chinese family names that are more than one character, or read otherwise than as a word."""

from __future__ import annotations

_COMPOUND = """
欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司徒 司空
夏侯 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 轩辕 钟离 鲜于 闾丘
亓官 司寇 子车 颛孙 端木 巫马 公西 漆雕 乐正 壤驷 公良 拓跋 夹谷 宰父
谷梁 百里 东郭 南宫 呼延 羊舌 微生 梁丘 左丘 东门 西门 南门 万俟 闻人
赫连 第五 独孤 完颜 纳兰 叶赫 爱新觉罗 贺兰 耶律 欧侯
"""
COMPOUND = frozenset(_COMPOUND.split())
"""Family names of two characters and more, in simplified writing."""

READINGS = {
    "曾": ("zeng1",),
    "单": ("shan4",),
    "解": ("xie4",),
    "仇": ("qiu2",),
    "查": ("zha1",),
    "区": ("ou1",),
    "朴": ("piao2",),
    "盖": ("ge3",),
    "覃": ("qin2",),
    "乐": ("yue4",),
    "缪": ("miao4",),
    "种": ("chong2",),
    "燕": ("yan1",),
    "任": ("ren2",),
    "华": ("hua4",),
    "宁": ("ning4",),
    "尉": ("wei4",),
    "员": ("yun4",),
    "翟": ("zhai2",),
    "黑": ("he4",),
    "折": ("she2",),
    "繁": ("po2",),
    "秘": ("bi4",),
    "召": ("shao4",),
    "那": ("na1",),
    "葛": ("ge3",),
    "纪": ("ji3",),
    "祭": ("zhai4",),
    "撒": ("sa3",),
    "莘": ("shen1",),
    "应": ("ying1",),
    "隗": ("wei3",),
    "贾": ("jia3",),
    "洗": ("xian3",),
    "冼": ("xian3",),
    "褚": ("chu3",),
    "阚": ("kan4",),
    "郇": ("xun2",),
    "佴": ("nai4",),
    "卜": ("bu3",),
    "哈": ("ha3",),
    "车": ("che1",),
    "石": ("shi2",),
    "盛": ("sheng4",),
    "相": ("xiang4",),
    "令": ("ling2",),
    "洪": ("hong2",),
    "不": ("fou1",),
    "句": ("gou1",),
    "尹": ("yin3",),
    "都": ("du1",),
    "参": ("shen1",),
    "万俟": ("mo4", "qi2"),
    "尉迟": ("yu4", "chi2"),
    "单于": ("chan2", "yu2"),
    "澹台": ("tan2", "tai2"),
    "长孙": ("zhang3", "sun1"),
    "令狐": ("ling2", "hu2"),
    "宰父": ("zai3", "fu3"),
    "亓官": ("qi2", "guan1"),
    "夹谷": ("jia2", "gu3"),
    "鲜于": ("xian1", "yu2"),
    "乐正": ("yue4", "zheng4"),
    "子车": ("zi3", "ju1"),
    "呼延": ("hu1", "yan2"),
    "拓跋": ("tuo4", "ba2"),
}
"""How family names are read where the same character is read otherwise as a word."""
