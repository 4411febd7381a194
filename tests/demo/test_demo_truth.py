"""The truth beside the data is the truth of the data."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest

from goodwill.demo.calendar import as_date, as_day
from goodwill.demo.company import GROUPS, Company

FOUR_SIGMA = 4.0


def test_nobody_buys_before_the_first_purchase_or_after_being_lost(ask):
    assert ask(
        """select count(*) from good_lines join customer_truth using (customer_id)
        where quantity > 0 and (order_date < first_bought_on or order_date > lost_on)"""
    ) == [(0,)]


def test_the_first_purchase_is_the_earliest_line(ask):
    assert ask(
        """select count(*) from customer_truth full join (select customer_id,
        min(order_date) as earliest from good_lines group by all) using (customer_id)
        where earliest is distinct from first_bought_on"""
    ) == [(0,)]


def test_suspects_become_prospects_before_they_buy(ask):
    [(suspects, prospects, buyers, wrong)] = ask(
        """select count_if(enquired_on is null),
        count_if(enquired_on is not null and first_bought_on is null),
        count_if(first_bought_on is not null), count_if(known_on > enquired_on
        or enquired_on > first_bought_on or (enquired_on is null and first_bought_on is not null))
        from customers join customer_truth using (customer_id)"""
    )
    assert wrong == 0
    assert min(suspects, prospects) > 4000
    assert buyers > 25_000


def test_truth_reconciles_with_the_files_to_the_fen(ask):
    assert ask(
        """with earned as (select customer_id, count(distinct order_no) filter (quantity > 0)
            as orders, sum(amount) as revenue, sum(amount - quantity * unit_cost) as margin
            from good_lines join products using (product_id) group by all),
        spent as (select customer_id, sum(amount) as cost from costs group by all)
        select count(*) from customer_truth t left join earned e using (customer_id)
        left join spent s using (customer_id)
        where t.orders <> coalesce(e.orders, 0) or t.revenue <> coalesce(e.revenue, 0)
        or t.margin <> coalesce(e.margin, 0) or t.cost_to_serve <> coalesce(s.cost, 0)
        or t.profit <> t.margin - t.cost_to_serve"""
    ) == [(0,)]


def test_an_amount_is_quantity_times_price(ask):
    assert ask("select count(*) from order_lines where amount <> quantity * unit_price") == [(0,)]


@pytest.mark.parametrize("group", GROUPS, ids=lambda g: g.name.replace(" ", "-"))
def test_rates_have_the_moments_of_their_gamma(ask, group):
    drawn = ask(
        f"""select orders_a_year, deaths_a_year from customer_truth
        where segment = '{group.name}'"""
    )
    bought, died = np.array(drawn).T
    for rates, mean, shape in (
        (bought, group.orders_a_year, group.order_shape),
        (died, group.deaths_a_year, group.death_shape),
    ):
        error = mean / np.sqrt(shape * len(rates))
        assert rates.mean() == pytest.approx(mean, abs=FOUR_SIGMA * error)
        # The squared coefficient of variation of a gamma is 1/shape.
        assert rates.var() / rates.mean() ** 2 == pytest.approx(1 / shape, rel=0.2)


def test_repeat_orders_come_as_often_as_rate_and_season_say(ask, company):
    """Poisson buyers before any campaign: Σ x − Σ λ ΔΛ is within four sigma."""
    truth = Company(company.customers, company.seed, company.as_of, 3.0)
    until = min(truth.begins(campaign) for campaign in truth.campaigns)
    expected, seen = 0.0, 0
    for kind, clock in truth.clocks.items():
        rows = ask(
            f"""select count(distinct order_no) - 1, any_value(orders_a_year),
            any_value(first_bought_on), any_value(lost_on)
            from good_lines join customer_truth using (customer_id)
            join customers using (customer_id) where kind = '{kind}' and not regular
            and quantity > 0 and order_date < date '{as_date(until)}' group by customer_id"""
        )
        repeats, rate, first, lost = zip(*rows, strict=True)
        start = np.array([as_day(day) + 0.5 for day in first])
        end = np.array([min(as_day(day) + 0.5 if day else until, until) for day in lost])
        expected += float(np.array(rate) / 365.25 @ (clock.at(end) - clock.at(start)))
        seen += sum(repeats)
    assert seen > 10_000
    assert seen == pytest.approx(expected, abs=FOUR_SIGMA * np.sqrt(expected))


def test_regular_buyers_are_about_half_as_scattered(ask):
    """Erlang(4) gaps on the season's clock: its coefficient of variation is ½, not 1."""
    scatter = dict(
        ask(
            """with days as (select distinct customer_id, order_date from good_lines
                where quantity > 0), gaps as (select customer_id, order_date - lag(order_date)
                over (partition by customer_id order by order_date) as gap from days)
            select regular, avg(v) from (select customer_id, stddev(gap) / avg(gap) as v
                from gaps group by all having count(gap) >= 8)
            join customer_truth using (customer_id) group by all"""
        )
    )
    assert scatter[True] < 0.75 * scatter[False]


