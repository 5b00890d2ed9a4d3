"""Questions to a solver about routes: can one be opened at all, is one swallowed by another, do more years ever hurt."""

from .prover import Found, Prover
from .witness import Witness

__all__ = ["Found", "Prover", "Witness"]
