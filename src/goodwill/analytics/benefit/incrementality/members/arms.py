"""Which arm was left alone: told, or recognised by the words that people use for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import normalize

from goodwill.analytics.benefit.incrementality.members.findings import Examples
from goodwill.analytics.errors import Ambiguous, SettingRefused, Undefined
from goodwill.language import Sentence

CONTROLS = frozenset(
    (
        *("control", "controls", "controlgroup", "controlarm", "ctrl", "c0"),
        *("holdout", "holdouts", "holdoutgroup", "holdback", "heldout", "globalcontrol"),
        *("noemail", "nomail", "nosms", "nocontact", "nocall", "nooffer", "nomessage"),
        *("notcontacted", "nottreated", "untreated", "nontreated", "notreatment", "none"),
        *("对照", "对照组", "對照", "對照組", "控制组", "控制組", "控制"),
        *("保留", "保留组", "保留組", "留出组", "留出組", "空白组", "空白組", "空白对照"),
        *("空白對照", "空白对照组", "空白對照組", "不联系", "不聯絡", "未触达", "未觸達"),
        *("不发送", "不發送", "不触达", "不觸達", "全局对照组", "全域對照組"),
    )
)
"""Names that mean the control arm and nothing else, folded as `folded` does it."""

PARTS = ("control", "holdout", "holdback", "对照", "對照", "保留组", "保留組")
"""What a longer name of a control arm has in it: `Control 10 %`, `活动对照组A`."""

PAIRS = ({"0", "1"}, {"false", "true"}, {"no", "yes"}, {"n", "y"}, {"否", "是"})
LEFT_ALONE = frozenset(("0", "false", "no", "n", "否"))
"""What means the control arm only where its opposite is the one other arm."""


def control_arm(arms: Iterable[str], told: str | None = None) -> str:
    """The arm that was left alone, as it is spelled in the file.

    Parameters
    ----------
    arms
        Every arm of one campaign.
    told
        The name that the person gave; capitals, spaces and hyphens do not matter.

    Raises
    ------
    SettingRefused
        There is no arm of the name told.
    Undefined
        There is one arm only: nobody to compare with.
    Ambiguous
        No arm, or several, can be the control.
    """
    names = sorted(set(arms))
    if told is not None:
        return _told(names, told)
    if len(names) < 2:
        raise Undefined(
            Sentence(
                "There is no control arm: every member is in {arms}. Without members who were "
                "left alone nobody can say what would have happened anyway.",
                arms=Examples(tuple(names) or ("—",)),
            )
        )
    return _only(names, _recognised(names))


def folded(name: str) -> str:
    """A name without what people spell in different ways: `Hold-Out ` → `holdout`."""
    return re.sub(r"[\s\-_.\u2010-\u2015'’]+", "", normalize("NFKC", name).casefold())


def _told(names: list[str], told: str) -> str:
    found = [name for name in names if name == told] or [
        name for name in names if folded(name) == folded(told)
    ]
    if len(found) == 1:
        return found[0]
    raise SettingRefused(
        Sentence(
            "There is no arm {told}. The arms are {arms}.", told=told, arms=Examples(tuple(names))
        )
    )


def _recognised(names: list[str]) -> list[str]:
    short = {name: folded(name) for name in names}
    if set(short.values()) in PAIRS:
        return [name for name in names if short[name] in LEFT_ALONE]
    exact = [name for name in names if short[name] in CONTROLS]
    return exact or [name for name in names if any(part in short[name] for part in PARTS)]


def _only(names: list[str], found: list[str]) -> str:
    if len(found) == 1:
        return found[0]
    arms = Examples(tuple(names))
    if found:
        sentence = Sentence(
            "Several arms could be the control: {found}. Say which one it is with --control.",
            found=Examples(tuple(found)),
        )
    else:
        sentence = Sentence(
            "None of the arms {arms} is known as a control. Say with --control which of them "
            "was left alone.",
            arms=arms,
        )
    raise Ambiguous(sentence, setting="control")
