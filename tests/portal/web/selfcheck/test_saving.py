"""A code to come back with, and a button to delete what it stands for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from guantong.portal import clock
from guantong.portal.accounts.models import User
from guantong.portal.people.selectors import case_document, person_of
from guantong.portal.selfcheck.models import SavedCheck
from guantong.portal.selfcheck.selectors import KEY

if TYPE_CHECKING:
    from guantong.portal.selfcheck.sheet import Sheet

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_has_tried() -> None:
    from django.core.cache import cache

    cache.clear()


def code_on(client: Client) -> str:
    """The code that the page shows."""
    found = re.search(r"[2-9A-Z]{5}-[2-9A-Z]{5}", client.get("/check/saved/").content.decode())
    assert found is not None
    return found[0]


def test_a_code_opens_the_answers_in_another_browser(client: Client, welder: Sheet) -> None:
    client.post("/check/saved/")
    code = code_on(client)
    other = Client()

    answer = other.post("/check/resume/", {"code": code.lower().replace("-", " ")})

    assert answer.headers["Location"] == "/check/result/"
    assert other.session[KEY] == welder.plain()


def test_saving_twice_keeps_one_and_the_same_code(client: Client, welder: Sheet) -> None:
    client.post("/check/saved/")
    first = code_on(client)
    client.post("/check/saved/")

    assert code_on(client) == first
    assert SavedCheck.objects.count() == 1


def test_what_was_resumed_is_saved_under_the_old_code(client: Client, welder: Sheet) -> None:
    client.post("/check/saved/")
    code = code_on(client)
    other = Client()
    other.post("/check/resume/", {"code": code})
    other.post("/check/q/honours/", {"unsure": "yes"})

    other.post("/check/saved/")

    assert SavedCheck.objects.count() == 1
    assert "原来的保存码" in other.get("/check/saved/").content.decode()
    third = Client()
    third.post("/check/resume/", {"code": code})
    assert "honours" not in third.session[KEY]["document"]


def test_deleting_ends_the_code_and_keeps_the_page(client: Client, welder: Sheet) -> None:
    client.post("/check/saved/")
    code = code_on(client)

    assert client.post("/check/saved/delete/").headers["Location"] == "/check/result/"

    assert not SavedCheck.objects.exists()
    assert "没有找到" in Client().post("/check/resume/", {"code": code}).content.decode()
    assert client.post("/check/saved/delete/").status_code == 302


@pytest.mark.parametrize("code", ["", "ABCDE", "x" * 100_000, "\x00", "<script>", "\u202eABCDEFGHJK"])
def test_what_is_no_code_stays_on_the_page(client: Client, code: str) -> None:
    answer = client.post("/check/resume/", {"code": code})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "保存码是 10 位数字和字母" in page
    assert "<script>" not in page.replace("<script ", "")


def test_clearing_the_browser_leaves_nothing_in_it(client: Client, welder: Sheet) -> None:
    client.post("/check/saved/")

    client.post("/check/over/")

    assert not [key for key in client.session.keys() if key.startswith("selfcheck")]  # noqa: SIM118
    assert SavedCheck.objects.count() == 1


def test_looking_at_pages_saves_nothing(client: Client, welder: Sheet) -> None:
    client.get("/check/result/")
    client.get("/check/saved/")

    assert not SavedCheck.objects.exists()


def test_a_record_begins_with_the_answers(client: Client, welder: Sheet) -> None:
    assert client.get("/check/record/").headers["Location"].startswith("/account/login/")
    user = User.objects.create_user(username="lvgonghao", password="liuzhou-dg-2026")  # noqa: S106
    answers = client.session[KEY]
    client.force_login(user)
    session = client.session
    session[KEY] = answers
    session.save()

    assert "焊工" in client.get("/check/record/").content.decode()
    assert person_of(user) is None, "looking changes nothing"
    assert client.post("/check/record/").headers["Location"] == "/people/"

    person = person_of(user)
    assert person is not None
    document = case_document(person, as_of=clock.today())
    (certificate,) = document["certificates"]
    assert certificate["occupation"] == "6-18-02-04"
    assert certificate["level"] == "senior_worker"
    assert document["appraisals"]
    assert client.post("/check/record/").status_code == 302, "sending it twice changes nothing"
    assert case_document(person, as_of=clock.today()) == document
