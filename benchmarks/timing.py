"""Interleaved timing: every contestant runs in every round, so that a busy machine slows all alike.

Times are processor time of the process: waiting for others who use the machine is nobody's work.
"""

import gc
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from statistics import median
from time import process_time


def interleaved(
    contestants: Mapping[str, Callable[[int], object]], people: int, rounds: int
) -> dict[str, float]:
    """Seconds for one decision of each contestant: the median over rounds of the mean over people."""
    found: dict[str, list[float]] = {name: [] for name in contestants}
    for ask in contestants.values():
        for person in range(min(people, 20)):
            ask(person)
    for number in range(rounds):
        order = list(contestants.items())
        if number % 2:
            order.reverse()
        for name, ask in order:
            gc.collect()
            start = process_time()
            for person in range(people):
                ask(person)
            found[name].append((process_time() - start) / people)
    return {name: median(times) for name, times in found.items()}


_LOAD = """
import time
start = time.process_time()
from guantong.decisions.decide import engine_for
from guantong.policy import load_policy
imported = time.process_time()
engine_for(load_policy())
print(imported - start, time.process_time() - imported)
"""


def loading(rounds: int) -> dict[str, float]:
    """Seconds to load and compile all packs in a fresh process: without any cache, and with a full one."""
    found: dict[str, list[float]] = {"import": [], "cold": [], "warm": []}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as cache:
            for kind in ("cold", "warm"):
                imported, loaded = _fresh_process(cache)
                found[kind].append(loaded)
                found["import"].append(imported)
    return {name: median(times) for name, times in found.items()}


def _fresh_process(cache: str) -> tuple[float, float]:
    environment = {**os.environ, "GUANTONG_CACHE": cache}
    done = subprocess.run(
        [sys.executable, "-c", _LOAD], env=environment, capture_output=True, text=True, check=True
    )
    imported, loaded = map(float, done.stdout.split())
    return imported, loaded
