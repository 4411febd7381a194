"""Measures that a company makes of others: a formula whose units are checked as it is typed."""

from __future__ import annotations

import re

from django.db import transaction
from django.utils import timezone

from goodwill.analytics.errors import GoodwillError
from goodwill.analytics.figure import Unit
from goodwill.analytics.formulas import parse
from goodwill.analytics.information.pivoting import BASES, Base, Measure
from goodwill.analytics.information.pivoting.measures import MONEY, units
from goodwill.crm.accounts import noting
from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.errors import OutOfReach, Refused
from goodwill.crm.value.pivot.asking import NEEDED, measure_of
from goodwill.crm.value.pivot.models import OwnMeasure
from goodwill.crm.value.seeing import sees_costs
from goodwill.language import Sentence

MOST = 60


def bases_for(reach: Reach) -> list[Base]:
    """What a person's formulas may be made of."""
    return [
        base
        for base in BASES.values()
        if (sees_costs(reach) or not base.is_of_cost)
        and all(reach.may(ability) for ability in NEEDED[base.facts])
    ]


def made(by: User) -> list[tuple[OwnMeasure, Measure | None]]:
    """Every measure of the company's own that the person may see; None where it cannot be read."""
    found: list[tuple[OwnMeasure, Measure | None]] = []
    for kept in OwnMeasure.objects.select_related("by").order_by("label", "pk"):
        try:
            measure = measure_of(kept)
        except GoodwillError:
            found.append((kept, None))
            continue
        if sees_costs(by.reach) or not measure.is_of_cost:
            found.append((kept, measure))
    return found


def checked(formula: str, *, is_share: bool = False) -> Sentence:
    """What a formula gives, in words.

    Raises
    ------
    Refused
        It cannot be read, names what there is not, or its units do not fit; says where.
    """
    measure = _measured("x", "x", formula, is_share=is_share)
    if measure.definition.unit is Unit.SHARE:
        return Sentence("It reads {formula}, and gives a share.", formula=measure.formula.said)
    if measure.formula.unit == MONEY:
        return Sentence("It reads {formula}, and gives an amount.", formula=measure.formula.said)
    return Sentence(
        "It reads {formula}, and gives {unit}.",
        formula=measure.formula.said,
        unit=measure.formula.unit,
    )


def make(
    by: User, label: str, formula: str, *, meaning: str = "", is_share: bool = False
) -> OwnMeasure:
    """Make a measure that everyone may use who may see what it is made of.

    Raises
    ------
    Refused
        It has no name, its formula cannot be used, or there are too many.
    """
    label = label.strip()[:80]
    if not label:
        raise Refused(Sentence("Please give the measure a name."))
    if OwnMeasure.objects.count() >= MOST:
        raise Refused(Sentence("There are {n} measures already; take one out first.", n=MOST))
    measure = _measured("x", label, formula, is_share=is_share)
    allowed = {base.word for base in bases_for(by.reach)}
    if {base.word for base in measure.bases} - allowed:
        raise Refused(Sentence("The formula uses figures that are hidden from you."))
    with transaction.atomic():
        kept = OwnMeasure.objects.create(
            word=_word(label),
            label=label,
            meaning=meaning.strip()[:240],
            formula=formula.strip(),
            shown_as=OwnMeasure.Shown.SHARE if is_share else OwnMeasure.Shown.NUMBER,
            by=by,
            changed_at=timezone.now(),
        )
        noting.note("measures", kept, "made", {"formula": (None, kept.formula)}, by)
    return kept


def take_out(by: User, word: str) -> None:
    """Take a measure out; tables that show it leave it out.

    Raises
    ------
    OutOfReach
        There is none of that word.
    """
    kept = OwnMeasure.objects.filter(word=word).first()
    if kept is None:
        raise OutOfReach
    with transaction.atomic():
        noting.note("measures", kept, "taken_out", {"formula": (kept.formula, None)}, by)
        kept.delete()


def _measured(word: str, label: str, formula: str, *, is_share: bool) -> Measure:
    trial = OwnMeasure(
        word=word,
        label=label,
        formula=formula.strip()[:1000],
        shown_as=OwnMeasure.Shown.SHARE if is_share else OwnMeasure.Shown.NUMBER,
    )
    try:
        parse(trial.formula, units())
        measure = measure_of(trial)
    except GoodwillError as refusal:
        raise Refused(refusal.sentence) from None
    if not measure.bases:
        raise Refused(Sentence("The formula names no figure, so it measures nothing."))
    return measure


def _word(label: str) -> str:
    """A word for addresses, not taken yet."""
    base = re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")[:30] or "measure"
    taken = {*OwnMeasure.objects.filter(word__startswith=base).values_list("word", flat=True)}
    number = next(n for n in range(1, MOST + 2) if (f"{base}-{n}" if n > 1 else base) not in taken)
    return f"{base}-{number}" if number > 1 else base
