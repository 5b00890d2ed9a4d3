"""`guantong screen`: a roster or a whole register, and what everybody in it may apply for."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from guantong.cli.options import AsOf, Lang, PolicyFile

if TYPE_CHECKING:
    from datetime import date

    from guantong.policy import Policy
    from guantong.screening.decisions import Decider
    from guantong.screening.run import Manifest
    from guantong.screening.selection import Selection
    from guantong.screening.sources.intake import Progress
    from guantong.wording.language import Wording

EngineName: TypeAlias = Literal["duckdb", "spark", "evaluate"]
_ROSTERS = (".xlsx", ".xlsm", ".xls", ".csv")


def screen(
    source: Annotated[
        str,
        typer.Argument(
            metavar="INPUT",
            help="花名册（.xlsx、.csv）、登记册目录或 postgresql:// 连接串。 / A roster, a folder of registers, or a connection string.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "-o", "--output", metavar="OUT", show_default=False,
            help="写到哪里：花名册写成工作簿，登记册写成目录。 / Where to write: a workbook for a roster, a folder for a register.",
        ),
    ],
    as_of: AsOf = None,
    targets: Annotated[
        str,
        typer.Option("--targets", metavar="T,…", help="只看这些，如 title_review,技能评价/技师。 / Only these."),
    ] = "",
    engine: Annotated[
        EngineName,
        typer.Option("--engine", metavar="duckdb|spark|evaluate", help="用哪个引擎，结果相同。 / Which engine; they answer alike."),
    ] = "duckdb",
    where: Annotated[
        list[str] | None,
        typer.Option("--where", metavar="列=值", help="只看这些人，如 place=南宁市。 / Only these people.", show_default=False),
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option("--mapping", metavar="FILE", help="列名对应文件，默认为目录里的 mapping.yaml。 / The mapping file.", show_default=False),
    ] = None,
    memory: Annotated[str, typer.Option("--memory", metavar="SIZE", help="最多用多少内存。 / Memory to use at most.")] = "4GB",
    threads: Annotated[
        int | None, typer.Option("--threads", metavar="N", help="用几个核，默认全部。 / Cores to use.", show_default=False)
    ] = None,
    readings: Annotated[
        bool, typer.Option("--readings", help="另列出会改变结论的读法，只用于 --engine evaluate，较慢。 / Also name the readings that would change an answer; with --engine evaluate, slower.")
    ] = False,
    policy: PolicyFile = None,
    lang: Lang = "zh",
) -> None:  # fmt: skip
    """成批判断：谁可以申报什么、从哪天起、缺什么。 / Screen a roster or a register."""
    from datetime import date

    from guantong.cases import CaseErrors
    from guantong.cli import failures, inputs
    from guantong.screening.selection import select
    from guantong.wording.language import Wording

    say = Wording(lang)
    with failures.told(say):
        day = inputs.day("--as-of", as_of, say) or date.today()
        rules = inputs.policy(policy, say)
        if readings and engine != "evaluate":
            raise failures.Failure(
                failures.Problem(
                    "--readings",
                    say("只有 --engine evaluate 会逐一比较读法"),
                    say("加上 --engine evaluate，或去掉 --readings"),
                )
            )
        try:
            selection = select([part.strip() for part in targets.split(",") if part.strip()], where or ())
            decider = _engine(engine, rules, day, selection, memory, threads, readings=readings)
            path = Path(source)
            if "://" not in source and path.suffix.lower() in _ROSTERS:
                _roster(path, out, day, decider, rules, say)
            else:
                _register(source, out, day, selection, decider, rules, say, mapping, memory, threads)
        except CaseErrors as errors:
            raise failures.from_case(errors, lang) from None


def _engine(
    name: EngineName,
    rules: "Policy",
    day: "date",
    selection: "Selection",
    memory: str,
    threads: int | None,
    *,
    readings: bool,
) -> "Decider":
    if name == "evaluate":
        from guantong.screening.engines.evaluate import Evaluate

        return Evaluate(rules, day, selection=selection, readings=readings)
    from guantong.decisions.decide import engine_for

    if name == "spark":
        from guantong.screening.engines.spark import Spark

        return Spark(engine_for(rules), day, selection=selection)
    from guantong.screening.engines.duck import Duck

    return Duck(engine_for(rules), day, selection=selection, memory=memory, threads=threads)


def _roster(path: Path, out: Path, day: "date", decider: "Decider", rules: "Policy", say: "Wording") -> None:
    from guantong.cli import failures
    from guantong.cli.screen import write
    from guantong.screening.roster import screen_roster

    try:
        result = screen_roster(
            path,
            out,
            as_of=day,
            policy=rules,
            decider=decider,
            lang=say.lang,
        )
    except OSError as error:
        raise failures.Failure(failures.unwritable(str(out), error, say)) from None
    if result.refused:
        raise failures.Failure(*(failures.Problem(str(path), p.message(say.lang)) for p in result.refused))
    write(
        say(
            "已读 {read} 人：可判断 {people} 人，须更正 {aside} 人；结果写在 {out}",
            read=f"{result.read:,}", people=f"{len(result.people):,}", aside=f"{len(result.set_aside):,}", out=out,
        )
    )  # fmt: skip
    if result.set_aside:
        raise typer.Exit(failures.BAD_INPUT)


def _register(
    source: str, out: Path, day: "date", selection: "Selection", decider: "Decider", rules: "Policy", say: "Wording",
    mapping: Path | None, memory: str, threads: int | None,
) -> None:  # fmt: skip
    from guantong.cli.screen import write
    from guantong.screening.run import Run

    manifest = Run(
        source=source if "://" in source else Path(source),
        out=out,
        decider=decider,
        policy=rules,
        as_of=day,
        targets=selection.targets,
        mapping=mapping,
        memory=memory,
        threads=threads,
        buckets=1 if decider.name == "spark" else None,  # Spark divides the people itself
        progress=_progress(say),
        lang=say.lang,
    ).screen()
    write(_summary(manifest, out, say))


def _summary(manifest: "Manifest", out: Path, say: "Wording") -> str:
    persons = manifest.intake["counts"]["person"]
    rate = persons["accepted"] / max(manifest.seconds, 0.1)
    return say(
        "读入 {read} 人，判断 {accepted} 人，搁置 {rejected} 人（原因见 rejected.csv）；结论 {decisions} 条，用时 {seconds} 秒，每秒 {rate} 人，内存峰值 {memory} MB。结果在 {out}",
        read=f"{persons['read']:,}", accepted=f"{persons['accepted']:,}", rejected=f"{persons['rejected']:,}",
        decisions=f"{manifest.decisions:,}", seconds=f"{manifest.seconds:,.1f}", rate=f"{rate:,.0f}", memory=f"{manifest.peak_memory_mb:,}", out=out,
    )  # fmt: skip


def _progress(say: "Wording") -> "Progress":
    """Tells on a terminal what is being done, how fast, and how long it still takes; a file or a pipe is told nothing."""
    import sys
    from time import monotonic

    began: dict[str, tuple[float, int]] = {}

    def tell(what: str, done: int, of: int) -> None:
        if not sys.stderr.isatty():
            return
        start, first = began.setdefault(what, (monotonic(), done))
        text = say("正在判断") if what == "decide" else say("正在读入 {what}", what=what)
        if of:
            text += f" {done}/{of}"
        if of and done > first:
            rate = (done - first) / max(monotonic() - start, 1e-3)
            text += say(
                "，每分钟 {rate} 份，还需 {left} 秒",
                rate=f"{60 * rate:,.1f}",
                left=f"{(of - done) / rate:,.0f}",
            )
        print(f"\r\x1b[K{text}", end="\n" if of and done == of else "", file=sys.stderr, flush=True)

    return tell
