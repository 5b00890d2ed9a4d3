"""A goal: the title or the skill level that a person wants, and how it is said in a few words."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from guantong.cases.model import Case, Target
from guantong.catalogue import Catalogue, catalogue, terms
from guantong.decisions.targets import asked_targets
from guantong.policy.model import Language

_SEPARATOR = ":"
_EXAMPLES = "副高级、工程:机械制造:副高级、高级工程师、一级、电工:技师"
_LEVELS = ("title_level", "skill_level")
_NOT_EVALUATED = "apprentice"


class GoalError(ValueError):
    """Words that name no goal; `hint` says what may have been meant."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(f"{message} · {hint}")
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Goal:
    """A title level, if wanted in one series and specialty, or a skill level, if wanted in one occupation.

    What is left open is looked for among what is related to the person; `title` is the name by which
    the goal was asked, as 高级农艺师, where only the specialties with titles of that name are meant.
    """

    direction: Literal["title_review", "skill_evaluation"]
    level: str
    series: str | None = None
    specialty: str | None = None
    occupation: str | None = None
    title: str | None = None

    @property
    def target(self) -> Target:
        """What is asked, with what is left open."""
        return Target(
            "", self.direction, self.series, self.specialty, self.level, self.occupation, None, None
        )

    def targets(self, case: Case, known: Catalogue) -> tuple[Target, ...]:
        """The targets that reach the goal for this person; () where nothing related to the person has such a level."""
        found = asked_targets(replace(case, targets=(self.target,)), known)
        whole = tuple(target for target in found if _is_whole(target, known))
        return tuple(t for t in whole if self._title_in(known) in (None, _title_name(t, known)))

    def _title_in(self, known: Catalogue) -> str | None:
        """The name asked for, if it is one that titles are given under today."""
        today = {terms.normalise(name) for line in known.title_lines for name in line.names.values()}
        return self.title if self.title in today else None

    def to_dict(self) -> dict[str, str]:
        """The JSON form: a target, without what is left open."""
        names = ("direction", "series", "specialty", "occupation", "level")
        return {name: value for name in names if (value := getattr(self, name)) is not None}


def _is_whole(target: Target, known: Catalogue) -> bool:
    if target.direction == "skill_evaluation":
        return target.occupation is not None
    if target.series is None:
        return False
    return target.specialty is not None or not known.specialties(target.series)


def _title_name(target: Target, known: Catalogue) -> str | None:
    if target.series is None or target.level is None:
        return None
    return terms.normalise(known.title_name(target.series, target.specialty, target.level))


def parse_goal(text: str, known: Catalogue | None = None, lang: Language = "zh") -> Goal:
    """The goal that `text` names: a level, with the series and specialty or the occupation before it if wanted.

    Parts are separated by a colon, codes and Chinese terms are both understood, and the name of a title
    stands for its series and level: ``副高级``, ``工程:机械制造:副高级``, ``高级工程师``, ``一级``,
    ``电工:技师``, ``senior_technician``. Raises GoalError, in the language asked, with the nearest known words.
    """
    return _Reader(catalogue() if known is None else known, lang).goal(text)


