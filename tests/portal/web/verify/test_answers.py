"""What is answered when nothing can be known, and that an answer tells no more than what was shown."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper
from django.urls import reverse

from guantong.certificates.credential.issue import with_proof
from guantong.certificates.credential.selective import selective, show
from guantong.certificates.face import Face
from guantong.portal import clock
from guantong.portal.certificates import numbering, publishing
from guantong.portal.certificates.examining import LARGEST
from guantong.portal.certificates.issuers import issuer_of, ring_of, status_place
from guantong.portal.certificates.models import Certificate, CertificateFile, IssuingAuthority
from guantong.portal.certificates.storing import read

from ...certificates import makers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from django.http import HttpResponse
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(now: datetime) -> Iterator[None]:
    with clock.at(now):
        yield


def post(client: Client, **given: object) -> HttpResponse:
    answer: HttpResponse = client.post(reverse("verify_answer"), given)  # type: ignore[assignment]
    return answer


def by_code(client: Client, certificate: Certificate) -> HttpResponse:
    return post(client, way="code", number=certificate.number, code="0000")


def upload(client: Client, content: bytes) -> str:
    return post(client, way="file", file=SimpleUploadedFile("证书.json", content)).content.decode()


def fails(*args: object, **more: object) -> None:
    raise OperationalError("no connection")


def test_without_the_database_nothing_is_known(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = makers.issued(makers.authority())
    monkeypatch.setattr(CursorWrapper, "execute", fails)

    answer = by_code(client, certificate)

    assert answer.status_code == 503
    assert "状态不明" in answer.content.decode()
    for word in ("没有相符", "目前有效"):
        assert word not in answer.content.decode()


def test_without_the_keys_of_codes_no_code_is_called_wrong(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    certificate = makers.issued(makers.authority())
    monkeypatch.setattr(numbering, "certificates_folder", lambda: tmp_path)

    answer = by_code(client, certificate)

    assert answer.status_code == 503
    assert "状态不明" in answer.content.decode()
    assert list(tmp_path.iterdir()) == []


def test_without_the_ring_of_keys_no_file_is_called_forged(client: Client) -> None:
    certificate = makers.issued(makers.authority(), signed=True)
    content = read(CertificateFile.objects.get(certificate=certificate, form="pdf").storage_key)
    IssuingAuthority.objects.update(ring="elsewhere")

    assert "状态不明" in upload(client, content)


def test_a_credential_shows_no_name_and_neither_does_its_answer(client: Client) -> None:
    """It holds a hash of the name: who has it need not know whose it is."""
    certificate = makers.issued(makers.authority(), signed=True)
    content = read(CertificateFile.objects.get(certificate=certificate, form="credential").storage_key)
    assert "韦示例" not in content.decode()

    told = upload(client, content)

    assert "目前有效" in told
    assert "韦示例" not in told
    assert "韦**" in told


def test_what_a_holder_leaves_out_is_not_told(client: Client) -> None:
    certificate = makers.issued(makers.authority())
    of, face = certificate.authority, Face.from_mapping(certificate.face)
    signer = ring_of(of).signer("credential", at=clock.now())
    place = status_place(of, certificate.status_index)
    token = selective(face, issuer_of(of), place, signer, clock.now())

    part, whole = show(token, ["number", "title"]), show(token, ["number", "name"])

    assert "目前有效" in upload(client, part.encode())
    assert "韦示例" not in upload(client, part.encode())
    assert "韦示例" in upload(client, whole.encode())


def test_words_that_our_key_signed_and_the_register_does_not_know(client: Client) -> None:
    certificate = makers.issued(makers.authority())
    other = makers.authority(name="另一机关（测试）", code="11450000DEMX00002P", unit="0003")
    face = Face.from_mapping(certificate.face)
    for of, changed in ((other, {}), (certificate.authority, {"name": "韦示范"})):
        words = Face.from_mapping({**face.as_mapping(), **changed})
        signer = ring_of(of).signer("credential", at=clock.now())
        content = with_proof(
            words, issuer_of(of), status_place(of, certificate.status_index), signer, clock.now()
        )

        told = upload(client, content)

        assert "登记簿中没有内容相同的证书" in told
        assert "目前有效" not in told


def test_a_file_that_is_too_large_says_the_size_that_is_taken(client: Client) -> None:
    assert f"超过 {LARGEST // 1024**2} MB" in upload(client, b"%PDF-" + bytes(LARGEST))


def test_the_register_is_signed_once_until_something_changes(client: Client) -> None:
    certificate = makers.issued(makers.authority())
    of = certificate.authority
    first = publishing.register_dump(of, now=clock.now())
    with clock.moved(clock.offset() + timedelta(minutes=1)):
        assert publishing.register_dump(of, now=clock.now()) == first
        certificate.state = "suspended"
        certificate.row_version += 1
        certificate.save()
        assert publishing.register_dump(of, now=clock.now()) != first
