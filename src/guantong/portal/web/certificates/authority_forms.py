"""What is typed about authorities and remits. Whatever is a code is chosen; the services judge the rest."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from guantong.catalogue import catalogue

from ...certificates.mandate_rules import free_rings
from ...certificates.models import Confidence, Kind, Step
from ...certificates.models.authorities import LEVELS
from ...organisations.selectors import evaluation_bodies, offices
from ..organisations.forms import occupation_choices, series_choices

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...certificates.models import IssuingAuthority

_DAY: Final = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_BETWEEN: Final = "/"


class MandateForm(forms.Form):
    """What every proposal says: the document it rests on, and why."""

    document = forms.CharField(
        label=_("文号"), max_length=80, help_text=_("作出这项决定的文件，如“桂人社职办〔2026〕18号”。")
    )
    clause = forms.CharField(label=_("依据条款"), max_length=80, required=False)
    reason = forms.CharField(
        label=_("说明"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    first: tuple[str, ...] = ()
    """The fields of a step, which stand before these."""

    def __init__(self, *args: Any, authority: IssuingAuthority | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.authority = authority
        self.order_fields([*self.first, "document", "clause", "reason"])

    def content(self) -> dict[str, object]:
        """What was typed besides the document, for the service."""
        return {name: self.cleaned_data.get(name) for name in self.first if name != "effective_on"}


def _chosen(name: str, choices: list[tuple[str, Any]], form: forms.Form) -> None:
    form.fields[name].choices = [("", _now("请选择")), *choices]  # type: ignore[attr-defined]


class EnterForm(MandateForm):
    """A new authority."""

    name = forms.CharField(label=_("发证机关名称"), max_length=120, help_text=_("印在证书上，写全称。"))
    code = forms.CharField(label=_("统一社会信用代码"), max_length=40, help_text=_("18 位，可带空格"))
    office = forms.ChoiceField(label=_("职改办"), help_text=_("撤销它签发的证书，由这个职改办确认。"))
    body = forms.ChoiceField(label=_("评价机构"), help_text=_("名单上没有的，请先在机构登记里登记。"))
    ring = forms.ChoiceField(
        label=_("密钥环"), required=False, help_text=_("管理员已建立、还没有归属的密钥环；可以以后再指定。")
    )
    first = ("name", "code", "office", "body", "ring")

    def __init__(self, *args: Any, kind: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.kind, self.kind_label = kind, Kind(kind).label
        self.fields["clause"].required = True
        _chosen("office", [(str(one.pk), one.name) for one in offices()], self)
        if kind == Kind.SKILL:
            _chosen("body", [(str(one.pk), one.name) for one in evaluation_bodies()], self)
        else:
            del self.fields["body"]
        self.fields["ring"].choices = [("", _now("以后再指定")), *((name, name) for name in free_rings())]  # type: ignore[attr-defined]

    def content(self) -> dict[str, object]:
        """What was typed, with the kind that the page is for."""
        return {**super().content(), "kind": self.kind}


class RenameForm(MandateForm):
    """A new name, and from when it holds."""

    name = forms.CharField(
        label=_("新的名称"), max_length=120, help_text=_("已签发的证书不变；还没有确认的名单要重新上传。")
    )
    effective_on = forms.DateField(
        label=_("自哪天起"), widget=_DAY, help_text=_("晚于今天的，到那一天才能确认。")
    )
    first = ("name", "effective_on")


class RingForm(MandateForm):
    """The ring of keys with which an authority signs."""

    ring = forms.ChoiceField(
        label=_("密钥环"), help_text=_("管理员已建立、还没有归属的密钥环。签发过证书以后不能再换。")
    )
    first = ("ring",)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _chosen("ring", [(name, name) for name in free_rings()], self)


class FormalForm(MandateForm):
    """Taking the mark of a demonstration away."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["clause"].required = True


class EndForm(MandateForm):
    """The end of an authority."""

    effective_on = forms.DateField(
        label=_("自哪天起不再发证"), widget=_DAY, help_text=_("晚于今天的，到那一天才能确认。")
    )
    first = ("effective_on",)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["reason"].required = True


class RemitForm(MandateForm):
    """What an authority may issue: direction, levels, time. Series, specialties and occupations are those of the catalogue."""

    subject = forms.ChoiceField(label=_("系列或职业"))
    lowest = forms.ChoiceField(label=_("最低层级"))
    highest = forms.ChoiceField(label=_("最高层级"))
    valid_from = forms.DateField(label=_("起始日期"), widget=_DAY)
    valid_to = forms.DateField(
        label=_("终止日期"), widget=_DAY, required=False, help_text=_("含当日；没有定的不填。")
    )
    confidence = forms.ChoiceField(
        label=_("核实程度"),
        choices=Confidence,
        widget=forms.RadioSelect,
        help_text=_("没有与原文核对的，公开的页面上标“未核实”。"),
    )
    first = ("subject", "lowest", "highest", "valid_from", "valid_to", "confidence")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        assert self.authority is not None  # noqa: S101 - a remit is of an authority
        self.fields["clause"].required = True
        _chosen("subject", _directions(self.authority.kind), self)
        for name in ("lowest", "highest"):
            _chosen(name, list(LEVELS[self.authority.kind].choices), self)

    def content(self) -> dict[str, object]:
        """What was chosen, the direction taken apart."""
        found = super().content()
        subject, _between, specialty = str(found["subject"]).partition(_BETWEEN)
        days = {
            key: value.isoformat() if isinstance(value := found[key], date) else ""
            for key in ("valid_from", "valid_to")
        }
        return {**found, **days, "subject": subject, "specialty": specialty}


class RemitEndForm(MandateForm):
    """The last day of a remit."""

    effective_on = forms.DateField(
        label=_("最后一天"), widget=_DAY, help_text=_("含当日。已签发的证书不受影响。")
    )
    first = ("effective_on",)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["reason"].required = True


FORMS: Final[Mapping[Step, type[MandateForm]]] = {
    Step.REMIT: RemitForm,
    Step.RENAME: RenameForm,
    Step.RING: RingForm,
    Step.FORMAL: FormalForm,
    Step.END: EndForm,
}
"""The form of each step on an authority."""


def _directions(kind: str) -> list[tuple[str, Any]]:
    """Occupations; or series, and within each that has them, its specialties."""
    if kind == Kind.SKILL:
        return list(occupation_choices())
    found: list[tuple[str, Any]] = []
    for code, name in series_choices():
        known = catalogue().specialties(code)
        if not known:
            found.append((code, name))
            continue
        whole = (code, _now("%(series)s（全部专业）") % {"series": name})
        found.append((name, [whole, *((f"{code}{_BETWEEN}{one}", one) for one in known)]))
    return found
