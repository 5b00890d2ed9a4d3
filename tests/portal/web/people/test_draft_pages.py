"""Drafts in the form of a row: kept while typing, shown with a clear mark, dropped by a button or by saving."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from guantong.portal import clock
from guantong.portal.people import models, services
from guantong.portal.people.kinds import KINDS
from tests.portal.accounts.signing import account, sign_in
from tests.portal.web.account.test_kept import end_of_session, offered

if TYPE_CHECKING:
    from guantong.portal.accounts.models import User
    from guantong.portal.people.models import Person

pytestmark = pytest.mark.django_db
ADD = "/people/employment/add/"
MARK = "草稿，尚未保存"
SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def worker() -> User:
    return account("wei")


@pytest.fixture
def person(worker: User) -> Person:
    return services.person_create(actor=worker, user=worker, name="韦示例", now=clock.now())


@pytest.fixture
def own(worker: User, person: Person) -> Client:
    client = Client(headers=SCRIPT)
    sign_in(client, worker)
    return client


def new_id(client: Client) -> str:
    return str(client.get(ADD).context["form"]["entry_id"].value())


def test_what_is_typed_is_kept_restored_marked_and_dropped(own: Client) -> None:
    typed = {
        "entry_id": new_id(own),
        "employer": "龚䶮𬭎𠮷厂",
        "from": "昨天",
        "exam_fields": ["accounting", "statistics"],
        "share": "on",
        "draft": "keep",
    }

    told = own.post(ADD, typed)
    assert told.status_code == 200
    assert "已存为草稿" in told.content.decode()
    assert not models.EmploymentPeriod.objects.exists()

    page = own.get(ADD)
    form = page.context["form"]
    assert MARK in page.content.decode()
    assert form["employer"].value() == "龚䶮𬭎𠮷厂"
    assert form["from"].value() == "昨天"
    assert form["exam_fields"].value() == ["accounting", "statistics"]
    assert form["share"].value() == "on"
    assert str(form["entry_id"].value()) == typed["entry_id"]
    assert not form.errors
    assert "继续填写草稿" in own.get("/people/").content.decode()

    own.post(ADD, {"draft": "drop"})
    page = own.get(ADD)
    assert MARK not in page.content.decode()
    assert page.context["form"]["employer"].value() is None


def test_saving_ends_the_draft_and_a_late_one_is_told(own: Client) -> None:
    typed = {"entry_id": new_id(own), "employer": "一厂", "from": "2012-07"}
    own.post(ADD, typed | {"draft": "keep"})

    assert own.post(ADD, typed).status_code == 302
    assert MARK not in own.get(ADD).content.decode()
    late = own.post(ADD, typed | {"draft": "keep"})
    assert "草稿没有再存" in late.content.decode()
    assert MARK not in own.get(ADD).content.decode()


def test_a_change_has_its_own_draft_and_its_own_version(own: Client, person: Person) -> None:
    entry = services.entry_add(
        actor=person.user,
        person=person,
        kind=KINDS["employment"],
        values={"employer": "一厂", "from": "2012-07-01"},
        now=clock.now(),
    ).entry
    change = f"/people/employment/{entry.id}/"
    own.post(change, {"employer": "二厂", "from": "2012-07-01", "row_version": "1", "draft": "keep"})

    assert MARK not in own.get(ADD).content.decode()
    page = own.get(change)
    assert MARK in page.content.decode()
    assert page.context["form"]["employer"].value() == "二厂"
    assert own.post(change, {"employer": "二厂", "from": "2012-07-01", "row_version": "1"}).status_code == 302
    assert MARK not in own.get(change).content.decode()


def test_a_draft_is_nobody_elses_and_nothing_of_the_person_form(own: Client, person: Person) -> None:
    own.post(ADD, {"employer": "一厂", "draft": "keep"})
    other = Client()
    there = account("other")
    sign_in(other, there)
    services.person_create(actor=there, user=there, name="陆示例", now=clock.now())

    assert MARK not in other.get(ADD).content.decode()
    assert "hx-post" not in own.get("/people/person/").content.decode()


def test_a_stranger_keeps_no_draft(own: Client) -> None:
    answer = Client().post(ADD, {"employer": "一厂", "draft": "keep"})

    assert answer.status_code == 302
    assert not models.EntryDraft.objects.exists()


def test_a_draft_that_comes_too_late_does_not_take_the_place_of_what_is_sent(
    own: Client, worker: User
) -> None:
    typed = {"entry_id": new_id(own), "employer": "一厂", "from": "2012-07"}
    end_of_session()

    for sent in (typed | {"draft": "keep"}, typed):
        assert own.post(ADD, sent).headers["Location"] == "/account/login/?next=%2Faccount%2Fkept%2F"
    sign_in(own, worker)
    again = offered(own.get("/account/kept/").content.decode())

    assert "draft" not in again.fields
    assert own.post(again.action, again.fields).status_code == 302
    assert models.EmploymentPeriod.objects.get().employer == "一厂"


def test_a_draft_that_comes_too_late_is_a_draft_when_it_is_sent_again(own: Client, worker: User) -> None:
    typed = {"entry_id": new_id(own), "employer": "一厂", "draft": "keep"}
    end_of_session()
    own.post(ADD, typed)
    browser = Client()
    browser.cookies = own.cookies
    sign_in(browser, worker)
    again = offered(browser.get("/account/kept/").content.decode())

    page = browser.post(again.action, again.fields, follow=True)

    assert MARK in page.content.decode()
    assert page.context["form"]["employer"].value() == "一厂"


def test_what_is_too_long_is_told_and_nothing_is_kept(own: Client) -> None:
    answer = own.post(ADD, {"entry_id": new_id(own), "employer": "x" * 70_000, "draft": "keep"})

    assert "没有存成草稿" in answer.content.decode()
    assert not models.EntryDraft.objects.exists()
