"""No definition is forgotten in the catalogue, and no two share an id."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from goodwill.analytics import benefit
from goodwill.analytics.benefit.catalogue import DEFINITIONS
from goodwill.analytics.campaigns import catalogue as of_campaigns
from goodwill.analytics.figure import Definition
from goodwill.analytics.value import catalogue as of_value

BORROWED = {
    id(definition)
    for stage in (of_campaigns, of_value)
    for definition in stage.DEFINITIONS.values()
}
"""Indicators mean what earlier stages of the loop mean by the same id."""


def test_every_definition_beside_a_formula_is_in_the_catalogue() -> None:
    found = pkgutil.walk_packages(benefit.__path__, f"{benefit.__name__}.")
    modules = [import_module(module.name) for module in found]
    found_in = {id(x): x for m in modules for x in vars(m).values() if isinstance(x, Definition)}
    written = {key: x for key, x in found_in.items() if key not in BORROWED}
    assert len(written) == len(DEFINITIONS)
    assert {definition.id for definition in written.values()} == set(DEFINITIONS)
