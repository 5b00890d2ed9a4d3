"""Organisations as people find them, as their own people keep them, and as administrators enter them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.organisations.models import (
    CommitteeOffice,
    Employer,
    EvaluationBody,
    EvaluationScope,
    Office,
    OfficeClosure,
)
from guantong.portal.organisations.services import regions_load

from ...accounts.signing import granted, sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from guantong.portal.accounts.models import User

pytestmark = pytest.mark.django_db
USCC = "91450204DEMX00001P"


@pytest.fixture(autouse=True)
def today(now: datetime) -> Iterator[None]:
    with clock.at(now):
        regions_load()
        yield


@pytest.fixture
def office() -> Office:
    return Office.objects.create(
        name="柳州市职改办", kind="city", region_id="450200", phone="0772-1", series=["engineering"]
    )


@pytest.fixture
def employer() -> Employer:
    return Employer.objects.create(name="桂江机械", uscc=USCC, nature="state_owned", region_id="450204")


def as_role(client: Client, role: Role, organisation: Office | Employer | None = None) -> User:
    user = granted(role, scope_id=organisation.id if organisation else None)
    sign_in(client, user)
    return user


def page(client: Client, name: str, *arguments: object, **query: str) -> str:
    answer = client.get(reverse(name, args=arguments), query)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, address: str, /, *arguments: object, **values: object) -> HttpResponse:
    answer: HttpResponse = client.post(reverse(address, args=arguments), values, follow=True)  # type: ignore[assignment]
    return answer


EMPLOYER = {
    "name": "柳北热电",
    "uscc": "9145 0205 DEMX 000029",
    "nature": "private",
    "region": "450205",
    "active": "on",
    "row_version": "1",
}


def test_a_stranger_finds_whom_to_ask_with_the_telephone(client: Client, office: Office) -> None:
    text = page(client, "organisations", region="450204", series="engineering")

    assert text.index("柳州市职改办") < text.index("0772-1")
    assert "未核实" in text


def test_a_stranger_is_told_where_nobody_is_entered(client: Client, office: Office) -> None:
    assert "还没有登记负责这个系列的职改办" in page(client, "organisations", region="450204", series="art")


def test_what_no_list_offers_is_refused(client: Client) -> None:
    answer = client.get(reverse("organisations"), {"region": "999999", "series": "x"})

    assert answer.status_code == 422


def test_an_office_shows_for_what_it_is_competent_and_when_it_is_closed(
    client: Client, office: Office, now: datetime
) -> None:
    for first, reason in ((datetime(2026, 11, 2), "已过"), (datetime(2026, 11, 24), "搬迁")):
        OfficeClosure.objects.create(
            office=office, first=first, last=first, reason=reason, decided_by=granted(Role.OFFICE_LEADER)
        )
    text = page(client, "organisations_office", office.id)

    assert "<dd>工程</dd>" in " ".join(text.split()).replace("<dd> ", "<dd>").replace(" </dd>", "</dd>")
    assert "2026年11月24日 至 2026年11月24日" in text
    assert "已过" not in text


def test_bodies_are_found_by_what_they_certify(client: Client) -> None:
    body = EvaluationBody.objects.create(name="桂中评价中心", region_id="450202")
    EvaluationScope.objects.create(
        body=body, occupation="6-18-01-01", lowest="senior_worker", highest="technician"
    )

    assert "桂中评价中心" in page(client, "organisations_bodies", occupation="6-18-01-01")
    assert "桂中评价中心" not in page(client, "organisations_bodies", occupation="6-18-02-04")


def test_an_administrator_enters_an_employer_from_a_form(client: Client) -> None:
    as_role(client, Role.ADMINISTRATOR)

    answer = post(client, "organisations_add", "employer", **EMPLOYER)

    assert "柳北热电 已登记" in answer.content.decode()
    assert Employer.objects.get().uscc == "91450205DEMX000029"


def test_everything_wrong_stands_at_its_field_and_what_was_typed_stays(client: Client) -> None:
    as_role(client, Role.ADMINISTRATOR)
    wrong = {**EMPLOYER, "uscc": "91450205DEMX000028", "region": "", "parent": USCC}

    answer = post(client, "organisations_add", "employer", **wrong)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "统一社会信用代码校验不符" in text
    assert "没有登记这个代码的单位" in text
    assert "有 3 处要改" in text
    assert 'value="91450205DEMX000028"' in text
    assert not Employer.objects.exists()


@pytest.mark.parametrize("name", ["龙" * 10_000, "a\0b"])
def test_a_name_that_cannot_be_kept_is_refused_in_words(client: Client, name: str) -> None:
    as_role(client, Role.ADMINISTRATOR)

    answer = post(client, "organisations_add", "employer", **{**EMPLOYER, "name": name})

    assert answer.status_code == 422
    assert 'href="#id_name"' in answer.content.decode()
    assert not Employer.objects.exists()


def test_half_a_character_is_no_mistake_of_ours(client: Client) -> None:
    as_role(client, Role.ADMINISTRATOR)
    body = f"{urlencode(EMPLOYER)}&name=%ED%A0%80"

    answer = client.post(
        reverse("organisations_add", args=["employer"]),
        body,
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code == 302
    assert Employer.objects.get().name == "\ufffd" * 3


def test_rare_characters_are_kept(client: Client) -> None:
    as_role(client, Role.ADMINISTRATOR)

    post(client, "organisations_add", "employer", **{**EMPLOYER, "name": "䶮𬭎机械"})

    assert Employer.objects.get().name == "䶮𬭎机械"


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("office", {"kind": "city", "series": ["engineering", "art"], "level_cap": "intermediate"}),
        (
            "evaluation_body",
            {"filing": "备〔2026〕1号", "valid_from": "2026-01-01", "valid_to": "2028-12-31"},
        ),
    ],
)
def test_the_other_kinds_have_forms_of_their_own(client: Client, kind: str, more: dict[str, object]) -> None:
    as_role(client, Role.ADMINISTRATOR)

    answer = post(client, "organisations_add", kind, name="某机构", region="450200", active="on", **more)

    assert "某机构 已登记" in answer.content.decode()


def test_a_committee_office_belongs_to_an_office_and_its_filing_ends_after_it_begins(
    client: Client, office: Office
) -> None:
    as_role(client, Role.ADMINISTRATOR)
    values = {
        "name": "工程评委会办公室",
        "committee": "工程评委会",
        "office": str(office.id),
        "region": "450000",
        "series": ["engineering"],
        "level_cap": "full_senior",
        "valid_from": "2026-01-01",
        "valid_to": "2025-01-01",
    }

    refused = post(client, "organisations_add", "committee_office", **values)
    assert "备案的结束日期不能早于开始日期" in refused.content.decode()

    post(client, "organisations_add", "committee_office", **{**values, "valid_to": "2028-12-31"})
    assert CommitteeOffice.objects.get().office == office


def test_who_was_slower_sees_it_and_keeps_what_was_typed(client: Client, employer: Employer) -> None:
    as_role(client, Role.ADMINISTRATOR)
    values = {**EMPLOYER, "uscc": USCC}
    post(client, "organisations_edit", "employer", employer.id, **values)
    assert Employer.objects.get().name == "柳北热电"

    late = post(client, "organisations_edit", "employer", employer.id, **{**values, "name": "晚到"})

    assert late.status_code == 422
    assert "有人刚刚修改了这个机构" in late.content.decode()
    assert 'value="晚到"' in late.content.decode()
    assert Employer.objects.get().name == "柳北热电"


def test_the_people_of_an_employer_see_it_and_keep_its_contact(client: Client, employer: Employer) -> None:
    as_role(client, Role.EMPLOYER_CLERK, employer)
    assert client.get(reverse("organisations_own")).headers["Location"].endswith(f"{employer.id}/")
    text = page(client, "organisations_detail", "employer", employer.id)
    assert USCC in text
    assert "修改登记" not in text

    post(client, "organisations_contact", "employer", employer.id, phone="0772-9", row_version="1")

    assert Employer.objects.get().phone == "0772-9"


def test_the_people_of_another_employer_do_not_find_it(client: Client, employer: Employer) -> None:
    as_role(client, Role.EMPLOYER_CLERK)

    for name in ("organisations_detail", "organisations_contact"):
        assert client.get(reverse(name, args=["employer", employer.id])).status_code == 404
    assert "还没有登记" in page(client, "organisations_own")


def test_an_office_clerk_sees_an_employer_and_changes_nothing(client: Client, employer: Employer) -> None:
    as_role(client, Role.OFFICE_CLERK)

    assert "修改联系方式" not in page(client, "organisations_detail", "employer", employer.id)
    answer = post(client, "organisations_contact", "employer", employer.id, phone="1", row_version="1")
    assert answer.status_code == 404
    assert Employer.objects.get().phone == ""


def test_a_leader_closes_the_office(client: Client, office: Office) -> None:
    as_role(client, Role.OFFICE_LEADER, office)
    days = {"first": "2026-11-24", "last": "2026-11-25", "reason": "搬迁"}

    refused = post(client, "organisations_closures", office.id, **{**days, "first": "2026-11-22"})
    assert "只能从明天或以后开始" in refused.content.decode()
    answer = post(client, "organisations_closures", office.id, **days)

    assert "搬迁" in answer.content.decode()
    assert OfficeClosure.objects.count() == 1


def test_what_a_body_certifies_is_added_and_removed(client: Client) -> None:
    as_role(client, Role.ADMINISTRATOR)
    body = EvaluationBody.objects.create(name="桂中评价中心", region_id="450202")
    levels = {"lowest": "senior_worker", "highest": "technician"}
    post(client, "organisations_scopes", body.id, occupation="6-18-01-01", **levels)
    scope = body.scopes.get()

    again = post(client, "organisations_scopes", body.id, occupation="6-18-01-01", **levels)
    assert "这个职业已经登记" in again.content.decode()

    post(client, "organisations_scopes", body.id, remove="nonsense")
    assert body.scopes.exists()
    post(client, "organisations_scopes", body.id, remove=str(scope.id))
    assert not body.scopes.exists()


def test_the_list_is_sought_and_needs_few_queries(
    client: Client, employer: Employer, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    as_role(client, Role.SUPERVISOR)

    with django_assert_max_num_queries(9):
        assert "桂江机械" in page(client, "organisations_list", "employer", q="DEMX")
    assert "没有找到" in page(client, "organisations_list", "employer", q="x\0y")
    assert client.get(reverse("organisations_list", args=["castle"])).status_code == 404
    assert "登记用人单位" not in page(client, "organisations_list", "employer")


def test_public_pages_need_few_queries(
    client: Client, office: Office, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(6):
        page(client, "organisations", region="450204")
    with django_assert_max_num_queries(5):
        page(client, "organisations_office", office.id)
    with django_assert_max_num_queries(5):
        page(client, "organisations_bodies")
