"""What outsiders fetch: it verifies with the library alone, and tells nothing of anybody."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from guantong.certificates.credential.examine import examine
from guantong.certificates.credential.status_list import status
from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.certificates.changes import change_decide
from guantong.portal.certificates.issuers import issuers
from guantong.portal.certificates.models import CertificateFile
from guantong.portal.certificates.storing import read

from ...certificates import makers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.test import Client

    from guantong.portal.certificates.models import Certificate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(now: datetime) -> Iterator[None]:
    with clock.at(now):
        yield


def fetched(client: Client, address: str) -> bytes | None:
    path = "/verify/" + address.partition("/verify/")[2]
    answer = client.get(path)
    return answer.content if answer.status_code == 200 else None


def standing(client: Client, certificate: Certificate) -> str:
    content = read(CertificateFile.objects.get(certificate=certificate, form="credential").storage_key)
    found = examine(content, issuers())
    assert found.credential is not None
    return status(found.credential, issuers(), lambda address: fetched(client, address), clock.now()).standing


def test_a_credential_leads_to_its_state(client: Client) -> None:
    certificate = makers.issued(makers.authority(), signed=True)
    assert standing(client, certificate) == "valid"

    change = makers.proposed(certificate, "revoke", makers.officer(Role.OFFICE_LEADER, certificate.authority))
    decider = makers.officer(Role.APPROVING_AUTHORITY, certificate.authority)
    change_decide(actor=decider, change=change, agree=True, note="", now=clock.now())

    assert standing(client, certificate) == "revoked"


def test_there_is_no_list_beyond_the_last_certificate(client: Client) -> None:
    of = makers.issued(makers.authority()).authority
    for purpose, number in (("revocation", 1), ("other", 0)):
        there = {"kind": of.kind, "unit": of.unit, "purpose": purpose, "number": number}
        assert client.get(reverse("verify_status", kwargs=there)).status_code == 404


def test_a_list_that_cannot_be_had_is_not_valid(client: Client) -> None:
    certificate = makers.issued(makers.authority(), signed=True)
    content = read(CertificateFile.objects.get(certificate=certificate, form="credential").storage_key)
    found = examine(content, issuers())
    assert found.credential is not None

    assert status(found.credential, issuers(), lambda _address: None, clock.now()).standing == "unknown"


def test_the_register_holds_digests_and_nothing_of_anybody(client: Client) -> None:
    from joserfc import jws
    from joserfc.jwk import KeySet

    certificate = makers.issued(makers.authority())
    there = {"kind": "title", "unit": "0001"}
    keys = KeySet.import_key_set(json.loads(client.get(reverse("verify_keys", kwargs=there)).content))
    token = client.get(reverse("verify_register", kwargs=there)).content.decode()

    told = json.loads(jws.deserialize_compact(token, keys, algorithms=["Ed25519", "EdDSA", "ES256"]).payload)

    (row,) = told["certificates"]
    assert (row["number"], row["state"]) == (certificate.number, "issued")
    assert row["files"] == [CertificateFile.objects.get().sha256]
    for personal in ("韦示例", certificate.face["identity_masked"], "1988"):
        assert personal not in json.dumps(told, ensure_ascii=False)


def test_an_authority_without_keys_publishes_nothing(client: Client) -> None:
    of = makers.authority(ring="")

    assert client.get(reverse("verify_did", kwargs={"kind": of.kind, "unit": of.unit})).status_code == 404


def test_a_ring_that_is_damaged_says_so_and_nothing_false(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    of = makers.authority(ring="elsewhere")

    answer = client.get(
        reverse(
            "verify_status", kwargs={"kind": of.kind, "unit": of.unit, "purpose": "revocation", "number": 0}
        )
    )

    assert answer.status_code == 503
    assert "nothing can be published" in caplog.text
