"""Covariates over time: read, cut, continued; and every hole in them named by its day."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from goodwill.analytics.errors import AnalyticsError, ContractBroken, TooFew, Undefined
from goodwill.analytics.information.calendar import day_of
from goodwill.analytics.value.season import season
from goodwill.analytics.value.timeline import Timeline
from goodwill.analytics.value.timeline_reading import timeline

JANUARY = day_of(date(2024, 1, 1))


def weeks(starts: list[int], **columns: list[float]) -> pa.Table:
    return pa.table({"day": starts, **columns})


def test_a_period_lasts_until_the_next_begins() -> None:
    known = timeline(weeks([JANUARY, JANUARY + 7, JANUARY + 14], sale=[0.0, 1.0, 0.0]))
    assert (known.first_day, known.last_day) == (JANUARY, JANUARY + 20)
    of_days = known.values[0, known.period_of([JANUARY + 6, JANUARY + 7, JANUARY + 13]), 0]
    assert of_days.tolist() == [0.0, 1.0, 1.0]


def test_rows_may_come_in_any_order() -> None:
    told = timeline(weeks([JANUARY + 7, JANUARY + 14, JANUARY], sale=[1.0, 2.0, 0.0]))
    assert told.values[0, :, 0].tolist() == [0.0, 1.0, 2.0]


def test_months_end_with_the_month() -> None:
    firsts = [day_of(date(2024, month, 1)) for month in (11, 12)]
    firsts.append(day_of(date(2025, 1, 1)))
    assert timeline(weeks(firsts, z=[1.0, 2.0, 3.0])).last_day == day_of(date(2025, 1, 31))


@pytest.mark.parametrize(
    ("table", "named"),
    [
        (weeks([JANUARY, JANUARY + 7, JANUARY + 21], z=[1.0, 2.0, 3.0]), "Jan 15, 2024"),
        (weeks([JANUARY, JANUARY, JANUARY + 7], z=[1.0, 2.0, 3.0]), "Jan 1, 2024"),
        (
            weeks([day_of(date(2024, m, 1)) for m in (1, 2, 4)], z=[1.0, 2.0, 3.0]),
            "Mar 1, 2024",
        ),
    ],
)
def test_a_hole_between_periods_is_named_by_its_day(table: pa.Table, named: str) -> None:
    with pytest.raises(ContractBroken, match=named):
        timeline(table)


def test_with_a_last_day_periods_may_be_of_any_length() -> None:
    known = timeline(
        weeks([JANUARY, JANUARY + 3, JANUARY + 40], z=[1.0, 2.0, 3.0]), last_day=20_000
    )
    assert known.widths.tolist() == [3, 37, 20_000 - JANUARY - 39]


@pytest.mark.parametrize("value", [None, float("nan"), float("inf")])
def test_a_value_that_is_missing_is_refused(value: float | None) -> None:
    with pytest.raises(ContractBroken, match="row 2"):
        timeline(weeks([JANUARY, JANUARY + 7], z=[1.0, value]))


def test_nothing_to_read_is_refused() -> None:
    with pytest.raises(TooFew):
        timeline(pa.table({"day": pa.array([], pa.int64()), "z": pa.array([], pa.float64())}))
    with pytest.raises(ContractBroken, match="last_day"):
        timeline(weeks([JANUARY], z=[1.0]))


def personal(**columns: list[object]) -> pa.Table:
    return pa.table(columns)


PRESSURE = personal(
    customer_id=["李娜", "Ann", "Ann"],
    day=[JANUARY, JANUARY, JANUARY + 7],
    mails=[3.0, 1.0, 2.0],
)


def test_a_customer_without_a_row_is_refused_unless_that_means_something() -> None:
    with pytest.raises(ContractBroken, match=r"李娜.*Jan 8, 2024"):
        timeline(PRESSURE)
    known = timeline(PRESSURE, missing=0.0)
    assert known.customers is not None
    assert known.customers.tolist() == ["Ann", "李娜"]
    assert known.values[:, :, 0].tolist() == [[1.0, 2.0], [3.0, 0.0]]


def test_a_season_and_personal_covariates_stand_beside_each_other() -> None:
    both = timeline(PRESSURE, missing=0.0).beside(season(JANUARY - 3, JANUARY + 9, months=True))
    assert (both.first_day, both.last_day) == (JANUARY, JANUARY + 9)
    assert both.values.shape == (2, 3, 12)
    of_day = both.values[1, both.period_of(JANUARY + 7)]
    assert of_day.tolist() == [0.0] * 12
    assert both.yearly[0] == "month_02"


def test_equal_neighbours_are_one_period() -> None:
    fair = season(
        JANUARY,
        JANUARY + 364,
        months=True,
        windows={"fair": [(JANUARY + 40, JANUARY + 45)]},
        step_days=1,
    )
    known = fair.condensed(("fair",))
    assert known.edges.tolist() == [JANUARY + day for day in (-1, 39, 45, 364)]
    assert known.values[0, :, 0].tolist() == [0.0, 1.0, 0.0]
    assert fair.condensed(()).edges.tolist() == [JANUARY - 1, JANUARY + 364]


def test_two_covariates_of_one_name_are_refused() -> None:
    one = timeline(weeks([JANUARY, JANUARY + 7], z=[1.0, 2.0]))
    with pytest.raises(ContractBroken, match="z"):
        one.beside(one)


def test_a_season_is_the_mean_over_the_days_of_each_period() -> None:
    start = day_of(date(2024, 1, 29))
    known = season(start, start + 13, months=True, windows={"fair": [(start + 5, start + 8)]})
    assert known.columns(["month_02", "fair"])[0].tolist() == [[4 / 7, 2 / 7], [1.0, 2 / 7]]
    daily = season(start, start + 13, windows={"fair": [(start + 5, start + 8)]}, step_days=1)
    assert daily.values[0, :, 0].tolist() == [0.0] * 5 + [1.0] * 4 + [0.0] * 5


def test_the_last_period_of_a_season_may_be_short() -> None:
    known = season(JANUARY, JANUARY + 9, harmonics=1)
    assert known.widths.tolist() == [7, 3]
    assert known.names == ("sine_1", "cosine_1")


@pytest.mark.parametrize(
    "wrong",
    [{}, {"harmonics": 1, "last": -1}, {"windows": {"fair": [(JANUARY + 5, JANUARY)]}}],
)
def test_a_season_of_nothing_or_backwards_is_refused(wrong: dict[str, object]) -> None:
    last = JANUARY + int(str(wrong.pop("last", 100)))
    with pytest.raises(AnalyticsError):
        season(JANUARY, last, **wrong)  # type: ignore[arg-type]


def test_what_comes_again_yearly_continues_as_the_year_before() -> None:
    first = day_of(date(2023, 1, 1))
    months = season(first, day_of(date(2023, 12, 31)), months=True, step_days=1)
    further = months.continued(day_of(date(2025, 12, 31)))
    assert further.last_day >= day_of(date(2025, 12, 31))
    for on in (date(2024, 2, 28), date(2024, 3, 1), date(2025, 7, 31), date(2025, 12, 31)):
        values = further.values[0, further.period_of(day_of(on))]
        assert values[on.month - 2] == 1
        assert values.sum() == 1


def test_what_does_not_come_again_is_nothing_later() -> None:
    known = timeline(weeks([JANUARY, JANUARY + 7], mails=[1.0, 2.0])).continued(JANUARY + 100)
    assert known.last_day == JANUARY + 100
    assert known.values[0, :, 0].tolist() == [1.0, 2.0, 0.0]
    assert known.pace_after({"mails": 5.0}) == 1


def test_less_than_a_year_does_not_tell_how_the_next_will_be() -> None:
    short = season(JANUARY, JANUARY + 300, months=True)
    with pytest.raises(Undefined, match="less than a year"):
        short.continued(JANUARY + 400)


def test_the_pace_after_the_last_period_is_the_mean_of_a_year() -> None:
    known = season(JANUARY, JANUARY + 365 + 364, months=True, step_days=1)
    assert known.pace_after({"month_12": np.log(3.0)}) == pytest.approx(
        1 + 2 * 31 / 365.25, rel=5e-3
    )


def test_before_and_after_what_is_known_is_refused_by_day() -> None:
    known: Timeline = season(JANUARY, JANUARY + 13, harmonics=1)
    with pytest.raises(Undefined, match="Jan 1, 2024"):
        known.refuse_before(JANUARY - 2)
    with pytest.raises(Undefined, match="Jan 15, 2024"):
        known.refuse_after(JANUARY + 14)
    known.refuse_before(JANUARY)
    known.refuse_after(JANUARY + 13)
