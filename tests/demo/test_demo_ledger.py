"""The ledger can be allocated, converted and held against its plan; what was planted is there."""

from __future__ import annotations

import json

import pytest

from goodwill.demo.activities import EQUATIONS

MINUTES = "case kind " + " ".join(
    f"when '{kind}' then {equation}" for kind, equation in EQUATIONS.items()
)
USED = f"""select department, date_trunc('month', done_on)::date as period_on,
    sum(coalesce(minutes, {MINUTES} end)) as used from activities group by all"""


@pytest.fixture(scope="module")
def planted(company):
    return json.loads((company.truth / "ledger.json").read_text())


def entry(ask, entry_id: str, columns: str):
    [row] = ask(f"select {columns} from cost_entries where entry_id = '{entry_id}'")
    return row


def test_departments_use_most_of_what_they_can_but_for_one_month(ask, planted):
    shares = {
        (department, f"{period:%Y%m}"): used / practical
        for department, period, used, practical in ask(
            f"""select c.department, c.period_on, used, people * paid_minutes * 0.8
            from capacity c join ({USED}) using (department, period_on)"""
        )
    }
    overloaded = (planted["overloaded"]["department"], planted["overloaded"]["month"])
    assert shares.pop(overloaded) > 1.05
    assert max(shares.values()) < 0.87
    assert sum(share > 0.75 for share in shares.values()) / len(shares) > 0.95


def test_minutes_of_the_truth_are_those_of_the_activities(ask, planted):
    used = dict(ask(f"select department, sum(used) from ({USED}) group by 1"))
    assert used == planted["used_minutes"]


def test_every_activity_has_capacity_behind_it(ask):
    assert ask(
        f"select count(*) from ({USED}) anti join capacity using (department, period_on)"
    ) == [(0,)]


def test_pay_follows_people(ask):
    assert ask(
        """select count(*) from (select department, stddev(amount / people) / avg(amount / people)
        as spread from cost_entries join capacity using (department)
        where subcategory = 'pay' and period_on = date_trunc('month', served_on)
        group by 1) where spread > 0.001"""
    ) == [(0,)]


def test_some_forty_entries_a_month_over_eleven_categories(ask):
    [(categories,)] = ask("select count(distinct category) from cost_entries")
    [(fewest, most)] = ask(
        """select min(n), max(n) from (select count(*) as n from cost_entries
        group by date_trunc('month', served_on))"""
    )
    assert categories == 11
    assert 30 <= fewest < most <= 45


def test_the_anomaly_is_far_above_what_is_usual(ask, planted):
    subcategory, amount = entry(ask, planted["anomaly"], "subcategory, amount")
    [(usual,)] = ask(f"select median(amount) from cost_entries where subcategory = '{subcategory}'")
    assert 3 < amount / usual < 5


def test_the_duplicate_repeats_an_invoice_of_days_before(ask, planted):
    assert ask(
        f"""select count(*) from cost_entries e, cost_entries d
        where d.entry_id = '{planted["duplicate"]}' and e.entry_id <> d.entry_id
        and e.vendor = d.vendor and e.amount = d.amount
        and d.served_on - e.served_on between 0 and 3"""
    ) == [(1,)]


def test_one_recurring_invoice_is_missing(ask, planted):
    months = ask(
        f"""select distinct strftime(served_on, '%Y%m') from cost_entries
        where vendor = '{planted["missing"]["vendor"]}'"""
    )
    assert (planted["missing"]["month"],) not in months
    assert len(months) == 35


def test_a_reversal_takes_back_no_more_than_there_was(ask, planted):
    names, back = entry(ask, planted["reversal"], "reverses, amount")
    [whole] = entry(ask, names, "amount")
    assert names == planted["reversed"]
    assert -whole < back < 0
    assert ask("select count(*) from cost_entries where amount <= 0") == [(1,)]


def test_references_lead_somewhere(ask):
    for missing in (
        "cost_entries anti join assets using (asset_id) where asset_id is not null",
        "cost_entries anti join campaigns using (campaign_id) where campaign_id is not null",
        "cost_entries anti join customers using (customer_id) where customer_id is not null",
        "activities anti join customers using (customer_id)",
        "activities anti join campaigns using (campaign_id) where campaign_id is not null",
        "drivers anti join customers using (customer_id) where customer_id is not null",
        "cost_entries anti join exchange_rates using (currency) where currency <> 'CNY'",
    ):
        assert ask(f"select count(*) from {missing}") == [(0,)], missing


def test_a_campaign_costs_the_same_in_the_ledger_as_in_its_own_file(ask):
    assert ask(
        """select count(*) from (select campaign_id, sum(amount) as a from cost_entries
        where campaign_id is not null group by 1) full join
        (select campaign_id, sum(amount) as b from campaign_costs group by 1) using (campaign_id)
        where a is distinct from b"""
    ) == [(0,)]


def test_campaign_entries_name_their_stage_and_estimates_say_so(ask):
    assert ask(
        "select count(*) from cost_entries where campaign_id is not null and stage = 'shared'"
    ) == [(0,)]
    [(estimates,)] = ask("select count(*) from cost_entries where evidence = 'estimate'")
    assert estimates > 100


def test_each_driver_of_the_ledger_was_measured(ask):
    assert ask(
        """select count(distinct driver) from cost_entries anti join drivers using (driver)
        where driver <> 'none'"""
    ) == [(0,)]


def test_planned_work_stands_beside_the_pay_of_departments(ask):
    [(planned, near)] = ask(
        """select count(*), avg(b.amount / e.amount) from budgets b join cost_entries e
        using (department, subcategory) where b.quantity is not null and b.unit_minutes > 0
        and b.period_on = date_trunc('month', e.served_on)"""
    )
    assert planned == 8 * 36
    assert near == pytest.approx(1, abs=0.05)
