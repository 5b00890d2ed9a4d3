"""Tokens: who makes them, what they open, and that nobody can read them; and how often anybody may ask."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import StringIO
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory

from guantong.portal import clock
from guantong.portal.accounts.models import Role, User
from guantong.portal.api.limits import VARIABLE, address_of, count, limits
from guantong.portal.api.models import ApiToken, RateCount, Scope
from guantong.portal.api.problems import ProblemError
from guantong.portal.api.tokens import PREFIX, token_issue, token_of, token_revoke
from guantong.portal.audit.models import AuditEvent
from guantong.portal.organisations.models import Employer, Region
from guantong.portal.refusals import InvalidError, NotAllowedError, RefusedError
from tests.portal.accounts.signing import account, granted

from .test_bad_requests import kind
from .test_deciding import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    Ask = Callable[..., HttpResponse]

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


@pytest.fixture
def administrator() -> User:
    return granted(Role.ADMINISTRATOR)


@pytest.fixture
def employer() -> Employer:
    region, _ = Region.objects.get_or_create(
        code="450100", defaults={"name": "南宁市", "name_en": "Nanning", "confidence": "H"}
    )
    return Employer.objects.create(name="桂江机械（演示）", uscc="91450100MA5KXXXX0C", region=region)


@pytest.fixture
def issue(administrator: User, employer: Employer) -> Callable[..., str]:
    """Issues a token with these scopes; its secret."""

    def issued(*scopes: str) -> str:
        now = clock.now()
        return token_issue(
            actor=administrator,
            organisation_type="employer",
            organisation_id=str(employer.pk),
            name="人事系统",
            scopes=scopes or Scope.values,
            valid_to=clock.today() + YEAR,
            now=now,
        ).secret

    return issued


def bearer(secret: str) -> str:
    return f"Bearer {secret}"


def test_token_is_kept_as_a_hash_and_its_making_is_recorded(
    issue: Callable[..., str], administrator: User, employer: Employer
) -> None:
    secret = issue("decide")
    token = ApiToken.objects.get()
    assert secret.startswith(PREFIX)
    assert len(secret) > 40
    for column in ApiToken._meta.fields:
        assert secret not in str(getattr(token, column.attname))
    entry = AuditEvent.objects.get(event="api.token.issued")
    assert (entry.actor, entry.subject_id) == (administrator, str(token.pk))
    assert entry.detail["organisation"] == str(employer.pk)
    assert secret not in str(entry.detail)


def test_token_opens_its_scopes(issue: Callable[..., str], ask: Ask, client: Client) -> None:
    secret = bearer(issue("decide"))
    assert ask(authorization=secret).status_code == 200
    assert kind(ask(to="path", authorization=secret), 403) == "insufficient-scope"
    told = read(client.get("/api/v1/token", headers={"authorization": secret}))  # type: ignore[arg-type]
    assert told["scopes"] == ["decide"]
    assert ApiToken.objects.get().last_used_on == clock.today()


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Basic dTpw",
        f"Bearer {PREFIX}{'a' * 43}",
        "Bearer 䶮",
        "Bearer \x00",
    ],
)
def test_token_that_there_is_not(ask: Ask, header: str) -> None:
    answer = ask(authorization=header)
    assert kind(answer, 401) == "invalid-token"
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_revoked_token_opens_nothing(issue: Callable[..., str], ask: Ask, administrator: User) -> None:
    secret = bearer(issue())
    token = ApiToken.objects.get()
    token_revoke(actor=administrator, token_id=str(token.pk), reason="系统停用", now=clock.now())
    assert kind(ask(authorization=secret), 401) == "invalid-token"
    assert AuditEvent.objects.get(event="api.token.revoked").reason == "系统停用"
    for wrong in (str(token.pk), str(uuid4()), "x"):
        with pytest.raises(RefusedError, match="E-API-006"):
            token_revoke(actor=administrator, token_id=wrong, reason="再停", now=clock.now())


def test_expired_token_opens_nothing(issue: Callable[..., str]) -> None:
    secret, now = bearer(issue()), clock.now()
    assert token_of(secret, now=now + YEAR) == ApiToken.objects.get()
    with pytest.raises(ProblemError) as refused:
        token_of(secret, now=now + YEAR + timedelta(days=1))
    assert refused.value.status == 401


def test_only_who_keeps_them_makes_and_stops_tokens(employer: Employer, now: datetime) -> None:
    for user in (
        account(),
        granted(Role.OFFICE_LEADER, scope_id=employer.pk),
        granted(Role.SUPERVISOR),
        granted(Role.EMPLOYER_APPROVER),
        granted(Role.EMPLOYER_CLERK, scope_id=employer.pk),
    ):
        with pytest.raises(NotAllowedError):
            token_issue(
                actor=user,
                organisation_type="employer",
                organisation_id=str(employer.pk),
                name="x",
                scopes=["decide"],
                valid_to=date(2027, 1, 1),
                now=now,
            )
        with pytest.raises(NotAllowedError):
            token_revoke(actor=user, token_id=str(uuid4()), reason="x", now=now)
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(("kind_", "number"), [("everywhere", str(UUID(int=1))), ("employer", "x"), ("x", ""), ("office", str(UUID(int=2)))])  # fmt: skip
def test_everything_that_is_wrong_with_a_token_is_told_at_once(
    administrator: User, kind_: str, number: str
) -> None:
    now = clock.now()
    with pytest.raises(InvalidError) as refused:
        token_issue(
            actor=administrator,
            organisation_type=kind_,
            organisation_id=number,
            name=" ",
            scopes=["all"],
            valid_to=clock.today() - timedelta(days=1),
            now=now,
        )
    assert [refusal.field for refusal in refused.value.refusals] == [
        "organisation",
        "scopes",
        "name",
        "valid_to",
    ]
    assert not AuditEvent.objects.exists()


def test_command_makes_lists_and_stops_tokens(administrator: User, employer: Employer, ask: Ask) -> None:
    out, told = StringIO(), StringIO()
    place = ["--kind", "employer", "--organisation", str(employer.pk), "--name", "人事系统"]
    call_command("api_token", "issue", "--by", administrator.username, *place, stdout=out, stderr=told)
    secret = out.getvalue().strip()
    assert ask(authorization=bearer(secret)).status_code == 200
    assert "只显示这一次" in told.getvalue()
    out = StringIO()
    call_command("api_token", "list", stdout=out)
    assert secret not in out.getvalue()
    assert "人事系统" in out.getvalue()
    token = str(ApiToken.objects.get().pk)
    call_command("api_token", "revoke", token, "--by", administrator.username, "--reason", "停用")
    assert ask(authorization=bearer(secret)).status_code == 401
    out = StringIO()
    call_command("api_token", "list", stdout=out)
    assert "revoked" in out.getvalue()
    for wrong in (
        ["issue", "--by", "nobody", *place],
        ["issue", "--by", administrator.username, *place, "--until", "soon"],
        ["issue", "--by", administrator.username, *place, "--scopes", "all"],
        ["revoke", token, "--by", administrator.username, "--reason", "再停"],
    ):
        with pytest.raises(CommandError):
            call_command("api_token", *wrong)


# --- limits -------------------------------------------------------------------------------------------


def test_who_asks_too_often_is_told_when_to_come_back(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "decide=2")
    at = datetime.fromisoformat("2026-11-22T09:30:20+08:00")
    with clock.at(at):
        assert [ask().status_code for _ in range(3)] == [200, 200, 429]
        answer = ask()
        assert kind(answer, 429) == "too-many-requests"
        assert 30 <= int(answer["Retry-After"]) <= 40
        assert ask(to="path").status_code == 200, "each scope is counted by itself"
    with clock.at(at + timedelta(minutes=1)):
        assert ask().status_code == 200


def test_token_may_ask_more_often(
    issue: Callable[..., str], ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "decide=1")
    secret = bearer(issue())
    with clock.at(datetime.fromisoformat("2026-11-22T09:30:20+08:00")):
        statuses = [ask(authorization=secret).status_code for _ in range(11)]
        assert statuses == [200] * 10 + [429]
        assert ask().status_code == 200, "who asks without it is counted by themselves"


def test_guessing_tokens_is_limited(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "library=3")
    with clock.at(datetime.fromisoformat("2026-11-22T09:30:20+08:00")):
        statuses = [ask(authorization=f"Bearer {number}").status_code for number in range(5)]
    assert statuses == [401, 401, 401, 429, 429]


def test_without_a_limit_nothing_is_counted(now: datetime) -> None:
    count("192.0.2.7", Scope.LIBRARY, by_token=False, now=now)
    assert not RateCount.objects.exists()


def test_counts_are_shared_through_the_database(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "library=5")
    for _ in range(3):
        count("192.0.2.7", Scope.LIBRARY, by_token=False, now=now)
    kept = RateCount.objects.get()
    assert kept.count == 3
    assert len(kept.key) == 64, "a hash, and no address"
    count("192.0.2.8", Scope.LIBRARY, by_token=False, now=now + timedelta(minutes=5))
    assert RateCount.objects.get().count == 1, "the row of the minute that is over is gone"


def test_a_header_that_anybody_can_write_names_no_address() -> None:
    request = RequestFactory().get("/", headers={"x-forwarded-for": "1.1.1.1, 192.0.2.9"})
    request.META["REMOTE_ADDR"] = "127.0.0.1"

    assert address_of(request) == "127.0.0.1"


def test_network_of_one_household_is_one_caller() -> None:
    found = set()
    for host in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"):
        request = RequestFactory().get("/")
        request.META["REMOTE_ADDR"] = host
        found.add(address_of(request))
    assert found == {"2001:0db8:0001:0002"}


def test_limits_of_an_installation() -> None:
    assert limits({})[Scope.DECIDE] == 60
    assert limits({VARIABLE: "decide=7, path=0"})[Scope.PATH] == 0
    for wrong in ("decide", "decide=x", "everything=1"):
        with pytest.raises(ValueError, match=r".+"):
            limits({VARIABLE: wrong})
