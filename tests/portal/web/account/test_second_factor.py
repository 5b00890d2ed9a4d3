"""The second factor: staff must, codes count once, guessing is limited, recovery codes replace it."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.core.management import CommandError, call_command

from guantong.portal.accounts.models import Role, User
from guantong.portal.audit.models import AuditEvent
from tests.portal.accounts.signing import PASSWORD, account, granted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

pytestmark = pytest.mark.django_db
STAFF_PAGE = "/account/roles/"


@pytest.fixture(autouse=True)
def _no_limit_from_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def code(secret: str, *, later: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later)))


def enter(client: Client, user: User, there: str = "") -> HttpResponse:
    return client.post(  # type: ignore[return-value]
        "/account/login/", {"login": user.username, "password": PASSWORD, "next": there}
    )


def with_second_factor(*roles: Role) -> tuple[User, str]:
    user, secret = granted(*roles), generate_totp_secret()
    TOTP.activate(user, secret)
    return user, secret


def test_staff_set_it_up_on_the_way_to_their_page(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    user = granted(Role.ADMINISTRATOR)
    enter(client, user)

    sent = client.get(STAFF_PAGE)
    assert sent.headers["Location"].startswith("/account/2fa/totp/activate/?next=")
    again = client.get(sent.headers["Location"])
    assert again.headers["Location"].startswith("/account/reauthenticate/?next=")
    back = client.post(again.headers["Location"], {"password": PASSWORD})
    page = client.get(back.headers["Location"]).content.decode()
    secret = re.search(r'gate__secret">([A-Z2-7]+)<', page)
    assert secret is not None
    assert "您有工作角色" in page

    with django_capture_on_commit_callbacks(execute=True):
        done = client.post("/account/2fa/totp/activate/", {"code": code(secret[1])})

    codes = client.get(done.headers["Location"]).content.decode()
    assert len(re.findall(r"<li><code>\d{8}</code></li>", codes)) == 10
    assert f'href="{STAFF_PAGE}"' in codes
    assert client.get(STAFF_PAGE).status_code == 200
    assert AuditEvent.objects.filter(event="accounts.second_factor.activated").exists()
    assert "已经显示过" in client.get("/account/2fa/recovery-codes/").content.decode()


def test_with_a_second_factor_the_password_alone_opens_nothing(client: Client) -> None:
    user, secret = with_second_factor(Role.ADMINISTRATOR)

    assert enter(client, user, STAFF_PAGE).headers["Location"].startswith("/account/2fa/authenticate/")
    assert client.get("/account/").status_code == 302
    wrong = client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert "验证码不对" in wrong.content.decode()

    assert client.post("/account/2fa/authenticate/", {"code": code(secret)}).status_code == 302
    assert client.get(STAFF_PAGE).status_code == 200


def test_a_code_counts_once(client: Client) -> None:
    user, secret = with_second_factor(Role.ADMINISTRATOR)
    given = code(secret)
    enter(client, user)
    client.post("/account/2fa/authenticate/", {"code": given})
    client.post("/account/logout/")

    enter(client, user)
    answer = client.post("/account/2fa/authenticate/", {"code": given})

    assert "验证码不对" in answer.content.decode()


def test_codes_cannot_be_tried_through(client: Client) -> None:
    user, secret = with_second_factor(Role.ADMINISTRATOR)
    enter(client, user)
    for guess in range(10):
        client.post("/account/2fa/authenticate/", {"code": f"{guess:06}"})

    answer = client.post("/account/2fa/authenticate/", {"code": code(secret)})

    assert "试错次数太多" in answer.content.decode()
    assert client.get("/account/").status_code == 302


def test_a_recovery_code_replaces_the_phone_once(client: Client) -> None:
    user, _ = with_second_factor(Role.ADMINISTRATOR)
    given = RecoveryCodes.activate(user).get_unused_codes()[0]

    for opens in (True, False):
        enter(client, user)
        client.post("/account/2fa/authenticate/", {"code": given})
        assert (client.get("/account/").status_code == 200) is opens
        client.post("/account/logout/")


def test_a_session_from_before_the_second_factor_has_to_give_it(client: Client) -> None:
    user = granted(Role.ADMINISTRATOR)
    enter(client, user)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)

    sent = client.get(STAFF_PAGE)

    assert sent.headers["Location"].startswith("/account/2fa/reauthenticate/?next=")
    back = client.post(sent.headers["Location"], {"code": code(secret)})
    assert back.headers["Location"] == STAFF_PAGE
    assert client.get(STAFF_PAGE).status_code == 200


def test_staff_cannot_take_it_off_and_workers_can(client: Client) -> None:
    for user, secret in (with_second_factor(Role.ADMINISTRATOR), with_second_factor()):
        enter(client, user)
        client.post("/account/2fa/authenticate/", {"code": code(secret)})
        client.post("/account/reauthenticate/?next=/account/", {"password": PASSWORD})
        client.post("/account/2fa/totp/deactivate/")
        kept = Authenticator.objects.filter(user=user).exists()
        assert kept is user.grants.exists()
        client.post("/account/logout/")


def test_secrets_are_kept_encrypted() -> None:
    _, secret = with_second_factor()

    stored = Authenticator.objects.get().data["secret"]

    assert secret not in stored
    assert stored.startswith("gAAAA")


def test_an_older_key_of_the_portal_still_reads_them(settings: Settings) -> None:
    user, secret = with_second_factor()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "n" * 60

    assert Authenticator.objects.get(user=user).wrap().validate_code(code(secret))


def test_with_another_key_nobody_enters_and_the_page_says_why(client: Client, settings: Settings) -> None:
    user, secret = with_second_factor(Role.ADMINISTRATOR)
    settings.SECRET_KEY = "n" * 60
    enter(client, user)

    answer = client.post("/account/2fa/authenticate/", {"code": code(secret)})

    assert "E-ACC-040" in answer.content.decode()
    assert client.get("/account/").status_code == 302


def test_whoever_runs_the_machine_removes_what_somebody_lost() -> None:
    user, _ = with_second_factor(Role.ADMINISTRATOR)

    call_command("second_factor_remove", user.username, "--reason", "手机丢失，当面核对")

    assert not Authenticator.objects.exists()
    assert AuditEvent.objects.get(event="accounts.second_factor.removed").reason == "手机丢失，当面核对"
    for name in (user.username, "nobody"):
        with pytest.raises(CommandError):
            call_command("second_factor_remove", name, "--reason", "再来一次")


def test_the_demonstration_prints_the_code_of_the_moment(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    from guantong.portal.accounts.demonstration import SECRET

    user = granted(Role.ADMINISTRATOR)
    TOTP.activate(user, SECRET)
    call_command("demo_code")
    given = capsys.readouterr().out[:6]

    enter(client, user)
    client.post("/account/2fa/authenticate/", {"code": given})

    assert client.get("/account/").status_code == 200


def test_the_sign_in_page_of_the_demonstration_says_so(client: Client) -> None:
    page = client.get("/account/login/").content.decode()

    assert "guantong manage demo_code" in page
    assert "演示账户" in page


def test_outside_the_demonstration_there_is_no_such_thing(client: Client, settings: Settings) -> None:
    settings.DEMO = False

    page = client.get("/account/login/").content.decode()

    assert "demo_code" not in page
    assert "演示账户" not in page
    with pytest.raises(CommandError, match="演示环境"):
        call_command("demo_code")


def test_whoever_runs_the_machine_appoints_the_first_administrator(
    capsys: pytest.CaptureFixture[str],
) -> None:
    account("weizhuren")

    call_command("appoint_administrator", "weizhuren", "--reason", "首任管理员")

    assert User.objects.get().grants.get().role == Role.ADMINISTRATOR
    assert AuditEvent.objects.get(event="accounts.role.given").actor_id is None
    for name in ("weizhuren", "nobody"):
        with pytest.raises(CommandError):
            call_command("appoint_administrator", name, "--reason", "再来一次")