def test_what_is_expected_is_near_the_closed_form_without_seasons(ask):
    """λ (1 − e^{−μ}) / μ for one year: seasons move orders within a year, not out of it."""
    [(expected, closed)] = ask(
        """select sum(expected_orders_365), sum(orders_a_year * case when deaths_a_year < 1e-6
        then 1 else (1 - exp(-deaths_a_year)) / deaths_a_year end)
        from customer_truth where alive"""
    )
    assert expected == pytest.approx(closed, rel=0.03)
    assert ask(
        """select count(*) from customer_truth where (not alive and expected_margin_365 <> 0)
        or (first_bought_on is null) <> (expected_orders_365 is null)"""
    ) == [(0,)]


def test_expected_margin_agrees_with_what_orders_have_brought(ask):
    """The last year's margin an order against the next year's expected, of the living of each
    kind: campaigns made people order oftener last year, and they order less at a time."""
    rows = ask(
        """with of_orders as (select kind, sum(amount - quantity * unit_cost) /
            count(distinct order_no) filter (quantity > 0) as earned from good_lines
            join products using (product_id) join customer_truth using (customer_id)
            join customers using (customer_id)
            where alive and order_date > date '2025-06-30' group by all)
        select kind, sum(expected_margin_365) / sum(expected_orders_365), any_value(earned)
        from customer_truth join customers using (customer_id) join of_orders using (kind)
        where alive group by all"""
    )
    assert len(rows) == 2
    for kind, expected, earned in rows:
        assert float(earned) == pytest.approx(expected, rel=0.08), kind


def test_the_lost_have_a_reason_and_the_others_none(ask):
    assert ask(
        """select count(*) from customer_truth where (lost_on is null) <> (churn_reason is null)
        or (lost_on is null) <> (alive is distinct from false)"""
    ) == [(0,)]
    reasons = ask("select distinct churn_reason from customer_truth where not alive")
    assert len(reasons) == 5


def test_the_whale_curve_rises_past_the_whole_and_comes_down(ask, company):
    whale = json.loads((company.truth / "whale.json").read_text())
    assert 1.0 < whale["best_20_percent_share"] < 1.6
    assert 0.2 < whale["negative_share"] < 0.3
    [(n, negative, total)] = ask(
        """select count(*), count_if(profit < 0), sum(profit) from customer_truth
        where orders > 0 or cost_to_serve > 0"""
    )
    assert (n, negative) == (whale["customers_in_curve"], whale["negative_customers"])
    assert str(total) == whale["total_profit"]


def test_the_unsatisfied_complain_answer_lower_and_leave(ask):
    [(complaints, answers, lost)] = ask(
        """select corr(satisfaction, (select count(*) from cases c where kind = 'complaint'
            and c.customer_id = t.customer_id)),
        corr(satisfaction, (select avg(score) from survey_answers s
            where question = 'recommend' and s.customer_id = t.customer_id)),
        corr(satisfaction, (not alive)::int) from customer_truth t where orders > 0"""
    )
    assert complaints < -0.1
    assert answers > 0.7
    assert lost < -0.2


def test_the_calendar_is_seen_in_the_orders(ask):
    """Singles' Day for people, the Spring Festival and weekends for organisations."""
    days = {
        (kind, day): n
        for kind, day, n in ask(
            """select kind, order_date, count(distinct order_no) from good_lines
            join customers using (customer_id) where quantity > 0 group by all"""
        )
    }
    assert days["person", date(2025, 11, 11)] > 2.5 * days["person", date(2025, 11, 18)]
    festival = sum(days.get(("organisation", date(2026, 2, day)), 0) for day in range(16, 23))
    month_later = sum(days["organisation", date(2026, 3, day)] for day in range(16, 23))
    assert festival < 0.2 * month_later
    assert days["organisation", date(2026, 6, 14)] < 0.4 * days["organisation", date(2026, 6, 10)]
