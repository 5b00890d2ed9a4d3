"""The template: what stands where, that it is the same bytes each time, and that it reads."""

from pathlib import Path

import openpyxl
import pytest

from guantong.catalogue import terms
from guantong.screening.workbook import columns as layout
from guantong.screening.workbook.template import checksum, write_template

from .books import AS_OF, read


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "花名册.xlsx"
    write_template(path, year=AS_OF.year)
    return path


def test_the_same_year_makes_the_same_bytes(template: Path, tmp_path: Path) -> None:
    write_template(tmp_path / "again.xlsx", year=AS_OF.year)

    assert (tmp_path / "again.xlsx").read_bytes() == template.read_bytes()


def test_the_first_sheet_holds_the_usual_facts_required_ones_first(template: Path) -> None:
    sheet = openpyxl.load_workbook(template).worksheets[0]
    heads = [cell.value for cell in sheet[1]]

    assert sheet.title == layout.MAIN
    assert len(heads) <= 22
    required = [head.endswith("*") for head in heads]
    assert required == sorted(required, reverse=True)
    assert any(required)
    assert not sheet.merged_cells.ranges
    assert sheet.freeze_panes is not None
    assert [head for head in heads if "考核等次" in head] == [
        f"{year}年度考核等次" for year in (2025, 2024, 2023)
    ]


def test_a_sample_row_is_marked_and_numbers_are_text(template: Path) -> None:
    sheet = openpyxl.load_workbook(template).worksheets[0]
    place = {cell.value.rstrip("*"): cell.column for cell in sheet[1]}

    assert layout.SAMPLE_MARK in sheet.cell(2, place["姓名"]).value
    assert sheet.cell(2, place["发证日期"]).is_date
    for title in ("证件号码", "证书编号", "工号"):
        letter = openpyxl.utils.get_column_letter(place[title])
        assert sheet.column_dimensions[letter].number_format == "@"


def test_drop_downs_come_from_named_columns_of_the_words(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    lists = [rule for rule in book[layout.MAIN].data_validations.dataValidation if rule.type == "list"]

    assert len(lists) >= 10
    for rule in lists:
        name = book.defined_names[rule.formula1.lstrip("=")]
        ((sheet, area),) = name.destinations
        words = [row[0].value for row in book[sheet][area]]
        assert sheet == layout.WORDS
        assert words
        assert None not in words
    levels = book[layout.WORDS]
    assert terms.name("skill_level", "technician") in {
        cell.value for row in levels.iter_rows() for cell in row
    }


def test_only_the_words_and_the_mark_are_protected(template: Path) -> None:
    book = openpyxl.load_workbook(template)

    assert {sheet.title for sheet in book if sheet.protection.sheet} == {layout.WORDS, layout.META}
    assert book[layout.META].sheet_state == "hidden"
    said = {row[0].value: row[1].value for row in book[layout.META].iter_rows()}
    assert said == {
        "template": layout.TEMPLATE_ID,
        "version": layout.VERSION,
        "checksum": checksum(layout.sheets(AS_OF.year - 1)),
    }


def test_the_guide_has_at_most_ten_lines(template: Path) -> None:
    rows = openpyxl.load_workbook(template)[layout.GUIDE].iter_rows(max_col=1, values_only=True)

    assert 0 < len([row for row in rows if row[0]]) <= 10


def test_every_message_is_short_enough_for_excel(template: Path) -> None:
    for sheet in openpyxl.load_workbook(template):
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.promptTitle or "") <= 32
            assert len(rule.prompt or "") <= 255


def test_an_empty_template_says_that_nothing_was_filled_in(template: Path) -> None:
    (problem,) = read(template).problems

    assert (problem.level, problem.kind) == ("file", "sheet")
    assert "没有一行数据" in problem.zh


def test_the_samples_would_read_without_a_mistake(template: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(template)
    for spec in layout.sheets(AS_OF.year - 1):
        for cell in book[spec.name][2]:
            if isinstance(cell.value, str):
                cell.value = cell.value.replace(f"（{layout.SAMPLE_MARK}）", "")
    book.save(tmp_path / "filled.xlsx")

    roster = read(tmp_path / "filled.xlsx")

    assert roster.problems == ()
    assert roster.layout.version == layout.VERSION
    (person,) = roster.people
    assert person.person_id == layout.STAFF.example
    case = person.case
    assert [len(items or ()) for items in (case.employment, case.certificates, case.titles)] == [2, 1, 1]
    assert [len(items or ()) for items in (case.honours, case.education, case.person.sanctions)] == [1, 1, 1]
    assert [row.year for row in case.appraisals or ()] == [2022, 2023, 2024, 2025]


def test_no_half_template_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import xlsxwriter.exceptions

    def full(self: object) -> None:
        raise xlsxwriter.exceptions.FileCreateError(OSError(28, "No space left on device"))

    monkeypatch.setattr(xlsxwriter.Workbook, "close", full)
    with pytest.raises(OSError, match="No space left"):
        write_template(tmp_path / "full.xlsx", year=2026)

    assert list(tmp_path.iterdir()) == []
