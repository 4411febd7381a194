"""Outcomes and covariates that stand in the members' file itself.

Some tools give the result with the draw: whether a member visited, what it spent. Then no
orders are needed. Which columns are outcomes has to be told: a column of last year's spend
looks the same, and to take it for an outcome would be a plain mistake.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.incrementality.experiment import Experiment, Kind, Metric
from goodwill.analytics.benefit.incrementality.members.findings import Finding, count
from goodwill.analytics.errors import Undefined
from goodwill.analytics.information.pairing import Settle
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence


@dataclass(frozen=True)
class Stated:
    """Columns of the members' file, told apart.

    Parameters
    ----------
    metrics
        What happened after the draw. Values may be numbers or text that is a number.
    covariates
        What was known before it. Empty values become 0, and a column `<name>_known` says
        of whom it was known: the draw is not touched by either.
    minor_digits
        Column → decimals of its currency, for amounts in major units: 29.99 → 2999.
    """

    metrics: tuple[Metric, ...] = ()
    covariates: tuple[str, ...] = ()
    minor_digits: Mapping[str, int] = field(default_factory=dict)


def kinds(members: Frame, columns: Sequence[str]) -> Mapping[str, Kind]:
    """What the values of columns look like: 0 and 1 a share, whole numbers a count, else money.

    Raises
    ------
    Undefined
        A column is missing, is no number or is empty throughout.
    """
    _refuse_missing(members, columns)
    numbers = members.select(**{name: _number(name) for name in columns})
    is_01 = {f"{n}__01": count((nw.col(n) == 0) | (nw.col(n) == 1)) for n in columns}
    whole = {f"{n}__whole": count(nw.col(n) == nw.col(n).round(0)) for n in columns}
    known = {f"{n}__known": count(~nw.col(n).is_null()) for n in columns}
    row = numbers.select(**is_01, **whole, **known).collect("pyarrow").rows(named=True)[0]
    for name in columns:
        if not row[f"{name}__known"]:
            raise Undefined(Sentence("The column {column} holds no numbers.", column=name))
    return {
        name: Kind.SHARE
        if row[f"{name}__01"] == row[f"{name}__known"]
        else Kind.COUNT
        if row[f"{name}__whole"] == row[f"{name}__known"]
        else Kind.AMOUNT
        for name in columns
    }


def with_stated(
    members: Frame, stated: Stated
) -> tuple[Frame, tuple[Metric, ...], tuple[str, ...], tuple[Finding, ...]]:
    """The members with those columns as numbers; metrics, covariates, and what was odd.

    Raises
    ------
    Undefined
        A column is missing, or a metric is empty or no number for somebody: what is not
        known is not nought.
    """
    names = [metric.name for metric in stated.metrics]
    wanted = [*names, *stated.covariates]
    if not wanted:
        return members, (), (), ()
    _refuse_missing(members, wanted)
    read = members.with_columns(**{name: _scaled(name, stated) for name in wanted})
    sums = read.select(**{name: count(nw.col(name).is_null()) for name in wanted})
    gaps = sums.collect("pyarrow").rows(named=True)[0]
    _refuse_gaps(names, gaps)
    holed = [name for name in stated.covariates if gaps[name]]
    if not holed:
        return read, stated.metrics, stated.covariates, ()
    known = {f"{name}_known": (~nw.col(name).is_null()).cast(nw.Int64) for name in holed}
    filled = read.with_columns(**known).with_columns(*(nw.col(x).fill_null(0) for x in holed))
    odd = tuple(_gap_finding(name, int(gaps[name])) for name in holed)
    return filled, stated.metrics, (*stated.covariates, *known), odd


def experiment_as_stated(
    members: Frame,
    *,
    control: str,
    treated: Sequence[str],
    stated: Stated,
    settle: Settle,
    slices: Sequence[str] = (),
    cluster: str | None = None,
    shares: Mapping[str, float] | None = None,
) -> tuple[Experiment, tuple[Finding, ...]]:
    """An experiment from the members' file alone, and what was odd about it.

    Raises
    ------
    Undefined
        No metric is told, or `with_stated` refuses one.
    """
    if not stated.metrics:
        raise Undefined(
            Sentence(
                "There are no orders, and no column of the members' file is named as an "
                "outcome: nothing can be measured."
            )
        )
    arms = members.filter(nw.col("arm").is_in([control, *treated]))
    whole, metrics, covariates, odd = with_stated(arms, stated)
    texts = [*slices, *([cluster] if cluster else [])]
    _refuse_missing(whole, texts)
    numbers = [*(metric.name for metric in metrics), *covariates]
    kept = whole.select(*dict.fromkeys(["customer_id", "arm", *numbers, *texts]))
    experiment = Experiment(
        members=settle(kept),
        control=control,
        treated=tuple(treated),
        metrics=metrics,
        covariates=covariates,
        slices=tuple(slices),
        shares=shares or {},
        cluster=cluster,
    )
    return experiment, odd


def _number(name: str) -> nw.Expr:
    return nw.col(name).cast(nw.Float64)


def _scaled(name: str, stated: Stated) -> nw.Expr:
    digits = stated.minor_digits.get(name)
    return _number(name) if digits is None else (_number(name) * 10.0**digits).round(0)


def _refuse_missing(members: Frame, columns: Sequence[str]) -> None:
    have = members.collect_schema().names()
    for name in columns:
        if name not in have:
            raise Undefined(Sentence("The members' file has no column {column}.", column=name))


def _refuse_gaps(names: Sequence[str], gaps: Mapping[str, Any]) -> None:
    for name in names:
        if gaps[name]:
            raise Undefined(
                Sentence(
                    "{column} is empty or no number for {n} member. Fill it in: what is not known "
                    "is not nought.",
                    "{column} is empty or no number for {n} members. Fill it in: what is not "
                    "known is not nought.",
                    column=name,
                    n=int(gaps[name]),
                )
            )


def _gap_finding(name: str, n: int) -> Finding:
    sentence = Sentence(
        "{column} is not known of {n} member; that it is not known is taken into account.",
        "{column} is not known of {n} members; that it is not known is taken into account.",
        column=name,
        n=n,
    )
    return Finding("covariate_unknown", n, sentence)
