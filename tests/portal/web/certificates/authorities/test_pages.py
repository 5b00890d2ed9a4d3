"""Who may issue what, on the pages: proposed, confirmed by another person, and read by everybody."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.certificates.models import IssuingAuthority, Mandate, Outcome, Remit
from guantong.portal.organisations.models import Office

from ....accounts.signing import granted, sign_in
from ....certificates import makers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

pytestmark = pytest.mark.django_db
DOCUMENT = {"document": "桂人社职办〔2026〕30号（测试）", "clause": "第二条", "reason": "测试"}


@pytest.fixture(autouse=True)
def today(now: datetime) -> Iterator[None]:
    with clock.at(now):
        yield


@pytest.fixture
def authority(db: None) -> IssuingAuthority:
    return makers.authority()


@pytest.fixture
def officer(authority: IssuingAuthority) -> Client:
    """The browser of a policy officer."""
    return signed_in(Role.POLICY_OFFICER, authority)


@pytest.fixture
def leader(authority: IssuingAuthority) -> Client:
    """The browser of the leader of the regional office."""
    return signed_in(Role.OFFICE_LEADER, authority)


def signed_in(role: Role, of: IssuingAuthority) -> Client:
    client = Client()
    sign_in(client, makers.officer(role, of))
    return client


def remit(**more: str) -> dict[str, str]:
    return DOCUMENT | {
        "subject": "engineering/机械制造", "lowest": "full_senior", "highest": "full_senior",
        "valid_from": "2026-01-01", "confidence": "H",
    } | more  # fmt: skip


def text(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def page(client: Client, name: str, *arguments: object) -> str:
    return text(client.get(reverse(name, args=arguments)))


def decided(client: Client, mandate: Mandate, **data: str) -> Any:
    there = reverse("certificates_mandate_decide", args=[mandate.pk])
    return client.post(there, {"agree": "yes", "note": "", **data}, follow=True)


def test_a_remit_from_the_proposal_to_the_public_page(
    authority: IssuingAuthority, officer: Client, leader: Client, client: Client
) -> None:
    form = page(officer, "certificates_mandate_propose", authority.pk, "remit")
    assert 'value="engineering/机械制造"' in form
    assert 'value="engineering">工程（全部专业）' in form

    there = reverse("certificates_mandate_propose", args=[authority.pk, "remit"])
    answer = officer.post(there, remit(), follow=True)
    assert "是您提出的，须由另一人确认" in text(answer)
    mandate = Mandate.objects.get()
    assert mandate.document not in page(client, "verify_authorities"), "nothing holds yet"
    assert reverse("certificates_mandate", args=[mandate.pk]) in page(leader, "certificates_authorities")

    assert "机械制造" in page(leader, "certificates_mandate", mandate.pk)
    assert "已确认并生效" in text(decided(leader, mandate))

    public = page(client, "verify_authorities")
    assert "工程 · 机械制造" in public
    assert mandate.document in public
    assert str(mandate.proposed_by) not in public, "no person stands there"
    again = decided(leader, mandate)
    assert again.status_code == 409
    assert "已经有人处理" in text(again)


def test_an_authority_is_entered_on_the_pages(
    authority: IssuingAuthority, officer: Client, leader: Client
) -> None:
    values = DOCUMENT | {
        "name": "桂西职改办（测试）", "code": "11450000 demx 000058", "office": str(authority.office_id), "ring": "",
    }  # fmt: skip
    officer.post(reverse("certificates_authority_enter", args=["title"]), values)
    officer.post(reverse("certificates_authority_enter", args=["title"]), values)
    mandate = Mandate.objects.get()
    assert "演示" in page(leader, "certificates_mandate", mandate.pk)

    decided(leader, mandate)

    made = IssuingAuthority.objects.get(name="桂西职改办（测试）")
    assert "登记发证机关" in page(officer, "certificates_authority", made.pk)


def test_what_is_wrong_is_said_beside_its_field(authority: IssuingAuthority, officer: Client) -> None:
    there = reverse("certificates_mandate_propose", args=[authority.pk, "remit"])

    answer = officer.post(there, remit(lowest="assistant", valid_to="2025-01-01", clause=""))
    assert answer.status_code == 422
    assert "有 1 处要改" in text(answer)
    assert 'href="#id_clause"' in text(answer)

    answer = officer.post(there, remit(lowest="assistant", valid_to="2026-03-01"))
    assert answer.status_code == 422
    assert "与已有的授权重叠：助理级至副高级，2026年1月1日起，到未定" in text(answer)
    assert 'value="2026-03-01"' in text(answer), "what was typed stays"
    assert not Mandate.objects.exists()


def test_the_leader_sees_what_stands_in_the_way(
    authority: IssuingAuthority, officer: Client, leader: Client
) -> None:
    day = clock.today() + timedelta(days=30)
    values = DOCUMENT | {"name": "自治区人才办（测试）", "effective_on": day.isoformat()}
    officer.post(reverse("certificates_mandate_propose", args=[authority.pk, "rename"]), values)
    mandate = Mandate.objects.get()

    assert "请到那一天再确认" in page(leader, "certificates_mandate", mandate.pk)
    answer = decided(leader, mandate)
    assert answer.status_code == 422
    assert "请到那一天再确认" in text(answer)

    answer = decided(leader, mandate, agree="no")
    assert answer.status_code == 422
    assert "不同意的，请写明理由" in text(answer)
    decided(leader, mandate, agree="no", note="没有这份文件")
    assert "没有这份文件" in page(officer, "certificates_mandate", mandate.pk)


def test_the_end_of_a_remit_tells_what_it_does_not_touch(
    authority: IssuingAuthority, officer: Client, leader: Client
) -> None:
    makers.issued(authority)
    this = authority.remits.get()
    values = DOCUMENT | {"effective_on": (clock.today() - timedelta(days=1)).isoformat()}

    officer.post(reverse("certificates_remit_end", args=[this.pk]), values)
    mandate = Mandate.objects.get()
    assert "已按这项授权签发 1 份证书" in page(leader, "certificates_mandate", mandate.pk)
    decided(leader, mandate)

    assert "已到期" in page(officer, "certificates_authority", authority.pk)


def test_a_proposal_is_taken_back(authority: IssuingAuthority, officer: Client, leader: Client) -> None:
    officer.post(reverse("certificates_mandate_propose", args=[authority.pk, "remit"]), remit())
    mandate = Mandate.objects.get()

    answer = officer.post(reverse("certificates_mandate_withdraw", args=[mandate.pk]), follow=True)

    assert "已收回" in text(answer)
    assert decided(leader, mandate).status_code == 409
    mandate.refresh_from_db()
    assert mandate.outcome == Outcome.WITHDRAWN


@pytest.mark.parametrize(
    ("step", "shown"),
    [("rename", "新的名称"), ("ring", "密钥环"), ("formal", "具有效力"), ("end", "不能再恢复")],
)
def test_each_step_has_its_page(authority: IssuingAuthority, officer: Client, step: str, shown: str) -> None:
    assert shown in page(officer, "certificates_mandate_propose", authority.pk, step)
    assert reverse("certificates_mandate_propose", args=[authority.pk, step]) in page(
        officer, "certificates_authority", authority.pk
    )


@pytest.mark.parametrize("step", ["enter", "remit-end", "no-such"])
def test_no_other_step_has_one(authority: IssuingAuthority, officer: Client, step: str) -> None:
    assert officer.get(f"/certificates/authorities/{authority.pk}/{step}/").status_code == 404


def test_an_authority_that_ended_offers_nothing(authority: IssuingAuthority, officer: Client) -> None:
    IssuingAuthority.objects.update(active=False, ended_on=clock.today())

    shown = page(officer, "certificates_authority", authority.pk)

    assert "不再发证" in shown
    assert "提出变更" not in shown
    assert "提出终止" not in shown


def test_an_officer_of_another_office_sees_nothing(authority: IssuingAuthority) -> None:
    other = Office.objects.create(name="桂中职改办（测试）", kind="city", region_id="450200")
    client = Client()
    for role in (Role.CERTIFICATE_OFFICER, Role.OFFICE_LEADER):
        sign_in(client, granted(role, scope_id=other.pk))
        assert authority.name not in page(client, "certificates_authorities")
        there = reverse("certificates_authority", args=[authority.pk])
        assert client.get(there).status_code == 404


def test_a_leader_of_another_office_finds_no_proposal(authority: IssuingAuthority, officer: Client) -> None:
    officer.post(reverse("certificates_mandate_propose", args=[authority.pk, "remit"]), remit())
    other = Office.objects.create(name="桂中职改办（测试）", kind="city", region_id="450200")
    client = Client()
    sign_in(client, granted(Role.OFFICE_LEADER, scope_id=other.pk))

    mandate = Mandate.objects.get()
    assert client.get(reverse("certificates_mandate", args=[mandate.pk])).status_code == 404
    assert decided(client, mandate).status_code == 404


def test_who_issues_sees_its_own_and_no_names(
    authority: IssuingAuthority, officer: Client, leader: Client
) -> None:
    officer.post(reverse("certificates_mandate_propose", args=[authority.pk, "remit"]), remit())
    mandate = Mandate.objects.get()
    issuer = signed_in(Role.CERTIFICATE_OFFICER, authority)
    assert "授予权限" not in page(issuer, "certificates_authority", authority.pk), "it only waits"

    decided(leader, mandate)

    shown = page(issuer, "certificates_authority", authority.pk)
    assert "授予权限" in shown
    assert reverse("certificates_mandate", args=[mandate.pk]) not in shown


def test_everybody_reads_who_may_issue(authority: IssuingAuthority, client: Client) -> None:
    Remit.objects.update(confidence="L")
    shown = page(client, "verify_authorities")
    assert authority.code in shown
    assert "未核实" in shown
    assert reverse("verify_authorities") in page(client, "verify")

    answer = client.get(reverse("verify_authorities_document"))
    assert answer["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in answer
    told = json.loads(answer.content)
    assert told["authorities"][0]["remits"][0]["levels"] == ["assistant", "intermediate", "associate_senior"]


def test_an_empty_register_says_so(client: Client) -> None:
    assert "还没有登记发证机关" in page(client, "verify_authorities")
    assert json.loads(client.get(reverse("verify_authorities_document")).content)["authorities"] == []
