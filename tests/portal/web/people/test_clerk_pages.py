"""An employer's clerk reads and verifies; the person sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from guantong.portal import clock
from guantong.portal.accounts.models import Role, User
from guantong.portal.people import models, services
from guantong.portal.people.kinds import KINDS
from tests.portal.accounts.signing import account, granted, sign_in
from tests.portal.people.employers import employer

if TYPE_CHECKING:
    from guantong.portal.people.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> User:
    return account("wei")


@pytest.fixture
def job(worker: User) -> Entry:
    person = services.person_create(actor=worker, user=worker, name="韦示例", now=clock.now())
    values = {"employer": employer().name, "from": "2012-07-01", "share": True}
    return services.entry_add(
        actor=worker, person=person, kind=KINDS["employment"], values=values, now=clock.now()
    ).entry


@pytest.fixture
def desk(job: Entry) -> Client:
    client = Client()
    sign_in(client, granted(Role.EMPLOYER_CLERK, scope_id=job.organisation_id))  # type: ignore[attr-defined]
    return client


def test_the_clerk_finds_verifies_and_the_person_sees_both(desk: Client, job: Entry, worker: User) -> None:
    page = desk.get("/people/employed/").content.decode()
    assert f"/people/of/{job.person_id}/" in page
    assert "韦示例" in desk.get(f"/people/of/{job.person_id}/").content.decode()

    answer = desk.post(
        f"/people/of/{job.person_id}/employment/{job.id}/", {"verification": "verified", "row_version": "1"}
    )

    assert answer.status_code == 302
    client = Client()
    sign_in(client, worker)
    own = client.get("/people/").content.decode()
    assert "单位核实" in own
    assert "真实" in own
    assert "整份档案" in client.get("/people/viewers/").content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {"verification": "splendid", "row_version": "1"},
        {"verification": "doubted", "row_version": "1"},
        {"verification": "verified", "row_version": "7"},
        {},
    ],
)
def test_what_is_no_verification_changes_nothing(desk: Client, job: Entry, sent: dict[str, str]) -> None:
    answer = desk.post(f"/people/of/{job.person_id}/employment/{job.id}/", sent)

    assert answer.status_code == 422
    job.refresh_from_db()
    assert job.verification == models.Verification.UNVERIFIED


def test_a_record_of_another_employer_is_no_page(job: Entry) -> None:
    client = Client()
    sign_in(client, granted(Role.EMPLOYER_CLERK))

    assert client.get(f"/people/of/{job.person_id}/").status_code == 404
    assert str(job.person_id) not in client.get("/people/employed/").content.decode()


def test_an_approver_reads_and_finds_no_button(job: Entry) -> None:
    client = Client()
    sign_in(client, granted(Role.EMPLOYER_APPROVER, scope_id=job.organisation_id))  # type: ignore[attr-defined]

    page = client.get(f"/people/of/{job.person_id}/").content.decode()
    assert "韦示例" in page
    assert "/write/" not in page
    assert f"/people/of/{job.person_id}/employment/{job.id}/" not in page
    address = f"/people/of/{job.person_id}/employment/{job.id}/"
    assert client.get(address).status_code == 403
    assert client.post(address, {"verification": "verified", "row_version": "1"}).status_code == 403
