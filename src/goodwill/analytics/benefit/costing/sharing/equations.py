"""How long work takes: minutes measured, or told by a time equation from the activity's record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_

import narwhals as nw

from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.formulas import ONE, Dimension, Formula, parse
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

MINUTE = Dimension.of("minute")

STANDARD_COLUMNS: Mapping[str, Dimension] = {
    "travel": MINUTE,
    "lines": Dimension.of("line"),
    "special": Dimension.of("special"),
    "escalated": Dimension.of("escalation"),
    "field_visit": Dimension.of("visit"),
}
"""What activities tell of themselves, and in which unit."""

KIND_WORDS: Mapping[str, tuple[str, ...]] = {
    "visit": (
        "site visit",
        "customer visit",
        "拜访",
        "拜訪",
        "上门",
        "上門",
        "客户拜访",
        "客戶拜訪",
    ),
    "order": ("order handling", "订单", "訂單", "订单处理", "訂單處理"),
    "request": (
        "enquiry",
        "inquiry",
        "service request",
        "咨询",
        "諮詢",
        "请求",
        "請求",
        "服务请求",
    ),
    "complaint": ("complaint handling", "投诉", "投訴", "投诉处理", "投訴處理"),
}
"""Other words for the kinds of the default equations, in lower case."""

MINUTES = "minutes"
THOUSANDTHS = 1000
MOST_MINUTES = 1_000_000
"""What one activity can take: almost two years, day and night."""


@dataclass(frozen=True)
class TimeEquation:
    """Minutes of one kind of activity: β₀ + Σ βⱼ × Xⱼ, or any other formula in minutes.

    Parameters
    ----------
    kind
        The kind of activity that it holds for, in upper or lower case.
    minutes
        A formula in minutes over columns of the activities.
    department
        Where it holds; None: everywhere that has none of its own for the kind.

    References
    ----------
    Kaplan & Anderson (2007), Time-Driven Activity-Based Costing, chapter 2.
    """

    kind: str
    minutes: Formula
    department: str | None = None


def equation(
    kind: str,
    text: str,
    columns: Mapping[str, Dimension] = STANDARD_COLUMNS,
    department: str | None = None,
) -> TimeEquation:
    """Reads a time equation such as `20 + 3·lines + 25·special`.

    Parameters
    ----------
    columns
        Numbers that activities have, with their units; `own_columns` gives those of a table.

    Raises
    ------
    SettingRefused
        It cannot be read, names what the activities do not have, or does not give minutes.
    """
    return TimeEquation(kind, parse(text, columns, unit=MINUTE), department)


def own_columns(activities: Frame) -> Mapping[str, Dimension]:
    """The numbers that these activities have; one that is not standard is its own unit."""
    schema = activities.collect_schema()
    numeric = {name for name, kind in schema.items() if _is_number(kind)}
    units = {**STANDARD_COLUMNS, MINUTES: MINUTE}
    return {name: units.get(name, _unit(name)) for name in schema.names() if name in numeric}


DEFAULT_EQUATIONS: tuple[TimeEquation, ...] = (
    equation("visit", "60 + travel"),
    equation("order", "20 + 3·lines + 25·special"),
    equation("request", "12 + 8·escalated"),
    equation("complaint", "90 + 120·field_visit"),
)


def with_defaults(own: Sequence[TimeEquation]) -> tuple[TimeEquation, ...]:
    """The equations given, and the default ones of kinds for which none holds everywhere.

    Raises
    ------
    SettingRefused
        A kind has two equations in one department.
    """
    places = [(each.kind.lower(), each.department) for each in own]
    for place in places:
        if places.count(place) > 1:
            raise SettingRefused(
                Sentence(
                    "There are several time equations for {kind}. Keep one for each department.",
                    kind=place[0],
                )
            )
    general = {kind for kind, department in places if department is None}
    return (*own, *(each for each in DEFAULT_EQUATIONS if each.kind not in general))


def with_thousandths(activities: Frame, equations: Sequence[TimeEquation]) -> Frame:
    """Adds `equated`, `told` and `thousandths`: what each activity takes, in 1/1000 minute.

    `equated` is 1 where an equation holds, else null. `told` are the minutes measured, else
    those of the equation; null where neither can be told. `thousandths` is null where they
    are not told, negative or beyond all measure.

    Raises
    ------
    SettingRefused
        A column that an equation needs holds text.
    """
    usable = _usable(activities, equations)
    holds = [_holds(each, equations) for each in equations]
    one = nw.lit(1, dtype=nw.Int64)
    computed = [
        nw.when(condition).then(each.minutes.expr())
        for each, condition in zip(equations, holds, strict=True)
        if each in usable
    ]
    equated = [nw.when(condition).then(one) for condition in holds]
    nothing = nw.lit(None)
    placed = activities.with_columns(
        equated=nw.coalesce(*equated) if equated else nothing.cast(nw.Int64),
        told=nw.coalesce(nw.col(MINUTES).cast(nw.Float64), *computed),
    )
    told = nw.col("told")
    is_sound = (told >= 0) & (told <= MOST_MINUTES)
    return placed.with_columns(
        thousandths=nw.when(is_sound).then((told * THOUSANDTHS + 0.5).floor().cast(nw.Int64))
    )


def _usable(activities: Frame, equations: Sequence[TimeEquation]) -> list[TimeEquation]:
    """The equations of which the activities have every column."""
    schema = activities.collect_schema()
    for each in equations:
        for name in each.minutes.names:
            if name in schema and not _is_number(schema[name]):
                raise SettingRefused(
                    Sentence(
                        "The time equation of {kind} needs the number {name}, but that column of "
                        "the activities holds text.",
                        kind=each.kind,
                        name=name,
                    )
                )
    return [each for each in equations if set(each.minutes.names) <= set(schema)]


def _holds(one: TimeEquation, all_: Sequence[TimeEquation]) -> nw.Expr:
    """Its own kind and department; a general one leaves departments that have their own."""
    is_kind = nw.col("kind").str.to_lowercase().is_in(_words(one.kind, all_))
    if one.department is not None:
        return is_kind & (nw.col("department") == one.department)
    kind = one.kind.lower()
    own = [each.department for each in all_ if each.kind.lower() == kind and each.department]
    elsewhere = [nw.col("department").fill_null("") != department for department in own]
    return reduce(and_, elsewhere, is_kind)


def _words(kind: str, all_: Sequence[TimeEquation]) -> list[str]:
    """The kind and other words for it, but none that another equation is for."""
    taken = {each.kind.lower() for each in all_}
    return [kind.lower(), *(word for word in KIND_WORDS.get(kind, ()) if word not in taken)]


def _is_number(kind: nw.dtypes.DType) -> bool:
    return kind.is_numeric() or kind == nw.Boolean


def _unit(name: str) -> Dimension:
    return Dimension(((name, 1),)) if name else ONE
