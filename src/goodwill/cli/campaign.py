"""`goodwill campaign …`: before a cent is spent, and what it really brought."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import click

from goodwill.analytics.benefit.incrementality.members.matching import FEWEST_KNOWN
from goodwill.analytics.benefit.incrementality.members.outcomes import BEFORE_DAYS
from goodwill.analytics.campaigns.plans import Plan
from goodwill.analytics.errors import GoodwillError, SettingRefused
from goodwill.cli.campaign_plan import planning
from goodwill.cli.options import (
    Amount,
    Day,
    engine_options,
    language_option,
    open_option,
    out_option,
    reading_options,
    settings_from,
)
from goodwill.cli.planfile import read_plan
from goodwill.cli.reading import FIRST_NAMES, read_all, surveyed, wanted
from goodwill.cli.results import check_writable, summarise
from goodwill.cli.terminal import Terminal, open_in_browser
from goodwill.language import Language, Sentence, speak
from goodwill.report.campaign.asking import Asked, Inputs
from goodwill.report.campaign.measuring import measure
from goodwill.report.campaign.outputs import (
    REPORT,
    Written,
    refuse_to_overwrite,
    set_aside,
    write,
)
from goodwill.report.campaign.preparing import ready
from goodwill.warehouse import open_warehouse

CALLED = {**FIRST_NAMES, "costs": "campaign_costs"}
"""Costs of a campaign, not of serving customers."""


def campaign(language: Language) -> click.Group:
    """The commands about campaigns, with help in `language`."""
    say = language.say
    group = click.Group(
        "campaign",
        help=say("Plan a campaign before a cent is spent, and measure what it really brought."),
        no_args_is_help=True,
    )
    group.add_command(planning(language))
    group.add_command(measuring(language))
    return group


def measuring(language: Language) -> click.Command:
    """`goodwill campaign measure`, with help in `language`."""
    say = language.say
    speaking = language

    def run(language: str | None, **options: Any) -> None:
        run_measure(speak(language) if language else speaking, **options)

    return click.Command(
        "measure",
        callback=run,
        help=say(
            "Measure what campaigns brought beyond what would have happened anyway, from a file "
            "of members with their arms, and orders or outcomes of the members' file."
        ),
        params=[
            *_file_options(say),
            *_question_options(say),
            *reading_options(say),
            *engine_options(say),
            out_option(
                "campaign-out", say("The folder for report.html, figures.json, effects.csv, …")
            ),
            open_option(say),
            language_option(say),
        ],
    )


def run_measure(
    language: Language,
    *,
    members: str,
    orders: tuple[str, ...],
    customers: str | None,
    products: str | None,
    costs: str | None,
    campaigns: str | None,
    plan: Path | None,
    out: Path,
    as_of: date | None,
    engine: str,
    memory: str | None,
    show: bool,
    **said: Any,
) -> Written:
    """Read, measure, write, and say in the terminal what was found and where it is."""
    terminal = Terminal(language)
    check_writable(out)
    planned = read_plan(plan) if plan else None
    reading = settings_from({name: said.pop(name) for name in READING})
    asked = _asked(said, planned)
    if not orders and not asked.outcomes:
        raise SettingRefused(
            Sentence(
                "Nothing says what the members did. Give --orders FILE, or name columns of the "
                "members' file with --outcome."
            )
        )
    surveys = surveyed(
        wanted(
            **reading,
            called=CALLED,
            measures={"campaign_members": (*asked.outcomes, *asked.covariates)},
            orders=orders,
            customers=customers,
            products=products,
            campaigns=campaigns,
            members=members,
            costs=costs,
        ),
        terminal,
        memory=memory,
    )
    refuse_to_overwrite(surveys, out)
    with open_warehouse(engine, memory=memory) as warehouse, terminal.progress() as step:
        reads = read_all(surveys, warehouse.scratch, step, memory=memory)
        with _earlier_set_aside(out, terminal):
            found = measure(ready(warehouse, Inputs(surveys, reads, asked, as_of), step), step)
        written = write(found, out, language, step)
    say = language.say
    terminal.table([say("Campaign"), say("Verdict")], written.verdicts, title="")
    summarise(terminal, written.report.summary, written.files)
    if show:
        open_in_browser(out / REPORT, terminal)
    return written


@contextmanager
def _earlier_set_aside(out: Path, terminal: Terminal) -> Iterator[None]:
    """If the data are refused, nothing that looks like their result stays in the folder."""
    try:
        yield
    except GoodwillError:
        kept = set_aside(out)
        if kept:
            terminal.say("What an earlier run found is now in {folder}.", folder=str(kept))
        raise


READING = ("mappings", "currency", "dates", "decimal", "encoding")


def _file_options(say: Callable[[str], str]) -> list[click.Option]:
    return [
        click.Option(
            ["--members"],
            required=True,
            help=say("Who was drawn into which arm: the hold-out, or a variant."),
        ),
        click.Option(
            ["--orders"], multiple=True, help=say("What was bought, as for `goodwill value`.")
        ),
        click.Option(["--customers"], help=say("Who they are, with attributes to cut by.")),
        click.Option(["--products"], help=say("What is sold, with unit costs.")),
        click.Option(["--costs"], help=say("What the campaigns cost.")),
        click.Option(
            ["--campaigns"], help=say("When each campaign ran, on which channel, at what cost.")
        ),
        click.Option(
            ["--plan"],
            type=click.Path(dir_okay=False, path_type=Path),
            help=say("The plan that was fixed before the campaign."),
        ),
    ]


def _question_options(say: Callable[[str], str]) -> list[click.Option]:
    return [
        click.Option(["--control"], help=say("The arm that was left alone, if not recognised.")),
        click.Option(
            ["--from", "starts_on"],
            type=Day(),
            metavar=say("DATE"),
            help=say("The first day on which the campaign could have an effect."),
        ),
        click.Option(
            ["--days"], type=click.IntRange(1), help=say("For how many days members are watched.")
        ),
        click.Option(
            ["--before-days"],
            type=click.IntRange(0),
            show_default=str(BEFORE_DAYS),
            help=say("How far back behaviour before the draw is used to be surer."),
        ),
        click.Option(
            ["--fewest-known"],
            type=click.FloatRange(0, 1),
            default=FEWEST_KNOWN,
            show_default=True,
            help=say("The share of members who must have ordered at some time; else ids differ."),
        ),
        click.Option(
            ["--outcome", "outcomes"],
            multiple=True,
            metavar=say("COLUMN"),
            help=say("A column of the members' file that happened after the draw; the main first."),
        ),
        click.Option(
            ["--covariate", "covariates"],
            multiple=True,
            metavar=say("COLUMN"),
            help=say("A column of the members' file that was known before the draw."),
        ),
        click.Option(
            ["--by", "slices"], help=say("Columns to cut by, with commas, known before the draw.")
        ),
        click.Option(
            ["--share", "shares"],
            multiple=True,
            metavar="ARM=0.1",
            help=say("The share of members that an arm was meant to have."),
        ),
        click.Option(
            ["--contact-cost"],
            type=Amount(),
            metavar="0.30",
            help=say("What contacting one member costs."),
        ),
    ]


def _asked(said: Mapping[str, Any], plan: Plan | None) -> Asked:
    return Asked(
        control=said["control"],
        starts_on=said["starts_on"],
        days=said["days"],
        before_days=_before_days(said["before_days"], plan),
        fewest_known=said["fewest_known"],
        outcomes=tuple(dict.fromkeys(said["outcomes"])),
        covariates=tuple(dict.fromkeys(said["covariates"])),
        slices=tuple(x.strip() for x in (said["slices"] or "").split(",") if x.strip()),
        shares=_shares(said["shares"]),
        contact_cost=said["contact_cost"],
        plan=plan,
    )


def _before_days(told: int | None, plan: Plan | None) -> int:
    if told is not None:
        return told
    return plan.before_days if plan else BEFORE_DAYS


def _shares(told: Sequence[str]) -> dict[str, float]:
    """`treated=0.9` → its share; the shares of all arms must add up to 1."""
    shares: dict[str, float] = {}
    for each in told:
        arm, _, number = each.rpartition("=")
        try:
            share = float(number)
        except ValueError:
            share = -1.0
        if not arm or not 0 < share < 1:
            raise SettingRefused(
                Sentence("{value} is not a share. Write it as holdout=0.1.", value=each)
            )
        shares[arm] = share
    if shares and abs(sum(shares.values()) - 1) > 1e-6:
        raise SettingRefused(
            Sentence(
                "The shares add up to {sum}, not to 1. Name every arm with its share.",
                sum=round(sum(shares.values()), 6),
            )
        )
    return shares
