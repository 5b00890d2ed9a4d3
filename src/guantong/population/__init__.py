"""Synthetic registers: people who do not exist, for demonstration, tests and measurements.

>>> from pathlib import Path
>>> from guantong.population import generate
>>> generate(1000, 7, Path("register"))  # doctest: +SKIP
"""

from guantong.population.assumptions import Assumption, assumptions, default_day
from guantong.population.generation import FolderTakenError, generate

__all__ = ["Assumption", "FolderTakenError", "assumptions", "default_day", "generate"]
