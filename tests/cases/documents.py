"""Case documents for the tests: one rich example, other spellings of a document, and drawn ones."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from guantong.cases import CaseErrors, parse_case
from guantong.cases.format import CASE
from guantong.cases.shapes import Code, Codes, Pair, Record, Rows, Shape, TitleLevel, Variants, Years
from guantong.catalogue import catalogue, terms

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

    from guantong.cases import CaseError

Document = dict[str, Any]

TODAY: Final = date(2024, 6, 1)

RICH_YAML: Final = """\
as_of: 2024-06-01
person:
  name: 示例甲
  identity: {type: resident_identity_card, number: "450202198803024713"}
  birth_date: 1988-03-02
  status: employed
  lawful_work_in_region: true
  sanctions:
    - {kind: disciplinary, from: 2019-01-01, to: 2019-06-30}
employment:                       # every period of work
  - employer: 柳州某机械公司
    sector: enterprise
    post: 车工
    occupation: "6-18-01-01"
    from: 2012-07-01
    engaged_level: technician
    exam_fields: [accounting, economics]
  - {employer: 柳州某农机公司, occupation: 开铣床的, from: 2010-07, to: 2012-06-30}
certificates:
  - kind: skill_level
    level: technician
    occupation: "6-18-01-01"
    issued_on: 2020-06-01
    number: "S000045000123202000001"
    verified: true
  - {kind: vocational_qualification, level: senior_worker, occupation: 车工, issued_on: 2015-05, number: "1545001234500123", verified: declared}
titles:
  - {series: engineering, specialty: 机械制造, level: assistant, obtained_on: 2021-12-20, obtained_by: review}
appraisals:
  2020: qualified
  2021: qualified
  2022: {grade: qualified, occupation: "6-18-01-01"}
  2023: pending
honours:
  - honour: national_technical_expert
    granted_on: 2022-12-01
    jurisdiction: cn
    medal: gold
    current: true
    category: skilled
    name: 南粤技术能手
education:
  - kind: technician_school
    class: senior_worker_class
    major: 机电一体化
    proof: graduation
    degree: false
    graduated_on: 2015-07-01
evidence:
  continuing_education: true
  results: declared
findings:
  - {question: honour_equality, about: "南粤技术能手", answer: true, by: 自治区职改办, decided_on: 2024-02-01, reason: "同类"}
  - {question: specialty_relation, about: {occupation: "6-18-01-01", specialty: 机械}, answer: true}
  - {question: occupation_relation, about: {occupation: 车工, target: 铣工}, answer: false}
  - {question: major_relation, about: {major: 机电一体化, occupation: "6-18-01-01"}, answer: true}
  - {question: appraisal_equivalence, about: self_employed, answer: true}
  - {question: other, about: {point: 其他情况}, answer: true}
targets:
  - {direction: title_review, series: engineering, specialty: 机械制造, level: intermediate}
  - {direction: skill_evaluation, occupation: "6-31-01-03", level: technician}
  - {direction: qualification_exam, field: accounting, level: intermediate}
  - {direction: treatment, matter: promotion}
