"""The workbook that comes back: what the clerk sent is still there, and the answers beside it."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pyarrow as pa
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from xlsxwriter.exceptions import FileCreateError

from guantong.screening.workbook import answer as answering
from guantong.screening.workbook import columns as layout
from guantong.screening.workbook.answer import answer
from guantong.screening.workbook.reading import CHECKED, RESULTS, SCREENED, TO_SUPPLY, WITHIN_A_YEAR
from guantong.screening.workbook.remarks import AUTHOR, RED

from .books import AS_OF, ROW, book, person, read, rows_of, titles, write
from .deciding import SCHEMA, decisions

if TYPE_CHECKING:
    from pathlib import Path

    from guantong.screening.workbook.roster import Roster

BOTH = pytest.mark.parametrize("most_edited", [20_000, 0], ids=["edited", "rebuilt"])


def answered(path: Path, out: Path, lang: Any = "zh") -> Any:
    """The answer for a file, opened."""
    roster = read(path)
    answer(roster, decisions(roster), AS_OF, out, lang)
    return openpyxl.load_workbook(out)


def values(sheet: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in sheet.iter_rows(values_only=True)]


def office(tmp_path: Path) -> Path:
    """A workbook with what offices put into theirs."""
    heads = ["序号", *titles(), "备注", "合计"]
    rows = rows_of(
        [person(n=1, 序号=1, 备注="=SUM(1)"), person(n=2, 序号=2, 证书等级="高级公"), person(n=3, 序号=3)],
        heads,
    )
    path = write(tmp_path / "花名册.xlsx", {"封面": [["桂江机械"]], layout.MAIN: rows, "统计": [["x"]]})
    opened = openpyxl.load_workbook(path)
    sheet = opened[layout.MAIN]
    sheet["Y2"] = "=LEN(B2)+COUNTA($B$2:$B$4)"
    sheet["X3"].comment = Comment("人事科已核", "人事科")
    sheet["B3"].font = Font(name="仿宋", bold=True, color="00112233")
    sheet.column_dimensions["B"].width = 33
    sheet.column_dimensions["X"].hidden = True
    sheet.freeze_panes = "C2"
    rule = DataValidation("list", formula1='"在职,待业"')
    rule.add("J2:J99")
    sheet.add_data_validation(rule)
    sheet.conditional_formatting.add(
        "A2:A9", CellIsRule("greaterThan", ["$A$2"], fill=PatternFill("solid", fgColor="00FF00"))
    )
    opened["统计"]["A2"] = f"=COUNTA({layout.MAIN}!B2:B4)"
    opened["统计"]["A3"] = "=A2+1"
    opened.save(path)
    return path


@pytest.fixture
def calculated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Formulas that openpyxl writes have no value; a test about other things takes them as they are."""
    from guantong.screening.workbook import reading

    monkeypatch.setattr(reading, "_too_many_formulas", lambda *_: iter(()))


def test_everything_of_the_clerk_is_still_there(tmp_path: Path, calculated: None) -> None:
    path = office(tmp_path)
    before = openpyxl.load_workbook(path)[layout.MAIN]

    opened = answered(path, tmp_path / "out.xlsx")

    sheet = opened[layout.MAIN]
    assert opened.sheetnames == [*RESULTS, "封面", layout.MAIN, "统计"]
    assert [cell.value for cell in sheet[1]] == [layout.ERRORS, *(cell.value for cell in before[1])]
    for row in range(2, 5):
        now, then = list(sheet[row])[1:], list(before[row])
        for old, new in zip(then, now, strict=True):
            if old.data_type != "f":
                assert (new.value, new.data_type, new.number_format) == (
                    old.value,
                    old.data_type,
                    old.number_format,
                )
    assert sheet["Z2"].value == "=LEN(C2)+COUNTA($C$2:$C$4)"
    assert sheet["Y2"].value == "=SUM(1)"
    assert sheet["Y2"].data_type == "s"
    assert opened["统计"]["A2"].value == f"=COUNTA({layout.MAIN}!C2:C4)"
    assert opened["统计"]["A3"].value == "=A2+1"
    assert sheet["Y3"].comment.text == "人事科已核"
    assert sheet["C3"].font.name == "仿宋"
    assert sheet.column_dimensions["C"].width == 33
    assert sheet.column_dimensions["Y"].hidden
    assert sheet.freeze_panes == "D2"
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["K2:K99"]
    (area,) = sheet.conditional_formatting
    assert str(area.sqref) == "B2:B9"
    assert area.rules[0].formula == ["$B$2"]


