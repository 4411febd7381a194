"""What else is to be done when customers were valued: other parts enter it when they start."""

from __future__ import annotations

from collections.abc import Callable

from goodwill.crm.value.scoring.models import Valuation

After = Callable[[Valuation], None]


def also(do: After) -> After:
    """Have this called with each valuation once its scores stand beside the customers.

    It may be called twice with the same valuation, if a worker died: it must do no harm then.
    `Score.was_stage` and `was_class` tell what the valuation before said of each customer.
    """
    if do not in _AFTER:
        _AFTER.append(do)
    return do


def all_of_it(valuation: Valuation) -> None:
    for do in _AFTER:
        do(valuation)


_AFTER: list[After] = []
