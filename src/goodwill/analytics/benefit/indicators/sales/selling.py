"""From leads and opportunities to customers: how long, how many, how exactly (SL02–SL05)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames.purchases import whole, with_parts
from goodwill.analytics.benefit.indicators.kernel.answers import cells_of, rows_by_period, share
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.calculations import Readings
from goodwill.analytics.benefit.indicators.kernel.cells import Answer, Cell
from goodwill.analytics.benefit.indicators.kernel.counting import Key
from goodwill.analytics.benefit.indicators.kernel.measures import Derived
from goodwill.analytics.benefit.indicators.kernel.periods import Period
from goodwill.analytics.figure import Number
from goodwill.analytics.numerics.survival import ROUNDING, Survival, kaplan_meier
from goodwill.analytics.tables import LEADS, OPPORTUNITIES, Frame
from goodwill.language import Sentence

NOT_HALF = Sentence(
    "Fewer than half of the opportunities opened then have been won so far: the median is not "
    "known yet."
)
NONE_OPENED = Sentence("No opportunity that was won or is open was opened in this period.")
NO_LEADS = Sentence("No lead came in in this period.")
TOO_YOUNG = Sentence("The window of these leads is still open: it cannot be told yet.")

Durations = list[tuple[int, bool, int]]


def sales_cycle(asked: Asked) -> Iterator[Cell]:
    """SL02: median days from the first contact to won, of opportunities opened in the period.

    Those still open count as long as they have been open; those lost are left out.
    """
    curves = _curves(asked)
    bases: Mapping[Key, Survival] = {}
    if asked.settings.baseline is not None:
        bases = _curves(replace(asked, periods=(asked.settings.baseline,)))
    answers = {key: _cycle(curve, bases.get((0, key[1]))) for key, curve in curves.items()}
    return cells_of("SL02", asked, answers, Answer(None, reason=NONE_OPENED))


def merged_leads(asked: Asked) -> Frame:
    """Leads with the days of their duplicates: the earliest of each, under the original."""
    rows = asked.frame(LEADS).filter(~nw.col("created_day").is_null())
    of = rows.with_columns(_lead=nw.coalesce("duplicate_of", "lead_id"))
    days = ("created_day", "qualified_day", "converted_day", "ordered_day")
    firsts = of.group_by("_lead").agg(*(nw.col(day).min() for day in days))
    originals = rows.filter(nw.col("duplicate_of").is_null()).drop(*days)
    return originals.join(firsts, left_on="lead_id", right_on="_lead", how="inner")


MERGED_LEADS = Derived("leads without duplicates", (LEADS,), merged_leads)


def lead_window_over(asked: Asked) -> nw.Expr:
    """Leads that have been watched for the whole window."""
    return nw.col("created_day") + asked.settings.lead_days <= asked.as_of_day


def lead_got(day: str, asked: Asked) -> nw.Expr:
    """Of those, leads that reached it within the window."""
    waited = nw.col(day) - nw.col("created_day")
    return lead_window_over(asked) & (waited <= asked.settings.lead_days)


def lead_conversion(readings: Readings, asked: Asked) -> Answer:
    """SL03 of `converted`, `qualified`, `ordered` and `cohort`, of `leads` in all."""
    cohort = readings["cohort"].n
    if not cohort:
        return Answer(None, n=0, reason=TOO_YOUNG if readings["leads"].n else NO_LEADS)
    beside: dict[str, Number] = {
        name: readings[name].n / cohort for name in ("qualified", "ordered")
    }
    return share(readings["converted"].n, cohort, beside=beside)


def decided(asked: Asked) -> Frame:
    """Opportunities won or lost, with `decided_day` and `won` (1 or 0).

    Where the settings say so, those open for more than so many median cycles are lost on the
    day on which that time was over.
    """
    rows = asked.frame(OPPORTUNITIES)
    status, closed = nw.col("status"), nw.col("closed_day")
    is_over = status.is_in(("won", "lost")) & ~closed.is_null()
    over = rows.filter(is_over).with_columns(
        decided_day=closed.cast(nw.Int64), won=(status == "won").cast(nw.Int64)
    )
    longest = _longest(asked)
    if longest is None:
        return over
    stale = (status == "open") & (nw.col("opened_day") + longest <= asked.as_of_day)
    given_up = rows.filter(stale).with_columns(
        decided_day=(nw.col("opened_day") + longest).cast(nw.Int64),
        won=nw.lit(0, dtype=nw.Int64),
    )
    return nw.concat([over, given_up])


DECIDED = Derived("opportunities decided", (OPPORTUNITIES,), decided)


def accuracy(readings: Readings, asked: Asked) -> Answer:
    """SL05 of `wrong` and `orders`: an order is wrong once at most."""
    orders = readings["orders"].n
    return share(orders - readings["wrong"].n, orders)


def _curves(asked: Asked) -> dict[Key, Survival]:
    opened, closed = nw.col("opened_day"), nw.col("closed_day")
    rows = asked.frame(OPPORTUNITIES).filter(~opened.is_null(), nw.col("status") != "lost")
    won = ((nw.col("status") == "won") & ~closed.is_null()).fill_null(False)
    end = nw.when(won).then(closed).otherwise(nw.lit(asked.as_of_day))
    dated = with_parts(rows, asked).with_columns(
        _days=(end - opened).cast(nw.Int64), _won=won.cast(nw.Int64)
    )
    sums = {"n": nw.len().cast(nw.Int64)}
    found: dict[Key, Durations] = defaultdict(list)
    known = dated.filter(nw.col("_days") >= 0)
    for key, row in rows_by_period(known, "opened_day", asked, sums, by=("_days", "_won")):
        found[key].append((row["_days"], bool(row["_won"]), row["n"]))
    return {key: kaplan_meier(durations) for key, durations in found.items()}


def _cycle(curve: Survival, base: Survival | None) -> Answer:
    beside: dict[str, Number] = {"won": int(curve.events.sum())}
    slow = [int(t) for t, s in zip(curve.times, curve.share, strict=True) if s <= 0.25 + ROUNDING]
    if slow:
        beside["p75"] = slow[0]
    median = curve.median()
    if median is None:
        return Answer(None, n=curve.customers, reason=NOT_HALF, beside=beside)
    before = None if base is None else base.median()
    if before is not None and before.value > 0:
        beside["change"] = (before.value - median.value) / before.value
    known = median.low is not None and median.high is not None
    low, high, level = (median.low, median.high, 0.95) if known else (None, None, None)
    return Answer(median.value, None, None, curve.customers, low, high, level, beside=beside)


def _longest(asked: Asked) -> int | None:
    """Days after which an open opportunity is given up; None where none is."""
    if not asked.settings.stale_is_lost:
        return None
    always = Period("", -1_000_000, asked.as_of_day + 1)
    curve = _curves(replace(whole(asked), periods=(always,))).get((0, ()))
    median = None if curve is None else curve.median()
    return None if median is None else round(asked.settings.stale_cycles * median.value)