@dataclass(frozen=True)
class _Reader:
    known: Catalogue
    lang: Language

    def goal(self, text: str) -> Goal:
        parts = [part.strip() for part in terms.normalise(text).split(_SEPARATOR)]
        if not all(parts) or len(parts) > 3:
            raise self._wrong(f"看不懂目标“{text}”", f"“{text}” is no goal")
        *before, last = parts
        goal = self._level(last)
        if goal is None and not before:
            goal = self._joined(last)
        if goal is None:
            raise self._wrong(
                f"没有“{last}”这个职称层级或技能等级",
                f"“{last}” is no title level and no skill level",
                self._levels_like(last),
            )
        return self._narrowed(goal, before) if before else goal

    def _level(self, word: str) -> Goal | None:
        """The goal of a word that names a level alone, or a title."""
        if code := terms.term("title_level", word):
            return Goal("title_review", code)
        if (code := terms.term("skill_level", word)) and code != _NOT_EVALUATED:
            return Goal("skill_evaluation", code)
        if title := self.known.find_title(word):
            return Goal("title_review", title.level, series=title.series, title=word)
        return None

    def _joined(self, text: str) -> Goal | None:
        """The goal of words run together, as 电工技师 or 机械制造高级工程师; the longest level at the end is meant."""
        for cut in range(1, len(text)):
            goal = self._level(text[cut:])
            if goal is None:
                continue
            try:
                return self._narrowed(goal, [text[:cut].strip()])
            except GoalError:
                continue
        return None

    def _narrowed(self, goal: Goal, before: list[str]) -> Goal:
        if goal.direction == "title_review":
            return self._title(goal, before)
        if len(before) > 1:
            said = _SEPARATOR.join(before)
            raise self._wrong(
                f"技能等级前只写职业，不写“{said}”",
                f"only an occupation stands before a skill level, not “{said}”",
            )
        return replace(goal, occupation=self._occupation(before[0]))

    def _occupation(self, word: str) -> str:
        found = self.known.find_occupation(word)
        if found is None:
            raise self._wrong(
                f"职业目录中没有“{word}”",
                f"“{word}” is not in the catalogue of occupations",
                (row.name for row in self.known.suggest_occupations(word)),
            )
        return found.code

    def _title(self, goal: Goal, before: list[str]) -> Goal:
        """A title level with a series, a specialty, or both before it."""
        first, *rest = before
        series = terms.term("series", first)
        if series is None and rest:
            raise self._wrong(
                f"没有“{first}”这个职称系列", f"“{first}” is no title series", self._series_like(first)
            )
        if series is None:
            series, specialty = self._specialty_anywhere(first, goal.series)
            return replace(goal, series=series, specialty=specialty)
        if goal.series not in (None, series):
            raise self._wrong(
                f"“{first}”系列没有这个职称名称",
                f"the series “{first}” has no title of this name",
                [terms.name("series", goal.series or series, self.lang)],
            )
        return replace(goal, series=series, specialty=self._specialty(series, rest[0]) if rest else None)

    def _specialty(self, series: str, word: str) -> str:
        found = self.known.find_specialty(series, word) if self.known.specialties(series) else word
        if found is None:
            name = terms.name("series", series, self.lang)
            raise self._wrong(
                f"{name}系列没有专业“{word}”",
                f"the series {name} has no specialty “{word}”",
                self.known.suggest_specialties(series, word) or self.known.specialties(series),
            )
        return found

    def _specialty_anywhere(self, word: str, within: str | None) -> tuple[str, str]:
        """The one series that lists a specialty of this name; the series must be said where several do."""
        searched = [within] if within else list(self.known.series)
        found = [(code, name) for code in searched if (name := self.known.find_specialty(code, word))]
        if len(found) == 1:
            return found[0]
        if found:
            options = [f"{terms.name('series', code)}{_SEPARATOR}{name}" for code, name in found]
            raise self._wrong(
                f"几个系列都有专业“{word}”", f"several series have a specialty “{word}”", options
            )
        near = [name for code in searched for name in self.known.suggest_specialties(code, word, 1)]
        raise self._wrong(
            f"没有“{word}”这个职称系列或专业",
            f"“{word}” is no title series and no specialty",
            [*near, *self._series_like(word)],
        )

    def _series_like(self, word: str) -> tuple[str, ...]:
        return tuple(
            terms.name("series", terms.term("series", near) or near) for near in terms.suggest("series", word)
        )

    def _levels_like(self, word: str) -> tuple[str, ...]:
        """The levels and titles that contain the word; without any, those most like it."""
        words: dict[str, str] = {}
        for kind in _LEVELS:
            for term in terms.vocabulary(kind).terms:
                if term.code != _NOT_EVALUATED:
                    words |= {terms.normalise(spelling): term.zh for spelling in term.spellings}
        for line in self.known.title_lines:
            words |= {terms.normalise(name): name for name in line.names.values()}
        inside = [name for spelling, name in words.items() if len(word) > 1 and word in spelling]
        near = inside or [words[spelling] for spelling in terms.nearest(word, words, 3)]
        return tuple(dict.fromkeys(near))[:5]

    def _wrong(self, zh: str, en: str, near: Iterable[str] = ()) -> GoalError:
        words = "、".join(dict.fromkeys(near))
        if self.lang == "zh":
            return GoalError(zh, f"是不是：{words}" if words else f"例如：{_EXAMPLES}")
        return GoalError(en, f"did you mean: {words}" if words else f"for example: {_EXAMPLES}")
