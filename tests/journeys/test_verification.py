"""J7, its end: a stranger verifies a certificate by its square, by its file, by the holder's link, and after revocation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.certificates import holding
from guantong.portal.certificates.changes import change_decide
from guantong.portal.certificates.models import Certificate, CertificateFile
from guantong.portal.certificates.numbering import code_of
from guantong.portal.certificates.storing import read
from tests.portal.certificates import makers

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Visitor

pytestmark = pytest.mark.django_db(transaction=True)


def revoke(certificate: Certificate) -> None:
    of = certificate.authority
    change = makers.proposed(certificate, "revoke", makers.officer(Role.OFFICE_LEADER, of))
    change_decide(
        actor=makers.officer(Role.APPROVING_AUTHORITY, of),
        change=change,
        agree=True,
        note="",
        now=clock.now(),
    )


def scan(visitor: Visitor, certificate: Certificate) -> None:
    """Open what the square says; nothing of it stays in the address."""
    visitor.go(f"/verify/#{certificate.number}.{code_of(certificate.number).replace('-', '')}")
    visitor.page.get_by_role("heading", name="验证结果").wait_for()
    assert visitor.page.evaluate("location.href").endswith("/verify/answer/")


def test_a_stranger_verifies_a_certificate(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.page
    certificate = makers.issued(makers.authority(), signed=True)
    file = CertificateFile.objects.get(certificate=certificate, form="pdf")
    original, changed = tmp_path / "certificate.pdf", tmp_path / "changed.pdf"
    original.write_bytes(read(file.storage_key))
    changed.write_bytes(original.read_bytes() + b"\n%")

    visitor.go("/")
    visitor.press("验证")
    visitor.looks_right("verify")
    scan(visitor, certificate)
    visitor.looks_right("verify-valid")
    assert page.get_by_text("韦**").is_visible()
    assert page.get_by_text("目前有效").is_visible()
    assert page.get_by_text("演示证书").is_visible()

    visitor.press("再验一份")
    page.locator("#id_file_file").set_input_files(original)
    visitor.press("核验文件")
    visitor.looks_right("verify-file")
    assert page.get_by_text("目前有效").is_visible()

    visitor.press("再验一份")
    page.locator("#id_file_file").set_input_files(changed)
    visitor.press("核验文件")
    visitor.looks_right("verify-changed")
    assert page.get_by_text("不是我们签发的文件").is_visible()

    visitor.press("重新填写")
    page.locator("#id_person_number").fill(certificate.number.lower())
    page.locator("#id_person_name").fill("韦示例")
    page.locator("#id_person_tail").fill("0000")
    visitor.press("按持证人核验")
    visitor.looks_right("verify-none")
    assert page.get_by_text("没有相符的证书").is_visible()

    visitor.press("重新填写")
    page.locator("#id_code_number").fill(certificate.number)
    page.locator("#id_code_code").fill(code_of(certificate.number))
    visitor.press("核验")
    assert page.get_by_text("目前有效").is_visible()

    revoke(certificate)
    scan(visitor, certificate)
    visitor.looks_right("verify-revoked")
    assert page.get_by_text("已撤销").is_visible()
    assert page.get_by_text("弄虚作假").is_visible()
    page.emulate_media(media="print")
    assert page.get_by_text("证书验证报告").is_visible()
    page.emulate_media(media="screen")

    with page.expect_download() as fetched:
        page.get_by_role("button", name="下载验证报告（PDF，带签名）").click()
    report = tmp_path / "report.pdf"
    fetched.value.save_as(report)
    visitor.press("再验一份")
    page.locator("#id_file_file").set_input_files(report)
    visitor.press("核验文件")
    visitor.looks_right("verify-report")
    assert page.get_by_text("这是验证报告，不是证书").first.is_visible()


def test_a_link_of_the_holder_opens_until_it_is_withdrawn(visitor: Visitor) -> None:
    certificate = makers.issued(makers.authority())
    user = makers.holder(certificate)
    link, token = holding.share_make(actor=user, certificate=certificate, days=7, note="", now=clock.now())

    visitor.go(f"/verify/#s.{token}")
    visitor.page.get_by_role("heading", name="验证结果").wait_for()
    visitor.looks_right("verify-shared")
    assert visitor.page.get_by_text("韦示例").is_visible()
    assert visitor.page.get_by_text("桂江机械（测试）").is_visible()
    assert visitor.page.get_by_text("4502").count() == 0

    holding.share_withdraw(actor=user, link=link, now=clock.now())
    visitor.go(f"/verify/#s.{token}")
    assert visitor.page.get_by_text("链接打不开").is_visible()
