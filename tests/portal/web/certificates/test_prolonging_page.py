"""Officers see whether signatures are prolonged, what is left and what failed; of their own authorities only."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.certificates.models import Prolonging, ProlongingRun
from guantong.portal.certificates.settings import TimeStamps

from ...accounts.signing import sign_in
from ...certificates import makers

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from guantong.portal.certificates.models import IssuingAuthority

pytestmark = pytest.mark.django_db


@pytest.fixture
def authority() -> IssuingAuthority:
    return makers.authority()


def page(client: Client) -> str:
    return client.get(reverse("certificates_prolonging")).content.decode()


def test_without_a_service_the_page_says_so(client: Client, authority: IssuingAuthority) -> None:
    makers.issued(authority)
    sign_in(client, makers.officer(Role.CERTIFICATE_OFFICER, authority))

    text = page(client)

    assert "没有配置时间戳服务" in text
    assert "还没有办理过" in text


def test_what_failed_and_what_stopped_is_shown_with_its_reason(
    client: Client, authority: IssuingAuthority, settings: SettingsWrapper
) -> None:
    settings.TIME_STAMPS = TimeStamps("https://gt:pw@tsa.example.org/tsr", roots=(b"",))
    certificate = makers.issued(authority)
    Prolonging.objects.create(certificate=certificate, failure="读不到登记的文件", tried_at=clock.machine())
    for began, told in ((2, {"halted": "连不上"}), (1, {"done": 7, "ended_at": clock.machine()}), (0, {})):
        at = clock.machine() - timedelta(hours=2 * began)
        ProlongingRun.objects.create(service="tsa.example.org", began_at=at, **told)
    sign_in(client, makers.officer(Role.CERTIFICATE_OFFICER, authority))

    text = page(client)

    for said in (certificate.number, "读不到登记的文件", "连不上", "正在办理", "tsa.example.org"):
        assert said in text
    assert "没有配置" not in text
    assert "gt:pw" not in text


def test_failures_of_other_authorities_are_not_shown(client: Client, authority: IssuingAuthority) -> None:
    other = makers.body_authority()
    certificate = makers.issued(authority)
    Prolonging.objects.create(certificate=certificate, failure="读不到登记的文件", tried_at=clock.machine())
    sign_in(client, makers.officer(Role.EVALUATION_OFFICER, other))

    assert certificate.number not in page(client)
