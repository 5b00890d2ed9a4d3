"""A list that asks its holders, on the pages: brought, shown, answered, corrected, confirmed."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation
from django_tasks_db.models import DBTaskResult

from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.audit.models import AuditEvent
from guantong.portal.certificates.answering import preview_go_on, preview_report, row_take_out
from guantong.portal.certificates.jobs import tell_asked
from guantong.portal.certificates.models import Batch, BatchEntry, Certificate, Preview
from guantong.portal.notices.models import Message
from guantong.portal.web.audit.details import in_words
from guantong.portal.web.audit.names import event_name

from ...accounts.signing import sign_in
from ...certificates import makers
from .test_pages import brought, photos, signed_in, workbook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from django.test import Client

    from guantong.portal.accounts.models import User
    from guantong.portal.certificates.models import IssuingAuthority

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(now: datetime) -> Iterator[None]:
    with clock.at(now):
        yield


@pytest.fixture
def of() -> IssuingAuthority:
    return makers.authority()


def asking(of: IssuingAuthority, *serials: int) -> tuple[Batch, User]:
    proposer = makers.officer(Role.CERTIFICATE_OFFICER, of)
    return makers.asking(of, [makers.row(n) for n in serials], proposer), proposer


def current(serial: int = 1) -> Preview:
    return Preview.objects.get(entry__row=serial + 1, superseded_at=None)


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def correction(shown: Preview, **changed: Any) -> dict[str, Any]:
    face = shown.entry.face
    given = {key: face[key] for key in ("name", "sex", "birth", "employer", "specialty", "committee")}
    given |= {"seen": shown.row_version, "identity_type": "resident_identity_card"}
    given |= {"number": makers.identity_number(1)} | changed
    return {f"row-{key}": value for key, value in given.items()}


def test_a_list_is_brought_with_the_choice_to_ask(
    client: Client, of: IssuingAuthority, django_capture_on_commit_callbacks: Any
) -> None:
    holder = makers.account_of(1)
    signed_in(client, Role.CERTIFICATE_OFFICER, of)
    form = page(client, "certificates_bring")
    assert "签发前请名单上的人核对证书内容" in form
    assert "5 个工作日内核对" in form
    assert "本系统默认" in form
    assert "未核实" in form

    text = brought(client, of, workbook(dict(makers.row(1).values)), photos("001.jpg"), asks_holders="yes")
    assert "请名单上的人各自核对" in text
    batch = Batch.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        told = client.post(reverse("certificates_propose", args=[batch.pk]), follow=True).content.decode()

    assert "已提交，并请名单上的人核对" in told
    assert "待本人核对 1" in told
    assert DBTaskResult.objects.filter(task_path__endswith="tell_asked").count() == 1
    tell_asked.call()
    assert Message.objects.get(template="N24").user_id == holder.pk


@pytest.mark.parametrize(("chosen", "asks"), [("no", False), ("yes", True)])
def test_the_choice_is_kept(client: Client, of: IssuingAuthority, chosen: str, asks: bool) -> None:
    signed_in(client, Role.CERTIFICATE_OFFICER, of)
    brought(client, of, workbook(dict(makers.row(1).values)), photos("001.jpg"), asks_holders=chosen)

    assert Batch.objects.get().asks_holders is asks


def test_the_holder_sees_what_will_stand_on_it_and_confirms(client: Client, of: IssuingAuthority) -> None:
    holder = makers.account_of(1)
    asking(of, 1)
    sign_in(client, holder)
    assert "将要签发的证书" in page(client, "certificates_mine")
    shown = current()
    text = page(client, "certificate_asked", shown.pk)
    for value in ("韦示例", "1988年3月", "桂江机械（测试）", "高级工程师", makers.DOCUMENT, "签发时才有"):
        assert value in text
    assert "演示证书　不具效力" in text
    assert makers.identity_number(1) not in text
    photo = client.get(reverse("certificate_asked_photo", args=[shown.pk]))
    assert (photo.headers["Content-Type"], photo.content[:2]) == ("image/jpeg", b"\xff\xd8")

    for _ in range(2):  # a double press
        done = client.post(reverse("certificate_asked_confirm", args=[shown.pk]), follow=True)
        assert "核对无误" in done.content.decode()

    shown.refresh_from_db()
    assert (shown.state, shown.answered_by, shown.row_version) == ("confirmed", holder, 2)


def test_an_error_is_reported_corrected_and_shown_again(client: Client, of: IssuingAuthority) -> None:
    holder = makers.account_of(1)
    batch, proposer = asking(of, 1)
    sign_in(client, holder)
    first = current()
    there = reverse("certificate_asked_report", args=[first.pk])
    assert client.post(there, {"lines": ["employer"], "what": ""}).status_code == 422
    client.post(there, {"lines": ["employer", "photo"], "what": "单位应为柳北热电"})

    sign_in(client, proposer)
    assert "单位应为柳北热电" in page(client, "certificates")
    assert "本人说有误 1" in page(client, "certificates_list", batch.pk)
    row = page(client, "certificates_row", first.pk)
    assert "工作单位、照片" in row
    assert "单位应为柳北热电" in row
    shown = current()
    wrong = client.post(
        reverse("certificates_row_correct", args=[shown.pk]), correction(shown, specialty="炼丹")
    )
    assert wrong.status_code == 422
    assert "这个系列没有专业“炼丹”" in wrong.content.decode()
    client.post(
        reverse("certificates_row_correct", args=[shown.pk]),
        correction(shown, employer="柳北热电（测试）")
        | {"row-photo": SimpleUploadedFile("2.jpg", makers.photo((413, 579)))},
    )

    sign_in(client, holder)
    assert "已经更正或移出名单" in page(client, "certificate_asked", first.pk)
    assert "柳北热电（测试）" in page(client, "certificate_asked", current().pk)
    late = client.post(reverse("certificate_asked_confirm", args=[first.pk]))
    assert late.status_code == 409
    assert "E-CER-101" in late.content.decode()
    client.post(reverse("certificate_asked_confirm", args=[current().pk]))

    signed_in(client, Role.CERTIFICATE_OFFICER, of)
    client.post(reverse("certificates_confirm", args=[batch.pk]))
    makers.issue_quickly()
    assert Certificate.objects.get().face["employer"] == "柳北热电（测试）"
    sign_in(client, holder)
    assert "名单已经确认签发，不再核对" in page(client, "certificate_asked", current().pk)


def test_a_list_is_not_brought_without_the_choice(client: Client, of: IssuingAuthority) -> None:
    signed_in(client, Role.CERTIFICATE_OFFICER, of)

    text = brought(client, of, workbook(dict(makers.row(1).values)), photos("001.jpg"), asks_holders="")

    assert "请本人核对：" in text
    assert not Batch.objects.exists()


def test_a_list_with_an_open_row_is_not_confirmed(client: Client, of: IssuingAuthority) -> None:
    batch, _proposer = asking(of, 1)
    signed_in(client, Role.CERTIFICATE_OFFICER, of)
    assert "还有 1 行没有核对完" in page(client, "certificates_list", batch.pk)

    answer = client.post(reverse("certificates_confirm", args=[batch.pk]))

    assert answer.status_code == 409
    assert "这些行还没有核对完，没有签发：2。" in answer.content.decode()


def test_who_has_no_account_is_confirmed_on_paper(client: Client, of: IssuingAuthority) -> None:
    batch, proposer = asking(of, 1, 2)
    sign_in(client, proposer)
    before = page(client, "certificates_list", batch.pk)
    assert "本人无账户 2" in before
    ids = re.findall(r'\bid="([^"]+)"', before)
    assert len(ids) == len(set(ids)), "two fields of one name: a label leads to the wrong one"
    there = reverse("certificates_go_on", args=[batch.pk])
    empty = client.post(there, {"standing": "no_account", "reason": ""})
    assert (empty.status_code, Preview.objects.filter(state="waiting").count()) == (409, 2)
    assert client.post(there, {"standing": "waiting", "reason": "急"}).status_code == 409

    told = client.post(there, {"standing": "no_account", "reason": "单位书面核对"}, follow=True)

    assert "已对 2 行记录理由" in told.content.decode()
    listed = page(client, "certificates_list", batch.pk)
    assert "经办人注明理由后继续 2" in listed
    assert "单位书面核对" in page(client, "certificates_row", current().pk)


def test_rows_are_found_by_how_they_stand(client: Client, of: IssuingAuthority) -> None:
    makers.account_of(1)
    batch, proposer = asking(of, 1, 2)
    sign_in(client, proposer)
    there = reverse("certificates_list", args=[batch.pk])

    def rows(query: str) -> list[int]:
        return [entry.row for entry in client.get(there + query).context["page"]]

    assert rows("") == [2, 3]
    assert (rows("?asked=waiting"), rows("?asked=no_account"), rows("?asked=reported")) == ([2], [3], [])
    assert (rows("?only=waiting"), rows("?asked=nothing")) == ([2, 3], [2, 3])
    with clock.at(clock.now() + timedelta(days=30)):
        assert rows("?asked=overdue") == [2]


def test_going_on_asks_for_a_reason_and_for_what_the_officer_saw(
    client: Client, of: IssuingAuthority
) -> None:
    holder = makers.account_of(1)
    _batch, proposer = asking(of, 1)
    sign_in(client, holder)
    client.post(
        reverse("certificate_asked_report", args=[current().pk]), {"lines": "name", "what": "应为韦示列"}
    )
    sign_in(client, proposer)
    there = reverse("certificates_row_go_on", args=[current().pk])

    assert client.post(there, {"on-seen": "2", "on-reason": " "}).status_code == 422
    stale = client.post(there, {"on-seen": "1", "on-reason": "身份证就是这个字"})
    assert stale.status_code == 422
    assert "这一行刚有变动" in stale.content.decode()
    assert client.post(there, {"on-seen": "2", "on-reason": "身份证就是这个字"}).status_code == 302

    assert Message.objects.get(template="N25").user_id == holder.pk
    sign_in(client, holder)
    assert "身份证就是这个字" in page(client, "certificate_asked", current().pk)


def test_a_row_that_was_taken_out_stays_in_the_list_to_be_seen(client: Client, of: IssuingAuthority) -> None:
    batch, proposer = asking(of, 1, 2)
    sign_in(client, proposer)
    client.post(
        reverse("certificates_row_take_out", args=[current().pk]), {"out-seen": "1", "out-reason": "级别待查"}
    )

    listed = page(client, "certificates_list", batch.pk)
    assert "已移出名单 1" in listed
    assert "级别待查" in listed
    assert BatchEntry.objects.get(row=2).state == "taken_out"


def test_the_audit_tells_in_words_what_was_done_with_a_row(of: IssuingAuthority) -> None:
    holder = makers.account_of(1)
    _batch, proposer = asking(of, 1, 2)
    shown = preview_report(
        actor=holder, preview=current(), lines=["employer", "photo"], what="应为柳北热电", now=clock.now()
    )
    row_take_out(actor=proposer, preview=shown, seen=shown.row_version, reason="待查", now=clock.now())
    preview_go_on(actor=proposer, preview=current(2), seen=1, reason="书面核对", now=clock.now())

    done = list(AuditEvent.objects.filter(event__startswith="certificates.preview.").order_by("id"))
    assert [event_name(one.event) for one in done] == [
        "本人说证书预览有误",
        "把一行移出获批名单",
        "注明理由继续办理名单的行",
    ]
    assert [(one.label, one.text) for one in in_words(done[0])] == [
        ("第几行", "2"),
        ("哪几项", "工作单位、照片"),
    ]
    assert ("本人核对到哪一步", "本人无账户") in [(one.label, one.text) for one in in_words(done[2])]


def test_another_holder_gets_nowhere(client: Client, of: IssuingAuthority) -> None:
    makers.account_of(1)
    asking(of, 1)
    shown = current()
    sign_in(client, makers.account_of(2))

    assert client.get(reverse("certificate_asked", args=[shown.pk])).status_code == 404
    assert client.get(reverse("certificate_asked_photo", args=[shown.pk])).status_code == 404
    for name in ("certificate_asked_confirm", "certificate_asked_report"):
        data = {"lines": "name", "what": "不是我"}
        assert client.post(reverse(name, args=[shown.pk]), data).status_code == 404
    assert "将要签发的证书" not in page(client, "certificates_mine")


def test_an_officer_of_another_authority_gets_nowhere(client: Client, of: IssuingAuthority) -> None:
    batch, _proposer = asking(of, 1)
    sign_in(client, makers.stranger(Role.CERTIFICATE_OFFICER))

    for name in ("certificates_row", "certificates_row_photo"):
        assert client.get(reverse(name, args=[current().pk])).status_code == 404
    for name in ("certificates_row_go_on", "certificates_row_correct", "certificates_row_take_out"):
        assert client.post(reverse(name, args=[current().pk])).status_code == 404
    there = reverse("certificates_go_on", args=[batch.pk])
    assert client.post(there, {"standing": "no_account", "reason": "急"}).status_code == 404


def test_the_pages_speak_english(client: Client, of: IssuingAuthority) -> None:
    holder = makers.account_of(1)
    batch, proposer = asking(of, 1, 2)
    client.cookies["django_language"] = "en"
    with translation.override(None):  # a page leaves its language behind
        sign_in(client, holder)
        assert "Everything is right" in page(client, "certificate_asked", current().pk)
        sign_in(client, proposer)
        assert "No account 1" in page(client, "certificates_list", batch.pk)
        assert "Take out of the list" in page(client, "certificates_row", current(2).pk)


@pytest.mark.parametrize(("said", "asks"), [({"ask_holders": True}, True), ({}, False)])
def test_the_command_says_whether_to_ask(
    of: IssuingAuthority, tmp_path: Path, said: dict[str, bool], asks: bool
) -> None:
    (tmp_path / "list.xlsx").write_bytes(workbook(dict(makers.row(1).values)))
    (tmp_path / "photos.zip").write_bytes(photos("001.jpg"))

    call_command(
        "certificate_issue", list=tmp_path / "list.xlsx", photos=tmp_path / "photos.zip",
        authority=of.code, document=makers.DOCUMENT, approved_on="2026-10-12", **said,
    )  # fmt: skip

    assert Batch.objects.get().asks_holders is asks
