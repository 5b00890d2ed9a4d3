"""Two versions of the policies side by side: every difference in plain words, with its clause, old and new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from guantong.catalogue import terms
from guantong.policy import load_policy

from ... import clock
from ...policies.facts import stated, value_in_words
from ...policies.library import cited
from ...policies.models import ChosenReading, Confirmation, Precedent
from ...policies.readings import still_offered
from ...policies.selectors import holding, says_still
from ...policies.versions import HERE, SHIPPED, compare, versions
from . import showing
from .ruled import Ruled, shown
from .showing import language

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from guantong.policy import Pack, Policy
    from guantong.policy.differences import Difference
    from guantong.policy.model import Language

    from ...policies.versions import PackCompared

KINDS: Final[Mapping[str, Any]] = {
    "document": gettext_lazy("文件"), "provision": gettext_lazy("条款"), "reading": gettext_lazy("读法"),
    "parameter": gettext_lazy("数字"), "route": gettext_lazy("通道"), "supplement": gettext_lazy("附带答复"),
    "requirement": gettext_lazy("要求"), "condition": gettext_lazy("条件"),
    "question": gettext_lazy("由人认定的问题"), "note": gettext_lazy("附注"), "displacement": gettext_lazy("取代"),
    "party": gettext_lazy("当事方"), "deadline": gettext_lazy("办理期限"), "threshold": gettext_lazy("限额"),
    "step": gettext_lazy("办理步骤"),
}  # fmt: skip
_PARTS: Final[Mapping[str, Any]] = {
    "gist": gettext_lazy("要旨"), "value": gettext_lazy("数值"), "default": gettext_lazy("建议的读法"),
    "options": gettext_lazy("各种读法"), "question": gettext_lazy("问题"), "label": gettext_lazy("名称"),
    "confidence": gettext_lazy("可信程度"), "source": gettext_lazy("出处"), "clause": gettext_lazy("条款"),
    "clauses": gettext_lazy("条款"), "also": gettext_lazy("另据条款"), "requires": gettext_lazy("要求"),
    "when": gettext_lazy("条件"), "met": gettext_lazy("满足时的话"), "unmet": gettext_lazy("不满足时的话"),
    "kind": gettext_lazy("性质"), "version": gettext_lazy("版本"), "effective_from": gettext_lazy("施行"),
    "effective_to": gettext_lazy("失效"), "review_after": gettext_lazy("须核实效力的日期"),
    "realised_by": gettext_lazy("由什么实现"), "keywords": gettext_lazy("关键词"), "number": gettext_lazy("文号"),
    "name": gettext_lazy("名称"), "issuer": gettext_lazy("发布机关"), "decided_by": gettext_lazy("由谁确定"),
    "unit": gettext_lazy("计量单位"), "waives": gettext_lazy("不作要求的条件"), "opens": gettext_lazy("通往"),
    "notes": gettext_lazy("附注"), "text": gettext_lazy("文字"), "compared": gettext_lazy("是否比较"),
}  # fmt: skip
CHANGES: Final[Mapping[str, Any]] = {
    "added": gettext_lazy("增加"), "removed": gettext_lazy("去掉"), "changed": gettext_lazy("改动"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """What of a row is different, before and after; empty texts where only saying that it is would help nobody."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Row:
    """One difference in plain words; the id that programs use comes last."""

    change: str
    title: str
    id: str
    clause: str
    parts: tuple[Part, ...]

    @property
    def change_name(self) -> str:
        """Added, removed or changed, in words."""
        return str(CHANGES[self.change])


@dataclass(frozen=True, slots=True)
class Changed:
    """A ruling as a difference: what the shipped version says, what holds here instead, and since when."""

    ruled: Ruled
    clause: str
    old: str
    new: str


