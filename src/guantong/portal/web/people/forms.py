"""Forms made from the fields of a kind. They take what was typed; the services, with the engine's parser, judge it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guantong.cases.format import PERSON
from guantong.cases.shapes import (
    Code,
    Codes,
    DayOf,
    Flag,
    HonourText,
    OccupationText,
    Statement,
    Text,
    TitleLevel,
)
from guantong.catalogue import terms

from ...organisations.selectors import regions
from ...people import mapping
from ...people.kinds import Choice, Count
from ...people.models import Verification
from ...people.selectors import language, masked_identity
from ...people.testimony import employer_rule
from .purposes import HINTS, purpose
from .showing import label, occupation_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.http import HttpRequest, QueryDict
    from django.utils.safestring import SafeString

    from guantong.cases.shapes import Field

    from ...organisations.models import Employer
    from ...people.kinds import Kind
    from ...people.models import Entry, Person

_LONG = 200


class _Typed(forms.Field):
    """A field that hands on what was typed; what is wrong with it the service says, all at once."""

    def validate(self, value: Any) -> None: ...

    def run_validators(self, value: Any) -> None: ...


class TypedText(_Typed, forms.CharField):
    """A line of text."""


class TypedChoice(_Typed, forms.ChoiceField):
    """One of a list, or nothing."""


class TypedChoices(_Typed, forms.MultipleChoiceField):
    """Some of a list."""


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


def _why(section: str, key: str, how: str = "") -> SafeString | str:
    """The hint of a field: how to write it, when, and on a line of its own why it is asked."""
    hint = format_html("{}{}", how, HINTS.get((section, key), ""))
    found = purpose(section, key)
    if found is None:
        return hint
    told = format_html("{}<br>{}：{}" if hint else "{}{}：{}", hint, gettext("为什么要填"), found.sentence)
    if not found.clause:
        return told
    try:
        url = reverse("policies_clause", args=[found.clause])
    except NoReverseMatch:
        return format_html('{} <span class="clause">{}</span>', told, found.clause)
    return format_html('{} <a class="clause" href="{}">{}</a>', told, url, found.clause)


def _options(pairs: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [("", _("不清楚或不填")), *pairs]


def _codes(kind: str) -> list[tuple[str, Any]]:
    return [(code, terms.name(kind, code, language())) for code in terms.codes(kind)]


def typed_field(section: str, field: Field) -> forms.Field:
    """The form field of a field of a case."""
    shape: Any = field.shape
    how: dict[str, Any] = {"label": label(field), "required": field.required}
    hint = ""
    match shape:
        case DayOf():
            hint = gettext("写成 2024-05-20、20240520 或 2024年5月都可以。")
            how["widget"] = forms.TextInput({"placeholder": "2024-05-20", "autocomplete": "off"})
        case OccupationText():
            hint = gettext("写名称、代码或平常的叫法，例如 车工、开车床的、6-18-01-01。")
            how["widget"] = forms.TextInput({"list": "occupations", "autocomplete": "off"})
        case Text(longest=longest) if longest > _LONG:
            how["widget"] = forms.Textarea({"rows": 4})
        case Count():
            how["widget"] = forms.TextInput({"inputmode": "numeric"})
        case _ if field.key == "specialty":
            how["widget"] = forms.TextInput({"list": "specialties", "autocomplete": "off"})
    help_text = _why(section, field.key, hint)
    how["help_text"] = help_text
    match shape:
        case Flag():
            return TypedChoice(choices=_options((("true", _("是")), ("false", _("否")))), **how)
        case Statement():
            told = (("declared", _("查得到（本人声明）")), ("false", _("查过，没有查到")))
            return TypedChoice(choices=_options(told), **how)
        case Code(kind):
            return TypedChoice(choices=_options(_codes(kind)), **how)
        case TitleLevel():
            return TypedChoice(choices=_options(_codes("title_level")), **how)
        case HonourText():
            return TypedChoice(choices=_options(_codes("honour")), **how)
        case Codes(kind):
            return TypedChoices(choices=_codes(kind), widget=forms.CheckboxSelectMultiple, **how)
        case Choice(choices):
            return TypedChoice(choices=_options(choices), **how)
    return TypedText(**how)


class EntryForm(forms.Form):
    """A row of one kind: its fields, its proof, and what tells a second sending and an older version apart."""

    use_required_attribute = False

    def __init__(
        self,
        kind: Kind,
        data: Any = None,
        *,
        entry: Entry | None = None,
        typed: Mapping[str, Any] | None = None,
        employers: Sequence[Employer] = (),
    ) -> None:
        """Make the form.

        `entry` is the row to change, `typed` a draft that stands in its place, and `employers` those for which somebody
        writes who does not write of themselves.
        """
        initial = _initial(kind, entry) if entry else {"entry_id": uuid4()}
        super().__init__(data, initial=initial | dict(typed or {}))
        self.kind, self.entry = kind, entry
        fixed = employer_rule(kind).fixed if employers else {}
        if len(employers) > 1 and entry is None:
            pairs = [(str(employer.id), employer.name) for employer in employers]
            self.fields["stated_by"] = forms.ChoiceField(label=_("替哪个单位填写"), choices=pairs)
        for field in kind.fields:
            if field.key not in fixed:
                self.fields[field.key] = typed_field(kind.key, field)
        if kind.key == "employment" and not employers:
            self.fields["share"] = forms.BooleanField(
                label=_("让单位的人事查看并核实我的档案"),
                required=False,
                help_text=_("单位须已在本系统登记。离开单位或者取消勾选后，单位就看不到了。"),
            )
        self.fields["entry_id"] = forms.UUIDField(required=False, widget=forms.HiddenInput)
        self.fields["row_version"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
        self.fields["files"] = forms.Field(
            label=_("证明材料"),
            required=False,
            widget=_Files({"multiple": True, "accept": "image/jpeg,image/png,application/pdf"}),
            help_text=gettext(
                "照片（JPG、PNG）或 PDF，每个不超过 {size} MB、{pages} 页，可以一次选几个。"
            ).format(size=settings.FILE_SIZE_LIMIT // 1024 // 1024, pages=settings.FILE_PAGE_LIMIT),
        )

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, by the keys of the case."""
        keys = [*(field.key for field in self.kind.fields), "share"]
        return {key: self.cleaned_data.get(key) for key in keys if key in self.fields}

    @property
    def typed(self) -> dict[str, Any]:
        """What stands in the form, judged by nobody, for a draft; files are no part of it."""
        data = cast("QueryDict", self.data)
        found = {
            name: data.getlist(name) if isinstance(field, TypedChoices) else data.get(name, "")
            for name, field in self.fields.items()
            if name not in ("files", "entry_id", "row_version")
        }
        ids = {name: self.cleaned_data.get(name) or "" for name in ("entry_id", "row_version")}
        return found | {name: str(value) for name, value in ids.items()}


