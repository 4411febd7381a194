"""The programme's file says the same as the table of its flows."""

from __future__ import annotations

import pytest

from goodwill.analytics.benefit.returns.appraisal import appraise
from goodwill.cli.indicator_settings import read_settings
from goodwill.cli.programme import read_programme


@pytest.fixture(scope="module")
def written(company):
    return read_programme(company.folder / "programme.toml")


def test_costs_and_benefits_add_up_to_the_flows(ask, written):
    flows = ask(
        """select benefit, cost from programme_flows where alternative is null order by year"""
    )
    for year, (benefit, cost) in enumerate(flows):
        assert sum(each.amounts[year] for each in written.programme.benefits) == benefit
        assert sum(each.amounts[year] for each in written.programme.costs) == cost


def test_the_appraisal_is_that_of_the_flows(ask, written):
    [(worth,)] = ask(
        """select sum((benefit * (1 - benefit_risk) - cost * (1 + cost_risk)) / power(1.1, year))
        from programme_flows where alternative is null"""
    )
    assert float(appraise(written.programme).returns.npv.value) == pytest.approx(worth, abs=0.01)
    assert worth > 0


def test_one_alternative_takes_as_much_capital(ask):
    costs = dict(
        ask(
            """select alternative, sum(cost * (1 + cost_risk) / power(1.1, year))
            from programme_flows group by 1"""
        )
    )
    assert costs["Second call centre"] == pytest.approx(costs[None], rel=0.05)


def test_risks_and_goals_are_those_of_the_tables(ask, written):
    assert [(each.id,) for each in written.programme.hazards] == ask(
        "select risk_id from risks where closed_on is null order by 1"
    )
    assert len(written.goals) == ask("select count(*) from goals")[0][0]
    assert {each.is_reached for each in written.goals} == {True, False, None}


def test_settings_say_what_no_table_does(company):
    settings = read_settings(company.folder / "settings.toml")
    assert settings.baseline.end_day - settings.baseline.start_day == 365
    assert settings.word_of_mouth.conversion == 0.02
    assert None not in (settings.lost_word_of_mouth_minor, settings.waiting_target)
