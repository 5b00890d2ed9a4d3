"""A long roster as a clerk sends it: ``python -m benchmarks.bulk.workbook --rows 100000``.

One process of `guantong screen` reads it, decides everybody and writes the answer. Then the answer is opened: every row
in its order with the clerk's own column, each planted mistake told at its row and no other. Exit 1 if not, or if the process
held more than the aim.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import xlsxwriter
from python_calamine import CalamineWorkbook
from rich.console import Console

from guantong.screening.workbook.columns import ERRORS, MAIN
from guantong.screening.workbook.reading import CHECKED, SCREENED

from ..aims import Aim
from ..machine import machine
from .command import run
from .equality import SEED

CERTIFICATES, READ, DECIDED = "证书", "读到的人", "已作判断"
AS_OF: Final = "2026-11-22"
OWN: Final = "车间"
MOST_MB: Final = 2 * 1024
WRONG_EVERY: Final = 50
"""One row in so many has a day of issue that is no day."""
MORE_EVERY: Final = 4
"""One person in so many has a second certificate, on its own sheet."""
_WITH_MISTAKES: Final = 2
"""The exit of a command that answered, though some people could not be decided."""
_OCCUPATIONS: Final = ("车工", "电工", "焊工", "铣工", "钳工")
_LEVELS: Final = ("中级工", "高级工", "技师", "高级技师")


def roster(rows: int) -> Iterator[dict[str, Any]]:
    """The rows of the main sheet: the columns that an office fills, and one of its own."""
    random = Random(SEED)  # noqa: S311 - nothing here is secret
    for number in range(rows):
        started = date(2010, 1, 1) + timedelta(days=random.randrange(4_000))
        issued = started + timedelta(days=random.randrange(1_800))
        occupation = random.choice(_OCCUPATIONS)
        yield {
            "姓名": f"韦{number}",
            "工号": staff(number),
            "人员状况": "在职",
            "从事的职业": occupation,
            "任职开始日期": started,
            "单位性质": "企业",
            "证书种类": "职业技能等级证书",
            "证书等级": random.choice(_LEVELS),
            "证书职业": occupation if random.random() < 0.9 else random.choice(_OCCUPATIONS),
            "发证日期": "2024-13-01" if wrong(number) else issued,
            "证书联网查询结果": random.choice(("是", "是", None)),
            **{f"{year}年度考核等次": random.choice(("合格", "合格", "优秀", None)) for year in (2025, 2024, 2023)},
            "继续教育证明": random.choice(("是", None)),
            "业绩成果材料": random.choice(("是", None)),
            "没有的项目": random.choice(("职称、荣誉、处分、学历", "处分", None)),
            OWN: f"{number % 17} 车间",
        }  # fmt: skip


def certificates(rows: int) -> Iterator[dict[str, Any]]:
    """The rows of the sheet for people who have more than one certificate."""
    for number in range(0, rows, MORE_EVERY):
        yield {
            "工号": staff(number),
            "证书种类": "职业技能等级证书",
            "证书等级": "初级工",
            "证书职业": _OCCUPATIONS[number % len(_OCCUPATIONS)],
            "发证日期": date(2009, 1, 1) + timedelta(days=number % 300),
            "证书联网查询结果": "是",
        }


def staff(number: int) -> str:
    """The staff number of a row."""
    return f"A{number:07}"


def wrong(number: int) -> bool:
    """Whether a row has the planted mistake."""
    return number % WRONG_EVERY == WRONG_EVERY - 1


def write(file: Path, rows: int) -> None:
    """Write the roster in bounded memory."""
    with xlsxwriter.Workbook(str(file), {"constant_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, people in ((MAIN, roster(rows)), (CERTIFICATES, certificates(rows))):
            sheet = book.add_worksheet(name)
            for row, values in enumerate(people, 1):
                if row == 1:
                    sheet.write_row(0, 0, list(values))
                for column, value in enumerate(values.values()):
                    if isinstance(value, date):
                        sheet.write_datetime(row, column, value, day)
                    elif value is not None:
                        sheet.write_string(row, column, value)


def check(file: Path, rows: int) -> int:
    """How many results the answer has, each person of the roster being in it as it should be.

    Raises AssertionError with the first row that is not.
    """
    book = CalamineWorkbook.from_path(str(file))
    lines = iter(book.get_sheet_by_name(MAIN).iter_rows())
    titles = next(lines)
    problem, number, own = (titles.index(title) for title in (ERRORS, "工号", OWN))
    found = 0
    for found, line in enumerate(lines, 1):
        place = found - 1
        row = f"row {found + 1}"
        assert line[number] == staff(place), f"{row}: {line[number]} where {staff(place)} was"
        assert line[own] == f"{place % 17} 车间", f"{row}: the column of the office says {line[own]}"
        assert bool(line[problem]) == wrong(place), f"{row}: {line[problem] or 'the mistake is not told'}"
    assert found == rows, f"{found} rows came back of {rows}"
    counts = {line[0]: line[1] for line in book.get_sheet_by_name(CHECKED).to_python()}
    assert counts[READ] == rows, f"{counts[READ]} people are said to be read"
    assert counts[DECIDED] == rows - rows // WRONG_EVERY, f"{counts[DECIDED]} people are said to be decided"
    results = iter(book.get_sheet_by_name(SCREENED).iter_rows())
    place = next(results).index("行号")
    decided = [line[place] for line in results]
    mistakes = {number + 2 for number in range(rows) if wrong(number)}
    told = sorted(mistakes.intersection(decided))
    assert not told, f"row {told[0]} is decided in spite of its mistake"
    return len(decided)


def main() -> int:
    """Write, screen, check and print; the number of the exit."""
    given = _arguments()
    console = Console(width=150, highlight=False)
    console.print(machine())
    folder = given.folder
    with tempfile.TemporaryDirectory() if folder is None else nullcontext(folder) as place:
        source, answer = Path(place) / "roster.xlsx", Path(place) / "answer.xlsx"
        source.parent.mkdir(parents=True, exist_ok=True)
        write(source, given.rows)
        spent = run("screen", source, "-o", answer, "--as-of", AS_OF)
        console.print(f"CPU {spent.cpu:,.0f} s, clock {spent.wall:,.0f} s, memory {spent.peak:,.0f} MB")
        try:
            assert spent.status == _WITH_MISTAKES, f"the command ended with {spent.status}"
            results = check(answer, given.rows)
        except AssertionError as problem:
            console.print(f"{problem}", markup=False)
            return 1
        sizes = [f"{file.stat().st_size / 1e6:.1f} MB" for file in (source, answer)]
    console.print(f"{given.rows:,} rows ({sizes[0]}) read, decided and written ({sizes[1]}) in one process")
    console.print(f"{results:,} results; every row in its order, {given.rows // WRONG_EVERY:,} mistakes told")
    console.print(Aim("memory in MB", spent.peak, MOST_MB, at_most=True).line)
    return int(spent.peak > MOST_MB)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.bulk.workbook", description="A long roster, read, decided and written."
    )
    parser.add_argument("--rows", type=int, default=100_000, metavar="N", help="people in the roster")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="where both workbooks are kept")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
