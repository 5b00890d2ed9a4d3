"""From the files of the catalogue to its rows: every key, word and cross-reference is checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar, cast, get_args

from guantong.catalogue import terms
from guantong.catalogue.indexes import occupation_spellings, specialty_spellings, title_spellings
from guantong.catalogue.lookup import Catalogue
from guantong.catalogue.model import (
    Confidence,
    Discipline,
    ExamField,
    ExamNotice,
    Honour,
    Label,
    LegacyName,
    LegacyTitle,
    LinkingMethod,
    Occupation,
    Pattern,
    Province,
    Relation,
    RelationKind,
    Series,
    Specialty,
    Standard,
    TitleLine,
)
from guantong.catalogue.reading import PACKS, digest, read_yaml
from guantong.catalogue.rows import CatalogueError, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

_FILES: Final = (
    "exam_fields",
    "exam_notices",
    "honours",
    "linking_methods",
    "majors",
    "occupations",
    "provinces",
    "series",
    "specialties",
    "standards",
    "terms",
    "titles",
)
_LEVELS: Final = ("junior", "assistant", "intermediate", "associate_senior", "full_senior")


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


C = TypeVar("C", bound=_Coded)


def load(folder: Path = PACKS / "catalogue") -> Catalogue:
    """Read the catalogue of a folder. Raises CatalogueError, UnreadableYaml or OSError for a file that is wrong."""
    content = {name: read_yaml(folder / f"{name}.yaml") for name in _FILES}
    files = {name: Row(folder / f"{name}.yaml", (), dict(data)) for name, data in content.items()}
    sources = {name: file.take("source", str) for name, file in files.items()}
    standards, titles = files["standards"], files["titles"]
    default = standards.row("default_pattern")
    found = Catalogue(
        series=_by_code(files["series"], "series", _series),
        title_lines=titles.rows("lines", _title_line),
        legacy_titles=titles.rows("legacy_names", _legacy_title),
        all_specialties=files["specialties"].rows("specialties", _specialty),
        occupations=_by_code(files["occupations"], "occupations", _occupation),
        completeness=cast("Confidence", files["occupations"].word("completeness", get_args(Confidence))),
        disciplines=files["majors"].rows("disciplines", _discipline),
        honours=_by_code(files["honours"], "honours", _honour),
        provincial_kinds=dict(files["honours"].rows("provincial_kinds", _provincial_kind)),
        provinces=_by_code(files["provinces"], "provinces", _province),
        exam_fields=_by_code(files["exam_fields"], "exam_fields", _exam_field),
        standards=standards.rows("standards", _standard),
        default_pattern=default.end((_pattern(default), _confidence(default))),
        linking_methods=files["linking_methods"].rows("linking_methods", _linking_method),
        exam_notices=files["exam_notices"].rows("exam_notices", _exam_notice),
        sources=sources,
        digest=digest(content),
    )
    files["terms"].take("terms", dict)
    for file in files.values():
        file.end(None)
    _check(files["occupations"], "occupations", lambda: occupation_spellings(found.occupations.values()))
    _check(files["specialties"], "specialties", lambda: specialty_spellings(found.all_specialties))
    _check(titles, "legacy_names", lambda: title_spellings(found.title_lines, found.legacy_titles))
    _check_references(found, folder)
    return found


def read_standards(rows: Sequence[Mapping[str, Any]], path: Path) -> tuple[Standard, ...]:
    """Return the rows of a register of standards that does not stand in the catalogue, as a case's overlay."""
    return Row(path, (), {"standards": list(rows)}).rows("standards", _standard)


def read_exam_notices(rows: Sequence[Mapping[str, Any]], path: Path) -> tuple[ExamNotice, ...]:
    """Return what exam notices say that do not stand in the catalogue, as a case's overlay."""
    return Row(path, (), {"exam_notices": list(rows)}).rows("exam_notices", _exam_notice)


def _check_references(found: Catalogue, folder: Path) -> None:
    """Refuse a row that names what no other row defines."""
    lines = {(line.series, line.line) for line in found.title_lines}
    for index, specialty in enumerate(found.all_specialties):
        if specialty.line and (specialty.series, specialty.line) not in lines:
            place = ("specialties", index, "line")
            raise CatalogueError(folder / "specialties.yaml", place, f"no title line {specialty.line}")
    disciplines = {discipline.id for discipline in found.disciplines}
    for index, occupation in enumerate(found.occupations.values()):
        if unknown := set(occupation.disciplines) - disciplines:
            place = ("occupations", index, "discipline")
            raise CatalogueError(
                folder / "occupations.yaml", place, f"no discipline {', '.join(sorted(unknown))}"
            )
        for number, relation in enumerate(occupation.relations or ()):
            if relation.specialty not in found.specialties(relation.series):
                keys = ("occupations", index, "relations", number, "specialty")
                raise CatalogueError(
                    folder / "occupations.yaml", keys, f"no specialty {relation.specialty} listed"
                )


