"""What is typed about organisations. The services judge it; here it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from guantong.catalogue import catalogue

from ...organisations.models import (
    CommitteeOffice,
    Employer,
    EvaluationBody,
    Office,
    SkillLevel,
    clean_uscc,
)
from ...organisations.selectors import regions
from ...organisations.services import CONTACT

if TYPE_CHECKING:
    from ...organisations.models import Organisation

_SHARED: Final = ("name", "region", *CONTACT, "active")
_FILED: Final = ("filing", "valid_from", "valid_to")
_DAY: Final = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _english() -> bool:
    return (translation.get_language() or "").startswith("en")


def series_choices() -> list[tuple[str, str]]:
    """The title series of the catalogue."""
    return [(code, row.name.en if _english() else row.name.zh) for code, row in catalogue().series.items()]


def occupation_choices() -> list[tuple[str, str]]:
    """The occupations of the catalogue, with their codes."""
    return [(code, f"{code} {row.name}") for code, row in catalogue().occupations.items()]


def region_choices(empty: str) -> list[tuple[str, object]]:
    """The regions, those of a city under its name."""
    choices: list[tuple[str, object]] = [("", empty)]
    for region in regions():
        if region.code.endswith("0000"):
            choices.append((region.code, str(region)))
        elif region.code.endswith("00"):
            whole = _now("%(city)s（全市）") % {"city": region}
            choices.append((str(region), [(region.code, whole)]))
        else:
            parts = choices[-1][1]
            assert isinstance(parts, list)  # noqa: S101 - enclosing regions come first
            parts.append((region.code, str(region)))
    return choices


class AskForm(forms.Form):
    """Where somebody works and for which series: whom to ask."""

    region = forms.ChoiceField(label=_("工作所在地"), required=False)
    series = forms.ChoiceField(label=_("职称系列"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["region"].choices = region_choices(_now("全区"))  # type: ignore[attr-defined]
        self.fields["series"].choices = [("", _now("不区分")), *series_choices()]  # type: ignore[attr-defined]


class _OrganisationForm(forms.ModelForm[Any]):
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    series = forms.MultipleChoiceField(
        label=_("职称系列"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("不选即全部系列"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        region = self.fields["region"]
        assert isinstance(region, forms.ModelChoiceField)  # noqa: S101 - a key
        region.choices = region_choices(_now("请选择"))
        for name in ("kind", "nature", "size_class", "level_cap"):
            if name in self.fields:
                words = _now("请选择") if self.fields[name].required else _now("不限")
                choices = self.fields[name].choices  # type: ignore[attr-defined]
                self.fields[name].choices = [("", words), *(pair for pair in choices if pair[0])]  # type: ignore[attr-defined]
        if "series" in self._meta.fields:  # type: ignore[operator]
            self.fields["series"].choices = series_choices()  # type: ignore[attr-defined]
        else:
            del self.fields["series"]
        self.initial["row_version"] = self.instance.row_version

    def values(self) -> dict[str, object]:
        """What was typed, by the fields of the organisation."""
        return {key: value for key, value in self.cleaned_data.items() if key != "row_version"}


class _CodedForm(_OrganisationForm):
    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=40, help_text=_("18 位，可带空格"))

    def clean_uscc(self) -> str | None:
        """Take blanks and small letters; refuse a wrong check digit."""
        typed = self.cleaned_data["uscc"]
        return clean_uscc(typed) if typed else None


class EmployerForm(_CodedForm):
    """An employer. Its superior is named by its code."""

    parent = forms.ModelChoiceField(
        Employer.objects.all(),
        label=_("上级单位的统一社会信用代码"),
        required=False,
        to_field_name="uscc",
        widget=forms.TextInput,
        error_messages={"invalid_choice": _("没有登记这个代码的单位，请先登记上级单位。")},
    )

    class Meta:
        model = Employer
        fields = ("name", "uscc", "nature", "size_class", "parent", *_SHARED[1:])

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        parent = self.instance.parent if self.instance.parent_id else None
        self.initial["parent"] = parent.uscc if parent else ""


class OfficeForm(_OrganisationForm):
    """A title-reform office."""

    class Meta:
        model = Office
        fields = ("name", "kind", "region", "series", "level_cap", *_SHARED[2:])


class CommitteeOfficeForm(_OrganisationForm):
    """The office of a committee."""

    class Meta:
        model = CommitteeOffice
        fields = ("name", "committee", "office", "region", "series", "level_cap", *_FILED, *_SHARED[2:])
        widgets = {"valid_from": _DAY, "valid_to": _DAY}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["series"].required, self.fields["series"].help_text = True, ""
        self.fields["office"].empty_label = _now("请选择")  # type: ignore[attr-defined]


class EvaluationBodyForm(_CodedForm):
    """An evaluation body; what it certifies has a page of its own."""

    class Meta:
        model = EvaluationBody
        fields = ("name", "uscc", *_FILED, *_SHARED[1:])
        widgets = {"valid_from": _DAY, "valid_to": _DAY}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["uscc"].required = False


FORMS: Final[dict[str, type[_OrganisationForm]]] = {
    "office": OfficeForm,
    "employer": EmployerForm,
    "committee_office": CommitteeOfficeForm,
    "evaluation_body": EvaluationBodyForm,
}


class ContactForm(forms.Form):
    """How an organisation is reached."""

    row_version = forms.IntegerField(widget=forms.HiddenInput)
    phone = forms.CharField(label=_("联系电话"), max_length=60)
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    hours = forms.CharField(label=_("接待时间"), max_length=120, required=False)
    contact_source = forms.CharField(
        label=_("联系方式的来源"),
        max_length=200,
        required=False,
        help_text=_("如公开文件的名称和日期；没有来源的标为未核实"),
    )

    @classmethod
    def of(cls, organisation: Organisation) -> ContactForm:
        """The form filled with what is known."""
        known = {key: getattr(organisation, key) for key in CONTACT}
        return cls(initial={"row_version": organisation.row_version, **known})


class ScopeForm(forms.Form):
    """One occupation that a body certifies."""

    occupation = forms.ChoiceField(label=_("职业"))
    lowest = forms.ChoiceField(label=_("最低等级"), choices=SkillLevel)
    highest = forms.ChoiceField(label=_("最高等级"), choices=SkillLevel)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["occupation"].choices = occupation_choices()  # type: ignore[attr-defined]


class ClosureForm(forms.Form):
    """Days on which an office does not work, and why."""

    first = forms.DateField(label=_("自"), widget=_DAY)
    last = forms.DateField(label=_("至"), widget=_DAY, help_text=_("含当日"))
    reason = forms.CharField(label=_("理由"), max_length=200)
