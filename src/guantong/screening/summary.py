"""The summary of a screened register: a page for people, without names and without anybody who could be recognised."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Final

from guantong.catalogue import terms
from guantong.decisions.answers import ORDER
from guantong.decisions.suppliers import supplier
from guantong.decisions.words import Words

from .charts import Cell, cells
from .pages import (
    LEVELS,
    Figure,
    Section,
    Sheet,
    charted,
    direction_name,
    fact_name,
    level_name,
    rendered,
    route_names,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from guantong.policy import Policy
    from guantong.policy.model import Language

    from .run import Manifest
    from .tallies import Tally

FILE: Final = "summary.html"
_VERDICTS: Final = tuple(reversed(ORDER))
_YEARS: Final = 3
"""Quarters are told for so many years; what is later stands in one row."""
_LISTED: Final = 20
"""Longer lists help nobody; the register of decisions has them all."""
_DOUBTS: Final = 10


def summary(manifest: Manifest, tally: Tally, policy: Policy, lang: Language = "zh") -> str:
    """The page."""
    return _Page(manifest, tally, policy, lang).html()


class _Page:
    def __init__(self, manifest: Manifest, tally: Tally, policy: Policy, lang: Language) -> None:
        self.manifest, self.tally, self.policy, self.lang = manifest, tally, policy, lang
        self.words = Words(policy, lang)
        self.say = self.words.say
        self.as_of = date.fromisoformat(manifest.as_of)

    def html(self) -> str:
        say, persons = self.say, self.manifest.intake["counts"]["person"]
        told = dict(
            zip(_VERDICTS, cells([self.tally.standing[v] for v in _VERDICTS], total_told=False), strict=True)
        )
        return rendered(
            "summary.html",
            say,
            title=say("登记册筛查结果", "A register screened"),
            subtitle=say(
                f"{self.manifest.intake['source']} · 以 {self.words.day(self.as_of)} 为申报日",
                f"{self.manifest.intake['source']} · as if submitted on {self.words.day(self.as_of)}",
            ),
            warnings=warnings(self.policy, self.as_of, self.lang, self._doubted()),
            key=(
                (f"{persons['read']:,}", say("读入（人）", "people read")),
                (f"{persons['rejected']:,}", say("搁置（人）", "set aside")),
                (f"{self.tally.people:,}", say("有可判断的职称或等级（人）", "with a title or level to decide on")),
                (told["eligible"], say("现在至少有一项可以申报（人）", "may apply for something now")),
                (told["needs_human"], say("最好的结论是须人工认定（人）", "need an authority, at best")),
                (told["needs_evidence"], say("最好的结论是还缺材料（人）", "lack a fact, at best")),
            ),
            sections=(
                self._verdicts(), self._coming(), self._missing(), self._routes(), self._places(), self._rejected(),
            ),
            facts=self._facts(),
            packs=packs_used(self.policy, self.manifest.packs, self.lang),
            footnote=footnote(self.lang),
        )  # fmt: skip

    # --- what people may apply for ----------------------------------------------------------------

    def _verdicts(self) -> Section:
        say = self.say
        figures = []
        for direction in dict.fromkeys(key[0] for key in sorted(self.tally.verdicts)):
            levels = [
                level
                for level in reversed(terms.codes(LEVELS[direction]) if direction in LEVELS else ("",))
                if any(self.tally.verdicts[direction, level, verdict] for verdict in ORDER)
            ]
            names = [level_name(direction, level, self.lang) for level in levels]
            rows = [
                cells(
                    [self.tally.verdicts[direction, level, verdict] for verdict in _VERDICTS],
                    total_told=False,
                )
                for level in levels
            ]
            title = say("{}：现在可以申报的人", "{}: people who may apply now").format(
                direction_name(direction, self.lang)
            )
            figure = charted(
                title, [(name, row[0]) for name, row in zip(names, rows, strict=True)], ("", title)
            )
            head = (
                say("等级", "level"),
                *(terms.name("verdict", verdict, self.lang) for verdict in _VERDICTS),
            )
            sheet = Sheet(
                head,
                [(name, *row) for name, row in zip(names, rows, strict=True)],
                frozenset(range(1, len(head))),
            )
            figures.append(Figure(title, sheet, figure.chart, say("每人在每个等级按最好的结论计一次", "each person once for a level, by the best verdict")))  # fmt: skip
        return Section(
            say("谁可以申报什么", "Who may apply for what"),
            say(
                f"共 {self.tally.people:,} 人、{self.tally.conclusions:,} 条结论。本人已经取得的等级及其以下不计（{self.tally.held:,} 条）。“可以申报”只是可以提出申请。",
                f"{self.tally.people:,} people and {self.tally.conclusions:,} conclusions. Levels that a person has already, and those below, are left out ({self.tally.held:,} conclusions). That somebody may apply is not that the title or level is granted.",
            ),
            figures,
        )

    def _coming(self) -> Section:
        say, figures = self.say, []
        for direction in dict.fromkeys(key[0] for key in sorted(self.tally.coming)):
            counts: Counter[tuple[int, int] | None] = Counter()
            for (of, year, quarter), count in self.tally.coming.items():
                if of == direction:
                    counts[(year, quarter) if year <= self.as_of.year + _YEARS else None] += count
            spans = [*sorted(key for key in counts if key is not None), *([None] if None in counts else [])]
            later = say("{} 年及以后", "{} and later").format(self.as_of.year + _YEARS + 1)
            names = [later if key is None else say("{} 年第 {} 季度", "{} Q{}").format(*key) for key in spans]
            told = cells([counts[key] for key in spans])
            n = sum(counts.values())
            figures.append(
                charted(
                    direction_name(direction, self.lang), list(zip(names, told, strict=True)),
                    (say("季度", "quarter"), say("人", "people")),
                    about=say(f"n = {n:,}（一人在几个等级到期，各计一次）", f"n = {n:,} (a person counts once for each level)"),
                )
            )  # fmt: skip
        return Section(
            say("谁在什么时候到期", "Who becomes eligible when"),
            say(
                "现在还不能申报、其他条件不变时到这一天可以申报的人；还须补材料或人工认定的，以届时补齐为前提。",
                "People who may not apply yet and may from that day, if all else stays as it is; where a fact or an authority's word is still missing, if that comes too.",
            ),
            figures,
        )

    # --- what stands in the way -------------------------------------------------------------------

    def _missing(self) -> Section:
        say = self.say
        top = _most(self.tally.missing)
        told = cells([count for _, count in top], total_told=False)
        rows = [
            (self.words.path(path), supplier(path).words(self.lang), cell)
            for (path, _), cell in zip(top, told, strict=True)
        ]
        if not rows:
            return Section(say("最常缺什么", "What is missing most often"))
        title = say("缺这一项的人", "people who lack it")
        chart = charted(title, [(name, cell) for name, _, cell in rows], ("", title)).chart
        sheet = Sheet(
            (say("缺什么", "what"), say("由谁提供", "from whom"), say("人", "people")), rows, frozenset({2})
        )
        return Section(
            say("最常缺什么", "What is missing most often"),
            say("因缺材料还不能判断的人所缺的事实；一人可缺几项。", "What those lack about whom nothing can be told yet; a person may lack several."),
            [Figure(title, sheet, chart)],
        )  # fmt: skip

    def _routes(self) -> Section:
        say, names = self.say, route_names(self.policy, self.lang)
        figures = []
        for direction in dict.fromkeys(key[0] for key in sorted(self.tally.routes)):
            top = _most({key[1]: count for key, count in self.tally.routes.items() if key[0] == direction})
            told = cells([count for _, count in top], total_told=False)
            rows = [
                (names.get((direction, name), name), cell) for (name, _), cell in zip(top, told, strict=True)
            ]
            figures.append(
                charted(
                    direction_name(direction, self.lang), rows, (say("通道", "route"), say("人", "people"))
                )
            )
        return Section(
            say("走哪条通道", "By which route"),
            say("现在可以申报的人各走哪条通道；一人可走几条。", "The routes of those who may apply now; a person may have several."),
            figures,
        )  # fmt: skip

    def _places(self) -> Section:
        say = self.say
        places = {place: count for (place, what), count in self.tally.places.items() if what == "all"}
        if set(places) <= {""}:
            return Section(
                say("按地区", "By place"),
                say("登记册没有地区一栏。", "The register has no column of places."),
            )
        order = [place for place, _ in sorted(places.items(), key=lambda item: (-item[1], item[0]))]
        directions = sorted({what for _, what in self.tally.places} - {"all"})
        columns = [
            cells([self.tally.places[place, what] for place in order], total_told=what == "all")
            for what in ("all", *directions)
        ]
        names = [place or say("（未填）", "(not given)") for place in order]
        title = say("有可判断的职称或等级的人", "people with a title or level to decide on")
        chart = charted(title, list(zip(names, columns[0], strict=True)), ("", title)).chart
        head = (
            say("地区", "place"), say("人", "people"),
            *(say("{}可申报", "may apply: {}").format(terms.name("direction", d, self.lang)) for d in directions),
        )  # fmt: skip
        rows = [(name, *(column[i] for column in columns)) for i, name in enumerate(names)]
        sheet = Sheet(head, rows, frozenset(range(1, len(head))))
        return Section(
            say("按地区", "By place"), "", [Figure(title, sheet, chart, f"n = {self.tally.people:,}")]
        )

    def _rejected(self) -> Section:
        say = self.say
        listed = self.tally.rejected.most_common(_LISTED)
        told = cells([count for _, count in listed], total_told=False)
        rows = [
            (say(zh, en), f"{table}.{column}" if column else table, cell)
            for ((table, column, zh, en), _), cell in zip(listed, told, strict=True)
        ]
        title = say("搁置的人，按原因", "People set aside, by reason")
        head = (say("原因", "reason"), say("哪一列", "column"), say("人", "people"))
        return Section(
            say("搁置了谁", "Who was set aside"),
            say("有一行读不懂的人整个搁置，因为缺一行会给出错误的结论；逐行的原因见 rejected.csv。", "A person with a row that cannot be read is set aside, since a list with a hole gives wrong answers; row by row in rejected.csv."),
            [Figure(title, Sheet(head, rows, frozenset({2})))] if rows else (),
        )  # fmt: skip

    # --- the run ----------------------------------------------------------------------------------

    def _doubted(self) -> Sequence[tuple[str, Cell]]:
        top = self.tally.doubts.most_common(_DOUBTS)
        told = cells([count for _, count in top], total_told=False)
        return [(fact_name(fact, self.words), cell) for (fact, _), cell in zip(top, told, strict=True)]

    def _facts(self) -> Iterable[tuple[str, str]]:
        say, manifest = self.say, self.manifest
        yield say("来源", "source"), str(manifest.intake["source"])
        yield say("申报日", "day of submission"), self.words.day(self.as_of)
        yield say("看哪些", "asked"), self.words.say("、", ", ").join(manifest.targets) or say("全部相关的职称和等级", "all related titles and levels")  # fmt: skip
        yield from run_facts(
            manifest.engine, manifest.seconds, manifest.peak_memory_mb, manifest.guantong, self.lang
        )
        yield say("结论", "conclusions"), f"{manifest.decisions:,}"
        for reading, option in manifest.readings.items():
            chosen = self.policy.readings[reading].options[option].in_(self.lang)
            yield say("改选的读法", "reading switched"), f"{reading}: {chosen}"
        yield say("目录摘要", "digest of the catalogue"), manifest.catalogue


def warnings(
    policy: Policy, as_of: date, lang: Language, doubted: Sequence[tuple[str, Cell]] = ()
) -> list[str]:
    """What a reader must know first: a document whose validity must be confirmed, and facts that nobody has confirmed."""
    words = Words(policy, lang)
    found = []
    document = policy.leading.document
    if document.review_after is not None and as_of >= document.review_after:
        found.append(
            words.say(
                f"{document.number}已到须核实效力的日期，是否继续有效请向主管部门核实（A46）",
                f"{document.number} has reached the day on which its validity must be confirmed; ask the authority whether it is still in force (A46)",
            )
        )
    if doubted:
        listed = words.say("；", "; ").join(
            words.say(f"{name}（{cell} 人）", f"{name} ({cell} people)") for name, cell in doubted
        )
        found.append(
            words.say("〔未核实〕结论用到以下还没有人与原始出处核对过的事实：", "[unconfirmed] Conclusions rest on facts that nobody has held against their source: ")
            + listed
        )  # fmt: skip
    return found


def run_facts(
    engine: str, seconds: float, memory: int, version: str, lang: Language
) -> Iterable[tuple[str, str]]:
    """What a run took."""
    zh = lang == "zh"
    yield "引擎" if zh else "engine", engine
    yield "用时" if zh else "duration", f"{seconds:,.1f} {'秒' if zh else 's'}"
    yield "内存峰值" if zh else "peak memory", f"{memory:,} MB"
    yield "版本" if zh else "version", f"guantong {version}"


def packs_used(policy: Policy, digests: Mapping[str, str], lang: Language) -> Figure:
    """The rules that decided, with their digests."""
    zh = lang == "zh"
    rows = [
        (policy.packs[pack].document.name.in_(lang), pack, policy.packs[pack].document.version, digest)
        for pack, digest in digests.items()
    ]
    head = ("文件", "政策包", "版本", "摘要") if zh else ("document", "pack", "version", "digest")
    return Figure("政策包" if zh else "Packs", Sheet(head, rows))


def footnote(lang: Language) -> str:
    """How small numbers are told."""
    return (
        "小于 5 的人数写作“<5”；只隐去一个数而总数已经写出时，另隐去一个，写作“*”。"
        if lang == "zh"
        else "Fewer than five people are told as “<5”; where one number alone would be hidden beside its total, another is hidden too, as “*”."
    )


def _most(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """The greatest counts, in an order that does not change from run to run."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_LISTED]
