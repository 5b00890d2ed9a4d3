"""`guantong population`: a register of people who do not exist."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from guantong.cli.options import Lang

if TYPE_CHECKING:
    from datetime import date

    from guantong.cli.failures import Problem
    from guantong.population.generation import Progress
    from guantong.wording.language import Wording


def population(
    persons: Annotated[
        int, typer.Option("--persons", metavar="N", help="多少人。 / How many persons.", show_default=False)
    ],
    out: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            metavar="DIR",
            help="写入的目录，须为空或尚不存在。 / The folder to write, empty or new.",
            show_default=False,
        ),
    ],
    seed: Annotated[
        int,
        typer.Option(
            "--seed",
            metavar="S",
            help="种子；同一种子得到同一登记册。 / The same seed gives the same register.",
        ),
    ] = 0,
    dirty: Annotated[
        float,
        typer.Option(
            "--dirty",
            metavar="SHARE",
            help="损坏的行所占的份额，0 到 1；清单在 damage.csv。 / Share of rows to damage, 0 to 1; damage.csv lists them.",
        ),
    ] = 0.0,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            metavar="D",
            help="登记册截至这一天；不写则取假设中的固定日期。 / The day of the register; without it, a fixed day of the assumptions.",
            show_default=False,
        ),
    ] = None,
    lang: Lang = "zh",
) -> None:
    """生成虚构的登记册，供演示、测试和测速。 / A synthetic register; nobody in it exists."""
    from guantong.cli import failures, inputs
    from guantong.cli.screen import write
    from guantong.population import FolderTakenError, default_day, generate
    from guantong.wording.language import Wording

    say = Wording(lang)
    with failures.told(say):
        wrong = _out_of_range(persons, dirty, say)
        day = None
        try:
            day = inputs.day("--as-of", as_of, say) or default_day()
            wrong += _day_out_of_range(day, say)
        except failures.Failure as failure:
            wrong += failure.problems
        if day is None or wrong:
            raise failures.Failure(*wrong)
        try:
            generate(persons, seed, out, dirty=dirty, as_of=day, progress=_progress(say))
        except FolderTakenError:
            raise failures.Failure(
                failures.Problem(
                    "-o", say("{folder} 不是空目录", folder=out), say("换一个目录，或者先清空它")
                )
            ) from None
        except OSError as error:
            raise failures.Failure(failures.unwritable(str(out), error, say)) from None
    write(say("已在 {folder} 生成 {n} 人的虚构登记册，其中没有任何真实的人。", folder=out, n=f"{persons:,}"))


def _out_of_range(persons: int, dirty: float, say: "Wording") -> "list[Problem]":
    from guantong.cli.failures import Problem
    from guantong.population.generation import MOST

    found = []
    if not 1 <= persons <= MOST:
        found.append(Problem("--persons", say("应在 1 和 {most} 之间", most=f"{MOST:,}")))
    if not 0 <= dirty <= 1:
        found.append(Problem("--dirty", say("应在 0 和 1 之间"), say("如 0.02 表示百分之二")))
    return found


def _day_out_of_range(day: "date", say: "Wording") -> "list[Problem]":
    from guantong.cli.failures import Problem
    from guantong.population.generation import EARLIEST, LATEST

    if EARLIEST <= day.year <= LATEST:
        return []
    return [Problem("--as-of", say("年份应在 {first} 和 {last} 之间", first=EARLIEST, last=LATEST))]


def _progress(say: "Wording") -> "Progress | None":
    """Tells on a terminal how far the work is; a file or a pipe is told nothing."""
    import sys
    from time import monotonic

    if not sys.stderr.isatty():
        return None
    began = monotonic()

    def tell(done: int, persons: int) -> None:
        rate = done / max(monotonic() - began, 1e-3)
        text = say(
            "{done} / {persons} 人，每秒 {rate}，还需 {left} 秒",
            done=f"{done:,}",
            persons=f"{persons:,}",
            rate=f"{rate:,.0f}",
            left=f"{(persons - done) / rate:,.0f}",
        )
        print(f"\r\x1b[K{text}", end="" if done < persons else "\n", file=sys.stderr, flush=True)

    return tell
