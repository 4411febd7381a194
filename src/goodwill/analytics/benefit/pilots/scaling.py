"""The same panel per head, or each unit against its own time before.

Branches of very different sizes rarely move alike in money; per customer, or in shares of
what each had before, they do more often.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from goodwill.analytics.benefit.pilots.panel import Panel, named
from goodwill.analytics.errors import Undefined
from goodwill.language import Sentence


def per_head(panel: Panel, sizes: Mapping[str, float]) -> Panel:
    """The outcome of each unit divided by its size, which is taken as constant.

    Parameters
    ----------
    sizes
        Unit → customers, staff or square metres, counted before the pilot.

    Raises
    ------
    Undefined
        A unit has no size, or one that is not above nought.
    """
    wrong = [unit for unit in panel.units if not sizes.get(unit, 0) > 0]
    if wrong:
        raise Undefined(
            Sentence("There is no size above nought of {units} to divide by.", units=named(wrong))
        )
    below = np.array([float(sizes[unit]) for unit in panel.units])
    return replace(panel, outcome=panel.outcome / below[:, None])


def relative(panel: Panel) -> Panel:
    """Each outcome as a share of the unit's mean before anybody had the pilot.

    Effects are then shares too: 0.05 is 5 % of what a unit had before, each counting alike.

    Raises
    ------
    Undefined
        That mean is not above nought.
    """
    first = min(start for start in panel.starts if start is not None)
    means = panel.outcome[:, :first].mean(axis=1)
    wrong = [panel.units[i] for i in np.flatnonzero(means <= 0)]
    if wrong:
        raise Undefined(
            Sentence(
                "Before the pilot {units} had nothing, or less: there are no shares of that.",
                units=named(wrong),
            )
        )
    return replace(panel, outcome=panel.outcome / means[:, None])
