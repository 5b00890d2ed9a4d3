"""Deciding a case under what officers have found out, and every change to what they have found out."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from guantong import decisions
from guantong.cases import CaseErrors, parse_case
from guantong.catalogue import terms
from guantong.policy import load_policy

from ..accounts.access import has_role
from ..accounts.models import Role
from ..audit.services import record
from ..refusals import InvalidError, NotAllowedError, RefusedError
from .facts import stated
from .models import Confirmation, Precedent
from .selectors import policy_in_force, with_precedents

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from guantong.cases import Case, CaseError
    from guantong.decisions import Answer
    from guantong.policy.model import Language

    from ..accounts.models import User
    from .models import Withdrawable

INVALID: Final = "E-POL-001"


def decide(case: Case, *, today: date, lang: Language = "zh", with_readings: bool = True) -> Answer:
    """What the portal answers to a case: the engine's answer under what officers have confirmed and authorities decided.

    A confirmed fact is not named as unconfirmed, and a standing precedent answers the point it was made for. While
    there is neither, the answer is that of `guantong.decide`. Pages, tasks and the API all ask here.
    """
    return decisions.decide(
        with_precedents(case, today),
        today=today,
        policy=policy_in_force(today),
        lang=lang,
        with_readings=with_readings,
    )


# --- facts --------------------------------------------------------------------------------------------


@transaction.atomic
def fact_confirm(*, actor: User, fact: str, source: str, now: datetime, note: str = "") -> Confirmation:
    """Confirm an unconfirmed fact as the shipped packs state it, with the source it was held against.

    Raises NotAllowedError for anybody but a policy officer, RefusedError for an id that no fact has or a fact that is
    confirmed in the packs themselves, InvalidError for texts that are missing or too long, or a second confirmation.
    """
    _check_officer(actor, now)
    try:
        found = stated(load_policy(), fact)
    except (KeyError, IndexError, ValueError):
        raise RefusedError("E-POL-002", _("没有这项事实，请从未核实清单中选取。"), field="fact") from None
    if not found.unconfirmed:
        raise RefusedError("E-POL-003", _("这项事实在政策包里已经核实，无须再核实。"), field="fact")
    made = Confirmation(
        fact=fact, statement=found.statement, source=_clean(source), note=_clean(note), recorded_by=actor,
        recorded_at=now,
    )  # fmt: skip
    _save(made)
    record("policies.fact.confirmed", actor=actor, subject=made, now=now, reason=made.note)
    return made


@transaction.atomic
def confirmation_withdraw(*, actor: User, confirmation: Confirmation, reason: str, now: datetime) -> None:
    """Take a confirmation back: the fact is shown as unconfirmed again, and the record of both stays."""
    _withdraw(actor, Confirmation.objects.select_for_update().get(pk=confirmation.pk), reason, now)
    record("policies.fact.withdrawn", actor=actor, subject=confirmation, now=now, reason=reason)


# --- precedents ---------------------------------------------------------------------------------------


@transaction.atomic
def precedent_record(
    *,
    actor: User,
    question: str,
    about: str | Mapping[str, str],
    answer: bool,
    decided_by: str,
    decided_on: date,
    source: str,
    reason: str,
    now: datetime,
) -> Precedent:
    """Record what an authority decided, so that it answers every case from its day on.

    `about` is written as in the findings of a case document, names or codes. Raises NotAllowedError for anybody but a
    policy officer, and InvalidError with everything that is wrong: words that name no occupation, specialty or honour,
    a day still to come, a point that is decided already.
    """
    _check_officer(actor, now)
    today = timezone.localdate(now)
    if decided_on > today:
        raise RefusedError("E-POL-004", _("认定日期不能晚于今天，请核对。"), field="decided_on")
    subject = _subject(question, about, today)
    made = Precedent(
        question=question, about=subject, subject=subject_key(subject), answer=answer, decided_by=_clean(decided_by),
        decided_on=decided_on, source=_clean(source), reason=_clean(reason), recorded_by=actor, recorded_at=now,
    )  # fmt: skip
    _save(made)
    record(
        "policies.precedent.recorded",
        actor=actor,
        subject=made,
        now=now,
        detail={"question": question, "answer": answer},
        reason=made.reason,
    )
    return made


@transaction.atomic
def precedent_withdraw(*, actor: User, precedent: Precedent, reason: str, now: datetime) -> None:
    """Take a precedent back: it answers no further case, and the record of it stays."""
    _withdraw(actor, Precedent.objects.select_for_update().get(pk=precedent.pk), reason, now)
    record("policies.precedent.withdrawn", actor=actor, subject=precedent, now=now, reason=reason)


def subject_key(about: str | list[list[str]]) -> str:
    """A subject as one text, by which two records of the same point are found."""
    return about if isinstance(about, str) else "; ".join(f"{key}={value}" for key, value in about)


def _subject(question: str, about: str | Mapping[str, str], today: date) -> str | list[list[str]]:
    """The subject with its names and codes in the one form that findings have; mistakes as the case format tells them."""
    if question not in Precedent.Question.values:
        raise RefusedError("E-POL-005", _("这类问题只对本人有效，不能作为先例。"), field="question")
    finding = {"question": question, "about": about, "answer": True}
    try:
        case = parse_case({"as_of": today.isoformat(), "findings": [finding]}, today=today)
    except CaseErrors as error:
        raise InvalidError(
            [
                RefusedError("E-POL-006", _told(problem), field=problem.path.rpartition(".")[2] or "about")
                for problem in error.errors
            ]
        ) from None
    found = case.findings[0].about
    if isinstance(found, str):
        return found
    pairs = dict(found or ())
    if "specialty" in pairs:
        _check_specialty(pairs["specialty"])
    return [list(pair) for pair in pairs.items()]


def _check_specialty(name: str) -> None:
    """Refuse a specialty that no series lists: a slip of the pen would answer nobody."""
    listed = {row.name: row.name for row in load_policy().catalogue.all_specialties}
    if name in listed:
        return
    near = _("、").join(terms.nearest(name, listed, 3))
    hint = _("（是否指 {names}）").format(names=near) if near else ""
    text = _("没有“{name}”这个职称专业，请写目录里的名称{hint}。").format(name=name, hint=hint)
    raise InvalidError([RefusedError("E-POL-010", text, field="other")])


def _told(problem: CaseError) -> str:
    """A mistake of the case format in the language of the page, with how to mend it."""
    lang: Language = "en" if (translation.get_language() or "").startswith("en") else "zh"
    hint = problem.hint(lang)
    return f"{problem.message(lang)}{_('（{hint}）').format(hint=hint) if hint else ''}"


# --- both ---------------------------------------------------------------------------------------------


def _check_officer(actor: User, now: datetime) -> None:
    if not has_role(actor, Role.POLICY_OFFICER, today=timezone.localdate(now)):
        raise NotAllowedError("E-POL-007", _("只有政策管理员可以核实事实和登记先例。"))


def _withdraw(actor: User, row: Withdrawable, reason: str, now: datetime) -> None:
    _check_officer(actor, now)
    if not row.stands:
        raise RefusedError("E-POL-008", _("这条记录已经撤回。"))
    if not _clean(reason):
        raise RefusedError("E-POL-009", _("请写明撤回的理由。"), field="reason")
    row.withdrawn_by, row.withdrawn_at, row.withdrawal_reason = actor, now, _clean(reason)
    row.row_version += 1
    _save(row)


def _save(row: Any) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise InvalidError(
            [
                RefusedError(INVALID, text, field=None if name == "__all__" else name)
                for name, texts in error.message_dict.items()
                for text in texts
            ]
        ) from error
    row.save()


def _clean(text: str) -> str:
    """A typed text as it is kept: one form of each character, no control characters, no blanks around it."""
    kept = unicodedata.normalize("NFC", text)
    return "".join(c for c in kept if unicodedata.category(c) not in ("Cc", "Cs", "Cf")).strip()
