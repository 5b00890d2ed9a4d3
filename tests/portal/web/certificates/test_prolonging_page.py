"""Officers see whether signatures are prolonged, what is left and what failed; of their own authorities only."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.certificates.models import CertificateFile, FileForm, Prolonging, ProlongingRun
from guantong.portal.certificates.settings import TimeStamps
from guantong.portal.certificates.storing import keep

from ...accounts.signing import sign_in
from ...certificates import makers

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import Settings

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
    client: Client, authority: IssuingAuthority, settings: Settings
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


def test_the_prolonged_file_is_found_beside_the_issued_one_and_the_newest_of_several_is_handed_out(
    client: Client, authority: IssuingAuthority
) -> None:
    batch = makers.confirmed(authority, [makers.row(1)])
    makers.issue_quickly()
    certificate = batch.entries.get().certificate
    assert certificate is not None
    for content in (b"%PDF-1.7 first", b"%PDF-1.7 second"):
        key, digest = keep(content, "pdf")
        CertificateFile.objects.create(
            certificate=certificate, form=FileForm.PROLONGED, storage_key=key, sha256=digest,
            size=len(content), key="test-pdf-1",
        )  # fmt: skip
    sign_in(client, makers.officer(Role.CERTIFICATE_OFFICER, authority))

    shown = client.get(reverse("certificate", args=[certificate.pk])).content.decode()
    assert "PDF（长期保存）" in shown
    got = client.get(reverse("certificate_file", args=[certificate.pk, "prolonged"]))
    assert got.content == b"%PDF-1.7 second"
    assert f"{certificate.number}.prolonged.pdf" in got["Content-Disposition"]
    zipped = client.get(reverse("certificates_files", args=[batch.pk]))
    with zipfile.ZipFile(io.BytesIO(b"".join(zipped.streaming_content))) as archive:  # type: ignore[attr-defined]
        names = [f"{certificate.number}.{ending}" for ending in ("pdf", "prolonged.pdf")]
        assert sorted(archive.namelist()) == sorted(["manifest.csv", *names])
        assert archive.read(f"{certificate.number}.prolonged.pdf") == b"%PDF-1.7 second"
