"""What is typed about certificates. The services judge it; here it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guantong.catalogue import terms

from ...certificates.answering import WITHOUT_ANSWER
from ...certificates.life import reasons
from ...certificates.lists import MOST_PHOTO_BYTES, biggest_upload
from ...certificates.models import Kind
from ...certificates.previews import parameters
from ...dates import language
from ..templatetags.certificates import names_of_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from ...certificates.life import Transition
    from ...certificates.models import IssuingAuthority
    from ...certificates.previews import Standing

_DAY: Final = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class BringForm(forms.Form):
    """An approved list, with the photos of those on it."""

    authority = forms.ChoiceField(label=_("发证机关"))
    approval_document = forms.CharField(
        label=_("批准文号"), max_length=80, help_text=_("批准这份名单的文件，如“桂人社职办〔2026〕18号”。")
    )
    approved_on = forms.DateField(label=_("批准日期"), widget=_DAY)
    workbook = forms.FileField(label=_("名单"), help_text=_("用模板填写的 .xlsx 工作簿，也可以是 CSV。"))
    photos = forms.FileField(
        label=_("照片压缩包"),
        required=False,
        help_text=_("ZIP，里面的文件名与名单“照片文件名”一列相同。照片为 JPG 或 PNG，不小于 295×413 像素。"),
    )

    asks_holders = forms.TypedChoiceField(
        label=_("请本人核对"),
        choices=[("yes", _("签发前请名单上的人核对证书内容")), ("no", _("不请"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, authorities: Sequence[IssuingAuthority], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["authority"].choices = [(str(one.pk), one.name) for one in authorities]  # type: ignore[attr-defined]
        asked, set_to = self.fields["asks_holders"], parameters()
        asked.initial = "yes" if set_to.asks else "no"
        text = gettext(
            "提交后通知名单上有账户的人，请他们在 {n} 个工作日内核对。默认请不请、几日内答复：{source}（未核实）。"
        )
        asked.help_text = text.format(n=set_to.days, source=set_to.source[language()])

    def clean(self) -> dict[str, Any]:
        """Refuse files that are too big to be read."""
        found: dict[str, Any] = super().clean() or {}
        for name in ("workbook", "photos"):
            file = found.get(name)
            if file is not None and file.size > biggest_upload():
                self.add_error(name, _("文件太大，请把名单分成几份。"))
        return found


class ReportForm(forms.Form):
    """Which lines of a preview are wrong, and how they should be."""

    lines = forms.MultipleChoiceField(label=_("哪几项不对"), widget=forms.CheckboxSelectMultiple)
    what = forms.CharField(
        label=_("哪里不对，应当是什么"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("不写完整的证件号码；照片不对的，写明应换哪一张。"),
    )

    def __init__(self, *args: Any, face: Mapping[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["lines"].choices = names_of_lines(face)  # type: ignore[attr-defined]


class RowForm(forms.Form):
    """Why an officer goes on with a row, or takes it out; `seen` is the version of what they saw."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("本人会看到。不写证件号码和电话。"),
    )


