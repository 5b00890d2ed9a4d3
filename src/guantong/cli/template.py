"""`guantong template`: an empty roster to fill in, with drop-downs, samples and notes."""

from pathlib import Path
from typing import Annotated

import typer

from guantong.cli.options import AsOf, Lang


def template(
    out: Annotated[
        Path,
        typer.Argument(
            metavar="OUT.xlsx", help="要写的工作簿。 / The workbook to write.", show_default=False
        ),
    ],
    as_of: AsOf = None,
    force: Annotated[
        bool, typer.Option("--force", help="文件已存在也覆盖。 / Overwrite a file that is there.")
    ] = False,
    lang: Lang = "zh",
) -> None:
    """生成花名册模板，填好后交给 screen。 / An empty roster for `screen`."""
    from datetime import date

    from guantong.cli import failures, inputs
    from guantong.cli.screen import write
    from guantong.screening.workbook.columns import APPRAISED_YEARS
    from guantong.screening.workbook.template import write_template
    from guantong.wording.language import Wording

    say = Wording(lang)
    with failures.told(say):
        day = inputs.day("--as-of", as_of, say) or date.today()
        if out.suffix.lower() != ".xlsx":
            raise failures.Failure(
                failures.Problem("", say("{file} 不是 .xlsx 文件名", file=out), say("文件名以 .xlsx 结尾"))
            )
        if out.exists() and not force:
            raise failures.Failure(
                failures.Problem(
                    "", say("{file} 已经存在，没有改动", file=out), say("换一个文件名，或者加 --force")
                )
            )
        try:
            write_template(out, year=day.year)
        except OSError as error:
            raise failures.Failure(failures.unwritable(str(out), error, say)) from None
    write(
        say(
            "已写好 {file}：考核问 {first} 至 {last} 年度。填好后：guantong screen {file} -o 结果.xlsx",
            file=out,
            first=day.year - APPRAISED_YEARS,
            last=day.year - 1,
        )
    )
