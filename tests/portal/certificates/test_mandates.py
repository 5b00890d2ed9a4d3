"""Who may issue what, changed by two persons: every step, who takes it, what keeps it from being taken, and what it touches."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from guantong.certificates.face import Face
from guantong.certificates.offline.payload import offline_payload
from guantong.certificates.signing.keys import KeyRing
from guantong.certificates.signing.test_keys import add_test_keys
from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.audit.models import AuditEvent
from guantong.portal.certificates import mandate_rules
from guantong.portal.certificates.issuers import ring_of
from guantong.portal.certificates.mandates import mandate_decide, mandate_withdraw
from guantong.portal.certificates.models import (
    IssuingAuthority,
    Mandate,
    Outcome,
    Step,
)
from guantong.portal.certificates.storing import read
from guantong.portal.certificates.verification import by_file, told_of
from guantong.portal.notices.models import Message
from guantong.portal.organisations.models import EvaluationBody, Office
from guantong.portal.refusals import InvalidError, NotAllowedError, RefusedError, StaleError
from tests.portal.accounts.signing import granted

from . import makers, mandating

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

    from guantong.portal.accounts.models import User

pytestmark = pytest.mark.django_db
CODE = "11450000DEMX000058"


def entered(of: Office, **more: object) -> dict[str, object]:
    values = {"name": "桂西职改办（测试）", "code": CODE, "kind": "title", "office": str(of.pk)}
    return {**values, **more}


def test_an_authority_is_entered_by_two_persons(
    authority: IssuingAuthority, officer: User, leader: User
) -> None:
    mandate = mandating.proposed(officer, Step.ENTER, content=entered(authority.office))

    assert IssuingAuthority.objects.count() == 1, "nothing holds before the second person agrees"
    told = Message.objects.get(template="N35")
    assert (told.user_id, told.context["name"]) == (leader.pk, "桂西职改办（测试）")

    mandating.agreed(leader, mandate)

    made = IssuingAuthority.objects.exclude(pk=authority.pk).get()
    mandate.refresh_from_db()
    assert (made.name, made.unit, made.demonstration, made.active) == (
        "桂西职改办（测试）",
        "0002",
        True,
        True,
    )
    assert made.source == "桂人社职办〔2026〕30号（测试） 第二条"
    assert (mandate.authority, mandate.outcome, mandate.decided_by) == (made, Outcome.CONFIRMED, leader)
    assert Message.objects.get(template="N36").user_id == officer.pk
    events = AuditEvent.objects.filter(event__startswith="certificates.mandate.").order_by("id")
    assert [(one.event, one.actor_id) for one in events] == [
        ("certificates.mandate.proposed", officer.pk),
        ("certificates.mandate.confirmed", leader.pk),
    ]


def test_a_body_is_entered_under_its_own_code(
    authority: IssuingAuthority, officer: User, leader: User
) -> None:
    body = EvaluationBody.objects.create(
        name="桂中技能评价中心（测试）", region_id="450202", uscc="52450100DEMX000043"
    )
    values = entered(authority.office, kind="skill", body=str(body.pk), name=body.name)

    with pytest.raises(InvalidError) as refused:
        mandating.proposed(officer, Step.ENTER, content=values)
    assert mandating.codes(refused) == ["E-CER-182"], "the code is another's"

    mandating.agreed(
        leader, mandating.proposed(officer, Step.ENTER, content={**values, "code": "52450100 demx 000043"})
    )
    assert IssuingAuthority.objects.get(kind="skill").code == "52450100DEMX000043"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": ""}, "E-CER-175"),
        ({"name": "自治区职改办（测试）"}, "E-CER-184"),
        ({"name": "职改办\U00031c2c"}, "E-CER-183"),
        ({"code": "11450000DEMX000059"}, "E-CER-176"),
        ({"code": "11450000DEMX00001U"}, "E-CER-178"),
        ({"kind": "driving"}, "E-CER-177"),
        ({"office": ""}, "E-CER-179"),
        ({"kind": "skill"}, "E-CER-181"),
        ({"ring": makers.RING}, "E-CER-202"),
        ({"ring": "no-such"}, "E-CER-202"),
    ],
)
def test_what_cannot_be_entered(
    authority: IssuingAuthority, officer: User, changed: dict[str, object], code: str
) -> None:
    with pytest.raises(InvalidError) as refused:
        mandating.proposed(officer, Step.ENTER, content=entered(authority.office, **changed))

    assert mandating.codes(refused) == [code]
    assert not Mandate.objects.exists()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"document": " "}, "E-CER-170"),
        ({"document": "号" * 81}, "E-CER-170"),
        ({"clause": ""}, "E-CER-171"),
        ({"reason": "长" * 501}, "E-CER-172"),
    ],
)
def test_a_proposal_names_its_document(
    authority: IssuingAuthority, officer: User, changed: dict[str, str], code: str
) -> None:
    with pytest.raises(InvalidError) as refused:
        mandating.proposed(officer, Step.REMIT, authority=authority, content=mandating.remit(), **changed)

    assert mandating.codes(refused) == [code]


# --- who ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role if role != Role.POLICY_OFFICER])
def test_nobody_else_proposes(authority: IssuingAuthority, role: Role) -> None:
    scope = None if role == Role.EVALUATION_OFFICER else authority.office_id
    with pytest.raises(NotAllowedError, match="E-CER-140"):
        mandating.proposed(granted(role, scope_id=scope, today=clock.today()), Step.END, authority=authority)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OFFICE_LEADER])
def test_nobody_else_decides(authority: IssuingAuthority, officer: User, role: Role) -> None:
    mandate = mandating.proposed(officer, Step.END, authority=authority, effective_on=clock.today())

    with pytest.raises(NotAllowedError, match="E-CER-142"):
        mandating.agreed(granted(role, scope_id=authority.office_id, today=clock.today()), mandate)


def test_a_leader_of_another_office_does_not_decide(authority: IssuingAuthority, officer: User) -> None:
    city = Office.objects.create(name="桂中职改办（测试）", kind="city", region_id="450200")
    mandate = mandating.proposed(officer, Step.END, authority=authority, effective_on=clock.today())

    with pytest.raises(NotAllowedError, match="E-CER-142"):
        mandating.agreed(granted(Role.OFFICE_LEADER, scope_id=city.pk, today=clock.today()), mandate)
    assert not Message.objects.exclude(user__grants__scope_id=authority.office_id).exists()


def test_one_person_with_both_roles_is_one_person(authority: IssuingAuthority, officer: User) -> None:
    both = makers.officer(Role.OFFICE_LEADER, authority)
    grant = officer.grants.get()
    grant.pk, grant.user, grant._state.adding = None, both, True
    grant.save()
    mandate = mandating.proposed(both, Step.END, authority=authority, effective_on=clock.today())

    for agree in (True, False):
        with pytest.raises(NotAllowedError, match="E-CER-143"):
            mandate_decide(actor=both, mandate=mandate, agree=agree, note="测试", now=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.update(outcome=Outcome.CONFIRMED, decided_by=both)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.update(outcome=Outcome.CONFIRMED, decided_by=None)
    authority.refresh_from_db()
    assert authority.active


def test_a_proposal_waits_once_and_is_decided_once(
    authority: IssuingAuthority, officer: User, leader: User
) -> None:
    mandate = mandating.proposed(officer, Step.REMIT, authority=authority, content=mandating.remit())
    with pytest.raises(StaleError, match="E-CER-141"):
        mandating.proposed(officer, Step.REMIT, authority=authority, content=mandating.remit())

    mandating.agreed(leader, mandate)
    with pytest.raises(StaleError, match="E-CER-146"):
        mandating.agreed(leader, mandate)
    with pytest.raises(StaleError, match="E-CER-146"):
        mandate_withdraw(actor=officer, mandate=mandate, now=clock.now())
    assert authority.remits.count() == 2


def test_a_refusal_says_why_and_changes_nothing(
    authority: IssuingAuthority, officer: User, leader: User
) -> None:
    mandate = mandating.proposed(officer, Step.END, authority=authority, effective_on=clock.today())
    with pytest.raises(RefusedError, match="E-CER-144"):
        mandate_decide(actor=leader, mandate=mandate, agree=False, note=" ", now=clock.now())

    mandate_decide(actor=leader, mandate=mandate, agree=False, note="文件没有这个意思", now=clock.now())

    authority.refresh_from_db()
    mandate.refresh_from_db()
    assert authority.active
    assert (mandate.outcome, mandate.note) == (Outcome.REJECTED, "文件没有这个意思")
    mandating.proposed(
        officer, Step.END, authority=authority, effective_on=clock.today()
    )  # it may be tried again


def test_only_who_proposed_takes_it_back(authority: IssuingAuthority, officer: User) -> None:
    mandate = mandating.proposed(officer, Step.END, authority=authority, effective_on=clock.today())
    other = granted(Role.POLICY_OFFICER, today=clock.today())

    with pytest.raises(NotAllowedError, match="E-CER-145"):
        mandate_withdraw(actor=other, mandate=mandate, now=clock.now())
    mandate_withdraw(actor=officer, mandate=mandate, now=clock.now())

    mandate.refresh_from_db()
    assert mandate.outcome == Outcome.WITHDRAWN


# --- what an authority is -------------------------------------------------------------------------------


def test_a_new_name_leaves_certificates_as_they_are(
    authority: IssuingAuthority, officer: User, leader: User
) -> None:
    old = makers.issued(authority)
    face = dict(old.face)

    mandate = mandating.proposed(
        officer, Step.RENAME, authority=authority, content={"name": "自治区人才办（测试）"},
        effective_on=clock.today(),
    )  # fmt: skip
    mandating.agreed(leader, mandate)

    authority.refresh_from_db()
    old.refresh_from_db()
    mandate.refresh_from_db()
    assert authority.name == "自治区人才办（测试）"
    assert old.face == face
    assert mandate.content["before"] == "自治区职改办（测试）"
    assert makers.issued(authority, 2).face["authority"] == "自治区人才办（测试）"


def test_what_was_issued_under_the_old_name_is_verified_as_before(
    authority: IssuingAuthority, officer: User, leader: User
) -> None:
    old = makers.issued(authority, signed=True)
    signer = ring_of(authority).signer("offline", at=clock.now())
    contents = {file.form: read(file.storage_key) for file in old.files.all()}
    contents["offline"] = offline_payload(Face.from_mapping(old.face), signer, clock.now()).encode()

    mandate = mandating.proposed(
        officer, Step.RENAME, authority=authority, content={"name": "自治区人才办（测试）"},
        effective_on=clock.today(),
    )  # fmt: skip
    mandating.agreed(leader, mandate)

    assert len(contents) == 4
    for form, content in contents.items():
        answer = by_file(content=content, address=None, now=clock.now())
        assert answer.standing == "valid", form
        assert answer.face["authority"] == "自治区职改办（测试）", "as it stands on the paper"
        assert answer.face["authority_now"] == "自治区人才办（测试）"
    authority.refresh_from_db()
    assert "authority_now" not in told_of(makers.issued(authority, 2), clock.now()).face


@pytest.mark.parametrize(
    ("step", "content"),
    [(Step.RENAME, {"name": "自治区人才办（测试）"}), (Step.END, {})],
)
def test_what_begins_later_is_confirmed_then(
    authority: IssuingAuthority, officer: User, leader: User, step: Step, content: dict[str, str]
) -> None:
    day = clock.today() + timedelta(days=1)
    mandate = mandating.proposed(officer, step, authority=authority, content=content, effective_on=day)

    with pytest.raises(InvalidError) as refused:
        mandating.agreed(leader, mandate)
    assert mandating.codes(refused) == ["E-CER-174"]
    with clock.at(clock.now() + timedelta(days=1)):
        mandating.agreed(leader, mandate)
    mandate.refresh_from_db()
    assert mandate.outcome == Outcome.CONFIRMED


def test_an_authority_that_ended_changes_no_more(
    authority: IssuingAuthority, officer: User, leader: User
) -> None:
    waiting = mandating.proposed(officer, Step.REMIT, authority=authority, content=mandating.remit())
    mandating.agreed(
        leader, mandating.proposed(officer, Step.END, authority=authority, effective_on=clock.today())
    )

    authority.refresh_from_db()
    assert (authority.active, authority.ended_on) == (False, clock.today())
    with pytest.raises(InvalidError) as refused:
        mandating.agreed(leader, waiting)
    assert mandating.codes(refused) == ["E-CER-201"]


def test_a_ring_is_an_authoritys_own_and_stays(
    authority: IssuingAuthority, officer: User, leader: User, settings: Settings, tmp_path: Path
) -> None:
    settings.HOME = tmp_path
    for name in ("first", "second"):
        add_test_keys(
            KeyRing.open(tmp_path / "certificates" / "keys" / name, demonstration=True), at=clock.now()
        )
    assert mandate_rules.free_rings() == ["first", "second"]

    mandating.agreed(
        leader, mandating.proposed(officer, Step.RING, authority=authority, content={"ring": "first"})
    )
    authority.refresh_from_db()
    assert authority.ring == "first"
    assert mandate_rules.free_rings() == ["second"]
    with pytest.raises(InvalidError) as refused:
        mandating.proposed(officer, Step.RING, authority=authority, content={"ring": "first"})
    assert mandating.codes(refused) == ["E-CER-187"]

    makers.issued(authority)
    with pytest.raises(InvalidError) as refused:
        mandating.proposed(officer, Step.RING, authority=authority, content={"ring": "second"})
    assert mandating.codes(refused) == ["E-CER-186"]


def test_the_mark_of_a_demonstration_goes_only_where_real_keys_are(
    authority: IssuingAuthority, officer: User, leader: User, settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    settings.DEMO = True
    with pytest.raises(InvalidError) as refused:
        mandating.proposed(officer, Step.FORMAL, authority=authority)
    assert mandating.codes(refused) == ["E-CER-189", "E-CER-191"]

    settings.DEMO = False
    with pytest.raises(InvalidError) as refused:
        mandating.proposed(officer, Step.FORMAL, authority=authority)
    assert mandating.codes(refused) == ["E-CER-191"], "the ring has test keys only"

    monkeypatch.setattr(mandate_rules, "_lacking_keys", lambda ring: [])
    mandate = mandating.proposed(officer, Step.FORMAL, authority=authority)
    batch = makers.taken_in(authority, [makers.row(1)])
    with pytest.raises(InvalidError) as refused:
        mandating.agreed(leader, mandate)
    assert mandating.codes(refused) == ["E-CER-190"], "a list of the demonstration waits"
    batch.entries.all().delete()
    batch.delete()

    mandating.agreed(leader, mandate)
    authority.refresh_from_db()
    assert authority.demonstration is False
    with pytest.raises(InvalidError) as refused:
        mandating.proposed(officer, Step.FORMAL, authority=authority)
    assert mandating.codes(refused) == ["E-CER-188"]
