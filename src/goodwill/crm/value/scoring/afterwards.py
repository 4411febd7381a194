"""What else is to be done when customers were valued: other parts enter it when they start."""

from __future__ import annotations

import logging
from collections.abc import Callable

from goodwill.crm.value.scoring.models import Valuation

After = Callable[[Valuation], None]
log = logging.getLogger(__name__)


def also(do: After) -> After:
    """Have this called with each valuation once its scores stand beside the customers.

    It may be called twice with the same valuation, if a worker died: it must do no harm then.
    `Score.was_stage` and `was_class` tell what the valuation before said of each customer.
    """
    if do not in _AFTER:
        _AFTER.append(do)
    return do


def all_of_it(valuation: Valuation) -> None:
    """Call each; the scores stand whatever becomes of what others make of them."""
    for do in _AFTER:
        try:
            do(valuation)
        except Exception:
            log.exception("What follows a valuation failed: %s.", do.__qualname__)


_AFTER: list[After] = []
