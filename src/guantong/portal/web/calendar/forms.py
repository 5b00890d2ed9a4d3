"""What is typed on the pages of the working calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...organisations.models import Office

DAYS: Final = ["%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"]
LONGEST: Final = 250
"""The longest period that the page counts: about a year; every day of it is shown."""
_WRONG: Final = dict.fromkeys(("invalid", "required"), _("请写成 2026-11-22 的样子。"))


class PeriodForm(forms.Form):
    """The event that starts a period, and how long it is."""

    event = forms.DateField(
        label=_("事件发生的日期"),
        help_text=_("如公示张贴、通知送达的那一天；这一天不计入。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=DAYS,
        error_messages=_WRONG,
    )
    days = forms.IntegerField(
        label=_("期限（工作日）"),
        min_value=1,
        max_value=LONGEST,
        initial=5,
        error_messages=dict.fromkeys(
            ("min_value", "max_value", "invalid", "required"), _("请填 1 至 250 之间的整数。")
        ),
    )
    office = forms.ChoiceField(
        label=_("在哪个职改办办理"), required=False, help_text=_("选了，就不计入它停止办公的日子。")
    )

    def __init__(self, *args: Any, offices: Iterable[Office] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(str(office.id), office.name) for office in offices]
        field = self.fields["office"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", _("不区分")), *choices]


class ClockForm(forms.Form):
    """The instant at which the demonstration shall live."""

    to = forms.DateTimeField(
        label=_("移动到"),
        help_text=_("所有人看到的日期都会改变；期限、到期和提醒都按这个日期计算。"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
        error_messages={"invalid": _("请写成 2026-11-22 09:00 的样子。")},
    )
