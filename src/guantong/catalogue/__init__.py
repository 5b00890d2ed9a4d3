"""What the policies speak about and do not define: series, specialties, occupations, honours, words."""

from __future__ import annotations

from functools import cache

from guantong.catalogue.loading import load, read_standards
from guantong.catalogue.lookup import Catalogue
from guantong.catalogue.model import (
    UNCONFIRMED,
    Fact,
    FoundHonour,
    FoundOccupation,
    FoundTitle,
    LinkingMethod,
    Occupation,
    Relationship,
    Standard,
)
from guantong.catalogue.rows import CatalogueError

__all__ = [
    "UNCONFIRMED",
    "Catalogue",
    "CatalogueError",
    "Fact",
    "FoundHonour",
    "FoundOccupation",
    "FoundTitle",
    "LinkingMethod",
    "Occupation",
    "Relationship",
    "Standard",
    "catalogue",
    "load",
    "read_standards",
]


@cache
def catalogue() -> Catalogue:
    """Return the catalogue that comes with the package, read once."""
    return load()
