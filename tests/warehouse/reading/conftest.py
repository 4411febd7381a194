"""A real PostgreSQL server, started for the tests that need one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from postgresql_server import NoServerError, postgresql


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """The URL of an empty server."""
    try:
        with postgresql() as url:
            yield url
    except NoServerError as reason:
        pytest.fail(str(reason), pytrace=False)
