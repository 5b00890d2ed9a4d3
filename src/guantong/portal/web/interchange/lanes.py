"""Which two roads are drawn: an occupation with its skill levels, and a specialty with its titles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from guantong.catalogue import terms
from guantong.decisions.targets import present_occupations

if TYPE_CHECKING:
    from guantong.cases import Case
    from guantong.catalogue import Catalogue
    from guantong.pathways import Prospects
    from guantong.policy.model import Language


@dataclass(frozen=True, slots=True)
class Specialty:
    """A title specialty as an address names it: the series and, where the series lists them, the specialty."""

    series: str
    name: str | None

    @property
    def key(self) -> str:
        """The specialty in an address."""
        return f"{self.series}:{self.name}" if self.name else self.series

    def label(self, lang: Language) -> str:
        """The specialty for people, as 工程 · 机械制造."""
        series = terms.name("series", self.series, lang)
        return f"{series} · {self.name}" if self.name else series


@dataclass(frozen=True, slots=True)
class Lanes:
    """The two roads drawn, either None where nothing is known, and the choices that there are for each."""

    occupation: str | None
    specialty: Specialty | None
    occupations: tuple[str, ...]
    specialties: tuple[Specialty, ...]


def lanes(
    case: Case, found: Prospects, catalogue: Catalogue, occupation: str | None, specialty: str | None
) -> Lanes:
    """The roads asked for where they are among those of the person; else the nearest to present work.

    The specialties offered are those related to the occupation, the same before the similar, then those of titles held.
    """
    occupations = _occupations(case, found)
    chosen = occupation if occupation in occupations else next(iter(occupations), None)
    specialties = _specialties(case, found, catalogue, chosen)
    wanted = next((one for one in specialties if one.key == specialty), next(iter(specialties), None))
    return Lanes(chosen, wanted, occupations, specialties)


def _occupations(case: Case, found: Prospects) -> tuple[str, ...]:
    """Present work first; of several the one with the highest, then the latest certificate."""
    present = present_occupations(case)
    order = terms.codes("skill_level")
    best = {
        code: max(
            ((order.index(c.level), c.issued_on) for c in case.certificates or () if c.occupation == code),
            default=None,
        )
        for code in {p.decision.target.occupation for p in found.prospects} - {None}
    }
    return tuple(
        sorted(
            (code for code in best if code is not None),
            key=lambda code: (
                code not in present,
                best[code] is None,
                *((-best[code][0], -best[code][1].toordinal()) if best[code] else (0, 0)),  # type: ignore[index]
                code,
            ),
        )
    )


def _specialties(
    case: Case, found: Prospects, catalogue: Catalogue, occupation: str | None
) -> tuple[Specialty, ...]:
    asked = dict.fromkeys(
        Specialty(target.series, target.specialty)
        for prospect in found.prospects
        for target in (prospect.decision.target,)
        if target.series is not None
    )
    related = {
        (series, name): relation for series, name, relation in catalogue.related_specialties(occupation or "")
    }
    held = {(title.series, title.specialty) for title in case.titles or ()}

    def nearness(one: Specialty) -> tuple[bool, bool]:
        place = (one.series, one.name)
        return related.get((one.series, one.name or "")) != "same", place not in held

    near = [one for one in asked if (one.series, one.name or "") in related or (one.series, one.name) in held]
    return tuple(sorted(near or asked, key=nearness))
