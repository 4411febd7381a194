"""The report of a plan answers the marketing manager, or says what is missing."""

from __future__ import annotations

from datetime import date

import pytest
from report.campaign.plan.planned_campaigns import BELIEF, BUDGET, TOP, customers, planned

from goodwill.analytics.campaigns.audiences.audience_figures import AUDIENCE_SIZE
from goodwill.analytics.campaigns.audiences.conditions import Condition
from goodwill.analytics.campaigns.foretelling.chances import Chance
from goodwill.analytics.campaigns.foretelling.holdouts import Holdout
from goodwill.language import LANGUAGES, Sentence, speak
from goodwill.report.campaign.plan.budgeting import Divided
from goodwill.report.campaign.plan.composing import compose
from goodwill.report.campaign.plan.measuring import Believed, Planned
from goodwill.report.campaign.plan.words import condition_words
from goodwill.report.finding import Finding, Report
from goodwill.report.page import html
from goodwill.report.words import find
from goodwill.warehouse.duck import DuckWarehouse

RULES = '\n[rules]\nconsent = "consent"\n'
SPLIT = '\n[audience]\nconditions = [{column = "value", at_least = 100}]\n'


def finding(report: Report, name: str) -> Finding:
    return next(each for one in report.chapters for each in one.findings if each.id == name)


def words(found: Finding) -> str:
    return " ".join(str(each) for each in (found.title, *found.text, *found.warnings))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    warehouse = DuckWarehouse(tmp_path_factory.mktemp("whole"))
    text = TOP + SPLIT + RULES + BELIEF + BUDGET
    return planned(warehouse, text, rows=customers(4000))


class TestAWholePlan:
    def test_every_question_has_its_chapter(self, whole: Planned) -> None:
        assert [each.id for each in compose(whole).chapters] == [
            *("answers", "audience", "forecast", "learning", "holding", "budget", "deciding"),
        ]

    def test_ids_of_findings_are_unique(self, whole: Planned) -> None:
        ids = [found.id for chapter in compose(whole).chapters for found in chapter.findings]
        assert len(ids) == len(set(ids))

    @pytest.mark.parametrize("tag", LANGUAGES)
    def test_it_is_one_page_in_every_language(self, whole: Planned, tag: str) -> None:
        page = html(compose(whole), speak(tag))
        assert "one-class-one-policy" in page
        assert "_minor" not in page

    def test_the_funnel_ends_with_the_audience(self, whole: Planned) -> None:
        chart = finding(compose(whole), "who-is-in").chart
        assert chart is not None
        assert [row[1] for row in chart.table.rows] == [4000, 3900, 2900]
        assert find(whole.audience, AUDIENCE_SIZE.id).value == 2900

    def test_a_class_that_is_split_is_told(self, whole: Planned) -> None:
        found = finding(compose(whole), "one-class-one-policy")
        assert "2 value classes are treated in two ways" in words(found)

    def test_hold_outs_beside_the_planned_one_are_told(self, whole: Planned) -> None:
        assert isinstance(whole.believed, Believed)
        tried = whole.believed.tried
        assert [each.share for each in tried] == [0.05, 0.1, 0.2, 0.3, 0.5]
        chances = [each.chances["buyers"] for each in tried]
        seen = [each.assurance for each in chances if isinstance(each, Chance)]
        assert seen == sorted(seen)
        assert len(seen) == 5
        costs = [each.holdout.cost for each in tried if isinstance(each.holdout, Holdout)]
        assert costs[-1] == pytest.approx(10 * costs[0])

    def test_an_interval_without_width_is_none(self, whole: Planned) -> None:
        """Without a cost per response the cost is certain."""
        assert isinstance(whole.believed, Believed)
        cost = find(whole.believed.figures, "expected_campaign_cost")
        assert (cost.low, cost.level) == (None, None)

    def test_the_power_curve_marks_what_is_believed(self, whole: Planned) -> None:
        found = finding(compose(whole), "power-buyers")
        assert found.chart is not None
        assert "buyers" not in str(found.title)
        assert max(float(row[0]) for row in found.chart.table.rows) >= 40

    def test_the_criteria_are_those_of_the_plan(self, whole: Planned) -> None:
        table = finding(compose(whole), "criteria").table
        assert table is not None
        told = {str(label): value for label, value in table.rows}
        assert told["Effects are counted until before"] == date(2025, 3, 15)
        digits = str(told["Fingerprint of the plan"]).replace(" ", "")
        assert digits == whole.prepared.fingerprint

    def test_what_is_paid_for_the_scarce_capacity_is_told(self, whole: Planned) -> None:
        assert isinstance(whole.budget, Divided)
        table = finding(compose(whole), "capacities").table
        assert table is not None
        assert [row[:3] for row in table.rows] == [("calls", 100.0, 100.0)]
        assert "1 capacity is short" in words(finding(compose(whole), "capacities"))

    def test_money_goes_where_the_next_unit_brings_more(self, whole: Planned) -> None:
        assert isinstance(whole.budget, Divided)
        moved = whole.budget.moved
        assert moved is not None
        assert moved.brings > moved.loses
        assert str(moved.take_from[0]) in words(finding(compose(whole), "against-now"))

    def test_a_larger_budget_never_brings_less(self, whole: Planned) -> None:
        assert isinstance(whole.budget, Divided)
        margins = [each.margin for each in whole.budget.frontier]
        assert margins == pytest.approx(sorted(margins))
        assert margins[0] < margins[-1]


