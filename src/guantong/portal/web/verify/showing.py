"""An answer as a page shows it: the verdict with its words, and the lines below."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ...certificates.life import reasons
from ...dates import day, month

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...certificates.verification import Answer

_VERDICTS: Final[Mapping[str, tuple[str, Any, Any, str]]] = {
    "valid": ("✓", _("有效"), _("这份证书由下列机关签发，目前有效。"), "eligible"),
    "suspended": ("‖", _("核查中"), _("这份证书正在核查，核查期间请不要作为凭证使用。"), "needs_evidence"),
    "revoked": ("✕", _("已撤销"), _("这份证书已被撤销，不再有效。"), "not_eligible"),
    "annulled": ("✕", _("已注销"), _("这份证书已被注销，不再有效。"), "not_eligible"),
    "replaced": ("↻", _("已换发"), _("这份证书已换发新证，请以新证书为准。"), "opens"),
    "unknown": (
        "?",
        _("状态不明"),
        _("现在查不到状态，不等于有效，也不等于无效。请稍后再查。"),
        "needs_human",
    ),
}
_WAYS: Final = {
    "code": _("凭编号和验证码"),
    "person": _("凭编号、姓名和证件号码后四位"),
    "file": _("凭证书文件"),
    "share": _("凭持证人的分享链接"),
}
_LINES: Final = (
    ("number", _("证书编号")),
    ("sex", _("性别")),
    ("birth", _("出生年月")),
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
    ("authority_now", _("发证机关现名")),
    ("authority_code", _("统一社会信用代码")),
)


@dataclass(frozen=True)
class Shown:
    """The page of an answer."""

    icon: str
    word: Any
    sentence: Any
    tone: str
    way: Any
    lines: list[tuple[Any, str]]
    reason: str
    finding: str


def shown(answer: Answer, way: str) -> Shown:
    """The words of an answer in the language of the page."""
    icon, word, sentence, tone = _VERDICTS[answer.standing]
    lang = "en" if (translation.get_language() or "").startswith("en") else "zh"
    lines = [(label, _said(key, answer.face[key])) for key, label in _LINES if answer.face.get(key)]
    return Shown(
        icon,
        word,
        sentence,
        tone,
        _WAYS[way],
        [(_("姓名"), answer.name), *lines],
        reasons()[answer.reason_code][lang] if answer.reason_code else "",
        answer.finding.sentence("en" if lang == "en" else "zh") if answer.finding else "",
    )


def _said(key: str, value: str) -> str:
    if key.endswith("_on"):
        return day(date.fromisoformat(value))
    return month(value) if key == "birth" else value