def _check(file: Row, key: str, build: Callable[[], object]) -> None:
    """Build a look-up table once, to refuse at its file a spelling that would mean two things."""
    try:
        build()
    except ValueError as error:
        raise file.wrong(str(error), key) from error


def _by_code(file: Row, key: str, build: Callable[[Row], C]) -> dict[str, C]:
    found: dict[str, C] = {}
    for index, row in enumerate(file.rows(key, build)):
        if found.setdefault(row.code, row) is not row:
            raise file.wrong(f"the code {row.code} is given twice", key, index, "code")
    return found


def _confidence(row: Row) -> Confidence:
    return cast("Confidence", row.word("confidence", get_args(Confidence)))


def _label(row: Row) -> Label:
    name = row.row("name")
    return name.end(Label(name.take("zh", str), name.take("en", str)))


def _series(row: Row) -> Series:
    row.texts("aliases")
    return Series(
        row.take("code", str),
        _label(row),
        row.take("number", int),
        row.take("by_exam", bool),
        _confidence(row),
    )


def _title_line(row: Row) -> TitleLine:
    return TitleLine(
        row.word("series", terms.codes("series")),
        row.maybe("line", str),
        row.words_by("names", _LEVELS),
        _confidence(row),
    )


def _legacy_title(row: Row) -> LegacyTitle:
    return LegacyTitle(
        row.take("name", str),
        row.word("series", terms.codes("series")),
        row.word("level", _LEVELS),
        _confidence(row),
    )


def _specialty(row: Row) -> Specialty:
    return Specialty(
        row.word("series", terms.codes("series")),
        row.take("name", str),
        row.maybe("line", str),
        row.texts("aliases"),
        _confidence(row),
    )


def _occupation(row: Row) -> Occupation:
    return Occupation(
        code=row.take("code", str),
        name=row.take("name", str),
        edition=row.take("edition", str),
        confidence=_confidence(row),
        aliases=row.texts("aliases"),
        legacy=row.rows("legacy", _legacy_name) if "legacy" in row.values else (),
        disciplines=row.texts("discipline"),
        relations=row.rows("relations", _relation) if "relations" in row.values else None,
    )


def _legacy_name(row: Row) -> LegacyName:
    return LegacyName(
        row.take("name", str), row.maybe("code", str), row.take("edition", str), _confidence(row)
    )


def _relation(row: Row) -> Relation:
    return Relation(
        row.take("series", str),
        row.take("specialty", str),
        cast("RelationKind", row.word("relation", get_args(RelationKind))),
        _confidence(row),
    )


def _discipline(row: Row) -> Discipline:
    return Discipline(row.take("id", str), _label(row), row.texts("majors"), _confidence(row))


def _honour(row: Row) -> Honour:
    row.texts("aliases")
    return Honour(
        row.take("code", str),
        _label(row),
        row.maybe("family", str),
        row.maybe("jurisdiction", str),
        row.maybe("granted_by", str),
        row.take("contest", bool),
        _confidence(row),
    )


def _provincial_kind(row: Row) -> tuple[str, tuple[str, ...]]:
    return row.take("family", str), row.texts("names")


def _province(row: Row) -> Province:
    return Province(row.take("code", str), _label(row), row.take("short", str), _confidence(row))


def _exam_field(row: Row) -> ExamField:
    row.texts("aliases")
    levels = terms.codes("exam_level")
    return ExamField(
        row.take("code", str),
        _label(row),
        row.texts("levels"),
        row.words_by("level_names", levels),
        row.take("legal_base", str),
        _confidence(row),
    )


def _standard(row: Row) -> Standard:
    return Standard(
        row.take("occupation", str),
        row.take("edition", str),
        row.day("issued_on"),
        row.day("in_force_from"),
        _pattern(row),
        _confidence(row),
    )


def _pattern(row: Row) -> Pattern:
    return cast("Pattern", row.word("pattern", get_args(Pattern)))


def _linking_method(row: Row) -> LinkingMethod:
    return LinkingMethod(
        row.word("series", terms.codes("series")),
        row.take("document", str),
        row.day("from"),
        _confidence(row),
    )


def _exam_notice(row: Row) -> ExamNotice:
    return ExamNotice(
        row.word("field", terms.codes("exam_field")),
        row.take("year", int),
        row.take("name", str),
        row.take("answer", bool),
        row.take("source", str),
        _confidence(row),
    )
