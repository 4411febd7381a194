"""Stages told apart by how long the opportunity took to get there: the slow stay slow.

Days in the stage alone forget how the opportunity came there. One that took two months to the
offer does not go on like one that took two days, so each stage counts as several: one for each
pace of coming. With little history there is one pace, and it is left out of account.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from goodwill.analytics.execution.forecasting.journeys import Journeys

MOST_PACES = 4
STAYS_OF_A_PACE = 40
"""So many stays of each stage and pace there should be, on average."""


def by_pace(them: Journeys) -> Journeys:
    """The same journeys through stages of which each is there once for every pace.

    Stage s at pace p becomes stage s × paces + p; pace 0 is the quickest.
    """
    taken = them.entered - them.opened[them.deal]
    is_later = np.append(False, them.deal[1:] == them.deal[:-1])[: len(them.deal)]
    paces = _paces(int(is_later.sum()), them.stages)
    if paces == 1:
        return them
    cuts = np.quantile(taken[is_later], np.arange(1, paces) / paces)
    pace = np.searchsorted(cuts, taken, side="right")
    return replace(them, stage=them.stage * paces + pace, stages=them.stages * paces)


def _paces(stays: int, stages: int) -> int:
    wanted = stays // (STAYS_OF_A_PACE * max(stages - 1, 1))
    return int(min(max(wanted, 1), MOST_PACES))
