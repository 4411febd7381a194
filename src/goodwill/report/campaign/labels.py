"""Words for columns, metrics, values and verdicts in a campaign's report.

What a person named (a column, a slice's value, an arm) keeps its name; what we named ourselves
has words here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from goodwill.analytics.benefit.incrementality.believing.imbalance import NAMED, Gap, Imbalance
from goodwill.analytics.benefit.incrementality.believing.slicebalance import SliceBalance
from goodwill.analytics.benefit.incrementality.effects.comparing import Comparison, Outcome
from goodwill.analytics.benefit.incrementality.judging import Judged
from goodwill.analytics.benefit.incrementality.verdicts import Answer, Verdict
from goodwill.analytics.figure import Figure, Number, Unit, bare, shown
from goodwill.analytics.numerics.effects import Effect
from goodwill.language import Language, Sentence
from goodwill.report.campaign.slicing import BEST, GOOD, LESS, NOTHING, VALUE_BEFORE

METRICS: Mapping[str, Sentence] = {
    "buyers": Sentence("Buyers"),
    "orders": Sentence("Orders"),
    "revenue_minor": Sentence("Revenue"),
    "margin_minor": Sentence("Margin"),
}
COLUMNS: Mapping[str, Sentence] = {
    VALUE_BEFORE: Sentence("Value before the campaign"),
    "value_class": Sentence("Value class"),
    "region": Sentence("Region"),
    "segment": Sentence("Segment"),
    "channel": Sentence("Channel"),
    "stage": Sentence("Stage"),
    "rfm_segment": Sentence("RFM segment"),
    "last_on": Sentence("Last purchase"),
    "first_on": Sentence("First purchase"),
    "days_since_last": Sentence("Days since the last purchase"),
    "residual_value": Sentence("Value still expected"),
    "value": Sentence("Value so far"),
    "p_alive": Sentence("Chance of still being a customer"),
    "is_lost": Sentence("Lost"),
    "category": Sentence("Product family"),
    "department": Sentence("Department"),
    "kind": Sentence("Kind of customer"),
    "age_group": Sentence("Age group"),
    "preferred_channel": Sentence("Preferred channel"),
    "email_consent": Sentence("Consent to e-mail"),
    "phone_consent": Sentence("Consent to calls"),
    "sector": Sentence("Sector"),
    "source": Sentence("Source"),
    "before_orders": Sentence("Orders before"),
    "before_revenue_minor": Sentence("Revenue before"),
    "before_bought": Sentence("Bought before"),
    "before_days_since": Sentence("Days since the last order before"),
    "before_log_orders": Sentence("Orders before (logarithm)"),
    "before_log_revenue": Sentence("Revenue before (logarithm)"),
}
VALUES: Mapping[tuple[str, str], Sentence] = {
    (VALUE_BEFORE, BEST): Sentence("A: the best 20 % of those who bought before"),
    (VALUE_BEFORE, GOOD): Sentence("B: the next 30 %"),
    (VALUE_BEFORE, LESS): Sentence("C: the rest of those who bought before"),
    (VALUE_BEFORE, NOTHING): Sentence("Did not buy before"),
}
UNKNOWN = Sentence("not known")
EITHER: Mapping[str, Sentence] = {"true": Sentence("yes"), "false": Sentence("no")}
ANSWERS: Mapping[Answer, Sentence] = {
    Answer.PAID: Sentence("It paid"),
    Answer.BROUGHT: Sentence("It worked; not proven to pay"),
    Answer.LOST: Sentence("It cost more than it brought"),
    Answer.HARMED: Sentence("It did harm"),
    Answer.OPEN: Sentence("Cannot be told yet"),
    Answer.NOT_TRUSTED: Sentence("Not to be trusted"),
}
ROUGH = 100
"""From here on the cents of a mean say nothing."""
LARGE = 100_000
"""From here on the ends of an interval are told in thousands or 万."""
KNOWN = "_known"
"""What ends the name of a column that says of whom another is known."""


def metric_label(name: str) -> Sentence | str:
    """What members are compared by, in words; a column of the person's own keeps its name."""
    return METRICS.get(name, name)


def column_label(name: str) -> Sentence | str:
    """A column to cut by, or one known before the draw."""
    if name not in COLUMNS and name.endswith(KNOWN):
        return Sentence("{column} is known", column=column_label(name.removesuffix(KNOWN)))
    return COLUMNS.get(name, METRICS.get(name, name))


def value_label(column: str, value: str | None) -> Sentence | str:
    """A value of a column to cut by; what is empty is not known."""
    if value is None or not value.strip() or value == "unknown":
        return UNKNOWN
    return VALUES.get((column, value), EITHER.get(value, value))