def _initial(kind: Kind, entry: Entry) -> dict[str, Any]:
    row = {field.key: mapping.written(field, getattr(entry, mapping.column(field))) for field in kind.fields}
    for field in kind.fields:
        value = row[field.key]
        if field.key in entry.months and value:
            row[field.key] = value[:7]
        elif value is True and isinstance(field.shape, Statement):
            row[field.key] = "declared"  # who changes it says so anew
        elif isinstance(value, bool):
            row[field.key] = str(value).lower()
        elif isinstance(field.shape, OccupationText) and value:
            row[field.key] = occupation_name(value)
    share = {"share": entry.organisation_id is not None} if kind.key == "employment" else {}  # type: ignore[attr-defined]
    return row | share | {"row_version": entry.row_version, "entry_id": entry.id}


class PersonForm(forms.Form):
    """The facts of the person."""

    use_required_attribute = False

    def __init__(self, person: Person, data: Any = None) -> None:
        facts = {field.key: field for field in PERSON.fields}
        identity = {field.key: field for field in facts["identity"].shape.fields}  # type: ignore[union-attr]
        super().__init__(data, initial=_facts(person))
        kept = masked_identity(person)
        number = typed_field("person", identity["number"])
        number.help_text = format_html(
            "{}{}", number.help_text or _why("person", "identity_number"), _keeps(kept)
        )
        self.fields |= {
            "name": typed_field("person", facts["name"]),
            "identity_type": typed_field("person", identity["type"]),
            "identity_number": number,
            "birth_date": typed_field("person", facts["birth_date"]),
            "status": typed_field("person", facts["status"]),
            "lawful_work_in_region": typed_field("person", facts["lawful_work_in_region"]),
            "region_code": TypedChoice(
                label=_("工作地"),
                required=False,
                choices=_options((region.code, region) for region in regions()),
                help_text=_why("person", "region_code"),
            ),
            "continuing_education": _claim("continuing_education", gettext("符合继续教育规定")),
            "results": _claim("results", gettext("业绩成果达到要求")),
            "row_version": forms.IntegerField(widget=forms.HiddenInput),
        }
        self.fields["identity_type"].help_text = _why("person", "identity_type")
        self.fields["identity_number"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
        if kept:
            self.fields["forget_number"] = forms.BooleanField(label=_("删去已存的证件号码"), required=False)

    @property
    def values(self) -> dict[str, Any]:
        """What was typed. An empty number keeps the one that is there, unless it is to be forgotten."""
        skipped = {"row_version", "forget_number"}
        found = {key: value for key, value in self.cleaned_data.items() if key not in skipped}
        if not found["identity_number"] and not self.cleaned_data.get("forget_number"):
            del found["identity_number"]
        return found


def _keeps(kept: str) -> SafeString | str:
    return format_html(gettext(" 已存 {}，不改就空着。"), kept) if kept else ""


def _claim(key: str, told: str) -> forms.Field:
    says = (("declared", _("是（本人声明）")), ("false", _("否")))
    return TypedChoice(label=told, required=False, choices=_options(says), help_text=_why("person", key))


def _facts(person: Person) -> dict[str, Any]:
    lawful = person.lawful_work_in_region
    return {
        "name": person.name,
        "identity_type": person.identity_type,
        "birth_date": person.birth_date,
        "status": person.status,
        "lawful_work_in_region": "" if lawful is None else str(lawful).lower(),
        "region_code": person.region_code,
        "continuing_education": person.continuing_education.replace("true", "declared"),
        "results": person.results.replace("true", "declared"),
        "row_version": person.row_version,
    }


class VerificationForm(forms.Form):
    """What a clerk found when looking at the proof of a row."""

    use_required_attribute = False
    verification = forms.ChoiceField(
        label=_("核实结果"),
        choices=[choice for choice in Verification.choices if choice[0] != Verification.UNVERIFIED],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择真实、存疑或者无法核实。")},
    )
    note = forms.CharField(
        label=_("意见"),
        required=False,
        max_length=500,
        help_text=_("存疑、无法核实时要写，本人会看到。"),
        widget=forms.Textarea({"rows": 3}),
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput)


class DisputeForm(forms.Form):
    """What somebody says of a row that their employer wrote."""

    use_required_attribute = False
    reason = TypedText(
        label=_("哪里不符，应为什么"),
        widget=forms.Textarea({"rows": 4}),
        help_text=_("单位会看到。请不要写证件号码、电话或邮箱。"),
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput)


def carry_version(form: forms.Form, row_version: int) -> None:
    """Let a form carry another version, so that sending it again replaces what the person has now seen."""
    data = cast("QueryDict", form.data).copy()
    data["row_version"] = str(row_version)
    form.data = data


def version_of(request: HttpRequest) -> int:
    """The version that a page without a form of its own sent; 0, which no row has, for anything else."""
    version = request.POST.get("row_version", "")
    return int(version) if version.isdecimal() and len(version) < 9 else 0


def file_ids(values: Iterable[str]) -> list[UUID]:
    """The ids among what a form sent; whatever is none is passed over."""
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return list(dict.fromkeys(found))
