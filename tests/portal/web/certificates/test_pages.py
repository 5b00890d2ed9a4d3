"""A list on the pages from its template to the zip; and what a holder does with a certificate."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.certificates import holding
from guantong.portal.certificates.limits import TooOftenError
from guantong.portal.certificates.lists import columns, read_workbook, template
from guantong.portal.certificates.models import (
    Batch,
    Certificate,
    Change,
    Correction,
    IssuingAuthority,
    ShareLink,
)
from guantong.portal.certificates.numbering import code_of
from guantong.portal.people.models import Person
from guantong.portal.refusals import InvalidError, RefusedError

from ...accounts.signing import account, sign_in
from ...certificates import makers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from django.test import Client

    from guantong.portal.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(now: datetime) -> Iterator[None]:
    with clock.at(now):
        yield


def workbook(*rows: dict[str, str]) -> bytes:
    """The template, filled in."""
    book = load_workbook(io.BytesIO(template("title")))
    sheet = book["名单"]
    for place, values in enumerate(rows, 2):
        for column, one in enumerate(columns("title"), 1):
            sheet.cell(place, column, values.get(one.key, ""))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def photos(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in names:
            archive.writestr(f"照片/{name}", makers.photo())
    return written.getvalue()


def brought(client: Client, of: IssuingAuthority, content: bytes, pictures: bytes, **more: str) -> str:
    answer = client.post(
        reverse("certificates_bring"),
        {
            "authority": str(of.pk), "approval_document": makers.DOCUMENT, "approved_on": "2026-10-12",
            "workbook": SimpleUploadedFile("名单.xlsx", content),
            "photos": SimpleUploadedFile("照片.zip", pictures),
            "asks_holders": "no",
            **more,
        },
        follow=True,
    )  # fmt: skip
    return answer.content.decode()


def signed_in(client: Client, role: Role, of: IssuingAuthority) -> User:
    user = makers.officer(role, of)
    sign_in(client, user)
    return user


def test_a_list_from_the_template_to_the_zip(client: Client) -> None:
    of = makers.authority()
    signed_in(client, Role.CERTIFICATE_OFFICER, of)
    rows = [dict(makers.row(1).values), dict(makers.row(2, level="正高级").values)]
    text = brought(client, of, workbook(*rows), photos("001.jpg", "002.JPG"))
    assert "只提交没有错误的 1 行" in text
    assert "发证权限内" in text
    assert makers.identity_number(1) not in text
    batch = Batch.objects.get()

    client.post(reverse("certificates_propose", args=[batch.pk]))
    refused = client.post(reverse("certificates_confirm", args=[batch.pk]))
    assert refused.status_code == 403
    assert "提交和确认须是两个人" in refused.content.decode()
    signed_in(client, Role.CERTIFICATE_OFFICER, of)
    client.post(reverse("certificates_confirm", args=[batch.pk]))
    assert "hx-get" in client.get(reverse("certificates_progress", args=[batch.pk])).content.decode()
    makers.issue_quickly()

    done = client.get(reverse("certificates_progress", args=[batch.pk])).content.decode()
    assert "已签发 1 / 1" in done
    assert "hx-get" not in done
    number = Certificate.objects.get().number
    got = client.get(reverse("certificates_files", args=[batch.pk]))
    with zipfile.ZipFile(io.BytesIO(got.getvalue())) as archive:
        assert set(archive.namelist()) == {"manifest.csv", f"{number}.pdf"}
        table = archive.read("manifest.csv").decode("utf-8-sig")
    assert table.splitlines()[0].startswith("行,姓名,状态,证书编号,文件")
    assert f"已签发,{number},PDF" in table
    assert "发证权限内" in table
    assert makers.identity_number(1) not in table


def test_a_list_that_another_officer_brought_is_one_clear_message(client: Client) -> None:
    of = makers.authority()
    signed_in(client, Role.CERTIFICATE_OFFICER, of)
    given = workbook(dict(makers.row(1).values)), photos("001.jpg")
    brought(client, of, *given)
    signed_in(client, Role.CERTIFICATE_OFFICER, of)

    assert "已经由韦示例交来（预览）" in brought(client, of, *given)
    assert Batch.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"nothing at all \x00", "不认识这种文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧的 .xls"),
        ("姓名,性别\n韦示例,男\n".encode(), "名单缺少这些列"),
        (template("title")[:-40], "工作簿已损坏"),
    ],
)
def test_workbooks_that_cannot_be_read(content: bytes, said: str) -> None:
    with pytest.raises(InvalidError, match=said):
        read_workbook(content, None, "title")


def test_an_identity_number_that_excel_damaged_is_told() -> None:
    values: dict[str, object] = dict(makers.row(1).values)
    book = load_workbook(io.BytesIO(workbook({k: str(v) for k, v in values.items()})))
    place = [one.key for one in columns("title")].index("identity") + 1
    book["名单"].cell(2, place, 4.50202198803e17)
    written = io.BytesIO()
    book.save(written)

    (row,) = read_workbook(written.getvalue(), None, "title")

    assert any("存成了数字" in fault for fault in row.faults)


# --- holders ------------------------------------------------------------------------------------------


def test_who_has_code_and_identity_number_binds_a_certificate(client: Client) -> None:
    certificate = makers.issued(makers.authority())
    user = makers.account_of(1)
    sign_in(client, user)
    client.post(
        reverse("certificates_claim"), {"number": certificate.number, "code": code_of(certificate.number)}
    )

    certificate.refresh_from_db()
    assert certificate.person == Person.objects.get(user=user)
    got = client.get(reverse("certificate_copy", args=[certificate.pk, "pdf"]))
    assert (got.status_code, got.headers["Content-Security-Policy"]) == (200, "sandbox; default-src 'none'")
    assert "下载" in client.get(reverse("certificate_mine", args=[certificate.pk])).content.decode()


@pytest.mark.parametrize(("serial", "code"), [(2, ""), (1, "0000-0000-0000-0000")])
def test_nobody_else_binds_it(serial: int, code: str) -> None:
    certificate = makers.issued(makers.authority())

    with pytest.raises(RefusedError, match="E-CER-090"):
        holding.certificate_claim(
            actor=makers.account_of(serial), number=certificate.number,
            code=code or code_of(certificate.number), now=clock.now(),
        )  # fmt: skip


def test_codes_are_not_guessed_by_binding() -> None:
    user = makers.account_of(1)
    for _ in range(10):
        with pytest.raises(RefusedError, match="E-CER-090"):
            holding.certificate_claim(actor=user, number="GX26C00010000001W", code="0", now=clock.now())
    with pytest.raises(TooOftenError):
        holding.certificate_claim(actor=user, number="GX26C00010000001W", code="0", now=clock.now())


def test_a_link_is_shown_once_and_can_be_withdrawn(client: Client) -> None:
    certificate = makers.issued(makers.authority())
    sign_in(client, makers.holder(certificate))
    there = reverse("certificate_share", args=[certificate.pk])

    page = client.post(there, {"days": "7", "note": "应聘单位"}).content.decode()
    found = re.search(r"#s\.([\w-]+)", page)
    assert found is not None
    token = found[1]
    assert token not in str(list(ShareLink.objects.values()))
    asked = {"token": token, "address": "192.0.2.1", "now": clock.now()}
    told = holding.by_share(**asked)  # type: ignore[arg-type]
    assert told is not None
    assert told.face["employer"] == "桂江机械（测试）"
    assert "identity_masked" not in told.face

    client.post(reverse("certificate_unshare", args=[ShareLink.objects.get().pk]))
    assert holding.by_share(**asked) is None  # type: ignore[arg-type]


def test_a_link_expires() -> None:
    certificate = makers.issued(makers.authority())
    user = makers.holder(certificate)
    link, token = holding.share_make(actor=user, certificate=certificate, days=1, note="", now=clock.now())

    assert holding.by_share(token=token, address="192.0.2.1", now=link.expires_at) is None


def test_a_correction_is_asked_once_and_answered(client: Client) -> None:
    of = makers.authority()
    certificate = makers.issued(of)
    sign_in(client, makers.holder(certificate))
    there = reverse("certificate_correct", args=[certificate.pk])
    client.post(there, {"what": "工作单位应为柳北热电"})
    assert "已有一件更正申请" in client.post(there, {"what": "再说一次"}).content.decode()
    correction = Correction.objects.get()

    signed_in(client, Role.CERTIFICATE_OFFICER, of)
    answer = reverse("certificate_answer", args=[correction.pk])
    assert client.post(answer, {"agree": "no", "note": ""}).status_code == 422
    followed = client.post(answer, {"agree": "yes"})

    assert followed.headers["Location"] == reverse("certificate_change", args=[certificate.pk, "replace"])
    correction.refresh_from_db()
    assert correction.state == "accepted"


# --- commands -----------------------------------------------------------------------------------------


def test_a_list_by_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    of = makers.authority()
    (tmp_path / "list.xlsx").write_bytes(workbook(dict(makers.row(1).values)))
    (tmp_path / "photos.zip").write_bytes(photos("001.jpg"))

    call_command(
        "certificate_issue", list=tmp_path / "list.xlsx", photos=tmp_path / "photos.zip",
        authority=of.code, document=makers.DOCUMENT, approved_on="2026-10-12",
    )  # fmt: skip

    assert "1 行可以签发" in capsys.readouterr().out
    assert Batch.objects.get().state == "preview"
    with pytest.raises(CommandError, match="没有这个发证机关"):
        call_command("certificate_issue", list=tmp_path / "list.xlsx", authority="x")


def test_the_command_guesses_no_authority_among_several(tmp_path: Path) -> None:
    of = makers.authority()
    other = IssuingAuthority.objects.create(
        kind=of.kind, code=of.code, name="第二发证处（测试）", unit="0003", office=of.office,
        ring=of.ring, source="测试",
    )  # fmt: skip
    (tmp_path / "list.xlsx").write_bytes(workbook(dict(makers.row(1).values)))
    given = {"list": tmp_path / "list.xlsx", "document": makers.DOCUMENT, "approved_on": "2026-10-12"}

    with pytest.raises(CommandError, match=r"title-0001（.*title-0003（第二发证处（测试）"):
        call_command("certificate_issue", authority=of.code.lower(), **given)
    assert not Batch.objects.exists()

    call_command("certificate_issue", authority="title-0003", **given)
    assert Batch.objects.get().authority == other


def test_no_reason_stands_chosen_before_an_officer_chooses(client: Client) -> None:
    certificate = makers.issued(makers.authority())
    signed_in(client, Role.OFFICE_LEADER, certificate.authority)
    there = reverse("certificate_change", args=[certificate.pk, "revoke"])
    assert '<option value="" selected>请选择</option>' in client.get(there).content.decode()

    given = {"reason_code": "", "reason": "测试", "document": "测试1号", "clause": "2.3.2"}

    assert client.post(there, given).status_code == 422
    assert not Change.objects.filter(transition="revoke").exists()


def test_revoking_by_the_command_is_a_proposal() -> None:
    certificate = makers.issued(makers.authority())
    given = {"reason_code": "fraud", "reason": "测试", "document": "测试1号", "clause": "2.3.2"}
    leader = makers.officer(Role.OFFICE_LEADER, certificate.authority)

    call_command("certificate_revoke", certificate.number, by=leader.username, **given)

    certificate.refresh_from_db()
    assert (certificate.state, Change.objects.get(transition="revoke").outcome) == ("issued", "open")
    with pytest.raises(CommandError, match="不能对这个发证机关"):
        call_command("certificate_revoke", certificate.number, by=account().username, **given)


def test_lists_of_states_are_written_for_a_mirror(tmp_path: Path) -> None:
    makers.issued(makers.authority())

    call_command("certificate_status_list", str(tmp_path))

    assert sorted(file.name for file in (tmp_path / "title-0001").iterdir()) == [
        "register.jwt", "revocation-0.json", "suspension-0.json",
    ]  # fmt: skip
