"""How long the lists of a case may be that is decided while somebody waits.

A route is tried with every combination of the rows that it looks at, for every title that one of them is related to: a
person's lists take milliseconds, lists of sixty rows take seconds. Nothing else bounds a record, which keeps every row.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..refusals import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

    from guantong.cases import Case

VARIABLE: Final = "GUANTONG_MOST_ROWS"
MOST_ROWS: Final = 30
"""Rows of one list: more than a career has, and the longest that a server decides within about three seconds."""
_LISTS: Final[Mapping[str, _StrPromise]] = {
    "employment": gettext_lazy("任职经历"),
    "certificates": gettext_lazy("技能证书"),
    "titles": gettext_lazy("职称"),
    "honours": gettext_lazy("荣誉"),
    "education": gettext_lazy("学历"),
    "findings": gettext_lazy("认定结论"),
    "targets": gettext_lazy("申报目标"),
}


@dataclass(frozen=True, slots=True)
class LongList:
    """A list of a case that is too long: its name in the document, its name in words, how many rows it has."""

    name: str
    label: str
    rows: int


def most_rows(given: Mapping[str, str] = os.environ) -> int:
    """How many rows a list may have in this installation. Raises ValueError for what is no number above zero."""
    text = given.get(VARIABLE, "").strip()
    found = int(text) if text else MOST_ROWS
    if found < 1:
        raise ValueError(text)
    return found


def long_lists(case: Case) -> tuple[LongList, ...]:
    """The lists that are too long, all of them."""
    most = most_rows()
    return tuple(
        LongList(name, str(label), len(rows))
        for name, label in _LISTS.items()
        if len(rows := getattr(case, name) or ()) > most
    )


def of_decidable_size(case: Case) -> Case:
    """The case itself. Raises RefusedError, naming every list that is too long; what is recorded stays as it is."""
    found = long_lists(case)
    if not found:
        return case
    named = _("、").join(_("{label} {rows} 条").format(label=one.label, rows=one.rows) for one in found)
    text = _(
        "{lists}，一次判断每类最多 {most} 条，所以这次没有判断。已有的记录全部保留，没有丢失。"
        "请在自查里只填和这次申报有关的几条，或者带上材料问职改办。"
    )
    raise RefusedError("E-POL-090", text.format(lists=named, most=most_rows()))
