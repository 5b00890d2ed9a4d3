"""Codes of a record in words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from guantong.catalogue import terms

from ...people.selectors import language

register = template.Library()


@register.filter
def code(value: str, kind: str) -> str:
    """The name of a code of the catalogue in the language of the page."""
    return terms.name(kind, value, language())


@register.filter
def seen(what: str) -> str:
    """What somebody saw, in words."""
    told = {
        "record": _("整份档案"),
        "entry": _("档案里的一条"),
        "identity_number": _("完整的证件号码"),
        "file": _("一份证明材料"),
        "certificate": _("证书"),
        "list": _("获批名单"),
        "manifest": _("获批名单的证书清单"),
        "files": _("获批名单的证书文件"),
        "row": _("获批名单的一行"),
        "record_in_emergency": _("整份档案（系统管理员应急访问）"),
        "file_in_emergency": _("一份证明材料（系统管理员应急访问）"),
    }
    return told.get(what, what)
