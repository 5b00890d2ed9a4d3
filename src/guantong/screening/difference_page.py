"""The page of a simulation: what was changed, who gains and who loses, without anybody who could be recognised."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from guantong.catalogue import terms
from guantong.decisions.words import Words

from .charts import SMALLEST, Cell, cells
from .difference import CHANGES
from .pages import Figure, Section, Sheet, charted, direction_name, level_name, rendered, route_names
from .summary import footnote, run_facts, warnings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from guantong.policy import Policy
    from guantong.policy.model import Language

    from .difference import Group
    from .whatif import Outcome

CHANGED: Final[Mapping[str, tuple[str, str]]] = {
    "gains": ("结论变好", "a better verdict"),
    "loses": ("结论变差", "a worse verdict"),
    "earlier": ("结论不变，提前到期", "the same verdict, an earlier first day"),
    "later": ("结论不变，推后到期或不再到期", "the same verdict, a later first day or none"),
    "other": ("只是通道或起始日不同", "only another route, or another day since when"),
}
_WORSE: Final = ("loses", "later")
_TOLD: Final = CHANGES[:-1]


def difference_page(outcome: Outcome, before: Policy, after: Policy, lang: Language = "zh") -> str:
    """The page."""
    return _Page(outcome, before, after, lang).html()


class _Page:
    def __init__(self, outcome: Outcome, before: Policy, after: Policy, lang: Language) -> None:
        self.outcome, self.before, self.after, self.lang = outcome, before, after, lang
        self.found = outcome.difference
        self.words = Words(after, lang)
        self.say = self.words.say
        self.as_of = date.fromisoformat(outcome.as_of)

    def html(self) -> str:
        say, found = self.say, self.found
        told = cells([found.changes[change,].people for change in _TOLD], total_told=False)
        return rendered(
            "difference.html",
            say,
            title=say("改动规则的模拟", "Changed rules, simulated"),
            subtitle=say(
                f"{self.outcome.intake['source']} · 以 {self.words.day(self.as_of)} 为申报日",
                f"{self.outcome.intake['source']} · as if submitted on {self.words.day(self.as_of)}",
            ),
            warnings=warnings(self.after, self.as_of, self.lang),
            changed=Sheet(
                (say("改了什么", "what"), say("现行", "today"), say("改动后", "changed")),
                [(change.label, change.before, change.after) for change in self.outcome.changes],
            ),
            key=(
                (f"{found.people:,}", say("有可判断的职称或等级（人）", "with a title or level to decide on")),
                *((cell, say("{}（人）", "people: {}").format(say(*CHANGED[change]))) for change, cell in zip(_TOLD, told, strict=True)),
            ),
            sections=(self._verdicts(), self._levels(), self._routes(), self._places()),
            facts=list(self._facts()),
            footnote=footnote(self.lang),
        )  # fmt: skip

    def _verdicts(self) -> Section:
        say = self.say
        rows = self._rows(self.found.verdicts, lambda key: (self._verdict(key[0]), self._verdict(key[1])))
        head = (say("变化", "change"), say("现行", "today"), say("改动后", "changed"), *self._numbers())
        figures = [self._figure(say("结论的变化", "Verdicts"), head, rows)] if rows else []
        return Section(
            say("结论怎样变化", "How verdicts change"),
            say(
                f"本人已经取得的等级及其以下不计（{self.found.held:,} 条变化）。例子只写人员编号，人数不足 {SMALLEST} 的组不举例，全部见 difference.parquet。",
                f"Levels that a person has already, and those below, are left out ({self.found.held:,} changes). Examples are ids of people, none for a group of fewer than {SMALLEST}; all are in difference.parquet.",
            ),
            figures,
        )

    def _levels(self) -> Section:
        say = self.say
        rows = self._rows(
            self.found.levels,
            lambda key: (direction_name(key[0], self.lang), level_name(key[0], key[1], self.lang)),
        )
        head = (say("变化", "change"), say("方向", "direction"), say("等级", "level"), *self._numbers())
        return Section(
            say("按等级", "By level"), "",
            self._charts(self.found.levels, lambda key: level_name(key[0], key[1], self.lang), head, rows),
        )  # fmt: skip

    def _routes(self) -> Section:
        say = self.say
        names = {**route_names(self.before, self.lang), **route_names(self.after, self.lang)}

        def name(key: tuple[str, ...]) -> str:
            return names.get((key[0], key[1]), key[1] or "-")

        rows = self._rows(self.found.routes, lambda key: (direction_name(key[0], self.lang), name(key)))
        head = (say("变化", "change"), say("方向", "direction"), say("通道", "route"), *self._numbers())
        return Section(
            say("按通道", "By route"),
            say("变好的按改动后的通道，变差的按现行的通道。", "Who is better off by the route after the change, who is worse off by the route of today."),
            self._charts(self.found.routes, name, head, rows),
        )  # fmt: skip

    def _places(self) -> Section:
        say = self.say
        rows = self._rows(
            self.found.places, lambda key: (key[0] or say("（未填）", "(not given)"),), adds_up=True
        )
        head = (say("变化", "change"), say("地区", "place"), *self._numbers())
        return Section(
            say("按地区", "By place"), "", [self._figure(say("地区", "Places"), head, rows)] if rows else []
        )

    # --- rows -------------------------------------------------------------------------------------

    def _rows(
        self,
        groups: Mapping[tuple[str, ...], Group],
        told: Callable[[tuple[str, ...]], tuple[str, ...]],
        *,
        adds_up: bool = False,
    ) -> list[tuple[object, ...]]:
        listed = _sorted(groups)
        people = [
            cell
            for change in CHANGES
            for cell in cells([g.people for key, g in listed if key[0] == change], total_told=adds_up)
        ]
        return [
            (
                self.say(*CHANGED[key[0]]),
                *told(key[1:]),
                cell,
                f"{group.conclusions:,}" if cell.bar else str(cell),
                " ".join(group.examples) if cell.bar else "",
            )
            for (key, group), cell in zip(listed, people, strict=True)
        ]

    def _charts(
        self, groups: Mapping[tuple[str, ...], Group], name: Callable[[tuple[str, ...]], str], head: tuple[str, ...], rows: Sequence[tuple[object, ...]]
    ) -> list[Figure]:  # fmt: skip
        """A chart for each change, then the whole table."""
        figures = []
        for change in _TOLD:
            listed = [(key, group) for key, group in _sorted(groups) if key[0] == change]
            if not listed:
                continue
            told: list[Cell] = cells([group.people for _, group in listed], total_told=False)
            bars = [(name(key[1:]), cell) for (key, _), cell in zip(listed, told, strict=True)]
            title = self.say(*CHANGED[change])
            figures.append(charted(title, bars, (head[2], self.say("人", "people")), worse=change in _WORSE))
        return [*figures, self._figure(self.say("全部", "All"), head, rows)] if rows else []

    def _figure(self, title: str, head: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> Figure:
        return Figure(title, Sheet(head, rows, frozenset({len(head) - 3, len(head) - 2})))

    def _numbers(self) -> tuple[str, str, str]:
        return self.say("人", "people"), self.say("结论", "conclusions"), self.say("例", "examples")

    def _verdict(self, verdict: str) -> str:
        return terms.name("verdict", verdict, self.lang) if verdict else "-"

    def _facts(self) -> Iterable[tuple[str, str]]:
        say, outcome = self.say, self.outcome
        yield say("来源", "source"), str(outcome.intake["source"])
        yield say("申报日", "day of submission"), self.words.day(self.as_of)
        yield from run_facts(
            outcome.engine, outcome.seconds, outcome.peak_memory_mb, outcome.guantong, self.lang
        )
        for pack, digest in outcome.packs_after.items():
            was = outcome.packs_before.get(pack)
            if was != digest:
                yield pack, f"{was or '-'} → {digest}"


def _sorted(groups: Mapping[tuple[str, ...], Group]) -> list[tuple[tuple[str, ...], Group]]:
    return sorted(
        ((key, group) for key, group in groups.items() if group.people),
        key=lambda item: (CHANGES.index(item[0][0]), -item[1].people, item[0]),
    )
