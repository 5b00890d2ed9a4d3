"""Claims looked into one by one: the proof beside the entry, the way to the next, and two clerks at once."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guantong.portal import clock
from guantong.portal.accounts.models import Role, User
from guantong.portal.audit.models import AuditEvent
from guantong.portal.files.services import file_upload
from guantong.portal.people import models, services, testifying
from guantong.portal.people.kinds import KINDS
from tests.portal.accounts.signing import account, granted, sign_in
from tests.portal.files import samples
from tests.portal.people.employers import employer

if TYPE_CHECKING:
    from pytest_django.fixtures import DjangoAssertNumQueries

    from guantong.portal.people.models import Entry, Person

pytestmark = pytest.mark.django_db
TRUE = {"verification": "verified", "row_version": "1"}


@pytest.fixture
def worker() -> User:
    return account("wei")


@pytest.fixture
def person(worker: User) -> Person:
    """Somebody with a job, two titles and a wish."""
    found = services.person_create(actor=worker, user=worker, name="韦示例", now=clock.now())
    add(found, "employment", employer=employer().name, share=True, **{"from": "2012-07-01"})
    for year in ("2018", "2021"):
        add(found, "titles", series="engineering", level="assistant", obtained_on=f"{year}-12-20")
    add(found, "targets", direction="title_review", series="engineering", level="intermediate")
    return found


def add(person: Person, key: str, files: Any = (), **values: Any) -> Entry:
    return services.entry_add(
        actor=person.user, person=person, kind=KINDS[key], values=values, files=files, now=clock.now()
    ).entry


def clerk_at(name: str = "") -> tuple[Client, User]:
    user = granted(Role.EMPLOYER_CLERK, scope_id=employer().id)
    User.objects.filter(pk=user.pk).update(display_name=name or "陆示例")
    client = Client()
    sign_in(client, user)
    return client, user


def job_of(person: Person) -> models.EmploymentPeriod:
    return models.EmploymentPeriod.objects.get(person=person)


def address(entry: Entry, kind: str) -> str:
    return f"/people/of/{entry.person_id}/{kind}/{entry.id}/"


def test_the_queue_leads_from_claim_to_claim_and_says_how_many_are_left(person: Person) -> None:
    client, _ = clerk_at()
    first, second, third = (
        address(job_of(person), "employment"),
        *(address(title, "titles") for title in models.TitleHeld.objects.order_by("position")),
    )

    page = client.get("/people/verify/", follow=True)
    assert page.redirect_chain == [(first, 302)]
    assert "第 1 条，共 3 条；此人还有 3 条待核实，全单位还有 3 条" in page.content.decode()
    assert f'rel="next" href="{second}"' in page.content.decode()
    assert 'rel="prev"' not in page.content.decode()

    assert client.post(first, TRUE)["Location"] == second
    assert client.post(third, TRUE)["Location"] == second
    assert client.get(f"/people/of/{person.id}/verify/")["Location"] == second
    done = client.post(second, TRUE, follow=True)
    assert done.redirect_chain[-1] == ("/people/employed/", 302)
    assert "没有待核实的内容了" in done.content.decode()


def test_the_queue_goes_on_to_the_next_person(person: Person) -> None:
    other = services.person_create(actor=None, user=None, name="陆示例", now=clock.now())
    add(other, "employment", employer=employer().name, share=True, **{"from": "2015-01-01"})
    client, _ = clerk_at()
    models.TitleHeld.objects.all().delete()

    page = client.post(address(job_of(other), "employment"), TRUE, follow=True)

    assert page.redirect_chain[-1] == (address(job_of(person), "employment"), 302)


def test_pictures_stand_beside_the_entry_and_documents_are_for_downloading(
    person: Person, worker: User
) -> None:
    kept = [
        file_upload(actor=worker, upload=samples.upload(content, name), now=clock.now())
        for content, name in ((samples.picture(), "证书.jpg"), (samples.document(pages=3), "合同.pdf"))
    ]
    entry = add(
        person, "titles", [file.id for file in kept], series="engineering", level="assistant", obtained_on="2015-12-20"
    )  # fmt: skip
    client, clerk = clerk_at()

    page = client.get(address(entry, "titles")).content.decode()
    assert f'src="/people/files/{kept[0].id}/picture/"' in page
    assert f'src="/people/files/{kept[1].id}/' not in page
    assert "PDF 文件，3 页" in page

    shown = client.get(f"/people/files/{kept[0].id}/picture/")
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert shown["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert shown["Cache-Control"] == "private, no-store"
    assert client.get(f"/people/files/{kept[1].id}/picture/").status_code == 404
    assert (
        AuditEvent.objects.filter(event="personal_data.read", actor=clerk, subject_id=str(kept[0].id)).count()
        == 1
    )


def test_a_picture_is_not_for_strangers(person: Person, worker: User) -> None:
    kept = file_upload(actor=worker, upload=samples.upload(samples.picture()), now=clock.now())
    add(person, "titles", [kept.id], series="engineering", level="assistant", obtained_on="2015-12-20")
    stranger, elsewhere = Client(), Client()
    sign_in(stranger, account("other"))
    sign_in(elsewhere, granted(Role.EMPLOYER_CLERK))

    for client in (stranger, elsewhere):
        assert client.get(f"/people/files/{kept.id}/picture/").status_code == 404


def test_a_doubt_needs_its_reason_and_keeps_what_was_chosen(person: Person) -> None:
    client, _ = clerk_at()

    answer = client.post(
        address(job_of(person), "employment"), {"verification": "doubted", "row_version": "1"}
    )

    assert answer.status_code == 422
    assert "请写明存疑或者无法核实的原因" in answer.content.decode()
    assert answer.context["form"]["verification"].value() == "doubted"
    assert job_of(person).verification == "unverified"


def test_the_second_of_two_clerks_is_told_and_loses_nothing(person: Person) -> None:
    (one, _), (two, _) = clerk_at("陆示例"), clerk_at("覃示例")
    there = address(job_of(person), "employment")
    one.post(there, TRUE)

    late = {"verification": "doubted", "note": "合同上是 2013 年", "row_version": "1"}
    answer = two.post(there, late)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "陆示例 刚刚" in page
    assert "已经把这一条核实为“真实”" in page
    assert "合同上是 2013 年" in page
    assert job_of(person).verification == "verified"
    assert 'name="row_version" value="2"' in page

    two.post(there, late | {"row_version": "2"})
    assert (job_of(person).verification, job_of(person).verification_note) == ("doubted", "合同上是 2013 年")


def test_an_entry_that_the_person_changed_meanwhile_is_looked_at_again(person: Person) -> None:
    client, _ = clerk_at()
    job = job_of(person)
    values = {"employer": employer().name, "from": "2013-03-01", "share": True}
    services.entry_change(actor=person.user, entry=job, values=values, row_version=1, now=clock.now())

    page = client.post(address(job, "employment"), TRUE).content.decode()

    assert "本人刚刚修改了这一条" in page
    assert "2013年3月1日" in page
    assert job_of(person).verification == "unverified"


def test_keys_can_be_switched_off_and_on(person: Person) -> None:
    client, _ = clerk_at()
    there = address(job_of(person), "employment")
    assert 'data-keys="on"' in client.get(there).content.decode()

    page = client.post(there, {"keys": "off"}, follow=True).content.decode()
    assert 'data-keys="off"' in page
    assert "<kbd>" not in page
    assert job_of(person).verification == "unverified"

    assert 'data-keys="on"' in client.post(there, {"keys": "on"}, follow=True).content.decode()


def test_what_is_no_claim_has_no_page(person: Person, worker: User) -> None:
    client, clerk = clerk_at()
    goal = models.Goal.objects.get()
    theirs = testifying.employer_entry_add(
        actor=clerk,
        employer=employer(),
        person=person,
        kind=KINDS["appraisals"],
        values={"year": "2025", "grade": "excellent"},
        now=clock.now(),
    ).entry

    assert client.get(address(goal, "targets")).status_code == 404
    assert client.get(address(theirs, "appraisals")).status_code == 404


def test_nobody_verifies_themselves(person: Person, worker: User) -> None:
    granted(Role.EMPLOYER_CLERK, scope_id=employer().id, user=worker)
    client = Client()
    sign_in(client, worker)

    assert client.get(address(job_of(person), "employment")).status_code == 404
    assert client.get("/people/verify/")["Location"] == "/people/employed/"


def test_a_claim_takes_few_queries_however_many_there_are(
    person: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(60):
        add(person, "achievements", kind="technical_report", title=f"第 {number} 号报告 䶮𬭎𠮷")
    client, _ = clerk_at()
    client.get("/people/employed/")

    with django_assert_max_num_queries(40):
        client.get(address(job_of(person), "employment"))


def test_the_people_come_fifty_a_page_and_a_claim_reads_none_of_them(
    person: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    there = employer()
    made = models.Person.objects.bulk_create(models.Person(name=f"示例{number:03}") for number in range(120))
    models.EmploymentPeriod.objects.bulk_create(
        models.EmploymentPeriod(person=one, organisation=there, employer=there.name) for one in made
    )
    client, _ = clerk_at()

    with CaptureQueriesContext(connection) as asked:
        shown = client.get(address(job_of(person), "employment"))
    assert (shown.context["left"], shown.context["left_all"]) == (3, 123)
    assert not [query for query in asked if str(made[0].pk).replace("-", "") in query["sql"].replace("-", "")]

    names = []
    for number in (1, 2, 3):
        with django_assert_max_num_queries(40):
            page = client.get("/people/employed/", {"page": number})
        names.append([row.person.name for row in page.context["people"]])
    assert [len(some) for some in names] == [50, 50, 21]
    assert sorted(chain.from_iterable(names)) == sorted([*(one.name for one in made), person.name])
    assert "第 3 页，共 3 页" in page.content.decode()
    assert "还有 123 条" in page.content.decode()
    assert page.context["people"][0].left == 1
