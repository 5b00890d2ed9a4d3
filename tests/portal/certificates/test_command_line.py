"""What is done at the command line says so in the audit, whosever name it is done in."""

from __future__ import annotations

import os
import pwd
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError
from django.urls import reverse

from guantong.certificates.signing.keys import PURPOSES
from guantong.portal.accounts.models import Role
from guantong.portal.audit import origin
from guantong.portal.audit.models import AuditEvent
from guantong.portal.certificates import key_events
from tests.cli.conftest import guantong  # noqa: F401 - a fixture
from tests.portal.accounts.signing import sign_in

from . import makers

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from guantong.portal.certificates.models import IssuingAuthority
    from tests.cli.conftest import Guantong

pytestmark = pytest.mark.django_db

FRAUD = {"reason_code": "fraud", "reason": "测试", "document": "测试1号", "clause": "2.3.2"}


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a ring of the portal's would lie."""
    monkeypatch.setenv("GUANTONG_HOME", str(settings.HOME))
    return settings.HOME / "certificates" / "keys" / f"test-{uuid4().hex}"


def whose() -> str:
    return pwd.getpwuid(os.getuid()).pw_name


def entries(event: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(event__startswith=event).order_by("id"))


def test_a_revocation_proposed_at_the_command_line_says_so(authority: IssuingAuthority) -> None:
    certificate = makers.issued(authority)
    leader = makers.officer(Role.OFFICE_LEADER, authority)

    call_command("certificate_revoke", certificate.number, by=leader.username, **FRAUD)

    (entry,) = entries("certificates.change.proposed")
    assert entry.actor_id == leader.pk
    assert (entry.detail["via"], entry.detail["os_user"]) == ("command_line", whose())


def test_whoever_decides_sees_that_it_was_the_command_line(
    client: Client, authority: IssuingAuthority
) -> None:
    certificate, other = makers.issued(authority), makers.issued(authority, 2)
    leader = makers.officer(Role.OFFICE_LEADER, authority)
    call_command("certificate_revoke", certificate.number, by=leader.username, **FRAUD)
    makers.proposed(other, "revoke", leader)
    sign_in(client, makers.officer(Role.APPROVING_AUTHORITY, authority))

    page = client.get(reverse("certificate", args=[certificate.pk])).content.decode()
    assert f"在服务器命令行以此人名义提出的，操作系统账户：{whose()}" in page
    assert "命令行" not in client.get(reverse("certificate", args=[other.pk])).content.decode()


def test_one_proposed_at_a_page_does_not(authority: IssuingAuthority) -> None:
    certificate = makers.issued(authority)
    makers.proposed(certificate, "revoke", makers.officer(Role.OFFICE_LEADER, authority))

    (entry,) = entries("certificates.change.proposed")
    assert "via" not in entry.detail


def test_what_is_issued_at_the_command_line_says_so(
    authority: IssuingAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    makers.confirmed(authority, [makers.row()])
    monkeypatch.setattr("guantong.portal.certificates.issuing.produce", makers.stands_for_a_file)

    call_command("certificate_issue")

    (entry,) = entries("certificates.issued")
    assert (entry.detail["via"], entry.detail["os_user"]) == ("command_line", whose())


def test_keys_of_the_portal_are_made_and_ended_on_record(guantong: Guantong, ring: Path) -> None:  # noqa: F811
    assert guantong("certificate", "keys", "new", "--test", "--keys", ring).code == 0
    assert len(entries("certificates.key.registered")) == len(PURPOSES)

    key = "test-credential-1"
    given = ("certificate", "keys", "retire", key, "--reason", "轮换", "--keys", ring)
    assert guantong(*given).code == 0
    assert guantong(*given, "--distrust").code == 0

    retired, distrusted = entries("certificates.key.retired")[0], entries("certificates.key.distrusted")[0]
    told = {"ring": ring.name, "key_id": key, "purpose": "credential"}
    assert retired.detail == distrusted.detail == told | {"via": "command_line", "os_user": whose()}
    assert retired.actor_id is None


def test_keys_elsewhere_are_none_of_the_portals(guantong: Guantong, tmp_path: Path) -> None:  # noqa: F811
    assert guantong("certificate", "keys", "new", "--test", "--keys", tmp_path / "ring").code == 0
    assert entries("certificates.key.") == []


def test_a_key_ends_while_the_database_is_away_and_the_lack_of_an_entry_is_told(
    guantong: Guantong,  # noqa: F811
    ring: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    guantong("certificate", "keys", "new", "--test", "--keys", ring)

    def away(*args: object, **more: object) -> None:
        raise OperationalError("no connection")

    monkeypatch.setattr(key_events, "record", away)
    told = guantong(
        "certificate", "keys", "retire", "test-pdf-1", "--distrust", "--reason", "泄露", "--keys", ring
    )

    assert told.code == 0
    assert "没有记入审计" in told.err
    assert "不可信" in told.out


def test_an_account_without_a_name_is_told_by_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(number: int) -> None:
        raise KeyError(number)

    monkeypatch.setattr(pwd, "getpwuid", nobody)

    assert origin.os_user() == f"uid-{os.getuid()}"


def test_the_environment_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "USERNAME"):
        monkeypatch.setenv(name, "somebody-else")

    assert origin.os_user() == whose()