def answer_label(verdict: Verdict) -> Sentence:
    return ANSWERS[verdict.answer]


def verdict_title(verdict: Verdict, judged: Judged) -> Sentence:
    """The verdict; of one that may not be trusted only which check failed."""
    if verdict.answer is not Answer.NOT_TRUSTED:
        return verdict.sentence
    if judged.withheld is not None:
        return Sentence("This result is not to be trusted: the arms are not as large as planned")
    return Sentence("This result is not to be trusted: the arms were not alike beforehand")


def p_said(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


@dataclass(frozen=True)
class Listed:
    """Several labels inside a sentence: “Orders before, Region and spend”."""

    items: tuple[object, ...]

    def said_in(self, language: Language) -> str:
        return language.list(self.items)


@dataclass(frozen=True)
class Ends:
    """The interval of a figure, inside a sentence: `135 – 394`."""

    figure: Figure

    def said_in(self, language: Language) -> str:
        return self.figure.interval_said_in(language)


@dataclass(frozen=True)
class End:
    """One end of a figure's interval, inside a sentence."""

    figure: Figure
    is_high: bool = False

    def said_in(self, language: Language) -> str:
        end = self.figure.high if self.is_high else self.figure.low
        return "—" if end is None else self.figure.end_said_in(language, end)


@dataclass(frozen=True)
class ShortEnds:
    """The interval of a figure in a table's cell: `-1,581 – 1,096` behind CN¥55."""

    figure: Figure

    def said_in(self, language: Language) -> str:
        figure = self.figure
        if figure.unit is not Unit.MONEY or figure.low is None or figure.high is None:
            return figure.interval_said_in(language)
        largest = max(abs(float(figure.low)), abs(float(figure.high)))
        return " – ".join(
            shown(round(end), Unit.NUMBER, language, compact=largest >= LARGE)
            if figure.is_rough
            else bare(end, Unit.MONEY, language, currency=figure.currency)
            for end in (figure.low, figure.high)
        )


@dataclass(frozen=True)
class Shown:
    """A number in its unit, inside a sentence or a cell of mixed units."""

    value: Number
    unit: Unit
    currency: str

    def said_in(self, language: Language) -> str:
        is_large = self.unit is Unit.MONEY and abs(float(self.value)) >= ROUGH
        return shown(self.value, self.unit, language, currency=self.currency, whole=is_large)


def in_words(judged: Judged) -> Judged:
    """The same with our own columns called by their labels, in methods and in findings."""
    balance = judged.balance
    return replace(
        judged,
        comparisons=tuple(_comparison(each) for each in judged.comparisons),
        balance=_balance(balance) if isinstance(balance, Imbalance) else balance,
        mixes=tuple(_mix(each) for each in judged.mixes),
    )


def _comparison(each: Comparison) -> Comparison:
    adjusted = each.adjusted
    return replace(
        each,
        plain=_outcome(each.plain),
        adjusted=None if adjusted is None else _outcome(adjusted),
        relative=_outcome(each.relative),
    )


def _outcome(outcome: Outcome) -> Outcome:
    if not isinstance(outcome, Effect):
        return outcome
    return replace(outcome, method=method_in_words(outcome.method))


def method_in_words(method: Sentence) -> Sentence:
    """A method that lists columns, with their labels instead."""
    changed: dict[str, object] = {}
    for name, value in method.values.items():
        if isinstance(value, Sentence):
            changed[name] = method_in_words(value)
        elif name in {"covariates", "dropped"} and isinstance(value, str):
            changed[name] = Listed(tuple(column_label(x) for x in value.split(", ")))
    return _with(method, changed) if changed else method


def _balance(found: Imbalance) -> Imbalance:
    worst = Listed(tuple(_gap(gap) for gap in found.gaps[:NAMED]))
    return replace(found, sentence=_with(found.sentence, {"worst": worst}))


def _gap(gap: Gap) -> Sentence:
    return Sentence(
        "{column} ({arm}) {gap}",
        column=column_label(gap.covariate),
        arm=gap.arm,
        gap=f"{gap.smd:+.3f}",
    )


def _mix(found: SliceBalance) -> SliceBalance:
    return replace(found, sentence=_with(found.sentence, {"cut": column_label(found.cut)}))


def _with(sentence: Sentence, changed: Mapping[str, object]) -> Sentence:
    plural = (sentence.plural,) if sentence.plural else ()
    return Sentence(sentence.text, *plural, **{**sentence.values, **changed})
