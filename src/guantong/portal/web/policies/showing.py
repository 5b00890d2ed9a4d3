"""Rows of the library with their words in the language of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guantong.catalogue import UNCONFIRMED, catalogue, terms

from ...policies.facts import value_in_words

if TYPE_CHECKING:
    from datetime import date

    from guantong.catalogue import Catalogue, Occupation
    from guantong.catalogue.model import Relation
    from guantong.policy.model import Document, Language, Pack, ParameterFact


def language() -> Language:
    """The language of the page, as the engine names it."""
    return "en" if (translation.get_language() or "").startswith("en") else "zh"


@dataclass(frozen=True, slots=True)
class Sure:
    """How sure a fact is, and where it comes from."""

    confidence: str
    source: str = ""

    @property
    def unconfirmed(self) -> bool:
        """Whether nobody has confirmed it at its source."""
        return self.confidence in UNCONFIRMED

    @property
    def name(self) -> str:
        """The confidence in words."""
        return terms.name("confidence", self.confidence, language())


@dataclass(frozen=True, slots=True)
class ParameterShown:
    """A parameter for people."""

    id: str
    label: str
    value: str
    unit: str
    clause: str
    sure: Sure

    @property
    def anchor(self) -> str:
        """Its id on a page, which holds no sign #."""
        return self.id.replace("#", ".")


def parameter(fact: ParameterFact, lang: Language) -> ParameterShown:
    """A parameter with its value and unit in words."""
    value = value_in_words(fact, lang)
    units = {
        "years": pgettext("数量", "年"),
        "months": _("个月"),
        "days": _("天"),
        "working_days": _("个工作日"),
    }
    return ParameterShown(
        fact.parameter.id, fact.label.in_(lang), value, units.get(fact.unit, ""), fact.clause,
        Sure(fact.confidence, fact.source),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DocumentShown:
    """A document for people; `doubtful` once its validity has to be confirmed anew (A46)."""

    pack: Pack
    name: str
    issuer: str
    rank: str
    doubtful: bool
    sure: Sure

    @property
    def document(self) -> Document:
        """The document itself."""
        return self.pack.document

    @property
    def anchor(self) -> str:
        """Its id on a page."""
        return f"pack.{self.pack.id}"


def document(pack: Pack, today: date, lang: Language) -> DocumentShown:
    """The document of a pack."""
    it = pack.document
    due = it.review_after is not None and today >= it.review_after
    return DocumentShown(
        pack, it.name.in_(lang), it.issuer.in_(lang), rank(it.rank), due, Sure(it.confidence, it.source)
    )


def rank(code: str) -> str:
    """The rank of a document in words."""
    return {"national": _("国家层面"), "regional": _("自治区层面")}.get(code, code)


@dataclass(frozen=True, slots=True)
class OccupationShown:
    """An occupation with its relations in words."""

    code: str
    name: str
    sure: Sure
    aliases: tuple[str, ...]
    legacy: tuple[str, ...]
    relations: tuple[tuple[str, str, bool], ...] | None


def _relation(row: Relation, lang: Language) -> tuple[str, str, bool]:
    series = terms.name("series", row.series, lang)
    place = _("{series} · {specialty}").format(series=series, specialty=row.specialty)
    return place, terms.name("relation", row.relation, lang), row.confidence in UNCONFIRMED


def occupation(row: Occupation, known: Catalogue, lang: Language) -> OccupationShown:
    """An occupation: related specialties as (specialty, how, unconfirmed); None while nobody has decided them."""
    related = None if row.relations is None else tuple(_relation(one, lang) for one in row.relations)
    old = tuple(f"{one.name}{f' {one.code}' if one.code else ''}" for one in row.legacy)
    return OccupationShown(
        row.code, row.name, Sure(row.confidence, known.sources["occupations"]), row.aliases, old, related
    )


def vocabulary_names() -> dict[str, str]:
    """What the closed vocabularies of cases and answers are about."""
    return {
        "skill_level": _("技能等级"), "title_level": _("职称层级"), "series": _("职称系列"), "exam_field": _("考试领域"),
        "exam_level": _("考试级别"), "honour": _("荣誉"), "status": pgettext("词汇表", "人员状况"), "sanction_kind": _("影响申报的处理"),
        "sector": pgettext("词汇表", "单位性质"), "certificate_kind": _("技能证书种类"), "obtained_by": _("职称取得方式"), "grade": _("考核等次"),
        "medal": _("名次"), "honour_category": _("授予类别"), "education_kind": pgettext("词汇表", "学历"), "school_class": _("技工院校班次"),
        "proof": _("学历凭证"), "identity_type": _("证件种类"), "direction": _("申报方向"), "matter": _("待遇事项"),
        "question": _("由人认定的问题"), "verdict": _("结论"), "basis": _("依据的性质"), "waiver": _("不作要求的条件"),
        "relation": _("相关程度"), "confidence": _("可信程度"), "jurisdiction": _("授予地区"), "edition": _("大典版本"),
    }  # fmt: skip


def subject(about: str | list[list[str]], lang: Language) -> str:
    """What a precedent is about, with names in the place of codes."""
    known = catalogue()
    if isinstance(about, str):
        return terms.name("honour", about, lang) if about in terms.codes("honour") else about
    return _("与").join(known.occupation_name(value) for _key, value in about)
