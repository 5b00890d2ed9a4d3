"""Officers confirm facts and record precedents on pages; what is wrong stands beside the form, and nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from guantong.portal import clock
from guantong.portal.audit.models import AuditEvent
from guantong.portal.policies.models import Confirmation, Precedent

from ...accounts.signing import sign_in
from .walk import FACT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.test import Client

    from guantong.portal.accounts.models import User

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


def test_an_officer_confirms_and_withdraws(signed: Client, officer: User) -> None:
    listed = signed.get(reverse("policies_facts")).content.decode()
    assert reverse("policies_confirm") in listed
    form = signed.get(reverse("policies_confirm"), {"fact": FACT}).content.decode()
    assert "车工" in form
    page = signed.post(reverse("policies_confirm"), {"fact": FACT, "source": "桂职改〔2026〕3号"})
    assert page.url == reverse("policies_facts")  # type: ignore[attr-defined]
    made = Confirmation.objects.get()
    assert (made.fact, made.source, made.recorded_by) == (FACT, "桂职改〔2026〕3号", officer)
    assert AuditEvent.objects.filter(
        event="policies.fact.confirmed", subject_id=str(made.pk), actor=officer
    ).exists()
    address = reverse("policies_confirmation_withdraw", kwargs={"confirmation": made.pk})
    assert signed.post(address, {"reason": " "}).status_code == 200
    assert Confirmation.objects.get().stands
    signed.post(address, {"reason": "文件已废止"})
    made.refresh_from_db()
    assert (made.withdrawn_by, made.withdrawal_reason, made.stands) == (officer, "文件已废止", False)
    assert AuditEvent.objects.filter(event="policies.fact.withdrawn").exists()
    assert "文件已废止" in signed.get(reverse("policies_facts")).content.decode()
    assert "已经撤回" in signed.post(address, {"reason": "再撤一次"}).content.decode()


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
    assert (made.about, made.answer, made.recorded_by) == ("南粤技术能手", True, officer)
    assert AuditEvent.objects.filter(event="policies.precedent.recorded", subject_id=str(made.pk)).exists()
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
