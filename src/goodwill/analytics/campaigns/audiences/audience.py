"""Who is meant by a campaign, who may not be contacted and why, and who is in.

The contact rules hold in one order, the same for everybody: a customer's own word first,
then the company's, then what other campaigns need, then rest. A customer is barred for the
first that applies; `reasons` names all of them. An unclear word is never taken for consent.

References
----------
The rule that care does not come just before a promotion, and its measure, is MK11.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_

import narwhals as nw

from goodwill.analytics.campaigns.audiences.barring import CAMPAIGN_HASH, CONTROL_HASH, barring
from goodwill.analytics.campaigns.audiences.conditions import column_type, meets
from goodwill.analytics.campaigns.audiences.reasons import blocked_code
from goodwill.analytics.campaigns.plans import Plan
from goodwill.analytics.errors import ContractBroken, SettingRefused
from goodwill.analytics.tables import Frame, days_since_1970
from goodwill.language import Sentence

IN, NOT_MEANT, BARRED, BEYOND = "in", "not_meant", "barred", "beyond_limit"
TOLD = ("standing", "in_audience", "barred", "reasons")
SEPARATOR = "; "


@dataclass(frozen=True)
class Step:
    """One step of the funnel: how many customers are taken away, and how many stay.

    Parameters
    ----------
    step
        `all`, `conditions`, a reason's code, or `limit`.
    customers
        Those taken away by this step; for `all`, everybody.
    left
        Those who are still in after it.
    also
        All to whom the reason applies among those meant, also where another came first.
    """

    step: str
    customers: int
    left: int
    also: int


@dataclass(frozen=True)
class Audience:
    """Every customer with where they stand, and the funnel from all to those who are in.

    Parameters
    ----------
    customers
        The customers' columns and `standing` (in, not_meant, barred, beyond_limit),
        `in_audience`, `barred` (code of the first reason, null if none), `reasons` (all
        codes, separated by “; ”, null if none).
    funnel
        From `all` to `limit`; the last step's `left` is the size of the audience.
    blocked
        Code → reason, for the plan's own rules.
    strangers
        File → customers that it names and the customers' table does not.
    """

    customers: Frame
    funnel: tuple[Step, ...]
    blocked: Mapping[str, str]
    strangers: Mapping[str, int]

    @property
    def size(self) -> int:
        return self.funnel[-1].left


def needed_hashes(plan: Plan) -> dict[str, str]:
    """Column → seed of the hashes that `audience` and `assigned` take of `customer_id`."""
    group = plan.rules.control_group
    return {CAMPAIGN_HASH: plan.seed} | ({CONTROL_HASH: group.seed} if group else {})


def audience(
    customers: Frame,
    plan: Plan,
    file: str,
    *,
    contacts: Frame | None = None,
    holdouts: Mapping[str, Frame] | None = None,
    settle: Callable[[Frame], Frame] = lambda frame: frame,
) -> Audience:
    """Everybody's place, by conditions, contact rules and limit in this order.

    Parameters
    ----------
    customers
        One row per customer: `customer_id`, the columns that the plan names, and those of
        `needed_hashes`.
    file
        The plan's name, for refusals.
    contacts
        As `CONTACTS` says; needed where the plan has rest or care days.
    holdouts
        File → `customer_id` of those in the hold-out, for each file that the plan names and
        that is still watched.
    settle
        Computes a frame once, such as `warehouse.settle`; called once.

    Raises
    ------
    ColumnsUnclear, SettingRefused
        A column that the plan names is not there, or cannot be compared so.
    ContractBroken
        A customer has no id, or stands in several rows.
    """
    _refuse_unclear_ids(customers)
    schema = dict(customers.collect_schema())
    conditions = [meets(each, schema, file) for each in plan.audience.conditions]
    frame, bars = barring(customers, plan, file, contacts, holdouts or {})
    frame = frame.with_columns(
        _meant=reduce(and_, conditions, nw.lit(True)),
        **{_flag(code): nw.coalesce(bar, nw.lit(False)) for code, bar in bars.items()},
    )
    frame = settle(_standing(frame.with_columns(**_told(list(bars))), plan, file))
    funnel = _funnel(frame, list(bars), has_limit=plan.audience.limit is not None)
    told = frame.select(*(name for name in schema if name not in TOLD), *TOLD)
    blocked = {blocked_code(at): rule.reason for at, rule in enumerate(plan.rules.blocked, 1)}
    strangers = _strangers(customers, plan, contacts, holdouts or {})
    return Audience(told, funnel, blocked, strangers)


def _refuse_unclear_ids(customers: Frame) -> None:
    """An empty id cannot be drawn, and one that stands twice could be drawn into two arms."""
    one = nw.col("customer_id")
    row = customers.select(
        rows=nw.len().cast(nw.Int64),
        ids=one.n_unique().cast(nw.Int64),
        empty=one.is_null().cast(nw.Int64).sum().cast(nw.Int64),
    ).collect()
    rows, ids, empty = (int(row[name][0] or 0) for name in ("rows", "ids", "empty"))
    if empty:
        raise ContractBroken("customers", (Sentence("customer_id: may not be empty"),))
    if ids < rows:
        raise ContractBroken(
            "customers",
            (
                Sentence(
                    "customer_id: {n} row repeats a customer",
                    "customer_id: {n} rows repeat a customer",
                    n=rows - ids,
                ),
            ),
        )


def _told(codes: list[str]) -> dict[str, nw.Expr]:
    """`barred`: the first reason; `reasons`: all of them."""
    if not codes:
        nothing = nw.lit(None).cast(nw.String)
        return {"barred": nothing, "reasons": nothing}
    said = [nw.when(nw.col(_flag(code))).then(nw.lit(code)) for code in codes]
    every = nw.concat_str(*said, separator=SEPARATOR, ignore_nulls=True)
    first = nw.coalesce(*said) if len(said) > 1 else said[0]
    return {"barred": first, "reasons": nw.when(every != "").then(every)}


def _standing(frame: Frame, plan: Plan, file: str) -> Frame:
    """Adds `standing` and `in_audience`; the limit counts only those who may be contacted."""
    free = nw.col("_meant") & nw.col("barred").is_null()
    placed = _placed(frame.with_columns(_free=free), plan, file)
    limit = plan.audience.limit
    within = nw.col("_place") <= limit.customers if limit else nw.lit(True)
    standing = (
        nw.when(~nw.col("_meant"))
        .then(nw.lit(NOT_MEANT))
        .when(~nw.col("_free"))
        .then(nw.lit(BARRED))
        .when(within)
        .then(nw.lit(IN))
        .otherwise(nw.lit(BEYOND))
    )
    return placed.with_columns(standing=standing, in_audience=standing == IN).drop("_free")


def _placed(frame: Frame, plan: Plan, file: str) -> Frame:
    """Adds `_place` among those free: best first, unknown last, equals by lot."""
    limit = plan.audience.limit
    if limit is None:
        return frame.with_columns(_place=nw.lit(1))
    dtype = column_type(limit.order_by, dict(frame.collect_schema()), file)
    if not (dtype.is_numeric() or dtype == nw.Date):
        raise SettingRefused(
            Sentence(
                "{file}: audience.limit orders by {column}, which holds neither numbers nor dates.",
                file=file,
                column=limit.order_by,
            )
        )
    value = days_since_1970(nw.col(limit.order_by)) if dtype == nw.Date else nw.col(limit.order_by)
    sign = 1 if limit.smallest_first else -1
    ordered = frame.with_columns(_unknown=value.is_null().cast(nw.Int64), _value=value * sign)
    place = (
        nw.col(CAMPAIGN_HASH)
        .cum_count()
        .over("_free", order_by=["_unknown", "_value", CAMPAIGN_HASH, "customer_id"])
    )
    return ordered.with_columns(_place=place).drop("_unknown", "_value")


def _funnel(frame: Frame, codes: list[str], *, has_limit: bool) -> tuple[Step, ...]:
    """One row per standing and reason is collected."""
    rows = (
        frame.group_by("standing", "barred")
        .agg(
            nw.len().cast(nw.Int64).alias("n"),
            *(nw.col(_flag(code)).cast(nw.Int64).sum().alias(code) for code in codes),
        )
        .collect()
        .rows(named=True)
    )
    meant = [row for row in rows if row["standing"] != NOT_MEANT]
    taken = [
        ("conditions", sum(row["n"] for row in rows if row["standing"] == NOT_MEANT)),
        *((code, sum(row["n"] for row in meant if row["barred"] == code)) for code in codes),
        *[("limit", sum(row["n"] for row in rows if row["standing"] == BEYOND))] * has_limit,
    ]
    left = sum(row["n"] for row in rows)
    steps = [Step("all", left, left, left)]
    for step, customers in taken:
        left -= customers
        also = sum(int(row[step]) for row in meant) if step in codes else customers
        steps.append(Step(step, customers, left, also))
    return tuple(steps)


def _strangers(
    customers: Frame, plan: Plan, contacts: Frame | None, holdouts: Mapping[str, Frame]
) -> dict[str, int]:
    files = dict(holdouts)
    if contacts is not None and plan.rules.contacts is not None:
        files[plan.rules.contacts] = contacts
    if not files:
        return {}
    named = [each.select("customer_id", _file=nw.lit(file)) for file, each in files.items()]
    unknown = nw.concat(named).unique().join(customers, on="customer_id", how="anti")
    counts = unknown.group_by("_file").agg(n=nw.len().cast(nw.Int64)).collect().rows()
    return dict.fromkeys(files, 0) | {file: int(n) for file, n in counts}


def _flag(code: str) -> str:
    return f"_bar_{code}"
