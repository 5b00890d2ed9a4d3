"""The answers as lines for people, in Chinese or English."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from guantong.decisions import NextQuestion
from guantong.policy.model import Language

from .answers import NoPathway, Obstacle, Pathway, Prospect, Prospects, Reason, State, Step
from .openings import Opening
from .review import ReviewTime

_REASONS: dict[Reason, tuple[str, str]] = {
    "not_by_time": ("不会因年限届满而开放", "time does not open it"),
    "missing": ("先要补充下列内容", "the following has to be told first"),
    "closed": ("按现有情况没有途径", "there is no way as things stand"),
    "too_many_steps": ("有途径，但步骤超过了上限", "there is a way, but it takes more steps than the limit"),
    "nothing_related": (
        "现职业、证书和职称都没有对应的专业或职业，请在目标中写明，如 工程:机械制造:副高级、电工:技师",
        "nothing in the case is related to it; name series and specialty, or the occupation, in the goal",
    ),
}


def lines(found: Pathway | NoPathway | Prospects) -> tuple[str, ...]:
    """An answer as lines, in the language in which it was asked for. An indented line belongs to the one above it."""
    if isinstance(found, Prospects):
        return tuple(_Sentences(found.answer.lang).standing(found))
    sentences = _Sentences(found.lang)
    return tuple(sentences.way(found) if isinstance(found, Pathway) else sentences.no_way(found))


@dataclass(frozen=True)
class _Sentences:
    lang: Language

    def say(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def day(self, day: date) -> str:
        if self.lang == "zh":
            return f"{day.year}年{day.month}月{day.day}日"
        return f"{day.day} {day:%B} {day.year}"

    def joined(self, items: tuple[str, ...]) -> str:
        return self.say("、", ", ").join(items)

    # --- a way --------------------------------------------------------------------------------------

    def way(self, found: Pathway) -> Iterator[str]:
        day = self.day(found.reached_on)
        if not found.steps:
            yield self.say(f"目标：{found.name}，{day}已经达到", f"Goal: {found.name}, reached on {day}")
            return
        yield self.say(
            f"目标：{found.name}，最早约 {day} 取得", f"Goal: {found.name}, at the earliest about {day}"
        )
        yield from self.asked(found.ask_next)
        if found.conditions:
            yield self.say("前提（先办）：", "On condition that (first of all):")
            yield from map(self.obstacle, found.conditions)
        for step in found.steps:
            yield from self.step(step, found.as_of)
        if found.otherwise is not None:
            later = self.day(found.otherwise.reached_on)
            yield self.say(
                f"前提办不到时，最早约 {later}：", f"Without the conditions, about {later} at the earliest:"
            )
            for step in found.otherwise.steps:
                yield "  " + next(self.step(step, found.as_of))
        yield from self.opened_by(found.openings)
        yield self.supposed(found.review)

    def step(self, step: Step, as_of: date) -> Iterator[str]:
        today = self.say("（当日即可）", " (at once)") if step.apply_on == as_of else ""
        after = ""
        if step.after:
            numbers = self.joined(tuple(map(str, step.after)))
            after = self.say(f"第 {numbers} 步之后，", f", after step {numbers}")
        yield self.say(
            f"第 {step.number} 步：{after}{self.day(step.apply_on)}{today}申报 {step.name}，约 {self.day(step.obtained_on)} 取得",
            f"Step {step.number}{after}: apply for {step.name} on {self.day(step.apply_on)}{today}, obtained about {self.day(step.obtained_on)}",
        )
        crossing = self.say("，跨到另一条通道", ", crosses to the other ladder") if step.crosses else ""
        clauses = self.joined(step.decision.clauses)
        yield self.say(
            f"  依据：{step.route.label}（{clauses}）{crossing}",
            f"  By: {step.route.label} ({clauses}){crossing}",
        )
        if step.decision.unconfirmed:
            yield self.say(
                f"  未确认的依据：{self.joined(step.decision.unconfirmed)}",
                f"  Rests on what nobody has confirmed: {self.joined(step.decision.unconfirmed)}",
            )

    def supposed(self, review: ReviewTime) -> str:
        title, skill = review.months["title_review"], review.months["skill_evaluation"]
        doubt = self.say("（未经确认的估计）", " (an unconfirmed estimate)") if review.unconfirmed else ""
        return self.say(
            f"假设：每一步都通过，取得的证书可以查验；工作继续，今后年度考核合格；从申报到取得，职称 {title} 个月、技能评价 {skill} 个月{doubt}",
            "Supposed: every step succeeds and its certificate can be verified; work goes on and coming appraisals are qualified; "
            f"from application to result {title} months for a title, {skill} for a level{doubt}",
        )

    # --- no way -------------------------------------------------------------------------------------

    def no_way(self, found: NoPathway) -> Iterator[str]:
        reason = self.say(*_REASONS[found.reason])
        colon = self.say("：", ":") if found.obstacles else ""
        yield self.say(f"目标：{found.name}，{reason}{colon}", f"Goal: {found.name}; {reason}{colon}")
        yield from map(self.obstacle, found.obstacles)
        yield from self.opened_by(found.openings)
        yield from self.asked(found.ask_next)

    # --- where a person stands ----------------------------------------------------------------------

    def standing(self, found: Prospects) -> Iterator[str]:
        reached = tuple(prospect.decision.name for prospect in found.prospects if prospect.held)
        if reached:
            yield self.say(f"已经具备：{self.joined(reached)}", f"Held already: {self.joined(reached)}")
        headings: tuple[tuple[State, str, str], ...] = (
            ("open", "现在可以申报：", "Open now:"),
            ("opens", "到期可以申报：", "Open from a day on:"),
            ("closed", "尚不开放：", "Closed:"),
        )
        for state, zh, en in headings:
            yield self.say(zh, en)
            listed = [prospect for prospect in found.of(state) if not prospect.held]
            if not listed:
                yield self.say("  无", "  none")
            for prospect in listed:
                yield from self.prospect(prospect, found.answer.as_of)
        yield from self.opened_together(found.prospects)
        yield from self.asked(found.ask_next)

    def opened_together(self, prospects: tuple[Prospect, ...]) -> Iterator[str]:
        """Each list of honours once, with everything that it opens."""
        found: dict[Opening, list[str]] = {}
        for prospect in prospects:
            for opening in prospect.openings:
                found.setdefault(opening, []).append(prospect.decision.name)
        for opening, names in found.items():
            yield self.say(
                f"不待年限即可打开 {self.joined(tuple(names))}：", f"What opens {self.joined(tuple(names))}:"
            )
            yield from self.opened_by((opening,))

    def prospect(self, prospect: Prospect, as_of: date) -> Iterator[str]:
        day = ""
        if prospect.state == "opens" and prospect.opens_on is not None and prospect.opens_on <= as_of:
            # A day that has passed: what is awaited is the appraisal of the year before, which is still pending.
            year = as_of.year - 1
            day = self.say(f"，{year} 年度考核评定为合格后", f", once the appraisal of {year} is qualified")
        elif prospect.state == "opens" and prospect.opens_on is not None:
            day = self.say(f"，{self.day(prospect.opens_on)}起", f", from {self.day(prospect.opens_on)}")
        clauses = self.joined(prospect.decision.clauses)
        cited = self.say(f"（{clauses}）", f" ({clauses})") if prospect.state == "open" else ""
        yield f"  {prospect.decision.name}{day}{cited}"
        yield from ("  " + self.obstacle(obstacle) for obstacle in prospect.obstacles)
        if prospect.once_settled is not None:
            day = self.day(prospect.once_settled)
            yield self.say(f"    以上补齐后，{day}起可以申报", f"    once that is settled, open from {day}")

    # --- parts --------------------------------------------------------------------------------------

    def obstacle(self, obstacle: Obstacle) -> str:
        clauses = self.joined(obstacle.clauses)
        cited = self.say(f"（{clauses}）", f" ({clauses})") if clauses else ""
        match obstacle.kind:
            case "missing":
                return self.say(f"  缺：{obstacle.text}{cited}", f"  missing: {obstacle.text}{cited}")
            case "question":
                decider = obstacle.decided_by or ""
                return self.say(
                    f"  由{decider}认定：{obstacle.text}{cited}",
                    f"  decided by {decider}: {obstacle.text}{cited}",
                )
            case _:
                return f"  {obstacle.text}{cited}"

    def opened_by(self, openings: tuple[Opening, ...]) -> Iterator[str]:
        for opening in openings:
            clauses, honours = self.joined(opening.clauses), self.joined(opening.honours)
            yield self.say(
                f"  有下列荣誉之一可直接申报（{clauses}）：{honours}",
                f"  opened at once by any of these honours ({clauses}): {honours}",
            )

    def asked(self, questions: tuple[NextQuestion, ...]) -> Iterator[str]:
        if questions:
            names = self.joined(tuple(question.label for question in questions))
            yield self.say(
                f"先补充这些，结果可能改变：{names}", f"Tell these first, they may change the answer: {names}"
            )
