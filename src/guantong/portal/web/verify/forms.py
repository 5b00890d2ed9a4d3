"""What somebody types who verifies a certificate. That it names one is found out elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from guantong.certificates import numbers

from ...certificates.examining import LARGEST

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLAIN: Final = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}


class _NumberForm(forms.Form):
    number = forms.CharField(
        label=_("证书编号"),
        max_length=60,
        widget=forms.TextInput(attrs=_PLAIN),
        help_text=_("17 位，以 GX 开头；不分大小写，中间的空格和横线可以不写。"),
    )

    def clean_number(self) -> str:
        """The number as printed. Refuses what no certificate has: that tells nothing of those there are."""
        number = numbers.normalise(self.cleaned_data["number"])
        if found := numbers.problem(number):
            english = (translation.get_language() or "").startswith("en")
            raise forms.ValidationError(found.en if english else found.zh)
        return number


class CodeForm(_NumberForm):
    """By the number and the code printed beside it."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=60,
        widget=forms.TextInput(attrs=_PLAIN),
        help_text=_("印在二维码旁边，16 位。"),
    )


class PersonForm(_NumberForm):
    """By the number, the name and the last four of the identity number."""

    name = forms.CharField(
        label=_("持证人姓名"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("写全名，与证书一致。"),
    )
    tail = forms.CharField(
        label=_("证件号码后四位"),
        min_length=4,
        max_length=4,
        widget=forms.TextInput(attrs=_PLAIN | {"inputmode": "text"}),
        help_text=_("末位是 X 的也要写。"),
    )


class FileForm(forms.Form):
    """By the file."""

    file = forms.FileField(
        label=_("证书文件"),
        max_length=255,
        help_text=_("从官方渠道下载的原文件。拍照、扫描、转发时被另存过的都核验不了。"),
    )

    def clean_file(self) -> Any:
        """A file of a size that is examined."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(
                _("文件超过 %(n)s MB，不是证书文件。"), params={"n": LARGEST // 1024**2}
            )
        return file


class ShareForm(forms.Form):
    """By the link that a holder gave; without JavaScript its last part is typed."""

    token = forms.CharField(
        label=_("分享码"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


WAYS: Final[Mapping[str, type[forms.Form]]] = {
    "code": CodeForm,
    "person": PersonForm,
    "file": FileForm,
    "share": ShareForm,
}
"""The ways to ask."""
