"""One block of the company written, table by table; what it adds to the whole."""

from __future__ import annotations

from typing import Any

import numpy as np

from goodwill.demo import (
    activities,
    answering,
    baskets,
    belonging,
    campaigns,
    case_handling,
    contacting,
    contacts,
    dirt,
    effects,
    market,
    messaging,
    order_handling,
    pilots,
    scoring,
    selling,
    serving,
    sharing,
    touches,
    truth,
    working,
)
from goodwill.demo.columns import Ints
from goodwill.demo.company import Company
from goodwill.demo.drawing import Bought, Cared, bought, cared
from goodwill.demo.months import Months, months
from goodwill.demo.people import customers_table
from goodwill.demo.totals import Told
from goodwill.demo.writing import Files


def write_block(company: Company, block: int, files: Files) -> Told:
    """Draw a block and append its rows to every file."""
    it = bought(company, block)
    care = cared(company, block, it)
    span = months(company)
    files.add("customers", customers_table(company, block, it.who))
    counts = _lines(company, block, files, it)
    files.add("costs", serving.costs_table(it.who, care.costs))
    _campaigns(company, block, files, it, care)
    _service(company, block, files, it, care)
    _sales(company, block, files, it, care)
    _orders(company, block, files, it, care)
    _belonging(company, block, files, it, care)
    _work(company, block, files, it, care)
    _staff(company, block, files, care, _sold(span, it))
    files.add("truth/customer_truth", _truth(company, it, care))
    sums = {
        "effects": effects.summed(company, it.who, it.done, it.order_margin),
        "piloted": pilots.summed(it.piloted, it.order_margin),
        "used": activities.used(span, care.work),
        "done": activities.done(span, care.work),
        "touches": sharing.touches_by_month(company, span, care.touched),
        "sold": _sold(span, it),
        "sales": market.sales(company, span, it.who, it.clean),
    }
    return Told(counts, _profits(company, it, care), sums)


def _lines(company: Company, block: int, files: Files, it: Bought) -> dict[str, int]:
    """Write the order lines with dirt among them; how many rows of which kind."""
    orders, returns = len(it.orders), int((it.clean.status == baskets.RETURNED).sum())
    rng = company.generator(block, "dirt")
    lines, counts = dirt.planted(company, rng, block, it.clean, orders + returns)
    more = max(0, int(lines.document.max(initial=-1)) + 1 - orders - returns)
    documents = baskets.document_numbers(block, orders, returns, more)
    files.add("order_lines", baskets.order_lines_table(it.who, it.how, lines, documents))
    return counts | {"rows": len(lines), "good_rows": len(it.clean), "returns": returns}


def _campaigns(company: Company, block: int, files: Files, it: Bought, care: Cared) -> None:
    files.add("campaign_members", campaigns.members_table(company, it.who, it.done.members))
    files.add("touches", touches.touches_table(company, it.who, care.touched))
    files.add("truth/member_truth", effects.member_table(company, it.who, it.done))
    sent = messaging.sent(
        company,
        company.generator(block, "messages"),
        company.generator(block, "consent"),
        who=it.who,
        life=it.life,
        touched=care.touched,
        margin=it.order_margin,
    )
    files.add("messages", messaging.messages_table(company, block, it.who, care.team, sent))


def _service(company: Company, block: int, files: Files, it: Bought, care: Cared) -> None:
    who, team, cases, handling = it.who, care.team, care.cases, care.handling
    files.add("cases", case_handling.cases_table(block, who, team, cases, handling))
    rng = company.generator(block, "case handling").spawn(1)[0]
    files.add("case_events", case_handling.events_table(rng, block, team, cases, handling))
    said = answering.said(
        company,
        company.generator(block, "answers"),
        who=who,
        life=it.life,
        team=team,
        answered=care.surveyed,
        cases=(cases, handling),
    )
    files.add("survey_answers", answering.answers_table(who, team, said))
    contacted = contacting.interactions_table(
        company,
        company.generator(block, "contact details"),
        block,
        who=who,
        team=team,
        them=care.contacts,
        how=care.handled,
        cases=cases,
        bought=it.orders,
    )
    files.add("interactions", contacted)


