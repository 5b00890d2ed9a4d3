"""What is answered while the database is away: that the state is not known, to strangers, to those signed in, and to programs."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from guantong.portal.accounts.models import Role
from guantong.portal.certificates.numbering import code_of
from tests.portal.accounts.signing import account, granted, sign_in

from . import makers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guantong.portal.certificates.models import Certificate, IssuingAuthority

pytestmark = pytest.mark.django_db


@contextmanager
def database_away() -> Iterator[None]:
    """Every statement fails as when the server is gone."""

    def gone(*args: object) -> NoReturn:
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(gone):
        yield


@pytest.fixture
def certificate(authority: IssuingAuthority) -> Certificate:
    return makers.issued(authority)


def ways(certificate: Certificate) -> list[dict[str, Any]]:
    number, tail = certificate.number, makers.identity_number(1)[-4:]
    return [
        {"way": "code", "number": number, "code": code_of(number)},
        {"way": "person", "number": number, "name": "韦示例", "tail": tail},
        {"way": "file", "file": SimpleUploadedFile("证书.pdf", b"%PDF-1.7 x")},
        {"way": "share", "token": "x" * 32},
    ]


@pytest.mark.parametrize("who", ["a stranger", "a holder", "an officer"])
def test_the_page_says_that_it_is_not_known(certificate: Certificate, who: str) -> None:
    client = Client(raise_request_exception=False)
    if who != "a stranger":
        sign_in(client, account() if who == "a holder" else granted(Role.CERTIFICATE_OFFICER))

    for given in ways(certificate):
        with database_away():
            answer = client.post(reverse("verify_answer"), given)

        text = answer.content.decode()
        assert (answer.status_code, "状态不明" in text) == (503, True), given["way"]
        assert "目前有效" not in text
        assert certificate.number not in text
        assert answer["Cache-Control"].startswith("max-age=0")


def test_programs_are_told_that_it_is_not_known(certificate: Certificate) -> None:
    client = Client(raise_request_exception=False)
    tail = makers.identity_number(1)[-4:]
    for given in (
        {"number": certificate.number, "code": code_of(certificate.number)},
        {"number": certificate.number, "name": "韦示例", "tail": tail},
        {"file": "JVBERg=="},
    ):
        for headers in ({}, {"Authorization": "Bearer gtk_0000"}):
            with database_away():
                answer = client.post(
                    "/api/v1/certificates/verify",
                    json.dumps(given),
                    content_type="application/json",
                    headers=headers,
                )

            assert (answer.status_code, answer.json()) == (200, {"standing": "unknown"}), given
