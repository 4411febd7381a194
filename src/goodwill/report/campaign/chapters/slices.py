"""Where and for whom the campaign worked."""

from __future__ import annotations

from collections.abc import Sequence

from goodwill.analytics.benefit.incrementality.believing import multiplicity
from goodwill.analytics.benefit.incrementality.believing.heterogeneity import Heterogeneity
from goodwill.analytics.benefit.incrementality.effectfigures import UNITS, per_member
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Unit
from goodwill.language import Sentence
from goodwill.report.campaign.chapters.places import places
from goodwill.report.campaign.cutting import Cut, Dotted, Part, cuts_of, is_one_of_many
from goodwill.report.campaign.labels import (
    Ends,
    Listed,
    column_label,
    metric_label,
    p_said,
    value_label,
)
from goodwill.report.campaign.results import Measured
from goodwill.report.campaign.slicing import VALUE_BEFORE
from goodwill.report.charts import Chart, Item, Mark, interval_plot
from goodwill.report.finding import Finding
from goodwill.report.tables import Cell, Label, Table, TableColumn

EXPLORED = Sentence(
    "Parts of the members are looked at to find out where to look next: this is explored, not "
    "proven. What is found here holds once the next campaign was planned to show it."
)


def slices(measured: Measured) -> list[Finding]:
    """By what was known of members before, then by what was sold where."""
    if measured.judged.withheld is not None:
        return []
    cuts = cuts_of(measured)
    if not cuts:
        return [*_nothing_known(measured), *places(measured)]
    shown = [cut for cut in cuts if _deserves_room(measured, cut)]
    return [
        _overview(measured, cuts),
        *(_one(measured, cut) for cut in shown),
        *places(measured),
    ]


def _deserves_room(measured: Measured, cut: Cut) -> bool:
    """Of one campaign every cut; of many only what is asked first, and what makes a difference."""
    return not is_one_of_many(measured) or cut.name == VALUE_BEFORE or bool(cut.unlike_arms)


def _nothing_known(measured: Measured) -> list[Finding]:
    if is_one_of_many(measured):
        return []
    return [
        Finding(
            "slices",
            Sentence("For whom it worked cannot be told: nothing is known to tell members apart"),
            text=[
                Sentence(
                    "Give a file of customers with --customers, or name columns of the members' "
                    "file with --by: region, channel, segment …"
                )
            ],
        )
    ]


def _overview(measured: Measured, cuts: Sequence[Cut]) -> Finding:
    unlike = [cut for cut in cuts if cut.unlike_arms]
    return Finding(
        "slices",
        _overview_title(cuts, unlike),
        text=[
            Sentence(
                "An effect that is sure in one part and not in another is no difference between "
                "them: the other may only be smaller. So each cut is asked first whether its "
                "parts differ at all (Cochran's Q with Welch's correction, adjusted for {n} "
                "question by Holm).",
                "An effect that is sure in one part and not in another is no difference between "
                "them: the other may only be smaller. So each cut is asked first whether its "
                "parts differ at all (Cochran's Q with Welch's correction, adjusted for {n} "
                "questions by Holm).",
                n=max(1, sum(len(cut.p) for cut in cuts)),
            ),
            EXPLORED,
        ],
        table=_overview_table(measured, cuts),
    )


def _overview_title(cuts: Sequence[Cut], unlike: Sequence[Cut]) -> Sentence:
    if unlike:
        names = Listed(tuple(column_label(cut.name) for cut in unlike))
        return Sentence("It did not work alike for all. What made a difference: {cuts}", cuts=names)
    if any(cut.p for cut in cuts):
        return Sentence("That it worked better for some than for others is not shown by any cut")
    return Sentence("Whether it worked better for some than for others cannot be told")


def _overview_table(measured: Measured, cuts: Sequence[Cut]) -> Table:
    arms = measured.judged.experiment.treated
    columns = [
        TableColumn(Sentence("Cut by")),
        *([TableColumn(Sentence("Arm"))] if len(arms) > 1 else []),
        TableColumn(Sentence("Compared in")),
        TableColumn(Sentence("Parts")),
        TableColumn(Sentence("Surely worked for")),
        TableColumn(Sentence("Do its parts differ?")),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            column_label(cut.name),
            *([arm] if len(arms) > 1 else []),
            metric_label(cut.metric.name),
            Sentence(
                "{told} of {all} can be told",
                told=sum(part.effect is not None for part in cut.of(arm)),
                all=len(cut.of(arm)),
            ),
            _names([part for part in cut.of(arm) if part.worked], cut, with_arm=False)
            or Sentence("none alone"),
            _differ(cut, arm),
        )
        for cut in cuts
        for arm in arms
    ]
    return Table(columns, rows)


def _differ(cut: Cut, arm: str) -> Sentence:
    test = cut.tests[arm]
    if isinstance(test, AnalyticsError):
        return Sentence("cannot be told: {why}", why=test.sentence)
    p = multiplicity.p_said(cut.p[arm])
    if cut.is_unlike(arm):
        return Sentence("yes, {p}", p=p)
    return Sentence("not shown, {p}", p=p)