@require_GET
def versions_page(request: HttpRequest) -> HttpResponse:
    """The versions that there are, what officers have settled on top of the shipped one, and a choice to compare."""
    today, lang = clock.today(), language()
    found = versions(today)
    policy = found.answering.policy
    context = {
        "packs": [showing.document(pack, today, lang) for pack in policy.packs.values()],
        "catalogue": policy.catalogue.digest,
        "settled": list(settled(today, lang)),
        "versions": [(one.name, name_of(one.name)) for one in found.usable],
        "broken": found.broken,
    }
    return render(request, "policies/versions.html", context)


@require_GET
def compare_page(request: HttpRequest) -> HttpResponse:
    """Two versions side by side."""
    today, lang = clock.today(), language()
    found = versions(today)
    last = found.usable[-1].name
    one = found.named(request.GET.get("one", SHIPPED))
    other = found.named(request.GET.get("other", last))
    if one is None or other is None:
        raise Http404
    told = compare(one.policy, other.policy, lang)
    context = {
        "one": one.name,
        "other": other.name,
        "one_name": name_of(one.name),
        "other_name": name_of(other.name),
        "versions": [(v.name, name_of(v.name)) for v in found.usable],
        "same": told.same,
        "packs": [(_heading(p, lang), list(_groups(p, lang))) for p in told.packs],
        "readings": [
            _reading(one.policy, other.policy, name, was, becomes, lang)
            for name, was, becomes in told.readings
        ],
        "confirmed": [stated(other.policy, fact, lang) for fact in told.confirmed],
        "doubted": [stated(one.policy, fact, lang) for fact in told.doubted],
        "settled": HERE in (one.name, other.name),
    }
    return render(request, "policies/compare.html", context)


def name_of(version: str) -> str:
    """What a version is called on a page."""
    match version:
        case "shipped":
            return _("随附版本")
        case "here":
            return _("本系统现行版本")
    return _("保存的版本 {name}").format(name=version)


# --- what officers have settled ----------------------------------------------------------------------------


def settled(today: date, lang: Language) -> Iterator[Changed]:
    """Every ruling that answers follow today, as a difference from the shipped version."""
    policy = load_policy()
    for reading in holding(ChosenReading, today).select_related("office", "proposed_by", "enforced_by"):
        if still_offered(reading):
            found = policy.readings[reading.reading]
            clause = cited(policy.packs[found.pack], found.clause)
            one = shown(reading, today, lang)
            yield Changed(one, clause, found.options[found.default].in_(lang), one.says)
    for fact in holding(Confirmation, today).select_related("office", "proposed_by", "enforced_by"):
        if says_still(fact.fact, fact.statement):
            pack, _sign, local = fact.fact.partition("#")
            clause = policy.packs[pack].parameters[local].clause if local else ""
            was = showing.Sure(stated(policy, fact.fact).confidence).name
            yield Changed(shown(fact, today, lang), clause, was, showing.Sure("H").name)
    for precedent in holding(Precedent, today).select_related("office", "proposed_by", "enforced_by"):
        one = shown(precedent, today, lang)
        yield Changed(one, "", _("须人工认定"), one.says)


# --- two versions ------------------------------------------------------------------------------------------


def _heading(compared: PackCompared, lang: Language) -> dict[str, object]:
    """A pack with its two versions and the days from which its document applies."""
    return {
        "id": compared.pack.id,
        "name": compared.pack.document.name.in_(lang),
        "old": compared.old.document if compared.old else None,
        "new": compared.new.document if compared.new else None,
    }


def _groups(compared: PackCompared, lang: Language) -> Iterator[tuple[str, list[Row]]]:
    rows: dict[str, list[Row]] = {}
    for difference in compared.found:
        rows.setdefault(difference.kind, []).append(_row(difference, compared, lang))
    for kind, listed in rows.items():
        yield str(KINDS[kind]), listed


def _row(difference: Difference, compared: PackCompared, lang: Language) -> Row:
    sides = (compared.old, compared.new)
    title, clause = "", ""
    for side in sides:
        if side is not None:
            title, clause = _named(difference, side, lang, title, clause)
    parts = tuple(
        _part(difference, name, old, new, sides, lang) for name, old, new in difference.details if name or old
    )
    if not parts and difference.change != "changed":
        value = _value(difference, compared.pack, lang)
        if value:
            parts = (Part("", value if difference.change == "removed" else "—", value if difference.change == "added" else "—"),)  # fmt: skip
    return Row(difference.change, title or difference.name, difference.name, clause, parts)


