"""Every contestant in a process of its own, one after another, so that none disturbs another's time or memory."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple
from pathlib import Path
from statistics import median
from typing import Final

from .contestants import OUT, Taken

ROOT: Final = Path(__file__).parents[2]
ALL_ROUTES: Final = ("register", "prepared", "floor")
FROM_FILES: Final = ("register", "floor")
"""Of a register so large that the rest would take hours."""
MEASURED_ROUTES: Final = ("related", "same", "by_hand", "openfisca")
ONE_BY_ONE: Final = ("zen", "evaluate")
SPARK: Final = "spark"


class FailedError(Exception):
    """A contestant did not come to an end."""


def measure(
    folder: Path,
    names: Iterable[str],
    rounds: int,
    sample: int,
    spark: str | None,
    told: Callable[[str], None],
) -> Mapping[str, Taken]:
    """Medians over rounds of what each took; the order is turned round in every second one."""
    found: dict[str, list[Taken]] = {name: [] for name in names}
    for number in range(rounds):
        order = list(found)
        if number % 2:
            order.reverse()
        for name in order:
            told(name)
            shutil.rmtree(folder / OUT / name, ignore_errors=True)
            python = spark if name == SPARK and spark else sys.executable
            found[name].append(_alone(python, name, folder, sample))
    return {
        name: Taken(
            taken[0].people,
            taken[0].answers,
            *(median(values) for values in list(zip(*map(astuple, taken), strict=True))[2:]),
        )
        for name, taken in found.items()
    }


def _alone(python: str, name: str, folder: Path, sample: int) -> Taken:
    done = subprocess.run(
        [python, "-m", "benchmarks.bulk.contestants", name, str(folder), str(sample)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "src")))},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise FailedError(f"{name} failed:\n{done.stderr[-3000:]}")
    return Taken(**json.loads(done.stdout.splitlines()[-1]))


def spark_python() -> str | None:
    """The Python that has Spark: that of .venv-spark, or this one."""
    beside = ROOT / ".venv-spark" / "bin" / "python"
    for python in (str(beside), sys.executable):
        if (
            Path(python).exists()
            and not subprocess.run([python, "-c", "import pyspark"], capture_output=True).returncode
        ):
            return python
    return None
