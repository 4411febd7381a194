"""In short: passed or not, what it brought, and how sure that is."""

from __future__ import annotations

from goodwill.analytics.figure import Unit
from goodwill.language import Sentence
from goodwill.report.finding import Chapter, Finding
from goodwill.report.pilot.labels import GRADES
from goodwill.report.pilot.measuring import Measured, MeasuredAll, Refused
from goodwill.report.pilot.scale import in_words


def answers(measured: MeasuredAll) -> Chapter:
    is_one = len(measured.pilots) == 1
    findings = [
        _refused(each, place)
        if isinstance(each, Refused)
        else _answer(each, place, named=not is_one)
        for place, each in enumerate(measured.pilots, 1)
    ]
    return Chapter("answers", Sentence("In short"), findings)


def _refused(each: Refused, place: int) -> Finding:
    return Finding(
        f"verdict-{place}",
        Sentence("{pilot}: cannot be measured", pilot=each.trial.title),
        text=[each.reason.sentence],
    )


def _answer(each: Measured, place: int, *, named: bool) -> Finding:
    said = title(each)
    if named:
        said = Sentence("{pilot}: {finding}", pilot=each.trial.title, finding=said)
    text = []
    if each.verdict is not None:
        text.append(Sentence("{finding}.", finding=headline(each)))
    elif not _is_sure(each):
        text.append(in_words(each.result.sentence, each.scale))
    if each.graded is not None:
        text.append(Sentence("Evidence of grade {meaning}", meaning=GRADES[each.graded.grade]))
        text += [in_words(reason, each.scale) for reason in each.graded.reasons]
    if each.whole is not None and each.whole.value is not None:
        text.append(
            Sentence(
                "In all units and periods with the pilot together that is {whole}.",
                whole=each.whole,
            )
        )
    return Finding(f"verdict-{place}", said, text=text)


def title(each: Measured) -> Sentence:
    """The verdict; without a criterion, what was found."""
    if each.verdict is not None:
        return in_words(each.verdict.sentence, each.scale)
    return headline(each)


def headline(each: Measured) -> Sentence:
    """The finding, with its figure."""
    estimate = each.estimate
    if estimate is None:
        return each.result.sentence
    if not estimate.effect.is_sure:
        return Sentence(
            "What the pilot brought per unit and period cannot be told from nothing: {figure}",
            figure=each.each,
        )
    if each.scale.unit is Unit.SHARE:
        return _shares(each, estimate.effect.value)
    if estimate.effect.value > 0:
        return Sentence(
            "Per unit and period the pilot brought {figure} more than would have come anyway",
            figure=each.each,
        )
    return Sentence(
        "Per unit and period it was less with the pilot than it would have been: {figure}",
        figure=each.each,
    )


def _shares(each: Measured, value: float) -> Sentence:
    if value > 0:
        return Sentence(
            "Beyond what would have come anyway, the pilot brought {figure} of what a unit had "
            "before it",
            figure=each.each,
        )
    return Sentence(
        "With the pilot it was less than it would have been, by this share of what a unit had "
        "before it: {figure}",
        figure=each.each,
    )


def _is_sure(each: Measured) -> bool:
    return each.estimate is not None and each.estimate.effect.is_sure
