"""The answers for one person as a clerk reads them: what is open first, with reasons, then what to do for the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from guantong.catalogue import terms
from guantong.cli import sentences
from guantong.cli.legend import Legend
from guantong.cli.suppliers import by_supplier
from guantong.decisions import next_questions
from guantong.decisions.answers import rank
from guantong.decisions.standing import Entry, Group, Standing, displaced, failing, grouped, level_of, telling
from guantong.decisions.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guantong.cases import Case
    from guantong.cli.screen import Part, Screen
    from guantong.decisions import Answer, RequirementAnswer
    from guantong.decisions.answers import RouteAnswer
    from guantong.policy import Policy
    from guantong.wording.language import Wording

ENTRY, BLOCK = 2, 5
_ROOM = {"zh": 8, "en": 11}
_MOST_OTHERS = 2


class PersonText:
    """Writes the answer for one person."""

    def __init__(self, screen: Screen, case: Case, answer: Answer, policy: Policy, say: Wording) -> None:
        self.screen = screen
        self.case = case
        self.answer = answer
        self.policy = policy
        self.say = say
        self.words = Words(policy, say.lang)
        self.legend = Legend(policy, say)
        self.asked = {replace(t, path="") for t in case.targets or () if t.level or t.matter}

    def write(self) -> None:
        """Write everything."""
        say, screen = self.say, self.screen
        screen.line((sentences.heading(self.case, say), "bold"))
        screen.line((f"{say.day(self.answer.as_of)} · {self.policy.leading.document.number}", "dim"))
        groups = grouped(self.answer, self.case, self.policy.catalogue)
        if not groups:
            screen.gap()
            screen.line(say("没有可以判断的目标：请写明现从事的职业、技能证书或职称，或者写明要申报什么。"))
        else:
            screen.line(sentences.tally((e for g in groups for e in g.entries if not self._folds(e)), say))
        for group in groups:
            self._group(group)
        self._next()
        standing = [note for d in self.answer.decisions for note in d.notes]
        on_routes = {note for d in self.answer.decisions for route in d.routes for note in route.notes}
        self.legend.note(note for note in standing if note not in on_routes)
        self.legend.note(
            say("{what}：{text}", what=self.words.path(n.path), text=n.zh if say.lang == "zh" else n.en)
            for n in self.answer.notes
        )
        self.legend.tell(screen)
        screen.gap()
        screen.line(
            (say("以上只说明可否申报，不代替评审、评价和审批。拿不准的，请问受理申报的职改办。"), "dim")
        )

    # --- groups and entries -------------------------------------------------------------------------

    def _folds(self, entry: Entry) -> bool:
        return entry.held and not self._is_asked(entry)

    def _is_asked(self, entry: Entry) -> bool:
        return replace(entry.decision.target, path="") in self.asked

    def _group(self, group: Group) -> None:
        self.screen.gap()
        self.screen.line((sentences.subject(group.target, self.say, self.policy), "bold"))
        told = [e for e in group.entries if not self._folds(e)]
        main = self._main(told)
        for entry in told:
            if entry in main:
                self._full(entry)
            else:
                self._brief(entry)
        folded = sorted(filter(self._folds, group.entries), key=level_of, reverse=True)
        held = [e.decision.name for e in folded]
        if held:
            names = self.say.joined(*held)
            self.screen.line(
                (self.say("— 已有同等或更高等级，不再细列：{names}。", names=names), "dim"),
                indent=ENTRY,
                hang=BLOCK,
            )
        self._alike(group)

    def _alike(self, group: Group) -> None:
        """The specialties of which the same can be said."""
        if not group.alike:
            return
        parts: list[Part] = []
        for other in group.alike:
            facts = dict.fromkeys(f for e in other.entries for f in e.route.unconfirmed)
            parts += [self.say("、") if parts else "", other.target.specialty or "", *self.legend.mark(facts)]
        self.screen.line("＝ ", *parts, self.say("：结论、日期和依据与上相同。"), indent=ENTRY, hang=BLOCK)

    def _main(self, entries: Iterable[Entry]) -> list[Entry]:
        """Those told in full: what was asked, the highest open one, the next to come; else the first that lacks papers."""
        listed = list(entries)
        chosen = [e for e in listed if self._is_asked(e)]
        first: dict[Standing, Entry] = {}
        for entry in listed:
            first.setdefault(min(entry.standing, Standing.CLOSED), entry)
        chosen += [first[s] for s in (Standing.OPEN, Standing.ASK, Standing.LATER) if s in first]
        if Standing.MISSING in first and not {Standing.OPEN, Standing.ASK} & first.keys():
            chosen.append(first[Standing.MISSING])
        return chosen

    def _verdict(self, entry: Entry, style: str, *more: Part) -> None:
        said = sentences.verdict(entry, self.say, self.answer.as_of)
        self.screen.line(
            sentences.MARKS[entry.standing],
            (self.say.after(said) if more else said, style),
            *more,
            indent=ENTRY,
            hang=BLOCK,
        )

    def _brief(self, entry: Entry) -> None:
        route = entry.route
        match entry.standing:
            case Standing.OPEN:
                self._verdict(entry, "", route.label, self.legend.cite(route.route.clauses))
            case Standing.CLOSED:
                reason, requirement = sentences.why_closed(entry)
                clauses = () if requirement is None else (self._clauses(requirement),)
                self._verdict(entry, "dim", (reason, "dim"), *clauses)
            case _:
                missing = self.say.joined(*dict.fromkeys(map(self.words.path, route.missing)))
                self._verdict(
                    entry, "", self.say("还缺：{missing}。", missing=missing) if missing else route.label
                )

    # --- one entry in full --------------------------------------------------------------------------

    def _full(self, entry: Entry) -> None:
        colour = sentences.MARKS[entry.standing][1]
        self._verdict(entry, f"bold {colour}" if entry.standing == Standing.OPEN else "bold")
        route = entry.route
        if entry.standing == Standing.CLOSED:
            for other in entry.decision.carrying:
                self._label(self.say("通道"), other.label, self.legend.cite(other.route.clauses))
                self._reasons(self.say("原因"), telling(other), other.route.clauses)
        else:
            when = (
                sentences.since(entry, self.say, self.answer.as_of) if entry.standing == Standing.OPEN else ""
            )
            after = self.say("；{when}", when=when) if when else ""
            self._label(self.say("通道"), route.label, self.legend.cite(route.route.clauses), after)
            self._unmet(route)
            self._met(route, entry.standing)
            self._others(entry)
            self._supplements(entry)
        self._displaced(entry)
        if route.readings:
            self._label(self.say("读法"), self.legend.read(route.readings), (self.say("（见后）"), "dim"))
        self.legend.note(route.notes)

    def _label(self, label: str, *parts: Part) -> None:
        self.screen.labelled(label, *parts, indent=BLOCK, room=_ROOM[self.say.lang])

    def _clauses(self, requirement: RequirementAnswer) -> Part:
        return self.legend.cite(requirement.requirement.clauses[:1])

    def _reasons(
        self, label: str, requirements: Iterable[RequirementAnswer], known: tuple[str, ...] = ()
    ) -> None:
        """A sentence for each requirement. Its clause is left out where it is `known`, as the only one of the route."""
        for requirement in requirements:
            cited = () if requirement.requirement.clauses[:1] == known else (self._clauses(requirement),)
            self._label(label, requirement.because, *cited, *self.legend.mark(requirement.unconfirmed))
            label = ""

    def _unmet(self, route: RouteAnswer) -> None:
        self._reasons(self.say("还差"), failing(route), route.route.clauses)
        label = self.say("还缺")
        for who, paths in by_supplier(route.missing, self.say).items():
            names = self.say.joined(*dict.fromkeys(map(self.words.path, paths)))
            wanting = [r for r in route.requirements if set(r.missing) & set(paths)]
            clauses = dict.fromkeys(r.requirement.clauses[0] for r in wanting)
            self._label(label, self.say("{who}：{names}", who=who, names=names), self.legend.cite(clauses))
            label = ""
        label = self.say("请问")
        for question in route.unmet:
            asking = next(r for r in route.requirements if question in r.questions)
            text = self.say(
                "{who}：{question}（{about}）",
                who=question.decided_by,
                question=question.label,
                about=question.about,
            )
            self._label(label, text, self._clauses(asking))
            label = ""

    def _met(self, route: RouteAnswer, standing: Standing) -> None:
        met = [r for r in route.requirements if r.verdict == "eligible" and not r.noted]
        own = [r for r in met if r.facts and self._is_own(route, r)]
        told = own if standing in (Standing.OPEN, Standing.ASK) else []
        self._reasons(self.say("依据"), told, route.route.clauses)
        rest = [r.label for r in met if r not in told]
        if rest:
            label = self.say("还符合") if told else self.say("已符合")
            self._label(label, self.say.listed(*rest))
        if standing != Standing.OPEN:
            return
        if route.route.waives:
            waived = self.say.joined(
                *(terms.name("waiver", code, self.say.lang) for code in route.route.waives)
            )
            self._label(self.say("不看"), waived)
        if route.basis == "declared":
            said = self.say.joined(*(r.label for r in route.carrying if r.declared))
            self._label(self.say("声明"), self.say("{what}只有本人声明，受理时要核验", what=said))

    def _is_own(self, route: RouteAnswer, requirement: RequirementAnswer) -> bool:
        """Whether a requirement comes from the document of its route; bars of other documents are told in brief."""
        pack = requirement.requirement.clauses[0].rpartition("#")[0]
        return (pack or self.policy.leading.id) == route.route.pack

    def _others(self, entry: Entry) -> None:
        """The other ways to the same target that help: not what opens later when one is open now."""
        open_now = entry.standing == Standing.OPEN
        least = rank("needs_human" if open_now else "needs_evidence")
        ways = [
            r
            for r in entry.decision.routes
            if r is not entry.route and (rank(r.verdict) >= least or (r.eligible_from and not open_now))
        ]
        ways.sort(key=lambda r: -rank(r.verdict))
        label = self.say("另可经")
        for route in ways[:_MOST_OTHERS]:
            self._label(
                label, route.label, self.say("："), self._state(route), self.legend.cite(route.clauses)
            )
            label = ""

    def _state(self, route: RouteAnswer) -> str:
        if route.verdict == "eligible":
            return self.say("可以申报")
        if route.missing and route.verdict == "needs_evidence":
            return self.say(
                "缺{names}", names=self.say.joined(*dict.fromkeys(map(self.words.path, route.missing)))
            )
        if route.eligible_from is not None:
            return self.say("最早 {day}", day=self.say.day(route.eligible_from))
        return terms.name("verdict", route.verdict, self.say.lang)

    def _displaced(self, entry: Entry) -> None:
        """A route that a later national provision takes away: what it would have answered, and why it does not."""
        for route, requirement in displaced(entry.decision):
            others = [r.verdict for r in route.requirements if r is not requirement]
            without = terms.name("verdict", min(others, key=rank), self.say.lang)
            text = self.say(
                "“{route}”原可答“{verdict}”，现因{because}，不再适用",
                route=route.label,
                verdict=without,
                because=requirement.because,
            )
            self._label(self.say("另一答"), text, self.legend.cite(requirement.requirement.clauses))

    def _supplements(self, entry: Entry) -> None:
        for name, supplement in entry.decision.supplements.items():
            answer = supplement.answer
            if answer.verdict in ("not_eligible", "out_of_scope"):
                continue
            if name == "education_equivalence" and answer.counts_as is not None:
                level = terms.name("education_kind", answer.counts_as, self.say.lang)
                text = self.say("可以比照{level}学历（不授予学位）", level=level)
            else:
                text = self.say.listed(*(r.because for r in answer.requirements))
            text = self.say("{what}：{text}", what=answer.label, text=text)
            self._label(self.say("另附"), text, self.legend.cite(answer.clauses))

    def _next(self) -> None:
        questions = next_questions(self.answer, self.policy)[:3]
        if not questions:
            return
        self.screen.gap()
        self.screen.line((self.say("先补哪一项"), "bold"))
        for question in questions:
            text = self.say.many("有 {n} 条通道在等", question.routes)
            self.screen.line("· ", question.label, self.say("：{count}", count=text), indent=ENTRY, hang=4)
