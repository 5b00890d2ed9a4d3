"""The integrity record after a revocation for fraud: made with the decision, seen while it runs, and gone from view after.

It advises: an officer who sees one at a row decides, with a reason, whether the certificate is issued.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from guantong.catalogue.reading import read_yaml
from guantong.conditions.calendar import anniversary

from ..audit.services import record
from ..people.selectors import person_of
from ..policies.selectors import policy_in_force
from ..refusals import RefusedError
from .life import FILE
from .models import BatchEntry, EntryState, IntegrityRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from ..accounts.models import User
    from .models import Batch, Certificate, Change

PACK: Final = "cn/r40-2019"
_PERIOD: Final = "integrity_record"


@dataclass(frozen=True, slots=True)
class Period:
    """How long an entry is kept, by which clause, from which source, and how sure that is."""

    years: int
    clause: str
    source: str
    confidence: str


@cache
def recorded() -> Mapping[str, tuple[str, ...]]:
    """The reasons of a revocation, and the kinds of certificate, for which there is an entry (``life.yaml``)."""
    data: Any = read_yaml(FILE)
    return {key: tuple(data[_PERIOD][key]) for key in ("reasons", "kinds")}


def period(today: date) -> Period:
    """The period as the policy has it that day. Raises RefusedError where it has none."""
    procedure: Any = policy_in_force(today).packs[PACK].plain["procedure"]
    row = next((row for row in procedure["deadlines"] if row["id"] == _PERIOD), None)
    if row is None:
        text = _("政策库里没有诚信记录的期限（{pack}，{id}），不能以这个事由撤销。请先由政策管理员补上。")
        raise RefusedError("E-CER-076", text.format(pack=PACK, id=_PERIOD))
    return Period(row["value"], f"{PACK}#{row['clause']}", row["source"], row["confidence"])


def integrity_record(change: Change, certificate: Certificate, *, actor: User, now: datetime) -> None:
    """Make the entry that a decided revocation brings with it, in the transaction under way."""
    wanted = recorded()
    if (
        change.transition != "revoke"
        or change.reason_code not in wanted["reasons"]
        or certificate.kind not in wanted["kinds"]
    ):
        return
    first = timezone.localdate(now)
    lasting = period(first)
    last = date.fromordinal(anniversary(first.toordinal(), lasting.years)) - timedelta(days=1)
    IntegrityRecord.objects.create(
        change=change,
        identity_hash=certificate.identity_hash,
        identity_hash_key=certificate.identity_hash_key,
        begins_on=first,
        ends_on=last,
        document=change.document,
        clause=lasting.clause,
    )
    detail = {"change": change.id, "first": first, "last": last}
    record("certificates.integrity.recorded", actor=actor, subject=certificate, now=now, detail=detail)


def running(today: date) -> QuerySet[IntegrityRecord]:
    """The entries whose last day is not over."""
    return IntegrityRecord.objects.filter(begins_on__lte=today, ends_on__gte=today)


def of_rows(rows: Iterable[BatchEntry], today: date) -> dict[int, list[IntegrityRecord]]:
    """The running entries of the people of these rows, by row."""
    rows = list(rows)
    known = {row.row: row.identity_hashes or [row.identity_hash] for row in rows if row.identity_hash}
    found = running(today).filter(identity_hash__in={one for hashes in known.values() for one in hashes})
    entries = list(found)
    told = {row: [one for one in entries if one.identity_hash in hashes] for row, hashes in known.items()}
    return {row: ones for row, ones in told.items() if ones}


def rows_on_record(batch: Batch, today: date) -> list[int]:
    """The rows of a list, still to be issued, whose people are on record."""
    if not running(today).exists():
        return []
    waiting = batch.entries.filter(state=EntryState.WAITING).only("row", "identity_hash", "identity_hashes")
    return sorted(of_rows(waiting, today))


def own_records(user: User | AnonymousUser, today: date) -> QuerySet[IntegrityRecord]:
    """One's own running entries: of certificates bound to the account, which took their codes.

    A number that somebody wrote into their record is their word alone, and could be another's.
    """
    person = person_of(user)
    found = running(today).filter(change__certificate__person=person)
    return found if person is not None else found.none()
