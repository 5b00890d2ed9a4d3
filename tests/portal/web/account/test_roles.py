"""The pages of role administration and of emergency access."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from guantong.portal import clock
from guantong.portal.accounts.models import BreakGlass, Role, RoleGrant
from guantong.portal.accounts.selectors import grants_for
from guantong.portal.audit.models import AuditEvent
from guantong.portal.organisations.models import Employer, Office, Region
from guantong.portal.people.models import Person
from tests.portal.accounts.signing import account, granted, sign_in

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    region, _ = Region.objects.get_or_create(code="450000", defaults={"name": "广西", "confidence": "V"})
    return Office.objects.create(name="示例职改办", region=region, kind="regional")


@pytest.fixture
def employer(office: Office) -> Employer:
    return Employer.objects.create(
        name="示例机械", region=office.region, uscc="91450100MA5K9R0X0A", nature="private"
    )


def posted(client: Client, role: str, **fields: str) -> HttpResponse:
    today = clock.today()
    given = {"valid_from": f"{today}", "valid_to": f"{today + timedelta(days=100)}", "reason": "岗位分工"}
    return client.post(f"/account/roles/give/{role}/", {**given, **fields})  # type: ignore[return-value]


def test_an_administrator_gives_a_role_in_an_organisation_named_in_full(
    client: Client, office: Office
) -> None:
    user = account("huangshifu")
    sign_in(client, granted(Role.ADMINISTRATOR))
    assert "/account/roles/give/TL/" in client.get("/account/roles/").content.decode()

    answer = posted(client, "TL", username="huangshifu", scope="示例职改办")

    grant = user.grants.get()
    assert answer.headers["Location"] == f"/account/roles/{grant.id}/"
    assert (grant.role, grant.scope_id, grant.reason) == ("TL", office.id, "岗位分工")
    page = client.get(answer.headers["Location"]).content.decode()
    assert "示例职改办" in page
    assert "终止这个角色" in page


def test_an_employer_is_found_by_its_code_too(client: Client, employer: Employer) -> None:
    user = account("qinshifu")
    sign_in(client, granted(Role.ADMINISTRATOR))

    posted(client, "EA", username="qinshifu", scope=employer.uscc.lower())

    assert user.grants.get().scope_id == employer.id


def test_a_leader_chooses_among_the_own_organisations_only(client: Client, office: Office) -> None:
    Office.objects.create(name="别处职改办", region=office.region, kind="city")
    user = account("huangshifu")
    sign_in(client, granted(Role.OFFICE_LEADER, scope_id=office.id))

    page = client.get("/account/roles/give/TO/").content.decode()
    assert "示例职改办" in page
    assert "别处职改办" not in page
    posted(client, "TO", username="huangshifu", scope="别处职改办")
    assert not user.grants.exists()

    posted(client, "TO", username="huangshifu", scope="示例职改办")
    assert user.grants.get().scope_id == office.id


def test_what_is_at_fault_stands_beside_its_field_and_the_text_is_kept(
    client: Client, office: Office
) -> None:
    granted(Role.OFFICE_CLERK, scope_id=office.id, user=account("huangshifu"))
    sign_in(client, granted(Role.ADMINISTRATOR))

    page = posted(
        client, "TL", username="huangshifu", scope="示例职改办", reason="接替农主任"
    ).content.decode()
    unknown = posted(client, "TL", username="nobody", scope="没有这个单位", valid_to="明年").content.decode()

    assert "同一职改办的经办和负责人不能是同一个人" in page
    assert "E-ACC-011" in page
    assert "接替农主任" in page
    assert "没有这个账户名" in unknown
    assert "没有找到这个单位" in unknown
    assert "有 3 处要改" in unknown


@pytest.mark.parametrize("day", ["2027.3.1", "20270301", "2027年3月1日", "2027/3/1"])
def test_a_day_is_read_as_people_write_it(client: Client, office: Office, day: str) -> None:
    user = account("huangshifu")
    sign_in(client, granted(Role.ADMINISTRATOR))

    posted(client, "TO", username="huangshifu", scope="示例职改办", valid_to=day)

    assert f"{user.grants.get().valid_to}" == "2027-03-01"


def test_a_role_that_is_not_the_persons_to_give_is_not_offered(client: Client, office: Office) -> None:
    user = account("huangshifu")
    sign_in(client, granted(Role.OFFICE_LEADER, scope_id=office.id))

    assert posted(client, "AD", username="huangshifu").headers["Location"] == "/account/roles/"
    assert posted(client, "XX", username="huangshifu").headers["Location"] == "/account/roles/"
    assert not user.grants.exists()


def test_a_role_is_ended_with_a_reason(client: Client, office: Office) -> None:
    grant = granted(Role.OFFICE_CLERK, scope_id=office.id).grants.get()
    sign_in(client, granted(Role.OFFICE_LEADER, scope_id=office.id))
    page = f"/account/roles/{grant.id}/"

    assert "有 1 处要改" in client.post(page, {"reason": ""}).content.decode()
    client.post(page, {"reason": "已调离"})

    grant.refresh_from_db()
    assert grant.end_reason == "已调离"
    assert "已调离" in client.get(page).content.decode()
    assert "终止这个角色" not in client.get(page).content.decode()
    assert "E-ACC-021" in client.post(page, {"reason": "再终止"}).content.decode()


def test_a_supervisor_reads_and_ends_nothing(client: Client, office: Office) -> None:
    grant = granted(Role.OFFICE_CLERK, scope_id=office.id).grants.get()
    sign_in(client, granted(Role.SUPERVISOR))

    page = client.get(f"/account/roles/{grant.id}/").content.decode()
    assert client.post(f"/account/roles/{grant.id}/", {"reason": "终止"}).status_code == 403

    grant.refresh_from_db()
    assert "终止这个角色" not in page
    assert grant.ended_at is None
    assert "授予角色" not in client.get("/account/roles/").content.decode()


def test_a_forged_id_tells_nothing(client: Client, office: Office) -> None:
    sign_in(client, granted(Role.OFFICE_LEADER, scope_id=office.id))
    elsewhere = granted(Role.OFFICE_CLERK).grants.get()

    assert client.get(f"/account/roles/{elsewhere.id}/").status_code == 404
    assert client.get(f"/account/roles/{uuid4()}/").status_code == 404


def test_the_list_is_bounded_by_who_asks_and_by_its_filters(office: Office) -> None:
    today = clock.today()
    leader, admin = granted(Role.OFFICE_LEADER, scope_id=office.id), granted(Role.ADMINISTRATOR)
    clerk = granted(Role.OFFICE_CLERK, scope_id=office.id, user=account("huangshifu")).grants.get()
    over = granted(Role.OFFICE_CLERK, scope_id=office.id).grants.get()
    RoleGrant.objects.filter(id=over.id).update(ended_at=clock.now(), end_reason="调离")
    coming = granted(Role.OFFICE_CLERK).grants.get()
    RoleGrant.objects.filter(id=coming.id).update(valid_from=today + timedelta(days=1))

    def ids(user: object, **wanted: str) -> set[object]:
        return {grant.id for grant in grants_for(user, today=today, **wanted)}  # type: ignore[arg-type]

    assert ids(leader) == {clerk.id, leader.grants.get().id}
    assert ids(leader, state="over") == {over.id}
    assert ids(admin, state="coming") == {coming.id}
    assert ids(admin, role="TO") == {clerk.id}
    assert ids(admin, words="HUANG") == {clerk.id}
    assert len(ids(admin, state="all")) == 5
    assert ids(account(), state="all") == set()


def test_a_long_list_costs_no_more_questions_to_the_database(
    client: Client, office: Office, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in(client, granted(Role.ADMINISTRATOR))
    for _ in range(60):
        granted(Role.OFFICE_CLERK, scope_id=office.id)

    with django_assert_max_num_queries(15):
        page = client.get("/account/roles/?role=TO&state=valid&page=2").content.decode()

    assert "共 60 条" in page
    assert "?role=TO&amp;state=valid&amp;page=1" in page


@pytest.mark.usefixtures("supervisor")
def test_while_emergency_access_is_open_every_page_says_so(client: Client) -> None:
    sign_in(client, granted(Role.ADMINISTRATOR))
    assert "应急访问已开启" not in client.get("/account/").content.decode()

    client.post("/account/break-glass/", {"minutes": "15", "reason": "恢复误删的档案"})

    for page in ("/account/", "/account/roles/", "/account/break-glass/"):
        assert "应急访问已开启" in client.get(page).content.decode()
    with clock.moved(timedelta(minutes=16)):
        assert "应急访问已开启" not in client.get("/account/").content.decode()


@pytest.mark.usefixtures("supervisor")
def test_emergency_access_is_refused_beside_its_fields_and_ended_early(client: Client) -> None:
    sign_in(client, granted(Role.ADMINISTRATOR))

    assert "有 1 处要改" in client.post("/account/break-glass/", {"minutes": "15"}).content.decode()
    assert "有 1 处要改" in (
        client.post("/account/break-glass/", {"minutes": "600", "reason": "恢复"}).content.decode()
    )
    assert not BreakGlass.objects.exists()

    client.post("/account/break-glass/", {"minutes": "15", "reason": "恢复"})
    again = client.post("/account/break-glass/", {"minutes": "15", "reason": "恢复"})
    assert "E-ACC-033" in again.content.decode()
    assert BreakGlass.objects.count() == 1
    client.post("/account/break-glass/end/")
    assert "应急访问已开启" not in client.get("/account/").content.decode()


def test_somebody_elses_emergency_access_shows_nothing_here(client: Client) -> None:
    opened = granted(Role.ADMINISTRATOR)
    BreakGlass.objects.create(
        user=opened, reason="恢复", opened_at=clock.now(), ends_at=clock.now() + timedelta(minutes=15)
    )
    sign_in(client, granted(Role.ADMINISTRATOR))

    assert "应急访问已开启" not in client.get("/account/").content.decode()


def test_the_own_page_names_the_roles_and_where(client: Client, office: Office) -> None:
    sign_in(client, granted(Role.OFFICE_CLERK, scope_id=office.id))

    page = client.get("/account/").content.decode()

    assert "职改办经办" in page
    assert "示例职改办" in page


@pytest.mark.usefixtures("supervisor")
def test_emergency_access_shows_a_record_to_read_and_the_audit_each_look(client: Client) -> None:
    admin = granted(Role.ADMINISTRATOR)
    sign_in(client, admin)
    person = Person.objects.create(name="示例甲")
    page = f"/account/break-glass/record/{person.id}/"
    assert client.get(page).status_code == 404

    client.post("/account/break-glass/", {"minutes": "15", "reason": "恢复误删的档案"})
    assert client.get("/account/break-glass/", {"record": str(person.id)}).headers["Location"] == page
    shown = client.get(page).content.decode()

    assert "示例甲" in shown
    assert "应急访问已开启" in shown
    assert AuditEvent.objects.get(event="personal_data.read").subject_id == str(person.id)
    assert client.post(page).status_code == 405
    assert client.get(f"/account/break-glass/record/{uuid4()}/").status_code == 404
    assert "有 1 处要改" in client.get("/account/break-glass/", {"record": "六号"}).content.decode()
    with clock.moved(timedelta(minutes=16)):
        assert client.get(page).status_code == 404
