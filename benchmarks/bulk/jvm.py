"""Processor time and memory of the processes below this one: Spark does its work in a virtual machine of its own."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Below:
    """Seconds of processor time, and the sum of the most memory each has held, in MB."""

    cpu: float
    peak: float


def children() -> Below:
    """What all living processes below this one have taken; nothing where there is no /proc."""
    cpu = peak = 0.0
    tick = os.sysconf("SC_CLK_TCK")
    for process in _below(os.getpid()):
        fields = (process / "stat").read_text().rpartition(") ")[2].split()
        cpu += (int(fields[11]) + int(fields[12])) / tick
        for line in (process / "status").read_text().splitlines():
            if line.startswith("VmHWM"):
                peak += int(line.split()[1]) / 1024
    return Below(cpu, peak)


def _below(pid: int) -> Iterator[Path]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield Path(f"/proc/{child}")
            yield from _below(int(child))