def _one(measured: Measured, cut: Cut) -> Finding:
    told = [part for part in cut.parts if part.effect is not None]
    return Finding(
        f"slices-{cut.name}".replace("_", "-"),
        _title(cut),
        text=[_by_arm(cut, arm) for arm in cut.unlike_arms if len(cut.tests) > 1],
        chart=_chart(measured, cut) if told else None,
        table=_table(measured, cut),
    )


def _title(cut: Cut) -> Sentence:
    said = {"cut": column_label(cut.name)}
    told = [part for part in cut.parts if part.effect is not None]
    worked = [part for part in told if part.worked]
    harmed = [part for part in told if part.harmed]
    if not told:
        return Sentence("{cut}: how it worked part by part cannot be told", **said)
    if cut.unlike_arms:
        return _unlike_title(cut, cut.unlike_arms[0])
    if harmed:
        return Sentence("{cut}: it surely did harm with {names}", names=_names(harmed, cut), **said)
    if not worked:
        return Sentence("{cut}: in no part alone is it sure that it worked", **said)
    if len(worked) == len(cut.parts):
        return Sentence("{cut}: it surely worked in every part", **said)
    return Sentence(
        "{cut}: it surely worked for {names}; that it worked less for the others is not shown",
        names=_names(worked, cut),
        **said,
    )


def _unlike_title(cut: Cut, arm: str) -> Sentence:
    found = cut.furthest(arm)
    if found is None:
        return Sentence(
            "{cut}: its parts are not all alike, but of no two is it sure which is better",
            cut=column_label(cut.name),
        )
    more, less = found
    return Sentence(
        "{cut}: it worked better for {more} ({how_much}) than for {less} ({how_little})",
        cut=column_label(cut.name),
        more=_name(more, cut),
        how_much=more.figure,
        less=_name(less, cut, with_arm=False),
        how_little=less.figure,
    )


def _by_arm(cut: Cut, arm: str) -> Sentence:
    test = cut.tests[arm]
    assert isinstance(test, Heterogeneity)
    return Sentence(
        "{arm}: its {n} parts differ more than by chance ({p}).",
        arm=arm,
        n=test.slices,
        p=multiplicity.p_said(cut.p[arm]),
    )


def _chart(measured: Measured, cut: Cut) -> Chart:
    currency = measured.receipt.currency
    items = []
    for part in cut.parts:
        if part.effect is not None:
            effect = part.effect
            ends = (
                per_member(cut.metric, x, currency) for x in (effect.value, effect.low, effect.high)
            )
            items.append(Item(_name(part, cut), *ends))
    unit = UNITS[cut.metric.kind]
    return interval_plot(
        items,
        description=Sentence("The effect in each part of the members, with its interval."),
        label=Sentence("{column}", column=column_label(cut.name)),
        measure=_measure(cut),
        unit=unit,
        currency=currency if unit is Unit.MONEY else None,
        reference=Mark(0.0, Sentence("no effect")),
    )


def _measure(cut: Cut) -> Sentence:
    metric = metric_label(cut.metric.name)
    if UNITS[cut.metric.kind] is Unit.MONEY:
        return Sentence("{metric}: more per treated member", metric=metric)
    if UNITS[cut.metric.kind] is Unit.SHARE:
        return Sentence("{metric}: more among the treated, in points", metric=metric)
    return Sentence("{metric}: more per 100 treated members", metric=metric)


def _table(measured: Measured, cut: Cut) -> Table:
    has_arms = len(cut.tests) > 1
    columns = [
        TableColumn(column_label(cut.name)),
        *([TableColumn(Sentence("Arm"))] if has_arms else []),
        TableColumn(Sentence("Treated"), Unit.CUSTOMERS),
        TableColumn(Sentence("Hold-out"), Unit.CUSTOMERS),
        TableColumn(Sentence("Effect"), align="end"),
        TableColumn(Sentence("Interval"), align="end"),
        TableColumn(Sentence("p, adjusted"), align="end"),
        TableColumn(Sentence("Surely not nought?")),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            value_label(cut.name, part.value),
            *([part.arm] if has_arms else []),
            part.n_treated,
            part.n_control,
            part.figure,
            _interval(part),
            None if part.p is None else p_said(part.p),
            _sure(part),
        )
        for part in cut.parts
    ]
    note = Sentence(
        "Effect: {measure}. p is adjusted for the number of parts (Benjamini–Hochberg), the "
        "intervals are not.",
        measure=_measure(cut),
    )
    return Table(columns, rows, note=note)


def _interval(part: Part) -> Sentence | None:
    if part.effect is None:
        return None
    return Sentence("{interval}", interval=Ends(part.figure))


def _sure(part: Part) -> Sentence:
    if isinstance(part.outcome, AnalyticsError):
        return part.outcome.sentence
    if not part.is_sure:
        return Sentence("no")
    return Sentence("yes: it worked") if part.worked else Sentence("yes: it did harm")


def _name(part: Part, cut: Cut, *, with_arm: bool = True) -> Label:
    label = value_label(cut.name, part.value)
    if len(cut.tests) == 1 or not with_arm:
        return label
    return Sentence("{words}", words=Dotted((part.arm, label)))


def _names(parts: Sequence[Part], cut: Cut, *, with_arm: bool = True) -> Sentence | None:
    if not parts:
        return None
    listed = Listed(tuple(_name(part, cut, with_arm=with_arm) for part in parts))
    return Sentence("{names}", names=listed)
