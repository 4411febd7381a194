"""One person before one table: what they asked, what they may see of it, and what came out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict

from goodwill.analytics.errors import GoodwillError
from goodwill.analytics.figure import Figure
from goodwill.analytics.information.pivoting import Measure
from goodwill.crm.accounts.models import User
from goodwill.crm.records.errors import NotAllowed, Refused
from goodwill.crm.ui import showing, speaking
from goodwill.crm.value.pivot import asking, building, periods
from goodwill.crm.value.pivot.asking import Asked
from goodwill.crm.value.pivot.building import Present
from goodwill.crm.value.pivot.computing import Before, Computed, computed
from goodwill.crm.value.pivot.dimensions import Names, Parted, parted_for
from goodwill.crm.value.pivot.drilling import Place
from goodwill.crm.value.pivot.models import Pivot
from goodwill.crm.value.pivot.sheet import Sheet, brief, sheet
from goodwill.language import Sentence

NOT_YET = Sentence(
    "There is nothing to part yet. The tables are made every hour; it takes orders that are agreed."
)


@dataclass(frozen=True)
class View:
    """A table as one person looks at it."""

    me: User
    before: Before
    known: Mapping[str, Parted]
    measures: Mapping[str, Measure]
    asked: Asked

    @property
    def present(self) -> Present:
        return self.before.present

    @cached_property
    def computed(self) -> Computed:
        return computed(self.before, self.asked, self.measures)

    @cached_property
    def sheet(self) -> Sheet:
        return sheet(self.computed, Names(self.known))

    def figure(self, at: Place) -> Figure:
        """The figure of a cell with its receipt: how it was worked out, of what."""
        part = self.part(at)
        method = self.method(at)
        return self.computed.figure(at.measure, at.row, at.column, part=part, method=method)

    def part(self, at: Place) -> Sentence | None:
        """The cell in words: `North · web · Mar 2026`."""
        names = self.sheet.names
        words = [
            *zip(self.asked.rows, at.row, strict=False),
            *zip(self.asked.columns, at.column, strict=False),
        ]
        told = " · ".join(names.of(word, value) for word, value in words)
        return Sentence("{name}", name=told) if told else None

    def method(self, at: Place) -> Sentence:
        """The formula with its numbers, the conditions, whose facts, and as of when."""
        noted = self.present.noted
        parts: list[Sentence] = [self._numbers(at)]
        if self.days:
            parts.append(self.days)
        if self.asked.keep:
            parts.append(Sentence("Only where {conditions}.", conditions=self.conditions()))
        if self.reach:
            parts.append(self.reach)
        then = self._then(at)
        if then:
            parts.append(then)
        parts.append(
            Sentence(
                "Worked out from the tables of {moment}, with lines and returns as goodwill value "
                "counts them.",
                moment=showing.moment(noted.tables_as_of),
            )
        )
        return Sentence("{text}", text=" ".join(speaking.say(one) for one in parts))

    @property
    def days(self) -> Sentence | None:
        """The days that the figures are of."""
        first, last = self.computed.period.first, self.computed.period.last
        if first and last:
            return Sentence("From {first} to {last}.", first=first, last=last)
        if first:
            return Sentence("From {first} on.", first=first)
        return Sentence("Up to {last}.", last=last) if last else None

    @property
    def compared(self) -> Sentence | None:
        """The days that are compared with; and whether there is anything of them."""
        by = periods.shift(self.asked.compare, self.computed.period)
        if by is None:
            if self.asked.compare:
                return Sentence(
                    "Choose a time with a beginning, to compare it with the time before."
                )
            return None
        then, first = periods.earlier(self.computed.period, by), self.present.noted.first
        if first and then.first and then.first < first:
            return Sentence(
                "Compared with {first} to {last}; there is nothing before {begin}, so that time "
                "is not whole.",
                first=then.first,
                last=then.last or "…",
                begin=first,
            )
        if then.first and then.last:
            return Sentence("Compared with {first} to {last}.", first=then.first, last=then.last)
        return Sentence("Compared with the year before.")

    @property
    def reach(self) -> Sentence | None:
        """Whose figures they are, where they are not everybody's."""
        seen = self.computed.seen
        if seen is None:
            return None
        return Sentence(
            "Of the {n} customer you may see.", "Of the {n} customers you may see.", n=seen
        )

    @property
    def aside(self) -> Sentence | None:
        """How many lines are not in it."""
        if not self.present.noted.aside:
            return None
        return Sentence(
            "{n} order line is not counted: cancelled, in another currency or incomplete.",
            "{n} order lines are not counted: cancelled, in another currency or incomplete.",
            n=self.present.noted.aside,
        )

    def conditions(self) -> str:
        """The conditions in one sentence."""
        names = Names(self.known)
        told = []
        for word, values in self.asked.keep.items():
            names.prepare(word, values)
            label = speaking.show(self.known[word].label)
            held = speaking.current().list([names.of(word, value) for value in values])
            told.append(speaking.say("{field} is {value}", field=label, value=held))
        return "; ".join(told)

    def _numbers(self, at: Place) -> Sentence:
        sums = self.computed.sums(at.measure, at.row, at.column) or {}
        currency = self.present.noted.currency
        numbers = {}
        for base in at.measure.bases:
            found = base.of(sums.get(base.facts, {}), currency)
            numbers[base.word] = "—" if found is None else showing.number(found)
        told = [f"{word} = {number}" for word, number in numbers.items()]
        if list(numbers) == [at.measure.formula.said]:
            return Sentence("{text}.", text=told[0])
        return Sentence("{formula}: {numbers}.", formula=at.measure.formula.said,
                        numbers=speaking.current().list(told))  # fmt: skip

    def _then(self, at: Place) -> Sentence | None:
        if not self.computed.earlier:
            return None
        then = self.computed.figure(at.measure, at.row, at.column, then=True)
        return Sentence("In the time compared with it was {value}.", value=brief(then))


def look(me: User, told: QueryDict) -> View | None:
    """The table that an address asks for; None while there are no figures yet.

    Raises
    ------
    NotAllowed
        If the role shows nothing that could be parted.
    Refused
        If it asks for what there is not, or what the person may not see.
    """
    if not asking.may_look(me):
        raise NotAllowed
    present = building.present()
    if present is None:
        return None
    known, measures = parted_for(me.reach, present.cube), asking.measures_for(me.reach)
    return View(me, Before(me, present), known, measures, asking.read(told, known, measures))


def saved(me: User, pivot: Pivot) -> View:
    """A kept table with the person's own figures.

    Raises
    ------
    Refused
        There are no figures yet, or it holds what is not there any more.
    """
    view = look(me, asking.revived(pivot.asked))
    if view is None:
        raise Refused(NOT_YET)
    return view


def trouble(view: View) -> Sentence | None:
    """Why the table cannot be shown, if so."""
    try:
        view.sheet  # noqa: B018 (worked out once, and kept)
    except GoodwillError as refusal:
        return refusal.sentence
    return None
