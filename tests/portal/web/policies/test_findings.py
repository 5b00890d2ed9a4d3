"""Officers confirm facts and record precedents on pages; what is wrong stands beside the form, and nothing is lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from guantong.portal import clock
from guantong.portal.audit.models import AuditEvent
from guantong.portal.policies.models import ChosenReading, Confirmation, Precedent

from ...accounts.signing import sign_in
from .walk import FACT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.test import Client

    from guantong.portal.accounts.models import User
    from guantong.portal.policies.models import Ruling

pytestmark = pytest.mark.django_db
PRECEDENT = {
    "question": "honour_equality", "subject": "南粤技术能手", "answer": "yes", "decided_by": "自治区职改办",
    "decided_on": "2026-03-02", "source": "桂职改〔2026〕5号", "reason": "与自治区技术能手同类",
}  # fmt: skip


@pytest.fixture
def at(now: datetime) -> Iterator[None]:
    """The pages live on the day of the test."""
    with clock.at(now):
        yield


@pytest.fixture
def signed(client: Client, officer: User, at: None) -> Client:
    """A policy officer signed in with a second factor."""
    sign_in(client, officer)
    return client


@pytest.fixture
def second(officer: User, leader: User, at: None) -> Client:
    """The leader of the regional office, in a browser of their own."""
    from django.test import Client

    browser = Client()
    sign_in(browser, leader)
    return browser


def address(name: str, row: Ruling) -> str:
    return reverse(f"policies_ruling{name}", kwargs={"ruling": row.pk})


def agreed(browser: Client, row: Ruling) -> str:
    """The leader looks at what waits and agrees to it; the page after it."""
    page = browser.get(address("", row)).content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen is not None
    return browser.post(address("_accept", row), {"seen": seen[1]}, follow=True).content.decode()


def test_two_persons_confirm_and_take_back(
    signed: Client, second: Client, officer: User, leader: User
) -> None:
    listed = signed.get(reverse("policies_facts")).content.decode()
    assert reverse("policies_confirm") in listed
    assert "车工" in signed.get(reverse("policies_confirm"), {"fact": FACT}).content.decode()
    page = signed.post(reverse("policies_confirm"), {"fact": FACT, "source": "桂职改〔2026〕3号"})
    assert page.url == reverse("policies_facts")  # type: ignore[attr-defined]
    made = Confirmation.objects.get()
    assert (made.fact, made.source, made.proposed_by, made.enforced_by) == (
        FACT,
        "桂职改〔2026〕3号",
        officer,
        None,
    )
    assert address("", made) in second.get(reverse("policies_waiting")).content.decode()
    assert "已同意" in agreed(second, made)
    made.refresh_from_db()
    assert made.enforced_by == leader
    assert signed.post(address("_withdraw", made), {"reason": " ", "seen": made.row_version}).status_code == 200  # fmt: skip
    signed.post(address("_withdraw", made), {"reason": "文件已废止", "seen": made.row_version})
    assert "已撤回" in agreed(second, made)
    made.refresh_from_db()
    assert (made.withdrawal_proposed_by, made.withdrawn_by, made.withdrawal_reason) == (
        officer,
        leader,
        "文件已废止",
    )
    assert "文件已废止" in signed.get(reverse("policies_facts")).content.decode()


def test_a_reading_is_chosen_by_two_and_the_pages_say_so(signed: Client, second: Client) -> None:
    choose = reverse("policies_reading_choose", kwargs={"reading": "A02"})
    page = reverse("policies_reading", kwargs={"reading": "A02"})
    assert choose in signed.get(page).content.decode()
    given = {
        "option": "two_of_three", "effective_from": "2026-11-22", "source": "桂职改办〔2026〕9号", "reason": "请示答复"
    }  # fmt: skip
    late = signed.post(choose, {**given, "effective_from": "2026-11-21"}).content.decode()
    assert "不能早于今天" in late
    assert "请示答复" in late
    assert signed.post(choose, given).status_code == 302
    made = ChosenReading.objects.get()
    stranger = type(signed)()
    assert "桂职改办〔2026〕9号" not in stranger.get(page).content.decode()
    assert "tag--holds" not in stranger.get(reverse("policies_readings")).content.decode()
    agreed(second, made)
    text = stranger.get(page).content.decode()
    assert "桂职改办〔2026〕9号" in text
    assert "自治区职改办（测试）" in text
    assert "tag--holds" in stranger.get(reverse("policies_readings")).content.decode()


def test_what_was_seen_before_somebody_was_faster_is_not_agreed_to(signed: Client, second: Client) -> None:
    signed.post(reverse("policies_confirm"), {"fact": FACT, "source": "一"})
    made = Confirmation.objects.get()
    for seen in ("", "0", "²", "99", "-1", "9" * 5000):
        page = second.post(address("_accept", made), {"seen": seen}, follow=True)
        assert "有人刚刚处理过" in page.content.decode()
    assert not Confirmation.objects.filter(enforced_at__isnull=False).exists()


def test_a_leader_declines_and_the_reason_is_kept(signed: Client, second: Client) -> None:
    signed.post(reverse("policies_confirm"), {"fact": FACT, "source": "一"})
    made = Confirmation.objects.get()
    second.post(address("_decline", made), {"reason": "出处不符", "seen": made.row_version})
    assert "出处不符" in signed.get(address("", made)).content.decode()
    assert "出处不符" not in type(signed)().get(reverse("policies_facts")).content.decode()


def test_a_fact_is_confirmed_once(signed: Client) -> None:
    signed.post(reverse("policies_confirm"), {"fact": FACT, "source": "一"})
    page = signed.post(reverse("policies_confirm"), {"fact": FACT, "source": "二"})
    assert "已经核实过" in page.content.decode()
    assert 'value="二"' in page.content.decode()
    assert Confirmation.objects.count() == 1


@pytest.mark.parametrize(
    "fact",
    [
        "",
        "relation/none",
        "x" * 300,
        "cn-gx/rs-2021-12#years_technician",
        "major/~",
        "no/pack#x",
        "relation/a~b",
    ],
)
def test_what_is_no_open_fact_is_refused_in_words(signed: Client, fact: str) -> None:
    page = signed.post(reverse("policies_confirm"), {"fact": fact, "source": "一"})
    assert page.status_code in (200, 409)
    assert "E-POL-002" in page.content.decode() or "已经核实" in page.content.decode()
    assert not Confirmation.objects.exists()


def test_an_officer_records_a_precedent(signed: Client, officer: User) -> None:
    page = signed.post(reverse("policies_precedent_record"), PRECEDENT)
    assert page.url == reverse("policies_precedents")  # type: ignore[attr-defined]
    made = Precedent.objects.get()
    assert (made.about, made.answer, made.proposed_by) == ("南粤技术能手", True, officer)
    assert AuditEvent.objects.filter(event="policies.ruling.proposed", subject_id=str(made.pk)).exists()
    text = signed.get(reverse("policies_precedents")).content.decode()
    assert "南粤技术能手" in text
    assert "桂职改〔2026〕5号" in text
    again = signed.post(reverse("policies_precedent_record"), {**PRECEDENT, "reason": "再来一次"})
    assert "已有认定" in again.content.decode()
    assert "再来一次" in again.content.decode()
    assert Precedent.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"question": "specialty_relation", "subject": "车工"}, "请写明与它比较的"),
        ({"question": "specialty_relation", "subject": "车工", "other": "机械造"}, "机械制造"),
        ({"question": "major_relation", "subject": "园艺", "other": ""}, "请写明与它比较的"),
        ({"other": "机械制造"}, "这一项请留空"),
        ({"decided_on": "2027-01-01"}, "不能晚于今天"),
        ({"decided_on": "yesterday"}, "有效的日期"),
        ({"question": "appraisal_equivalence"}, "appraisal_equivalence"),
        ({"reason": ""}, "这个字段是必填项"),
        ({"source": "x" * 400}, "300"),
    ],
)
def test_what_is_wrong_stands_beside_the_form(signed: Client, changes: dict[str, str], told: str) -> None:
    page = signed.post(reverse("policies_precedent_record"), {**PRECEDENT, **changes})
    assert page.status_code == 200
    assert told in page.content.decode()
    assert not Precedent.objects.exists()


def test_codes_are_kept_and_names_are_shown(signed: Client) -> None:
    given = {**PRECEDENT, "question": "specialty_relation", "subject": "车工", "other": "机械制造"}
    signed.post(reverse("policies_precedent_record"), given)
    made = Precedent.objects.get()
    assert made.about == [["occupation", "6-18-01-01"], ["specialty", "机械制造"]]
    assert "车工与机械制造" in signed.get(reverse("policies_precedents")).content.decode()


def test_without_the_role_or_the_second_factor_nothing_is_written(
    client: Client, stranger: User, officer: User, at: None
) -> None:
    address = reverse("policies_precedent_record")
    assert client.post(address, PRECEDENT).status_code == 302
    sign_in(client, stranger)
    assert client.post(address, PRECEDENT).status_code == 403
    sign_in(client, officer, second_factor=False)
    assert client.post(address, PRECEDENT).status_code == 302
    assert not Precedent.objects.exists()
