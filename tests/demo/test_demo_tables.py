"""Every table of the contract is there, can be read without a survey, and hangs together."""

from __future__ import annotations

import narwhals as nw
import pyarrow.parquet as pq
import pytest

from goodwill.analytics.tables import TABLES
from goodwill.warehouse.reading import survey, tables_in
from goodwill.warehouse.reading.roles import EXPORTED

PLAIN = [table for table in TABLES if table.name not in EXPORTED]
TO_COME = {"invoices.due_on", "goals.due_on", "cost_entries.until_on", "delays.planned_on"}
"""Dates that may lie behind the as-of date."""
PEOPLE = ("interactions", "cases", "case_events", "leads", "opportunities", "activities",
          "order_handling", "survey_answers", "messages", "processes", "trainings")  # fmt: skip
CUSTOMERS = ("activities", "cases", "interactions", "invoices", "leads", "messages", "scores",
             "opportunities", "order_handling", "portal_sessions", "referrals", "survey_answers",
             "touches")  # fmt: skip


def test_every_table_of_the_contract_has_a_file(company):
    found = tables_in(company.folder)
    assert found.missing == ()
    assert [path.name for path in found.unknown] == ["contacts.parquet"]


@pytest.mark.parametrize("table", PLAIN, ids=lambda table: table.name)
def test_a_file_has_all_columns_of_the_contract_and_needs_no_survey(company, table):
    wanted = {c.name.removesuffix("_minor") for c in table if c.dtype != nw.Int32}
    names = pq.read_schema(company[table.name]).names
    assert wanted - {"source_row", "unreadable"} <= set(names)
    assert survey([str(company[table.name])], table, threads=1).sources[0].ready is not None


def test_no_date_is_later_than_the_data_but_for_those_to_come(ask, company):
    for table in PLAIN:
        dated = [c.name for c in table if c.dtype == nw.Date]
        dated = [name for name in dated if f"{table.name}.{name}" not in TO_COME]
        if not dated:
            continue
        latest = ", ".join(f"max({name})" for name in dated)
        [days] = ask(f"select {latest} from {table.name}")
        assert all(day is None or day <= company.as_of for day in days), table.name


def test_identifiers_lead_somewhere(ask):
    for name in CUSTOMERS:
        assert ask(f"select count(*) from {name} anti join customers using (customer_id)") == [
            (0,)
        ], name
    for name in PEOPLE:
        assert ask(
            f"""select count(*) from {name} anti join work_days using (employee_id)
            where employee_id is not null"""
        ) == [(0,)], name
    for rows in (
        "use_days anti join users using (user_id)",
        "case_events anti join cases using (case_id)",
        "interactions anti join cases using (case_id) where case_id is not null",
        "opportunities anti join leads using (lead_id)",
        "order_handling anti join good_lines on order_id = order_no",
        "stage_changes anti join opportunities using (opportunity_id)",
    ):
        assert ask(f"select count(*) from {rows}") == [(0,)], rows


def test_each_case_has_the_events_that_it_says(ask):
    assert ask(
        """select count(*) from (select case_id, count_if(event = 'opened') as opened,
        count_if(event = 'handed over') as handed, count_if(event = 'solved') as solved,
        count_if(event = 'reopened') as reopened from case_events group by 1)
        join cases using (case_id) where opened <> 1 or handed <> handoffs
        or (solved = 1) <> (closed_on is not null) or (reopened = 1) <> (reopened_on is not null)"""
    ) == [(0,)]


def test_a_reply_is_never_later_than_the_solution(ask):
    assert ask("select count(*) from cases where solve_minutes < reply_minutes") == [(0,)]
    assert ask("select count(*) from cases where contacts < 1 or handoffs < 0") == [(0,)]


def test_some_cases_repeat_an_earlier_one_of_the_same_customer(ask):
    [(repeats, wrong)] = ask(
        """select count(*), count_if(c.customer_id <> o.customer_id or o.opened_on > c.opened_on)
        from cases c join cases o on o.case_id = c.duplicate_of"""
    )
    assert repeats > 50
    assert wrong == 0


def test_contact_grows_better_the_longer_the_crm_runs(ask, company):
    half = company.as_of.year - 1
    [(before, after)] = ask(
        f"""select avg(search_seconds) filter (year(started_on) < {half}),
        avg(search_seconds) filter (year(started_on) >= {half}) from interactions"""
    )
    assert after < 0.85 * before


def test_offers_are_accepted_only_where_something_was_ordered_soon_after(ask):
    [(accepted, wrong)] = ask(
        """select count(*), count_if(not exists (from good_lines g
        where g.customer_id = i.customer_id and g.quantity > 0
        and g.order_date > i.started_on and g.order_date <= i.started_on + 14))
        from interactions i where accepted = 1"""
    )
    assert accepted > 1000
    assert wrong == 0


