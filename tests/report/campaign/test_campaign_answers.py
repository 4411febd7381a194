"""The marketing manager's five questions have an answer, whatever the files hold."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from report.campaign.casting import CHINESE, cells, chapter, measured_all, pages, shop, words

from goodwill.analytics.errors import Undefined
from goodwill.language import Sentence
from goodwill.report.campaign.chapters.answers import answers
from goodwill.report.campaign.composing import compose
from goodwill.report.campaign.results import Measured, MeasuredAll, Refused
from goodwill.warehouse.duck import DuckWarehouse

QUESTIONS = {"next-unit", "who", "waste"}


def test_one_campaign_answers_what_it_brought_whom_it_had_and_what_was_wasted(alone: MeasuredAll):
    told = chapter(compose(alone), "answers")
    (each,) = alone.measured
    assert set(told) == {"verdict"} | QUESTIONS
    assert told["verdict"].title == each.whole.verdict.sentence
    assert "Members who bought and would not have otherwise" in words([told["verdict"]])
    assert cells(told["who"]) == [
        ["holdout", "Left alone: the hold-out", "400", "0"],
        ["treated", "Treated", "400", "400"],
    ]
    assert "400 of them left alone" in str(told["who"].title)


def test_where_money_belongs_is_not_told_without_cost(outright: MeasuredAll):
    told = chapter(compose(outright), "answers")["next-unit"]
    assert "cannot be told without cost" in str(told.title)
    assert "--contact-cost" in words([told])


def test_without_orders_each_arm_has_its_sentence(outright: MeasuredAll):
    said = words([chapter(compose(outright), "answers")["verdict"]])
    assert "mail: visit" in said
    assert "call: visit" in said


class TestSeveral:
    def test_every_campaign_stands_in_the_table_and_the_refused_ones_last(
        self, several: MeasuredAll
    ):
        rows = cells(chapter(compose(several), "answers")["campaigns"])
        assert rows[0][0] == CHINESE
        assert {row[0] for row in rows} == {CHINESE, "Which?", "Lost & found", "小"}
        assert rows[-1][:2] == ["Which?", "Refused"]

    def test_what_is_not_to_be_trusted_has_no_number_but_its_reason(self, several: MeasuredAll):
        told = chapter(compose(several), "answers")
        (row,) = [row for row in cells(told["campaigns"]) if row[0] == "Lost & found"]
        assert row[1] == "Not to be trusted"
        assert not any(row[4:])
        (reason,) = [row[1] for row in cells(told["verdicts"]) if row[0] == "Lost & found"]
        assert "The split is broken" in reason

    def test_totals_are_those_of_campaigns_that_may_be_believed(self, several: MeasuredAll):
        told = {
            figure.definition.id: figure
            for figure in chapter(compose(several), "answers")["campaigns"].figures
        }
        sound = next(each for each in several.measured if each.trial.identity == "SOUND")
        assert told["incremental_profit"].value == sound.whole.figure("incremental_profit").value
        assert told["MK08"].denominator == 1
        assert "in no total" in words([chapter(compose(several), "answers")["campaigns"]])

    def test_a_chart_of_profit_has_only_those_of_which_it_is_known(self, several: MeasuredAll):
        chart = chapter(compose(several), "answers")["campaigns"].chart
        assert chart is not None
        assert [row[0] for row in chart.table.rows] == [CHINESE]

    def test_collisions_name_campaigns_and_not_ids(self, several: MeasuredAll):
        said = words([chapter(compose(several), "answers")["collisions"]])
        assert "SOUND" not in said

    def test_every_language_is_said_without_fail(self, several: MeasuredAll):
        for page in pages(several):
            assert CHINESE[:6] in page
            seen = re.sub(r"<[^>]*>", " ", page)
            assert "margin_minor" not in seen
            assert "before_log" not in seen


@pytest.mark.parametrize("n", [1, 2])
def test_where_all_is_refused_there_are_reasons_and_no_figures(several: MeasuredAll, n: int):
    reason = Undefined(Sentence("Nobody bought anything."))
    refused = tuple(Refused(each.trial, reason) for each in several.campaigns[:n])
    found = replace(several, campaigns=refused, portfolio=None)
    told = answers(found).findings
    assert "Nobody bought anything." in words(told) + str([cells(x) for x in told if x.table])
    assert not compose(found).summary
    assert all(pages(found))


def test_a_campaign_alone_that_is_broken_says_so_and_why(duck_warehouse: DuckWarehouse):
    files = shop()
    kept = [
        row
        for place, row in enumerate(files["campaign_members"])
        if row["arm"] == "treated" or place % 3
    ]
    found = measured_all(
        duck_warehouse, files | {"campaign_members": kept}, shares={"holdout": 0.5, "treated": 0.5}
    )
    (each,) = found.campaigns
    if isinstance(each, Refused):
        pytest.fail(str(each.reason))
    assert isinstance(each, Measured)
    told = chapter(compose(found), "answers")["verdict"]
    assert "not as large as planned" in str(told.title)
    assert "The split is broken" in words([told])
    assert not compose(found).summary
