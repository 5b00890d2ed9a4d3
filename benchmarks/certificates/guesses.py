"""Guessing: what somebody learns who tries numbers and codes, how long each answer takes, and what is left in the logs.

Wrong is a number that was issued with a code, or a name and four last characters, that are not its own; absent a number
that was not issued. One guess in `PAGES` is posted to the page, the others ask what page and interface ask
(`verification`), as the interface writes it. Half of them with the limits lifted, so that answers can be compared; half
with the limits of the portal, from several addresses. Needs a Django that is set up, with a database.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections import Counter
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from random import Random
from statistics import median
from typing import TYPE_CHECKING, Final
from unittest.mock import patch

from django.test import Client
from django.urls import reverse

from guantong.certificates import numbers
from guantong.portal import clock
from guantong.portal.certificates import limits, verification
from guantong.portal.certificates.models import Certificate, Tries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

PAGES: Final = 10
ADDRESSES: Final = 80
"""From how many addresses somebody guesses who has several: more than the portal answers together in a minute."""
KINDS: Final = ("wrong code", "absent, code", "wrong person", "absent, person")
_TOKENS: Final = re.compile(r'"x-csrftoken": "[^"]+"|name="csrfmiddlewaretoken" value="[^"]+"')
_SECONDS: Final = re.compile(r"(?<=在 )\d+(?= 秒)")
_NAMES: Final = ("韦试猜", "黄试猜", "覃试猜")


@dataclass(frozen=True)
class Guess:
    """What is asked: in which way, with which words, and from where."""

    kind: str
    asked: dict[str, str]
    address: str

    @property
    def way(self) -> str:
        """The way to ask, as the page calls it."""
        return "code" if "code" in self.asked else "person"


@dataclass
class Told:
    """What a run of guesses came to."""

    guesses: int = 0
    bodies: dict[str, Counter[tuple[int, str]]] = field(default_factory=dict)
    """For the page and for the interface: each answer that was given, its status and content, with how often."""
    answered: Counter[tuple[str, int]] = field(default_factory=Counter)
    """How many guesses were answered, by address and minute."""
    cpu: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    """Processor milliseconds of each answer that was given, by where it was asked and kind of guess."""
    refused: int = 0
    logged: Counter[str] = field(default_factory=Counter)

    def milliseconds(self, where: str, kind: str) -> float:
        """The median of an answer."""
        return median(self.cpu[where, kind])

    def answers(self, where: str, status: int) -> int:
        """How many different answers of a status were given."""
        return sum(given == status for given, _body in self.bodies.get(where, ()))


def guesses(count: int, issued: Sequence[str], *, seed: int = 0) -> Iterator[Guess]:
    """So many guesses, each kind once in every four, at numbers that are issued and at such that are not.

    In what order is drawn anew for every four: whatever comes first after guesses of another sort takes longer.
    Of either there are as many, so that a number is asked as often again: what is counted by number is quicker then.
    """
    random = Random(seed)  # noqa: S311 - repeatable on purpose
    like, absent, turn = numbers.parse(issued[0]), set[str](), list[str]()
    while len(absent) < len(issued):
        number = numbers.compose(like.kind, like.year, like.unit, random.randint(1, 9_999_999))
        absent |= {number} - set(issued)
    pools = {"wrong": issued, "absent": sorted(absent)}
    for _place in range(count):
        turn = turn or random.sample(KINDS, k=len(KINDS))
        kind = turn.pop()
        asked = {"number": random.choice(pools[kind.split(maxsplit=1)[0].strip(",")])}
        if kind.endswith("code"):
            asked["code"] = "".join(random.choices(numbers.scheme().code_alphabet, k=16))
        else:
            asked |= {"name": random.choice(_NAMES), "tail": f"{random.randrange(10_000):04}"}
        yield Guess(kind, asked, f"192.0.2.{random.randrange(ADDRESSES)}")


def tried(made: Iterator[Guess], *, limited: bool) -> Told:
    """Ask each guess; with `limited` the limits of the portal hold, without them none."""
    Tries.objects.all().delete()  # what others asked just now is not counted
    told = Told()
    client = Client(SERVER_NAME="127.0.0.1")
    url = reverse("verify_answer")
    with _logged(told), limits_lifted() if not limited else nullcontext():
        for place, guess in enumerate(made):
            told.guesses += 1
            on_page = place // len(KINDS) % PAGES == 0
            minute = _minute()
            ask = _by_page(client, url, guess) if on_page else _by_service(guess)
            began = time.process_time()
            status, body = ask()
            spent = (time.process_time() - began) * 1000
            where = "page" if on_page else "interface"
            told.bodies.setdefault(where, Counter())[status, body] += 1
            if status == 429:
                told.refused += 1
            else:
                if minute == _minute():  # else nobody knows in which it was counted
                    told.answered[guess.address, minute] += 1
                told.cpu.setdefault((where, guess.kind), []).append(spent)
    return told


def _minute() -> int:
    return int(clock.now().timestamp()) // 60


def _by_page(client: Client, url: str, guess: Guess) -> Callable[[], tuple[int, str]]:
    def ask() -> tuple[int, str]:
        answer = client.post(url, {"way": guess.way, **guess.asked}, REMOTE_ADDR=guess.address)
        return answer.status_code, _SECONDS.sub("…", _TOKENS.sub("", answer.content.decode()))

    return ask


def _by_service(guess: Guess) -> Callable[[], tuple[int, str]]:
    by = verification.by_code if guess.way == "code" else verification.by_person

    def ask() -> tuple[int, str]:
        try:
            answer = by(**guess.asked, address=guess.address, now=clock.now())
        except limits.TooOftenError as refusal:
            return 429, f"{refusal.code} {_SECONDS.sub('…', refusal.text)}"
        return 200, json.dumps(verification.as_document(answer), ensure_ascii=False)

    return ask


def faults(told: Told, secrets: Sequence[str], *, limited: bool) -> list[str]:
    """What is not as it should be: answers that differ, limits that do not hold, secrets that were logged."""
    found = [
        f"{told.answers(where, status)} different answers of {status} by the {where}"
        for where in told.bodies
        for status in {status for status, _body in told.bodies[where]}
        if told.answers(where, status) != 1
    ]
    found += [
        f"an answer of status {status} by the {where}"
        for where in told.bodies
        for status, _body in told.bodies[where]
        if status not in ((200, 429) if limited else (200,))
    ]
    if limited:
        most, together = limits.ADDRESS[0], limits.EVERYBODY[0]
        minutes: Counter[int] = Counter()
        for (address, minute), count in told.answered.items():
            minutes[minute] += count
            if count > most:
                found.append(f"{address} was answered {count} times in a minute, {most} are allowed")
        found += [
            f"{count} answers in a minute, {together} are allowed"
            for count in minutes.values()
            if count > together
        ]
    logged = "\n".join(told.logged)
    found += [f"{secret} stands in a log" for secret in secrets if secret in logged]
    return found


def secrets_of(made: Sequence[Guess]) -> list[str]:
    """What no log may hold: the numbers, codes and names that were asked, and the holders of those that there are."""
    asked = {word for guess in made for key, word in guess.asked.items() if key != "tail"}
    names = {str(face["name"]) for face in Certificate.objects.values_list("face", flat=True)}
    return sorted(asked | names)


@contextmanager
def limits_lifted() -> Iterator[None]:
    """Count as ever, and refuse nobody."""
    with ExitStack() as lifted:
        for name in ("ADDRESS", "NUMBER", "EVERYBODY"):
            lifted.enter_context(patch.object(limits, name, (10**9, getattr(limits, name)[1])))
        yield


@contextmanager
def _logged(told: Told) -> Iterator[None]:
    """Keep every line that anything logs, at any level."""

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.logged[self.format(record)] += 1

    root, keeping = logging.getLogger(), Keeping(logging.DEBUG)
    before = root.level
    root.addHandler(keeping)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.removeHandler(keeping)
        root.setLevel(before)
