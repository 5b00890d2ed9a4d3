"""The pages of the audit: what they find, whom they show what, and the file that is taken away."""

from __future__ import annotations

import csv
import re
from datetime import datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from django.utils import timezone

from guantong.portal import clock
from guantong.portal.accounts.break_glass import break_glass_close, break_glass_open
from guantong.portal.accounts.models import Role, User
from guantong.portal.audit.linking import link
from guantong.portal.audit.models import AuditEvent
from guantong.portal.audit.selectors import readings_of
from guantong.portal.audit.services import record, record_reading
from guantong.portal.organisations.models import Employer, Region
from guantong.portal.people.models import Person
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
    for asked in ({"until": "9999-12-31"}, {"since": "0001-01-01"}):
        assert "请写成 2026-11-22 的样子" in page(entered, **asked)
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


@pytest.fixture
def administered(client: Client) -> Client:
    """A browser of an administrator, and one entry that somebody else left."""
    clerk = User.objects.create_user("clerk", display_name="韦示例")
    granted(Role.SUPERVISOR)
    sign_in(client, granted(Role.ADMINISTRATOR, user=User.objects.create_user("admin")))
    AuditEvent.objects.all().delete()
    for number in range(3):
        record("a.one", actor=clerk, subject=clerk, now=clock.now(), reason=f"更正{number}")
    return client


def test_an_administrator_sees_how_many_and_nothing_more(administered: Client) -> None:
    answer = administered.get("/audit/", {"actor": "clerk", "subject": "accounts.user"})

    shown = unescape(answer.content.decode())
    assert answer.context["counts"] == [("a.one", "a.one", 3)]
    assert "rows" not in answer.context
    clerk = User.objects.get(username="clerk")
    for text in ("韦示例", str(clerk.pk), "更正"):
        assert text not in shown
    assert administered.post("/audit/export/").status_code == 403


def test_counts_are_of_a_period(administered: Client) -> None:
    record("a.two", actor=None, subject=None, now=clock.now() - timedelta(days=40))
    day = clock.today()

    def counted(**asked: str) -> dict[str, int]:
        return {event: n for _name, event, n in administered.get("/audit/", asked).context["counts"]}

    assert counted() == {"a.one": 3}, "the last thirty days"
    assert counted(since=str(day - timedelta(days=40)), until=str(day - timedelta(days=40))) == {"a.two": 1}
    assert counted(since=str(day - timedelta(days=50))) == {"a.one": 3, "a.two": 1}
    wrong = administered.get("/audit/", {"since": "x"})
    assert "请写成 2026-11-22 的样子" in unescape(wrong.content.decode())


def test_under_emergency_access_an_administrator_reads_and_every_look_is_recorded(
    administered: Client,
) -> None:
    admin = User.objects.get(username="admin")
    break_glass_open(actor=admin, minutes=15, reason="查找误删的档案", now=clock.now())

    shown = page(administered, event="a.")

    assert "更正2" in shown
    assert "应急访问已开启" in shown
    assert "导出 CSV" not in shown
    assert administered.post("/audit/export/").status_code == 403
    assert AuditEvent.objects.get(event="audit.read_in_emergency").actor_id == admin.id

    break_glass_close(actor=admin, now=clock.now())
    assert "更正2" not in page(administered, event="a.")


def test_other_staff_see_no_audit_but_their_own(client: Client) -> None:
    for role in (Role.INVESTIGATOR, Role.OFFICE_LEADER, Role.POLICY_OFFICER):
        sign_in(client, granted(role))
        assert client.get("/audit/").status_code == 403
        assert client.get("/audit/mine/").status_code == 200


def test_everybody_sees_what_they_did_and_what_was_done_about_them(client: Client, now: datetime) -> None:
    owner = User.objects.create_user("owner")
    clerk = User.objects.create_user("clerk", display_name="陆示例")
    person, other = Person.objects.create(user=owner, name="韦示例"), Person.objects.create(name="示例乙")
    record_reading(actor=clerk, subject=person, what="record", now=now)
    record("a.about_me", actor=None, subject=owner, now=now)
    record("a.by_me", actor=owner, subject=other, now=now)
    record("a.others", actor=clerk, subject=other, now=now)
    sign_in(client, owner)

    answer = client.get("/audit/mine/")

    shown = [row.entry.event for row in answer.context["rows"] if row.entry.event != "accounts.signed_in"]
    assert shown == ["a.by_me", "a.about_me", "personal_data.read"]
    assert "陆示例" in answer.content.decode()
    assert ">clerk<" not in answer.content.decode()
    assert "/audit/?subject=" not in answer.content.decode()


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "zh-hans",
            (
                "档案的哪一部分：年度考核",
                "当时标着与实际不符：是",
                "自哪天起：2026年12月1日",
                "改了什么：单位性质",
            ),
        ),
        (
            "en",
            ("Part of the record: Yearly appraisals", "Was disputed: Yes", "From the day: 1 December 2026"),
        ),
    ],
)
def test_one_s_own_entries_are_told_in_words_and_ids_on_demand(
    client: Client, now: datetime, lang: str, words: tuple[str, ...]
) -> None:
    owner = User.objects.create_user("owner")
    row, employer = UUID(int=5), UUID(int=6)
    detail = {"kind": "appraisals", "entry": row, "employer": employer, "disputed": True}
    record("people.appraisal.removed", actor=owner, subject=owner, now=now, detail=detail)
    record("policies.ruling.withdrawn", actor=owner, subject=None, now=now, detail={"from": "2026-12-01"})
    Employer.objects.create(
        name="桂江机械（测试）",
        uscc="91450200MA5K0DEM1U",
        nature="private",
        region=Region.objects.get_or_create(
            code="450200", defaults={"name": "柳州市", "name_en": "Liuzhou", "confidence": "H"}
        )[0],
    )
    record(
        "organisations.employer.changed",
        actor=owner,
        subject=Employer.objects.get(),
        now=now,
        detail={"fields": ["nature"]},
    )
    sign_in(client, owner)
    link()

    page = unescape(client.get("/audit/mine/", headers={"accept-language": lang}).content.decode())

    seen = re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
    for text in words:
        assert text in seen
    for code in (
        "链上第",
        "kind =",
        "people.appraisal",
        "2026-12-01",
        "nature",
        str(row),
        str(employer),
        str(owner.pk),
    ):
        assert code not in seen, code
    for number in (str(row), str(employer), str(owner.pk), "people.appraisal.removed"):
        assert number in page


def test_one_s_own_entries_follow_on_their_own_page(client: Client, now: datetime) -> None:
    owner = User.objects.create_user("owner")
    sign_in(client, owner)
    for number in range(PAGE + 2):
        record(f"a.e{number}", actor=owner, subject=None, now=now)

    older = client.get("/audit/mine/").context["older"]

    assert [row.entry.event for row in client.get(f"/audit/mine/?{older}").context["rows"]] == [
        "a.e1",
        "a.e0",
    ]
