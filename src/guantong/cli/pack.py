"""`guantong pack`: list, show, check, export and compare the packs; hold an official text beside its clauses."""

from pathlib import Path
from typing import Annotated

import typer

from guantong.cli.options import AsJson, Lang

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
    from guantong.cli import failures, inputs
    from guantong.cli.pack_text import write_list
    from guantong.cli.screen import Screen
    from guantong.wording.language import Wording

    say = Wording(lang)
    with failures.told(say):
        write_list(Screen(), inputs.policy(None, say), say)


@app.command()
def show(id_: PackId, lang: Lang = "zh") -> None:
    """查看一个政策包。 / Show one pack."""
    from guantong.cli import failures, inputs, packs
    from guantong.cli.pack_text import write_pack
    from guantong.cli.screen import Screen
    from guantong.wording.language import Wording

    say = Wording(lang)
    with failures.told(say):
        policy = inputs.policy(None, say)
        write_pack(Screen(), policy, packs.named(policy, id_, say), say)


@app.command()
def check(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="DIR",
            help="政策包所在的文件夹，默认是随附的。 / A folder of packs; the shipped ones by default.",
            show_default=False,
        ),
    ] = None,
    json: AsJson = False,
    lang: Lang = "zh",
    no_solver: Annotated[
        bool,
        typer.Option("--no-solver", help="不证明各条通道，快得多。 / Prove no routes; much faster."),
    ] = False,
) -> None:
    """检查政策包：条款、算例、读法、通道。 / Hold the packs to account."""
    from importlib.util import find_spec

    from guantong.cli import failures
    from guantong.cli.pack_reports import write_report
    from guantong.cli.screen import Screen, write
    from guantong.proof import check_packs
    from guantong.wording.language import Wording

    say = Wording(lang)
    with failures.told(say):
        if folder is not None and not folder.is_dir():
            raise failures.Failure(failures.Problem("", say("没有文件夹 {folder}", folder=folder)))
    solver = not no_solver and find_spec("z3") is not None
    report = check_packs(folder, solver=solver)
    if json:
        write(failures.as_json(report.to_dict()))
    else:
        write_report(Screen(), report, say, proved=solver)
    if not report.ok:
        raise typer.Exit(failures.BAD_PACK)


@app.command()
def text(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="公文的 docx 或 txt 文件。 / The official document.", show_default=False
        ),
    ],
    json: AsJson = False,
    lang: Lang = "zh",
) -> None:
    """把公文原文与条款要旨逐条对照。 / An official document beside our clauses."""
    from guantong.cli import failures, inputs
    from guantong.cli.pack_reports import write_comparison
    from guantong.cli.screen import Screen, write
    from guantong.proof import UnreadableText, compare_text
    from guantong.wording.language import Wording

    say = Wording(lang)
    with failures.told(say, json_too=json):
        try:
            found = compare_text(file, inputs.policy(None, say))
        except UnreadableText as error:
            raise failures.Failure(failures.Problem("", str(error))) from None
        except OSError as error:
            raise failures.Failure(failures.unreadable("", str(file), error, say)) from None
    if json:
        write(failures.as_json(found.to_dict()))
    else:
        write_comparison(Screen(), found, say)
    if not found.ok:
        raise typer.Exit(failures.BAD_PACK)


@app.command()
def export(
    id_: PackId,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="写入文件。 / Write to a file.", show_default=False
        ),
    ] = None,
    lang: Lang = "zh",
) -> None:
    """导出为规范的 JSON，摘要可以复算。 / Canonical JSON with a digest."""
    from guantong.cli import failures, inputs, packs
    from guantong.cli.screen import write
    from guantong.policy.exporting import exported
    from guantong.wording.language import Wording

    say = Wording(lang)
    with failures.told(say):
        document = exported(packs.named(inputs.policy(None, say), id_, say))
        if output is None:
            write(document)
            return
        try:
            output.write_text(f"{document}\n", encoding="utf-8")
        except OSError as error:
            raise failures.Failure(failures.unwritable(str(output), error, say)) from None


@app.command()
def diff(one: Side, other: Side, lang: Lang = "zh") -> None:
    """比较两个政策包，每处不同一行。 / Compare two packs, a line for each difference."""
    from guantong.cli import failures, packs
    from guantong.cli.pack_text import write_differences
    from guantong.cli.screen import Screen
    from guantong.policy.differences import differences
    from guantong.wording.language import Wording

    say = Wording(lang)
    with failures.told(say):
        sides = packs.contents(one, say), packs.contents(other, say)
    write_differences(Screen(), differences(*sides), say)
