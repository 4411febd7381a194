"""The tables of a programme's file: costs, alternatives, risks, goals, payments."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from goodwill.analytics.benefit.costing.naming.catalogue import categories, of_word
from goodwill.analytics.benefit.costing.naming.kinds import Stage
from goodwill.analytics.benefit.returns.alternatives import OPPORTUNITY
from goodwill.analytics.benefit.returns.delays import Waiting
from goodwill.analytics.benefit.returns.flows import product
from goodwill.analytics.benefit.returns.goals import Goal, Phase
from goodwill.analytics.benefit.returns.ledgercosts import COLUMNS, LedgerLine
from goodwill.analytics.benefit.returns.programme import (
    Alternative,
    Cost,
    Hazard,
    Payment,
    Simulating,
)
from goodwill.analytics.campaigns.entries import Entries
from goodwill.cli.programme_values import (
    any_years,
    from_nought,
    known_word,
    name,
    number,
    placed,
    risk,
    share,
    word,
    words_of,
    years,
)
from goodwill.language import Sentence

COST = (
    *("id", "name", "category", "stage", "owner", "evidence", "risk"),
    *("amounts", "hours", "loaded_rate", "ledger"),
)


class Side(StrEnum):
    """From whose side a risk comes."""

    VENDOR = "vendor"
    COMPANY = "company"
    PARTNER = "partner"
    CUSTOMER = "customer"


def costs(top: Entries, horizon: int) -> tuple[Cost, ...]:
    return tuple(_cost(each, horizon) for each in top.each("costs"))


def _cost(entries: Entries, horizon: int) -> Cost:
    entries.only(*COST)
    code = entries.text("id")
    with placed(entries):
        return Cost(
            id=code,
            name=name(entries, code),
            amounts=_cost_amounts(entries, horizon),
            category=_category(entries),
            stage=known_word(entries, "stage", Stage.vocabulary()),
            owner=words_of(entries, "owner"),
            evidence=words_of(entries, "evidence"),
            risk=risk(entries),
        )


def _cost_amounts(entries: Entries, horizon: int) -> tuple[Decimal, ...]:
    if entries.has("hours"):
        if entries.has("amounts"):
            raise entries.refused("hours", Sentence("left out where amounts are given"))
        rate = from_nought(entries, "loaded_rate")
        return tuple(product(hours, rate) for hours in years(entries, "hours", horizon))
    if entries.has("loaded_rate"):
        raise entries.missing("hours", Sentence("the hours of each year that the rate is for"))
    if entries.has("ledger") and not entries.has("amounts"):
        return (Decimal(0),) * (horizon + 1)
    return years(entries, "amounts", horizon)


def _category(entries: Entries) -> str:
    """The code of the category; of a sub-category the one it belongs to."""
    if not entries.has("category"):
        allowed = Sentence("one of: {words}", words=", ".join(categories().names))
        raise entries.missing("category", allowed)
    with placed(entries, "category"):
        found = str(of_word(entries.text("category")).category)
    if found == OPPORTUNITY:
        raise entries.refused("category", NOT_PAID)
    return found


NOT_PAID = Sentence(
    "what is paid. An opportunity forgone is not paid but compared: enter what the capital would "
    "bring elsewhere under [[alternatives]]. What would be missed without the programme is its "
    "benefit, and would count twice: leave it out"
)


def ledger_lines(top: Entries) -> tuple[LedgerLine, ...]:
    """Which costs are taken from the ledger."""
    return tuple(_ledger_line(each) for each in top.each("costs") if each.has("ledger"))


def _ledger_line(entries: Entries) -> LedgerLine:
    if entries.has("hours"):
        raise entries.refused("ledger", Sentence("left out where hours are given"))
    chosen = entries.under("ledger").only(*COLUMNS, "since")
    where = {column: _words(chosen, column) for column in chosen.table if column != "since"}
    if not where or not all(where.values()):
        meant = Sentence(
            "columns with the words that are meant, such as {example}", example=EXAMPLE
        )
        raise entries.refused("ledger", meant)
    since = chosen.day("since") if chosen.has("since") else None
    return LedgerLine(entries.text("id"), where, since, entries.has("amounts"))


def _words(chosen: Entries, column: str) -> tuple[str, ...]:
    """The words of a column; those of the ledger in their codes."""
    is_one = isinstance(chosen.table[column], str)
    words = (chosen.text(column),) if is_one else chosen.texts(column)
    with placed(chosen, column):
        if column == "stage":
            return tuple(Stage.of_word(word).value for word in words)
        if column == "category":
            return tuple(of_word(word).category.value for word in words)
        if column == "subcategory":
            found = [of_word(word, sub=True).subcategory for word in words]
            return tuple(each.code for each in found if each is not None)
    return words


EXAMPLE = '{category = "software", stage = ["shared", "retain"]}'


def alternatives(top: Entries) -> tuple[Alternative, ...]:
    return tuple(_alternative(each) for each in top.each("alternatives"))


def _alternative(entries: Entries) -> Alternative:
    entries.only("id", "name", "benefits", "costs", "rejected", "why")
    code = entries.text("id")
    rejected = entries.table.get("rejected", True)
    if not isinstance(rejected, bool):
        raise entries.refused("rejected", Sentence("true or false"))
    with placed(entries):
        return Alternative(
            id=code,
            name=name(entries, code),
            benefits=any_years(entries, "benefits"),
            costs=any_years(entries, "costs"),
            is_rejected=rejected,
            why=words_of(entries, "why"),
        )


def hazards(top: Entries) -> tuple[Hazard, ...]:
    return tuple(_hazard(each) for each in top.each("risks"))


def _hazard(entries: Entries) -> Hazard:
    entries.only("id", "name", "kind", "phase", "owner", "probability", "impact", "action")
    code = entries.text("id")
    with placed(entries):
        return Hazard(
            id=code,
            name=name(entries, code),
            kind=word(entries, "kind", Side) if entries.has("kind") else "",
            phase=word(entries, "phase", Phase) if entries.has("phase") else "",
            owner=words_of(entries, "owner"),
            probability=share(entries, "probability"),
            impact=from_nought(entries, "impact"),
            action=words_of(entries, "action"),
        )


def goals(top: Entries) -> tuple[Goal, ...]:
    return tuple(_goal(each) for each in top.each("goals"))


def _goal(entries: Entries) -> Goal:
    entries.only("id", "name", "phase", "due", "reached", "department", "owner")
    code = entries.text("id")
    reached = entries.table.get("reached")
    if reached is not None and not isinstance(reached, bool):
        raise entries.refused("reached", Sentence("true or false, and left out while it is open"))
    return Goal(
        id=code,
        name=name(entries, code),
        phase=word(entries, "phase", Phase),
        due=entries.day("due") if entries.has("due") else None,
        is_reached=reached,
        department=words_of(entries, "department"),
        owner=words_of(entries, "owner"),
    )


def payments(top: Entries) -> tuple[Payment, ...]:
    found = []
    for each in top.each("payments"):
        each.only("on", "amount")
        found.append(Payment(each.day("on"), number(each, "amount")))
    return tuple(found)


def waiting(top: Entries) -> Waiting | None:
    if not top.has("waiting"):
        return None
    entries = top.under("waiting").only("contacts", "minutes_over", "minute_value")
    return Waiting(
        entries.whole("contacts"),
        from_nought(entries, "minutes_over"),
        from_nought(entries, "minute_value"),
    )


def simulating(top: Entries) -> Simulating:
    entries = top.under("simulation").only("draws", "seed")
    usual = Simulating()
    with placed(entries):
        return Simulating(entries.whole("draws", usual.draws), entries.whole("seed", usual.seed))


def refuse_same_ids(top: Entries) -> None:
    """Costs and benefits share their ids, for both are entries of one register."""
    for tables in (("costs", "benefits"), ("alternatives",), ("risks",), ("goals",)):
        seen: set[str] = set()
        for entries in (each for table in tables for each in top.each(table)):
            code = entries.text("id")
            if code in seen:
                raise entries.refused("id", Sentence("an id that no other entry has"))
            seen.add(code)


def refuse_missed(top: Entries) -> None:
    """What would be missed without the programme is refused wherever it is written."""
    for key in ("missed", "opportunity_cost"):
        if top.has(key):
            raise top.refused(key, NOT_TWICE)


NOT_TWICE = Sentence(
    "left out: what would be missed without the programme is its benefit, and stands under "
    "[[benefits]] already; what else the capital could do belongs under [[alternatives]]"
)
