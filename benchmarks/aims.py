"""Figures to reach, and whether they are."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Aim:
    """A figure to reach: how many times as fast as another contestant, or how many seconds at most."""

    text: str
    reached: float
    wanted: float
    at_most: bool = False

    @property
    def line(self) -> str:
        """The aim, what was reached, and whether it is met."""
        met = self.reached <= self.wanted if self.at_most else self.reached >= self.wanted
        return f"{'met   ' if met else 'MISSED'}  {self.text}: {self.reached:.3g}"
