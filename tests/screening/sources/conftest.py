"""Generated people as rows of the normal form, and a database server."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from guantong.cases import parse_case
from guantong.screening.people import rows_of
from tests.people import sample
from tests.postgres import Server, programs, running

PEOPLE = 120


@pytest.fixture(scope="session")
def rows() -> dict[str, list[dict[str, Any]]]:
    """The rows of generated people by table."""
    cases = (parse_case(document, today=date(2026, 10, 26)) for document in sample(PEOPLE, 7))
    found = rows_of((f"P{place:04}", case) for place, case in enumerate(cases))
    return {table: item.to_pylist() for table, item in found.items()}


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server of this process."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed")
    with running() as found:
        yield found
