"""What keeps a target closed, from the requirements that carry its verdict."""

from collections.abc import Iterator

from guantong.catalogue import terms
from guantong.decisions import Decision, OpenQuestion, RequirementAnswer, RouteAnswer
from guantong.decisions.answers import rank
from guantong.decisions.words import Words

from .answers import Obstacle


def obstacles(decision: Decision, words: Words) -> tuple[Obstacle, ...]:
    """What is missing, who has to decide, or which clauses are not met; each thing once, in the order of the routes.

    Where a route is not closed for good, only such routes are named, with what they still want besides time.
    Of a route that is closed the first requirement is named that is not met, in the order in which they are
    looked at.
    """
    wanting = [route for route in decision.routes if not _unmet(route)]
    found: dict[tuple[str, str], Obstacle] = {}
    for route in wanting or decision.carrying:
        for requirement in _unmet(route)[:1] or _open(route) or route.carrying:
            for obstacle in _of(requirement, words):
                found.setdefault((obstacle.kind, obstacle.text), obstacle)
    return tuple(found.values())


def _unmet(route: RouteAnswer) -> tuple[RequirementAnswer, ...]:
    """What a route asks in vain: neither unknown nor left to anybody, and time does not bring it."""
    return tuple(
        r for r in route.requirements if rank(r.verdict) < rank("needs_evidence") and r.met_from is None
    )


def _open(route: RouteAnswer) -> tuple[RequirementAnswer, ...]:
    """What a route still waits to be told or decided."""
    return tuple(r for r in route.requirements if r.verdict in ("needs_evidence", "needs_human"))


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
