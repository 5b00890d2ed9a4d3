"""The forms of role administration."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ...accounts.access import GIVES, roles_of
from ...accounts.break_glass import MINUTES
from ...accounts.models import Role, ScopeType
from ...accounts.selectors import account_named
from ...accounts.separation import SCOPES
from .scopes import organisation_named, organisations

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from ...accounts.models import User

DAYS: Final = ("%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日")


def roles_to_give(user: User, *, today: date) -> list[Role]:
    """The roles that the person may give somewhere, in the order of the process."""
    given = {role for grant in roles_of(user, today=today) for role in GIVES.get(Role(grant.role), ())}
    return [role for role in Role if role in given]


def _day(label: Any) -> forms.DateField:
    # the browser's own calendar where it has one; typed dates are read in every usual form
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, input_formats=DAYS)


def _reason(hint: Any) -> forms.CharField:
    return forms.CharField(
        label=_("理由"), help_text=hint, max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )


class FilterForm(forms.Form):
    """Which grants the list shows."""

    q = forms.CharField(label=_("姓名或账户名"), required=False, max_length=80)
    role = forms.ChoiceField(label=_("角色"), required=False, choices=[("", _("全部")), *Role.choices])
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("valid", _("有效")), ("coming", _("未开始")), ("over", _("已结束")), ("all", _("全部"))],
    )


class GiveForm(forms.Form):
    """Giving one role: to whom, where, from when until when, and why."""

    username = forms.CharField(
        label=_("账户名"),
        help_text=_("对方先自己注册，再把账户名告诉您。"),
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    scope = forms.CharField(label=_("单位"), max_length=120)
    valid_from = _day(_("开始日期"))
    valid_to = _day(_("结束日期"))
    reason = _reason(_("如“接替某人负责某项工作，见某文件”。将记入审计，不要写身份证号、电话号码。"))

    def __init__(self, *args: Any, actor: User, role: Role, today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"valid_from": today, "valid_to": today + timedelta(days=364)})
        super().__init__(*args, **kwargs)
        self.role, self.kind = role, SCOPES[role]
        anywhere = any(grant.role == Role.ADMINISTRATOR for grant in roles_of(actor, today=today))
        if self.kind == ScopeType.EVERYWHERE:
            del self.fields["scope"]
        elif anywhere:
            self.fields["scope"].help_text = _("单位全称；用人单位也可以填统一社会信用代码。")
            self.fields["scope"].widget.attrs["autocomplete"] = "off"
        else:
            own = {g.scope_id for g in roles_of(actor, today=today) if role in GIVES.get(Role(g.role), ())}
            choices = organisations(self.kind, {scope for scope in own if scope})
            self.fields["scope"] = forms.ChoiceField(
                label=_("单位"), choices=[(name, name) for _id, name in choices]
            )
            self.order_fields(["username", "scope"])

    def clean_username(self) -> str:
        """Find the account."""
        name: str = self.cleaned_data["username"]
        self.user = account_named(name)
        if self.user is None:
            raise forms.ValidationError(_("没有这个账户名，请核对。对方须先自己注册。"))
        return name

    def clean_scope(self) -> str:
        """Find the organisation."""
        name: str = self.cleaned_data["scope"]
        self.scope_id = organisation_named(self.kind, name)
        if self.scope_id is None:
            raise forms.ValidationError(_("没有找到这个单位，请填写登记的全称。"))
        return name

    user: User | None = None
    scope_id: UUID | None = None


class EndForm(forms.Form):
    """Ending a role."""

    reason = _reason(_("如“已调离”。将记入审计，不要写身份证号、电话号码。"))


class BreakGlassForm(forms.Form):
    """Opening emergency access."""

    minutes = forms.TypedChoiceField(
        label=_("时长"),
        coerce=int,
        choices=[(minutes, format_lazy(_("{minutes} 分钟"), minutes=minutes)) for minutes in MINUTES],
        widget=forms.RadioSelect,
        initial=MINUTES[0],
    )
    reason = _reason(_("写明要处理什么、依据谁的要求。将记入审计，并立即通知各职改办负责人和监督人员。"))


class RecordForm(forms.Form):
    """Which record to look at in an emergency."""

    record = forms.UUIDField(
        label=_("档案编号"),
        help_text=_("审计记录里“对象”一栏的编号，整段复制。"),
        error_messages={"invalid": _("档案编号不对，请整段复制。")},
    )