"""


def errors_of(document: object, today: date = TODAY) -> tuple[CaseError, ...]:
    """Return the errors of a document; () for one without."""
    try:
        parse_case(document, today=today)
    except CaseErrors as found:
        return found.errors
    return ()


def places(document: object) -> dict[str, str]:
    """Return path -> code of the errors of a document."""
    return {error.path: error.code for error in errors_of(document)}


def changed(document: Document, *path: str | int, to: object) -> Document:
    """Return a copy of a document with another value at a path."""
    copied = copy.deepcopy(document)
    place: Any = copied
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = to
    return copied


def walked(shape: Shape | Variants, value: Any, change: Callable[[Shape, Any], Any]) -> Any:
    """Return a document in which every value that has a shape of its own went through `change`."""
    match shape:
        case Record(fields=fields) | Pair(fields=fields):
            known = {field.key: field.shape for field in fields}
            return {key: walked(known[key], item, change) for key, item in value.items()}
        case Variants():
            code = terms.term(shape.tag.key, value[shape.tag.key])
            return walked(shape.records[code or ""], value, change)
        case Rows(row=row):
            return [walked(row, item, change) for item in value]
        case Years(grade=grade, row=row):
            return {
                year: walked(row if isinstance(item, dict) else grade, item, change)
                for year, item in value.items()
            }
        case _:
            return change(shape, value)


def respelt(document: Document, random: Random) -> Document:
    """Return the same case with other words: for every code one of the spellings that mean it."""

    def spell(kind: str, text: str) -> str:
        code = terms.term(kind, text)
        assert code is not None
        spelling = random.choice(terms.vocabulary(kind).by_code[code].spellings)
        return random.choice((spelling, spelling.upper(), f" {spelling} "))

    def change(shape: Shape, value: Any) -> Any:
        match shape:
            case Code(kind):
                return spell(kind, value)
            case TitleLevel():
                return spell("title_level", value)
            case Codes(kind):
                words = [spell(kind, item) for item in value]
                random.shuffle(words)
                return words
        return value

    result = walked(CASE, document, change)
    assert isinstance(result, dict)
    return result


def reordered(value: Any, random: Random) -> Any:
    """Return the same maps with their keys in another order."""
    if isinstance(value, list):
        return [reordered(item, random) for item in value]
    if not isinstance(value, dict):
        return value
    keys = list(value)
    random.shuffle(keys)
    return {key: reordered(value[key], random) for key in keys}


# Drawn documents: every key may be there or not, every value is one that the reader takes.

_BORN = date(1970, 1, 1)
_text = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=12
).filter(lambda text: text.strip() != "")
_day = st.dates(date(1990, 1, 1), date(2030, 12, 31)).map(date.isoformat)
_flag = st.booleans()
_statement = st.sampled_from((True, False, "declared"))
_occupation = st.sampled_from(
    (*tuple(catalogue().occupations)[:40], "车工", "开车床的", "磁浮轨道巡检工", "8-99-99-99")
)


def _code(kind: str) -> st.SearchStrategy[str]:
    return st.sampled_from(terms.codes(kind))


def _map(required: Mapping[str, Any] | None = None, /, **optional: Any) -> st.SearchStrategy[Document]:
    return st.fixed_dictionaries(dict(required or {}), optional=optional)


def _in_order(row: Document) -> Document:
    """Let a period end on or after its first day."""
    if "from" in row and "to" in row:
        row["from"], row["to"] = sorted((row["from"], row["to"]))
    return row


@st.composite
def _title(draw: st.DrawFn, *, target: bool) -> Document:
    series = draw(_code("series"))
    listed = catalogue().specialties(series)
    keys: dict[str, Any] = {
        "specialty": st.sampled_from(listed) if listed else _text,
        "level": _code("title_level"),
    }
    if target:
        return {"direction": "title_review", "series": series, **draw(_map(**keys))}
    dates = {"obtained_on": _day}
    level = {"level": keys.pop("level")}
    return {"series": series, **draw(_map(level | dates, obtained_by=_code("obtained_by"), **keys))}


_period = {"from": _day}
_about = {
    "honour_equality": _text,
    "former_studio_lead": _code("honour"),
    "allowance_category": _text,
    "specialty_relation": _map({"occupation": _occupation, "specialty": _text}),
    "occupation_relation": _map({"occupation": _occupation, "target": _occupation}),
    "major_relation": _map({"major": _text, "occupation": _occupation}),
    "appraisal_equivalence": st.just("self_employed"),
    "other": st.one_of(_text, st.dictionaries(_text, _text, min_size=1, max_size=2)),
}
_finding = st.sampled_from(tuple(_about)).flatmap(
    lambda question: _map(
        {"question": st.just(question), "about": _about[question], "answer": _flag},
        by=_text,
        decided_on=_day,
        reason=_text,
    )
)
_target = st.one_of(
    _title(target=True),
    _map({"direction": st.just("skill_evaluation")}, occupation=_occupation, level=_code("skill_level")),
    _map({"direction": st.just("qualification_exam")}, field=_code("exam_field"), level=_code("exam_level")),
    _map({"direction": st.just("treatment")}, matter=_code("matter")),
)
_grade = st.sampled_from([code for code in terms.codes("grade") if code != "pending"])


def _rows(row: st.SearchStrategy[Document]) -> st.SearchStrategy[list[Document]]:
    return st.lists(row, max_size=3)


documents: Final[st.SearchStrategy[Document]] = _map(
    {"as_of": _day},
    person=_map(
        name=_text,
        identity=_map(type=st.just("passport"), number=st.from_regex(r"\A[A-Z][0-9]{8}\Z")),
        birth_date=st.dates(_BORN, _BORN + timedelta(days=365 * 10)).map(date.isoformat),
        status=_code("status"),
        lawful_work_in_region=_flag,
        sanctions=_rows(_map(kind=_code("sanction_kind"), to=_day, **_period).map(_in_order)),
    ),
    employment=_rows(
        _map(
            _period,
            employer=_text,
            sector=_code("sector"),
            post=_text,
            occupation=_occupation,
            to=_day,
            engaged_level=_code("skill_level"),
            exam_fields=st.lists(_code("exam_field"), max_size=3),
        ).map(_in_order)
    ),
    certificates=_rows(
        _map(
            {"level": _code("skill_level"), "occupation": _occupation, "issued_on": _day},
            kind=_code("certificate_kind"),
            verified=_statement,
        )
    ),
    titles=_rows(_title(target=False)),
    appraisals=st.dictionaries(
        st.integers(1990, 2035).map(str),
        st.one_of(_grade, _map({"grade": _grade}, occupation=_occupation)),
        max_size=4,
    ),
    honours=_rows(
        _map(
            {"honour": _code("honour")},
            granted_on=_day,
            jurisdiction=_code("jurisdiction"),
            medal=_code("medal"),
            current=_flag,
            category=_code("honour_category"),
            name=_text,
        )
    ),
    education=_rows(
        _map(
            **{"class": _code("school_class")},
            kind=_code("education_kind"),
            major=_text,
            proof=_code("proof"),
            degree=_flag,
            graduated_on=_day,
        )
    ),
    evidence=_map(continuing_education=_statement, results=_statement),
    findings=_rows(_finding),
    targets=_rows(_target),
)
