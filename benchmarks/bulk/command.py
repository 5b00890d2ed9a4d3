"""The command itself as a process of its own, and what it took: what is measured is what a user runs."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

GUANTONG: Final = Path(sys.executable).with_name("guantong")
_LOOK_EVERY: Final = 0.05
"""Seconds between two looks at whether it is time to kill."""


@dataclass(frozen=True)
class Spent:
    """What one process took: processor seconds of all its threads, seconds by the clock, MB at its peak, its exit."""

    cpu: float
    wall: float
    peak: float
    status: int


def run(*arguments: object, until: Callable[[], bool] | None = None) -> Spent:
    """Run ``guantong`` with these arguments; with `until` it is killed with SIGKILL as soon as that is true.

    Linux counts to a child's memory what its parent held when it began, so that the caller should hold little.
    """
    started = time.perf_counter()
    process = subprocess.Popen([str(GUANTONG), *map(str, arguments)], stdin=subprocess.DEVNULL)
    done, status, usage = 0, 0, None
    while until is not None and done == 0:
        if until():
            process.send_signal(signal.SIGKILL)
            break
        time.sleep(_LOOK_EVERY)
        done, status, usage = os.wait4(process.pid, os.WNOHANG)
    if usage is None or done == 0:
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    memory = usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1024)
    return Spent(usage.ru_utime + usage.ru_stime, time.perf_counter() - started, memory, process.returncode)