def test_answers_lie_on_their_scales_and_silence_has_none(ask):
    assert ask(
        """select count(*) from survey_answers where score not between scale_min and scale_max
        or (score is null) <> (answered_on is null)
        or (bounced = 1 and answered_on is not null)"""
    ) == [(0,)]
    [(questions,)] = ask("select count(distinct question) from survey_answers")
    assert questions == 13


def test_some_three_of_ten_invited_answer_if_there_is_time(ask):
    [(share,)] = ask(
        """select count(answered_on) / count(*) from survey_answers
        where survey = 'half-yearly' and question = 'satisfaction' and bounced = 0
        and asked_on < date '2026-06-01'"""
    )
    assert 0.28 < share < 0.34


def test_what_is_kept_back_is_not_delivered_and_costs_nothing(ask):
    assert ask(
        """select count(*) from messages where blocked is not null
        and (delivered is not null or cost <> 0 or responded_on is not null)"""
    ) == [(0,)]
    [(barred, wrong)] = ask(
        """select count_if(allowed = 0), count_if(allowed = 1 and ((channel = 'e-mail'
        and not email_consent) or (channel = 'telephone' and not phone_consent)))
        from messages join customers using (customer_id)"""
    )
    assert barred > 1000
    assert wrong == 0


def test_every_contact_of_a_campaign_is_a_message(ask, company):
    assert ask(
        f"""select (select count(*) from touches where touched_on <= date '{company.as_of}')
        - (select count(*) from messages where campaign_id is not null)"""
    ) == [(0,)]


def test_scores_are_right_on_average_and_treatment_changes_nothing(ask):
    [(said, lost)] = ask("select avg(churn_chance), avg(lost) from scores where lost is not null")
    assert said == pytest.approx(lost, abs=0.02)
    [(treated, held_out, n)] = ask(
        """select avg(lost) filter (treated = 1), avg(lost) filter (treated = 0),
        count_if(treated = 0) from scores"""
    )
    assert abs(treated - held_out) < 4 * (0.25 / n) ** 0.5


def test_invoices_ask_for_what_organisations_ordered(ask):
    [(asked, sold)] = ask(
        """select (select sum(amount) from invoices), (select sum(amount) from good_lines
        join customers using (customer_id) where kind = 'organisation' and quantity > 0)"""
    )
    assert asked == sold
    assert ask("select count(*) from invoices where written_off > 0 and paid_on is not null") == [
        (0,)
    ]


def test_markets_are_larger_than_the_companys_share(ask):
    [(fewest, most)] = ask(
        """select min(own / whole), max(own / whole) from (select region, sum(amount) as own
        from good_lines group by 1) join (select region, sum(market) as whole from market
        group by 1) using (region)"""
    )
    assert 0.03 < fewest < most < 0.15


def test_targets_are_near_what_was_sold(ask):
    [(target, sold)] = ask(
        """select (select sum(target) from targets where level = 'company'),
        (select sum(amount) from good_lines)"""
    )
    assert float(target / sold) == pytest.approx(1, abs=0.06)


def test_use_of_the_crm_grows_and_goes_mobile(ask):
    [(before, after, offline)] = ask(
        """select avg((device = 'mobile')::int) filter (year(used_on) = 2023),
        avg((device = 'mobile')::int) filter (year(used_on) = 2026),
        count_if(offline_actions > actions) from use_days"""
    )
    assert before < 0.25 < 0.3 < after
    assert offline == 0


def test_ten_teams_and_more_can_be_asked_even_in_a_small_company(ask):
    [(teams, fewest)] = ask(
        """select count(*), min(n) from (select department, count(distinct employee_id) as n
        from employee_answers where question = 'satisfaction' group by 1)"""
    )
    assert teams >= 10
    assert fewest >= 5
    [(known,)] = ask(
        """select count(distinct w.department) from survey_answers s
        join (select distinct employee_id, department from work_days) w using (employee_id)"""
    )
    assert known >= 10


def test_two_alternatives_were_not_chosen(ask):
    rows = ask("select alternative, count(*) from programme_flows group by 1 order by 1")
    assert rows == [("Sales bonus only", 4), ("Second call centre", 4), (None, 4)]


def test_records_are_never_linked_or_filled_beyond_what_there_is(ask):
    assert ask("select count(*) from data_profile where filled > required or filled < 0") == [(0,)]
    assert ask(
        "select count(*) from record_matches where linked > customers or confirmed >= records"
    ) == [(0,)]
