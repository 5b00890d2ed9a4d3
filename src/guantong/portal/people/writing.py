"""How a row is written: what was typed becomes columns, files are attached, and an audit entry says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..audit.services import record
from ..files.services import files_attach, files_release
from ..organisations.models import Employer
from ..refusals import InvalidError, RefusedError
from .kinds import KINDS
from .models import AppraisalYear, Person, Source
from .validation import read_entry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from django.contrib.auth.models import AbstractBaseUser

    from .kinds import Kind
    from .models import Entry

UNCHECKED: Final = ("person", "verified_by", "written_by", "organisation")
"""Columns that a service sets itself, so that the table need not look them up."""


class Written(NamedTuple):
    """A row as it was kept, and what the parser noted about how it read what was typed."""

    entry: Entry
    notes: tuple[str, ...]


def kind_of(entry: Entry) -> Kind:
    """The kind of a row."""
    return next(kind for kind in KINDS.values() if isinstance(entry, kind.model))


def write_row(
    entry: Entry,
    kind: Kind,
    person: Person,
    values: Mapping[str, Any],
    now: datetime,
    actor: AbstractBaseUser | None,
) -> tuple[str, ...]:
    """Put what was typed into the columns of a row, unsaved; what the parser noted. Raises InvalidError."""
    read = read_entry(
        kind,
        person,
        {key: value for key, value in values.items() if key != "share"},
        today=timezone.localdate(now),
    )
    for column, value in read.columns.items():
        setattr(entry, column, value)
    if actor is not None and read.columns.get("query_result") == "true":
        entry.query_result = "declared"  # type: ignore[attr-defined]  # nobody vouches for themselves
    entry.months = read.months
    if kind.key == "employment" and "share" in values:
        entry.organisation = _employer(entry.employer) if values["share"] else None  # type: ignore[attr-defined]
    if kind.key == "appraisals":
        _check_year(entry, person, read.columns["year"])
    return read.notes


def insert(entry: Entry) -> bool:
    """Save a new row. False where the same form arrived twice at once and the other was first: its row is the one."""
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:
        if not type(entry)._default_manager.filter(pk=entry.pk, person=entry.person_id).exists():
            raise
        return False
    return True


def _check_year(entry: Entry, person: Person, year: int) -> None:
    """One appraisal a year, whoever writes it: two grades of one year would be an answer to neither.

    The person may write theirs beside one that they dispute, which counts for nothing; an employer may not.
    """
    others = AppraisalYear.objects.filter(person=person, year=year).exclude(id=entry.id)
    if entry.source != Source.EMPLOYER:
        others = others.filter(disputed_at=None)
    same = others.first()
    if same is None:
        return
    if Source.EMPLOYER not in (entry.source, same.source) or entry.source == same.source:
        text = _("这一年已经有考核结果，请修改原来那条。")
    elif entry.disputed_at is not None:
        text = _("本人已经另外填写这一年。请撤回本单位的这一条，再核实本人的那一条。")
    elif entry.source == Source.EMPLOYER:
        text = _("档案里已经有这一年的考核结果。请核实那一条；不符的选“存疑”，写明应为什么。")
    else:
        text = _("单位已经填写这一年的考核结果。不符的，请在那一条上写“与实际不符”，然后再填写。")
    raise InvalidError([RefusedError("E-PEO-008", text, field="year")])


def check_single(entry: Entry) -> None:
    """Refuse to let a year count again of which the person has written another appraisal. Raises RefusedError."""
    if not isinstance(entry, AppraisalYear):
        return
    others = AppraisalYear.objects.filter(person=entry.person_id, year=entry.year, disputed_at=None)
    if others.exclude(id=entry.id).exists():
        text = _("您自己也填写了这一年的考核结果。请先删除您填写的那一条，再去掉这个标记。")
        raise RefusedError("E-PEO-008", text)


def _employer(name: str) -> Employer:
    found = Employer.objects.filter(name=name, active=True)[:2]
    if len(found) != 1:
        text = _("没有找到登记的单位“{name}”。请写单位全称，或者去掉“让单位查看和核实”。")
        raise InvalidError([RefusedError("E-PEO-009", text.format(name=name[:40]), field="employer")])
    return found[0]


def set_without(person: Person, kind: Kind, *, stated: bool) -> None:
    """Keep, or forget, that the person says there is nothing of a kind."""
    rest = [key for key in person.without if key != kind.key]
    person.without = sorted([*rest, kind.key]) if stated else rest
    person.save(update_fields=["without", "updated_at"])


def set_files(entry: Entry, actor: AbstractBaseUser | None, ids: Sequence[UUID], now: datetime) -> None:
    """Let a row have these files; the ones that nothing holds any more expire after a day. Raises RefusedError."""
    before = {file.id: file for file in entry.files.all()}
    added = files_attach(actor=actor, ids=[key for key in ids if key not in before], now=now)
    kept = [file for key, file in before.items() if key in ids]
    entry.files.set([*kept, *added])
    gone = [file for key, file in before.items() if key not in ids]
    held = {
        key
        for kind in KINDS.values()
        for key in kind.model._default_manager.filter(files__in=gone).values_list("files", flat=True)
    } if gone else set()  # fmt: skip
    files_release(files=[file for file in gone if file.id not in held], now=now)


def recorded(
    event: str,
    actor: AbstractBaseUser | None,
    person: Person,
    kind: Kind,
    entry: Entry,
    now: datetime,
    *,
    reason: str = "",
    **more: object,
) -> None:
    """Record what became of a row: its kind and id, never its content; with the reason that somebody gave."""
    detail = {"kind": kind.key, "entry": entry.id, **more}
    record(f"people.{kind.row}.{event}", actor=actor, subject=person, now=now, detail=detail, reason=reason)
