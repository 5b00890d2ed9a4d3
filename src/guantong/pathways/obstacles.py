"""What keeps a target closed, from the requirements that carry its verdict."""

from collections.abc import Iterator

from guantong.catalogue import terms
from guantong.decisions import Decision, OpenQuestion, RequirementAnswer
from guantong.decisions.words import Words

from .answers import Obstacle


def obstacles(decision: Decision, words: Words) -> tuple[Obstacle, ...]:
    """What is missing, who has to decide, or which clauses are not met; each thing once, in the order of the routes.

    Of what a route does not meet only the first is named, the requirements being in the order in which they
    are looked at; and what only time is short of, only where nothing else stands in the way.
    """
    found: dict[tuple[str, str], Obstacle] = {}
    for route in decision.carrying:
        lasting = [r for r in route.carrying if r.met_from is None] or list(route.carrying)
        waiting = route.verdict in ("needs_evidence", "needs_human")
        for requirement in lasting if waiting else lasting[:1]:
            for obstacle in _of(requirement, words):
                found.setdefault((obstacle.kind, obstacle.text), obstacle)
    return tuple(found.values())


def missing(path: str, words: Words, clauses: tuple[str, ...] = ()) -> Obstacle:
    """A fact that has to be told or shown."""
    return Obstacle("missing", words.path(path), clauses, path=path)


def question(asked: OpenQuestion, words: Words, clauses: tuple[str, ...] = ()) -> Obstacle:
    """A point that an authority has to decide."""
    about = words.say("、", ", ").join(_named(part, words) for part in asked.about.split("~"))
    text = words.say(f"{asked.label}（{about}）", f"{asked.label} ({about})")
    return Obstacle(
        "question", text, clauses, question=asked.question, about=asked.about, decided_by=asked.decided_by
    )


def _named(word: str, words: Words) -> str:
    """A code in what a question is about, by its name; any other word as it is."""
    if word in terms.vocabulary("status").by_code:
        return terms.name("status", word, words.lang)
    return words.catalogue.occupation_name(word)


def _of(requirement: RequirementAnswer, words: Words) -> Iterator[Obstacle]:
    clauses = requirement.requirement.clauses
    match requirement.verdict:
        case "needs_evidence":
            yield from (missing(path, words, clauses) for path in requirement.missing)
        case "needs_human":
            yield from (question(asked, words, clauses) for asked in requirement.questions)
        case _:
            yield Obstacle("unmet", requirement.because, clauses)
