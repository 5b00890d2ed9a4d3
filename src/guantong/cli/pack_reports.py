"""What a check of the packs found, and an official document beside the clauses of a pack, on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guantong.cli.failures import as_json

if TYPE_CHECKING:
    from guantong.cli.screen import Screen
    from guantong.proof import Comparison, Finding, Report
    from guantong.wording.language import Wording


def write_report(screen: Screen, report: Report, say: Wording, *, proved: bool) -> None:
    """The outcome first, then each finding with a case that shows it, then what was counted."""
    figures = report.figures
    if report.ok:
        screen.line(("√  ", "green"), (say("没有发现问题。"), "bold green"))
    else:
        screen.line(("×  ", "red"), (say.many("发现 {n} 处问题。", len(report.findings)), "bold red"))
    for finding in report.findings:
        _finding(screen, finding, say)
    screen.gap()
    rows = [
        (say("由算例支持的规则条款"), figures.share),
        (say("已试过的读法选项"), f"{figures.options_tested}/{figures.options}"),
        (say("算例"), str(figures.cases)),
        (say("通道"), str(figures.routes)),
        (say("等待办理步骤的条款"), str(len(figures.awaiting))),
    ]
    room = {"zh": 22, "en": 40}[say.lang]
    for label, value in rows:
        screen.labelled(label, value, indent=2, room=room)
    _awaiting(screen, report, say)
    if report.undecided:
        screen.gap()
        screen.line((say("求解器没有判定的："), "bold"))
        for text in report.undecided:
            screen.line("· ", text.in_(say.lang), indent=2, hang=4)
    if not proved:
        screen.gap()
        screen.line((say("没有使用求解器，各条通道未经证明。安装 guantong[proof] 后可以证明。"), "yellow"))


def _awaiting(screen: Screen, report: Report, say: Wording) -> None:
    """Name every duty and option that waits for the process, under its pack."""
    packs = dict.fromkeys(item.pack for item in report.figures.awaiting)
    for pack in packs:
        screen.gap()
        screen.line((say("{pack}：等待办理步骤的条款", pack=pack), "bold"), indent=2)
        for item in report.figures.awaiting:
            if item.pack == pack:
                steps = say.joined(*(step.removeprefix("step:") for step in item.steps))
                screen.labelled(item.clause, f"{item.gist.in_(say.lang)} → {steps}", indent=4, room=12)


def _finding(screen: Screen, finding: Finding, say: Wording) -> None:
    place = " ".join(filter(None, (finding.pack, f"{finding.file}.yaml", finding.name)))
    screen.gap()
    screen.line((place, "bold"), indent=2)
    screen.line(finding.text.in_(say.lang), indent=4)
    if finding.case is not None:
        screen.line((say("可以看出问题的案例："), "dim"), indent=4)
        for line in as_json(finding.case).splitlines():
            screen.line((line, "dim"), indent=4)


def write_comparison(screen: Screen, found: Comparison, say: Wording) -> None:
    """Every clause with its gist and the words of the document, then what has no counterpart."""
    room = {"zh": 6, "en": 10}[say.lang]
    for line in found.lines:
        mark = (say("  要旨里的关键词都不在原文中，请核对"), "yellow") if line.doubtful else ""
        screen.line((line.id, "bold"), mark)
        gist = line.gist.in_(say.lang) if line.gist is not None else say("（政策包里没有这一条）")
        screen.labelled(say("要旨"), gist, indent=2, room=room)
        screen.labelled(say("原文"), line.text or say("（原文里没有找到）"), indent=2, room=room)
    screen.gap()
    if found.ok:
        screen.line(("√  ", "green"), (say("原文与条款逐条对应，没有遗漏。"), "bold green"))
        return
    for label, lines in (
        (say("原文里没有找到的条款"), found.without_text),
        (say("政策包里没有的原文"), found.without_clause),
    ):
        if lines:
            named = say.joined(*(line.id for line in lines))
            screen.line(("×  ", "red"), (label, "bold"), say("：{names}", names=named), hang=3)
