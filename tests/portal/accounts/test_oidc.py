"""Signing in with another provider: a real one, in a process of its own, asked over HTTP with code flow and PKCE."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.exceptions import ImproperlyConfigured

from guantong.portal.accounts.models import Role, User
from guantong.portal.accounts.provider import Provider, read_provider
from guantong.portal.audit.models import AuditEvent

from .provider.people import CLIENT, PEOPLE, SECRET
from .signing import PASSWORD, account, granted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import Settings

pytestmark = pytest.mark.django_db
BACK = "http://testserver/account/oidc/sso/login/callback/"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the provider answers."""
    command = [
        *(sys.executable, "-m", "tests.portal.accounts.provider"),
        *(str(tmp_path_factory.mktemp("provider")), BACK),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.stdin.close()


@pytest.fixture(autouse=True)
def _configured(address: str, settings: Settings) -> None:
    provider = Provider(address, CLIENT, SECRET, "演示身份认证")
    settings.OIDC_PROVIDER = provider
    settings.SOCIALACCOUNT_PROVIDERS = provider.settings()


def sent_to_provider(client: Client, process: str = "login") -> str:
    answer = client.post(f"/account/oidc/sso/login/?process={process}")
    assert answer.status_code == 302
    return answer.headers["Location"]


def back_from_provider(address: str, username: str) -> str:
    """Sign in at the provider as a browser does; the address that it sends the browser back to."""
    with requests.Session() as browser:
        page = browser.get(address)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
        there = re.search(r'name="next" value="([^"]+)"', page.text)
        assert token is not None
        assert there is not None
        answer = browser.post(
            page.url,
            {
                "csrfmiddlewaretoken": token[1],
                "login": username,
                "password": PEOPLE[username][0],
                "next": there[1].replace("&amp;", "&"),
            },
            headers={"Referer": page.url},
            allow_redirects=False,
        )
        while not answer.headers["Location"].startswith(BACK):
            there_now = urljoin(page.url, answer.headers["Location"])
            answer = browser.get(there_now, allow_redirects=False)
        return answer.headers["Location"]


def enter(client: Client, username: str, process: str = "login") -> HttpResponse:
    back = back_from_provider(sent_to_provider(client, process), username)
    return client.get(back.removeprefix("http://testserver"))  # type: ignore[return-value]


def test_the_sign_in_page_offers_it(client: Client) -> None:
    assert "用演示身份认证登录" in client.get("/account/login/").content.decode()


def test_the_portal_asks_with_pkce_state_and_no_more_than_it_needs(client: Client) -> None:
    asked = parse_qs(urlsplit(sent_to_provider(client)).query)

    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) == 43
    assert asked["state"]
    assert set(asked["scope"][0].split()) == {"openid", "profile"}
    assert asked["redirect_uri"] == [BACK]


def test_somebody_new_gets_an_account_of_their_own(client: Client) -> None:
    answer = enter(client, "weishifu")

    user = User.objects.get()
    assert answer.headers["Location"] == "/desk/"
    assert client.get("/account/").status_code == 200
    assert (user.username, user.email) == ("weishifu", "")
    assert "韦" in user.display_name
    assert not user.has_usable_password()
    assert not user.grants.exists()
    assert not SocialToken.objects.exists()

    client.post("/account/logout/")
    enter(client, "weishifu")
    assert User.objects.count() == 1


def test_an_account_of_the_same_name_or_address_is_not_entered(client: Client) -> None:
    own = account("weishifu")
    User.objects.filter(id=own.id).update(email=PEOPLE["weishifu"][3])

    enter(client, "weishifu")

    assert User.objects.count() == 2
    assert not SocialAccount.objects.filter(user=own).exists()
    assert client.session["_auth_user_id"] != str(own.id)


def test_an_account_is_linked_after_signing_in_to_it_and_then_entered(client: Client) -> None:
    own = account("weizhuren")
    client.post("/account/login/", {"login": "weizhuren", "password": PASSWORD})
    client.post("/account/reauthenticate/?next=/account/", {"password": PASSWORD})

    enter(client, "weishifu", process="connect")

    assert SocialAccount.objects.get().user == own
    assert AuditEvent.objects.filter(event="accounts.provider.connected").count() == 1
    client.post("/account/logout/")
    enter(client, "weishifu")
    assert client.session["_auth_user_id"] == str(own.id)
    assert User.objects.count() == 1


def test_what_is_linked_to_one_account_is_not_taken_by_another(client: Client) -> None:
    enter(client, "weishifu")
    first = User.objects.get()
    client.post("/account/logout/")
    account("lushifu")
    client.post("/account/login/", {"login": "lushifu", "password": PASSWORD})
    client.post("/account/reauthenticate/?next=/account/", {"password": PASSWORD})

    enter(client, "weishifu", process="connect")

    assert SocialAccount.objects.get().user == first


def test_staff_give_their_second_factor_here_all_the_same(client: Client) -> None:
    enter(client, "weishifu")
    user = granted(Role.ADMINISTRATOR, user=User.objects.get())
    TOTP.activate(user, generate_totp_secret())
    client.post("/account/logout/")

    answer = enter(client, "weishifu")

    assert answer.headers["Location"].startswith("/account/2fa/authenticate/")
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize("change", ["state=forged", "code=forged"])
def test_a_forged_way_back_opens_nothing(client: Client, change: str) -> None:
    back = back_from_provider(sent_to_provider(client), "weishifu")
    name = change.partition("=")[0]
    forged = re.sub(rf"{name}=[^&]+", change, back)

    answer = client.get(forged.removeprefix("http://testserver"))

    assert answer.status_code == 401
    assert "没有登录成功" in answer.content.decode()
    assert not User.objects.exists()


def test_a_way_back_is_walked_once(client: Client) -> None:
    back = back_from_provider(sent_to_provider(client), "weishifu").removeprefix("http://testserver")
    client.get(back)
    client.post("/account/logout/")

    assert client.get(back).status_code == 401
    assert client.get("/account/").status_code == 302


GOOD = {
    "GUANTONG_OIDC_ISSUER": "https://sso.example.org",
    "GUANTONG_OIDC_CLIENT_ID": "a",
    "GUANTONG_OIDC_CLIENT_SECRET": "b",
}


def test_an_installation_names_its_provider_in_the_environment() -> None:
    provider = read_provider({**GOOD, "GUANTONG_OIDC_NAME": "数字广西"})

    assert provider == Provider("https://sso.example.org", "a", "b", "数字广西")
    assert provider.origin == "https://sso.example.org"
    assert read_provider({}) is None


def test_half_a_provider_is_refused_by_the_names_that_lack() -> None:
    with pytest.raises(ImproperlyConfigured, match="GUANTONG_OIDC_CLIENT_ID, GUANTONG_OIDC_CLIENT_SECRET"):
        read_provider({"GUANTONG_OIDC_ISSUER": "https://sso.example.org"})


def test_outside_the_demonstration_the_provider_is_reached_by_https() -> None:
    plain = {**GOOD, "GUANTONG_OIDC_ISSUER": "http://sso.example.org"}

    assert read_provider(plain) is not None
    with pytest.raises(ImproperlyConfigured, match="https"):
        read_provider({**plain, "GUANTONG_MODE": "production"})
