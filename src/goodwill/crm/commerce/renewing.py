"""Contracts: begun, renewed, ended, and none ending unnoticed."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from goodwill.crm.accounts.company import company
from goodwill.crm.commerce.errors import BadContract
from goodwill.crm.commerce.models import Contract
from goodwill.crm.commerce.numbering import next_number
from goodwill.crm.customers.timeline.telling import tell
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.editing import saving
from goodwill.language import Sentence


def begin(values: Mapping[str, Any], actor: Actor) -> Contract:
    """A new contract in a number of its own.

    Raises
    ------
    BadContract
        If it would end before it starts.
    """
    contract = Contract(currency=company().currency)
    many = saving.fill(contract, values)
    if contract.ends_on and contract.ends_on < contract.starts_on:
        raise BadContract(Sentence("A contract cannot end before it starts."))
    with transaction.atomic():
        contract.number = next_number("contracts", "CT", contract.starts_on)
        changing.create(contract, actor, many=many)
        _tell(contract, Sentence("Contract {name} begun", name=contract.name), actor)
    return contract


def renew(contract: Contract, actor: Actor) -> None:
    """Let the contract run on for its usual months after its end.

    Raises
    ------
    BadContract
        If it has no end, no usual length, or was cancelled.
    """
    if contract.cancelled_on:
        raise BadContract(Sentence("This contract was cancelled. Begin a new one."))
    if not contract.ends_on or not contract.renews_every_months:
        raise BadContract(
            Sentence("To be renewed, a contract needs an end and the months it is renewed for.")
        )
    ends_on = renewed_until(contract.ends_on, contract.renews_every_months)
    with transaction.atomic():
        changing.change(contract, {"ends_on": ends_on}, actor)
        words = Sentence("Contract {name} renewed until {day}", name=contract.name, day=ends_on)
        _tell(contract, words, actor)


def cancel(contract: Contract, on: date, actor: Actor) -> None:
    """End the contract on a day.

    Raises
    ------
    BadContract
        If that day lies before its start, or the notice would be too late.
    """
    if on < contract.starts_on:
        raise BadContract(Sentence("A contract cannot be cancelled before it starts."))
    with transaction.atomic():
        changing.change(contract, {"cancelled_on": on}, actor)
        words = Sentence("Contract {name} cancelled as of {day}", name=contract.name, day=on)
        _tell(contract, words, actor)


def renewed_until(ends_on: date, months: int) -> date:
    """The end after so many months more; the last day of a month stays the last day."""
    begin = ends_on + timedelta(days=1)
    years, month = divmod(begin.month - 1 + months, 12)
    year, last = begin.year + years, monthrange(begin.year + years, month + 1)[1]
    return date(year, month + 1, min(begin.day, last)) - timedelta(days=1)


def _tell(contract: Contract, words: Sentence, actor: Actor) -> None:
    tell(contract.customer, "contract", words, actor=actor, about=contract)
