"""The page on which an administrator lets somebody who stands before them set a new password."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.password_reset import get_reset_password_from_key_url
from allauth.mfa.adapter import get_adapter
from django import forms
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ... import clock
from ...accounts.access import signed_in, staff_required
from ...accounts.counter import reset_allow
from ...accounts.models import Role
from ...accounts.selectors import account_named
from ...refusals import NotAllowedError, RefusedError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ...accounts.models import User


class CounterForm(forms.Form):
    """Whose password, how they were known, and why."""

    user = forms.CharField(
        label=_("账户名"),
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    reason = forms.CharField(
        label=_("理由"),
        help_text=_("如“本人到柜台，忘记密码”。将记入审计，不要写身份证号、电话号码。"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.BooleanField(
        label=_("本人在场，我已当面核对身份证件原件，与账户相符"),
        error_messages={"required": _("请先当面核对身份证件原件；不能代办，不能凭电话办理。")},
    )

    found: User | None = None

    def clean_user(self) -> str:
        """Find the account."""
        name: str = self.cleaned_data["user"]
        self.found = account_named(name)
        if self.found is None:
            raise forms.ValidationError(_("没有这个账户名，请核对。"))
        return name


@staff_required(Role.ADMINISTRATOR)
@never_cache
@require_http_methods(["GET", "POST"])
def counter_reset(request: HttpRequest) -> HttpResponse:
    """Hand out the link, once; nobody but its holder chooses or sees the password."""
    form = CounterForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid() and form.found is not None:
        try:
            key = reset_allow(
                actor=signed_in(request),
                user=form.found,
                reason=form.cleaned_data["reason"],
                now=clock.now(),
            )
        except NotAllowedError:
            raise
        except RefusedError as error:
            form.add_error(
                error.field if error.field in form.fields else None, f"{error.text}（{error.code}）"
            )
        else:
            link = get_reset_password_from_key_url(request, key)
            picture = base64.b64encode(get_adapter().build_totp_svg(link).encode()).decode()
            context |= {"link": link, "picture": f"data:image/svg+xml;base64,{picture}", "whose": form.found}
    return render(request, "account/counter_reset.html", context)