class TestWhatIsMissing:
    def test_without_a_belief_members_are_drawn_all_the_same(
        self, duck_warehouse: DuckWarehouse
    ) -> None:
        found = planned(duck_warehouse, TOP, rows=customers())
        report = compose(found)
        assert [each.id for each in report.chapters] == ["answers", "audience", "deciding"]
        assert "lift_low and lift_high" in words(finding(report, "will-it-pay"))
        assert found.drawn is not None
        assert sum(found.drawn.arms.values()) == 400

    def test_without_margin_it_says_so_and_tells_the_rest(
        self, duck_warehouse: DuckWarehouse
    ) -> None:
        text = TOP + BELIEF.replace("margin_per_order = 60", "")
        report = compose(planned(duck_warehouse, text, rows=customers()))
        assert "What an order brings is not known" in words(finding(report, "will-it-pay"))
        assert finding(report, "power-buyers").chart is not None

    def test_a_hold_out_too_small_for_money_is_refused(self, duck_warehouse: DuckWarehouse) -> None:
        text = TOP + BELIEF + '\n[decide]\nprimary = ["margin_minor"]\n'
        report = compose(planned(duck_warehouse, text, rows=customers()))
        assert "at least 500 needed" in words(finding(report, "power-margin_minor"))

    def test_no_contact_rule_is_told(self, duck_warehouse: DuckWarehouse) -> None:
        report = compose(planned(duck_warehouse, TOP, rows=customers()))
        assert "Nobody is barred" in words(finding(report, "who-is-barred"))

    def test_a_budget_only(self, duck_warehouse: DuckWarehouse) -> None:
        report = compose(planned(duck_warehouse, TOP + BUDGET))
        assert [each.id for each in report.chapters] == ["answers", "budget", "deciding"]
        assert len(report.summary) == 3

    def test_an_option_of_which_nobody_said_how_sure_it_is(
        self, duck_warehouse: DuckWarehouse
    ) -> None:
        report = compose(planned(duck_warehouse, TOP + BUDGET))
        assert "E-mail" in str(finding(report, "division").warnings[0])

    def test_knowing_that_is_not_worth_its_price(self, duck_warehouse: DuckWarehouse) -> None:
        text = TOP + BELIEF + "\n[decide]\nlater_contacts = 10\n"
        report = compose(planned(duck_warehouse, text, rows=customers()))
        assert "less than it costs" in words(finding(report, "worth-of-knowing"))


class TestCare:
    def test_care_that_a_promotion_followed_is_counted(self, duck_warehouse: DuckWarehouse) -> None:
        """MK11: of two customers cared for, one met a promotion three days later."""
        contacts = [
            {"customer_id": "C0001", "contacted_on": date(2025, 2, 1), "purpose": "care"},
            {"customer_id": "C0001", "contacted_on": date(2025, 2, 4), "purpose": "promotion"},
            {"customer_id": "C0002", "contacted_on": date(2025, 2, 24), "purpose": "care"},
        ]
        text = TOP + '\n[rules]\ncare_days = 7\ncontacts = "contacts.csv"\n'
        found = planned(duck_warehouse, text, rows=customers(), contacts=contacts)
        assert found.care is not None
        assert found.care.value == 0.5
        assert "50.0% of care" in words(finding(compose(found), "care-and-promotions"))
        table = finding(compose(found), "who-is-barred").table
        assert table is not None
        assert [row[2] for row in table.rows] == [1]


@pytest.mark.parametrize(
    ("tests", "said"),
    [
        ((("is", True),), "Region is yes"),
        ((("in", ("上海", "北京")),), "Region is one of 上海 and 北京"),
        ((("at_least", 3), ("below", 5.5)), "Region is at least 3 and Region is below 5.5"),
        ((("known", False),), "Region is not known"),
        ((("not", ("x",)),), "Region is none of x"),
    ],
)
def test_conditions_are_said_as_a_person_would(
    tests: tuple[tuple[str, object], ...], said: str
) -> None:
    assert str(condition_words(Condition("region", tests))) == said
    assert isinstance(condition_words(Condition("region", tests)), Sentence)
