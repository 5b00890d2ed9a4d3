"""The versions of the policies that this installation has: the shipped one, the one that answers, and those kept beside.

A version kept by ``guantong simulate … --keep`` is found in the folder ``packs`` of the portal's home, a folder each.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from django.conf import settings

from guantong.catalogue import UNCONFIRMED
from guantong.policy import PackErrors, load_policy
from guantong.policy.differences import Difference, differences

from .facts import unconfirmed_facts
from .selectors import policy_in_force

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from guantong.policy import Pack, Policy
    from guantong.policy.model import Language

SHIPPED: Final = "shipped"
HERE: Final = "here"
FOLDER: Final = "packs"
_WHOLE: Final = 2_000
"""Values are told whole on a page; a condition longer than this is cut."""
_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Version:
    """One version: its name and the policy."""

    name: str
    policy: Policy


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A folder in which there is no version that can be read, and the first thing that is wrong."""

    name: str
    problem: str


@dataclass(frozen=True, slots=True)
class PackCompared:
    """A pack in two versions, of which one may lack it, with every difference; `pack` is the newer that there is."""

    pack: Pack
    old: Pack | None
    new: Pack | None
    found: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions: the packs that differ, readings chosen otherwise, facts confirmed in one of them alone.

    A reading of which the pack itself proposes something else stands among the differences of the pack.
    """

    packs: tuple[PackCompared, ...]
    readings: tuple[tuple[str, str, str], ...] = ()
    confirmed: tuple[str, ...] = ()
    doubted: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not (self.packs or self.readings or self.confirmed or self.doubted)


@dataclass(frozen=True, slots=True)
class Versions:
    """Everything there is to compare, and what could not be read."""

    usable: tuple[Version, ...]
    broken: tuple[Unreadable, ...] = ()

    @property
    def answering(self) -> Version:
        """The version that answers."""
        return self.named(HERE) or self.usable[0]

    def named(self, name: str) -> Version | None:
        """The version of that name."""
        return next((one for one in self.usable if one.name == name), None)


def versions(today: date) -> Versions:
    """The shipped version; the one that answers, where officers have settled something; and those kept."""
    shipped, here = load_policy(), policy_in_force(today)
    found = [Version(SHIPPED, shipped)]
    if here is not shipped:
        found.append(Version(HERE, here))
    root: Path = settings.HOME / FOLDER
    folders = sorted(path for path in root.glob("*") if path.is_dir()) if root.is_dir() else []
    kept = [_kept(path) for path in folders[:_MOST] if not path.name.startswith(".")]
    return Versions(
        (*found, *(one for one in kept if isinstance(one, Version))),
        tuple(one for one in kept if isinstance(one, Unreadable)),
    )


def _kept(folder: Path) -> Version | Unreadable:
    try:
        return Version(folder.name, load_policy(folder))
    except PackErrors as errors:
        return Unreadable(folder.name, str(errors.problems[0]))
    except OSError as error:
        return Unreadable(folder.name, error.strerror or type(error).__name__)


@lru_cache(maxsize=32)
def compare(one: Policy, other: Policy, lang: Language = "zh") -> Compared:
    """What the second version says otherwise than the first."""
    return Compared(
        tuple(_packs(one, other, lang)),
        tuple(
            (name, was, becomes)
            for name in other.readings
            if name in one.readings
            for was, becomes in [(_option(one, name), _option(other, name))]
            if was != becomes and (name in one.choices or name in other.choices)
        ),
        _confirmed(one, other),
        _confirmed(other, one),
    )


def _packs(one: Policy, other: Policy, lang: Language) -> list[PackCompared]:
    found = []
    for name in dict.fromkeys((*one.packs, *other.packs)):
        old, new = one.packs.get(name), other.packs.get(name)
        pack = new or one.packs[name]
        told = differences(
            old.plain if old else {}, new.plain if new else {}, lang=lang, longest=_WHOLE
        )  # fmt: skip
        if told:
            found.append(PackCompared(pack, old, new, told))
    return found


def _option(policy: Policy, reading: str) -> str:
    found = policy.readings[reading]
    return policy.choices.get(reading, found.default) if found.options else ""


def _confirmed(one: Policy, other: Policy) -> tuple[str, ...]:
    """The facts of the catalogue that the first calls unconfirmed and the second does not."""
    doubtful = {fact.id for fact in unconfirmed_facts(other)}
    return tuple(
        fact.id
        for fact in unconfirmed_facts(one)
        if fact.kind != "parameter" and fact.confidence in UNCONFIRMED and fact.id not in doubtful
    )
