"""The page on which somebody decides what another person proposed, for every way that two persons walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.certificates.models import Certificate, State

from ...accounts.signing import sign_in
from ...certificates import makers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(now: datetime) -> Iterator[None]:
    with clock.at(now):
        yield


@pytest.mark.parametrize(
    ("way", "state", "proposes", "decides"),
    [
        ("revoke", State.ISSUED, Role.OFFICE_LEADER, Role.APPROVING_AUTHORITY),
        ("annul", State.ISSUED, Role.APPROVING_AUTHORITY, Role.APPROVING_AUTHORITY),
        ("restore", State.SUSPENDED, Role.OFFICE_LEADER, Role.APPROVING_AUTHORITY),
        ("give_up", State.PREPARED, Role.CERTIFICATE_OFFICER, Role.CERTIFICATE_OFFICER),
        ("replace", State.ISSUED, Role.CERTIFICATE_OFFICER, Role.CERTIFICATE_OFFICER),
    ],
)
def test_what_waits_is_shown_and_agreed_to(
    client: Client, way: str, state: State, proposes: Role, decides: Role
) -> None:
    of = makers.authority()
    certificate = makers.issued(of)
    issued_at = None if state == State.PREPARED else certificate.issued_at
    Certificate.objects.filter(pk=certificate.pk).update(state=state, issued_at=issued_at)
    change = makers.proposed(certificate, way, makers.officer(proposes, of))
    sign_in(client, makers.officer(decides, of))

    page = client.get(reverse("certificate", args=[certificate.pk]))
    assert page.status_code == 200
    assert reverse("certificate_decide", args=[change.pk]) in page.content.decode()
    assert ("柳北热电" in page.content.decode()) == (way == "replace")

    assert client.post(reverse("certificate_decide", args=[change.pk]), {"agree": "yes"}).status_code == 302
    change.refresh_from_db()
    assert change.outcome == "confirmed"
