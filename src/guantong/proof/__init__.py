"""A pack held to account: clauses, worked cases, a solver, and the official text beside it."""

from .check import check_packs, check_policy
from .report import Awaiting, Figures, Finding, Report
from .text import Comparison, Line, UnreadableText, compare_text

__all__ = [
    "Awaiting",
    "Comparison",
    "Figures",
    "Finding",
    "Line",
    "Report",
    "UnreadableText",
    "check_packs",
    "check_policy",
    "compare_text",
]
