"""Filters for the register of authorities: ``{{ remit|direction }}``, ``{{ mandate|mandate_lines }}``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.translation import gettext as _

from ...certificates.mandate_rules import new_remit
from ...certificates.mandates import named
from ...certificates.models import Confidence, Kind, Step
from ...dates import day, language
from ...organisations.models import EvaluationBody, Office
from .certificates import levels_said, subject_name

if TYPE_CHECKING:
    from ...certificates.models import Mandate, Remit
    from ...organisations.models import Region

register = template.Library()


@register.filter
def direction(remit: Remit) -> str:
    """The series, with its specialty where the remit is for one; or the occupation."""
    return f"{subject_name(remit)} · {remit.specialty}" if remit.specialty else subject_name(remit)


@register.filter
def place(region: Region | None) -> str:
    """A region with the one above it, where that is not the whole of Guangxi: a district's name alone stands for several."""
    if region is None:
        return ""
    above = region.parent
    if above is None or above.parent_id is None:
        return str(region)
    return f"{region}, {above}" if language() == "en" else f"{above}{region}"


@register.filter
def period(remit: Remit) -> str:
    """From when until when, or from when on."""
    if remit.valid_to is None:
        return _("{first}起").format(first=day(remit.valid_from))
    return _("{first}至{last}").format(first=day(remit.valid_from), last=day(remit.valid_to))


@register.filter
def mandate_name(mandate: Mandate) -> str:
    """The authority that a mandate is about."""
    return named(mandate)


@register.filter
def mandate_said(mandate: Mandate) -> str:
    """What a mandate changes, in one line."""
    match mandate.step:
        case Step.REMIT | Step.REMIT_END:
            remit = _remit(mandate)
            return f"{direction(remit)}，{levels_said(remit)}"
        case Step.RENAME:
            return f"{mandate.content['before']} → {mandate.content['name']}"
        case Step.RING:
            return str(mandate.content["ring"])
        case _:
            return ""


@register.filter
def mandate_lines(mandate: Mandate) -> list[tuple[str, str]]:
    """What a mandate changes, line by line; what is empty is left out."""
    return [(label, value) for label, value in _LINES[Step(mandate.step)](mandate) if value]


def _remit(mandate: Mandate) -> Remit:
    return mandate.remit or new_remit(mandate)


def _entered(mandate: Mandate) -> list[tuple[str, str]]:
    content = mandate.content
    office = Office.objects.filter(pk=content["office"]).first()
    body = EvaluationBody.objects.filter(pk=content["body"]).first() if content["body"] else None
    return [
        (_("证书种类"), str(Kind(content["kind"]).label)),
        (_("统一社会信用代码"), content["code"]),
        (_("职改办"), str(office or "")),
        (_("评价机构"), str(body or "")),
        (_("所在地"), place((body or office).region) if body or office else ""),  # type: ignore[union-attr]
        (_("密钥环"), content["ring"] or _("以后再指定")),
        (_("标记"), _("演示。取消演示标记是另一项变更。")),
    ]


def _renamed(mandate: Mandate) -> list[tuple[str, str]]:
    return [
        (_("原来的名称"), mandate.content["before"]),
        (_("新的名称"), mandate.content["name"]),
        (_("自哪天起"), day(mandate.effective_on)),
    ]


def _given(mandate: Mandate) -> list[tuple[str, str]]:
    remit = new_remit(mandate)
    return [
        (_("系列或职业"), direction(remit)),
        (_("层级"), levels_said(remit)),
        (_("期限"), period(remit)),
        (_("核实程度"), str(Confidence(remit.confidence).label)),
    ]


def _ended(mandate: Mandate) -> list[tuple[str, str]]:
    remit = _remit(mandate)
    return [
        (_("系列或职业"), direction(remit)),
        (_("层级"), levels_said(remit)),
        (_("授权的依据"), f"{remit.source} {remit.clause}".strip()),
        (_("起始日期"), day(remit.valid_from)),
        (_("最后一天"), day(mandate.effective_on)),
    ]


_LINES: Any = {
    Step.ENTER: _entered,
    Step.RENAME: _renamed,
    Step.RING: lambda mandate: [(_("密钥环"), mandate.content["ring"])],
    Step.FORMAL: lambda mandate: [(_("标记"), _("此后签发的证书不再有演示标记。"))],
    Step.END: lambda mandate: [(_("自哪天起不再发证"), day(mandate.effective_on))],
    Step.REMIT: _given,
    Step.REMIT_END: _ended,
}
