"""The regions of Guangxi as the catalogue lists them, and how one encloses another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from guantong.catalogue.reading import PACKS, read_yaml

PROVINCE: Final = "450000"
"""The region that encloses every other."""


@dataclass(frozen=True, slots=True)
class RegionFact:
    """A region by its code of six digits (GB/T 2260), with its confidence."""

    code: str
    zh: str
    en: str
    confidence: str


@dataclass(frozen=True, slots=True)
class RegionFacts:
    """All regions, with the source of the list and the day up to which it is known."""

    source: str
    as_of: str
    regions: tuple[RegionFact, ...]


@cache
def region_facts() -> RegionFacts:
    """The list of the catalogue, enclosing regions first."""
    content: Any = read_yaml(PACKS / "catalogue" / "regions.yaml")
    regions = tuple(
        RegionFact(row["code"], row["name"]["zh"], row["name"]["en"], row["confidence"])
        for row in content["regions"]
    )
    return RegionFacts(content["source"], content["as_of"], regions)


def enclosing(code: str) -> tuple[str, ...]:
    """The code and those of the regions around it, the nearest first: county, city, autonomous region.

    A code of two or four digits stands for the region that begins so: ``45``, ``4502``.
    """
    full = code.ljust(6, "0")
    return tuple(dict.fromkeys((full, f"{full[:4]}00", f"{full[:2]}0000")))


def parent_code(code: str) -> str | None:
    """The code of the region directly around it; None for the outermost."""
    around = enclosing(code)
    return around[1] if len(around) > 1 else None
