"""What is wrong with a pack, where, and how to mend it: all of it in one pass."""

from dataclasses import dataclass
from pathlib import Path

from guantong.catalogue.reading import located


@dataclass(frozen=True, slots=True)
class PackProblem:
    """One problem: the file, the place in it, and a sentence."""

    file: Path
    place: tuple[str | int, ...]
    message: str

    @property
    def line(self) -> int | None:
        """The line of the place, or of the nearest place above it; None where the whole file is meant, or is not there."""
        if not self.place or not self.file.is_file():
            return None
        return located(self.file).line(self.place)

    def __str__(self) -> str:
        line = self.line
        where = f"{self.file}:{line}" if line else str(self.file)
        return ": ".join((where, *([".".join(map(str, self.place))] if self.place else []), self.message))


class PackErrors(ValueError):  # noqa: N818 - it holds several
    """A pack that cannot be used; `problems` holds every reason."""

    def __init__(self, problems: tuple[PackProblem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
