"""A browser of Django's test client that walks the self-check, on the day on which the tests play."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from guantong.portal import clock
from guantong.portal.selfcheck.selectors import KEY
from guantong.portal.selfcheck.sheet import Sheet

from ...selfcheck.answers import WELDER, fill

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from django.test import Client

    Begin = Callable[[Sheet], None]


@pytest.fixture(autouse=True)
def _on_that_day(now: datetime) -> Iterator[None]:
    with clock.at(now):
        yield


@pytest.fixture
def begin(client: Client) -> Begin:
    """Put a sheet into the session of the client, as if it had been filled in."""

    def put(sheet: Sheet) -> None:
        session = client.session
        session[KEY] = sheet.plain()
        session.save()

    return put


@pytest.fixture
def welder(begin: Begin) -> Sheet:
    """The sheet of a welder who has everything, in the session."""
    sheet, _asked = fill(Sheet(), WELDER)
    begin(sheet)
    return sheet