class RowsForm(forms.Form):
    """Why an officer goes on with all rows of a standing."""

    standing = forms.ChoiceField(label=_("哪些行"))
    reason = forms.CharField(
        label=_("理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("如：单位统一打印，本人书面核对。逐行记录，有账户的本人会看到。不写证件号码和电话。"),
    )

    def __init__(self, *args: Any, among: Sequence[Standing] = WITHOUT_ANSWER, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["standing"].choices = [(one.value, one.label) for one in among]  # type: ignore[attr-defined]


class RowCorrectForm(forms.Form):
    """What a row says otherwise; what is left as it is stays."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    identity_type = forms.ChoiceField(label=_("证件类型"))
    number = forms.CharField(
        label=_("完整的证件号码"),
        max_length=40,
        help_text=_("不改也要填写：用来逐项检查，不保存。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(label=_("姓名"), max_length=80)
    sex = forms.ChoiceField(label=_("性别"), choices=[("男", _("男")), ("女", _("女"))])
    birth = forms.CharField(label=_("出生年月"), max_length=7, required=False, help_text=_("如 1988-03"))
    employer = forms.CharField(label=_("工作单位"), max_length=120, required=False)
    specialty = forms.CharField(label=_("专业名称"), max_length=60, required=False)
    committee = forms.CharField(label=_("评审或评价机构"), max_length=120, required=False)
    photo = forms.FileField(
        label=_("换一张照片"), required=False, help_text=_("JPG 或 PNG，不小于 295×413 像素。")
    )

    def __init__(self, *args: Any, kind: str, **more: Any) -> None:
        super().__init__(*args, **more)
        known = [
            (code, terms.name("identity_type", code, language())) for code in terms.codes("identity_type")
        ]
        self.fields["identity_type"].choices = known  # type: ignore[attr-defined]
        if kind == Kind.SKILL:
            del self.fields["specialty"], self.fields["committee"]

    def clean_photo(self) -> Any:
        """Refuse a picture that is too big to be read."""
        photo = self.cleaned_data["photo"]
        if photo is not None and photo.size > MOST_PHOTO_BYTES:
            raise forms.ValidationError(_("照片超过 4 MB。"))
        return photo


class WithdrawForm(forms.Form):
    """Why a list is taken back."""

    reason = forms.CharField(label=_("撤回的理由"), max_length=500)


class ChangeForm(forms.Form):
    """A change of state: why, by which decision, on which clause, from when."""

    reason_code = forms.ChoiceField(label=_("事由"))
    reason = forms.CharField(
        label=_("情况说明"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("不写证件号码和电话。"),
    )
    document = forms.CharField(label=_("决定文号"), max_length=80)
    clause = forms.CharField(
        label=_("依据条款"), max_length=80, help_text=_("如 2.3.2，或法规的名称和条次。")
    )
    effective_on = forms.DateField(
        label=_("生效日期"),
        widget=_DAY,
        required=False,
        help_text=_("不填即确认当日；自始无效的，写发证之日。"),
    )

    def __init__(self, *args: Any, way: Transition, **more: Any) -> None:
        super().__init__(*args, **more)
        known = [(code, reasons()[code][language()]) for code in way.reasons]
        # a reason is chosen and not left as it stood: what revokes for fraud is entered in the integrity record
        self.fields["reason_code"].choices = known if len(known) == 1 else [("", gettext("请选择")), *known]  # type: ignore[attr-defined]


class ReplaceForm(ChangeForm):
    """A replacement: besides, what the new certificate says otherwise; what stays is left empty."""

    name = forms.CharField(label=_("更正后的姓名"), max_length=80, required=False)
    identity = forms.CharField(
        label=_("完整的证件号码"),
        max_length=40,
        required=False,
        help_text=_("更正姓名或证件号码时填写，只用来核对，不保存。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    sex = forms.ChoiceField(
        label=_("更正后的性别"), required=False, choices=[("", _("不变")), ("男", _("男")), ("女", _("女"))]
    )
    birth = forms.CharField(
        label=_("更正后的出生年月"), max_length=7, required=False, help_text=_("如 1988-03")
    )
    employer = forms.CharField(label=_("更正后的工作单位"), max_length=120, required=False)
    specialty = forms.CharField(label=_("更正后的专业名称"), max_length=60, required=False)
    committee = forms.CharField(label=_("更正后的评审或评价机构"), max_length=120, required=False)


class DecideForm(forms.Form):
    """Agreeing, or not and why."""

    agree = forms.ChoiceField(
        label=_("意见"), choices=[("yes", _("同意")), ("no", _("不同意"))], widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("说明"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("不同意的必须写。"),
    )


class ClaimForm(forms.Form):
    """Binding a certificate to one's account."""

    number = forms.CharField(
        label=_("证书编号"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    code = forms.CharField(
        label=_("验证码"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("印在二维码旁边。"),
    )


class ShareForm(forms.Form):
    """A link for somebody, for some days."""

    days = forms.TypedChoiceField(
        label=_("有效期"),
        coerce=int,
        choices=[(1, _("1 天")), (7, _("7 天")), (30, _("30 天")), (180, _("180 天"))],
        initial=7,
    )
    note = forms.CharField(
        label=_("给谁看"), max_length=80, required=False, help_text=_("只有您自己看得到，方便以后收回。")
    )


class CorrectForm(forms.Form):
    """What is wrong, and what proves it."""

    what = forms.CharField(
        label=_("哪里不对，应当是什么"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    proof = forms.CharField(
        label=_("证明材料"),
        max_length=300,
        required=False,
        help_text=_("如户口簿曾用名页；发证机关会与您联系核验。"),
    )


def day_or_none(form: forms.Form) -> date | None:
    """The day typed, if one is."""
    found: date | None = form.cleaned_data["effective_on"]
    return found
