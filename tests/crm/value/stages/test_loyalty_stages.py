"""Moves are kept once, counted month by month, and shown of those whom the reader sees."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from crm.conftest import logged_in
from crm.value.valued import DAY, customer, scored, valuation
from django.test import override_settings
from django.urls import reverse

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.value.scoring.models import Score, Valuation
from goodwill.crm.value.stages import converting, counting, moving
from goodwill.crm.value.stages.models import Transition
from goodwill.crm.value.stages.recording import record

BEFORE = date(2026, 1, 31)


def revalued(as_of: date, **stages: str) -> Valuation:
    """The next valuation finds customers in other stages, by name; None of the rest."""
    new = valuation(as_of)
    Score.objects.update(valuation=new, as_of=as_of)
    for name, stage in stages.items():
        Score.objects.filter(customer__name=name).update(stage=stage)
    return new


@pytest.fixture
def first(rep: User, outsider: User) -> Valuation:
    """Two steady customers and one of one purchase with Jonas, one steady with Vera."""
    made = valuation(BEFORE)
    for name, owner, stage in (
        ("Anna", rep, "repeat"),
        ("Bo", rep, "repeat"),
        ("Cy", rep, "first_time"),
        ("Di", outsider, "repeat"),
    ):
        scored(customer(name, owner), made, stage=stage, reached=stage)
    record(made)
    return made


def test_each_move_is_kept_once_however_often_it_is_recorded(first: Valuation) -> None:
    assert record(first) == 0
    second = revalued(DAY, Anna="lost", Cy="repeat")
    assert (record(second), record(second)) == (2, 0)
    moves = Transition.objects.filter(of="stage", on=DAY).values_list(
        "customer__name", "before", "after"
    )
    assert sorted(moves) == [("Anna", "repeat", "lost"), ("Cy", "first_time", "repeat")]
    assert Transition.objects.filter(of="value_class").count() == 4


def test_a_valuation_that_was_passed_over_is_made_up_for(first: Valuation) -> None:
    revalued(date(2026, 2, 10), Anna="lost")
    third = revalued(DAY, Anna="repeat", Bo="lost")
    assert record(third) == 1
    assert Transition.objects.get(on=DAY).customer.name == "Bo"


def test_months_count_states_and_moves_of_those_within_reach(
    first: Valuation, rep: User, administrator: User
) -> None:
    record(revalued(DAY, Anna="lost", Cy="repeat"))
    january, march = counting.months("stage", administrator.reach)
    assert (january.month, dict(january.counts)) == (
        date(2026, 1, 1),
        {"repeat": 3, "first_time": 1},
    )
    assert (dict(march.counts), march.moved) == ({"repeat": 3, "lost": 1}, 2)
    own = counting.months("stage", rep.reach)[-1]
    assert dict(own.counts) == {"repeat": 2, "lost": 1}


def test_whoever_is_in_the_bin_is_not_counted(
    first: Valuation, administrator: User, by: Actor
) -> None:
    changing.delete(Customer.objects.get(name="Bo"), by)
    (january,) = counting.months("stage", administrator.reach)
    assert dict(january.counts) == {"repeat": 2, "first_time": 1}


def test_the_matrix_says_where_everybody_went(first: Valuation, administrator: User) -> None:
    assert moving.moved("stage", administrator.reach, first, 90) is None
    second = revalued(DAY, Anna="lost", Cy="repeat")
    record(second)
    found = moving.moved("stage", administrator.reach, second, 365)
    assert found is not None
    assert found.first == BEFORE
    matrix = found.matrix
    assert (matrix.move("repeat", "lost").customers, matrix.move("repeat", "lost").of) == (1, 3)
    assert matrix.move("repeat", "repeat").customers == 2
    assert matrix.move("first_time", "repeat").share == 1.0
    figure = found.figures["repeat", "lost"]
    assert (figure.numerator, figure.denominator) == (1, 3)
    assert figure.low is not None


def test_conversion_is_measured_on_the_files_of_the_valuation(
    tmp_path, settings, first: Valuation, rep: User, administrator: User
) -> None:
    """Nine of ten came back after 30 days; one has been watched for 400 and did not."""
    made = [customer(f"C{n}", rep if n < 5 else administrator) for n in range(10)]
    came = DAY - timedelta(days=400)
    back = [came + timedelta(days=30)] * 9 + [None]
    folder = tmp_path / "value" / "one"
    folder.mkdir(parents=True)
    table = pa.table(
        {
            "customer_id": [str(one.public_id) for one in made],
            "first_on": pa.array([came] * 10, pa.date32()),
            "second_on": pa.array(back, pa.date32()),
        }
    )
    pq.write_table(table, folder / "customers.parquet")
    of = valuation(DAY, folder="one")
    configuration = settings.CONFIGURATION.__class__(
        **{**settings.CONFIGURATION.__dict__, "home": tmp_path}
    )
    with override_settings(CONFIGURATION=configuration):
        ((quarter, year, median),) = converting.conversions(of, administrator.reach)
        ((own, *_),) = converting.conversions(of, rep.reach)
    assert (quarter.value, year.value, quarter.n) == (pytest.approx(0.9), pytest.approx(0.9), 10)
    assert median.value == 30
    assert (own.value, own.n) == (1.0, 5)


def test_the_page_speaks_of_those_whom_the_reader_may_see(
    first: Valuation, rep: User, administrator: User
) -> None:
    record(revalued(DAY, Anna="lost", Cy="repeat"))
    assert logged_in(rep).get(reverse("stages")).status_code == 403
    page = logged_in(administrator).get(reverse("stages")).content.decode()
    assert "All customers of the company." in page
    assert "Moves between loyalty stages" in page
    assert "33.3" in page
    assert "<svg" in page
    rep.role.abilities = [*rep.role.abilities, "value.see"]
    rep.role.save()
    own = logged_in(rep).get(reverse("stages")).content.decode()
    assert "The customers within your reach." in own
