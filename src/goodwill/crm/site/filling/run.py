"""What one filling has in hand: chance, dates, the rows of each model, the words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import numpy as np
from django.db import models
from django.utils import timezone
from numpy.typing import NDArray

from goodwill.crm.site.filling.blocks import Ints
from goodwill.crm.site.filling.rows import PublicIds, Rows
from goodwill.language import Language, Sentence

OPENS, CLOSES = 9 * 3600, 18 * 3600


@dataclass
class Filling:
    """One filling under way."""

    seed: int
    today: date
    language: Language
    currency: str
    ids: PublicIds
    _rows: dict[type[models.Model], Rows] = field(default_factory=dict)
    randomness: np.random.Generator = field(default_factory=np.random.default_rng)

    def begin_block(self, number: int) -> None:
        """Chance starts anew with every block, so that blocks do not depend on each other."""
        seeds = np.random.SeedSequence(self.seed, spawn_key=(5, number))
        self.randomness = np.random.default_rng(seeds)

    def rows(self, model: type[models.Model]) -> Rows:
        if model not in self._rows:
            self._rows[model] = Rows(model, self.ids)
        return self._rows[model]

    def settle(self) -> None:
        for rows in self._rows.values():
            rows.settle()

    @property
    def written(self) -> dict[str, int]:
        """How many rows of each model there are now."""
        return {model._meta.model_name or "": rows.written for model, rows in self._rows.items()}

    def say(self, words: Sentence) -> str:
        return self.language.say(words)

    def said(self, words: dict[str, Sentence]) -> dict[str, str]:
        return {word: self.say(sentence) for word, sentence in words.items()}

    @property
    def day(self) -> np.datetime64:
        return np.datetime64(self.today, "D")

    def moments(self, days: NDArray[Any]) -> NDArray[Any]:
        """A moment of the working day, in UTC, for each day."""
        seconds = self.randomness.integers(OPENS // 60, CLOSES // 60, len(days)) * 60
        return self.at(days, seconds)

    def at(self, days: NDArray[Any], seconds: Ints | int) -> NDArray[Any]:
        """Seconds after midnight of the installation's time zone, in UTC."""
        noon = datetime.combine(self.today, time(12), timezone.get_default_timezone())
        offset = noon.utcoffset()
        assert offset is not None
        return np.asarray(days).astype("M8[s]") + seconds - int(offset.total_seconds())

    def chosen(self, n: int, share: float) -> NDArray[np.bool_]:
        return self.randomness.random(n) < share


Tell = Callable[[float], None]


def kept(at: NDArray[Any], by: Ints | None = None) -> dict[str, Any]:
    """When records were made and by whom; they have not been changed since."""
    people = None if by is None else nullable(by)
    return {"created_at": at, "changed_at": at, "created_by_id": people, "changed_by_id": people}


def nullable(ids: Ints) -> list[int | None]:
    """Ids as a column, with none where there is none (`NOBODY`)."""
    return [one if one >= 0 else None for one in ids.tolist()]
