"""The pages of the audit: what they find, whom they show what, and the file that is taken away."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from django.utils import timezone

from guantong.portal.accounts.models import Role, User
from guantong.portal.audit.linking import link
from guantong.portal.audit.models import AuditEvent
from guantong.portal.audit.selectors import readings_of
from guantong.portal.audit.services import record, record_reading
from guantong.portal.web.audit.rows import harmless
from guantong.portal.web.audit.views import PAGE
from tests.portal.accounts.signing import granted, sign_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import StreamingHttpResponse
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db
ORGANISATION = UUID(int=77)


@pytest.fixture
def entered(client: Client) -> Client:
    """A browser of a supervisor of the whole region."""
    sign_in(client, supervisor())
    AuditEvent.objects.all().delete()
    return client


def supervisor() -> User:
    user = granted(Role.SUPERVISOR)
    user.grants.update(scope_type="everywhere", scope_id=None)
    return user


def page(client: Client, **asked: str) -> str:
    answer = client.get("/audit/", asked)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def events(client: Client, asked: Mapping[str, str]) -> list[str]:
    return [row.entry.event for row in client.get("/audit/", asked).context["rows"]]


def test_entries_are_shown_with_who_what_and_why(entered: Client, now: datetime) -> None:
    clerk = User.objects.create_user("clerk", display_name="韦示例")
    record("people.person.changed", actor=clerk, subject=clerk, now=now, detail={"n": 4}, reason="更正<b>")
    shown = page(entered)
    for text in ("people.person.changed", "韦示例", "clerk", str(clerk.pk), "n = 4", "更正<b>", "尚未入链"):
        assert text in shown
    assert "<b>" not in entered.get("/audit/").content.decode()
    link()
    assert "链上第 1 位" in page(entered)


def test_filters(entered: Client, now: datetime) -> None:
    first, second = User.objects.create_user("first"), User.objects.create_user("second")
    record("a.one", actor=first, subject=second, now=now - timedelta(days=2))
    record("a.two", actor=second, subject=first, now=now)
    record("b.one", actor=None, subject=None, now=now + timedelta(days=2))
    day = timezone.localdate(now)
    for asked, found in (
        ({}, ["b.one", "a.two", "a.one"]),
        ({"event": "a."}, ["a.two", "a.one"]),
        ({"actor": "FIRST"}, ["a.one"]),
        ({"subject": str(first.pk)}, ["a.two"]),
        ({"subject": f"accounts.user:{second.pk}"}, ["a.one"]),
        ({"subject": "accounts.user"}, ["a.two", "a.one"]),
        ({"since": str(day)}, ["b.one", "a.two"]),
        ({"until": str(day)}, ["a.two", "a.one"]),
        ({"since": str(day), "until": str(day)}, ["a.two"]),
        ({"event": "nothing"}, []),
    ):
        assert events(entered, asked) == found, asked


def test_what_cannot_be_looked_for_is_said(entered: Client, now: datetime) -> None:
    record("a.one", actor=None, subject=None, now=now)
    shown = page(entered, actor="nobody", since="x", until="2026-13-01", event="e" * 65)
    for text in ("没有这个用户名的账户", "请写成 2026-11-22 的样子"):
        assert text in shown
    assert "结束日期早于开始日期" in page(entered, since="2026-11-02", until="2026-11-01")
    assert events(entered, {"actor": "nobody"}) == []


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "1\0"])
def test_forged_place_to_go_on_from_is_passed_over(entered: Client, now: datetime, before: str) -> None:
    record("a.one", actor=None, subject=None, now=now)
    assert events(entered, {"before": before}) == ["a.one"]


def test_older_entries_follow_on_their_own_page(
    entered: Client, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(PAGE + 3):
        record(f"a.e{number}", actor=None, subject=None, now=now)
    with django_assert_max_num_queries(20):
        answer = entered.get("/audit/", {"event": "a."})
    assert len(answer.context["rows"]) == PAGE
    older = entered.get(f"/audit/?{answer.context['older']}")
    assert [row.entry.event for row in older.context["rows"]] == ["a.e2", "a.e1", "a.e0"]
    assert older.context["older"] == ""


def test_bounded_supervisor_sees_their_own_organisation(client: Client, now: datetime) -> None:
    bounded = granted(Role.SUPERVISOR)
    bounded.grants.update(scope_type="office", scope_id=ORGANISATION)
    colleague, stranger = granted(Role.OFFICE_CLERK), granted(Role.OFFICE_CLERK)
    colleague.grants.update(scope_type="office", scope_id=ORGANISATION)
    sign_in(client, bounded)
    AuditEvent.objects.all().delete()
    record("a.by_colleague", actor=colleague, subject=None, now=now)
    record("a.by_stranger", actor=stranger, subject=None, now=now)
    record("a.about_it", actor=None, subject=User(pk=ORGANISATION), now=now)
    record("a.about_other", actor=None, subject=stranger, now=now)
    assert events(client, {}) == ["a.about_it", "a.by_colleague"]
    assert b"a.by_stranger" not in _csv(client, {})


def test_file_holds_what_was_found_and_no_formulas(entered: Client, now: datetime) -> None:
    clerk = User.objects.create_user("=clerk")
    entry = record(
        "a.one", actor=clerk, subject=None, now=now, reason="=1+1", detail={"a": "-1", "b": [1, 2]}
    )
    record("b.one", actor=None, subject=None, now=now)
    link()
    text = _csv(entered, {"event": "a."})
    assert text.startswith(b"\xef\xbb\xbf")
    head, line = csv.reader(text.decode("utf-8-sig").splitlines())
    told = dict(zip(head, line, strict=True))
    assert (told["编号"], told["用户名"], told["理由"]) == (str(entry.id), "'=clerk", "'=1+1")
    assert (told["细节"], told["链上位置"]) == ("a = -1; b = 1, 2", "1")
    assert AuditEvent.objects.filter(event="audit.exported").count() == 1


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"


def test_file_of_a_wrong_question_is_refused(entered: Client) -> None:
    answer = entered.post("/audit/export/", {"since": "x"})
    assert answer.status_code == 422
    assert not AuditEvent.objects.exists()


def test_verification_names_what_was_changed(entered: Client, now: datetime) -> None:
    entry = record("a.one", actor=None, subject=None, now=now)
    link()
    assert "记录链完好" in entered.post("/audit/verification/").content.decode()
    AuditEvent.objects.filter(id=entry.id).update(reason="改过")
    answer = entered.post("/audit/verification/")
    assert "内容被改动" in answer.content.decode()
    assert [finding.entry for finding in answer.context["report"].findings] == [entry.id]


def test_people_find_who_saw_their_data(now: datetime) -> None:
    owner, clerk = User.objects.create_user("owner"), User.objects.create_user("clerk")
    record_reading(actor=clerk, subject=owner, what="identity_number", now=now)
    record_reading(actor=clerk, subject=clerk, what="identity_number", now=now)
    record("people.person.changed", actor=clerk, subject=owner, now=now)
    assert [(seen.actor, seen.at, seen.detail["what"]) for seen in readings_of(owner)] == [
        (clerk, now, "identity_number")
    ]


def _csv(client: Client, asked: dict[str, str]) -> bytes:
    answer: StreamingHttpResponse = client.post("/audit/export/", asked)  # type: ignore[assignment]
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[arg-type]
