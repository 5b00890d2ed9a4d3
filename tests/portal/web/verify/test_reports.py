"""The signed report says what the answer says, at the moment it is made, and nothing more about anybody."""

from __future__ import annotations

import re
import subprocess
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from guantong.portal import clock
from guantong.portal.audit.models import AuditEvent
from guantong.portal.certificates import holding, limits, reporting
from guantong.portal.certificates.models import CertificateFile, IssuingAuthority, ShareLink, State
from guantong.portal.certificates.numbering import code_of
from guantong.portal.certificates.storing import read

from ...certificates import makers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from django.http import HttpResponse
    from django.test import Client

    from guantong.portal.certificates.models import Certificate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(now: datetime) -> Iterator[None]:
    with clock.at(now):
        yield


@pytest.fixture
def certificate() -> Certificate:
    return makers.issued(makers.authority())


def asked(client: Client, **given: object) -> str:
    return client.post(reverse("verify_answer"), given).content.decode()


def by_code(client: Client, certificate: Certificate) -> str:
    return asked(client, way="code", number=certificate.number, code=code_of(certificate.number))


def ticket(page: str) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found, "the answer offers a report"
    return unescape(found[1])


def report(client: Client, its: str) -> HttpResponse:
    answer: HttpResponse = client.post(reverse("verify_report"), {"ticket": its})  # type: ignore[assignment]
    return answer


