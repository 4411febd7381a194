"""Whether the arms were alike before anything was sent."""

from __future__ import annotations

from goodwill.analytics.benefit.incrementality.believing.imbalance import (
    FAR,
    Balance,
    Gap,
    Imbalance,
)
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Unit, major
from goodwill.language import Sentence
from goodwill.report.campaign.labels import Shown, column_label, p_said
from goodwill.report.campaign.results import Measured
from goodwill.report.charts import Chart, Item, Mark, bars
from goodwill.report.finding import Finding
from goodwill.report.tables import Cell, Table, TableColumn

MOST_DRAWN = 12


def balance(measured: Measured) -> Finding:
    found = measured.judged.balance
    if found is None:
        return Finding(
            "balance",
            Sentence("Whether the arms were alike beforehand cannot be checked"),
            text=[
                Sentence(
                    "Nothing is known of members from before the draw. Give older orders, or name "
                    "such columns of the members' file with --covariate."
                )
            ],
        )
    if isinstance(found, AnalyticsError):
        return Finding(
            "balance",
            Sentence("Whether the arms were alike beforehand cannot be checked"),
            text=[found.sentence],
        )
    return Finding(
        "balance",
        _BALANCES[found.verdict],
        text=[
            *([] if found.verdict is not Balance.BALANCED else [found.sentence]),
            Sentence(
                "What was known before the draw cannot have been changed by the campaign. If it "
                "differs between arms by more than chance, members were not drawn at random. "
                "Distances are in standard deviations; beyond {far} an effect may be off by it.",
                far=FAR,
            ),
        ],
        chart=_distances(measured, found),
        table=_gaps(measured, found),
        warnings=[] if found.verdict is Balance.BALANCED else [found.sentence],
    )


_BALANCES = {
    Balance.BALANCED: Sentence("The arms were alike beforehand"),
    Balance.UNEVEN: Sentence("The arms differed somewhat beforehand: believe the adjusted effect"),
    Balance.ALARM: Sentence("The arms were not alike beforehand, and not by chance"),
}


def _several(measured: Measured) -> bool:
    return len(measured.judged.experiment.treated) > 1


def _distances(measured: Measured, found: Imbalance) -> Chart:
    def label(gap: Gap) -> Sentence | str:
        if not _several(measured):
            return column_label(gap.covariate)
        return Sentence("{metric}, {arm}", metric=column_label(gap.covariate), arm=gap.arm)

    return bars(
        [Item(label(gap), round(abs(gap.smd), 3)) for gap in found.gaps[:MOST_DRAWN]],
        description=Sentence("How far apart the arms were beforehand, in standard deviations."),
        label=Sentence("Known before"),
        measure=Sentence("Standard deviations apart"),
        unit=Unit.RATIO,
        benchmark=Mark(FAR, Sentence("beyond: in doubt")),
    )


def _gaps(measured: Measured, found: Imbalance) -> Table:
    several = _several(measured)
    columns = [
        TableColumn(Sentence("Known before")),
        *([TableColumn(Sentence("Arm"))] if several else []),
        TableColumn(Sentence("Treated, mean"), align="end"),
        TableColumn(Sentence("Hold-out, mean"), align="end"),
        TableColumn(Sentence("Standard deviations apart"), align="end"),
        TableColumn(Sentence("p"), align="end"),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            column_label(gap.covariate),
            *([gap.arm] if several else []),
            _mean(measured, gap.covariate, gap.treated),
            _mean(measured, gap.covariate, gap.control),
            f"{gap.smd:+.3f}",
            p_said(gap.adjusted),
        )
        for gap in found.gaps
    ]
    note = None
    if found.left_out:
        note = Sentence("Columns that are the same for everybody are left out.")
    return Table(columns, rows, note)


def _mean(measured: Measured, column: str, value: float) -> Sentence:
    """Amounts in money, shares in per cent, all else as a number."""
    currency = measured.receipt.currency
    if column.endswith("_minor"):
        return Sentence("{value}", value=Shown(major(round(value), currency), Unit.MONEY, currency))
    unit = Unit.SHARE if column == "before_bought" else Unit.RATIO
    return Sentence("{value}", value=Shown(value, unit, currency))


def mixes(measured: Measured) -> Finding | None:
    found = measured.judged.mixes
    if not found:
        return None
    alarms = [mix for mix in found if mix.is_alarm]
    columns = [
        TableColumn(Sentence("Part of the members")),
        TableColumn(Sentence("Alike in all arms")),
        TableColumn(Sentence("Cramér's V"), align="end"),
        TableColumn(Sentence("p"), align="end"),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            column_label(mix.cut),
            Sentence("no") if mix.is_alarm else Sentence("yes"),
            f"{mix.cramers_v:.3f}",
            p_said(mix.p),
        )
        for mix in found
    ]
    title = Sentence("Every part of the members is spread over the arms alike")
    if alarms:
        title = Sentence(
            "The arms have different mixes of {column}", column=column_label(alarms[0].cut)
        )
    note = Sentence("Cramér's V is 0 where the arms are alike, and 1 where the part tells the arm.")
    return Finding(
        "mixes",
        title,
        table=Table(columns, rows, note),
        warnings=[mix.sentence for mix in alarms],
    )