def test_a_bad_cell_is_red_and_says_why(tmp_path: Path, calculated: None) -> None:
    sheet = answered(office(tmp_path), tmp_path / "out.xlsx")[layout.MAIN]

    cell = sheet["F3"]
    assert cell.value == "高级公"
    assert cell.fill.fgColor.rgb.endswith(RED)
    assert cell.comment.author == AUTHOR
    assert [line.partition("：")[0] for line in cell.comment.text.split("\n")] == ["错在哪", "应怎样", "例"]
    assert "证书等级：不认识“高级公”" in sheet["A3"].value
    assert (sheet["A2"].value, sheet["A4"].value) == (None, None)
    assert sheet.auto_filter.ref == "A1:Z4"


@BOTH
def test_the_first_sheet_counts_and_leads_to_the_cells(
    tmp_path: Path, most_edited: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "MOST_EDITED", most_edited)
    path = book(
        tmp_path, person(n=1), person(n=2, 证书等级="高级公", 发证日期="?"), person(n=3, 证书等级="大师")
    )

    opened = answered(path, tmp_path / "out.xlsx")

    sheet = opened.worksheets[0]
    assert sheet.title == CHECKED
    said = {row[0]: row[1] for row in values(sheet) if row[0]}
    assert (said["读到的人"], said["已作判断"], said["有错误、没有判断"]) == (3, 1, 2)
    assert (said["用词不在字典里"], said["日期"]) == ("用词不在字典里", 1) or said["日期"] in (1, 3)
    links = {
        cell.value: cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink
    }
    assert links["花名册 E3"] == "'花名册'!E3"
    assert links["花名册 E4"] == "'花名册'!E4"
    assert opened[layout.MAIN]["E3"].value == "高级公"
    assert any("重新生成" in str(row[0]) for row in values(sheet)) == (most_edited == 0)


@BOTH
def test_results_are_sorted_and_the_days_are_days(
    tmp_path: Path, most_edited: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "MOST_EDITED", most_edited)
    path = book(
        tmp_path,
        person(n=1, 发证日期=date(2025, 1, 15), 证书编号=None),
        person(n=2, 继续教育证明=None, 业绩成果材料="本人声明"),
    )

    opened = answered(path, tmp_path / "out.xlsx")

    head, *rows = values(opened[SCREENED])
    assert head[:4] == ("行号", "姓名", "职称或等级", "结论")
    order = [
        "可以申报",
        "需要人工认定，可以先提交",
        "到期可以申报",
        "还不能判断",
        "暂不可以申报",
        "不适用本办法",
    ]
    places = [order.index(row[3]) for row in rows]
    assert places == sorted(places)
    assert any(row[2] == "工程师（机械制造）" for row in rows)
    assert not any(row[2] in ("车工 技师", "车工 高级工") for row in rows)
    assert {type(row[4]).__name__ for row in rows} <= {"datetime", "NoneType"}
    assert all(row[6] for row in rows if row[3] == "可以申报")
    lacks = values(opened[TO_SUPPLY])[1:]
    assert ("本人", 3, "韦2", "继续教育证明") in [row[:4] for row in lacks]
    coming = values(opened[WITHIN_A_YEAR])[1:]
    assert coming == sorted(coming, key=lambda row: (row[0], row[1]))
    assert all(AS_OF < row[0].date() <= date(2027, 11, 22) for row in coming)
    for name in (SCREENED, TO_SUPPLY, WITHIN_A_YEAR):
        assert opened[name].freeze_panes == "A2"
        assert opened[name].auto_filter.ref.startswith("A1:")


def roster_and_table(path: Path, **changes: Any) -> tuple[Roster, pa.Table]:
    """A roster and one made-up decision on its first person."""
    roster = read(path)
    row: dict[str, Any] = dict.fromkeys(SCHEMA.names)
    row |= {
        "person_id": roster.people[0].person_id, "direction": "title_review", "series": "engineering", "specialty": "机械制造",
        "level": "intermediate", "verdict": "not_eligible", "clauses": [], "reasons": [], "missing": [], "waives": [], "unconfirmed": [], "basis": "verified",
    }  # fmt: skip
    return roster, pa.Table.from_pylist([row | changes], schema=SCHEMA)


@pytest.mark.parametrize(
    ("day", "listed"),
    [
        (date(2026, 11, 22), False),
        (date(2026, 11, 23), True),
        (date(2027, 11, 22), True),
        (date(2027, 11, 23), False),
    ],
)
def test_within_a_year_is_to_the_day(tmp_path: Path, day: date, listed: bool) -> None:
    roster, table = roster_and_table(book(tmp_path, person()), eligible_from=day)
    answer(roster, table, AS_OF, tmp_path / "out.xlsx")

    assert (len(values(openpyxl.load_workbook(tmp_path / "out.xlsx")[WITHIN_A_YEAR])) == 2) == listed


