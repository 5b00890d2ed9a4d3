"""What can be said about one named thing of the policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from guantong.catalogue import Fact, terms
from guantong.catalogue.reading import PACKS, read_yaml
from guantong.cli.names import Named, Used
from guantong.cli.worked_cases import WorkedCase, worked_cases
from guantong.conditions.nodes import readings
from guantong.policy.model import Pack, ParameterFact, Provision, Question, Reading, Route
from guantong.wording.values import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from guantong.cli.screen import Part, Screen
    from guantong.policy import Policy
    from guantong.policy.model import Text
    from guantong.wording.language import Wording

_ROOM = {"zh": 10, "en": 14}
_MOST_CASES = 5


class Explanation:
    """Writes explanations."""

    def __init__(self, screen: Screen, policy: Policy, say: Wording) -> None:
        self.screen = screen
        self.policy = policy
        self.say = say

    def write(self, named: Named) -> None:
        """Write what is known of a thing."""
        match named.item:
            case Provision():
                self._provision(named.cited, named.item)
            case Reading():
                self._reading(named.item)
            case ParameterFact():
                self._parameter(named.cited, named.item)
            case Route():
                self._route(named.item)
            case Used():
                self._requirement(named.item)
            case Question():
                self._question(named.item)
            case Pack():
                self._pack(named.item)
            case Fact():
                self._fact(named.item)

    # --- kinds --------------------------------------------------------------------------------------

    def _provision(self, cited: str, provision: Provision) -> None:
        kinds = {
            "rule": self.say("规则条款"),
            "duty": self.say("职责条款"),
            "option": self.say("授权条款"),
            "statement": self.say("宣示条款"),
        }
        pack = self.policy.packs[provision.pack]
        self._heading(cited, kinds[provision.kind])
        self._row(self.say("文件"), f"{pack.document.number} {pack.document.name.in_(self.say.lang)}")
        self._both(self.say("要旨"), provision.gist)
        self._rows(self.say("由此实现"), map(self._realised(pack, cited), provision.realised_by))
        on_it = [
            r
            for p in self.policy.packs.values()
            for r in p.readings.values()
            if self._on(p, r.clause) == cited
        ]
        self._rows(self.say("读法"), (f"{r.id}  {r.question.in_(self.say.lang)}" for r in on_it))
        numbers = [f for p in self.policy.packs.values() for f in p.parameters.values() if f.clause == cited]
        self._rows(self.say("参数"), map(self._number, numbers))
        self._cases(lambda case: cited in case.clauses)

    def _reading(self, reading: Reading) -> None:
        kinds = {
            "decides": self.say("影响结论的读法"),
            "process": self.say("办理程序的读法"),
            "settled": self.say("已有定论的读法"),
        }
        self._heading(reading.id, kinds[reading.kind])
        self._both(self.say("问题"), reading.question)
        chosen = self.policy.choices.get(reading.id, reading.default)
        label = self.say("选项")
        for option, text in reading.options.items():
            state = [self.say("默认")] if option == reading.default else []
            state += [self.say("现用")] if option == chosen else []
            marks: tuple[Part, ...] = (
                ((self.say.bracketed(self.say.joined(*state)), "green"),) if state else ()
            )
            self._row(label, (option, "bold"), "  ", text.in_(self.say.lang), *marks)
            label = ""
        self._row(self.say("由谁确定"), reading.decided_by.in_(self.say.lang))
        self._row(self.say("条款"), self._clause(self._on(self.policy.packs[reading.pack], reading.clause)))
        if reading.why_not_compared is not None:
            self._row(self.say("不比较"), reading.why_not_compared.in_(self.say.lang))
        routes = [
            route
            for pack in self.policy.packs.values()
            for route in (*pack.routes, *pack.supplements)
            if any(reading.id in readings(r.when) for r in route.requirements)
        ]
        self._rows(self.say("所涉通道"), map(self._route_name, routes))
        self._cases(lambda case: reading.id in case.readings)

    def _parameter(self, cited: str, fact: ParameterFact) -> None:
        self._heading(cited, self.say("参数"))
        self._both(self.say("名称"), fact.label)
        self._row(
            self.say("数值"),
            f"{in_words(fact, self.say)} {fact.unit}" if fact.unit != "date" else in_words(fact, self.say),
        )
        self._row(self.say("条款"), self._clause(fact.clause))
        self._sure(fact.source, fact.confidence)

    def _route(self, route: Route) -> None:
        self._heading(route.name, self.say("通道"))
        self._both(self.say("名称"), route.label)
        self._row(self.say("方向"), terms.name("direction", route.direction, self.say.lang))
        kinds = {"field": "exam_field", "skill_level": "skill_level"}
        for key, codes in route.opens.items():
            names = (terms.name(kinds.get(key, key), code, self.say.lang) for code in codes)
            self._row(self.say("可报"), self.say.joined(*names))
        self._rows(self.say("条款"), map(self._clause, route.clauses))
        if route.waives:
            names = (terms.name("waiver", code, self.say.lang) for code in route.waives)
            self._row(self.say("不看"), self.say.joined(*names))
        label = self.say("要求")
        for r in route.requirements:
            text = self._filled(r.label, route.pack) + self.say.bracketed(r.clauses[0])
            self._row(label, text, (f"  {r.name}", "dim"))
            label = ""
        self._rows(
            self.say("附注"),
            (n.text.in_(self.say.lang) + self.say.bracketed(n.clause) for n in route.remarks),
        )
        self._cases(lambda case: route.name in case.routes)

    def _requirement(self, used: Used) -> None:
        requirement = used.requirement
        self._heading(requirement.name, self.say("要求"))
        zh, en = (self._filled_in(requirement.label, used.routes[0].pack, lang) for lang in ("zh", "en"))
        self._pair(self.say("内容"), zh, en)
        self._rows(self.say("条款"), map(self._clause, requirement.clauses))
        turning = sorted(readings(requirement.when))
        asked = (self.policy.readings[r] for r in turning)
        self._rows(self.say("读法"), (f"{r.id}  {r.question.in_(self.say.lang)}" for r in asked))
        if requirement.if_unknown == "note":
            self._row(self.say("不明时"), self.say("只作提示，不影响结论"))
        self._rows(self.say("所在通道"), map(self._route_name, used.routes))

    def _question(self, question: Question) -> None:
        self._heading(question.id, self.say("由人认定的问题"))
        self._both(self.say("问题"), question.label)
        self._row(self.say("由谁确定"), question.decided_by.in_(self.say.lang))

    def _pack(self, pack: Pack) -> None:
        self._heading(pack.id, self.say("政策包"))
        self._row(self.say("文件"), f"{pack.document.number} {pack.document.name.in_(self.say.lang)}")
        self._row(self.say("详细"), f"guantong pack show {pack.id}")

    def _fact(self, fact: Fact) -> None:
        self._heading(fact.id, self.say("事实"))
        self._pair(self.say("内容"), fact.label.zh, fact.label.en)
        self._sure(fact.source, fact.confidence)

    # --- rows ---------------------------------------------------------------------------------------

    def _heading(self, name: str, kind: str) -> None:
        self.screen.line((name, "bold"), (f"  {kind}", "dim"))

    def _row(self, label: str, *parts: Part) -> None:
        self.screen.labelled(label, *parts, indent=2, room=_ROOM[self.say.lang])

    def _rows(self, label: str, texts: Iterable[str]) -> None:
        for text in texts:
            self._row(label, text)
            label = ""

    def _both(self, label: str, text: Text) -> None:
        self._pair(label, text.zh, text.en)

    def _pair(self, label: str, zh: str, en: str) -> None:
        """A text in both languages, the one asked for first."""
        first, second = (zh, en) if self.say.lang == "zh" else (en, zh)
        self._row(label, first)
        self._row("", (second, "dim"))

    def _sure(self, source: str, confidence: str) -> None:
        self._row(self.say("出处"), source)
        self._row(
            self.say("可信程度"),
            terms.name("confidence", confidence, self.say.lang) + self.say.bracketed(confidence),
        )

    def _cases(self, cites: Callable[[WorkedCase], bool]) -> None:
        found = [case for case in worked_cases(self.policy) if cites(case)]
        label = self.say("案例")
        for case in found[:_MOST_CASES]:
            self._row(label, case.title.in_(self.say.lang), (f"  {case.file}  {case.id}", "dim"))
            label = ""
        if len(found) > _MOST_CASES:
            self._row("", (self.say.many("还有 {n} 个", len(found) - _MOST_CASES), "dim"))

    # --- words --------------------------------------------------------------------------------------

    def _on(self, pack: Pack, clause: str) -> str:
        return clause if "#" in clause or pack.document.leads else f"{pack.id}#{clause}"

    def _clause(self, cited: str) -> str:
        provision = self.policy.provision(cited)
        return cited if provision is None else f"{cited}  {provision.gist.in_(self.say.lang)}"

    def _route_name(self, route: Route) -> str:
        return f"{route.name}  {route.label.in_(self.say.lang)}"

    def _number(self, fact: ParameterFact) -> str:
        name = fact.parameter.id.rpartition("#")[2]
        text = f"{name}  {fact.label.in_(self.say.lang)}"
        return self.say("{what}：{text}", what=text, text=in_words(fact, self.say))

    def _filled(self, text: Text, pack: str) -> str:
        return self._filled_in(text, pack, self.say.lang)

    def _filled_in(self, text: Text, pack: str, lang: Any) -> str:
        from guantong.decisions.words import Words

        return Words(self.policy, lang).fill(text.in_(lang), {}, pack, None)

    def _realised(self, pack: Pack, cited: str) -> Callable[[str], str]:
        """What an entry of `realised_by` means, in words."""
        path = PACKS / pack.id / "procedure.yaml"
        rows = (read_yaml(path).get("steps") or ()) if path.is_file() else ()
        steps = {row["id"]: row["label"][self.say.lang] for row in rows}
        routes = {r.name: r.label for p in self.policy.packs.values() for r in (*p.routes, *p.supplements)}
        needs = [
            (p.id, r)
            for p in sorted(self.policy.packs.values(), key=lambda p: p.id != pack.id)
            for route in (*p.routes, *p.supplements)
            for r in route.requirements
        ]

        def words(entry: str) -> str:
            kind, _, name = entry.partition(":")
            match kind:
                case "route" | "supplement" if name in routes:
                    return self.say("通道 {name}", name=f"{name}  {routes[name].in_(self.say.lang)}")
                case "requirement" if named := [(of, r) for of, r in needs if r.name == name]:
                    of, best = next(((of, r) for of, r in named if cited in r.clauses), named[0])
                    return self.say("要求 {name}", name=f"{name}  {self._filled(best.label, of)}")
                case "step":
                    return self.say("办理步骤 {name}", name=f"{name}  {steps.get(name, '')}".rstrip())
            return entry

        return words
