"""Costs that look wrong, with what people wrote about them before, and plan against actual."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.costing.ledger.views import View, seen
from goodwill.analytics.benefit.costing.naming.catalogue import SUBCATEGORIES, of_word
from goodwill.analytics.benefit.costing.naming.kinds import Evidence, Recurrence, Treatment
from goodwill.analytics.benefit.costing.sharing.capacity import PoolMonth
from goodwill.analytics.benefit.costing.sharing.direct import small
from goodwill.analytics.benefit.costing.watching import budgets, yearend
from goodwill.analytics.benefit.costing.watching.anomalies import Anomalies, anomalies
from goodwill.analytics.benefit.costing.watching.anomalies import Asked as AskedOfRules
from goodwill.analytics.benefit.costing.watching.budgets import Line, Standing
from goodwill.analytics.benefit.costing.watching.expected import Expectation
from goodwill.analytics.benefit.costing.watching.flags import (
    Cut,
    Flag,
    Rule,
    once_each,
    with_follow_up,
)
from goodwill.analytics.benefit.costing.watching.series import series_of
from goodwill.analytics.benefit.costing.watching.unusual import Rules
from goodwill.analytics.benefit.costing.watching.yearend import YearEnd
from goodwill.analytics.benefit.costing.yearmonths import later
from goodwill.analytics.errors import AnalyticsError, GoodwillError, Undefined
from goodwill.analytics.figure import minor
from goodwill.analytics.tables import BUDGETS, Frame
from goodwill.language import Sentence
from goodwill.report.cost.preparing import Ready, days_of

FINE = ("category", "subcategory", "department")
CUTS = (FINE, ("category",))
FLOOR_SHARE = 100
"""Without one said, a hundredth of a usual month's cost is not worth a person's time."""
CATEGORY_OF = {each.code: each.category.value for each in SUBCATEGORIES}


@dataclass(frozen=True)
class Watched:
    """What is abnormal in the window.

    Parameters
    ----------
    flags
        Newest first, with what people wrote beside them.
    known
        Identities of those that an earlier run had flagged already.
    planned
        How many months were unusual and planned so.
    """

    flags: tuple[Flag, ...]
    known: frozenset[str]
    planned: int
    floor_minor: int
    found: Anomalies

    @property
    def fresh(self) -> tuple[Flag, ...]:
        """Those that nobody has seen yet."""
        return tuple(flag for flag in self.flags if flag.identity not in self.known)

    @property
    def without_owner(self) -> tuple[Flag, ...]:
        return tuple(flag for flag in self.flags if not flag.follow_up.owner)


@dataclass(frozen=True)
class Budgeted:
    """Plan against actual of the window, in one view.

    Parameters
    ----------
    whole, standings
        All together, and by category where the budget states them; each sums the
        `fine` lines, by FINE as far as the budget states it.
    months_without_plan
        Months of the window of which nothing was planned at all.
    other_view_minor
        What the budget plans for costs that count in the other view alone; left out.
    """

    view: View
    whole: Standing
    standings: tuple[Standing, ...]
    fine: tuple[Line, ...]
    by_month: tuple[Line, ...]
    months_without_plan: tuple[int, ...]
    other_view_minor: int


@dataclass(frozen=True)
class Foretold:
    """The cost of the year that is running, and its plan where there is one."""

    year: int
    found: YearEnd
    plan_minor: int | None
    view: View


@dataclass(frozen=True)
class Watching:
    """The answers of this module; each refused one is its refusal."""

    watched: Watched | GoodwillError
    budgeted: Budgeted | GoodwillError | None
    foretold: Foretold | GoodwillError
    quantities: Mapping[tuple[str, ...], Frame] = field(default_factory=dict)


def watch(ready: Ready, capacity: Sequence[PoolMonth]) -> Watching:
    """Ask all three; the whole ledger tells what is usual, the window what is shown."""
    view = ready.asked.budget_view
    entries = ready.warehouse.settle(seen(_without_payees(ready.whole.frame), view).frame)
    work = _quantities(ready, entries, capacity)
    budgeted: Budgeted | GoodwillError | None
    try:
        budgeted = _budgeted(ready, entries, work)
    except GoodwillError as refusal:
        budgeted = refusal
    watched: Watched | GoodwillError
    try:
        watched = _watched(ready, entries, budgeted, work)
    except GoodwillError as refusal:
        watched = refusal
    foretold: Foretold | GoodwillError
    try:
        foretold = _foretold(ready, entries)
    except GoodwillError as refusal:
        foretold = refusal
    return Watching(watched, budgeted, foretold, work)


def _without_payees(frame: Frame) -> Frame:
    """Pay has no vendor whose invoice could come twice: two departments may pay the same."""
    is_pay = nw.col("evidence").fill_null("") == Evidence.PAYROLL.value
    return frame.with_columns(
        vendor=nw.when(~is_pay).then(nw.col("vendor")).otherwise(nw.lit(None).cast(nw.String))
    )


def _quantities(
    ready: Ready, entries: Frame, capacity: Sequence[PoolMonth]
) -> dict[tuple[str, ...], Frame]:
    """The work that a department's pool is for: its activities and their minutes.

    Known for the whole ledger only where the window is all of it; else costs are judged by
    their amount.
    """
    worked = [m for m in capacity if m.activities]
    if not worked or ready.is_part:
        return {}
    pools = entries.filter(nw.col("treatment") == Treatment.POOL.value)
    names = pools.select(*FINE).unique().collect("pyarrow").rows()
    rows = [
        {
            "category": category,
            "subcategory": subcategory or "",
            "department": department,
            "period": m.period,
            "quantity": float(m.activities),
            "minutes": float(m.used_minutes),
        }
        for category, subcategory, department in sorted(names, key=str)
        for m in worked
        if m.department == department
    ]
    schema = {
        **dict.fromkeys(FINE, nw.String),
        "period": nw.Int32,
        "quantity": nw.Float64,
        "minutes": nw.Float64,
    }
    return {FINE: ready.warehouse.settle(small(schema, rows))} if rows else {}


def _rules(ready: Ready, entries: Frame) -> Rules:
    floor = ready.asked.floor
    if floor is not None:
        return Rules(minor(floor, ready.currency))
    total = entries.select(nw.col("amount_minor").sum().cast(nw.Int64)).collect("pyarrow")
    months = entries.select(nw.col("period").n_unique()).collect("pyarrow").row(0)[0]
    return Rules(abs(int(total.row(0)[0] or 0)) // max(1, int(months)) // FLOOR_SHARE)


def _watched(
    ready: Ready,
    entries: Frame,
    budgeted: Budgeted | GoodwillError | None,
    work: Mapping[tuple[str, ...], Frame],
) -> Watched:
    rules = _rules(ready, entries)
    plans = budgeted.fine if isinstance(budgeted, Budgeted) else ()
    found = anomalies(
        entries,
        AskedOfRules(
            ready.last_whole,
            rules,
            cuts=CUTS,
            quantities=work,
            lines=tuple(line for line in plans if line.period <= ready.last_whole),
            agreed=_agreed(ready, entries),
        ),
    )
    inside = [f for f in found.flags if ready.window.first <= f.period <= ready.window.last]
    large = _finest([f for f in inside if _difference(f) > rules.floor_minor])
    unplanned = [f for f in large if not _was_planned(f, plans, rules)]
    told = with_follow_up(
        unplanned,
        {each.identity: each.follow_up for each in ready.asked.earlier},
    )
    return Watched(
        tuple(sorted(told, key=lambda f: (-f.period, -_difference(f), f.identity))),
        frozenset(each.identity for each in ready.asked.earlier),
        planned=len(large) - len(unplanned),
        floor_minor=rules.floor_minor,
        found=found,
    )


def _difference(flag: Flag) -> int:
    return abs(flag.amount_minor - flag.expected_minor)


def _was_planned(flag: Flag, plans: Iterable[Line], rules: Rules) -> bool:
    """An unusual month that came as it was planned is no surprise."""
    if flag.rule not in (Rule.LEVEL, Rule.RATIO):
        return False
    for line in plans:
        if (line.cut, line.period) == (flag.where, flag.period) and line.plan is not None:
            room = max(Decimal(rules.floor_minor), rules.budget_share * line.plan.amount_minor)
            return abs(line.actual.amount_minor - line.plan.amount_minor) <= room
    return False


def _finest(flags: Sequence[Flag]) -> tuple[Flag, ...]:
    """A category is told of only where no part of it explains the month.

    A month that cost nothing because an entry is missing is told once, by the entry.
    """
    told = {(_category(f.where), f.period) for f in flags if len(f.where) > 1}
    missing = {
        (place["subcategory"], place["department"], f.period)
        for f in flags
        if f.rule is Rule.MISSING and (place := dict(f.where))
    }

    def is_told(flag: Flag) -> bool:
        place = dict(flag.where)
        if len(place) == 1 and "category" in place:
            return (place["category"], flag.period) in told
        if flag.rule not in (Rule.LEVEL, Rule.BUDGET) or flag.amount_minor:
            return False
        return (place.get("subcategory"), place.get("department"), flag.period) in missing

    return once_each(flag for flag in flags if not is_told(flag))


def _agreed(ready: Ready, entries: Frame) -> tuple[Expectation, ...]:
    """Entries that the ledger itself repeats: they end when it was agreed that they end."""
    raw = ready.scanned("cost_entries")
    assert raw is not None
    told = raw.filter(~nw.col("recurs").is_null()).select("source_row", "recurs")
    ours = entries.filter(nw.col("asset_id").is_null(), ~nw.col("vendor").is_null())
    joined = ours.join(told, on="source_row", how="inner")
    keys = ("vendor", "subcategory", "department")
    grouped = joined.group_by(*keys, "recurs").agg(
        first=nw.col("period").min(),
        last=nw.col("period").max(),
        amount=nw.col("amount_minor").max(),
    )
    found = []
    for row in grouped.sort(*keys, nulls_last=True).collect("pyarrow").rows(named=True):
        step = Recurrence.of_word(row["recurs"]).months
        following = later(int(row["last"]), step)
        cut = tuple((name, row[name] or "") for name in keys)
        until = following if following <= ready.last_whole else None
        found.append(Expectation(cut, int(row["amount"]), step, int(row["first"]), until))
    return tuple(found)


def _plans(ready: Ready, entries: Frame) -> tuple[Frame, int] | None:
    """The budget with its words made codes; and what it plans for costs of the other view."""
    frame = ready.scanned("budgets")
    if frame is None:
        return None
    _refuse_currencies(ready, frame)
    coded = _coded(frame, ready)
    elsewhere = _parts(ready.whole.frame) - _parts(entries)
    if not elsewhere:
        return coded, 0
    is_other = nw.col("subcategory").fill_null("").is_in(sorted(elsewhere))
    first, end = days_of((ready.window.first, min(ready.window.last, ready.last_whole)))
    day = nw.col("period_day")
    left = coded.filter(is_other, day >= first, day < end)
    amount = left.select(nw.col("amount_minor").sum().cast(nw.Int64)).collect("pyarrow").row(0)[0]
    return coded.filter(~is_other), int(amount or 0)


def _parts(entries: Frame) -> set[str]:
    found = entries.select("subcategory").unique().collect("pyarrow")["subcategory"].to_list()
    return {name for name in found if name}


def _refuse_currencies(ready: Ready, frame: Frame) -> None:
    named = frame.select("currency").unique().collect("pyarrow")["currency"].to_list()
    others = sorted({str(c).upper() for c in named if c} - {ready.currency})
    if others:
        raise Undefined(
            Sentence(
                "The budget is in {others} and the ledger in {currency}. Convert the budget, or "
                "take these rows out.",
                others=", ".join(others),
                currency=ready.currency,
            )
        )


def _coded(frame: Frame, ready: Ready) -> Frame:
    """Words of categories as their codes, as the ledger has them; unknown ones are refused."""
    for name in ("category", "subcategory"):
        words = frame.select(name).unique().collect("pyarrow")[name].to_list()
        codes: dict[str, str] = {}
        for word in (w for w in words if w):
            named = of_word(word, sub=name == "subcategory")
            sub = named.subcategory.code if named.subcategory else word
            codes[word] = named.category.value if name == "category" else sub
        changed = {word: code for word, code in codes.items() if word != code}
        if changed:
            cases = [
                nw.when(nw.col(name) == word).then(nw.lit(code)) for word, code in changed.items()
            ]
            frame = frame.with_columns(nw.coalesce(*cases, nw.col(name)).alias(name))
    parents = [
        nw.when(nw.col("subcategory") == code).then(nw.lit(category))
        for code, category in CATEGORY_OF.items()
    ]
    whole = frame.with_columns(category=nw.coalesce("category", *parents))
    return ready.warehouse.settle(whole.select(*BUDGETS.names))


def _budgeted(
    ready: Ready, entries: Frame, work: Mapping[tuple[str, ...], Frame]
) -> Budgeted | None:
    given = _plans(ready, entries)
    if given is None:
        return None
    plans, other_view_minor = given
    first, last = ready.window.first, min(ready.window.last, ready.last_whole)
    stated = _stated(plans)
    fine = tuple(name for name in FINE if name in stated)

    def lines(cut: tuple[str, ...]) -> tuple[Line, ...]:
        asked = budgets.Asked(cut, first, last)
        return budgets.compared(entries, plans, asked, quantities=work.get(cut))

    everything = lines(())
    if not any(line.plan for line in everything):
        raise Undefined(
            Sentence("The budget plans nothing in the months of the report: nothing to compare.")
        )
    detail = lines(fine) if fine else everything
    missing = budgets.months_without_plan(everything, budgets.Asked((), first, last))
    return Budgeted(
        ready.asked.budget_view,
        _together(detail, by_category=False)[0],
        _together(detail, by_category="category" in stated),
        detail,
        everything,
        missing.get((), ()),
        other_view_minor,
    )


def _together(lines: Sequence[Line], *, by_category: bool) -> tuple[Standing, ...]:
    """Standings of whole categories, each the sum of its parts, so that splits add up."""
    return budgets.standings(
        replace(line, cut=(("category", _category(line.cut)),) if by_category else ())
        for line in lines
    )


def _category(cut: Cut) -> str:
    """As stated; else that of the sub-category."""
    place = dict(cut)
    return place.get("category") or CATEGORY_OF.get(place.get("subcategory", ""), "")


def _stated(plans: Frame) -> set[str]:
    row = plans.select(
        *((~nw.col(name).is_null()).cast(nw.Int64).sum().alias(name) for name in FINE)
    ).collect("pyarrow")
    return {name for name in FINE if row[name][0]}


def _foretold(ready: Ready, entries: Frame) -> Foretold:
    year = ready.last_whole // 100
    of_all: Any = series_of(entries, (), last=ready.last_whole)
    if not of_all:
        raise AnalyticsError(Sentence("No month of the ledger is over yet."))
    found = yearend.year_end(of_all[0], year * 100 + 12)
    return Foretold(year, found, _plan_of(ready, year), ready.asked.budget_view)


def _plan_of(ready: Ready, year: int) -> int | None:
    """The plan of the year, where every month of it has one."""
    frame = ready.scanned("budgets")
    if frame is None:
        return None
    on = nw.col("period_on").dt
    mine = frame.filter(on.year() == year).with_columns(_month=on.month()).group_by("_month")
    rows = mine.agg(nw.col("amount_minor").sum().cast(nw.Int64)).collect("pyarrow").rows()
    return sum(int(amount or 0) for _, amount in rows) if len(rows) == 12 else None
