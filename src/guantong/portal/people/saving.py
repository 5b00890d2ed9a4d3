"""How rows are saved: numbers sealed, documents unique, versions compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from ..refusals import InvalidError, RefusedError, StaleError
from . import identities
from .models import Person
from .selectors import identity_number
from .validation import check_row

if TYPE_CHECKING:
    from ..records import Record


def seal_number(person: Person, number: str) -> None:
    sealed = identities.seal(number, person.id) if number else identities.Sealed("", "", "", "")
    person.identity_cipher, person.identity_key = sealed.cipher, sealed.key
    person.identity_hash, person.identity_hash_key = sealed.hash, sealed.hash_key


def save_person(person: Person) -> None:
    """Save, and say plainly where the identity document is somebody else's."""
    taken = RefusedError(
        "E-PEO-011",
        _("这个证件号码已经用于另一份档案。如果是您本人，请联系单位人事或者受理的职改办合并。"),
        field="identity_number",
    )
    hashes = identities.search_hashes(identity_number(person)) if person.identity_cipher else []
    same = Person.objects.filter(identity_type=person.identity_type, identity_hash__in=hashes)
    if same.exclude(id=person.id).exists():
        raise InvalidError([taken])
    check_row(person, exclude=["user"])
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:  # somebody else took it between the look and the writing
        raise InvalidError([taken]) from error


def take_version(row: Record, row_version: int) -> None:
    """Go on only with the version that the person saw; whoever comes second is told."""
    taken = type(row)._default_manager.filter(pk=row.pk, row_version=row_version)
    if not taken.update(row_version=F("row_version") + 1):
        raise StaleError(
            "E-PEO-012", _("有人刚刚修改了这一条，您的这次没有保存。请看看现在的内容，再决定是否以您的为准。")
        )
    row.row_version = row_version + 1