def said_by(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def words(pdf: bytes, folder: Path) -> str:
    """The text of a PDF, without the breaks of its lines."""
    file = folder / "report.pdf"
    file.write_bytes(pdf)
    return re.sub(r"\s+", "", said_by("pdftotext", "-layout", file, "-"))


def upload(client: Client, content: bytes) -> str:
    return asked(client, way="file", file=SimpleUploadedFile("报告.pdf", content))


def test_the_report_says_what_was_asked_when_and_how_it_stands(
    client: Client, certificate: Certificate, tmp_path: Path
) -> None:
    answer = report(client, ticket(by_code(client, certificate)))

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert f"{certificate.number}.pdf" in answer["Content-Disposition"]
    text = words(answer.content, tmp_path)
    assert re.search(r"\d{4}年\d+月\d+日\d\d:\d\d:\d\d（北京时间，UTC\+8）", text)
    for said in (
        *("证书验证报告", "有效", certificate.number, "高级工程师", "自治区职改办（测试）", "演示证书"),
        *("凭编号和验证码", "这份报告不说明什么", "测试TEST验证报告"),
    ):
        assert said in text


@pytest.mark.parametrize("state", [State.SUSPENDED, State.REVOKED, State.ANNULLED, State.REPLACED])
def test_what_ended_is_reported_too(
    client: Client, certificate: Certificate, tmp_path: Path, state: State
) -> None:
    certificate.state = state
    certificate.save()

    text = words(report(client, ticket(by_code(client, certificate))).content, tmp_path)

    assert str(state.label).replace(" ", "") in text
    assert "目前有效" not in text


def test_the_report_tells_of_now_and_not_of_when_it_was_asked(
    client: Client, certificate: Certificate, tmp_path: Path
) -> None:
    its = ticket(by_code(client, certificate))
    certificate.state = State.REVOKED
    certificate.save()

    assert "已撤销" in words(report(client, its).content, tmp_path)


def test_the_report_names_nobody_whom_the_answer_does_not(
    client: Client, certificate: Certificate, tmp_path: Path
) -> None:
    text = words(report(client, ticket(by_code(client, certificate))).content, tmp_path)
    assert "韦**" in text
    for hidden in ("韦示例", "桂江机械", makers.identity_number(1), "1988"):
        assert hidden not in text

    named = asked(
        client, way="person", number=certificate.number, name="韦示例", tail=makers.identity_number(1)[-4:]
    )
    assert "韦示例" in words(report(client, ticket(named)).content, tmp_path)


def test_what_a_holder_shares_is_reported_while_it_is_shared(
    client: Client, certificate: Certificate, tmp_path: Path
) -> None:
    holder = makers.holder(certificate)
    link, token = holding.share_make(actor=holder, certificate=certificate, days=7, note="", now=clock.now())
    its = ticket(asked(client, way="share", token=token))
    assert "桂江机械" in words(report(client, its).content, tmp_path)

    ShareLink.objects.filter(pk=link.pk).update(withdrawn_at=clock.now())
    assert report(client, its).status_code == 410


def test_a_file_is_named_by_its_digest(client: Client, tmp_path: Path) -> None:
    certificate = makers.issued(makers.authority(), signed=True)
    file = CertificateFile.objects.get(certificate=certificate, form="pdf")

    text = words(report(client, ticket(upload(client, read(file.storage_key)))).content, tmp_path)

    assert file.sha256 in text
    assert "与签发的文件完全一致" in text
    assert "没有检查任何文件" not in text


def test_poppler_and_our_own_examination_know_it(
    client: Client, certificate: Certificate, tmp_path: Path
) -> None:
    pdf = report(client, ticket(by_code(client, certificate))).content
    file = tmp_path / "report.pdf"
    file.write_bytes(pdf)

    told = said_by("pdfsig", file)
    for said in ("Signature is Valid", "Total document signed", "测试 TEST 验证报告"):
        assert said in told
    told = said_by("pdfinfo", file)
    assert re.search(r"Tagged: +yes", told)
    assert re.search(r"Pages: +1\n", told)
    assert b"<pdfaid:part>3</pdfaid:part>" in pdf

    page = upload(client, pdf)
    assert "这是验证报告，不是证书" in page
    assert "不是我们签发的文件" not in page
    for changed in (pdf + b"\n", pdf.replace(b"/Title", b"/Titel", 1)):
        assert "签名之后被改动过" in upload(client, changed)
    assert 'name="ticket"' not in page


def test_no_match_and_nothing_known_have_no_report(client: Client, certificate: Certificate) -> None:
    page = asked(client, way="code", number=certificate.number, code="0000-0000-0000-0000")

    assert 'name="ticket"' not in page


def test_without_a_key_for_reports_none_is_offered(
    client: Client, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    its = ticket(by_code(client, certificate))
    IssuingAuthority.objects.update(ring="elsewhere")

    assert 'name="ticket"' not in by_code(client, certificate)
    answer = report(client, its)
    assert answer.status_code == 503
    assert "状态不明" in answer.content.decode()


@pytest.mark.parametrize("its", ["", "anything", "a:b:c", "名" * 20000])
def test_without_a_true_ticket_there_is_no_report(client: Client, its: str) -> None:
    answer = report(client, its)

    assert answer.status_code == 410
    assert "请重新核验" in answer.content.decode()


def test_a_ticket_is_good_for_a_while_and_again_within_it(
    client: Client, certificate: Certificate, now: datetime
) -> None:
    its = ticket(by_code(client, certificate))
    assert report(client, its).status_code == 200
    with clock.at(now + reporting.GOOD_FOR - timedelta(seconds=1)):
        assert report(client, its).status_code == 200
    with clock.at(now + reporting.GOOD_FOR + timedelta(seconds=1)):
        assert report(client, its).status_code == 410
    assert AuditEvent.objects.filter(event="certificates.reported").count() == 2


def test_a_ticket_of_another_make_is_refused(client: Client, certificate: Certificate) -> None:
    its = ticket(by_code(client, certificate))
    payload, stamp, seal = its.rsplit(":", 2)

    for forged in (f"{payload[:-2]}AA:{stamp}:{seal}", f"{payload}:{stamp}:{seal[::-1]}"):
        assert report(client, forged).status_code == 410


def test_reports_are_limited(client: Client, certificate: Certificate) -> None:
    its = ticket(by_code(client, certificate))
    for _ in range(limits.REPORTS[0]):
        assert report(client, its).status_code == 200

    answer = report(client, its)

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert 'name="ticket"' in by_code(client, certificate), "questions have their own limit"


def test_whoever_has_no_ticket_uses_up_nobodys_reports(
    client: Client, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ALL_REPORTS", (3, limits.ALL_REPORTS[1]))
    its = ticket(by_code(client, certificate))
    for _ in range(5):
        assert report(client, "anything").status_code == 410

    assert report(client, its).status_code == 200


def test_whoever_comes_back_to_the_address_verifies_first(client: Client) -> None:
    answer = client.get(reverse("verify_report"))

    assert (answer.status_code, answer["Location"]) == (302, reverse("verify"))


def test_in_english_the_report_is_in_english(
    client: Client, certificate: Certificate, tmp_path: Path
) -> None:
    client.cookies["django_language"] = "en"

    text = words(report(client, ticket(by_code(client, certificate))).content, tmp_path)

    assert "Whatthisreportdoesnotsay" in text
    assert re.search(r"Pages: +1\n", said_by("pdfinfo", tmp_path / "report.pdf"))
    assert "证书验证报告" in text
