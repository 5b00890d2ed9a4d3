"""`guantong pack`: list, show, check, export and compare the packs; hold an official text beside its clauses."""

from typing import Annotated

import typer

from guantong.cli.options import Lang

app = typer.Typer(
    help="政策包：列出、查看、检查、导出、比较。 / The packs of policies.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

PackId = Annotated[
    str, typer.Argument(metavar="ID", help="政策包的编号。 / The id of a pack.", show_default=False)
]
Side = Annotated[
    str,
    typer.Argument(
        metavar="A|B",
        help="编号、导出的文件或者文件夹。 / An id, an exported file or a folder.",
        show_default=False,
    ),
]


@app.command("list")
def list_(lang: Lang = "zh") -> None:
    """列出全部政策包。 / List the packs."""
    from guantong.cli.pack_text import write_list
    from guantong.cli.screen import Screen
    from guantong.cli.wording import Wording
    from guantong.policy import load_policy

    write_list(Screen(), load_policy(), Wording(lang))


@app.command()
def show(id_: PackId, lang: Lang = "zh") -> None:
    """查看一个政策包：文件、通道、参数、读法、条款。 / Show one pack."""
    from guantong.cli import failures, packs
    from guantong.cli.pack_text import write_pack
    from guantong.cli.screen import Screen
    from guantong.cli.wording import Wording
    from guantong.policy import load_policy

    say = Wording(lang)
    try:
        pack = packs.named(load_policy(), id_, say)
    except failures.Failure as failure:
        raise typer.Exit(failures.refuse(failure, say, json_too=False)) from None
    write_pack(Screen(), load_policy(), pack, say)


@app.command()
def export(
    id_: PackId,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="写入文件。 / Write to a file.", show_default=False
        ),
    ] = None,
    lang: Lang = "zh",
) -> None:
    """导出为规范的 JSON，带可以复算的摘要。 / Export as canonical JSON with a digest that can be checked."""
    from pathlib import Path

    from guantong.cli import failures, packs
    from guantong.cli.screen import write
    from guantong.cli.wording import Wording
    from guantong.policy import load_policy

    say = Wording(lang)
    try:
        text = packs.exported(packs.named(load_policy(), id_, say))
        if output is None:
            write(text)
            return
        try:
            Path(output).write_text(f"{text}\n", encoding="utf-8")
        except OSError as error:
            raise failures.Failure(failures.unwritable(output, error, say)) from None
    except failures.Failure as failure:
        raise typer.Exit(failures.refuse(failure, say, json_too=False)) from None


@app.command()
def diff(one: Side, other: Side, lang: Lang = "zh") -> None:
    """比较两个政策包：增加、删去、改动，每处一行。 / Compare two packs, one line for each difference."""
    from guantong.cli import failures, packs
    from guantong.cli.differences import differences
    from guantong.cli.pack_text import write_differences
    from guantong.cli.screen import Screen
    from guantong.cli.wording import Wording

    say = Wording(lang)
    try:
        sides = packs.contents(one, say), packs.contents(other, say)
    except failures.Failure as failure:
        raise typer.Exit(failures.refuse(failure, say, json_too=False)) from None
    write_differences(Screen(), differences(*sides), say)
