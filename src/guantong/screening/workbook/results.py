"""What the answer adds to a workbook, sheet by sheet, as rows of plain values: the same for both ways of writing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from .problems import KINDS, Problem, letters
from .reading import CHECKED, SCREENED, TO_SUPPLY, WITHIN_A_YEAR

if TYPE_CHECKING:
    from guantong.decisions.words import Words

    from .findings import Findings
    from .roster import Roster

Style: TypeAlias = Literal["title", "head", "plain"]
MOST_LISTED: Final = 20_000
"""More problems than anybody reads one by one; all of them stand in the rows themselves."""
MOST_ROWS: Final = 1_000_000
"""Of one sheet of results; Excel ends a little later."""


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to another one of the workbook."""

    text: str
    sheet: str
    cell: str

    @property
    def location(self) -> str:
        """The cell as a link names it."""
        name = self.sheet.replace("'", "''")
        return f"'{name}'!{self.cell}"


Value: TypeAlias = str | int | date | Link | None
Row: TypeAlias = tuple[Style, Sequence[Value]]


@dataclass(frozen=True)
class Result:
    """One sheet: its rows, the widths of its columns, and the row of its titles where it is one table."""

    name: str
    widths: Sequence[int]
    rows: Callable[[], Iterator[Row]]
    table: bool = True


def results(
    roster: Roster, findings: Findings, words: Words, moved: Mapping[str, int], remarks: Sequence[str]
) -> tuple[Result, ...]:
    """The four sheets. `moved` says by how many columns a sheet's cells have moved, `remarks` how it was written."""
    said = [*remarks, *_left_out(findings, words)]
    return (
        Result(
            CHECKED,
            (18, 8, 10, 26, 22, 90),
            lambda: _checked(roster, findings, words, moved, said),
            table=False,
        ),
        Result(SCREENED, (8, 12, 34, 22, 14, 60, 30), lambda: _screened(findings, words)),
        Result(TO_SUPPLY, (22, 8, 12, 44, 50), lambda: _to_supply(findings, words)),
        Result(WITHIN_A_YEAR, (14, 8, 12, 34, 50, 30), lambda: _coming(findings, words)),
    )


def _left_out(findings: Findings, words: Words) -> Iterator[str]:
    if findings.closed_left_out:
        yield words.say(
            f"“{SCREENED}”没有列出 {findings.closed_left_out:,} 项暂不可以申报、也没有日期的结论。",
            f"{SCREENED} leaves out {findings.closed_left_out:,} conclusions that are closed and have no day.",
        )
    counts = {
        SCREENED: len(findings.listed),
        TO_SUPPLY: findings.lacking,
        WITHIN_A_YEAR: len(findings.coming),
    }
    for name, count in counts.items():
        if count > MOST_ROWS:
            yield words.say(
                f"“{name}”只列出前 {MOST_ROWS:,} 项，共 {count:,} 项。",
                f"{name} lists the first {MOST_ROWS:,} of {count:,}.",
            )


def _checked(
    roster: Roster, findings: Findings, words: Words, moved: Mapping[str, int], said: Sequence[str]
) -> Iterator[Row]:
    say = words.say
    aside = len(roster.set_aside)
    yield "title", (say("校验结果", "Result of the checks"),)
    yield "plain", (say("申报日期", "day of submission"), None, None, roster.as_of)
    yield "plain", (say("读到的人", "people read"), roster.read)
    yield "plain", (say("已作判断", "decided"), len(roster.people))
    yield (
        "plain",
        (
            say("有错误、没有判断", "with mistakes, not decided"),
            aside,
            None,
            say("改正红色单元格后整个文件再传一次", "mend the red cells and send the whole file again")
            if aside
            else None,
        ),
    )
    yield "plain", (say("可以申报的人", "people who may apply"), findings.people_open)
    for text in said:
        yield "plain", (text,)
    yield "plain", ()
    counted: dict[str, list[Problem]] = {}
    for problem in roster.errors:
        counted.setdefault(problem.kind, []).append(problem)
    if counted:
        yield "head", (say("问题种类", "kind"), say("处数", "number"), "", say("第一处", "the first"))
    for kind in (kind for kind in KINDS if kind in counted):
        first = counted[kind][0]
        yield "plain", (say(*KINDS[kind]), len(counted[kind]), None, _link(first, moved))
    if roster.problems:
        yield "plain", ()
        yield "head", (
            say("问题种类", "kind"), say("行", "row"), say("列", "column"), say("位置", "place"), say("原来的内容", "content"), say("错在哪，应怎样", "what is wrong, how it should be"),
        )  # fmt: skip
    for problem in (*roster.errors, *roster.notes)[:MOST_LISTED]:
        yield "plain", (
            say(*KINDS[problem.kind]), problem.row or None, problem.title, _link(problem, moved), problem.value, problem.message(words.lang),
        )  # fmt: skip
    if len(roster.problems) > MOST_LISTED:
        yield (
            "plain",
            (
                say(
                    f"只列出前 {MOST_LISTED:,} 处，其余见各行。",
                    f"Only the first {MOST_LISTED:,} are listed; see the rows.",
                ),
            ),
        )


def _link(problem: Problem, moved: Mapping[str, int]) -> Value:
    if not problem.row:
        return problem.sheet or None
    cell = f"{letters(max(problem.column, 1) + moved.get(problem.sheet, 0))}{problem.row}"
    return Link(f"{problem.sheet} {cell}", problem.sheet, cell)


def _screened(findings: Findings, words: Words) -> Iterator[Row]:
    say = words.say
    yield "head", (
        say("行号", "row"), say("姓名", "name"), say("职称或等级", "title or level"), say("结论", "conclusion"),
        say("最早可以申报", "open from"), say("需要准备", "to prepare"), say("依据条款", "clauses"),
    )  # fmt: skip
    for found in findings.read(findings.listed[:MOST_ROWS]):
        yield (
            "plain",
            (found.row, found.person, found.target, found.verdict, found.day, found.prepare, found.clauses),
        )


def _to_supply(findings: Findings, words: Words) -> Iterator[Row]:
    say = words.say
    yield "head", (
        say("由谁提供", "from whom"), say("行号", "row"), say("姓名", "name"), say("缺什么", "what is missing"), say("影响", "what depends on it"),
    )  # fmt: skip
    for who, row, person, what, depends in islice(findings.to_supply(), MOST_ROWS):
        yield "plain", (who, row, person, what, depends)


def _coming(findings: Findings, words: Words) -> Iterator[Row]:
    say = words.say
    yield "head", (
        say("可以申报之日", "opens on"), say("行号", "row"), say("姓名", "name"), say("职称或等级", "title or level"),
        say("需要准备", "to prepare"), say("依据条款", "clauses"),
    )  # fmt: skip
    for found in findings.read(findings.coming[:MOST_ROWS]):
        yield "plain", (found.day, found.row, found.person, found.target, found.prepare, found.clauses)
