"""What can stand in the register of authorities: every step is held to this when it is proposed and again when it is confirmed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from guantong.certificates.pdf.characters import missing
from guantong.certificates.signing.keys import PURPOSES, KeyRing
from guantong.certificates.signing.signer import SigningError

from ..dates import day as said
from ..organisations.models import EvaluationBody, Office, clean_uscc
from ..policies.rulings import clean
from ..refusals import RefusedError
from .models import Batch, BatchState, Certificate, Confidence, IssuingAuthority, Kind, Remit, Step
from .models.authorities import LEVELS
from .numbering import certificates_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from django.db.models import QuerySet

    from .models import Mandate

CONTENT: Final[Mapping[Step, tuple[str, ...]]] = {
    Step.ENTER: ("name", "code", "kind", "office", "body", "ring"),
    Step.RENAME: ("name",),
    Step.RING: ("ring",),
    Step.REMIT: ("subject", "specialty", "lowest", "highest", "valid_from", "valid_to", "confidence"),
}
"""What a step says besides its document; every value is a text, days as ISO dates."""
_DATED: Final = (Step.RENAME, Step.END, Step.REMIT_END)
_WITH_CLAUSE: Final = (Step.ENTER, Step.FORMAL, Step.REMIT)
_WITH_REASON: Final = (Step.END, Step.REMIT_END)
_LONGEST: Final = {"document": 80, "clause": 80, "reason": 500}


def content_of(step: Step, given: Mapping[str, object]) -> dict[str, str]:
    """What was typed or chosen, as it is kept."""
    found = {key: clean(str(given.get(key) or "")) for key in CONTENT.get(step, ())}
    if "code" in found:
        found["code"] = found["code"].replace(" ", "").upper()
    return found


def about(mandate: Mandate) -> str:
    """What a step is on: two proposals on one thing do not wait at once."""
    content = mandate.content
    match mandate.step:
        case Step.ENTER:
            return f"enter {content['kind']} {content['code']}"[:160]
        case Step.REMIT:
            return f"remit {mandate.authority_id} {content['subject']} {content['specialty']}"[:160]
        case Step.REMIT_END:
            return f"remit-end {mandate.remit_id}"
        case _:
            return f"authority {mandate.authority_id}"


def faults(mandate: Mandate, *, today: date, confirming: bool = False) -> list[RefusedError]:
    """Everything that keeps a step from being taken, as the register stands."""
    return [*_words(mandate), *_day(mandate, today, confirming), *_FAULTS[Step(mandate.step)](mandate)]


def new_remit(mandate: Mandate) -> Remit:
    """The remit that a proposal would give, not saved. Raises ValueError for a day that is none."""
    content = mandate.content
    return Remit(
        authority=mandate.authority,
        subject=content["subject"],
        specialty=content["specialty"],
        lowest=content["lowest"],
        highest=content["highest"],
        valid_from=date.fromisoformat(content["valid_from"]),
        valid_to=date.fromisoformat(content["valid_to"]) if content["valid_to"] else None,
        source=mandate.document,
        clause=mandate.clause,
        confidence=content["confidence"],
    )


def free_rings(*, but: UUID | None = None) -> list[str]:
    """The rings of keys on the disk that sign for no other authority: a key signs for one."""
    folder = certificates_folder() / "keys"
    there = sorted(file.parent.name for file in folder.glob("*/manifest.json")) if folder.is_dir() else []
    taken = set(_others(but).values_list("ring", flat=True))
    return [name for name in there if name not in taken]


def _words(mandate: Mandate) -> Iterator[RefusedError]:
    longest = _LONGEST
    if not 0 < len(mandate.document) <= longest["document"]:
        text = _("请写明文号，不超过 {n} 字。").format(n=longest["document"])
        yield RefusedError("E-CER-170", text, field="document")
    if len(mandate.clause) > longest["clause"] or (mandate.step in _WITH_CLAUSE and not mandate.clause):
        text = _("请写明依据的条款，不超过 {n} 字。").format(n=longest["clause"])
        yield RefusedError("E-CER-171", text, field="clause")
    if len(mandate.reason) > longest["reason"] or (mandate.step in _WITH_REASON and not mandate.reason):
        text = _("请写明理由，不超过 {n} 字。").format(n=longest["reason"])
        yield RefusedError("E-CER-172", text, field="reason")


def _day(mandate: Mandate, today: date, confirming: bool) -> Iterator[RefusedError]:
    if mandate.step not in _DATED:
        return
    day = mandate.effective_on
    if day is None:
        yield RefusedError("E-CER-173", _("请写明日期。"), field="effective_on")
    elif confirming and mandate.step != Step.REMIT_END and day > today:
        text = _("{day}起才生效，请到那一天再确认。").format(day=said(day))
        yield RefusedError("E-CER-174", text)


def _enter(mandate: Mandate) -> Iterator[RefusedError]:
    content = mandate.content
    yield from _name(content["name"], content["kind"])
    try:
        clean_uscc(content["code"])
    except ValidationError as error:
        yield RefusedError("E-CER-176", error.messages[0], field="code")
    if content["kind"] not in Kind.values:
        yield RefusedError("E-CER-177", _("请选择证书种类。"), field="kind")
        return
    same = IssuingAuthority.objects.filter(kind=content["kind"], code=content["code"], active=True).first()
    if same is not None:
        text = _("这个代码的发证机关已经登记：{name}。").format(name=same.name)
        yield RefusedError("E-CER-178", text, field="code")
    if not content["office"] or not Office.objects.filter(pk=content["office"], active=True).exists():
        yield RefusedError("E-CER-179", _("请选择一个在用的职改办。"), field="office")
    yield from _body(content)
    if content["ring"] and content["ring"] not in free_rings():
        yield _no_ring()


def _body(content: Mapping[str, str]) -> Iterator[RefusedError]:
    if content["kind"] != Kind.SKILL:
        if content["body"]:
            yield RefusedError("E-CER-180", _("职称证书不由评价机构签发。"), field="body")
        return
    body = None
    if content["body"]:
        body = EvaluationBody.objects.filter(pk=content["body"], active=True).first()
    if body is None:
        yield RefusedError("E-CER-181", _("请选择一个在用的评价机构。"), field="body")
    elif body.uscc != content["code"]:
        known = body.uscc or _("没有登记")
        text = _("与评价机构登记的统一社会信用代码（{code}）不同，请先核对机构登记。").format(code=known)
        yield RefusedError("E-CER-182", text, field="code")


def _name(name: str, kind: str, but: UUID | None = None) -> Iterator[RefusedError]:
    if not 0 < len(name) <= 120:
        yield RefusedError("E-CER-175", _("请写明名称，不超过 120 字。"), field="name")
    for gone in missing({"authority": name}):
        yield RefusedError("E-CER-183", gone.zh, field="name")
    if _others(but).filter(name=name, kind=kind, active=True).exists():
        yield RefusedError("E-CER-184", _("同一种证书已有同名的发证机关。"), field="name")


def _rename(mandate: Mandate) -> Iterator[RefusedError]:
    authority = _authority(mandate)
    yield from _in_use(authority)
    if mandate.content["name"] == authority.name:
        yield RefusedError("E-CER-185", _("与现在的名称相同。"), field="name")
    yield from _name(mandate.content["name"], authority.kind, authority.pk)


def _ring(mandate: Mandate) -> Iterator[RefusedError]:
    authority = _authority(mandate)
    yield from _in_use(authority)
    if _has_issued(authority):
        text = _(
            "已经签发过证书，密钥环不能换：已签发的证书要靠它验证。需要换密钥时，在原密钥环里登记新密钥。"
        )
        yield RefusedError("E-CER-186", text, field="ring")
    if mandate.content["ring"] not in free_rings(but=authority.pk):
        yield _no_ring()
    elif mandate.content["ring"] == authority.ring:
        yield RefusedError("E-CER-187", _("现在用的就是这个密钥环。"), field="ring")


def _formal(mandate: Mandate) -> Iterator[RefusedError]:
    authority = _authority(mandate)
    yield from _in_use(authority)
    if not authority.demonstration:
        yield RefusedError("E-CER-188", _("这个发证机关已经没有演示标记。"))
    if settings.DEMO:
        yield RefusedError("E-CER-189", _("这是演示系统，演示标记不能取消。请在正式系统里办理。"))
    if _has_issued(authority) or _has_lists(authority):
        text = _("它已经有演示证书或名单，演示和正式不能混在一起。请先停用它，再登记一个正式的发证机关。")
        yield RefusedError("E-CER-190", text)
    if lacking := _lacking_keys(authority.ring):
        text = _("密钥环里还缺正式密钥：{names}。请管理员先用 guantong certificate keys add 登记。")
        yield RefusedError("E-CER-191", text.format(names="、".join(lacking)))


def _end(mandate: Mandate) -> Iterator[RefusedError]:
    yield from _in_use(_authority(mandate))


def _remit(mandate: Mandate) -> Iterator[RefusedError]:
    authority, content = _authority(mandate), mandate.content
    yield from _in_use(authority)
    if content["confidence"] not in Confidence.values:
        yield RefusedError("E-CER-192", _("请选择核实程度。"), field="confidence")
    try:
        remit = new_remit(mandate)
    except ValueError:
        yield RefusedError("E-CER-193", _("请填写日期，如 2026-11-30。"), field="valid_from")
        return
    if remit.valid_to is not None and remit.valid_to < remit.valid_from:
        yield RefusedError("E-CER-194", _("结束日期不能早于开始日期。"), field="valid_to")
    try:
        remit.clean()
    except ValidationError as error:
        for field, texts in error.message_dict.items():
            yield RefusedError("E-CER-195", texts[0], field=field)
        return
    for other in authority.remits.all():
        if remit.overlaps(other):
            yield RefusedError("E-CER-196", _overlap(other), field="subject")
    yield from _beyond(authority, remit)


def _beyond(authority: IssuingAuthority, remit: Remit) -> Iterator[RefusedError]:
    """What the organisation is not competent for by its own entry."""
    if authority.body is not None:
        scope = authority.body.scopes.filter(occupation=remit.subject).first()
        filed = scope and Remit(authority=authority, lowest=scope.lowest, highest=scope.highest).levels()
        if not filed or not set(remit.levels()) <= set(filed):
            text = _("超出这个评价机构备案的职业和等级。请先核对机构登记里的“职业和等级”。")
            yield RefusedError("E-CER-197", text, field="subject")
    elif not authority.office.covers(remit.subject, remit.highest):
        text = _("超出“{office}”登记的职称系列或最高层级。请先核对机构登记。")
        yield RefusedError("E-CER-198", text.format(office=authority.office.name), field="subject")


def _overlap(other: Remit) -> str:
    until = said(other.valid_to) if other.valid_to else _("未定")
    text = _(
        "与已有的授权重叠：{first}至{last}，{since}起，到{until}，依据{source}。请改层级或期限，或者先终止那一项。"
    )
    labels = dict(LEVELS[other.authority.kind].choices)
    return text.format(
        first=labels[other.lowest],
        last=labels[other.highest],
        since=said(other.valid_from),
        until=until,
        source=other.source,
    )


def _remit_end(mandate: Mandate) -> Iterator[RefusedError]:
    remit, last = mandate.remit, mandate.effective_on
    assert remit is not None  # noqa: S101 - the step names it
    if last is not None and last < remit.valid_from:
        text = _("最后一天不能早于开始的那天（{day}）。").format(day=said(remit.valid_from))
        yield RefusedError("E-CER-199", text, field="effective_on")
    if last is not None and remit.valid_to is not None and last >= remit.valid_to:
        text = _("这项授权本来就到{day}为止。").format(day=said(remit.valid_to))
        yield RefusedError("E-CER-200", text, field="effective_on")


def _others(but: UUID | None) -> QuerySet[IssuingAuthority]:
    found = IssuingAuthority.objects.all()
    return found if but is None else found.exclude(pk=but)


def _in_use(authority: IssuingAuthority) -> Iterator[RefusedError]:
    if not authority.active:
        yield RefusedError("E-CER-201", _("这个发证机关已经停用。"))


def _no_ring() -> RefusedError:
    text = _("没有这个密钥环，或者它属于另一个发证机关。请管理员先建立密钥环。")
    return RefusedError("E-CER-202", text, field="ring")


def _has_issued(authority: IssuingAuthority) -> bool:
    return Certificate.objects.filter(authority=authority).exists()


def _has_lists(authority: IssuingAuthority) -> bool:
    return Batch.objects.filter(authority=authority).exclude(state=BatchState.WITHDRAWN).exists()


def _lacking_keys(ring: str) -> list[str]:
    """The purposes for which a ring has no real key."""
    if not ring:
        return list(PURPOSES)
    try:
        keys = KeyRing.open(certificates_folder() / "keys" / ring, demonstration=False)
    except SigningError:
        return list(PURPOSES)
    return [purpose for purpose in PURPOSES if keys.current(purpose) is None]


def _authority(mandate: Mandate) -> IssuingAuthority:
    assert mandate.authority is not None  # noqa: S101 - every step but entering one has it
    return mandate.authority


_FAULTS: Final = {
    Step.ENTER: _enter,
    Step.RENAME: _rename,
    Step.RING: _ring,
    Step.FORMAL: _formal,
    Step.END: _end,
    Step.REMIT: _remit,
    Step.REMIT_END: _remit_end,
}
