"""The files look like a company's, dirt and all, and need no more memory when it grows."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pyarrow.parquet as pq

PEAK = """
import resource, sys
from pathlib import Path
from goodwill.demo import simulate
simulate(Path(sys.argv[1]), customers=int(sys.argv[2]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_every_kind_of_dirt_is_there_as_often_as_the_truth_says(ask, company):
    counts = json.loads((company.truth / "dirt.json").read_text())
    [seen] = ask(
        f"""select count_if(customer_id is null), count_if(customer_id = 'TEST'),
        count_if(amount = 0), count_if(status = 'cancelled'),
        count_if(order_date > date '{company.as_of}'), count_if(order_date is null),
        count(*) - count(distinct (order_no, line_no)), count_if(quantity < 0),
        count_if(quantity < 0 and return_of is null), count(*) from order_lines"""
    )
    assert seen == tuple(
        counts[name]
        for name in (
            *("guests", "test_rows", "zero_amounts", "cancelled", "future_dates", "no_dates"),
            *("duplicates", "returns", "returns_without_order", "rows"),
        )
    )
    assert min(seen) > 0


def test_dirt_and_good_rows_add_up_to_the_row(ask, company):
    dirt = company.dirt
    kinds = ("guests", "test_rows", "zero_amounts", "cancelled", "future_dates", "no_dates")
    too_many = sum(dirt[kind] for kind in (*kinds, "duplicates"))
    assert dirt["rows"] == dirt["good_rows"] + too_many
    assert ask("select count(*) from good_lines") == [(dirt["good_rows"],)]


def test_only_planted_rows_are_there_twice(ask, company):
    [(rows, different)] = ask(
        "select count(*), (select count(*) from (select distinct * from order_lines)) "
        "from order_lines"
    )
    assert rows - different == company.dirt["duplicates"]


def test_a_return_takes_back_a_line_that_was_sold_before(ask):
    assert ask(
        """select count(*) from good_lines r where r.return_of is not null and not exists (
        from good_lines s where s.order_no = r.return_of and s.product_id = r.product_id
        and s.customer_id = r.customer_id and s.quantity = -r.quantity
        and s.amount = -r.amount and s.order_date < r.order_date)"""
    ) == [(0,)]
    [(share,)] = ask("select count_if(quantity < 0) / count_if(quantity > 0) from good_lines")
    assert 0.01 < share < 0.03


def test_ids_are_keys_and_references_lead_somewhere(ask):
    for table, key in (
        *(("customers", "customer_id"), ("products", "product_id"), ("cases", "case_id")),
        *(("leads", "lead_id"), ("opportunities", "opportunity_id"), ("contacts", "contact_id")),
    ):
        assert ask(f"select count(*) - count(distinct {key}) from {table}") == [(0,)]
    assert ask("select count(*) from good_lines anti join products using (product_id)") == [(0,)]
    for table in (
        "good_lines",
        "costs",
        "cases",
        "survey_answers",
        "interactions",
        "contacts",
        "leads",
    ):
        assert ask(f"select count(*) from {table} anti join customers using (customer_id)") == [
            (0,)
        ]


def test_nothing_but_the_planted_date_is_later_than_the_data(ask, company):
    for table, column in (
        *(("costs", "date"), ("interactions", "started_on"), ("cases", "closed_on")),
        *(
            ("survey_answers", "answered_on"),
            ("stage_changes", "entered_on"),
            ("cases", "opened_on"),
        ),
    ):
        [(latest,)] = ask(f"select max({column}) from {table}")
        assert latest <= company.as_of


def test_money_is_decimal_and_days_are_dates(company):
    schema = pq.read_schema(company["order_lines"])
    kinds = {name: str(schema.field(name).type) for name in schema.names}
    assert kinds["amount"] == kinds["unit_price"] == "decimal128(14, 2)"
    assert kinds["order_date"] == "date32[day]"
    assert {kinds[name] for name in ("order_no", "customer_id", "status")} == {"string"}


def test_names_are_whole_in_both_scripts(ask):
    chinese_person, western_person = r"[\u4e00-\u9fff]{2,4}", r"[A-Z][a-z]+ [A-Z][a-z]+"
    chinese_firm = r"[\u4e00-\u9fff]{8,20}公司"
    western_firm = r"[A-Z][a-z]+ [A-Z][a-z]+ (Ltd|GmbH|Inc\.|Pte\. Ltd\.|S\.A\.|AB)"
    wanted = {
        "person": re.compile(f"({chinese_person})|({western_person})"),
        "organisation": re.compile(f"({chinese_firm})|({western_firm})"),
    }
    names = ask("select kind, name from customers")
    assert [row for row in names if not wanted[row[0]].fullmatch(row[1])] == []
    western = sum(name.isascii() for _, name in names)
    assert 0.01 < western / len(names) < 0.1


def test_referrers_were_buyers_before(ask):
    [(referred, wrong)] = ask(
        """select count(*), count_if(r.first_bought_on is null or r.first_bought_on >= c.known_on)
        from customers c join customer_truth r on r.customer_id = c.referred_by"""
    )
    assert referred > 1000
    assert wrong == 0


def test_every_stage_follows_the_one_before(ask):
    assert ask(
        """select count(*) from (select from_stage, lag(to_stage) over (partition by
        opportunity_id order by entered_on, array_position(['enquiry', 'qualified', 'proposal',
        'negotiation', 'won', 'lost'], to_stage)) as before from stage_changes)
        where from_stage is distinct from before"""
    ) == [(0,)]
    assert ask(
        """select count(*) from opportunities o join (select opportunity_id,
        arg_max(to_stage, array_position(['enquiry', 'qualified', 'proposal', 'negotiation',
        'won', 'lost'], to_stage)) as last from stage_changes group by all)
        using (opportunity_id) where o.stage <> last"""
    ) == [(0,)]


def test_an_opportunity_is_won_on_the_day_of_the_first_purchase(ask):
    assert ask(
        """select count(*) from opportunities join customer_truth using (customer_id)
        where (stage = 'won') <> (first_bought_on is not null)
        or (stage = 'won' and closed_on <> first_bought_on)"""
    ) == [(0,)]


def test_memory_does_not_grow_with_the_company(tmp_path):
    peaks = [
        int(
            subprocess.run(
                [sys.executable, "-c", PEAK, str(tmp_path / str(customers)), str(customers)],
                capture_output=True,
                check=True,
                text=True,
            ).stdout
        )
        for customers in (10_000, 60_000)
    ]
    assert peaks[1] < peaks[0] + 60  # megabytes
