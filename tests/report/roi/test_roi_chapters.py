"""What the chapters say of small programmes whose answers are known by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from report.roi.roi_cast import benefit, cost, measured, money, plain, programme

from goodwill.analytics.benefit.returns.goals import Goal, Phase
from goodwill.analytics.benefit.returns.ledgercosts import LedgerLine
from goodwill.analytics.benefit.returns.naming import Name
from goodwill.analytics.benefit.returns.programme import Alternative
from goodwill.analytics.benefit.returns.register import Kind
from goodwill.analytics.errors import SettingRefused, Undefined
from goodwill.analytics.figure import Grade
from goodwill.report.finding import Finding
from goodwill.report.roi.chapters import answers, chances, deciding, otherwise, phases, register
from goodwill.report.roi.composing import compose
from goodwill.report.roi.measuring import Measured
from goodwill.report.roi.tasks import next_to_measure, tasks


@pytest.fixture(scope="module")
def cast() -> Measured:
    goals = (
        Goal("map", Name("Draw the map"), Phase.PLANNING, is_reached=True),
        Goal("use", Name("All use it"), Phase.IMPLEMENTATION, date(2026, 6, 30), owner="陈静"),
    )
    return measured(programme(), goals=goals)


def findings(chapter: object) -> dict[str, Finding]:
    return {finding.id: finding for finding in chapter.findings}  # type: ignore[attr-defined]


class TestVerdict:
    def test_what_pays_is_worth_it(self) -> None:
        """−100 and then 220 − 50: 170 ÷ 1.1 − 100 = 54.55; back after 100 ÷ 170 of a year."""
        said = str(answers.verdict(measured(plain())))
        assert said == ("Worth it: net present value CN¥54.55, ROI 37.5%, back after 7.1 months")

    def test_what_never_pays_is_not(self) -> None:
        said = str(answers.verdict(measured(plain(benefits=(benefit("kept", 0, 20),)))))
        assert said.startswith("Not worth it: net present value -CN¥127.27")
        assert said.endswith("not back within a year")

    def test_money_back_without_its_return_is_not_worth_it(self) -> None:
        """155 ÷ 1.1 = 140.91 for 100 + 50 ÷ 1.1 = 145.45; 105 come for 100."""
        said = str(answers.verdict(measured(plain(benefits=(benefit("kept", 0, 155),)))))
        assert said.startswith("Not worth it: net present value -CN¥4.54")
        assert "back after 11.4 months" in said

    def test_without_a_range_no_chance_is_told(self) -> None:
        found = findings(answers.chapter(measured(plain())))
        assert "cannot be told" in str(found["loss"].title)
        assert [each.id for each in chances.chapter(measured(plain())).findings] == ["no-chances"]

    def test_both_bounds_of_the_chance_are_told(self, cast: Measured) -> None:
        title = str(findings(answers.chapter(cast))["loss"].title)
        assert title.startswith("The chance of a loss ")


class TestToDo:
    def test_everything_open_has_its_line_and_its_owner(self, cast: Measured) -> None:
        found = {str(task.what): task for task in tasks(cast)}
        assert set(found) == {
            "Find out why “served” is behind",
            "Measure “guessed”",
            "Name an owner for the risk “vendor”",
            "Reach the goal “All use it”",
        }
        assert str(found["Find out why “served” is behind"].why) == (
            "50 % of what was planned has come."
        )
        assert found["Find out why “served” is behind"].owner == "王芳"
        assert found["Reach the goal “All use it”"].owner == "陈静"

    def test_the_most_at_stake_stands_first(self, cast: Measured) -> None:
        stakes = [task.stake for task in tasks(cast)]
        assert stakes == sorted(stakes, reverse=True)

    def test_the_next_to_measure_is_the_dearest_estimate(self, cast: Measured) -> None:
        following = next_to_measure(cast)
        assert following is not None
        assert following.benefit.id == "guessed"

    def test_nothing_open_says_so(self) -> None:
        title = str(findings(answers.chapter(measured(plain())))["to-do"].title)
        assert title == "Nothing is overdue, and every entry has an owner"


class TestEvidence:
    def test_the_share_of_estimates_and_the_rest(self) -> None:
        """Of 220 a year from now 20 are guessed: 9.1 %; without them 54.55 − 18.18 = 36.36."""
        guess = benefit("guess", 0, 20, grade=Grade.EXPERT_ESTIMATE, attribution=Decimal(1))
        rests = measured(plain(benefits=(benefit("kept", 0, 200), guess))).evidence
        assert float(rests.estimated.value or 0) == pytest.approx(1 / 11)
        assert rests.without.value == Decimal("36.37")

    def test_an_estimate_is_shown_as_planned(self, cast: Measured) -> None:
        table = findings(register.chapter(cast))["standing"].table
        assert table is not None
        row = next(row for row in table.rows if str(row[0]) == "guessed")
        assert [str(row[place]) for place in (1, 2, 3, 4)] == [
            *("nobody", "E", "Planned", "Planned (estimate)")
        ]

    def test_what_has_no_money_is_listed_beside(self, cast: Measured) -> None:
        table = findings(register.chapter(cast))["beside"].table
        assert table is not None
        assert [str(row[0]) for row in table.rows] == ["liked"]


class TestDeciding:
    def test_one_that_can_turn_it_around_is_named(self, cast: Measured) -> None:
        title = str(findings(deciding.chapter(cast))["alone"].title)
        assert title == "2 inputs can each alone make it a loss, kept first"

    def test_without_risks_only_the_rate_varies(self) -> None:
        title = str(findings(deciding.chapter(measured(plain())))["alone"].title)
        assert title == "Only the discount rate is told to vary: no entry states a risk"

    def test_no_scenario_is_left_out(self, cast: Measured) -> None:
        table = findings(deciding.chapter(cast))["cases"].table
        assert table is not None
        assert [str(row[0]) for row in table.rows] == [
            *("Pessimistic", "Base", "Optimistic", "Late")
        ]


class TestOtherwise:
    def test_without_an_alternative_there_is_nothing_to_compare(self) -> None:
        found = findings(otherwise.chapter(measured(plain())))["alternatives"]
        assert str(found.title) == "No use of the same capital is there to compare with"
        assert str(found.text[0]).startswith("No alternative was rejected")

    def test_the_difference_to_the_best_alternative_is_told(self) -> None:
        """The branch: 187 ÷ 1.1 − 145.45 = 24.55; 54.55 − 24.55 = 30."""
        branch = Alternative("branch", Name("A branch"), money(0, 187), money(100, 50))
        found = findings(otherwise.chapter(measured(plain(alternatives=(branch,)))))
        assert str(found["alternatives"].title) == (
            "Worth CN¥30.00 more than “A branch”, the best other use of the same capital"
        )

    def test_a_delay_that_is_stated_is_the_one_told(self) -> None:
        """Half of 220 falls behind the horizon: 110 ÷ 1.1 = 100."""
        found = findings(otherwise.chapter(measured(plain(delay_months=Decimal(6)))))
        assert str(found["delays"].title).startswith("Benefits 6 months later cost CN¥100.00")


def test_the_first_open_phase_is_named(cast: Measured) -> None:
    chapter = phases.chapter(cast)
    assert chapter is not None
    assert str(findings(chapter)["goals"].title) == (
        "1 of 2 goals are reached; open from phase 5 Implementation and use on"
    )


def test_ids_of_findings_are_unique(cast: Measured) -> None:
    every = [each.id for chapter in compose(cast).chapters for each in chapter.findings]
    assert len(every) == len(set(every))


def test_without_benefits_in_money_there_is_no_return() -> None:
    listed = replace(benefit("liked"), kind=Kind.INTANGIBLE, rung="observable")
    with pytest.raises(Undefined, match="no benefits in money"):
        measured(plain(benefits=(listed,)))


def test_a_cost_of_the_ledger_alone_needs_the_ledger() -> None:
    line = LedgerLine("licences", {"category": ("software",)})
    with pytest.raises(SettingRefused, match="there is none"):
        measured(plain(), ledger_lines=(line,))


def test_a_cost_that_is_nought_is_no_share_of_anything() -> None:
    found = measured(plain(costs=(cost("licences", 0, 0),)))
    assert found.appraisal.returns.roi.value is None
    compose(found)
