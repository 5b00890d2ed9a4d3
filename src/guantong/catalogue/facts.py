"""The ids of facts that nobody has confirmed yet, and what each of them says.

relation/OCCUPATION/SERIES/SPECIALTY    a related specialty
relation/OCCUPATION                     that the list of an occupation names all that is related
relation/OCCUPATION~OCCUPATION          whether two occupations share a specialty
major/MAJOR~OCCUPATION                  whether a major is related to an occupation
legacy/CODE-OR-NAME                     what an occupation of an older edition is called now
occupation/CODE                         that an occupation has this code
standards/default                       the pattern of standards that the register does not name
standards/OCCUPATION/EDITION            a standard of the register
linking_methods/SERIES/DOCUMENT         a linking method of the register
exam_notices/FIELD/YEAR/NAME            an answer of a notice
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from guantong.catalogue import terms
from guantong.catalogue.model import Confidence, Fact, Label, LegacyName

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guantong.catalogue.lookup import Catalogue


def legacy_fact(name: LegacyName) -> str:
    """Return the id of the fact that an older code or name means a present occupation."""
    return f"legacy/{name.code or name.name}"


def find_fact(catalogue: Catalogue, fact_id: str) -> Fact:
    """Return the fact of an id. Raises KeyError for an id that stands for none."""
    kind, _, rest = fact_id.partition("/")
    match kind, rest.split("/"):
        case "relation", [pair] if "~" in pair:
            return _pair(catalogue, fact_id, *pair.split("~", 1))
        case "relation", [occupation]:
            return _list(catalogue, fact_id, occupation)
        case "relation", [occupation, series, specialty]:
            return _relation(catalogue, fact_id, occupation, series, specialty)
        case "major", [pair] if "~" in pair:
            return _major(catalogue, fact_id, *pair.rsplit("~", 1))
        case "legacy", [old]:
            return _legacy(catalogue, fact_id, old)
        case "occupation", [code]:
            row = catalogue.occupations[code]
            label = Label(
                f"职业“{row.name}”的代码为 {code}", f"the occupation {row.name} has the code {code}"
            )
            return Fact(fact_id, label, catalogue.sources["occupations"], row.confidence)
        case _:
            return _registered(catalogue, fact_id)


def _relation(catalogue: Catalogue, fact_id: str, occupation: str, series: str, specialty: str) -> Fact:
    job = catalogue.occupations[occupation]
    for row in job.relations or ():
        if (row.series, row.specialty) == (series, specialty):
            word = {language: terms.name("relation", row.relation, language) for language in ("zh", "en")}
            label = Label(
                f"职业“{job.name}”与{terms.name('series', series)}系列“{specialty}”专业{word['zh']}",
                f"{job.name}: the {terms.name('series', series, 'en')} specialty {specialty} is {word['en']}",
            )
            return Fact(fact_id, label, catalogue.sources["occupations"], row.confidence)
    raise KeyError(fact_id)


def _list(catalogue: Catalogue, fact_id: str, occupation: str) -> Fact:
    job = catalogue.occupations[occupation]
    if job.relations is None:
        raise KeyError(fact_id)
    label = Label(
        f"职业“{job.name}”只与对应表列出的职称专业相同或相近",
        f"{job.name} is related to the listed specialties only",
    )
    return Fact(fact_id, label, catalogue.sources["occupations"], _least(catalogue, [occupation]))


def _pair(catalogue: Catalogue, fact_id: str, one: str, other: str) -> Fact:
    found = catalogue.relate_occupations(one, other).kind
    if found == "open":
        raise KeyError(fact_id)
    names = catalogue.occupations[one].name, catalogue.occupations[other].name
    label = Label(
        f"职业“{names[0]}”与“{names[1]}”{terms.name('relation', found)}",
        f"{names[0]} and {names[1]}: {terms.name('relation', found, 'en')}",
    )
    return Fact(fact_id, label, catalogue.sources["occupations"], _least(catalogue, [one, other]))


def _major(catalogue: Catalogue, fact_id: str, major: str, occupation: str) -> Fact:
    job = catalogue.occupations[occupation]
    found = catalogue.relate_major(major, occupation)
    if found.kind == "open":
        raise KeyError(fact_id)
    zh, en = ("相关", "is related") if found.kind == "similar" else ("不相关", "is not related")
    label = Label(f"所学专业“{major}”与职业“{job.name}”{zh}", f"the major {major} {en} to {job.name}")
    return Fact(fact_id, label, catalogue.sources["majors"], "P" if found.fact else "M")


def _legacy(catalogue: Catalogue, fact_id: str, old: str) -> Fact:
    for job in catalogue.occupations.values():
        for row in job.legacy:
            if legacy_fact(row) == f"legacy/{old}":
                text = f"{row.code} {row.name}" if row.code else row.name
                label = Label(
                    f"{row.edition}年版大典的“{text}”即现在的“{job.name}”（{job.code}）",
                    f"{text} of the {row.edition} dictionary is now {job.name} ({job.code})",
                )
                return Fact(fact_id, label, catalogue.sources["occupations"], row.confidence)
    raise KeyError(fact_id)


def _registered(catalogue: Catalogue, fact_id: str) -> Fact:
    pattern, confidence = catalogue.default_pattern
    zh, en = (
        f"未登记标准的职业按 {pattern} 编制规程的条件",
        f"occupations without a registered standard follow {pattern}",
    )
    found: dict[str, tuple[str, str, str, Confidence]] = {
        "standards/default": (zh, en, "standards", confidence)
    }
    for row in catalogue.standards:
        name = catalogue.occupation_name(row.occupation)
        zh = f"职业“{name}”的国家职业标准（{row.edition}）自 {row.in_force_from} 起施行"
        en = f"the standard of {name} ({row.edition}) is in force from {row.in_force_from}"
        found[f"standards/{row.occupation}/{row.edition}"] = (zh, en, "standards", row.confidence)
    for method in catalogue.linking_methods:
        zh = f"{terms.name('series', method.series)}系列自 {method.start} 起贯通"
        en = f"the series {terms.name('series', method.series, 'en')} is linked from {method.start}"
        key = f"linking_methods/{method.series}/{method.document}"
        found[key] = (zh, en, "linking_methods", method.confidence)
    for notice in catalogue.exam_notices:
        zh = f"{notice.year}年{terms.name('exam_field', notice.field)}考试通知：{notice.name}"
        en = f"notice of {notice.year}, {terms.name('exam_field', notice.field, 'en')}: {notice.name}"
        key = f"exam_notices/{notice.field}/{notice.year}/{notice.name}"
        found[key] = (zh, en, "exam_notices", notice.confidence)
    zh, en, file, confidence = found[fact_id]
    return Fact(fact_id, Label(zh, en), catalogue.sources[file], confidence)


def _least(catalogue: Catalogue, occupations: Iterable[str]) -> Confidence:
    """Return the weakest confidence behind the lists of these occupations."""
    order: tuple[Confidence, ...] = ("P", "L", "M", "H")
    found = {catalogue.completeness}
    for code in occupations:
        found |= {row.confidence for row in catalogue.occupations[code].relations or ()}
    return next(confidence for confidence in order if confidence in found)
