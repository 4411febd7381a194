"""What every test can ask for: a warehouse, on each engine in turn."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

# Several processes share the cores: threads that wait for each other cost more than they bring.
# Libraries read this when they are loaded.
os.environ.update(GOODWILL_LANGUAGE="en", OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import pytest
from cluster import NoClusterError, cluster
from hypothesis import settings

from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

# Machines are shared and sometimes slow: a slow example is not a wrong one.
# The same examples every time, so that a change is judged by what it changed; `make proof`
# looks for new ones.
settings.register_profile("searching", deadline=None, print_blob=True)
settings.register_profile("goodwill", settings.get_profile("searching"), derandomize=True)
settings.load_profile("goodwill")

ENGINES = [
    pytest.param("duckdb", id="duckdb"),
    pytest.param("spark", id="spark", marks=pytest.mark.spark),
]

LONG_ON_SPARK = [
    pytest.param("duckdb", id="duckdb"),
    pytest.param("spark", id="spark", marks=[pytest.mark.spark, pytest.mark.proof]),
]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With several processes, one of them gets all the Spark tests: one cluster is enough."""
    for item in items:
        if item.get_closest_marker("spark"):
            item.add_marker(pytest.mark.xdist_group("spark"))


@pytest.fixture(params=ENGINES)
def warehouse(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Warehouse]:
    """An empty warehouse, once on DuckDB and once on the Spark cluster."""
    yield from _opened(request, tmp_path)


@pytest.fixture(params=LONG_ON_SPARK)
def proved_warehouse(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Warehouse]:
    """The same for tests of many small jobs, which take long on the cluster: there by proof."""
    yield from _opened(request, tmp_path)


@pytest.fixture
def duck_warehouse(tmp_path: Path) -> Iterator[DuckWarehouse]:
    """For tests of what only DuckDB does."""
    opened = DuckWarehouse(tmp_path)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def spark_master() -> Iterator[str]:
    """The URL of a real master with two workers, started when first asked for.

    One driver session is held open for the whole run, because starting an application
    takes seconds; a warehouse opened on this URL joins it and leaves it running.
    """
    from goodwill.warehouse.spark import SparkWarehouse

    try:
        with cluster() as url:
            held = SparkWarehouse(url)
            yield url
            held.close()
            _end_the_driver()
    except NoClusterError as reason:
        pytest.fail(str(reason), pytrace=False)


def _opened(request: pytest.FixtureRequest, folder: Path) -> Iterator[Warehouse]:
    if request.param == "duckdb":
        opened: Warehouse = DuckWarehouse(folder)
    else:
        opened = _on_the_cluster(request, folder)
    yield opened
    opened.close()


def _on_the_cluster(request: pytest.FixtureRequest, folder: Path) -> Warehouse:
    from goodwill.warehouse.spark import SparkWarehouse

    return SparkWarehouse(request.getfixturevalue("spark_master"), folder)


def _end_the_driver() -> None:
    """PySpark leaves its Java process and sockets to the end of Python; we end them here."""
    from pyspark import SparkContext

    gateway = SparkContext._gateway
    if gateway is None:
        return
    gateway.shutdown()
    process = gateway.proc
    process.stdin.close()
    process.wait(timeout=30)
    SparkContext._gateway = SparkContext._jvm = None
