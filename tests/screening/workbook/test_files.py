"""Files as a whole: types, templates, titles; what is wrong with them hides what is wrong with their rows."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from guantong.screening.workbook import archive, headers
from guantong.screening.workbook import columns as layout
from guantong.screening.workbook.problems import Problem
from guantong.screening.workbook.template import write_template

from .books import ROW, Formula, book, person, read, rows_of, titles, write


def refusals(path: Path) -> tuple[Problem, ...]:
    roster = read(path)
    assert roster.people == ()
    assert roster.problems == roster.refused
    return roster.refused


def refusal(path: Path) -> Problem:
    (problem,) = refusals(path)
    return problem


def saved(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def as_csv(encoding: str, delimiter: str = ",") -> bytes:
    rows = rows_of(
        [person(n=1, 姓名="韦𠮷某" if encoding != "gb2312" else "韦某"), person(n=2, 备注='"引号"')],
        [*titles(), "备注"],
    )
    lines = (
        delimiter.join("" if cell is None else str(cell).replace('"', "“") for cell in row) for row in rows
    )
    return "\r\n".join(lines).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gb2312", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_a_table_of_text_is_read_in_the_encodings_of_offices(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    roster = read(saved(tmp_path / "花名册.csv", as_csv(encoding, delimiter)))

    assert roster.problems == ()
    assert [someone.row for someone in roster.people] == [2, 3]
    assert roster.layout.kind == "csv"


def test_a_page_that_a_system_called_xls_is_read(tmp_path: Path) -> None:
    lines = ("".join(f"<td>{cell or ''}</td>" for cell in row) for row in rows_of([person()], titles()))
    rows = "".join(f"<tr>{line}</tr>" for line in lines)
    page = f"<html><meta charset=utf-8><body><table>{rows}</table></body></html>"

    roster = read(saved(tmp_path / "导出.xls", page.encode()))

    assert roster.problems == ()
    assert roster.layout.kind == "html"
    assert len(roster.people) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (b"PK\x03\x04 not a zip at all", "损坏"),
        (b"%PDF-1.7\x00\x01\x02", "不认识这种文件"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "不认识这种文件"),
        (b"<html><p>nothing</p>", "没有表格"),
        (b"\xff\xff\xfe\xff,\xff", "编码"),
    ],
)
def test_another_type_of_file(tmp_path: Path, content: bytes, said: str) -> None:
    problem = refusal(saved(tmp_path / "x.xlsx", content))

    assert said in problem.zh
    assert problem.en
    assert problem.kind == "file"


def test_a_file_that_is_not_there_is_not_ours_to_explain(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "none.xlsx")


@pytest.mark.parametrize("part", [0.3, 0.7, 0.98])
def test_a_truncated_workbook(tmp_path: Path, part: float) -> None:
    content = book(tmp_path, person()).read_bytes()

    assert "损坏" in refusal(saved(tmp_path / "half.xlsx", content[: int(part * len(content))])).zh


def test_a_document_of_another_programme(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as other:
        other.writestr("word/document.xml", "<w/>")

    assert "不是 Excel 工作簿" in refusal(saved(tmp_path / "x.docx", content.getvalue())).zh


def repacked(path: Path, name: str, content: bytes) -> Path:
    """The workbook with one part replaced or added."""
    with zipfile.ZipFile(path) as old:
        parts = {item.filename: old.read(item) for item in old.infolist()}
    parts[name] = content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for key, value in parts.items():
            new.writestr(key, value)
    return path


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    path = repacked(book(tmp_path, person()), "xl/media/big.xml", bytes(60_000_000))

    assert "太大" in refusal(path).zh


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = repacked(book(tmp_path, person()), "xl/media/big.xml", bytes(60_000_000))
    content = path.read_bytes()
    size = (60_000_000).to_bytes(4, "little")
    assert content.count(size) == 2

    assert "太大" in refusal(saved(path, content.replace(size, (60).to_bytes(4, "little")))).zh


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    path = book(tmp_path, person())
    with zipfile.ZipFile(path) as opened:
        text = opened.read("xl/workbook.xml")
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "boom">]>' + text.split(b"?>", 1)[1]

    assert "损坏" in refusal(repacked(path, "xl/workbook.xml", bomb)).zh


def test_a_cell_at_the_end_of_the_sheet_takes_no_room(tmp_path: Path) -> None:
    path = book(tmp_path, person())
    opened = openpyxl.load_workbook(path)
    opened[layout.MAIN]["XFD1048576"] = "x"
    opened.save(path)

    problem = refusal(path)

    assert problem.sheet == layout.MAIN
    assert "1048576" in problem.zh


def test_formats_at_the_end_of_the_sheet_are_nothing(tmp_path: Path) -> None:
    path = book(tmp_path, person())
    opened = openpyxl.load_workbook(path)
    opened[layout.MAIN]["XFD1048576"].font = openpyxl.styles.Font(bold=True)
    opened.save(path)

    roster = read(path)

    assert roster.problems == ()
    assert [someone.row for someone in roster.people] == [2]


def test_more_formulas_than_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from guantong.screening.workbook import reading

    for module in (archive, reading):
        monkeypatch.setattr(module, "MOST_FOUND", 3)
    problem = refusal(book(tmp_path, *(person(n=n, 单位性质=Formula("=A1")) for n in range(5))))

    assert (problem.kind, problem.sheet) == ("formula", layout.MAIN)
    assert "另存后再传" in problem.message()


def test_the_wrong_sheet(tmp_path: Path) -> None:
    path = write(tmp_path / "x.xlsx", {"说明": [["a"]], "Sheet2": rows_of([person()], titles())})

    problem = refusal(path)

    assert problem.kind == "sheet"
    assert "“Sheet2”的表头相符" in problem.message()


def test_no_sheet_that_looks_like_it(tmp_path: Path) -> None:
    assert "名为“花名册”" in refusal(write(tmp_path / "x.xlsx", {"Sheet1": [["a", "b"], [1, 2]]})).message()


def test_a_sheet_under_another_name_is_not_passed_over(tmp_path: Path) -> None:
    rows = rows_of(
        [{"工号": "A1", "证书等级": "高级工", "证书职业": "车工", "发证日期": "2016-01-01"}], titles("证书")
    )
    path = write(tmp_path / "x.xlsx", {layout.MAIN: rows_of([person()], titles()), "其他证书": rows})

    problem = refusal(path)

    assert (problem.kind, problem.sheet) == ("sheet", "其他证书")
    assert "改名为“证书”" in problem.message()


def test_sheets_that_are_not_ours_are_a_note(tmp_path: Path) -> None:
    path = write(
        tmp_path / "x.xlsx", {layout.MAIN: rows_of([person()], titles()), "通讯录": [["部门", "电话"]]}
    )

    roster = read(path)

    assert [(p.level, p.sheet) for p in roster.problems] == [("note", "通讯录")]
    assert len(roster.people) == 1


def with_head(tmp_path: Path, old: str, new: str | None) -> Path:
    heads = [head if head != old else new for head in titles()]
    rows: list[list[object]] = [
        [head for head in heads if head],
        [ROW.get(t) for t, h in zip(titles(), heads, strict=True) if h],
    ]
    return write(tmp_path / "x.xlsx", {layout.MAIN: rows})


@pytest.mark.parametrize(
    ("old", "new"),
    [("证书等级", "证书的等级"), ("发证日期", "证书发证日期"), ("任职开始日期", "任职起始日期"), ("没有的项目", "没有项目"), ("人员状况", "人员情况状况")],
)  # fmt: skip
def test_a_title_written_differently(tmp_path: Path, old: str, new: str) -> None:
    problem = refusal(with_head(tmp_path, old, new))

    assert problem.kind == "header"
    assert problem.zh == f"表头写法不同：“{new}”应写作“{old}”"
    assert problem.row == 1


def test_a_missing_column_comes_after_the_ones_written_differently(tmp_path: Path) -> None:
    heads = [{"证书等级": "证书的等级", "发证日期": None}.get(head, head) for head in titles()]
    path = write(tmp_path / "x.xlsx", {layout.MAIN: [[h for h in heads if h], ["韦某某"]]})

    assert [(p.kind, p.title) for p in refusals(path)] == [("header", "证书的等级"), ("column", "发证日期")]


def test_an_optional_column_may_be_left_out(tmp_path: Path) -> None:
    roster = read(with_head(tmp_path, "单位性质", None))

    assert roster.problems == ()


@pytest.mark.parametrize("head", ["*证书等级", "证书等级＊", " 证书\n等级 ", "证书等级（必填）"])
def test_marks_around_a_title_are_no_other_title(tmp_path: Path, head: str) -> None:
    assert read(with_head(tmp_path, "证书等级", head)).problems == ()


@pytest.mark.parametrize("head", ["身份证号", "公民身份号码", "身份证号码"])
def test_usual_titles_are_accepted(tmp_path: Path, head: str) -> None:
    roster = read(with_head(tmp_path, "证件号码", head))

    assert roster.problems == ()
    assert roster.people[0].case.person.identity is not None


def test_two_columns_of_one_title(tmp_path: Path) -> None:
    heads = [*titles(), "发证日期"]

    problem = refusal(write(tmp_path / "x.xlsx", {layout.MAIN: [heads, ["韦"]]}))

    assert (problem.kind, problem.cell) == ("header", f"{openpyxl.utils.get_column_letter(len(heads))}1")


def test_what_is_wrong_with_the_file_hides_its_rows(tmp_path: Path) -> None:
    path = with_head(tmp_path, "证书等级", None)
    opened = openpyxl.load_workbook(path)
    opened[layout.MAIN]["B2"] = "6-18-1-1"
    opened.save(path)

    assert [p.kind for p in refusals(path)] == ["column"]


def marked(tmp_path: Path, **said: str) -> Path:
    path = tmp_path / "t.xlsx"
    write_template(path, year=2026)
    opened = openpyxl.load_workbook(path)
    for row in opened[layout.META].iter_rows():
        row[1].value = said.get(row[0].value, row[1].value)
    sheet = opened[layout.MAIN]
    for cell in sheet[1]:
        sheet.cell(3, cell.column).value = ROW.get(cell.value.rstrip("*"))
    opened.save(path)
    return path


def test_a_filled_template(tmp_path: Path) -> None:
    roster = read(marked(tmp_path))

    assert roster.problems == ()
    assert [someone.row for someone in roster.people] == [3]


def test_the_template_of_something_else(tmp_path: Path) -> None:
    problem = refusal(marked(tmp_path, template="payroll"))

    assert problem.kind == "template"


@pytest.mark.parametrize(("version", "said"), [("2099.1", "比本程序的新"), ("2019.3", "太旧")])
def test_the_template_of_another_version(tmp_path: Path, version: str, said: str) -> None:
    problem = refusal(marked(tmp_path, version=version))

    assert problem.kind == "template"
    assert said in problem.zh


def test_an_earlier_version_goes_through_its_mapper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "EARLIER", {"2025.1": {"持证级别档次": "证书等级"}})
    path = marked(tmp_path, version="2025.1")
    opened = openpyxl.load_workbook(path)
    for cell in opened[layout.MAIN][1]:
        cell.value = "持证级别档次" if cell.value == "证书等级*" else cell.value
    opened.save(path)

    roster = read(path)

    assert roster.problems == ()
    assert roster.people[0].case.certificates is not None


def test_the_nearest_title_is_proposed_once() -> None:
    spec = layout.sheets(2025)[0]
    heads = [*(h for h in titles() if h not in ("证书等级", "证书职业")), "证书等级情况", "证书的职业"]

    found = headers.find_headers(spec, [(1, heads)], {})

    assert {p.value: p.zh[-5:-1] for p in found.problems} == {
        "证书等级情况": "证书等级",
        "证书的职业": "证书职业",
    }
