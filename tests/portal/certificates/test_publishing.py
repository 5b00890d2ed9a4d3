"""What is published is signed by the key that signs today, and by no key that is trusted no more."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse

from guantong.certificates.signing.keys import KeyRing
from guantong.certificates.signing.test_keys import add_test_keys
from guantong.portal import clock
from guantong.portal.certificates.numbering import certificates_folder

from . import makers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from guantong.portal.certificates.models import IssuingAuthority

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def ring() -> KeyRing:
    """A ring of its own, since its keys end."""
    folder = certificates_folder() / "keys" / f"test-{uuid4().hex}"
    return add_test_keys(KeyRing.open(folder, demonstration=True), at=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture
def of(db: None, ring: KeyRing) -> IssuingAuthority:
    of = makers.authority(ring=ring.folder.name)
    makers.issued(of)
    return of


def told(client: Client, of: IssuingAuthority) -> tuple[int, int, str]:
    """How the list of revocations and the register are answered, and by which key the list is signed."""
    where = {"kind": of.kind, "unit": of.unit}
    status = client.get(reverse("verify_status", kwargs=where | {"purpose": "revocation", "number": 0}))
    register = client.get(reverse("verify_register", kwargs=where))
    if status.status_code != 200:
        return status.status_code, register.status_code, ""
    method: str = json.loads(status.content)["proof"]["verificationMethod"]
    return status.status_code, register.status_code, method.rpartition("#")[2]


def test_a_list_that_a_distrusted_key_signed_is_not_given_out(
    client: Client, of: IssuingAuthority, ring: KeyRing
) -> None:
    assert told(client, of) == (200, 200, "test-credential-1")

    ring = ring.with_end("test-credential-1", clock.now(), "泄露（测试）", distrusted=True)
    ring.save()
    assert told(client, of) == (503, 503, ""), "nothing signs, and the old is not given out"

    add_test_keys(ring, at=clock.now() - timedelta(minutes=1))
    assert told(client, of) == (200, 200, "test-credential-2")


def test_what_a_retired_key_signed_is_signed_anew_by_the_next(
    client: Client, of: IssuingAuthority, ring: KeyRing
) -> None:
    first = client.get(reverse("verify_register", kwargs={"kind": of.kind, "unit": of.unit})).content
    assert told(client, of) == (200, 200, "test-credential-1")

    add_test_keys(ring, at=clock.now() - timedelta(minutes=1))

    assert told(client, of) == (200, 200, "test-credential-2")
    again = client.get(reverse("verify_register", kwargs={"kind": of.kind, "unit": of.unit})).content
    assert again != first
