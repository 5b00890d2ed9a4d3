"""What somebody typed when their session had ended: it waits for them, for nobody else, and is sent once."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from guantong.portal import clock
from guantong.portal.accounts.models import Role, Session, User
from guantong.portal.organisations.models import Office, Region
from guantong.portal.web.account import labels, typed
from tests.portal.accounts.signing import PASSWORD, account, granted, sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse
    from pytest import MonkeyPatch  # noqa: PT013 - a type

pytestmark = pytest.mark.django_db
WHERE = "/account/roles/give/TO/?from=list"
OURS = {"origin": "http://testserver"}


@pytest.fixture(autouse=True)
def _nothing_from_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def office() -> Office:
    region, _ = Region.objects.get_or_create(code="450000", defaults={"name": "广西", "confidence": "V"})
    return Office.objects.create(name="示例职改办", region=region, kind="regional")


@pytest.fixture
def leader(office: Office) -> User:
    return granted(Role.OFFICE_LEADER, scope_id=office.id)


@pytest.fixture
def typing(client: Client, leader: User) -> Client:
    """A browser in which a leader sits before the form, and the session ends."""
    sign_in(client, leader)
    end_of_session()
    return client


def end_of_session() -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))


def form(**otherwise: str) -> dict[str, Any]:
    today = clock.today()
    return {
        "username": "huangshifu",
        "scope": "示例职改办",
        "valid_from": f"{today}",
        "valid_to": f"{today + timedelta(days=100)}",
        "reason": "接替某人\r\n“岗位分工” <b>䶮</b>",
        **otherwise,
    }


class Fields(HTMLParser):
    """The form that a page offers to send again."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action, self.fields, self._in = "", {}, False  # type: ignore[var-annotated]
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form":
            self._in = "kept_form" not in self.fields and "reason" not in self.fields
            self.action = told.get("action") or "" if self._in else self.action
        elif tag == "input" and self._in and told.get("type") == "hidden":
            self.fields[told["name"]] = told.get("value") or ""


def offered(page: str) -> Fields:
    """The form of a page that carries the text."""
    main = page[page.index("<main") :]
    return Fields(main)


def test_it_waits_for_the_same_person_and_is_sent_with_one_button(typing: Client, leader: User) -> None:
    user = account("huangshifu")

    sent = typing.post(WHERE, form())

    assert sent.headers["Location"] == "/account/login/?next=%2Faccount%2Fkept%2F"
    login = typing.get(sent.headers["Location"]).content.decode()
    assert "登录已经到期。刚才填写的内容已保留 30 分钟" in login
    assert "岗位分工" not in login
    sign_in(typing, leader)
    page = typing.get("/account/kept/").content.decode()
    assert "接替某人" in page
    assert "<b>䶮</b>" in unescape(page)
    assert "<b>䶮</b>" not in page
    again = offered(page)
    assert again.action == WHERE
    assert {name: again.fields[name] for name in form()} == form()
    assert not user.grants.exists()

    done = typing.post(again.action, again.fields)

    assert done.headers["Location"] == f"/account/roles/{user.grants.get().id}/"
    assert "没有等待您提交的内容" in typing.get("/account/kept/").content.decode()


def test_the_whole_way_with_a_password(client: Client) -> None:
    account("weishifu")
    entering = {"login": "weishifu", "password": PASSWORD}
    client.post("/account/login/", entering)
    end_of_session()

    sent = client.post("/people/person/", {"name": "韦示例"})
    back = client.post("/account/login/", {**entering, "next": "/account/kept/"})

    assert sent.headers["Location"].endswith("next=%2Faccount%2Fkept%2F")
    assert back.headers["Location"] == "/account/kept/"
    assert "韦示例" in client.get("/account/kept/").content.decode()


def test_a_second_press_does_nothing(typing: Client, leader: User) -> None:
    user = account("huangshifu")
    typing.post(WHERE, form())
    sign_in(typing, leader)
    again = offered(typing.get("/account/kept/").content.decode())

    typing.post(again.action, again.fields)
    twice = typing.post(again.action, again.fields)

    assert twice.headers["Location"] == "/account/kept/"
    assert user.grants.count() == 1


