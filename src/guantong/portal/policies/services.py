"""Deciding a case under what officers have settled, and proposing what they settle: facts, precedents, readings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from guantong import decisions
from guantong.cases import CaseErrors, parse_case
from guantong.catalogue import terms
from guantong.policy import load_policy

from ..refusals import InvalidError, RefusedError
from .facts import stated
from .models import ChosenReading, Confirmation, Precedent
from .readings import reading_statement
from .rulings import check_proposer, clean, propose
from .selectors import policy_in_force, with_precedents

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from guantong.cases import Case, CaseError
    from guantong.decisions import Answer
    from guantong.policy.model import Language

    from ..accounts.models import User


def decide(case: Case, *, today: date, lang: Language = "zh", with_readings: bool = True) -> Answer:
    """What the portal answers to a case: the engine's answer under what officers have settled by that day.

    A confirmed fact is not named as unconfirmed, a precedent answers the point it was made for, and a chosen reading
    is the one that decides; a note says who chose it. While nothing is settled, the answer is that of
    `guantong.decide`. Pages, tasks and the API all answer under the same policy and the same case.
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
def fact_propose(*, actor: User, fact: str, source: str, now: datetime, note: str = "") -> Confirmation:
    """Propose that an unconfirmed fact, as the shipped packs state it, be called confirmed at a source.

    Raises NotAllowedError for anybody but a policy officer, RefusedError for an id that no fact has or a fact that is
    confirmed in the packs themselves, InvalidError for texts that are missing or too long, or a second confirmation.
    """
    check_proposer(actor, now)
    try:
        found = stated(load_policy(), fact)
    except (KeyError, IndexError, ValueError):
        raise RefusedError("E-POL-002", _("没有这项事实，请从未核实清单中选取。"), field="fact") from None
    if not found.unconfirmed:
        raise RefusedError("E-POL-003", _("这项事实在政策包里已经核实，无须再核实。"), field="fact")
    made = Confirmation(fact=fact, statement=found.statement, source=clean(source), note=clean(note))
    propose(made, actor=actor, now=now, detail={}, reason=made.note)
    return made


# --- readings -----------------------------------------------------------------------------------------


@transaction.atomic
def reading_propose(
    *, actor: User, reading: str, option: str, source: str, reason: str, effective_from: date, now: datetime
) -> ChosenReading:
    """Propose how a point that the text leaves open is read here, from a day on. The default may be chosen, too.

    Raises NotAllowedError for anybody but a policy officer, RefusedError for a reading or an option that does not exist
    or is in force already, and for a day that is over; InvalidError for texts that are missing or too long, or a second
    proposal.
    """
    check_proposer(actor, now)
    today = timezone.localdate(now)
    found = load_policy().readings.get(reading)
    if found is None or not found.options:
        raise RefusedError("E-POL-016", _("没有这一读法，或者它没有别的读法可选。"), field="reading")
    if option not in found.options:
        raise RefusedError("E-POL-017", _("请从列出的读法中选一种。"), field="option")
    standing = ChosenReading.objects.filter(reading=reading, withdrawn_at=None, enforced_at__isnull=False)
    if standing.filter(option=option).exists():
        raise RefusedError("E-POL-018", _("现在选定的就是这一种，不必再选。"), field="option")
    if effective_from < today:
        raise RefusedError(
            "E-POL-019", _("生效日期不能早于今天：已经作出的答复不变。"), field="effective_from"
        )
    made = ChosenReading(
        reading=reading, option=option, statement=reading_statement(found, option), source=clean(source),
        reason=clean(reason), effective_from=effective_from,
    )  # fmt: skip
    detail: dict[str, object] = {"reading": reading, "option": option, "from": effective_from.isoformat()}
    propose(made, actor=actor, now=now, detail=detail, reason=made.reason)
    return made


# --- precedents ---------------------------------------------------------------------------------------


@transaction.atomic
def precedent_propose(
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
    """Propose that what an authority decided answer every case from its day on.

    `about` is written as in the findings of a case document, names or codes. Raises NotAllowedError for anybody but a
    policy officer, and InvalidError with everything that is wrong: words that name no occupation, specialty or honour,
    a day still to come, a point that is decided already.
    """
    check_proposer(actor, now)
    today = timezone.localdate(now)
    if decided_on > today:
        raise RefusedError("E-POL-004", _("认定日期不能晚于今天，请核对。"), field="decided_on")
    subject = _subject(question, about, today)
    made = Precedent(
        question=question, about=subject, subject=subject_key(subject), answer=answer, decided_by=clean(decided_by),
        decided_on=decided_on, source=clean(source), reason=clean(reason),
    )  # fmt: skip
    propose(made, actor=actor, now=now, detail={"question": question, "answer": answer}, reason=made.reason)
    return made


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
