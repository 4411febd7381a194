"""What may go wrong with a programme, in money (RI05)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames import purchases
from goodwill.analytics.benefit.indicators.kernel.answers import cells_of, part_of
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.cells import Answer, Cell
from goodwill.analytics.benefit.indicators.kernel.counting import Part
from goodwill.analytics.benefit.returns.flows import to_minor
from goodwill.analytics.figure import Number, major
from goodwill.analytics.tables import RISKS
from goodwill.language import Sentence

NO_RISKS = Sentence("No risk was open at the end of this period.")


@dataclass(frozen=True)
class _Risk:
    part: Part
    opened: int
    closed: int | None
    owned: bool
    exposure: Decimal | None

    def is_open(self, day: int) -> bool:
        """Whether it was open at the beginning of the day."""
        return self.opened < day and (self.closed is None or self.closed >= day)


def exposure(asked: Asked) -> Iterator[Cell]:
    """RI05: Σ probability × impact of the risks open at the end of the period.

    Raises
    ------
    Undefined
        There are no risks, or no column to cut by.
    """
    risks = list(_risks(asked))
    answers = {}
    for place, period in enumerate(asked.periods):
        found: dict[Part, list[_Risk]] = defaultdict(list)
        for risk in risks:
            if risk.is_open(period.end_day):
                found[risk.part].append(risk)
        for part, ours in found.items():
            answers[place, part] = _exposed(ours, asked.currency)
    return cells_of("RI05", asked, answers, Answer(Decimal(0), n=0, remark=NO_RISKS))


def _risks(asked: Asked) -> Iterator[_Risk]:
    rows = asked.frame(RISKS).filter(~nw.col("opened_day").is_null())
    columns = ("opened_day", "closed_day", "owner", "probability", "impact_minor")
    table = purchases.with_parts(rows, asked).select(*dict.fromkeys((*asked.by, *columns)))
    for row in table.collect("pyarrow").iter_rows(named=True):
        chance, impact = row["probability"], row["impact_minor"]
        known = chance is not None and impact is not None
        worth = Decimal(str(chance)) * major(impact, asked.currency) if known else None
        yield _Risk(
            part_of(row, asked), row["opened_day"], row["closed_day"], bool(row["owner"]), worth
        )


def _exposed(risks: Sequence[_Risk], currency: str) -> Answer:
    """All that are open, those without an owner flagged; who has no chance or impact is named."""
    told = [risk.exposure for risk in risks if risk.exposure is not None]
    without = sum(not risk.owned for risk in risks)
    beside: dict[str, Number] = {"open": len(risks), "without_owner": without}
    if not told:
        return Answer(None, n=len(risks), reason=NOT_TOLD, beside=beside)
    total = to_minor(sum(told, Decimal(0)), currency)
    remark = _remark(without, len(risks) - len(told))
    return Answer(total, n=len(told), remark=remark, beside=beside)


def _remark(without: int, untold: int) -> Sentence | None:
    if without:
        return Sentence(
            "{n} open risk has no owner: name one.",
            "{n} open risks have no owner: name one for each.",
            n=without,
        )
    if untold:
        return Sentence(
            "{n} open risk has no probability or impact and is not in it.",
            "{n} open risks have no probability or impact and are not in it.",
            n=untold,
        )
    return None


NOT_TOLD = Sentence("No open risk has both a probability and an impact.")
