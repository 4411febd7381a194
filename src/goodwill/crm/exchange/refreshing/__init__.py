"""The tables that analytics read, kept up to date with the records.

`refresh` looks at every record once, or only at those that history says have changed; both come
to the same tables. People go on working meanwhile: all is read as of one moment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from goodwill.crm.exchange.refreshing.keeping import Current, current, refresh

__all__ = ["Current", "current", "refresh"]


def __getattr__(name: str) -> Any:
    """The verbs need Django's models, which are read through this package."""
    from importlib import import_module

    if name not in __all__:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.keeping"), name)
