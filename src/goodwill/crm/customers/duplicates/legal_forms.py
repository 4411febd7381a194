"""What names and addresses have by law or habit, and what so says nothing about whose they are."""

from __future__ import annotations

LATIN: tuple[tuple[str, ...], ...] = tuple(
    tuple(form.split())
    for form in """
gesellschaft mit beschrankter haftung
aktiengesellschaft
gmbh co kg
gmbh co kgaa
gmbh
mbh
ag
kg
kgaa
ohg
ug haftungsbeschrankt
ug
e k
ek
e v
ev
eg
se
co ltd
co limited
company limited
company ltd
pte ltd
pte limited
pty ltd
pty limited
private limited
pvt ltd
sdn bhd
bhd
limited liability company
limited
ltd
ltda
public limited company
plc
llp
llc
lp
incorporated
inc
corporation
corp
company
co
s a
sa
s a s
sas
sasu
s a r l
sarl
eurl
s r l
srl
s p a
spa
s l
sl
slu
b v
bv
n v
nv
bvba
vof
ab
a s
as
asa
aps
oy
oyj
sp z o o
spolka z o o
s r o
sro
kft
zrt
d o o
doo
k k
kk
kabushiki kaisha
jsc
ooo
group
holding
holdings
""".strip().splitlines()
)
"""Each form as its words, folded; the longer ones are tried first."""

CHINESE: tuple[str, ...] = (
    "股份有限责任公司",
    "有限责任公司",
    "股份有限公司",
    "有限公司",
    "股份公司",
    "集团公司",
    "总公司",
    "株式会社",
    "合伙企业",
    "个体工商户",
    "公司",
    "集团",
    "控股",
    "企业",
)
"""Endings of Chinese (and Japanese) names in simplified characters, the longer ones first."""

ARTICLES = frozenset({"the", "and", "und", "et", "y", "e", "of", "de", "la", "le", "der", "die"})
"""Small words that some write and others leave out."""

_FREE_MAIL = """
163.com 126.com yeah.net qq.com vip.qq.com foxmail.com sina.com sina.cn sohu.com aliyun.com
139.com 189.cn gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com
yahoo.co.uk yahoo.com.hk icloud.com me.com mac.com gmx.de gmx.net web.de t-online.de freenet.de
mail.ru yandex.ru proton.me protonmail.com aol.com orange.fr wanadoo.fr free.fr libero.it naver.com
daum.net hanmail.net example.com
"""
FREE_MAIL = frozenset(_FREE_MAIL.split())
"""Where anybody may have a mailbox: two addresses there have nothing to do with each other."""

_SHARED_BOXES = """
info sales contact office mail admin service support kontakt hello post buchhaltung accounts
einkauf purchasing verkauf
"""
SHARED_BOXES = frozenset(_SHARED_BOXES.split())
"""What stands before the @ of mailboxes that nobody in particular reads."""
