"""Organisations that tests play with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from guantong.portal.organisations.models import Employer, EvaluationBody, Office
from guantong.portal.organisations.services import regions_load

if TYPE_CHECKING:
    from datetime import datetime

    from guantong.portal.accounts.models import User

from guantong.portal.accounts.models import Role

from ..accounts.signing import granted

USCC = "91450204DEMX00001P"
OTHER_USCC = "91450205DEMX000029"


@pytest.fixture
def regions(db: None) -> None:
    regions_load()


@pytest.fixture
def admin(regions: None, now: datetime) -> User:
    return granted(Role.ADMINISTRATOR, today=now.date())


@pytest.fixture
def employer(regions: None) -> Employer:
    return Employer.objects.create(name="桂江机械", uscc=USCC, nature="state_owned", region_id="450204")


@pytest.fixture
def office(regions: None) -> Office:
    return Office.objects.create(name="自治区职改办", kind="regional", region_id="450000")


@pytest.fixture
def body(regions: None) -> EvaluationBody:
    return EvaluationBody.objects.create(name="桂中评价中心", region_id="450202")
