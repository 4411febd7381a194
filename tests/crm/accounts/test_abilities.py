"""What roles allow, and that no wildcard covers what is granted by name alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.crm.accounts.abilities import SPECIAL, VERBS, both, is_allowed
from goodwill.crm.accounts.presets import PRESETS
from goodwill.crm.accounts.reach import Reach, Scope, narrowed

KINDS = ("customers", "orders", "audit", "api")
ABILITIES = [f"{kind}.{verb}" for kind in KINDS for verb in VERBS] + list(SPECIAL)
GRANTS = [*ABILITIES, "*.*", "customers.*", "audit.*", *(f"*.{verb}" for verb in VERBS)]
granted = st.frozensets(st.sampled_from(GRANTS), max_size=4)


@pytest.mark.parametrize("special", SPECIAL)
def test_special_abilities_are_granted_by_name_or_all_at_once(special: str) -> None:
    kind, _, verb = special.partition(".")
    assert not is_allowed(special, [f"*.{verb}", f"{kind}.*"])
    assert is_allowed(special, [special])
    assert is_allowed(special, ["*.*"])


@given(granted, granted)
@settings(max_examples=25)
def test_a_token_allows_what_both_it_and_the_person_may(
    some: frozenset[str], others: frozenset[str]
) -> None:
    reach = Reach(1, Scope.ALL, frozenset(), some, frozenset())
    token = narrowed(reach, others)
    for ability in ABILITIES:
        assert token.may(ability) == (is_allowed(ability, some) and is_allowed(ability, others))


def test_what_both_allow_is_the_narrower() -> None:
    assert both(["*.view"], ["customers.*"]) == {"customers.view"}
    assert both(["*.view"], ["audit.*"]) == {"audit.view"} - set(SPECIAL)
    assert both(["*.*"], ["api.use"]) == {"api.use"}


def test_only_the_administrator_may_do_everything() -> None:
    everything = [word for word, preset in PRESETS.items() if "*.*" in preset.abilities]
    assert everything == ["administrator"]
    assert PRESETS["administrator"].needs_second_factor


def test_who_only_sells_sees_no_costs() -> None:
    for word in ("sales_rep", "service_agent"):
        assert "orders.cost_minor" in PRESETS[word].hidden_fields
        assert "products.unit_cost_minor" in PRESETS[word].hidden_fields


def test_the_it_administrator_sees_no_customers() -> None:
    assert not is_allowed("customers.view", PRESETS["it_administrator"].abilities)
