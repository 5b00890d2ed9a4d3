"""What somebody looks for among the entries."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...audit.selectors import Wanted
from .access import accounts_named

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID


_FIRST: Final = 1900
_LAST: Final = 2999


class _Day(forms.DateField):
    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d"],
            error_messages={"invalid": _("请写成 2026-11-22 的样子。")},
            **options,
        )

    def clean(self, value: Any) -> date | None:
        """Refuse a day so far off that no instant can be told of it."""
        day: date | None = super().clean(value)
        if day is not None and not _FIRST <= day.year <= _LAST:
            raise forms.ValidationError(self.error_messages["invalid"])
        return day


class PeriodForm(forms.Form):
    """From a day to a day; either may stay open."""

    since = _Day(label=_("自"))
    until = _Day(label=_("至"), help_text=_("含当日"))

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        given = super().clean() or self.cleaned_data
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("结束日期早于开始日期，请对调或改正。"))
        return given

    @property
    def bounds(self) -> tuple[datetime | None, datetime | None]:
        """The instants between which a valid form asks."""
        until: date | None = self.cleaned_data["until"]
        return _midnight(self.cleaned_data["since"]), _midnight(until + timedelta(days=1)) if until else None


class SearchForm(PeriodForm):
    """Filters; every field may stay empty."""

    field_order = ("event", "actor", "subject", "since", "until")
    event = forms.CharField(
        label=_("事件"),
        required=False,
        max_length=64,
        help_text=_("代码或其开头，如 accounts. 或 personal_data.read"),
    )
    actor = forms.CharField(label=_("操作人"), required=False, max_length=150, help_text=_("用户名"))
    subject = forms.CharField(
        label=_("对象"),
        required=False,
        max_length=130,
        help_text=_("编号，或者“种类:编号”，如 people.person:…"),
    )

    actors: list[UUID] | None = None

    def clean_actor(self) -> str:
        """Find the account. An unknown one is told, not answered with nothing."""
        name: str = self.cleaned_data["actor"].strip()
        if name:
            self.actors = accounts_named(name)
            if not self.actors:
                raise forms.ValidationError(_("没有这个用户名的账户，请核对。"))
        return name

    def wanted(self) -> Wanted:
        """What a valid form asks for."""
        given = self.cleaned_data
        kind, _colon, number = given["subject"].strip().rpartition(":")
        if not kind and _is_kind(number):
            kind, number = number, ""
        since, until = self.bounds
        return Wanted(
            event=given["event"].strip(),
            actors=self.actors,
            subject_type=kind.lower(),
            subject_id=number,
            since=since,
            until=until,
        )


def _is_kind(text: str) -> bool:
    return text.lower() in {model._meta.label_lower for model in apps.get_models()}


def _midnight(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time())) if day else None
