"""The pages on which an organisation keeps its tokens: shown once, its own only, and every change in the audit."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from guantong.portal import clock
from guantong.portal.accounts.models import Role, User
from guantong.portal.api.access import READERS
from guantong.portal.api.models import ApiToken
from guantong.portal.api.tokens import PREFIX, token_issue
from guantong.portal.audit.models import AuditEvent
from guantong.portal.organisations.models import Employer
from guantong.portal.organisations.services import regions_load
from guantong.portal.web.desk import GROUPS
from tests.portal.accounts.signing import granted, sign_in

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db
MOST_QUERIES = 16


def employer(name: str, uscc: str) -> Employer:
    regions_load()
    return Employer.objects.create(name=name, uscc=uscc, region_id="450100")


@pytest.fixture
def ours(db: None) -> Employer:
    return employer("桂江机械（演示）", "91450100MA5KXXXX0C")


@pytest.fixture
def theirs(db: None) -> Employer:
    return employer("别的单位（演示）", "91450100MA5KYYYY01")


@pytest.fixture
def approver(client: Client, ours: Employer) -> User:
    """Somebody who answers for our employer, signed in."""
    user = granted(Role.EMPLOYER_APPROVER, scope_id=ours.pk)
    sign_in(client, user)
    return user


def token(organisation: Employer, *, days: int = 100, name: str = "人事系统") -> ApiToken:
    now = clock.now()
    return token_issue(
        actor=granted(Role.ADMINISTRATOR),
        organisation_type="employer",
        organisation_id=str(organisation.pk),
        name=name,
        scopes=["decide"],
        valid_to=clock.today() + timedelta(days=days),
        now=now,
    ).token


def typed(**changes: object) -> dict[str, object]:
    """The form filled in."""
    until = clock.today() + timedelta(days=90)
    return {
        "token_id": str(uuid4()),
        "name": "人事系统每晚核对",
        "scopes": ["decide", "library"],
        "valid_to": until.isoformat(),
        **changes,
    }


def make_at(organisation: Employer) -> str:
    return reverse("tokens_make", kwargs={"kind": "employer", "organisation": organisation.pk})


def list_of(organisation: Employer) -> str:
    return reverse("tokens_of", kwargs={"kind": "employer", "organisation": organisation.pk})


def page(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return str(answer.content.decode())


def secret_on(text: str) -> str:
    (found,) = re.findall(rf"{PREFIX}[\w-]{{30,}}", text)
    return str(found)


def test_a_token_is_shown_once_works_and_is_audited(client: Client, approver: User, ours: Employer) -> None:
    answer = client.post(make_at(ours), typed())

    secret = secret_on(page(answer))
    assert "no-store" in answer["Cache-Control"]
    made = ApiToken.objects.get()
    told = client.get("/api/v1/token", headers={"authorization": f"Bearer {secret}"}).json()
    assert (told["organisation_id"], told["scopes"]) == (str(ours.pk), ["decide", "library"])
    for later in (list_of(ours), reverse("tokens_one", args=[made.pk]), make_at(ours)):
        assert PREFIX not in page(client.get(later))
    entry = AuditEvent.objects.get(event="api.token.issued")
    assert (entry.actor, entry.subject_id) == (approver, str(made.pk))
    assert secret not in str(entry.detail)


def test_the_same_form_sent_twice_makes_one_token(client: Client, approver: User, ours: Employer) -> None:
    form = typed()
    page(client.post(make_at(ours), form))

    again = page(client.post(make_at(ours), form), 422)

    assert PREFIX not in again
    assert "E-API-008" in again
    assert "人事系统每晚核对" in again, "what was typed stays"
    assert ApiToken.objects.count() == 1
    assert AuditEvent.objects.filter(event="api.token.issued").count() == 1


def test_every_mistake_of_the_form_is_told_at_once_and_nothing_is_lost(
    client: Client, approver: User, ours: Employer
) -> None:
    text = page(client.post(make_at(ours), {"token_id": str(uuid4()), "name": "人事系统"}), 422)

    assert "有 2 处要改" in text
    assert 'value="人事系统"' in text
    late = typed(valid_to=(clock.today() + timedelta(days=900)).isoformat())
    assert "E-API-005" in page(client.post(make_at(ours), late), 422)
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"scopes": ["all"]},
        {"token_id": "x"},
        {"name": "长" * 10_000},
        {"name": "\x00"},
        {"valid_to": "9999-99-99"},
    ],
)
def test_forged_values_are_refused(
    client: Client, approver: User, ours: Employer, changes: dict[str, object]
) -> None:
    page(client.post(make_at(ours), typed(**changes)), 422)

    assert not ApiToken.objects.exists()


def test_tokens_of_another_organisation_are_not_found(
    client: Client, approver: User, ours: Employer, theirs: Employer
) -> None:
    foreign = token(theirs)
    one = reverse("tokens_one", args=[foreign.pk])

    for answer in (
        client.get(list_of(theirs)),
        client.get(make_at(theirs)),
        client.post(make_at(theirs), typed()),
        client.get(one),
        client.post(one, {"reason": "不是我们的"}),
        client.get(reverse("tokens_one", args=[uuid4()])),
        client.get(reverse("tokens_of", kwargs={"kind": "office", "organisation": ours.pk})),
        client.get(reverse("tokens_of", kwargs={"kind": "everywhere", "organisation": ours.pk})),
        client.get(reverse("tokens_of", kwargs={"kind": "nothing", "organisation": ours.pk})),
    ):
        assert answer.status_code == 404
    foreign.refresh_from_db()
    assert foreign.revoked_at is None
    assert ApiToken.objects.count() == 1


def test_a_token_is_stopped_with_a_reason_and_at_once(client: Client, approver: User, ours: Employer) -> None:
    secret = secret_on(page(client.post(make_at(ours), typed())))
    one = reverse("tokens_one", args=[ApiToken.objects.get().pk])
    page(client.post(one, {"reason": " "}), 422)

    answer = client.post(one, {"reason": "怀疑泄露"}, follow=True)

    text = page(answer)
    assert "令牌已停用" in text
    assert 'name="reason"' not in text
    assert client.get("/api/v1/token", headers={"authorization": f"Bearer {secret}"}).status_code == 401
    entry = AuditEvent.objects.get(event="api.token.revoked")
    assert (entry.actor, entry.reason) == (approver, "怀疑泄露")
    assert "E-API-006" in page(client.post(one, {"reason": "再停"}), 422)


def test_the_list_tells_what_matters_of_each(client: Client, approver: User, ours: Employer) -> None:
    token(ours, name="甲系统", days=400)
    token(ours, name="乙系统", days=3)
    used = token(ours, name="丙系统")
    ApiToken.objects.filter(pk=used.pk).update(
        last_used_on=clock.today() - timedelta(days=40), valid_to=clock.today() - timedelta(days=1)
    )

    text = page(client.get(list_of(ours)))

    rows = {name: text.split(name, 1)[1].split("</tr>", 1)[0] for name in ("甲系统", "乙系统", "丙系统")}
    assert "从未使用" in rows["甲系统"]
    assert "有效</span>" in rows["甲系统"]
    assert "即将到期" in rows["乙系统"]
    assert "已过期" in rows["丙系统"]
    assert "从未使用" not in rows["丙系统"]


def test_a_list_takes_few_queries_however_long_it_is(
    client: Client, approver: User, ours: Employer, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(60):
        token(ours, name=f"系统 {number}")
    with django_assert_max_num_queries(MOST_QUERIES):
        assert "1 / 2" in page(client.get(list_of(ours)))


def test_who_answers_for_one_organisation_is_led_to_its_page(
    client: Client, approver: User, ours: Employer
) -> None:
    answer = client.get(reverse("tokens"))

    assert answer.status_code == 302
    assert answer["Location"] == list_of(ours)


def test_a_clerk_does_not_answer_for_the_organisation(client: Client, ours: Employer) -> None:
    sign_in(client, granted(Role.EMPLOYER_CLERK, scope_id=ours.pk))

    assert client.get(list_of(ours)).status_code == 403


def test_an_administrator_keeps_the_tokens_of_every_organisation(
    client: Client, ours: Employer, theirs: Employer
) -> None:
    token(ours)
    sign_in(client, granted(Role.ADMINISTRATOR))

    text = page(client.get(reverse("tokens")))
    assert "桂江机械" in text
    secret_on(page(client.post(make_at(theirs), typed())))
    assert ApiToken.objects.filter(organisation_id=theirs.pk).exists()


def test_a_supervisor_reads_and_changes_nothing(client: Client, ours: Employer) -> None:
    made = token(ours)
    sign_in(client, granted(Role.SUPERVISOR))

    assert "人事系统" in page(client.get(reverse("tokens")))
    assert reverse("tokens_make", kwargs={"kind": "employer", "organisation": ours.pk}) not in page(
        client.get(list_of(ours))
    )
    one = reverse("tokens_one", args=[made.pk])
    assert 'name="reason"' not in page(client.get(one))
    assert client.post(one, {"reason": "停"}).status_code == 404
    assert client.post(make_at(ours), typed()).status_code == 403
    made.refresh_from_db()
    assert made.revoked_at is None


def test_no_token_is_made_for_an_organisation_that_is_closed(
    client: Client, approver: User, ours: Employer
) -> None:
    Employer.objects.filter(pk=ours.pk).update(active=False)

    assert make_at(ours) not in page(client.get(list_of(ours)))
    assert "E-API-002" in page(client.post(make_at(ours), typed()), 422)
    assert not ApiToken.objects.exists()


def test_pages_speak_english(client: Client, approver: User, ours: Employer) -> None:
    made = token(ours, name="HR")
    for address in (list_of(ours), make_at(ours), reverse("tokens_one", args=[made.pk])):
        shown = page(client.get(address, headers={"accept-language": "en"}))
        main = shown.split("<main", 1)[1].split("</main>", 1)[0]
        text = re.sub(r"<[^>]+>", " ", main).replace(ours.name, "").replace("韦示例", "")
        assert not re.search(r"[一-鿿]", text), text


def test_everybody_who_reads_tokens_finds_them_on_the_desk() -> None:
    (entry,) = [entry for group in GROUPS for entry in group.entries if entry.name == "tokens"]

    assert entry.roles == frozenset(READERS)


def test_an_id_of_a_form_is_no_way_to_another_token(
    client: Client, approver: User, ours: Employer, theirs: Employer
) -> None:
    foreign = token(theirs)
    before = ApiToken.objects.values().get()

    text = page(client.post(make_at(ours), typed(token_id=str(foreign.pk))), 422)

    assert "E-API-008" in text
    assert ApiToken.objects.values().get() == before
    assert isinstance(before["id"], UUID)
