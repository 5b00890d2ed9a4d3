"""Options that several commands share. Help is in Chinese with English beside it, as it is read before `--lang`."""

from typing import Annotated, TypeAlias

import typer

from guantong.wording.language import Language

Lang: TypeAlias = Annotated[
    Language, typer.Option("--lang", metavar="zh|en", help="输出的语言，默认中文。 / Language of the output.")
]
AsJson: TypeAlias = Annotated[
    bool, typer.Option("--json", help="输出 JSON，供程序使用。 / JSON for programs.")
]
PolicyFile: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--policy",
        metavar="FILE",
        help="附加的登记内容或改选的读法（YAML）。 / Further register rows, or readings switched.",
    ),
]
Today: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--today", metavar="D", help="把这一天当作今天。 / The day to take as today.", show_default=False
    ),
]
AsOf: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="D",
        help="申报提交之日，优先于文件里的 as_of。 / Day of submission, instead of the file's.",
        show_default=False,
    ),
]
"""Days are texts here: the case format says what a day may look like."""
