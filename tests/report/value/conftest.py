"""One small simulated company, measured once for all tests that only look."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from report.value.running import company_sources, measured

from goodwill.demo import DemoCompany, simulate
from goodwill.report.value.measuring import Measured
from goodwill.warehouse.duck import DuckWarehouse


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever looks at the measured company runs in one process, where it is made once."""
    for item in items:
        if "worth" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("outputs of value"))


@pytest.fixture(scope="session")
def small_company(tmp_path_factory: pytest.TempPathFactory) -> DemoCompany:
    return simulate(tmp_path_factory.mktemp("small-company"), customers=500, seed=3)


@pytest.fixture(scope="session")
def worth(
    small_company: DemoCompany, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Measured]:
    """The small company measured on DuckDB."""
    warehouse = DuckWarehouse(tmp_path_factory.mktemp("worth"))
    yield measured(warehouse, company_sources(small_company), as_of=small_company.as_of)
    warehouse.close()
