"""Pages on which an employer writes, the person disputes, and the employer mends."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from guantong.portal import clock
from guantong.portal.accounts.models import Role, User
from guantong.portal.audit.models import AuditEvent
from guantong.portal.people import models, services
from guantong.portal.people.kinds import KINDS
from tests.portal.accounts.signing import account, granted, sign_in
from tests.portal.people.employers import employer

if TYPE_CHECKING:
    from pytest_django.fixtures import DjangoAssertNumQueries

    from guantong.portal.people.models import Person

pytestmark = pytest.mark.django_db
LONG_NAME = "名" * 10_000


@pytest.fixture
def worker() -> User:
    return account("wei")


@pytest.fixture
def person(worker: User) -> Person:
    found = services.person_create(actor=worker, user=worker, name="韦示例", now=clock.now())
    values = {"employer": employer().name, "from": "2012-07-01", "share": True}
    services.entry_add(actor=worker, person=found, kind=KINDS["employment"], values=values, now=clock.now())
    return found


@pytest.fixture
def own(worker: User) -> Client:
    client = Client()
    sign_in(client, worker)
    return client


@pytest.fixture
def desk(person: Person) -> Client:
    client = Client()
    sign_in(client, granted(Role.EMPLOYER_CLERK, scope_id=employer().id))
    return client


def course(desk: Client, person: Person, **more: str) -> models.ContinuingEducation:
    sent = {"year": "2025", "content": "数控编程", "hours": "72"} | more
    answer = desk.post(f"/people/of/{person.id}/continuing_education/write/", sent)
    assert answer.status_code == 302
    return models.ContinuingEducation.objects.get()


def test_written_disputed_mended_and_each_sees_the_other(desk: Client, own: Client, person: Person) -> None:
    entry = course(desk, person)
    page = own.get("/people/").content.decode()
    assert "单位填写" in page
    assert f"{employer().name} 填写，经办 韦示例" in page
    assert f"/people/continuing_education/{entry.id}/remove/" not in page

    reason = "只有 48 学时 <b>"
    there = f"/people/continuing_education/{entry.id}/dispute/"
    assert "Say that it is not so" in own.get(there, headers={"accept-language": "en"}).content.decode()
    assert own.post(there, {"reason": reason, "row_version": "1"}).status_code == 302
    for client, shown in ((own, "/people/"), (desk, f"/people/of/{person.id}/")):
        assert "只有 48 学时 &lt;b&gt;" in client.get(shown).content.decode()
    assert "1 条与实际不符" in desk.get("/people/employed/").content.decode()

    form = f"/people/of/{person.id}/continuing_education/{entry.id}/write/"
    assert "只有 48 学时" in desk.get(form).content.decode()
    sent = {"year": "2025", "content": "数控编程", "hours": "48", "row_version": "2"}
    assert desk.post(form, sent).status_code == 302
    assert "只有 48 学时" not in own.get("/people/").content.decode()

    desk.post(f"/people/of/{person.id}/continuing_education/{entry.id}/withdraw/", {"row_version": "3"})
    assert not models.ContinuingEducation.objects.exists()


def test_what_an_employer_does_not_choose_is_no_field(desk: Client, person: Person) -> None:
    work = desk.get(f"/people/of/{person.id}/employment/write/").content.decode()
    honour = desk.get(f"/people/of/{person.id}/honours/write/").content.decode()

    assert 'name="employer"' not in work
    assert 'name="share"' not in work
    assert employer().name in work
    assert 'name="honour"' not in honour
    assert desk.get(f"/people/of/{person.id}/titles/write/").status_code == 404


def test_every_mistake_is_told_and_the_text_stays(desk: Client, person: Person) -> None:
    answer = desk.post(
        f"/people/of/{person.id}/employment/write/", {"from": "昨天", "post": LONG_NAME, "occupation": "车工"}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "200" in answer.context["form"].errors["post"][0]
    assert "from" in answer.context["form"].errors
    assert LONG_NAME in page


def test_an_older_version_is_refused_and_both_are_shown(desk: Client, own: Client, person: Person) -> None:
    entry = course(desk, person)
    own.post(
        f"/people/continuing_education/{entry.id}/dispute/", {"reason": "只有 48 学时", "row_version": "1"}
    )

    answer = desk.post(
        f"/people/of/{person.id}/continuing_education/{entry.id}/write/",
        {"year": "2025", "content": "我写的内容", "row_version": "1"},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "我写的内容" in page
    assert "只有 48 学时" in page
    entry.refresh_from_db()
    assert entry.content == "数控编程"


def test_a_dispute_without_a_reason_or_too_late_keeps_the_text(
    desk: Client, own: Client, person: Person
) -> None:
    entry = course(desk, person)
    there = f"/people/continuing_education/{entry.id}/dispute/"

    assert "请写明哪里不符" in own.post(there, {"reason": " ", "row_version": "1"}).content.decode()
    desk.post(
        f"/people/of/{person.id}/continuing_education/{entry.id}/write/",
        {"year": "2025", "content": "数控编程", "hours": "60", "row_version": "1"},
    )
    late = own.post(there, {"reason": "只有 48 学时", "row_version": "1"})

    assert late.status_code == 422
    assert "只有 48 学时" in late.content.decode()
    assert "60" in late.content.decode()
    assert own.post(there, {"reason": "只有 48 学时", "row_version": "2"}).status_code == 302
    assert own.post(there, {"withdraw": "yes", "row_version": "3"}).status_code == 302
    entry.refresh_from_db()
    assert entry.disputed_at is None


def test_the_person_has_no_form_for_what_the_employer_wrote(
    desk: Client, own: Client, person: Person
) -> None:
    entry = course(desk, person)
    job = models.EmploymentPeriod.objects.get()

    assert own.get(f"/people/continuing_education/{entry.id}/").status_code == 404
    assert (
        own.post(f"/people/continuing_education/{entry.id}/remove/", {"row_version": "1"}).status_code == 404
    )
    assert own.get(f"/people/employment/{job.id}/dispute/").status_code == 404
    assert desk.get(f"/people/of/{person.id}/employment/{job.id}/write/").status_code == 404


def test_who_writes_for_two_employers_says_for_which(desk: Client, person: Person) -> None:
    elsewhere = employer("别的单位（测试）", "91450200MA5K0DEM2R")
    values = {"employer": elsewhere.name, "from": "2020-01-01", "share": True}
    services.entry_add(
        actor=person.user, person=person, kind=KINDS["employment"], values=values, now=clock.now()
    )
    both = granted(Role.EMPLOYER_CLERK, scope_id=employer().id)
    granted(Role.EMPLOYER_CLERK, scope_id=elsewhere.id, user=both)
    client = Client()
    sign_in(client, both)

    assert 'name="stated_by"' in client.get(f"/people/of/{person.id}/appraisals/write/").content.decode()
    sent = {"year": "2025", "grade": "excellent", "stated_by": str(elsewhere.id)}
    client.post(f"/people/of/{person.id}/appraisals/write/", sent)
    assert models.AppraisalYear.objects.get().stated_by == elsewhere


def test_a_record_of_sixty_rows_is_one_page_of_few_queries(
    desk: Client, own: Client, person: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    course(desk, person)
    for number in range(60):
        values = {"kind": "technical_report", "title": f"第 {number} 号报告 䶮𬭎𠮷"}
        services.entry_add(
            actor=person.user, person=person, kind=KINDS["achievements"], values=values, now=clock.now()
        )
    for client, shown in ((own, "/people/"), (desk, f"/people/of/{person.id}/")):
        client.get(shown)
        with django_assert_max_num_queries(50):
            page = client.get(shown).content.decode()
        assert page.count("䶮𬭎𠮷") >= 60


def test_a_former_employer_finds_what_was_disputed_and_withdraws_it(
    desk: Client, own: Client, person: Person
) -> None:
    entry = course(desk, person)
    own.post(
        f"/people/continuing_education/{entry.id}/dispute/", {"reason": "只有 48 学时", "row_version": "1"}
    )
    models.EmploymentPeriod.objects.update(end=clock.today() - timedelta(days=1))
    there = f"/people/of/{person.id}/continuing_education/{entry.id}"

    assert f"{there}/withdraw/" in desk.get("/people/employed/").content.decode()
    assert desk.get(f"/people/of/{person.id}/").status_code == 404
    assert desk.get(f"{there}/write/").status_code == 404
    assert "只有 48 学时" in desk.get(f"{there}/withdraw/").content.decode()
    assert AuditEvent.objects.filter(event="personal_data.read", detail__what="entry").count() == 1
    answer = desk.post(f"{there}/withdraw/", {"row_version": "2"})

    assert answer["Location"] == "/people/employed/"
    assert not models.ContinuingEducation.objects.exists()
    assert "与实际不符" not in desk.get("/people/employed/").content.decode()


def test_what_nobody_disputes_stays_out_of_reach_of_a_former_employer(desk: Client, person: Person) -> None:
    entry = course(desk, person)
    models.EmploymentPeriod.objects.update(end=clock.today() - timedelta(days=1))

    there = f"/people/of/{person.id}/continuing_education/{entry.id}/withdraw/"
    assert desk.get(there).status_code == 404
    assert desk.post(there, {"row_version": "1"}).status_code == 404
