"""What the fields of a form are called, for what somebody typed and now reads away from its form."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django import forms
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from ...people.kinds import KINDS
from ...people.models import Person
from ..people.forms import EntryForm, PersonForm

if TYPE_CHECKING:
    from collections.abc import Iterator

_INTERNAL: Final = frozenset(
    {"csrfmiddlewaretoken", "kept_form", "draft", "row_version", "seen", "next", "source", "then", "way"}
)
"""What no person types: fields that pages set and no form declares."""
_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def told(path: str, fields: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """What a person typed on the page of that address: each value under the label of its field.

    A field that no form of the page has, or that two of them label otherwise, goes by its name.
    """
    known = _fields(path)
    return [
        (_label(name, known.get(name, [])), _text(value, known.get(name, [])))
        for name, value in fields
        if value.strip()
        and name not in _INTERNAL
        and not _ID.fullmatch(value)
        and not any(field.widget.is_hidden for field in known.get(name, []))
    ]


def _label(name: str, found: list[forms.Field]) -> str:
    labels = {str(field.label) for field in found if field.label}
    if len(labels) == 1:
        return labels.pop()
    return _("其他内容（{name}）").format(name=name.replace("_", " "))


def _text(value: str, found: list[forms.Field]) -> str:
    for field in found:
        if isinstance(field, forms.BooleanField) and value == "on":
            return _("是")
        for code, label in getattr(field, "choices", ()):
            if str(code) == value:
                return str(label)
    return value


def _fields(path: str) -> dict[str, list[forms.Field]]:
    """The fields of the forms that may stand on that page, by name."""
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return {}
    area = match.func.__module__.rpartition(".")[0]
    found: dict[str, list[forms.Field]] = {}
    for name, field in (*_of_record(area, match.kwargs.get("kind", "")), *_of_page(match.func.__module__)):
        found.setdefault(name, []).append(field)
    return found


def _of_record(area: str, kind: str) -> Iterator[tuple[str, forms.Field]]:
    """The fields of the forms of a record, which come from its kinds."""
    if area == EntryForm.__module__.rpartition(".")[0]:
        yield from (EntryForm(KINDS[kind]) if kind in KINDS else PersonForm(Person())).fields.items()


def _of_page(module: str) -> Iterator[tuple[str, forms.Field]]:
    """The fields of the forms that the module of the page uses."""
    for form in vars(sys.modules[module]).values():
        if isinstance(form, type) and issubclass(form, forms.BaseForm):
            yield from getattr(form, "base_fields", {}).items()
