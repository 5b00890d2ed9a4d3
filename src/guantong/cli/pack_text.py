"""Packs on the screen: the list, one pack, and what two of them do differently."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.cells import cell_len

from guantong.catalogue import terms
from guantong.wording.values import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guantong.cli.screen import Screen
    from guantong.policy import Pack, Policy
    from guantong.policy.differences import Difference
    from guantong.wording.language import Wording

_ROOM = {"zh": 10, "en": 16}


def write_list(screen: Screen, policy: Policy, say: Wording) -> None:
    """One paragraph for each pack: id, version, what document it is."""
    room = max(cell_len(pack) for pack in policy.packs) + 2
    for pack in policy.packs.values():
        document = pack.document
        leads = (say("（主导）"), "green") if document.leads else ""
        screen.line((f"{pack.id:<{room}}", "bold"), document.version, "  ", document.number, leads, hang=room)
        screen.line(document.name.in_(say.lang), indent=room)
        kinds = Counter(provision.kind for provision in pack.provisions.values())
        counted = [say.many("{n} 条条款", sum(kinds.values()))]
        counted += [say.many("{n} 条通道", len(pack.routes))] if pack.routes else []
        counted += [say.many("{n} 个读法", len(pack.readings))] if pack.readings else []
        screen.line((say.joined(*counted), "dim"), indent=room)


def write_pack(screen: Screen, policy: Policy, pack: Pack, say: Wording) -> None:
    """Everything that a pack holds, in the order in which it is asked after."""
    document = pack.document
    rows = [
        (say("文件"), f"{document.number} {document.name.in_(say.lang)}"),
        (say("发布"), document.issuer.in_(say.lang)),
        (say("版本"), document.version),
        (say("摘要"), pack.digest),
        (say("施行"), say.day(document.effective_from) if document.effective_from else say("没有确认施行日")),
        (say("失效"), say.day(document.effective_to) if document.effective_to else ""),
        (say("到期复核"), say.day(document.review_after) if document.review_after else ""),
        (say("可信程度"), terms.name("confidence", document.confidence, say.lang)),
        (say("出处"), document.source),
    ]
    screen.line((pack.id, "bold"))
    for label, value in rows:
        if value:
            screen.labelled(label, value, indent=2, room=_ROOM[say.lang])
    _section(
        screen,
        say("通道"),
        ((r.name, r.label.in_(say.lang)) for r in (*pack.routes, *pack.supplements)),
    )
    _section(
        screen,
        say("参数"),
        (
            (
                f.parameter.id.rpartition("#")[2],
                say(
                    "{label}：{value}",
                    label=f.label.in_(say.lang),
                    value=in_words(f, say),
                ),
            )
            for f in pack.parameters.values()
        ),
    )
    _section(
        screen,
        say("读法"),
        (
            (
                r.id,
                say(
                    "{question}现按“{option}”",
                    question=r.question.in_(say.lang),
                    option=r.options[policy.choices.get(r.id, r.default)].in_(say.lang),
                )
                if r.options
                else r.question.in_(say.lang),
            )
            for r in pack.readings.values()
        ),
    )
    _section(screen, say("条款要旨"), ((p.id, p.gist.in_(say.lang)) for p in pack.provisions.values()))


def write_differences(screen: Screen, found: Iterable[Difference], say: Wording) -> None:
    """One line for each difference; a single sentence where there is none."""
    kinds = {
        "document": say("文件"), "provision": say("条款"), "reading": say("读法"), "parameter": say("参数"), "route": say("通道"),
        "supplement": say("附带答复"), "requirement": say("要求"), "condition": say("条件"), "question": say("由人认定的问题"),
        "note": say("附注"), "displacement": say("取代"), "party": say("当事方"), "deadline": say("期限"), "threshold": say("限额"),
        "step": say("步骤"),
    }  # fmt: skip
    marks = {"added": ("+ ", "green"), "removed": ("- ", "red"), "changed": ("~ ", "yellow")}
    counts: Counter[str] = Counter()
    for difference in found:
        counts[difference.change] += 1
        match difference.details:
            case [(part, old, new)] if old != new:
                details = say("{part} {old} → {new}", part=part, old=old, new=new).strip()
            case parts:
                details = say.joined(*(part for part, _, _ in parts))
        screen.line(
            marks[difference.change],
            f"{kinds[difference.kind]} ",
            (difference.name, "bold"),
            say("：{details}", details=details) if details else "",
            hang=4,
        )
    if not counts:
        screen.line(say("没有不同。"))
        return
    told = {"added": say("增加"), "removed": say("删去"), "changed": say("改动")}
    said = (f"{word} {counts[change]}" for change, word in told.items() if counts[change])
    screen.line((say.joined(*said), "dim"))


def _section(screen: Screen, title: str, rows: Iterable[tuple[str, str]]) -> None:
    listed = list(rows)
    if not listed:
        return
    room = min(max(cell_len(name) for name, _ in listed) + 2, 28)
    screen.gap()
    screen.line((title, "bold"))
    for name, text in listed:
        screen.labelled(name, text, indent=2, room=room)