def _sales(company: Company, block: int, files: Files, it: Bought, care: Cared) -> None:
    rng, more = company.generator(block, "sales"), company.generator(block, "selling")
    who, team = it.who, care.team
    won = selling.opportunities(company, rng, who)
    leads = selling.leads(company, rng, who)
    worth = selling.amounts(rng, who, won)
    files.add("leads", selling.leads_table(more, block, who=who, team=team, them=leads))
    opportunities = selling.opportunities_table(
        more, block, who=who, team=team, leads=leads, them=won, worth=worth
    )
    files.add("opportunities", opportunities)
    changes = selling.stage_changes_table(more, block, who=who, team=team, them=won, worth=worth[0])
    files.add("stage_changes", changes)
    files.add("contacts", contacts.contacts_table(rng, block, who))


def _orders(company: Company, block: int, files: Files, it: Bought, care: Cared) -> None:
    handled = order_handling.handling_table(
        company,
        company.generator(block, "handling"),
        who=it.who,
        team=care.team,
        bought=it.orders,
        lines=it.clean,
        documents=baskets.document_numbers(block, len(it.orders), 0, 0),
        work=care.work,
    )
    files.add("order_handling", handled)
    rng = company.generator(block, "invoices")
    invoices = order_handling.invoices_table(
        company, rng, block, who=it.who, bought=it.orders, lines=it.clean
    )
    files.add("invoices", invoices)


def _belonging(company: Company, block: int, files: Files, it: Bought, care: Cared) -> None:
    rng = company.generator(block, "community")
    files.add("referrals", belonging.referrals_table(rng, it.who))
    community = belonging.community_table(company, rng, it.who, it.life, care.team)
    files.add("community", community)
    rng = company.generator(block, "portal")
    sessions = belonging.portal_table(company, rng, block, it.who, it.life)
    files.add("portal_sessions", sessions)
    rng = company.generator(block, "scores")
    files.add("scores", scoring.scores_table(company, rng, it.who, it.life, it.order_margin))


def _work(company: Company, block: int, files: Files, it: Bought, care: Cared) -> None:
    span = months(company)
    done = activities.activities_table(company, block, it.who, care.team, care.work)
    files.add("activities", done)
    rng = company.generator(block, "activities").spawn(1)[0]
    shared = sharing.shared(rng, span, bought=it.orders, cases=care.cases)
    files.add("drivers", sharing.drivers_table(company, span, it.who, shared))


def _staff(company: Company, block: int, files: Files, care: Cared, sold: Any) -> None:
    rng, team = company.generator(block, "working"), care.team
    habit = working.habits(company.generator(block, "staff").spawn(1)[0], team)
    files.add("work_days", working.work_days_table(company, rng, team))
    files.add("processes", working.processes_table(company, rng, block, team))
    files.add("employee_answers", working.employee_answers_table(company, rng, team, habit))
    files.add("annoyances", working.annoyances_table(company, rng, team))
    files.add("trainings", working.trainings_table(company, rng, team))
    files.add("users", working.users_table(company, rng, team))
    files.add("use_days", working.use_days_table(company, rng, team, habit))
    files.add("meetings", working.meetings_table(company, rng, team))
    rng = company.generator(block, "staff")
    files.add("targets", market.person_targets(rng, months(company), team, sold))


def _sold(span: Months, it: Bought) -> Any:
    return market.sold_by(span, it.how.department, it.clean)


def _truth(company: Company, it: Bought, care: Cared) -> Any:
    return truth.customer_truth_table(
        company,
        who=it.who,
        life=it.life,
        how=it.how,
        bought=it.orders,
        lines=it.clean,
        costs=care.costs,
    )


def _profits(company: Company, it: Bought, care: Cared) -> Ints:
    """Profit in fen of those who bought or cost something."""
    cost = truth.spent(it.who, care.costs)
    _, margin = truth.earned(company, it.who, it.clean)
    return np.asarray((margin - cost)[it.who.bought | (cost > 0)])
