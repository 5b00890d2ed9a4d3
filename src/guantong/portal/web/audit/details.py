"""The details of an entry in words: what each key is called, and what its codes mean."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guantong.catalogue import terms
from guantong.policy import load_policy

from ... import dates
from ...accounts.models import Role
from ...audit.origin import COMMAND_LINE
from ...certificates.life import reasons, transitions
from ...certificates.models import FileForm, Origin, Step
from ...certificates.previews import Standing
from ...people.kinds import KINDS
from ...people.models import Verification
from ...policies.models import Precedent
from ..people.showing import occupation_name
from ..templatetags.certificates import line_names
from ..templatetags.people import seen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ...audit.models import AuditEvent

IDS: Final[Mapping[str, Any]] = {
    "authority": _("发证机关的编号"),
    "before": _("更正前内容的校验值"),
    "break_glass": _("紧急打开的编号"),
    "change": _("办理的编号"),
    "digest": _("请本人核对的内容的校验值"),
    "employer": _("单位的编号"),
    "entry": _("这一条的编号"),
    "face": _("票面的校验值"),
    "grant": _("授权的编号"),
    "key": _("密钥的指纹"),
    "key_id": _("密钥编号"),
    "link": _("分享链接的编号"),
    "list": _("名单的编号"),
    "office": _("职改办的编号"),
    "organisation": _("机构的编号"),
    "remit": _("权限的编号"),
    "replaced_by": _("替代它的选定的编号"),
    "scope": _("角色所在机构的编号"),
}
"""Details that are ids: nobody reads them, but they tell one thing from another."""
LABELS: Final[Mapping[str, Any]] = {
    "accept": _("同意"),
    "answer": _("结论"),
    "asked": _("请本人核对的行数"),
    "asks_holders": _("请本人核对"),
    "count": _("数量"),
    "days": pgettext_lazy("审计细节", "天数"),
    "disputed": _("当时标着与实际不符"),
    "effective_on": _("自哪天起"),
    "fields": _("改了什么"),
    "first": _("第一天"),
    "form": _("文件形式"),
    "from": _("自哪天起"),
    "highest": _("最高等级"),
    "how": _("怎样查验"),
    "kind": _("档案的哪一部分"),
    "last": _("最后一天"),
    "lines": _("哪几项"),
    "lowest": _("最低等级"),
    "minutes": _("分钟"),
    "number": _("证书编号"),
    "occupation": _("职业"),
    "option": _("选定的读法"),
    "origin": _("怎样送来"),
    "os_user": _("操作系统账户"),
    "parts": _("填入几部分"),
    "purpose": _("密钥的用途"),
    "question": _("问题"),
    "reading": _("所涉读法"),
    "reason": _("事由"),
    "ring": _("密钥环"),
    "role": pgettext_lazy("审计细节", "角色"),
    "row": _("第几行"),
    "rows": _("行数"),
    "scopes": _("令牌可以做什么"),
    "seconds": _("移动的秒数"),
    "sessions": _("结束几处登录"),
    "size": _("文件大小"),
    "standing": _("本人核对到哪一步"),
    "step": _("办理事项"),
    "to": _("移到"),
    "transition": _("办理事项"),
    "valid_from": _("有效期自"),
    "valid_to": _("有效期至"),
    "verification": _("核实结果"),
    "via": _("办理途径"),
    "what": _("看了什么"),
    "with_account": _("其中有账户的行数"),
    "wrong": _("有错误的行数"),
}
_HOW: Final[Mapping[str, Any]] = {
    "code": _("用证书编号和查验码"),
    "file": _("用证书文件"),
    "person": _("用证书编号、姓名和证件号码后四位"),
    "share": _("打开本人分享的链接"),
}
_VIA: Final[Mapping[str, Any]] = {COMMAND_LINE: _("服务器命令行")}


class Told(NamedTuple):
    """A detail in words."""

    label: str
    text: str


def in_words(entry: AuditEvent) -> tuple[Told, ...]:
    """What an entry says beyond its event, without ids."""
    return tuple(
        Told(str(LABELS.get(key, key)), _text(key, value, entry))
        for key, value in entry.detail.items()
        if key not in IDS and value not in ("", None)
    )


def ids(entry: AuditEvent) -> tuple[Told, ...]:
    """The ids among the details."""
    return tuple(
        Told(str(IDS[key]), str(value)) for key, value in entry.detail.items() if key in IDS and value
    )


def _text(key: str, value: Any, entry: AuditEvent) -> str:
    """A value in words; as it stands where nobody knows the code, as one of an older version."""
    if isinstance(value, bool):
        return say("是") if value else say("否")
    if key == "fields":
        return say("、").join(_field(entry.subject_type, name) for name in value)
    if key == "option":
        return _option(entry.detail.get("reading", ""), value)
    try:
        return str(_WORDS[key](value)) if key in _WORDS else _plain(value)
    except (KeyError, ValueError, TypeError):
        return _plain(value)


def _plain(value: Any) -> str:
    return say("、").join(map(str, value)) if isinstance(value, list) else str(value)


def _day(value: str) -> str:
    return dates.day(date.fromisoformat(value))


def _level(value: str) -> str:
    return terms.name("skill_level", value, dates.language())


def _option(reading: str, option: str) -> str:
    found = load_policy().readings.get(reading)
    text = found.options.get(option) if found else None
    return text.in_(dates.language()) if text else option


def _field(subject: str, name: str) -> str:
    try:
        return str(apps.get_model(subject)._meta.get_field(name).verbose_name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return name


_WORDS: Final[Mapping[str, Callable[[Any], object]]] = {
    "effective_on": _day,
    "first": _day,
    "form": lambda value: FileForm(value).label,
    "from": _day,
    "highest": _level,
    "how": lambda value: _HOW[value],
    "kind": lambda value: KINDS[value].title,
    "last": _day,
    "lines": line_names,
    "lowest": _level,
    "occupation": occupation_name,
    "origin": lambda value: Origin(value).label,
    "question": lambda value: Precedent.Question(value).label,
    "reason": lambda value: reasons()[value][dates.language()],
    "role": lambda value: Role(value).label,
    "size": filesizeformat,
    "standing": lambda value: Standing(value).label,
    "step": lambda value: Step(value).label,
    "to": lambda value: dates.moment(datetime.fromisoformat(value)),
    "transition": lambda value: transitions()[value].name[dates.language()],
    "valid_from": _day,
    "valid_to": _day,
    "verification": lambda value: Verification(value).label,
    "via": lambda value: _VIA[value],
    "what": seen,
}
