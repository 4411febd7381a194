"""What a programme may not say: each check names the entry, the field and the remedy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from goodwill.analytics.errors import SettingRefused
from goodwill.language import Sentence

NOUGHT, ONE = Decimal(0), Decimal(1)


def exactly(number: Decimal | int | float) -> Decimal:
    """A number as the Decimal that is written the same: 0.1 → Decimal("0.1")."""
    return number if isinstance(number, Decimal) else Decimal(str(number))


def check_number(number: Decimal, field: str, entry: str) -> None:
    """Refuse what is not a finite number."""
    if not number.is_finite():
        raise SettingRefused(
            Sentence(
                "`{field}` of {entry} is {value}: a number is meant.",
                field=field,
                entry=entry,
                value=str(number),
            )
        )


def check_share(share: Decimal | None, field: str, entry: str) -> None:
    """Refuse a share that is not from 0 to 1."""
    if share is not None and not (share.is_finite() and NOUGHT <= share <= ONE):
        raise SettingRefused(
            Sentence(
                "`{field}` of {entry} is {value}: a share from 0 to 1 is meant (0.2 is 20 %).",
                field=field,
                entry=entry,
                value=str(share),
            )
        )


def check_years(amounts: Sequence[object], horizon: int, field: str, entry: str) -> None:
    """Refuse a row of years that is not one number for each of the years 0 … horizon."""
    if len(amounts) != horizon + 1:
        raise SettingRefused(
            Sentence(
                "`{field}` of {entry} has {have} numbers; {needed} are needed, one for each of "
                "the years 0 to {horizon}. Write 0 for a year in which there is nothing.",
                field=field,
                entry=entry,
                have=len(amounts),
                needed=horizon + 1,
                horizon=horizon,
            )
        )


def check_amounts(amounts: Sequence[Decimal], field: str, entry: str) -> None:
    """Refuse amounts below 0: what a benefit costs is a cost, what a cost saves a benefit."""
    for year, amount in enumerate(amounts):
        check_number(amount, field, entry)
        if amount < 0:
            raise SettingRefused(
                Sentence(
                    "`{field}` of {entry} is {amount} in year {year}, below 0. Enter what it "
                    "costs as a cost, and what it saves as a benefit.",
                    field=field,
                    entry=entry,
                    amount=str(amount),
                    year=year,
                )
            )


def check_different(ids: Iterable[str]) -> None:
    """Refuse two entries of one id."""
    seen: set[str] = set()
    for entry in ids:
        if entry in seen:
            raise SettingRefused(
                Sentence("Two entries have the id {entry}; give each its own.", entry=entry)
            )
        seen.add(entry)
