"""Sentences for people: why a requirement is met or not, from the pack's own words and the facts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain

from guantong.catalogue import Catalogue, terms
from guantong.conditions.days import HUMAN, UNKNOWN, YES
from guantong.conditions.schema import Schema
from guantong.conditions.world import Row, Value
from guantong.policy.model import Language, Policy, Requirement

_PLACE = re.compile(r"\{([a-z_.]+)\}")
_PATH = re.compile(r"^([a-z]+)(?:\[(\d+)\])?\.?(.*)$")


@cache
def split(template: str) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """The texts of a pack's sentence and, between them, the facts to put in, as row and field."""
    parts = _PLACE.split(template)
    places = (place.partition(".") for place in parts[1::2])
    return tuple(parts[::2]), tuple((row, name) for row, _, name in places)


@dataclass(frozen=True)
class Words:
    """Words of one language for the facts and names of a policy."""

    policy: Policy
    lang: Language

    @property
    def catalogue(self) -> Catalogue:
        """The names of occupations, titles and the rest."""
        return self.policy.catalogue

    @property
    def schema(self) -> Schema:
        """The labels of the facts."""
        return self.policy.schema

    def say(self, zh: str, en: str) -> str:
        """The sentence of the language."""
        return zh if self.lang == "zh" else en

    def bracketed(self, text: str) -> str:
        """A text in brackets, to follow another."""
        return self.say(f"（{text}）", f" ({text})")

    def day(self, day: date | int | None) -> str:
        """A date as people write it; an ellipsis where there is none."""
        if day is None:
            return "…"
        day = date.fromordinal(day) if isinstance(day, int) else day
        return (
            f"{day.year}年{day.month}月{day.day}日" if self.lang == "zh" else f"{day.day} {day:%B} {day.year}"
        )

    def value(self, kind: str, value: Value) -> str:
        """A value in words: a date, the name of a code, or the text itself."""
        if value is None:
            return self.say("（未填）", "(not given)")
        if kind == "date":
            return self.day(int(value))  # type: ignore[arg-type]
        if kind == "occupation":
            return self.catalogue.occupation_name(str(value))
        if isinstance(value, bool):
            return self.say("是" if value else "否", "yes" if value else "no")
        if kind in terms.vocabularies() and str(value) in terms.vocabulary(kind).by_code:
            return terms.name(kind, str(value), self.lang)
        if isinstance(value, tuple):
            return self.say("、", ", ").join(map(str, value))
        return str(value)

    def fill(self, template: str, rows: Mapping[str, Row], pack: str, met_from: date | None) -> str:
        """A sentence of a pack with the facts put in."""
        texts, places = split(template)
        if not places:
            return template
        filled = [self._put(row, name, rows, pack, met_from) for row, name in places]
        return "".join(chain.from_iterable(zip(texts, (*filled, ""), strict=True)))

    def _put(self, row: str, name: str, rows: Mapping[str, Row], pack: str, met_from: date | None) -> str:
        if row == "met_from":
            return self.day(met_from)
        if row == "parameter":
            found = self.policy.packs[pack].parameters.get(name)
            return str(found.parameter.value) if found else "…"
        if row not in rows or name not in self.schema.rows[row].fields:
            return "…"
        return self.value(self.schema.rows[row].fields[name].kind, rows[row].values.get(name))

    def because(
        self,
        requirement: Requirement,
        value: int,
        rows: Mapping[str, Row],
        pack: str,
        met_from: date | None,
        missing: tuple[str, ...],
        questions: tuple[str, ...],
    ) -> str:
        """Why a requirement has its value."""
        if value == YES:
            return self.fill(requirement.met.in_(self.lang), rows, pack, met_from)
        if value == HUMAN:
            return self.say("需要人工认定：", "An authority decides: ") + self.say("；", "; ").join(questions)
        if value == UNKNOWN:
            names = self.say("、", ", ").join(dict.fromkeys(map(self.path, missing)))
            return self.say(f"还不能判断，缺：{names}", f"Cannot be told yet; missing: {names}")
        template = requirement.unmet.in_(self.lang)
        absent = [row for row in rows.values() if not row.values and f"{{{row.kind}." in template]
        if absent:
            names = self.say("、", ", ").join(self.path(row.path) for row in absent)
            return self.say(f"没有{names}", f"There are no {names}")
        sentence = self.fill(template, rows, pack, met_from)
        if met_from is not None:
            sentence += self.say(f"；{self.day(met_from)}起符合", f"; met from {self.day(met_from)}")
        return sentence

    def path(self, path: str) -> str:
        """What a fact of a case is called, as in 证书联网查询结果（certificates[0]）."""
        if path.startswith("policy:"):
            register = path.removeprefix("policy:").split("/")
            what = {"exam": self.say("当年考试报名通知的规定", "what the exam notice of the year says")}
            return what.get(
                register[0], self.say("该职业现行标准", "the standard in force for the occupation")
            ) + self.bracketed("/".join(register[1:]))
        if path.startswith("appraisals."):
            year = path.split(".")[1]
            return self.say(f"{year} 年度考核结果", f"appraisal of {year}")
        lists = {"employment": ("工作经历", "work history"), "certificates": ("技能证书", "skill certificates"), "titles": ("职称", "titles"),
                 "honours": ("荣誉", "honours"), "education": ("学历", "education"), "appraisals": ("年度考核", "yearly appraisals"),
                 "person.sanctions": ("处分和失信记录", "sanctions and records")}  # fmt: skip
        if path in lists:
            return self.say(*lists[path])
        match = _PATH.match(path)
        if match is None:
            return path
        name, index, field = match.groups()
        for row in self.schema.rows.values():
            if row.list != name:
                continue
            for fact in row.fields.values():
                if fact.path == field:
                    number = f" {int(index) + 1}" if index is not None else ""
                    listed = number and name in lists
                    place = self.bracketed(self.say(*lists[name]) + number) if listed else ""
                    return (fact.zh if self.lang == "zh" else fact.en) + place
        return path