def test_of_two_presses_at_once_one_arrives(typing: Client, leader: User) -> None:
    user = account("huangshifu")
    typing.post(WHERE, form())
    sign_in(typing, leader)
    again = offered(typing.get("/account/kept/").content.decode())
    # the other press has been let through and has not ended: the session still holds the text
    cache.add(f"typed-{again.fields['kept_form']}", "sent")

    assert typing.post(again.action, again.fields).headers["Location"] == "/account/kept/"
    assert not user.grants.exists()


def test_what_did_not_arrive_waits_on(typing: Client, leader: User) -> None:
    typing.post(WHERE, form())
    sign_in(typing, leader)
    again = offered(typing.get("/account/kept/").content.decode())
    leader.grants.update(role=Role.OFFICE_CLERK)

    assert typing.post(again.action, again.fields).status_code == 403

    assert "岗位分工" in typing.get("/account/kept/").content.decode()


def test_it_goes_nowhere_but_where_it_went(typing: Client, leader: User) -> None:
    typing.post(WHERE, form())
    sign_in(typing, leader)
    again = offered(typing.get("/account/kept/").content.decode())

    assert typing.post("/account/break-glass/", again.fields).headers["Location"] == "/account/kept/"


def test_somebody_else_never_sees_it(typing: Client, leader: User, office: Office) -> None:
    typing.post(WHERE, form())
    sign_in(typing, granted(Role.OFFICE_LEADER, scope_id=office.id))

    assert "岗位分工" not in typing.get("/account/kept/").content.decode()
    sign_in(typing, leader)
    assert "岗位分工" not in typing.get("/account/kept/").content.decode(), "and then it is gone"


def test_it_lies_encrypted(typing: Client) -> None:
    typing.post(WHERE, form())

    kept = [row.get_decoded() for row in Session.objects.all()]
    assert any("typed" in data for data in kept)
    assert "岗位分工" not in f"{kept}"
    assert "huangshifu" not in f"{kept}"


def test_it_waits_half_an_hour(typing: Client, leader: User, monkeypatch: MonkeyPatch) -> None:
    typing.post(WHERE, form())
    sign_in(typing, leader)
    assert "岗位分工" in typing.get("/account/kept/").content.decode()

    monkeypatch.setattr(typed, "SECONDS", -1)

    assert "岗位分工" not in typing.get("/account/kept/").content.decode()


def test_it_is_thrown_away_on_demand(typing: Client, leader: User) -> None:
    typing.post(WHERE, form())
    sign_in(typing, leader)

    typing.post("/account/kept/")

    assert "岗位分工" not in typing.get("/account/kept/").content.decode()


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/account/password/change/", {"oldpassword": "secret-old-1", "password1": "secret-new-1"}),
        ("/account/2fa/totp/deactivate/", {"code": "123456"}),
    ],
)
def test_passwords_and_codes_are_not_kept(typing: Client, path: str, fields: dict[str, str]) -> None:
    typing.post(path, fields)

    assert not any("typed" in row.get_decoded() for row in Session.objects.all())


def test_a_password_on_any_other_page_is_not_kept(typing: Client, leader: User) -> None:
    typing.post(WHERE, form(db_password="secret-1"))  # noqa: S106
    sign_in(typing, leader)

    page = typing.get("/account/kept/").content.decode()
    assert "岗位分工" in page
    assert "secret-1" not in page


def test_a_file_is_chosen_anew(typing: Client, leader: User) -> None:
    typing.post(WHERE, {**form(), "proof": SimpleUploadedFile("证书.pdf", b"%PDF-1.7 secret")})
    sign_in(typing, leader)

    page = typing.get("/account/kept/").content.decode()
    assert "请重新选择文件：证书.pdf" in page
    assert 'type="file"' in page
    assert "%PDF" not in page


def test_who_has_not_given_the_second_factor_gives_it_first(client: Client, leader: User) -> None:
    sign_in(client, leader, second_factor=False)

    sent = client.post(WHERE, form())

    assert sent.headers["Location"] == "/account/2fa/totp/activate/?next=%2Faccount%2Fkept%2F"
    assert "岗位分工" in client.get("/account/kept/").content.decode()


