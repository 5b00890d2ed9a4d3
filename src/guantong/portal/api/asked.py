"""What is asked in an address: parameters that there are not, or that stand twice, and the language of the answer."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final

from django.utils import translation
from django.utils.translation import gettext as _

from .problems import Place

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.http import HttpRequest

    from guantong.policy.model import Language

LANGUAGES: Final = {"zh": "zh-hans", "en": "en"}
"""The languages of answers, with the names that Django has for them."""
_MOST: Final = 20
"""So many mistakes of an address are listed; who sends more is not mistaken."""


def language() -> Language:
    """The language that is asked for, by ``?lang=`` or ``Accept-Language``; Chinese where none is."""
    return "en" if (translation.get_language() or "").startswith("en") else "zh"


def wrong_parameters(request: HttpRequest, known: Collection[str]) -> list[Place]:
    """The parameters of a request that the operation does not have, and those that stand twice."""
    found = []
    for name, values in request.GET.lists():
        if name not in known:
            near = difflib.get_close_matches(name, known, 1, 0.5)
            hint = _("是否指 {name}").format(name=near[0]) if near else _listed(known)
            found.append(Place(f"query.{name}", _("没有这个参数"), hint))
        elif len(values) > 1:
            found.append(Place(f"query.{name}", _("这个参数出现了两次"), _("请只写一次")))
    return found[:_MOST]


def _listed(known: Collection[str]) -> str:
    if not known:
        return _("这个地址没有参数")
    return _("可用的参数：{names}").format(names=", ".join(sorted(known)))


def wrong_language(request: HttpRequest) -> list[Place]:
    """A language that there is not."""
    if request.GET.get("lang", "zh") in LANGUAGES:
        return []
    return [Place("query.lang", _("没有这个选项"), _("应为 {expected}").format(expected="zh, en"))]
