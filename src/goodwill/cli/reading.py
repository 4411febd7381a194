"""From what a person typed to tables: recognise, show what was decided, ask, read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import partial
from pathlib import Path

from goodwill.analytics.errors import Ambiguous, GoodwillError, SettingRefused
from goodwill.analytics.tables import (
    ACTIVITIES,
    ANNOYANCES,
    ASSETS,
    BENEFIT_RESULTS,
    BUDGETS,
    CAMPAIGN_COSTS,
    CAMPAIGN_MEMBERS,
    CAMPAIGNS,
    CAPACITY,
    CASE_EVENTS,
    CASES,
    COMMUNITY,
    COST_ENTRIES,
    COSTS,
    CUSTOMERS,
    DATA_PROFILE,
    DELAYS,
    DRIVERS,
    EMPLOYEE_ANSWERS,
    EXCHANGE_RATES,
    GOALS,
    INTERACTIONS,
    INVOICES,
    LEADS,
    MARKET,
    MEETINGS,
    MESSAGES,
    OPPORTUNITIES,
    ORDER_HANDLING,
    ORDER_LINES,
    PANEL,
    PILOTS,
    PORTAL_SESSIONS,
    PROCESSES,
    PRODUCTS,
    PROGRAMME_FLOWS,
    RECORD_MATCHES,
    REFERRALS,
    RISKS,
    SCORES,
    STAGE_CHANGES,
    SURVEY_ANSWERS,
    TARGETS,
    TOUCHES,
    TRAININGS,
    USE_DAYS,
    USERS,
    WORK_DAYS,
    Table,
)
from goodwill.analytics.tables import (
    TABLES as EVERY_TABLE,
)
from goodwill.cli.terminal import Step, Terminal
from goodwill.language import Sentence
from goodwill.warehouse.reading import (
    KEPT_WHOLE,
    Read,
    Settings,
    Survey,
    load_mapping,
    read,
    survey,
    with_measures,
)

TABLES = {table.name: table for table in EVERY_TABLE}
NAMES = {
    ORDER_LINES.name: Sentence("order lines"),
    CUSTOMERS.name: Sentence("customers"),
    PRODUCTS.name: Sentence("products"),
    COSTS.name: Sentence("costs"),
    CAMPAIGNS.name: Sentence("campaigns"),
    CAMPAIGN_MEMBERS.name: Sentence("members"),
    CAMPAIGN_COSTS.name: Sentence("campaign costs"),
    PANEL.name: Sentence("panel"),
    PILOTS.name: Sentence("pilots"),
    SCORES.name: Sentence("scores"),
    INTERACTIONS.name: Sentence("contacts"),
    ORDER_HANDLING.name: Sentence("order handling"),
    CASES.name: Sentence("cases"),
    CASE_EVENTS.name: Sentence("events of cases"),
    LEADS.name: Sentence("leads"),
    OPPORTUNITIES.name: Sentence("opportunities"),
    STAGE_CHANGES.name: Sentence("stages of opportunities"),
    TARGETS.name: Sentence("sales targets"),
    MESSAGES.name: Sentence("messages"),
    TOUCHES.name: Sentence("touches"),
    SURVEY_ANSWERS.name: Sentence("survey answers"),
    REFERRALS.name: Sentence("referrals"),
    COMMUNITY.name: Sentence("community"),
    PORTAL_SESSIONS.name: Sentence("portal visits"),
    MARKET.name: Sentence("market"),
    INVOICES.name: Sentence("invoices"),
    WORK_DAYS.name: Sentence("working days"),
    PROCESSES.name: Sentence("processes"),
    EMPLOYEE_ANSWERS.name: Sentence("employees' answers"),
    ANNOYANCES.name: Sentence("annoyances"),
    TRAININGS.name: Sentence("trainings"),
    USERS.name: Sentence("users"),
    USE_DAYS.name: Sentence("days of use"),
    MEETINGS.name: Sentence("meetings"),
    DATA_PROFILE.name: Sentence("completeness of records"),
    RECORD_MATCHES.name: Sentence("duplicate records"),
    COST_ENTRIES.name: Sentence("cost ledger"),
    EXCHANGE_RATES.name: Sentence("exchange rates"),
    ASSETS.name: Sentence("assets"),
    ACTIVITIES.name: Sentence("activities"),
    CAPACITY.name: Sentence("capacity"),
    DRIVERS.name: Sentence("cost drivers"),
    BUDGETS.name: Sentence("budgets"),
    BENEFIT_RESULTS.name: Sentence("results of benefits"),
    PROGRAMME_FLOWS.name: Sentence("flows of the programme"),
    RISKS.name: Sentence("risks"),
    DELAYS.name: Sentence("delays"),
    GOALS.name: Sentence("goals"),
}
FIRST_NAMES = {"orders": ORDER_LINES.name, "members": CAMPAIGN_MEMBERS.name}
"""What people call a table in options and before the dot of `--map`, besides its name."""


@dataclass(frozen=True)
class Wanted:
    """The sources a person named, a list for each table, and how to read them.

    `settings` were said for this run and win over `mapped`: those of earlier runs, by table,
    with the columns that `--map` named. `measures` are columns of a table's file to be read as
    numbers, by table.
    """

    sources: Mapping[str, Sequence[str]]
    settings: Settings
    mapped: Mapping[str, Settings] = field(default_factory=dict)
    measures: Mapping[str, Sequence[str]] = field(default_factory=dict)


def wanted(
    *,
    mappings: Sequence[str],
    settings: Settings,
    measures: Mapping[str, Sequence[str]] | None = None,
    called: Mapping[str, str] = FIRST_NAMES,
    **sources: str | Sequence[str] | None,
) -> Wanted:
    """What is to be read, in the order of the contract.

    Parameters
    ----------
    measures
        Table → columns of its file that are read as numbers beside those of the contract.
    called
        What people call a table → the table, for `sources` and in `--map`: a command on
        campaigns has `{**FIRST_NAMES, "costs": "campaign_costs"}`.
    sources
        By what people call the table: one source, several, or none.
    """
    given = {
        called.get(name, name): [some] if isinstance(some, str) else list(some)
        for name, some in sources.items()
        if some
    }
    ordered = {table: given.pop(table) for table in TABLES if table in given}
    assert not given, given
    first = next(iter(ordered), ORDER_LINES.name)
    return Wanted(ordered, settings, _mapped(mappings, called, first), measures or {})


def surveyed(
    wanted: Wanted,
    terminal: Terminal,
    *,
    memory: str | None,
    refused: dict[str, GoodwillError] | None = None,
) -> dict[str, Survey]:
    """Every table's survey, shown; what can be read in two ways is asked for.

    Where `refused` is given, a table that cannot be read is left out and its refusal put there,
    and only what had to be found out is shown: for a folder of many tables.
    """
    surveys: dict[str, Survey] = {}
    said = wanted.settings
    for name, sources in wanted.sources.items():
        settings = _over(said, wanted.mapped.get(name, Settings()))
        table = with_measures(TABLES[name], wanted.measures.get(name, ()))
        try:
            surveys[name], answered = _survey(sources, table, settings, terminal, memory)
        except GoodwillError as refusal:
            if refused is None:
                raise
            refused[name] = refusal
            continue
        said = _over(said, _answers(answered, settings))
        if refused is None or any(source.ready is None for source in surveys[name].sources):
            _show(surveys[name], terminal)
    return surveys


def read_all(
    surveys: Mapping[str, Survey],
    folder: Path,
    step: Step,
    *,
    memory: str | None,
    refused: dict[str, GoodwillError] | None = None,
) -> dict[str, Read]:
    """Read every surveyed table into `folder`, a table a folder.

    Where `refused` is given, a table that cannot be read to its end is left out and put there,
    and all tables are one piece of work.
    """
    results: dict[str, Read] = {}
    for place, (name, found) in enumerate(surveys.items()):
        label, first, share = Sentence("Reading {table}", table=NAMES[name]), 0.0, 1.0
        if refused is not None:
            label = Sentence("Reading the tables")
            first, share = place / len(surveys), 1 / len(surveys)
        step(label, first)
        try:
            results[name] = read(
                found,
                folder / name,
                memory=memory,
                progress=partial(_onward, step, label, first, share),
            )
        except GoodwillError as refusal:
            if refused is None:
                raise
            refused[name] = refusal
        step(label, first + share)
    return results


def _onward(step: Step, label: Sentence, first: float, share: float, fraction: float) -> None:
    step(label, first + share * fraction)


def _survey(
    sources: Sequence[str],
    table: Table,
    settings: Settings,
    terminal: Terminal,
    memory: str | None,
) -> tuple[Survey, Settings]:
    try:
        with terminal.busy(Sentence("Looking at {table}", table=NAMES[table.name])):
            return survey(sources, table, settings, memory=memory), settings
    except Ambiguous as open_question:
        answered = _answer(open_question, settings, terminal)
        if answered is None:
            raise
        return _survey(sources, table, answered, terminal, memory)


def _answer(question: Ambiguous, settings: Settings, terminal: Terminal) -> Settings | None:
    """Ask once per question; without a person at the terminal the refusal stands."""
    if question.setting == "dates" and settings.dates is None:
        choice = terminal.ask(question.sentence, ["dmy", "mdy", "ymd"])
        return replace(settings, dates=choice) if choice else None
    if question.setting == "decimal" and settings.decimal is None:
        choice = terminal.ask(question.sentence, [".", ","])
        return replace(settings, decimal=choice) if choice else None
    return None


def _show(found: Survey, terminal: Terminal) -> None:
    say = terminal.language.say
    for source in found.sources:
        terminal.table(
            [say("Column"), say("Read from"), say("Because")],
            [(column.column, column.source_column, column.because) for column in source.columns],
            title=f"{source.file} → {say(NAMES[found.table.name])}",
        )
        rest = terminal.language.list(source.unused)
        if rest and found.table.name in KEPT_WHOLE:
            terminal.say("Kept to cut by: {columns}", style="dim", columns=rest)
        elif rest:
            terminal.say("Not used: {columns}", style="dim", columns=rest)


def _over(said: Settings, mapped: Settings) -> Settings:
    """What was said, completed by what is mapped; columns are only mapped."""
    missing = {
        item.name: getattr(mapped, item.name)
        for item in fields(Settings)
        if getattr(said, item.name) is None
    }
    return replace(said, **missing, columns=mapped.columns)


def _answers(answered: Settings, asked: Settings) -> Settings:
    """What a person answered for one table, to be taken for the next ones too."""
    return Settings(
        dates=None if asked.dates else answered.dates,
        decimal=None if asked.decimal else answered.decimal,
    )


def _mapped(mappings: Sequence[str], called: Mapping[str, str], first: str) -> dict[str, Settings]:
    """`amount=Umsatz`, `customers.region=省份` or a mapping file → settings by table."""
    mapped: dict[str, Settings] = {}
    for mapping in mappings:
        for table, later in _one_mapping(mapping, called, first).items():
            earlier = mapped.get(table, Settings())
            columns = {**earlier.columns, **later.columns}
            mapped[table] = replace(_over(later, earlier), columns=columns)
    return mapped


def _one_mapping(mapping: str, called: Mapping[str, str], first: str) -> dict[str, Settings]:
    left, equals, source_column = mapping.partition("=")
    if not equals:
        return _from_files(Path(mapping), first)
    table, dot, column = left.rpartition(".")
    table = called.get(table, table) if dot else first
    if table not in TABLES:
        raise SettingRefused(
            Sentence(
                "--map {mapping}: there is no table {table}. There are: {known}.",
                mapping=mapping,
                table=table,
                known=", ".join(dict.fromkeys([*called, *TABLES])),
            )
        )
    return {table: Settings(columns={column: source_column})}


def _from_files(path: Path, first: str) -> dict[str, Settings]:
    """A folder of mapping files, each named for its table, or one of them."""
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    return {file.stem if file.stem in TABLES else first: load_mapping(file) for file in files}
