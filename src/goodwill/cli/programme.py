"""A programme's file: read, and every mistake in it said with its table, its key and the remedy."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from goodwill.analytics.benefit.returns.delays import Waiting
from goodwill.analytics.benefit.returns.goals import Goal
from goodwill.analytics.benefit.returns.ledgercosts import LedgerLine
from goodwill.analytics.benefit.returns.programme import (
    DEFAULT_HORIZON,
    DEFAULT_RATE,
    DEFAULT_RECAPTURED,
    LONGEST_HORIZON,
    Programme,
)
from goodwill.analytics.benefit.returns.stakes.valuing import AtStake
from goodwill.analytics.campaigns.entries import Entries
from goodwill.analytics.errors import SourceMissing, SourceUnreadable
from goodwill.cli import programme_tables as tables
from goodwill.cli.programme_benefits import Frame, benefits
from goodwill.cli.programme_stakes import at_stake
from goodwill.cli.programme_values import from_nought, name, number, placed, share
from goodwill.language import Sentence

TOP = (
    *("programme", "name", "currency", "starts_on", "as_of", "horizon", "rate"),
    *("recaptured", "delay_months", "ledger", "missed", "opportunity_cost"),
)
TABLES = (
    *("costs", "benefits", "alternatives", "risks", "goals", "payments"),
    *("waiting", "simulation", "stakes"),
)

NOT_ASKED = AtStake()


@dataclass(frozen=True)
class ProgrammeFile:
    """What a programme's file says.

    Parameters
    ----------
    programme
        Costs taken from the ledger stand in it as planned, with 0 where nothing is planned,
        until what was paid takes their place.
    ledger
        The file of the ledger, as written; relative to the programme's own folder.
    ledger_lines
        Which costs are taken from it.
    """

    file: Path
    programme: Programme
    goals: tuple[Goal, ...] = ()
    stakes: AtStake = NOT_ASKED
    waiting: Waiting | None = None
    ledger: str | None = None
    ledger_lines: tuple[LedgerLine, ...] = ()


def read_programme(file: Path) -> ProgrammeFile:
    """The programme that a TOML file holds.

    Raises
    ------
    SourceMissing, SourceUnreadable, SettingRefused
        No such file; not TOML; a key that cannot be meant.
    """
    if not file.is_file():
        raise SourceMissing(Sentence("There is no programme {file}.", file=str(file)))
    try:
        plain = tomllib.loads(file.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceUnreadable(
            Sentence(
                "The programme {file} cannot be read: {error}.", file=str(file), error=str(error)
            )
        ) from error
    return programme_from(plain, file)


def programme_from(plain: Mapping[str, Any], file: Path) -> ProgrammeFile:
    """The programme that a parsed file holds; only figures that it names are read from disk.

    Parameters
    ----------
    plain
        As `tomllib.loads` gives it; with `parse_float=Decimal` amounts stay as written.
    file
        Where it stands, for refusals and for the files that it names.
    """
    top = Entries(plain, str(file)).only(*TOP, *TABLES)
    tables.refuse_missed(top)
    tables.refuse_same_ids(top)
    currency, horizon = _currency(top), _horizon(top)
    lines = tables.ledger_lines(top)
    with placed(top):
        programme = Programme(
            id=(code := top.text("programme")),
            name=name(top, code),
            currency=currency,
            starts_on=top.day("starts_on"),
            as_of=top.day("as_of") if top.has("as_of") else None,
            horizon=horizon,
            **_rates(top),
            costs=tables.costs(top, horizon),
            benefits=benefits(top, Frame(file, horizon, currency)),
            alternatives=tables.alternatives(top),
            hazards=tables.hazards(top),
            payments=tables.payments(top),
            simulating=tables.simulating(top),
        )
    return ProgrammeFile(
        file=file,
        programme=programme,
        goals=tables.goals(top),
        stakes=at_stake(top, currency),
        waiting=tables.waiting(top),
        ledger=top.text_or_none("ledger"),
        ledger_lines=lines,
    )


def _currency(top: Entries) -> str:
    code = top.text("currency")
    if not (len(code) == 3 and code.isascii() and code.isupper()):
        raise top.refused("currency", Sentence("the three letters of a currency, such as CNY"))
    return code


def _horizon(top: Entries) -> int:
    horizon = top.whole("horizon", DEFAULT_HORIZON, least=1)
    if horizon > LONGEST_HORIZON:
        longest = Sentence("a whole number from 1 to {longest}", longest=LONGEST_HORIZON)
        raise top.refused("horizon", longest)
    return horizon


def _rates(top: Entries) -> dict[str, Any]:
    rate = number(top, "rate", DEFAULT_RATE)
    if not -1 < rate < 10:
        raise top.refused("rate", Sentence("a share, such as 0.1 for 10 % a year"))
    return {
        "rate": rate,
        "recaptured": share(top, "recaptured", DEFAULT_RECAPTURED),
        "delay_months": from_nought(top, "delay_months") if top.has("delay_months") else None,
    }
