"""Which issuing authority somebody means who types it: by its place among numbers, or by its credit code where that is enough.

One organisation may issue under several units, or titles as an office and skill certificates as a body, all under one
credit code. Which of them was meant is never guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ..refusals import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .models import IssuingAuthority


def short_id(authority: IssuingAuthority) -> str:
    """What names one authority and no other: its kind and its unit, as in the address of what it publishes."""
    return f"{authority.kind}-{authority.unit}"


def authority_meant(text: str, among: Iterable[IssuingAuthority]) -> IssuingAuthority:
    """The authority of a credit code or of a `short_id`.

    Raises RefusedError, listing what there is, where none has it, and where several have the code.
    """
    known = list(among)
    wanted = "".join(text.split())
    named = [one for one in known if short_id(one).casefold() == wanted.casefold()]
    coded = [one for one in known if one.code == wanted.upper()]
    match named or coded:
        case [one]:
            return one
        case []:
            told = _("没有这个发证机关。可以填写：{known}").format(known=_listed(known))
            raise RefusedError("E-CER-160", told, field="authority")
        case several:
            told = _("有 {n} 个发证机关使用统一社会信用代码 {code}，请改填其中一个的编号：{known}").format(
                n=len(several), code=wanted.upper(), known=_listed(several)
            )
            raise RefusedError("E-CER-161", told, field="authority")


def _listed(authorities: Iterable[IssuingAuthority]) -> str:
    told = _("；").join(
        _("{id}（{name}，{kind}，代码 {code}）").format(
            id=short_id(one), name=one.name, kind=one.get_kind_display(), code=one.code
        )
        for one in sorted(authorities, key=short_id)
    )
    return told or _("（尚未登记）")
