"""What a contestant took: by the clock, in processor time of all its threads, and in memory at its peak."""

import resource
import sys
from pathlib import Path
from time import perf_counter, process_time
from types import TracebackType


class Watch:
    """Adds up what is done inside ``with watch:``; what a contestant is given ready stays outside."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0
        self.peak = 0.0
        """Memory of other processes that worked for the contestant, in MB."""
        self._begun = 0.0, 0.0

    def __enter__(self) -> "Watch":
        self._begun = perf_counter(), process_time()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        wall, cpu = self._begun
        self.wall += perf_counter() - wall
        self.cpu += process_time() - cpu


def peak() -> float:
    """The most memory that this process has held, in MB.

    Linux counts in `ru_maxrss` also what the parent held when the process began; its own is told in /proc.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1024)
