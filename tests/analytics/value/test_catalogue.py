"""No definition is forgotten in the catalogue, and no two share an id."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from goodwill.analytics import value
from goodwill.analytics.figure import Definition
from goodwill.analytics.value.catalogue import DEFINITIONS


def test_every_definition_beside_a_formula_is_in_the_catalogue() -> None:
    found = pkgutil.walk_packages(value.__path__, f"{value.__name__}.")
    modules = [import_module(module.name) for module in found]
    written = {id(x): x for m in modules for x in vars(m).values() if isinstance(x, Definition)}
    assert len(written) == len(DEFINITIONS)
    assert {definition.id for definition in written.values()} == set(DEFINITIONS)


def test_the_indicators_of_the_catalogue_are_all_here() -> None:
    indicators = {
        *("RL01", "RL02", "RL03", "RL04", "RL07", "RL08"),
        *("SL06", "SL08", "VA01", "VA02", "VA07", "VA08"),
    }
    assert indicators <= set(DEFINITIONS)
