"""Rows of a workbook: what is read without a word, and what is said of each mistake."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from guantong.cases import parse_case
from guantong.cases.identity import check_digit
from guantong.screening.workbook import columns as layout

from .books import AS_OF, ROW, Formula, book, found, person, read, rows_of, titles, write

DOCUMENT: dict[str, Any] = {
    "person": {
        "name": "韦某某",
        "identity": {"type": "居民身份证", "number": "450202198803024713"},
        "status": "在职",
        "sanctions": [],
    },
    "employment": [{"occupation": "车工", "from": "2016-07-01", "sector": "企业"}],
    "certificates": [
        {
            "level": "技师",
            "occupation": "车工",
            "issued_on": "2020-06-01",
            "kind": "职业技能等级证书",
            "number": "S000045000123202000001",
            "verified": True,
        }
    ],
    "titles": [],
    "honours": [],
    "education": [],
    "appraisals": {2023: "优秀", 2024: "合格", 2025: "合格"},
    "evidence": {"continuing_education": True, "results": True},
}


def test_a_row_is_the_case_that_a_document_says(tmp_path: Path) -> None:
    roster = read(book(tmp_path, person()))

    (someone,) = roster.people
    assert roster.problems == ()
    assert (someone.person_id, someone.row, someone.name) == ("A1", 2, "韦某某")
    assert someone.case == parse_case(DOCUMENT, as_of=AS_OF)


@pytest.mark.parametrize(
    "value",
    [
        "2020-6-1", "2020.6.1", "2020/06/01", "2020年6月1日", "２０２０年６月１日", "20200601", 20200601, 43983, "43983",
        "2020-06-01 00:00:00", "2020 年 6 月 1 日", datetime(2020, 6, 1), " 2020-06-01　",
    ],
)  # fmt: skip
def test_every_spelling_of_a_day_is_that_day(tmp_path: Path, value: object) -> None:
    (someone,) = read(book(tmp_path, person(发证日期=value))).people

    assert someone.case.certificates is not None
    assert someone.case.certificates[0].issued_on == date(2020, 6, 1)


@pytest.mark.parametrize(("value", "day"), [("2020年5月", 31), ("2020.2", 29), (2020.4, 30), (2020.11, 30)])
def test_a_month_is_its_last_day(tmp_path: Path, value: object, day: int) -> None:
    (someone,) = read(book(tmp_path, person(发证日期=value, 证书编号=None))).people

    assert someone.case.certificates is not None
    assert someone.case.certificates[0].issued_on.day == day


@pytest.mark.parametrize(
    ("title", "value", "same"),
    [
        ("姓名", "韦　某 某", "韦某某"),
        ("姓名", " 韦某某\n", "韦某某"),
        ("证件号码", "４５０２０２１９８８０３０２４７１３", "450202198803024713"),
        ("证件号码", "450202 19880302 4713", "450202198803024713"),
        ("证件号码", "'450202198803024713", "450202198803024713"),
        ("证书等级", "二级", "技师"),
        ("证书等级", "技师（二级）", "技师"),
        ("证书职业", "6-18-01-01", "车工"),
        ("从事的职业", "数控车工", "车工"),
        ("证书联网查询结果", True, "是"),
        ("单位性质", "公司", "企业"),
        ("证书编号", "ｓ0000 45000123 202000001", "S000045000123202000001"),
        ("没有的项目", "无职称，没有荣誉 处分/学历", "职称、荣誉、处分、学历"),
    ],
)
def test_what_habit_does_to_a_cell_changes_nothing(
    tmp_path: Path, title: str, value: object, same: str
) -> None:
    roster = read(book(tmp_path, person(**{title: value})))
    usual = read(book(tmp_path, person(**{title: same})))

    assert roster.problems == ()
    assert [p.case for p in roster.people] == [p.case for p in usual.people]


def test_the_blanks_of_a_foreign_name_stay(tmp_path: Path) -> None:
    (someone,) = read(book(tmp_path, person(姓名="John  Smith"))).people

    assert someone.name == "John Smith"


def test_numbers_and_texts_are_the_same_staff_number(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        person(工号=17),
        证书=[{"工号": "17", "证书等级": "高级工", "证书职业": "车工", "发证日期": "2016-05-01"}],
    )

    (someone,) = read(path).people

    assert someone.person_id == "17"
    assert [c.level for c in someone.case.certificates or ()] == ["technician", "senior_worker"]


def test_columns_in_any_order_with_others_between_them(tmp_path: Path) -> None:
    heads = ["序号", *reversed(titles()), "备注"]

    roster = read(book(tmp_path, {**ROW, "序号": 1, "备注": "转岗"}, heads=heads))

    assert roster.problems == ()
    assert roster.people[0].case == parse_case(DOCUMENT, as_of=AS_OF)
    assert roster.layout.headers[layout.MAIN].extra == ("序号", "备注")


def test_a_heading_above_the_titles_and_rows_without_data(tmp_path: Path) -> None:
    rows = rows_of(
        [person(n=1), {}, {"姓名": "　"}, person(n=2), {"姓名": "合计"}, {"工号": "制表人：黄某"}], titles()
    )
    rows = [["二〇二六年花名册"], [], *rows]

    roster = read(write(tmp_path / "x.xlsx", {layout.MAIN: rows}))

    assert roster.problems == ()
    assert [someone.row for someone in roster.people] == [4, 7]


def test_empty_rows_above_and_empty_columns_on_the_left_are_counted(tmp_path: Path) -> None:
    rows = [[None, None, *row] for row in rows_of([person(), person(n=2, 证书等级="?")], titles())]

    roster = read(write(tmp_path / "x.xlsx", {layout.MAIN: [[], [], *rows]}))

    assert [someone.row for someone in roster.people] == [4]
    assert found(roster) == [(layout.MAIN, "F5", "word")]


def test_nothing_said_is_unknown_and_none_is_none(tmp_path: Path) -> None:
    only = {"姓名": "韦某某", "从事的职业": "无", "没有的项目": "荣誉"}

    (someone,) = read(book(tmp_path, only)).people

    case = someone.case
    assert someone.person_id == "row-2"
    assert case.employment == ()
    assert case.honours == ()
    assert (case.certificates, case.titles, case.appraisals, case.education, case.person.sanctions) == (
        None,
    ) * 5


def test_people_with_more_have_it_on_other_sheets(tmp_path: Path) -> None:
    key = {"工号": "A1"}
    path = book(
        tmp_path,
        person(没有的项目=None),
        person(n=2),
        证书=[
            {"证件号码": ROW["证件号码"], "证书等级": "高级工", "证书职业": "电工", "发证日期": "2015-03-01"}
        ],
        任职=[
            {
                **key,
                "从事的职业": "电工",
                "任职开始日期": "2010-01-01",
                "任职结束日期": "2016-06-30",
                "工作所属的考试专业": "会计、经济",
            }
        ],
        职称=[
            {
                **key,
                "姓名": "韦 某某",
                "职称系列": "工程",
                "职称专业": "机械制造",
                "职称层级": "助理工程师",
                "职称取得日期": "2019-12-20",
            }
        ],
        荣誉=[{**key, "荣誉": "全国技术能手", "授予日期": "2022-12-01", "是否仍在担任": "否"}],
        学历=[{**key, "学历": "技工院校", "技工院校班次": "高级工班", "毕业日期": "2010年7月"}],
        考核=[
            {**key, "考核年度": 2022, "考核等次": "合格", "考核时的职业": "电工"},
            {**key, "考核年度": "2021年", "考核等次": "优秀"},
        ],
        处分=[{**key, "处分种类": "记过", "开始日期": "2017-01-01", "结束日期": "2017-06-30"}],
    )

    roster = read(path)

    assert roster.problems == ()
    case = roster.people[0].case
    assert [c.occupation for c in case.certificates or ()] == ["6-18-01-01", "6-31-01-03"]
    assert [(j.start.year, j.exam_fields) for j in case.employment or ()] == [
        (2016, None),
        (2010, ("accounting", "economics")),
    ]
    assert [t.level for t in case.titles or ()] == ["assistant"]
    assert [h.current for h in case.honours or ()] == [False]
    assert [a.year for a in case.appraisals or ()] == [2021, 2022, 2023, 2024, 2025]
    assert [s.kind for s in case.person.sanctions or ()] == ["disciplinary"]


def test_the_same_certificate_on_two_sheets_counts_once(tmp_path: Path) -> None:
    again = {
        key: ROW[key]
        for key in ("工号", "证书等级", "证书职业", "发证日期", "证书种类", "证书编号", "证书联网查询结果")
    }

    (someone,) = read(book(tmp_path, person(), 证书=[again])).people

    assert len(someone.case.certificates or ()) == 1


def number(first: str) -> str:
    return first + check_digit(first)


@pytest.mark.parametrize(
    ("changes", "cell", "kind", "said"),
    [
        ({"姓名": None}, "A2", "required", "没有填"),
        ({"证书等级": "高级公"}, "D2", "word", "是否指 高级工"),
        ({"证书联网查询结果": "Y"}, "M2", "word", "本人声明"),
        ({"发证日期": "2024-13-01"}, "F2", "date", "没有这一天"),
        ({"发证日期": 2020.1, "证书编号": None}, "F2", "date", "1 月还是 10 月"),
        ({"发证日期": datetime(2020, 6, 1, 8, 30)}, "F2", "date", "不写时间"),
        ({"发证日期": None}, "F2", "required", "发证日期"),
        ({"任职开始日期": None}, "C2", "required", "任职开始日期"),
        ({"从事的职业": None}, "B2", "required", "从事的职业"),
        ({"证件号码": "450202198803024714"}, "G2", "identity", "校验不符"),
        ({"证件号码": "45020219880302471"}, "G2", "identity", "格式不符"),
        ({"证件号码": "450202880302471"}, "G2", "identity", "15 位"),
        ({"证件号码": 450202198803024713.0}, "G2", "damaged", "第 15 位以后"),
        ({"证件号码": "4.50202E+17"}, "G2", "damaged", "第 15 位以后"),
        ({"证件号码": "450202198803021000"}, "G2", "damaged", "000"),
        ({"证书编号": 1234567890123456.0}, "L2", "damaged", "第 15 位以后"),
        ({"证书编号": "Y12"}, "L2", "certificate", "不是职业技能等级证书的编号"),
        ({"证书编号": "S000045000123203000001"}, "L2", "certificate", "与等级技师不符"),
        ({"出生日期": "1990-01-01"}, "T2", "period", "与证件号码中的出生日期不符"),
        ({"发证日期": "1980-01-01", "证书编号": None}, "F2", "period", "早于出生日期"),
        ({"没有的项目": "奖金"}, "S2", "word", "可写 证书、任职"),
        ({"没有的项目": "证书"}, "S2", "text", "却有这一项"),
        ({"证书等级": "无"}, "D2", "text", "却有内容"),
        ({"从事的职业": "6-18-1-1"}, "B2", "word", "不是职业代码"),
        ({"2025年度考核等次": "良好"}, "N2", "word", "不认识“良好”"),
        ({"2024年度考核等次": "尚未评定"}, "O2", "date", "只有 2025 年"),
        ({"单位性质": Formula("=A1")}, "J2", "formula", "没有计算结果"),
    ],
)
def test_a_mistake_is_said_at_its_cell(
    tmp_path: Path, changes: dict[str, Any], cell: str, kind: str, said: str
) -> None:
    roster = read(book(tmp_path, person(**changes), person(n=2)))

    (problem,) = roster.problems
    assert (problem.sheet, problem.cell, problem.kind) == (layout.MAIN, cell, kind)
    assert said in problem.message()
    assert problem.message("en")
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in problem.en.split("“")[0])
    assert roster.set_aside == (2,)
    assert [someone.row for someone in roster.people] == [3]
    assert roster.read == 2


def test_no_message_repeats_a_number_or_shows_an_english_code(tmp_path: Path) -> None:
    wrong = person(证件号码="450202198803024714", 证书等级="高级公", 单位性质="企叶")

    roster = read(book(tmp_path, wrong))

    texts = [text for p in roster.problems for text in (p.text(), p.text("en"), p.comment(), p.value)]
    assert not any("450202198803024714" in text for text in texts)
    assert not any("_" in p.message() for p in roster.problems)


def test_every_mistake_of_every_row_in_one_pass(tmp_path: Path) -> None:
    roster = read(
        book(tmp_path, person(证书等级="高级公", 发证日期="昨天", 姓名=None), person(n=2, 单位性质="?"))
    )

    assert found(roster) == [
        (layout.MAIN, "A2", "required"),
        (layout.MAIN, "D2", "word"),
        (layout.MAIN, "F2", "date"),
        (layout.MAIN, "J3", "word"),
    ]
    assert roster.totals() == {"required": 1, "word": 2, "date": 1}


@pytest.mark.parametrize(
    ("sheet", "row", "cell", "kind"),
    [
        ("证书", {"工号": "A1", "证书等级": "高级工", "证书职业": "车工"}, "G2", "required"),
        ("证书", {"工号": "X", "证书等级": "高级工", "证书职业": "车工", "发证日期": "2016-01-01"}, "A2", "match"),
        ("证书", {"证书等级": "高级工", "证书职业": "车工", "发证日期": "2016-01-01"}, "A2", "match"),
        ("证书", {"工号": "A1", "姓名": "黄某", "证书等级": "高级工", "证书职业": "车工", "发证日期": "2016-01-01"}, "C2", "match"),
        ("证书", {"工号": "A1", "证件号码": number("45020219880302472"), "证书等级": "高级工", "证书职业": "车工", "发证日期": "2016-01-01"}, "B2", "match"),
        ("任职", {"工号": "A1", "从事的职业": "车工", "任职开始日期": "2016-01-01", "任职结束日期": "2015-01-01"}, "I2", "period"),
        ("考核", {"工号": "A1", "考核年度": 2024, "考核等次": "合格"}, "D2", "duplicate"),
        ("考核", {"工号": "A1", "考核年度": "去年", "考核等次": "合格"}, "D2", "date"),
        ("考核", {"工号": "A1", "考核等次": "合格"}, "D2", "required"),
        ("考核", {"工号": "A1", "考核年度": 2020, "考核等次": "良"}, "E2", "word"),
        ("处分", {"工号": "A1", "处分种类": "批评", "开始日期": "2016-01-01"}, "D2", "word"),
    ],
)  # fmt: skip
def test_a_mistake_on_another_sheet(
    tmp_path: Path, sheet: str, row: dict[str, Any], cell: str, kind: str
) -> None:
    more: dict[str, Any] = {sheet: [row]}
    roster = read(book(tmp_path, person(没有的项目=None), **more))

    assert found(roster) == [(sheet, cell, kind)]
    stranger = cell == "A2"
    assert roster.set_aside == (() if stranger else (2,))
    assert [p.person_row for p in roster.errors] == [0 if stranger else 2]


def test_two_people_with_one_identity_number_are_both_named(tmp_path: Path) -> None:
    roster = read(book(tmp_path, person(), person(n=2), person(工号="A3", 姓名="黄某")))

    assert found(roster) == [(layout.MAIN, "G2", "duplicate"), (layout.MAIN, "G4", "duplicate")]
    assert [p.message() for p in roster.problems if "第 4 行" in p.zh]
    assert [p.message() for p in roster.problems if "第 2 行" in p.zh]
    assert roster.set_aside == (2, 4)


def test_two_people_with_one_staff_number_are_both_named(tmp_path: Path) -> None:
    roster = read(book(tmp_path, person(n=1), person(n=2, 工号=" a1 ")))

    assert found(roster) == [(layout.MAIN, "H2", "duplicate"), (layout.MAIN, "H3", "duplicate")]


def test_merged_cells_are_named_on_each_row(tmp_path: Path) -> None:
    path = book(tmp_path, *(person(n=n) for n in range(1, 5)))
    opened = openpyxl.load_workbook(path)
    opened[layout.MAIN].merge_cells("J3:J4")
    opened.save(path)

    roster = read(path)

    assert found(roster) == [(layout.MAIN, "J3", "merged"), (layout.MAIN, "J4", "merged")]
    assert "J3:J4" in roster.problems[0].zh
    assert [someone.row for someone in roster.people] == [2, 5]


def test_an_error_value_is_no_empty_cell(tmp_path: Path) -> None:
    path = book(tmp_path, person())
    opened = openpyxl.load_workbook(path)
    cell = opened[layout.MAIN]["J2"]
    cell.value, cell.data_type = "#N/A", "e"
    opened.save(path)

    assert found(read(path)) == [(layout.MAIN, "J2", "formula")]


def test_days_count_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    path = book(tmp_path, person(发证日期=43983 - 1462))
    opened = openpyxl.load_workbook(path)
    opened.epoch = datetime(1904, 1, 1)
    opened[layout.MAIN]["C2"] = date(2016, 7, 1)
    opened.save(path)

    (someone,) = read(path).people

    assert someone.case.certificates is not None
    assert someone.case.certificates[0].issued_on == date(2020, 6, 1)


def test_an_occupation_that_nobody_knows_is_a_note(tmp_path: Path) -> None:
    roster = read(book(tmp_path, person(从事的职业="磁浮巡检")))

    assert len(roster.people) == 1
    assert [(p.level, p.cell) for p in roster.problems] == [("note", "B2")]


def test_a_residence_permit_needs_no_type_beside_it(tmp_path: Path) -> None:
    (someone,) = read(book(tmp_path, person(证件号码=number("81000019880302471")))).people

    assert someone.case.person.identity is not None
    assert someone.case.person.identity.type == "hk_macao_taiwan_residence"
