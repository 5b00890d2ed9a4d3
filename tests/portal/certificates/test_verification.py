"""What anybody is told of a certificate, and what nobody is: wrong and absent look alike, and nothing personal leaks."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from guantong.certificates import numbers
from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.audit.models import AuditEvent
from guantong.portal.certificates import limits, verification
from guantong.portal.certificates.changes import change_decide
from guantong.portal.certificates.holders import masked_name, name_as_compared
from guantong.portal.certificates.limits import TooOftenError
from guantong.portal.certificates.models import CertificateFile, State, Tries
from guantong.portal.certificates.numbering import code_of
from guantong.portal.certificates.storing import read

from . import makers

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from guantong.portal.certificates.models import Certificate, IssuingAuthority

pytestmark = pytest.mark.django_db
GUESSES = 300
"""In the everyday suite; ``python -m benchmarks.certificates --only guesses`` makes 100,000."""


@pytest.fixture
def certificate(authority: IssuingAuthority) -> Certificate:
    return makers.issued(authority)


def post(client: Client, **given: object) -> HttpResponse:
    answer: HttpResponse = client.post(reverse("verify_answer"), given)  # type: ignore[assignment]
    return answer


def said(answer: HttpResponse) -> str:
    """The page without what is another on every page whatever was asked: the tokens of its forms, the moved clock."""
    fleeting = r'"x-csrftoken": "[^"]+"|name="csrfmiddlewaretoken" value="[^"]+"|\d+年\d+月\d+日 \d\d:\d\d'
    return re.sub(fleeting, "", answer.content.decode())


def by_code(client: Client, number: str, code: str) -> HttpResponse:
    return post(client, way="code", number=number, code=code)


def by_person(client: Client, number: str, name: str, tail: str) -> HttpResponse:
    return post(client, way="person", number=number, name=name, tail=tail)


def test_by_the_code_beside_the_number(client: Client, certificate: Certificate) -> None:
    text = said(by_code(client, certificate.number.lower(), code_of(certificate.number).replace("-", " ")))

    assert "有效" in text
    assert "韦**" in text
    assert "韦示例" not in text
    assert "高级工程师" in text
    assert "自治区职改办（测试）" in text
    assert "演示证书" in text


def test_by_number_name_and_last_four(client: Client, certificate: Certificate) -> None:
    text = said(by_person(client, certificate.number, "韦 示例", makers.identity_number(1)[-4:]))

    assert "韦示例" in text, "who gave it in full sees it in full"


def test_neither_employer_birth_sex_nor_identity_number_is_told(
    client: Client, certificate: Certificate
) -> None:
    text = said(by_code(client, certificate.number, code_of(certificate.number)))

    for hidden in (
        "桂江机械",
        "1988-03",
        certificate.face["identity_masked"],
        makers.identity_number(1)[-4:],
    ):
        assert hidden not in text


def test_wrong_and_absent_are_one_answer(client: Client, certificate: Certificate) -> None:
    absent = numbers.compose("title", 2026, "0001", 4711)
    tail = makers.identity_number(1)[-4:]
    pages = [
        by_code(client, certificate.number, "0000-0000-0000-0000"),
        by_code(client, absent, "0000-0000-0000-0000"),
        by_code(client, absent, code_of(certificate.number)),
        by_person(client, certificate.number, "韦示列", tail),
        by_person(client, certificate.number, "韦示例", "0000"),
        by_person(client, absent, "韦示例", tail),
    ]

    assert {page.status_code for page in pages} == {200}
    assert len({said(page) for page in pages}) == 1
    assert "没有相符的证书" in said(pages[0])


def test_a_certificate_that_is_only_prepared_is_absent(client: Client, certificate: Certificate) -> None:
    type(certificate).objects.update(state=State.PREPARED, issued_at=None)

    assert "没有相符的证书" in said(by_code(client, certificate.number, code_of(certificate.number)))


def test_the_code_of_an_absent_number_opens_nothing(client: Client, certificate: Certificate) -> None:
    absent = numbers.compose("title", 2026, "0001", 4711)

    assert "没有相符的证书" in said(by_code(client, absent, code_of(absent)))


@pytest.mark.parametrize(
    ("way", "state", "word", "more"),
    [
        ("suspend", State.SUSPENDED, "核查中", "正在核查"),
        ("revoke", State.REVOKED, "已撤销", "弄虚作假"),
        ("annul", State.ANNULLED, "已注销", "误发"),
    ],
)
def test_what_is_no_longer_valid_says_why_and_since_when(
    client: Client, certificate: Certificate, way: str, state: State, word: str, more: str
) -> None:
    roles = {"suspend": Role.OFFICE_LEADER, "revoke": Role.OFFICE_LEADER, "annul": Role.APPROVING_AUTHORITY}
    of = certificate.authority
    change = makers.proposed(certificate, way, makers.officer(roles[way], of))
    if way != "suspend":
        decider = makers.officer(Role.APPROVING_AUTHORITY, of)
        change_decide(actor=decider, change=change, agree=True, note="", now=clock.now())

    text = said(by_code(client, certificate.number, code_of(certificate.number)))

    assert word in text
    assert more in text
    assert "2026年11月22日" in text
    assert "目前有效" not in text


def test_a_replaced_certificate_names_the_new_one(client: Client, certificate: Certificate) -> None:
    officers = [makers.officer(Role.CERTIFICATE_OFFICER, certificate.authority) for _ in range(2)]
    change = makers.proposed(certificate, "replace", officers[0])
    change_decide(actor=officers[1], change=change, agree=True, note="", now=clock.now())
    makers.issue_quickly()
    certificate.refresh_from_db()

    text = said(by_code(client, certificate.number, code_of(certificate.number)))

    assert "已换发" in text
    assert certificate.replacement is not None
    assert certificate.replacement.number in text


def test_only_a_hit_is_audited_and_says_no_word_of_who(client: Client, certificate: Certificate) -> None:
    by_code(client, certificate.number, "0000-0000-0000-0000")
    assert not AuditEvent.objects.filter(event="certificates.verified").exists()

    by_person(client, certificate.number, "韦示例", makers.identity_number(1)[-4:])

    entry = AuditEvent.objects.get(event="certificates.verified")
    assert (entry.actor_id, entry.subject_id, entry.detail) == (None, str(certificate.pk), {"how": "person"})


def test_a_slip_of_the_pen_is_told_before_anything_is_looked_up(
    client: Client, certificate: Certificate
) -> None:
    answer = by_code(client, certificate.number[:-1] + ("A" if certificate.number[-1] != "A" else "B"), "x")

    assert answer.status_code == 422
    assert "校验字符不符" in said(answer)


# --- by the file ----------------------------------------------------------------------------------------


def file_of(certificate: Certificate, form: str) -> bytes:
    return read(CertificateFile.objects.get(certificate=certificate, form=form).storage_key)


def upload(client: Client, content: bytes) -> str:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return said(post(client, way="file", file=SimpleUploadedFile("证书.pdf", content)))


def test_by_the_file(client: Client, authority: IssuingAuthority) -> None:
    certificate = makers.issued(authority, signed=True)
    content = file_of(certificate, "pdf")

    assert "有效" in upload(client, content)
    assert "韦示例" in upload(client, content), "the file says the name"
    for changed in (content + b"\n", content.replace(b"/Title", b"/Titel", 1), content[:-40]):
        assert "不是我们签发的文件" in upload(client, changed)


def test_by_the_credential(client: Client, authority: IssuingAuthority) -> None:
    certificate = makers.issued(authority, signed=True)
    content = file_of(certificate, "credential")

    assert "有效" in upload(client, content)
    assert "不是我们签发的文件" in upload(
        client, content.replace("高级工程师".encode(), "正高级工程师".encode())
    )


def test_by_the_ofd(client: Client, authority: IssuingAuthority) -> None:
    content = file_of(makers.issued(authority, signed=True), "ofd")

    assert "有效" in upload(client, content)
    assert "不是我们签发的文件" in upload(client, content + b"\0")


def test_files_that_are_none(client: Client, authority: IssuingAuthority) -> None:
    for content in (b"%PDF-1.7 nothing", b"hello", b"PK\x03\x04", b'{"a": 1}', b"GT1:AAAA"):
        assert "不是我们签发的文件" in upload(client, content), content


# --- limits and logs ------------------------------------------------------------------------------------


def test_an_address_that_asks_too_often_waits(client: Client, certificate: Certificate) -> None:
    most, window = limits.ADDRESS
    for _ in range(most):
        assert by_code(client, certificate.number, "0000").status_code == 200

    refused = by_code(client, certificate.number, code_of(certificate.number))

    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) <= window.total_seconds()
    with clock.moved(clock.offset() + window):
        assert by_code(client, certificate.number, "0000").status_code == 200


def test_a_household_that_has_many_addresses_is_one(client: Client, certificate: Certificate) -> None:
    for host in range(limits.ADDRESS[0]):
        client.defaults["REMOTE_ADDR"] = f"2001:db8:0:1::{host:x}"
        assert by_code(client, certificate.number, "0000").status_code == 200
    client.defaults["REMOTE_ADDR"] = "2001:db8:0:1:ffff::1"
    assert by_code(client, certificate.number, "0000").status_code == 429
    client.defaults["REMOTE_ADDR"] = "2001:db8:0:2::1"
    assert by_code(client, certificate.number, "0000").status_code == 200


def test_a_number_is_guarded_from_wherever_it_is_asked(client: Client, certificate: Certificate) -> None:
    most, _window = limits.NUMBER
    for place in range(most):
        client.defaults["REMOTE_ADDR"] = f"192.0.2.{place}"
        by_person(client, certificate.number, "韦示例", f"{place:04}")
    client.defaults["REMOTE_ADDR"] = "192.0.2.99"

    assert by_person(client, certificate.number, "韦示例", makers.identity_number(1)[-4:]).status_code == 429
    assert "有效" in said(by_code(client, certificate.number, code_of(certificate.number))), (
        "nobody can lock the code out"
    )


def test_all_together_are_limited_too(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "EVERYBODY", (3, timedelta(minutes=1)))
    for place in range(3):
        verification.by_code(number=certificate.number, code="x", address=f"192.0.2.{place}", now=clock.now())

    with pytest.raises(TooOftenError):
        verification.by_code(number=certificate.number, code="x", address="192.0.2.9", now=clock.now())


def test_who_tried_is_kept_as_a_hash_and_not_for_long(client: Client, certificate: Certificate) -> None:
    client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    by_person(client, certificate.number, "韦示例", "0000")
    kept = str(list(Tries.objects.values()))
    assert "192.0.2.7" not in kept
    assert certificate.number not in kept

    with clock.moved(clock.offset() + timedelta(hours=3)):
        by_code(client, certificate.number, "0000")
        assert Tries.objects.count() == 2


def test_guesses_find_nothing_and_leave_nothing(
    client: Client,
    certificate: Certificate,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "EVERYBODY", (10**9, timedelta(minutes=1)))
    monkeypatch.setattr(limits, "ADDRESS", (10**9, timedelta(minutes=1)))
    secret = (code_of(certificate.number), numbers.normalise_code(code_of(certificate.number)), "韦示例")
    with caplog.at_level(logging.DEBUG):
        pages = {
            said(by_code(client, numbers.compose("title", 2026, "0001", serial), f"{serial:016}"))
            for serial in range(1, GUESSES + 1)
        }
        post(client, way="person", number=certificate.number, name="韦示例", tail="9999")

    assert len(pages) == 1
    assert "韦" not in pages.pop().replace("韦示例（", "")
    logged = "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("django.db")
    )
    for word in (*secret, certificate.number):
        assert word not in logged


def test_the_code_is_in_no_address(certificate: Certificate, authority: IssuingAuthority) -> None:
    from guantong.certificates.face import Face
    from guantong.portal.certificates.producing import qr_text

    text = qr_text(Face.from_mapping(certificate.face), code_of(certificate.number))

    path, _hash, fragment = text.partition("#")
    assert path.endswith("/verify/")
    assert fragment == f"{certificate.number}.{numbers.normalise_code(code_of(certificate.number))}"


@pytest.mark.parametrize(
    ("name", "shown"), [("韦示例", "韦**"), ("韦示", "韦*"), ("古丽·阿依努尔", "古**"), ("𠮷示例", "𠮷**")]
)
def test_names_are_masked(name: str, shown: str) -> None:
    assert masked_name(name) == shown


def test_names_are_compared_as_people_type_them() -> None:
    assert name_as_compared("古丽·阿依") == name_as_compared("古丽•阿依") == name_as_compared(" 古丽・ 阿依 ")
