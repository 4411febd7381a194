"""No definition is forgotten in the catalogue, and no two share an id."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from goodwill.analytics import benefit
from goodwill.analytics.benefit.catalogue import DEFINITIONS
from goodwill.analytics.figure import Definition


def test_every_definition_beside_a_formula_is_in_the_catalogue() -> None:
    found = pkgutil.walk_packages(benefit.__path__, f"{benefit.__name__}.")
    modules = [import_module(module.name) for module in found]
    written = {id(x): x for m in modules for x in vars(m).values() if isinstance(x, Definition)}
    assert len(written) == len(DEFINITIONS)
    assert {definition.id for definition in written.values()} == set(DEFINITIONS)
