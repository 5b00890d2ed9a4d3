"""A list that asks its holders, and what they and the officers do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.certificates.answering import (
    preview_confirm,
    preview_go_on,
    preview_report,
)
from guantong.portal.certificates.batches import batch_confirm
from guantong.portal.certificates.correcting import row_correct
from guantong.portal.certificates.models import (
    Batch,
    Preview,
)
from guantong.portal.certificates.previews import Standing, standing_of
from guantong.portal.notices.models import Message

from . import makers

if TYPE_CHECKING:
    from guantong.portal.accounts.models import User
    from guantong.portal.certificates.lists import Row
    from guantong.portal.certificates.models import IssuingAuthority


WORDS: Final = "工作单位应为柳北热电"


class Case:
    """A list that was proposed and asks: two officers, and what is asked about each row."""

    def __init__(self, of: IssuingAuthority, *serials: int, rows: list[Row] | None = None) -> None:
        self.of = of
        self.proposer = makers.officer(Role.CERTIFICATE_OFFICER, of)
        self.other = makers.officer(Role.CERTIFICATE_OFFICER, of)
        self.batch = makers.asking(of, rows or [makers.row(n) for n in serials], self.proposer)

    def preview(self, serial: int = 1) -> Preview:
        return Preview.objects.get(entry__batch=self.batch, entry__row=serial + 1, superseded_at=None)

    def standing(self, serial: int = 1) -> Standing:
        return standing_of(self.preview(serial), clock.today())

    def confirm(self, actor: User | None = None) -> Batch:
        return batch_confirm(actor=actor or self.other, batch=self.batch, now=clock.now())

    def go_on(self, serial: int = 1, *, reason: str = "已书面核对", actor: User | None = None) -> Preview:
        shown = self.preview(serial)
        return preview_go_on(
            actor=actor or self.proposer,
            preview=shown,
            seen=shown.row_version,
            reason=reason,
            now=clock.now(),
        )

    def correct(self, serial: int = 1, *, actor: User | None = None, **changed: Any) -> Preview:
        shown = self.preview(serial)
        given: dict[str, Any] = {
            "identity_type": "resident_identity_card",
            "number": makers.identity_number(serial),
            "photo": None,
            "seen": shown.row_version,
        } | {key: changed.pop(key) for key in ("number", "photo", "seen", "identity_type") if key in changed}
        return row_correct(
            actor=actor or self.proposer, preview=shown, corrected=changed, now=clock.now(), **given
        )


def confirms(holder: User, preview: Preview) -> Preview:
    return preview_confirm(actor=holder, preview=preview, now=clock.now())


def reports(holder: User, preview: Preview, *lines: str, what: str = WORDS) -> Preview:
    return preview_report(
        actor=holder, preview=preview, lines=lines or ("employer",), what=what, now=clock.now()
    )


def told(user: User) -> list[str]:
    return list(
        Message.objects.filter(user=user).order_by("sent_at", "template").values_list("template", flat=True)
    )
