"""What holders do: bind a certificate to their account, download it, share it, ask for a correction."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from guantong.certificates import numbers

from ..audit.guard import looks_personal
from ..audit.services import record
from ..counting import network_of
from ..people.selectors import person_of
from ..refusals import NotAllowedError, RefusedError, StaleError
from . import limits
from .holders import hash_fits
from .life import acts_for, transitions
from .models import Certificate, Correction, CorrectionState, ShareLink
from .numbering import code_keys
from .verification import told_of

if TYPE_CHECKING:
    from datetime import datetime

    from ..accounts.models import User
    from .verification import Answer

LONGEST_SHARE: Final = 180
"""Days for which a link may hold. Our choice; no document says so."""
_TRIES: Final = (10, timedelta(hours=1))


def certificate_claim(*, actor: User, number: str, code: str, now: datetime) -> Certificate:
    """Bind a certificate to one's account: with its code, and where one's record has the same identity document.

    Raises RefusedError, in the same words whether number, code or holder do not fit, and after too many tries.
    """
    limits.count("claim", str(actor.pk), _TRIES, now=now)
    wanted = numbers.normalise(number[:80])
    fits = numbers.code_fits(code[:80], wanted, code_keys())
    with transaction.atomic():
        found = Certificate.objects.select_for_update().filter(number=wanted).exclude(issued_at=None).first()
        person = person_of(actor)
        same = found is not None and person is not None and hash_fits(found.identity_hash, person)
        if found is None or person is None or not (fits and same) or found.person_id not in (None, person.pk):
            text = _(
                "没有绑定：编号、验证码和您档案里的证件号码须都与证书一致。请核对；档案里还没有证件号码的，请先填写。"
            )
            raise RefusedError("E-CER-090", text, field="number")
        if found.person_id is None:
            found.person = person
            found.row_version += 1
            found.save()
            record("certificates.claimed", actor=actor, subject=found, now=now)
    return found


@transaction.atomic
def share_make(
    *, actor: User, certificate: Certificate, days: int, note: str, now: datetime
) -> tuple[ShareLink, str]:
    """A link that shows the certificate for some days, and its token, which nobody can see again.

    Raises NotAllowedError for anybody but the holder, RefusedError for a time that is too long.
    """
    _check_holder(actor, certificate)
    if not 1 <= days <= LONGEST_SHARE:
        text = _("有效期为 1 到 {n} 天。").format(n=LONGEST_SHARE)
        raise RefusedError("E-CER-092", text, field="days")
    token = secrets.token_urlsafe(24)
    link = ShareLink.objects.create(
        certificate=certificate,
        digest=digest_of(token),
        note=note.strip()[:80],
        created_by=actor,
        expires_at=now + timedelta(days=days),
    )
    record(
        "certificates.shared",
        actor=actor,
        subject=certificate,
        now=now,
        detail={"link": link.id, "days": days},
    )
    return link, token


@transaction.atomic
def share_withdraw(*, actor: User, link: ShareLink, now: datetime) -> None:
    """Let a link open nothing any more. Raises NotAllowedError. Twice changes nothing."""
    _check_holder(actor, link.certificate)
    if ShareLink.objects.filter(pk=link.pk, withdrawn_at=None).update(withdrawn_at=now):
        record(
            "certificates.share_withdrawn",
            actor=actor,
            subject=link.certificate,
            now=now,
            detail={"link": link.id},
        )


def by_share(*, token: str, address: str, now: datetime) -> Answer | None:
    """What the holder shares by a link; None for one that is wrong, over or withdrawn. Raises TooOftenError."""
    limits.count("address", network_of(address), limits.ADDRESS, now=now)
    link = (
        ShareLink.objects.select_related("certificate__authority")
        .filter(digest=digest_of(token[:200]), expires_at__gt=now, withdrawn_at=None)
        .first()
    )
    if link is None:
        return None
    with transaction.atomic():
        ShareLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1)
        record(
            "certificates.verified", actor=None, subject=link.certificate, now=now, detail={"how": "share"}
        )
    return told_of(link.certificate, now, more=True)


@transaction.atomic
def correction_ask(
    *, actor: User, certificate: Certificate, what: str, proof: str, now: datetime
) -> Correction:
    """Say that something is wrong. Raises NotAllowedError, RefusedError, StaleError where one is open already."""
    _check_holder(actor, certificate)
    if not 0 < len(what.strip()) <= 500:
        raise RefusedError("E-CER-093", _("请写明哪里不对、应当是什么，不超过 500 字。"), field="what")
    if len(proof.strip()) > 300:
        raise RefusedError("E-CER-094", _("证明材料不超过 300 字。"), field="proof")
    for field, said in (("what", what), ("proof", proof)):
        if looks_personal(said):
            text = _("不要写完整的证件号码、电话或邮箱。证件号码不对的，只写第几位不对、应当是什么。")
            raise RefusedError("E-CER-096", text, field=field)
    try:
        with transaction.atomic():
            made = Correction.objects.create(
                certificate=certificate, asked_by=actor, asked_at=now, what=what.strip(), proof=proof.strip()
            )
    except IntegrityError as error:
        raise StaleError("E-CER-095", _("已有一件更正申请在办理，请等答复。")) from error
    record("certificates.correction.asked", actor=actor, subject=certificate, now=now)
    return made


@transaction.atomic
def correction_answer(
    *, actor: User, correction: Correction, accept: bool, answer: str, now: datetime
) -> Correction:
    """Answer a request: accepted ones are carried out as a replacement, which two persons make.

    Raises NotAllowedError for whoever does not replace certificates of the authority, StaleError, RefusedError.
    """
    correction = Correction.objects.select_for_update().get(pk=correction.pk)
    way = transitions()["replace"]
    today = timezone.localdate(now)
    if not acts_for(actor, correction.certificate.authority, way.proposers, today=today):
        raise NotAllowedError("E-CER-002", _("您不能对这个发证机关的证书提出这项办理。"))
    if correction.state != CorrectionState.OPEN:
        raise StaleError("E-CER-061", _("这项办理已经有人处理，请刷新页面查看。"))
    if not accept and not answer.strip():
        raise RefusedError("E-CER-063", _("不同意的，请写明理由。"), field="answer")
    correction.state = CorrectionState.ACCEPTED if accept else CorrectionState.REFUSED
    correction.answered_by, correction.answered_at, correction.answer = actor, now, answer.strip()[:500]
    correction.row_version += 1
    correction.save()
    record(
        "certificates.correction.answered",
        actor=actor,
        subject=correction.certificate,
        now=now,
        detail={"accept": accept},
    )
    return correction


def copy_taken(*, actor: User, certificate: Certificate, form: str, now: datetime) -> None:
    """Write that somebody downloaded a file."""
    record("certificates.copy", actor=actor, subject=certificate, now=now, detail={"form": form})


def _check_holder(actor: User, certificate: Certificate) -> None:
    person = person_of(actor)
    if person is None or certificate.person_id != person.pk:
        raise NotAllowedError("E-CER-091", _("只有持证人本人可以办理。"))


def digest_of(token: str) -> str:
    """Under what a link is kept: nobody who reads the table can open one."""
    return hashlib.sha256(token.strip().encode("utf-8", "replace")).hexdigest()