def _named(difference: Difference, pack: Pack, lang: Language, title: str, clause: str) -> tuple[str, str]:
    """What a row is called and the clause it belongs to; what is known already where this side knows nothing."""
    name = difference.name
    match difference.kind:
        case "document":
            return str(_PARTS.get(name, name)), clause
        case "provision" if name in pack.provisions:
            return pack.provisions[name].gist.in_(lang), cited(pack, name)
        case "reading" if name in pack.readings:
            found = pack.readings[name]
            return found.question.in_(lang), cited(pack, found.clause)
        case "parameter" if name in pack.parameters:
            fact = pack.parameters[name]
            return fact.label.in_(lang), fact.clause
        case "route" | "supplement":
            route = next((r for r in (*pack.routes, *pack.supplements) if r.name == name), None)
            return (route.label.in_(lang), route.clauses[0]) if route else (title, clause)
        case "requirement":
            local = name.rpartition("/")[2]
            for route in (*pack.routes, *pack.supplements):
                for requirement in route.requirements:
                    if requirement.name == local and name in (local, f"{route.name}/{local}"):
                        return requirement.label.in_(lang), requirement.clauses[0]
        case "step" | "deadline" | "threshold" | "party":
            procedure: Any = pack.plain.get("procedure") or {}
            key = "parties" if difference.kind == "party" else f"{difference.kind}s"
            row = next((row for row in procedure.get(key) or () if row["id"] == name), None)
            if row is not None and isinstance(row.get("label"), dict):
                return str(row["label"][lang]), str(row.get("clause", clause))
        case "question" if name in pack.questions:
            return pack.questions[name].label.in_(lang), clause
    return title, clause


def _part(
    difference: Difference,
    name: str,
    old: str,
    new: str,
    sides: tuple[Pack | None, Pack | None],
    lang: Language,
) -> Part:
    """A part with its values in words where the packs have words for them."""
    label = str(_PARTS.get(name, name))
    if difference.kind == "parameter" and name == "value":
        return Part(label, *(_value(difference, side, lang) for side in sides))
    if difference.kind == "reading" and name == "default":
        told = [
            side.readings[difference.name].options[code].in_(lang)
            if side is not None and code in side.readings[difference.name].options
            else _value(difference, side, lang)
            for side, code in zip(sides, (old, new), strict=True)
        ]
        return Part(label, *told)
    if name == "confidence" or difference.name == "confidence":
        return Part(label, *(_confidence(code, lang) for code in (old, new)))
    return Part(label, old, new)


def _value(difference: Difference, pack: Pack | None, lang: Language) -> str:
    """What a row says, for one that is added or removed."""
    if pack is None:
        return ""
    name = difference.name
    if difference.kind == "parameter" and name in pack.parameters:
        shown_fact = showing.parameter(pack.parameters[name], lang)
        return f"{value_in_words(pack.parameters[name], lang)}{shown_fact.unit}"
    if difference.kind == "reading" and name in pack.readings and pack.readings[name].options:
        found = pack.readings[name]
        return found.options[found.default].in_(lang)
    return ""


def _confidence(code: str, lang: Language) -> str:
    return terms.name("confidence", code, lang) if code in terms.codes("confidence") else code


def _reading(one: Policy, other: Policy, name: str, was: str, becomes: str, lang: Language) -> dict[str, str]:
    """A reading that the two versions read otherwise."""
    old, new = one.readings[name], other.readings[name]
    return {
        "id": name,
        "question": new.question.in_(lang),
        "clause": cited(other.packs[new.pack], new.clause),
        "old": old.options[was].in_(lang) if was else "—",
        "new": new.options[becomes].in_(lang) if becomes else "—",
    }