def test_decisions_on_others_are_passed_over(tmp_path: Path) -> None:
    roster, table = roster_and_table(book(tmp_path, person()), person_id="nobody", verdict="eligible")
    answer(roster, table, AS_OF, tmp_path / "out.xlsx")

    assert len(values(openpyxl.load_workbook(tmp_path / "out.xlsx")[SCREENED])) == 1


@BOTH
@pytest.mark.parametrize("name", ["=1+1", "+86", "-1", "@x", "=HYPERLINK(A1)"])
def test_nothing_that_we_write_is_a_formula(
    tmp_path: Path, most_edited: int, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "MOST_EDITED", most_edited)
    path = book(tmp_path, person(姓名=name), person(n=2, 证书等级=name, 备注=name), heads=[*titles(), "备注"])

    opened = answered(path, tmp_path / "out.xlsx")

    for sheet in opened:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    texts = [cell for row in opened[SCREENED].iter_rows() for cell in row if cell.value == name]
    assert texts
    assert all(cell.quotePrefix for cell in texts)
    assert [row[-1] for row in values(opened[layout.MAIN])][-1] == name


@BOTH
def test_an_answer_sent_again_is_answered_the_same(
    tmp_path: Path, most_edited: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "MOST_EDITED", most_edited)
    path = book(
        tmp_path,
        person(n=1),
        person(n=2, 证书等级="高级公"),
        证书=[{"工号": "A1", "证书等级": "大师", "证书职业": "车工", "发证日期": "2016-01-01"}],
    )
    once = answered(path, tmp_path / "once.xlsx")
    twice = answered(tmp_path / "once.xlsx", tmp_path / "twice.xlsx")

    assert twice.sheetnames == once.sheetnames
    for name in once.sheetnames:
        if name != CHECKED:
            assert values(twice[name]) == values(once[name])
    assert [p.kind for p in read(tmp_path / "twice.xlsx").errors] == [p.kind for p in read(path).errors]


def test_what_was_mended_is_red_no_longer(tmp_path: Path) -> None:
    answered(book(tmp_path, person(n=1), person(n=2, 证书等级="高级公")), tmp_path / "once.xlsx")
    opened = openpyxl.load_workbook(tmp_path / "once.xlsx")
    opened[layout.MAIN]["E3"] = "高级工"
    opened[layout.MAIN]["E3"].comment.text += " "
    opened[layout.MAIN]["M3"] = None  # the number named another level
    opened.save(tmp_path / "mended.xlsx")

    sheet = answered(tmp_path / "mended.xlsx", tmp_path / "twice.xlsx")[layout.MAIN]

    assert sheet["E3"].comment is None
    assert sheet["E3"].fill.fill_type is None
    assert sheet["A3"].value is None


def test_a_comment_of_the_clerk_on_a_bad_cell_stays(tmp_path: Path) -> None:
    path = book(tmp_path, person(证书等级="高级公"), person(n=2))
    opened = openpyxl.load_workbook(path)
    opened[layout.MAIN]["D2"].comment = Comment("请核", "人事科")
    opened.save(path)

    sheet = answered(path, tmp_path / "out.xlsx")[layout.MAIN]

    assert sheet["E2"].comment.text == "请核"
    assert "高级公" in sheet["A2"].value


def test_a_mistake_on_another_sheet_is_told_on_the_first(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        person(),
        证书=[{"工号": "A1", "证书等级": "大师", "证书职业": "车工", "发证日期": "2016-01-01"}],
        职称=[],
    )

    opened = answered(path, tmp_path / "out.xlsx")

    assert opened[layout.MAIN]["A2"].value == "见“证书”第 2 行"
    assert opened["证书"]["A1"].value == layout.ERRORS
    assert opened["证书"]["F2"].fill.fgColor.rgb.endswith(RED)
    assert opened["职称"]["A1"].value == "工号*" or opened["职称"]["A1"].value == "工号"


def test_a_table_of_text_comes_back_as_a_workbook(tmp_path: Path) -> None:
    heads = [*titles(), "电话"]
    lines = [
        ",".join(str(row.get(head) or "") for head in heads)
        for row in (person(电话="+86 772"), person(n=2, 证书等级="高级公"))
    ]
    (tmp_path / "花名册.csv").write_bytes("\n".join([",".join(heads), *lines]).encode("gb18030"))

    opened = answered(tmp_path / "花名册.csv", tmp_path / "out.xlsx")

    sheet = opened[layout.MAIN]
    assert [cell.value for cell in sheet[1]] == [layout.ERRORS, *heads]
    assert sheet["H2"].value == ROW["证件号码"]
    assert sheet["H2"].data_type == "s"
    assert sheet.cell(2, len(heads) + 1).value == "+86 772"
    assert sheet["E3"].comment.author == AUTHOR
    assert "重新生成为 Excel" in str(values(opened.worksheets[0]))


