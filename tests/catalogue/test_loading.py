"""Loading the catalogue: what is wrong in a file is said with its line."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from guantong.catalogue import CatalogueError, catalogue, load
from guantong.catalogue.model import ExamNotice, LinkingMethod
from guantong.catalogue.reading import PACKS


@pytest.fixture(scope="module", name="cache")
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def folder(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the files to spoil, and a cache that no other module knows."""
    monkeypatch.setenv("GUANTONG_CACHE", str(cache))
    return Path(shutil.copytree(PACKS / "catalogue", tmp_path / "catalogue"))


def replace(path: Path, old: str, new: str) -> int:
    """Change the first `old` of a file and return its line."""
    text = path.read_text(encoding="utf-8")
    before, found, after = text.partition(old)
    assert found, f"{path.name} does not say {old}"
    path.write_text(before + new + after, encoding="utf-8")
    return before.count("\n") + 1


def test_a_copy_of_the_files_is_the_same_catalogue(folder: Path) -> None:
    assert load(folder).digest == catalogue().digest


def test_a_comment_does_not_change_the_digest_and_a_word_does(folder: Path) -> None:
    replace(folder / "occupations.yaml", "occupations:\n", "occupations:   # a remark\n")
    assert load(folder).digest == catalogue().digest

    replace(folder / "occupations.yaml", "烧电焊的", "焊铁的")
    assert load(folder).digest != catalogue().digest


def test_a_register_holds_the_rows_that_are_written_in_it(folder: Path) -> None:
    replace(
        folder / "linking_methods.yaml",
        "linking_methods: []",
        "linking_methods: [{series: health, document: 某贯通办法, from: 2025-01-01, confidence: M}]",
    )
    replace(
        folder / "exam_notices.yaml",
        "exam_notices: []",
        "exam_notices: [{field: economics, year: 2024, name: x, answer: true, source: 某通知, confidence: M}]",
    )
    found = load(folder)

    assert found.linking_methods == (LinkingMethod("health", "某贯通办法", date(2025, 1, 1), "M"),)
    assert found.exam_notices == (ExamNotice("economics", 2024, "x", True, "某通知", "M"),)


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("occupations", "edition: ", "editoin: ", "edition is missing"),
        ("occupations", "confidence: H", "confidence: X", "X is none of H, M, L, P"),
        ("occupations", "relation: same", "relation: equal", "equal is none of same, similar"),
        ("occupations", "specialty: 机械制造", "specialty: 机械加工", "no specialty 机械加工 listed"),
        ("occupations", "discipline: [mechanical]", "discipline: [mechanic]", "no discipline mechanic"),
        ("occupations", "aliases: [开车床的", "aliases: [1", "text expected, not 1"),
        (
            "occupations",
            "aliases: [开铣床的",
            "aliases: [开车床的",
            "开车床的 means two occupations: 车工, 铣工",
        ),
        ("occupations", '"6-18-01-02"', '"6-18-01-01"', "the code 6-18-01-01 is given twice"),
        ("specialties", "line: 农艺", "line: 农学", "no title line 农学"),
        (
            "specialties",
            "aliases: [机械]",
            "aliases: [智能制造]",
            "智能制造 means two specialties: 机械制造, 智能制造",
        ),
        ("series", "number: 1,", "number: one,", "int expected, not 'one'"),
        ("series", "by_exam: false", "by_exam: 0", "bool expected, not 0"),
        ("series", "confidence: H}", "confidence: H, colour: red}", "unknown key colour"),
        ("titles", "series: engineering", "series: engineerin", "engineerin is none of"),
        ("titles", "{junior: 技术员", "{junio: 技术员", "unknown key junio"),
        ("titles", "name: 教授级高级工程师", "name: 工程师", "工程师 means two titles"),
        ("standards", "{pattern: g18", "{pattern: g17", "g17 is none of g18, g23, own"),
        ("standards", "standards: []", "standards: [x]", "a row of keys expected"),
        (
            "standards",
            "standards: []",
            'standards: [{occupation: x, edition: "1", issued_on: gestern}]',
            "gestern is no date",
        ),
        ("exam_notices", "exam_notices: []", "exam_notices: {}", "list expected, not {}"),
        ("linking_methods", "source: ", "quelle: ", "source is missing"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_line(
    folder: Path, file: str, old: str, new: str, problem: str
) -> None:
    path = folder / f"{file}.yaml"
    line = replace(path, old, new)

    with pytest.raises(CatalogueError) as caught:
        load(folder)

    place, _, message = str(caught.value).removeprefix(f"{path}:").partition(": ")
    assert problem in message
    if "means two" not in problem:
        assert line - 3 <= int(place) <= line
