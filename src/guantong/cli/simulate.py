"""`guantong simulate`: a changed parameter, reading or pack, and who in a register gains or loses by it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from guantong.cli.options import AsOf, Lang
from guantong.cli.screening import EngineName

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from guantong.cli.failures import Problem
    from guantong.policy import Policy
    from guantong.screening.whatif import Outcome
    from guantong.wording.language import Wording


def simulate(
    overlay: Annotated[
        str | None,
        typer.Argument(
            metavar="OVERLAY",
            help="改动（YAML）：parameters、readings、standards、exam_notices。 / What to change.",
            show_default=False,
        ),
    ] = None,
    on: Annotated[
        str,
        typer.Option(
            "--on", metavar="REGISTER", show_default=False,
            help="登记册目录或 postgresql:// 连接串。 / A folder of registers, or a connection string.",
        ),
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="OUT", help="结果写到哪个目录。 / The folder to write.", show_default=False),
    ] = None,
    packs: Annotated[
        Path | None,
        typer.Option("--packs", metavar="DIR", help="改动后的政策包所在的目录。 / A folder of changed packs.", show_default=False),
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option("--keep", metavar="DIR", help="把改动存成新版本的政策包。 / Keep the change as a new version of the packs.", show_default=False),
    ] = None,
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
    lang: Lang = "zh",
) -> None:  # fmt: skip
    """改一个参数、读法或政策包，看谁受益、谁受损。 / Change a rule and see who gains and who loses."""
    from datetime import date

    from guantong.cases import CaseErrors
    from guantong.cli import failures, inputs
    from guantong.cli.screen import write
    from guantong.cli.screening import _engine, _progress
    from guantong.screening.selection import select
    from guantong.screening.whatif import Side, Simulation
    from guantong.wording.language import Wording

    say = Wording(lang)
    with failures.told(say):
        day = inputs.day("--as-of", as_of, say) or date.today()
        today = inputs.policy(None, say)
        _complete(overlay, packs, keep, on, out, say)
        data, changed = _changed(overlay, packs, today, say)
        if keep is not None and keep.exists():
            raise failures.Failure(_taken(keep, say))
        if on and out is not None:
            try:
                selection = select([part.strip() for part in targets.split(",") if part.strip()], where or ())
                before, after = (
                    Side(rules, _engine(engine, rules, day, selection, memory, threads, readings=False))
                    for rules in (today, changed)
                )
                outcome = Simulation(
                    on if "://" in on else Path(on), out, before, after, day,
                    targets=selection.targets, where=selection.where, mapping=mapping, memory=memory, threads=threads,
                    progress=_progress(say), lang=say.lang, buckets=1 if engine == "spark" else None,
                ).run()  # fmt: skip
            except CaseErrors as errors:
                raise failures.from_case(errors, lang) from None
            write(_told(outcome, out, today, changed, say))
        if keep is not None:
            write(_kept(today, data, keep, say))


def _complete(
    overlay: str | None, packs: Path | None, keep: Path | None, on: str, out: Path | None, say: "Wording"
) -> None:
    """Refuse a command that lacks what it needs."""
    from guantong.cli import failures

    problems = []
    if overlay is None and packs is None:
        problems.append(
            failures.Problem(
                "OVERLAY", say("没有说改什么"), say("给出改动的文件，或者用 --packs 给出政策包目录")
            )
        )
    if keep is not None and (overlay is None or packs is not None):
        problems.append(failures.Problem("--keep", say("只有改动文件才能存成新版本，--packs 已经是政策包")))
    if bool(on) != (out is not None) or (not on and keep is None):
        problems.append(
            failures.Problem("--on, -o", say("--on 和 -o 要一起给出"), say("如 --on 登记册 -o 结果"))
        )
    if problems:
        raise failures.Failure(*problems)


def _changed(
    overlay: str | None, packs: Path | None, today: "Policy", say: "Wording"
) -> "tuple[Mapping[str, Any], Policy]":
    """The data of the overlay and the changed rules. Raises Failure."""
    from guantong.cli import failures
    from guantong.policy import OverlayError, PackErrors, load_policy, read_overlay
    from guantong.policy import overlay as laid_over

    rules = today
    if packs is not None:
        if not packs.is_dir():
            raise failures.Failure(failures.Problem("--packs", say("没有文件夹 {folder}", folder=packs)))
        try:
            rules = load_policy(packs)
        except PackErrors as errors:
            raise failures.Failure(
                *(failures.Problem("--packs", str(problem)) for problem in errors.problems),
                code=failures.BAD_PACK,
            ) from None
    if overlay is None:
        return {}, rules
    try:
        data = read_overlay(Path(overlay))
        return data, laid_over(rules, data, overlay)
    except OverlayError as error:
        raise failures.Failure(failures.Problem("OVERLAY", str(error))) from None
    except OSError as error:
        raise failures.Failure(failures.unreadable("OVERLAY", overlay, error, say)) from None


def _taken(folder: Path, say: "Wording") -> "Problem":
    from guantong.cli.failures import Problem

    return Problem("--keep", say("{folder} 已经存在，没有改动", folder=folder), say("换一个目录"))


def _kept(today: "Policy", data: "Mapping[str, Any]", folder: Path, say: "Wording") -> str:
    """Keep the change, and say what was kept."""
    from guantong.cli import failures
    from guantong.policy.keeping import keep

    if not data.get("parameters") and not data.get("readings"):
        raise failures.Failure(failures.Problem("--keep", say("改动里没有参数和读法，政策包没有什么可改")))
    try:
        kept = keep(today, data, folder)
    except FileExistsError:
        raise failures.Failure(_taken(folder, say)) from None
    except OSError as error:
        raise failures.Failure(failures.unwritable(str(folder), error, say)) from None
    versions = say.joined(*(f"{pack} {version}" for pack, version in kept.versions.items()))
    text = say(
        "新版本 {versions} 存在 {folder}。用 guantong pack check {folder} 检查：与改动不符的算例须逐一改写",
        versions=versions,
        folder=folder,
    )
    if kept.left_out:
        text += "\n" + say("{names} 是目录里的登记，不属于政策包，没有存入", names=say.joined(*kept.left_out))
    return text


def _told(outcome: "Outcome", out: Path, today: "Policy", changed: "Policy", say: "Wording") -> str:
    """The difference in words."""
    from guantong.screening.difference import CHANGES
    from guantong.screening.difference_page import CHANGED
    from guantong.screening.pages import direction_name, level_name, route_names

    found = outcome.difference
    lines = [say("改动：{change}", change=change.words(say.lang)) for change in outcome.changes]
    lines.append(
        say(
            "{people} 人、{conclusions} 条结论中，有变化的 {changed} 条；现在可以申报的由 {before} 人变为 {after} 人（本人已取得的等级不计）",
            people=f"{found.people:,}", conclusions=f"{found.conclusions:,}", changed=f"{found.rows - found.held:,}",
            before=f"{found.eligible['before']:,}", after=f"{found.eligible['after']:,}",
        )
    )  # fmt: skip
    names = {**route_names(today, say.lang), **route_names(changed, say.lang)}
    for change in CHANGES:
        group = found.changes.get((change,))
        if group is None or not group.people:
            continue
        words = CHANGED[change][0 if say.lang == "zh" else 1]
        lines.append(
            say("{change}：{people} 人 {conclusions} 条，如 {examples}", change=words, people=f"{group.people:,}",
                conclusions=f"{group.conclusions:,}", examples=say.joined(*group.examples))
        )  # fmt: skip
        tops = [
            [(key, g) for key, g in groups.items() if key[0] == change and g.people]
            for groups in (found.levels, found.routes, found.places)
        ]
        for listed in tops:
            best = sorted(listed, key=lambda item: (-item[1].people, item[0]))[:3]
            told = []
            for key, g in best:
                if len(key) == 2:
                    name = key[1] or say("（未填）")
                elif listed is tops[0]:
                    name = f"{direction_name(key[1], say.lang)} {level_name(key[1], key[2], say.lang)}"
                else:
                    name = names.get((key[1], key[2]), key[2])
                told.append(say("{name} {n} 人", name=name, n=f"{g.people:,}"))
            lines.append("  " + say.joined(*told))
    lines.append(say("用时 {seconds} 秒；结果在 {out}", seconds=f"{outcome.seconds:,.1f}", out=out))
    return "\n".join(lines)
