"""What is written into a workbook is what is read from it, whatever the spelling."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from guantong.cases import parse_case
from guantong.catalogue import terms

from .books import AS_OF, book, read

DAYS = st.dates(date(1995, 1, 1), date(2026, 11, 1))
OCCUPATIONS = st.sampled_from(["车工", "焊工", "6-31-01-03", "磁浮巡检工"])


def word(kind: str) -> st.SearchStrategy[str]:
    """Any spelling of a code that people use."""
    return st.sampled_from([s for term in terms.vocabulary(kind).terms for s in term.spellings])


def spelt(day: date) -> st.SearchStrategy[Any]:
    """Any spelling of a day that people use."""
    forms = [
        day,
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        int(f"{day:%Y%m%d}"),
    ]
    if day.year >= 1920:
        forms.append((day - date(1899, 12, 30)).days)
    return st.sampled_from(forms)


@st.composite
def people(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]:
    """The document of a person, the row of 花名册 and the rows of 证书 that say the same."""
    row: dict[str, Any] = {"姓名": draw(st.text("韦黄覃李梁𠮷", min_size=1, max_size=4))}
    document: dict[str, Any] = {"person": {"name": row["姓名"]}}
    if draw(st.booleans()):
        row["人员状况"] = document["person"]["status"] = draw(word("status"))
    if draw(st.booleans()):
        day, occupation, sector = draw(DAYS), draw(OCCUPATIONS), draw(word("sector"))
        row |= {"从事的职业": occupation, "任职开始日期": draw(spelt(day)), "单位性质": sector}
        document["employment"] = [{"occupation": occupation, "from": day, "sector": sector}]
    more: list[dict[str, Any]] = []
    certificates = []
    for n in range(draw(st.integers(0, 3))):
        day, level, occupation = draw(DAYS), draw(word("skill_level")), draw(OCCUPATIONS)
        certificate = {"level": level, "occupation": occupation, "issued_on": day}
        cells = {"证书等级": level, "证书职业": occupation, "发证日期": draw(spelt(day))}
        if n == 0:
            row |= cells
        else:
            more.append(cells)
        if certificate not in certificates:
            certificates.append(certificate)
    if certificates:
        document["certificates"] = certificates
    for year in range(2023, 2026):
        if draw(st.booleans()):
            grade = draw(st.sampled_from(["合格", "优秀", "不合格", "不定等次"]))
            row[f"{year}年度考核等次"] = grade
            document.setdefault("appraisals", {})[year] = grade
    return document, row, more


@settings(max_examples=25)
@given(st.lists(people(), min_size=1, max_size=6))
def test_rows_written_are_the_cases_read(
    drawn: list[tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = [{**row, "工号": f"N{n}"} for n, (_, row, _) in enumerate(drawn)]
        others = [{**cells, "工号": f"N{n}"} for n, (_, _, more) in enumerate(drawn) for cells in more]
        roster = read(book(Path(folder), *rows, 证书=others))

    expected = {f"N{n}": parse_case(document, as_of=AS_OF) for n, (document, _, _) in enumerate(drawn)}
    for person in roster.people:
        assert person.case == expected[person.person_id]
    assert len(roster.people) == len(drawn)


@settings(max_examples=30)
@given(st.dates(date(1920, 1, 2), date(2098, 12, 31)))
def test_a_serial_is_the_day_that_excel_shows(day: date) -> None:
    from guantong.cases.shapes import DayOf
    from guantong.screening.workbook.cells import value_of

    assert value_of(float((day - date(1899, 12, 30)).days), DayOf()) == day
    assert value_of(float((day - date(1904, 1, 1)).days), DayOf(), since_1904=True) == day or day < date(
        1904, 1, 1
    ) + timedelta(days=7_306)
