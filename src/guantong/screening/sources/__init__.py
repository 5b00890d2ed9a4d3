"""Registers as they come, a folder of files or a database, into the prepared store that every engine reads."""

from guantong.screening.sources.errors import SourceError
from guantong.screening.sources.intake import Count, Intake, load_intake, prepare
from guantong.screening.sources.mapping import load_mapping

__all__ = ["Count", "Intake", "SourceError", "load_intake", "load_mapping", "prepare"]
