"""Filters for certificates: ``{{ face|lines }}``, ``{{ transition|way_name }}``, ``{{ code|reason_name }}``, ``{{ preview|standing }}``."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django import template
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from guantong.catalogue import catalogue, terms

from ... import clock
from ...certificates.keeping import photos_kept_for
from ...certificates.life import reasons, transitions
from ...certificates.models.authorities import LEVELS
from ...certificates.previews import PHOTO, Standing, standing_of
from ...dates import day, month

if TYPE_CHECKING:
    from collections.abc import Mapping

register = template.Library()

_LINES: Final = (
    ("number", _("证书编号")),
    ("name", _("姓名")),
    ("sex", _("性别")),
    ("birth", _("出生年月")),
    ("identity_masked", _("证件号码")),
    ("employer", _("工作单位")),
    ("series", _("职称系列")),
    ("specialty", _("专业名称")),
    ("occupation", _("职业")),
    ("level", _("级别")),
    ("title", _("名称")),
    ("way", _("取得方式")),
    ("acquired_on", _("取得时间")),
    ("committee", _("评审或评价机构")),
    ("approval_document", _("批准文号")),
    ("approved_on", _("批准日期")),
    ("issued_on", _("发证日期")),
    ("authority", _("发证机关")),
    ("authority_code", _("统一社会信用代码")),
)
_PHOTO: Final = (PHOTO, _("照片"))
_USES: Final = {
    "certificates.copy": _("下载"),
    "certificates.reported": _("有人下载了验证报告"),
    "certificates.shared": _("生成分享链接"),
    "certificates.share_withdrawn": _("收回分享链接"),
}
_HOW: Final = {
    "code": _("凭验证码核验"),
    "person": _("凭姓名和证件号码后四位核验"),
    "file": _("上传文件核验"),
    "share": _("打开分享链接"),
}


def _language() -> str:
    return "en" if (translation.get_language() or "").startswith("en") else "zh"


@register.simple_tag
def photo_days() -> int:
    """After how many days photos of a withdrawn list go."""
    return photos_kept_for().days


@register.filter
def lines(face: Mapping[str, str]) -> list[tuple[Any, str]]:
    """What stands on a certificate, line by line; what is empty is left out."""
    return [(label, _value(key, face[key])) for key, label in _LINES if face.get(key)]


def _value(key: str, value: str) -> str:
    if key.endswith("_on"):
        return day(date.fromisoformat(value))
    return month(value) if key == "birth" else value


def names_of_lines(face: Mapping[str, str]) -> list[tuple[str, Any]]:
    """The lines that stand on a certificate, and its photo, each with its name, for whoever says which is wrong."""
    return [*((key, label) for key, label in _LINES if face.get(key)), _PHOTO]


@register.filter
def line_names(keys: list[str]) -> str:
    """What lines are called, one after the other."""
    names = dict((*_LINES, _PHOTO))
    between = ", " if _language() == "en" else "、"
    return between.join(str(names[key]) for key in keys if key in names)


@register.filter
def standing(preview: Any) -> Standing:
    """How a row stands with its holder today."""
    return standing_of(preview, clock.today())


@register.filter
def iso_day(text: str) -> str:
    """A day as a certificate keeps it, in words."""
    return day(date.fromisoformat(text))


@register.filter
def way_name(code: str) -> str:
    """What a change is called."""
    return transitions()[code].name[_language()]


@register.filter
def reason_name(code: str) -> str:
    """What a reason is called."""
    return reasons()[code][_language()] if code in reasons() else ""


@register.filter
def use_name(event: Any) -> Any:
    """What somebody did with a certificate."""
    return _USES.get(event.event) or _HOW.get(event.detail.get("how", ""), event.event)


@register.filter
def subject_name(remit: Any) -> str:
    """The series or occupation of a remit."""
    known = catalogue()
    if remit.subject in known.series:
        return terms.name("series", remit.subject, "en" if _language() == "en" else "zh")
    return known.occupation_name(remit.subject)


@register.filter
def levels_said(remit: Any) -> str:
    """The levels of a remit, from the lowest to the highest."""
    labels = dict(LEVELS[remit.authority.kind].choices)
    first, last = labels[remit.lowest], labels[remit.highest]
    if remit.lowest == remit.highest:
        return str(first)
    return f"{first} – {last}" if _language() == "en" else f"{first}至{last}"
