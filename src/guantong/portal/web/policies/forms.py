"""What officers fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ...policies.models import LONGEST_REASON, LONGEST_SOURCE, Precedent

if TYPE_CHECKING:
    from datetime import date


class ConfirmForm(forms.Form):
    """Where a fact was looked up."""

    fact = forms.CharField(widget=forms.HiddenInput, max_length=200)
    source = forms.CharField(
        label=_("核对的出处"),
        max_length=LONGEST_SOURCE,
        help_text=_("写明文件名称和文号，或者公布该内容的网址，便于别人复核。"),
    )
    note = forms.CharField(
        label=_("说明"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("选填。"),
    )


class PrecedentForm(forms.Form):
    """A decision of an authority: the question, its subject in one or two words, and where it is written."""

    question = forms.ChoiceField(label=_("问题"), choices=Precedent.Question.choices)
    subject = forms.CharField(
        label=_("所涉荣誉、职业或所学专业"),
        max_length=100,
        help_text=_("荣誉写全称，如“南粤技术能手”；职业写名称或者编码；所学专业写毕业证书上的名称。"),
    )
    other = forms.CharField(
        label=_("与它比较的"),
        max_length=100,
        required=False,
        help_text=_("职称专业、另一个职业，或者与所学专业比较的职业。荣誉不填。"),
    )
    answer = forms.TypedChoiceField(
        label=_("结论"),
        choices=[("yes", _("是")), ("no", _("否"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    decided_by = forms.CharField(label=_("认定机关"), max_length=100)
    decided_on = forms.DateField(
        label=_("认定日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    source = forms.CharField(
        label=_("认定文件"), max_length=LONGEST_SOURCE, help_text=_("文号，或者会议纪要的编号。")
    )
    reason = forms.CharField(
        label=_("理由"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the second word where the question compares two things, and for none where it does not."""
        given = super().clean() or {}
        pairs = given.get("question") != Precedent.Question.HONOUR
        if pairs and not given.get("other"):
            self.add_error("other", _("请写明与它比较的职称专业或者职业。"))
        if not pairs and given.get("other"):
            self.add_error("other", _("荣誉只写名称，这一项请留空。"))
        return given

    def given(self) -> dict[str, Any]:
        """What the service is told."""
        given = dict(self.cleaned_data)
        one, other = given.pop("subject"), given.pop("other")
        names = {
            Precedent.Question.SPECIALTY: ("occupation", "specialty"),
            Precedent.Question.OCCUPATION: ("occupation", "target"),
            Precedent.Question.MAJOR: ("major", "occupation"),
        }.get(given["question"])
        return {**given, "about": dict(zip(names, (one, other), strict=True)) if names else one}


class ChooseForm(forms.Form):
    """How a point is read here, from when, on what ground."""

    option = forms.ChoiceField(label=_("选定哪一种"), widget=forms.RadioSelect)
    effective_from = forms.DateField(
        label=_("生效日期"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("不早于今天。同意得晚的，自同意之日起生效。"),
    )
    source = forms.CharField(
        label=_("依据的文件"),
        max_length=LONGEST_SOURCE,
        help_text=_("有权机关作出解释的文件名称和文号，或者会议纪要的编号。"),
    )
    reason = forms.CharField(
        label=_("理由"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, options: list[tuple[str, str]], today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["effective_from"].initial = today
        self.fields["option"].choices = options  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why something is taken back or declined, and the state in which the person saw it."""

    reason = forms.CharField(
        label=_("理由"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4})
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
