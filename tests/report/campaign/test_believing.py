"""Whether a result may be believed: sizes, balance, mixes, contacts, and how sure it is."""

from __future__ import annotations

from dataclasses import replace

from report.campaign.casting import by_id, cells, words

from goodwill.analytics.benefit.incrementality.believing.imbalance import Balance, Imbalance
from goodwill.report.campaign.chapters.believing import believing
from goodwill.report.campaign.results import Measured, MeasuredAll


def only(found: MeasuredAll) -> Measured:
    (each,) = found.measured
    return each


def broken_one(found: MeasuredAll) -> Measured:
    return next(each for each in found.measured if each.trial.identity == "BROKEN")


def test_arms_are_counted_against_what_was_to_be_expected(alone: MeasuredAll):
    told = by_id(believing(only(alone)))["ratio"]
    assert cells(told) == [
        ["holdout", "400", "0.5", "0.5", "400", "0"],
        ["treated", "400", "0.5", "0.5", "400", "0"],
    ]
    assert told.chart is not None
    assert not told.warnings


def test_a_broken_split_warns_and_has_no_grade(several: MeasuredAll):
    told = by_id(believing(broken_one(several)))
    assert "The split is broken" in str(told["ratio"].title)
    assert told["ratio"].warnings
    assert "No grade" in str(told["surety"].title)
    assert told["surety"].table is None


def test_what_was_known_before_is_compared_by_its_name(alone: MeasuredAll):
    told = by_id(believing(only(alone)))["balance"]
    names = {row[0] for row in cells(told)}
    assert {"Orders before", "Bought before", "Revenue before"} <= names
    assert "before_" not in words([told])
    revenue = next(row for row in cells(told) if row[0] == "Revenue before")
    assert "¥" in revenue[1]


def test_an_imbalance_is_an_alarm_with_its_sentence(alone: MeasuredAll):
    each = only(alone)
    balance = each.judged.balance
    assert isinstance(balance, Imbalance)
    alarmed = replace(each.judged, balance=replace(balance, verdict=Balance.ALARM))
    told = by_id(believing(replace(each, judged=alarmed)))["balance"]
    assert "not alike beforehand, and not by chance" in str(told.title)
    assert list(told.warnings) == [balance.sentence]


def test_without_anything_known_before_it_says_what_to_give(several: MeasuredAll):
    each = broken_one(several)
    told = by_id(believing(replace(each, judged=replace(each.judged, balance=None))))["balance"]
    assert "--covariate" in words([told])


def test_contacts_are_told_by_arm(alone: MeasuredAll):
    told = by_id(believing(only(alone)))["contacts"]
    assert str(told.title) == "Nobody of the hold-out was contacted"
    assert {str(figure.part): figure.value for figure in told.figures} == {
        "holdout": 0,
        "treated": 1,
    }


def test_more_questions_make_each_stricter_and_that_is_said(
    alone: MeasuredAll, outright: MeasuredAll
):
    one, two = (words([by_id(believing(only(x)))["surety"]]) for x in (alone, outright))
    assert "nothing had to be made stricter" in one
    assert "2 questions decide" in two
    assert "Holm" in two


def test_the_interval_of_every_measure_is_told_in_words_and_exactly(alone: MeasuredAll):
    rows = cells(by_id(believing(only(alone)))["surety"])
    assert [row[0] for row in rows] == ["Buyers", "Orders", "Revenue", "Margin"]
    assert all(row[1] and row[2] for row in rows)


def test_slices_alike_in_both_arms_are_listed(outright: MeasuredAll):
    rows = cells(by_id(believing(only(outright)))["mixes"])
    assert rows[0][:2] == ["Region", "yes"]