def test_of_a_session_that_was_ended_nothing_is_kept_and_the_text_is_given_back(
    client: Client, leader: User
) -> None:
    sign_in(client, leader)
    Session.objects.all().delete()

    given_back = client.post(WHERE, form(), headers=OURS)

    page = given_back.content.decode()
    assert given_back.status_code == 403
    assert "请先复制下来" in page
    assert "岗位分工" in page
    assert "no-store" in given_back.headers["Cache-Control"]
    assert not any("typed" in row.get_decoded() for row in Session.objects.all())


def test_too_much_is_given_back(typing: Client, monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setattr(typed, "LONGEST", 50)

    page = typing.post(WHERE, form(), headers=OURS).content.decode()

    assert "请先复制下来" in page
    assert "岗位分工" in page
    assert not any("typed" in row.get_decoded() for row in Session.objects.all())


@pytest.mark.parametrize("origin", ["", "null", "https://example.org", "http://testserver.example.org"])
def test_a_page_elsewhere_has_nothing_reflected(client: Client, leader: User, origin: str) -> None:
    sign_in(client, leader)
    Session.objects.all().delete()

    answer = client.post(WHERE, form(), headers={"origin": origin} if origin else {})

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/")


def posted_with_an_old_token(user: User, path: str, fields: dict[str, Any], **origin: str) -> HttpResponse:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, user)
    return client.post(path, fields, headers=origin)  # type: ignore[return-value]


def test_an_old_token_gives_the_text_back_to_send_again(leader: User) -> None:
    user = account("huangshifu")
    client = Client(enforce_csrf_checks=True)
    sign_in(client, leader)

    refused = client.post(WHERE, form(), headers=OURS)

    page = refused.content.decode()
    assert refused.status_code == 403
    assert f"现在登录的账户是 {leader.username}" in page
    assert "no-store" in refused.headers["Cache-Control"]
    again = offered(page)
    assert not user.grants.exists()
    client.post(again.action, again.fields, headers=OURS)
    assert user.grants.count() == 1


@pytest.mark.parametrize("origin", [{}, {"origin": "https://example.org"}, {"origin": "null"}])
def test_a_forged_form_is_neither_shown_nor_offered(leader: User, origin: dict[str, str]) -> None:
    page = posted_with_an_old_token(leader, WHERE, form(), **origin).content.decode()

    assert "这个页面已经过期" in page
    assert "岗位分工" not in page
    assert "再次提交" not in page


def test_a_password_sent_with_an_old_token_is_not_shown(leader: User) -> None:
    fields = {"login": "weishifu", "password": "secret-pass-1"}
    page = posted_with_an_old_token(leader, "/account/login/", fields, **OURS).content.decode()

    assert "secret-pass-1" not in page
    assert 'href="/account/login/"' in page
    assert "重新打开" in page


# What each value is


def test_each_value_stands_under_the_label_of_its_field(typing: Client, leader: User) -> None:
    typing.post(
        WHERE, form(csrfmiddlewaretoken="secret-token", draft="keep", row_version="7", left_over="别的")
    )
    sign_in(typing, leader)

    shown = typing.get("/account/kept/").context["typed"].shown

    day = f"{clock.today()}"
    assert shown[:3] == [("账户名", "huangshifu"), ("单位", "示例职改办"), ("开始日期", day)]
    assert shown[4:] == [("理由", form()["reason"]), ("其他内容（left over）", "别的")]
    assert "<dt>账户名</dt>" in typing.get("/account/kept/").content.decode()


def test_a_row_of_a_record_is_told_by_the_fields_of_its_kind_and_the_words_of_its_choices() -> None:
    fields = (
        ("year", "2025"),
        ("grade", "excellent"),
        ("draft", "keep"),
        ("row_version", "1"),
        ("entry_id", "1"),
    )

    assert labels.told("/people/appraisals/add/?x=1", fields) == [("年度", "2025"), ("考核等次", "优秀")]
    work = labels.told("/people/employment/add/", (("share", "on"), ("employer", "桂江")))
    assert work == [("让单位的人事查看并核实我的档案", "是"), ("单位", "桂江")]
    person = labels.told("/people/person/", (("name", "韦示例"), ("row_version", "3")))
    assert person == [("姓名", "韦示例")]
    assert labels.told("/nowhere/", (("some_thing", "x"),)) == [("其他内容（some thing）", "x")]
