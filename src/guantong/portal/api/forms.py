"""What is typed about tokens. The services judge it; here it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from ..refusals import InvalidError, NotAllowedError, RefusedError
from .models import Scope

if TYPE_CHECKING:
    from typing import Any


class _RefusedForm(forms.Form):
    def put(self, error: InvalidError | RefusedError) -> None:
        """Say what a service refused beside its field. What is not allowed gets a page of its own."""
        for refusal in error.refusals if isinstance(error, InvalidError) else (error,):
            if isinstance(refusal, NotAllowedError):
                raise refusal
            place = refusal.field if refusal.field in self.fields else None
            self.add_error(place, f"{refusal.text}（{refusal.code}）")


class TokenForm(_RefusedForm):
    """A new token: what for, what it opens, until when. Its id comes with the form, so that one form makes one token."""

    token_id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("用途"),
        max_length=80,
        help_text=_("哪个系统用它做什么，如“人事系统每晚核对”。不要写人名和口令。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("请写明用途。")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("范围"),
        choices=[
            (Scope.DECIDE, _("判断：提交案例，得到判断")),
            (Scope.PATH, _("路径：问到一个目标的最快路径")),
            (Scope.LIBRARY, _("政策库：读文件、条款、读法和职业")),
        ],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("只选用得到的。"),
        error_messages={"required": _("请至少选一项。")},
    )
    valid_to = forms.DateField(
        label=_("有效期至"),
        help_text=_("含当日，最长两年。到期后另发一个新的。"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": _("请写明到哪天为止。"), "invalid": _("请写成 2027-06-30 的样子。")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {"token_id": uuid4()})
        super().__init__(*args, **options)


class RevokeForm(_RefusedForm):
    """Stopping a token."""

    reason = forms.CharField(
        label=_("理由"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写明停用的理由。")},
        help_text=_("如“系统已停用”“怀疑泄露”。将记入审计，不要写身份证号、电话号码。"),
    )
