"""贯通 — between skill levels and professional titles: who may apply, for what, from when, by which clause.

>>> import guantong
>>> case = guantong.load_case("as_of: 2024-06-01")
>>> answer = guantong.decide(case)
>>> answer.as_of.isoformat()
'2024-06-01'

``load_case`` reads a case document, ``decide`` answers it, ``packs`` holds the policies as data.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guantong import packs
    from guantong.cases import load_case
    from guantong.decisions import decide

__all__ = ["__version__", "decide", "load_case", "packs"]

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """What the package offers, imported when it is first asked for, so that `guantong --version` need not wait."""
    match name:
        case "load_case":
            return import_module("guantong.cases").load_case
        case "decide":
            return import_module("guantong.decisions").decide
        case "packs":
            return import_module("guantong.packs")
    raise AttributeError(f"module 'guantong' has no attribute {name!r}")