def test_types_and_hidden_sheets_survive_a_rebuilt_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "MOST_EDITED", 0)
    own = {"自用": 12.5, "日": date(2020, 1, 2), "真": True, "码": "007"}
    path = write(
        tmp_path / "x.xlsx",
        {layout.MAIN: [[], *rows_of([person(**own)], [*titles(), *own])], "内部": [["a", 1]]},
        hidden=["内部"],
    )

    opened = answered(path, tmp_path / "out.xlsx")

    row = [cell.value for cell in opened[layout.MAIN][3]][-4:]
    assert [row[0], row[1].date(), row[2], row[3]] == list(own.values())
    assert opened["内部"].sheet_state == "hidden"
    assert values(opened["内部"]) == [("a", 1)]


def test_the_answer_may_take_the_place_of_the_question(tmp_path: Path) -> None:
    path = book(tmp_path, person())

    opened = answered(path, path)

    assert opened.sheetnames[0] == CHECKED


@BOTH
def test_no_half_answer_is_left(tmp_path: Path, most_edited: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "MOST_EDITED", most_edited)
    path = book(tmp_path, person())
    (tmp_path / "out").mkdir()
    roster = read(path)
    path.unlink()

    with pytest.raises(FileNotFoundError):
        answer(roster, decisions(roster), AS_OF, tmp_path / "out" / "x.xlsx")

    assert list((tmp_path / "out").iterdir()) == []


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    close = xlsxwriter.Workbook.close

    def full(book: xlsxwriter.Workbook) -> None:
        close(book)
        raise FileCreateError(OSError(28, "No space left on device"))

    monkeypatch.setattr(answering, "MOST_EDITED", 0)
    roster = read(book(tmp_path, person()))
    (tmp_path / "out").mkdir()
    monkeypatch.setattr(xlsxwriter.Workbook, "close", full)

    with pytest.raises(OSError, match="No space left"):
        answer(roster, decisions(roster), AS_OF, tmp_path / "out" / "x.xlsx")

    assert list((tmp_path / "out").iterdir()) == []


def test_what_was_refused_has_no_answer(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"PK")

    with pytest.raises(ValueError, match="nothing was read"):
        answer(read(tmp_path / "x.xlsx"), SCHEMA.empty_table(), AS_OF, tmp_path / "out.xlsx")


def test_in_english(tmp_path: Path) -> None:
    path = book(tmp_path, person(n=1), person(n=2, 证书等级="高级公"))

    opened = answered(path, tmp_path / "out.xlsx", "en")

    assert values(opened[SCREENED])[0][:3] == ("row", "name", "title or level")
    assert "is not known here" in opened[layout.MAIN]["A3"].value
    assert opened[layout.MAIN]["E3"].comment.text.startswith("Wrong: ")


def test_closed_conclusions_are_left_out_of_a_long_list_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from guantong.screening.workbook import findings

    monkeypatch.setattr(findings, "MOST_CLOSED", 1)
    opened = answered(book(tmp_path, person()), tmp_path / "out.xlsx")

    assert not any(row[3] == "暂不可以申报" for row in values(opened[SCREENED]))
    assert any("没有列出" in str(row[0]) for row in values(opened.worksheets[0]))


def test_lists_that_a_sheet_cannot_hold_are_cut_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from guantong.screening.workbook import results

    path = book(tmp_path, *(person(n=n, 没有的项目=None) for n in range(1, 5)))
    whole = answered(path, tmp_path / "whole.xlsx")
    monkeypatch.setattr(results, "MOST_ROWS", 2)
    cut = answered(path, tmp_path / "cut.xlsx")

    said = [str(row[0]) for row in values(cut.worksheets[0])]
    for name in (SCREENED, TO_SUPPLY):
        rows = values(whole[name])
        assert values(cut[name]) == rows[:3] != rows
        assert f"“{name}”只列出前 2 项，共 {len(rows) - 1} 项。" in said


def test_no_identity_number_stands_on_our_sheets(tmp_path: Path) -> None:
    path = book(tmp_path, person(工号=None), person(n=2, 证件号码="450202198803024714"))

    opened = answered(path, tmp_path / "out.xlsx")

    texts = [str(cell) for name in RESULTS for row in values(opened[name]) for cell in row]
    assert not any("4502021988" in text for text in texts)


def test_a_roster_with_no_good_row_has_an_answer_too(tmp_path: Path) -> None:
    roster = read(book(tmp_path, person(证书等级="高级公")))
    answer(roster, SCHEMA.empty_table(), AS_OF, tmp_path / "out.xlsx")

    assert openpyxl.load_workbook(tmp_path / "out.xlsx")[layout.MAIN]["E2"].comment is not None
    assert dataclasses.replace(roster).people == ()
