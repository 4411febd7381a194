"""Two clocks of every customer, and their lives cut into periods; for `timed_mixture`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.value.timed_histories import Histories
from goodwill.analytics.value.timeline import Timeline

PIECES = 1 << 14
"""At a time: about what fits into a processor's cache with its gradients."""


@dataclass(frozen=True)
class Clock:
    """A process's own time. A slot is a period of a track, flat: track × periods + period.

    Parameters
    ----------
    covariates
        Shape (slots, p).
    pace
        How fast it runs in each slot.
    begun
        What has passed when the slot begins.
    widths
        Of the slots, in days.
    periods
        Of each track.
    """

    covariates: Floats
    pace: Floats
    begun: Floats
    widths: Floats
    periods: int

    def at(self, slot: Integers, offset: Floats) -> Floats:
        """What has passed `offset` days into the slot."""
        passed: Floats = self.begun[slot] + self.pace[slot] * offset
        return passed

    @cached_property
    def slopes(self) -> tuple[Floats, Floats]:
        """Derivatives of `begun` and of `pace` by the effects, shape (slots, p) each."""
        pace = self.covariates * self.pace[:, None]
        grown = pace * self.widths[:, None]
        return _before(grown, self.periods), pace


def clock(values: Floats, widths: Floats, effects: Floats) -> Clock:
    """From covariates of shape (tracks, periods, p) and effects of shape (p,)."""
    tracks, periods, p = values.shape
    covariates = values.reshape(tracks * periods, p)
    pace = np.exp(covariates @ effects)
    lengths = np.tile(widths, tracks)
    begun = _before((pace * lengths)[:, None], periods)[:, 0]
    return Clock(covariates, pace, begun, lengths, periods)


def _before(amounts: Floats, periods: int) -> Floats:
    """Sum over the earlier periods of the same track, shape of `amounts` (slots, p)."""
    by_track = amounts.reshape(len(amounts) // periods, periods, amounts.shape[1])
    return np.asarray((np.cumsum(by_track, axis=1) - by_track).reshape(amounts.shape))


@dataclass(frozen=True)
class Places:
    """Moments of histories as slot and days into it, shape (n,) each."""

    slot: Integers
    offset: Floats


@dataclass(frozen=True)
class Pieces:
    """Stretches of time cut at the edges of periods, in order of history and time."""

    history: Integers
    slot: Integers
    offset: Floats
    length: Floats


@dataclass(frozen=True)
class Block:
    """Some histories, without parameters: what is computed once for a whole fit."""

    purchase: Floats
    dropout: Floats
    widths: Floats
    repeats: Floats
    weight: Floats
    start: Places
    end: Places
    pieces: Pieces
    ahead: Pieces


def blocks(
    seen: Histories,
    purchase: tuple[str, ...],
    dropout: tuple[str, ...],
    until: Floats | None = None,
) -> Iterator[tuple[slice, Block]]:
    """Histories a cache's worth at a time, with where they stand among all.

    Personal tracks are cut out with their histories, so memory follows the block. `ahead` is
    the time from the end of observation to `until`, shape (histories,).
    """
    horizon = seen.as_of_day if until is None else until
    counts = np.cumsum(periods_between(seen.timeline, seen.last_day, horizon))
    cuts = np.searchsorted(counts, np.arange(PIECES, counts[-1], PIECES)) + 1
    bounds = np.unique(np.concatenate([[0], cuts, [len(seen)]]))
    columns = seen.timeline.columns(purchase), seen.timeline.columns(dropout)
    for low, high in pairwise(bounds.tolist()):
        rows = slice(low, high)
        yield rows, _block(seen.taken(rows), horizon[rows], *columns)


def periods_between(known: Timeline, begin: Floats, end: Floats) -> Integers:
    """How many periods each stretch of time touches, at most."""
    found = np.searchsorted(known.edges, end) - np.searchsorted(known.edges, begin) + 1
    return np.asarray(found, dtype=np.int64)


def _block(seen: Histories, until: Floats, purchase: Floats, dropout: Floats) -> Block:
    used, track = np.unique(seen.track, return_inverse=True)
    periods = len(seen.timeline.edges) - 1
    first = track * periods
    return Block(
        purchase[used],
        dropout[used],
        seen.timeline.widths,
        seen.repeats,
        seen.weight,
        places(seen.timeline.edges, first, seen.first_day),
        places(seen.timeline.edges, first, seen.as_of_day),
        pieces(seen.timeline.edges, first, seen.last_day, seen.as_of_day),
        pieces(seen.timeline.edges, first, seen.as_of_day, until),
    )


def places(edges: Floats, first_slot: Integers, moment: Floats) -> Places:
    period = np.maximum(np.searchsorted(edges, moment, side="left") - 1, 0)
    return Places(first_slot + period, moment - edges[period])


def pieces(edges: Floats, first_slot: Integers, begin: Floats, end: Floats) -> Pieces:
    """(begin, end] of each history; none where it is empty."""
    begins_in = np.minimum(np.searchsorted(edges, begin, side="right") - 1, len(edges) - 2)
    ends_in = np.searchsorted(edges, end, side="left") - 1
    counts = np.where(end > begin, ends_in - begins_in + 1, 0)
    history = np.repeat(np.arange(len(begin)), counts)
    rank = np.arange(len(history)) - np.repeat(np.cumsum(counts) - counts, counts)
    period = begins_in[history] + rank
    low = np.maximum(begin[history], edges[period])
    high = np.minimum(end[history], edges[period + 1])
    return Pieces(history, first_slot[history] + period, low - edges[period], high - low)
