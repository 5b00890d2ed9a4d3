"""A run over a register: its record, its parts, and that it goes on after a kill as if nothing had happened."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import duckdb
import pytest

from guantong.decisions.decide import engine_for
from guantong.policy import load_policy
from guantong.population import generate
from guantong.screening.engines.duck import Duck
from guantong.screening.engines.evaluate import Evaluate
from guantong.screening.run import Run
from guantong.screening.selection import select
from guantong.screening.sources.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

    from guantong.screening.run import Manifest

DAY = date(2026, 6, 1)
PERSONS = 300
ASKED = ("title_review/intermediate",)
"""One level only: planning a program takes longer than deciding these people."""

_KILLED = """
import os, signal, sys
from datetime import date
from pathlib import Path
from tests.screening.test_run import run

def tell(what, done, of):
    if what == "decide" and done == 1:
        os.kill(os.getpid(), signal.SIGKILL)

run(Path(sys.argv[1]), Path(sys.argv[2]), tell)
"""


def run(register: Path, out: Path, progress: object = None, *, buckets: int = 3) -> Manifest:
    selection = select(ASKED)
    policy = load_policy()
    screening = Run(
        source=register,
        out=out,
        decider=Duck(engine_for(policy), DAY, selection=selection, memory="1GB", threads=1),
        policy=policy,
        as_of=DAY,
        targets=selection.targets,
        buckets=buckets,
        memory="1GB",
        threads=1,
    )
    if progress is not None:
        screening.progress = progress  # type: ignore[assignment]
    return screening.screen()


def rows(out: Path) -> list[tuple[object, ...]]:
    query = f"SELECT * FROM read_parquet('{out}/decisions/*.parquet') ORDER BY ALL"  # noqa: S608 - a folder of the test
    return duckdb.sql(query).fetchall()


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("population") / "register"
    generate(PERSONS, 5, folder, as_of=DAY)
    return folder


@pytest.fixture(scope="module")
def undisturbed(register: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    out = tmp_path_factory.mktemp("run") / "out"
    return out, run(register, out)


def test_the_record_agrees_with_what_was_written(undisturbed: tuple[Path, Manifest]) -> None:
    out, manifest = undisturbed
    persons = manifest.intake["counts"]["person"]
    assert persons["read"] == persons["accepted"] + persons["rejected"] == PERSONS
    assert manifest.decisions == len(rows(out)) == sum(manifest.verdicts.values()) > 0
    assert {part.file for part in manifest.parts} == {file.name for file in (out / "decisions").iterdir()}
    assert set(manifest.packs.values()) == {pack.digest for pack in load_policy().packs.values()}
    assert json.loads((out / "manifest.json").read_text("utf-8"))["decisions"] == manifest.decisions
    assert not list(out.rglob("*.partial"))


def test_the_engine_for_one_person_decides_the_register_alike(
    register: Path, undisturbed: tuple[Path, Manifest], tmp_path: Path
) -> None:
    policy = load_policy()
    Run(
        source=register,
        out=tmp_path / "out",
        decider=Evaluate(policy, DAY, selection=select(ASKED)),
        policy=policy,
        as_of=DAY,
        targets=ASKED,
    ).screen()
    assert rows(tmp_path / "out") == rows(undisturbed[0])


def test_a_killed_run_goes_on_and_gives_the_same(
    register: Path, undisturbed: tuple[Path, Manifest], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    killed = subprocess.run([sys.executable, "-c", _KILLED, str(register), str(out)], check=False)
    assert killed.returncode == -signal.SIGKILL
    left = sorted(file.name for file in (out / "decisions").glob("*.parquet"))
    assert len(left) == 1, "one part was whole when it was killed"
    assert not (out / "manifest.json").exists()
    made = (out / "decisions" / left[0]).stat().st_mtime_ns
    told: list[tuple[str, int, int]] = []
    manifest = run(register, out, lambda *step: told.append(step))
    assert manifest.resumed
    assert ("decide", 1, 3) in told
    assert not [what for what, _, _ in told if what != "decide"], "the source is not read again"
    assert (out / "decisions" / left[0]).stat().st_mtime_ns == made
    assert rows(out) == rows(undisturbed[0])


def test_a_finished_folder_is_not_written_again(register: Path, undisturbed: tuple[Path, Manifest]) -> None:
    with pytest.raises(SourceError, match="已有一次完成的筛查"):
        run(register, undisturbed[0])


def test_a_folder_of_another_run_is_refused(register: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear")
    with pytest.raises(SourceError, match="不属于这一次筛查"):
        run(register, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_a_run_over_other_people_is_another_run(register: Path, tmp_path: Path) -> None:
    policy = load_policy()
    keys = {
        Run(
            register,
            tmp_path,
            Evaluate(policy, DAY, selection=select(ASKED, where), readings=readings),
            policy,
            DAY,
        ).key()
        for where, readings in (((), False), (["place=南宁市"], False), (["place=柳州市"], False), ((), True))
    }
    assert len(keys) == 4


def test_a_full_disk_is_told_and_leaves_no_half_part(register: Path, tmp_path: Path) -> None:
    def smaller(what: str, done: int, of: int) -> None:
        if what == "decide":
            resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, limits[1]))

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        with pytest.raises(SourceError, match=r"space|disk|空间"):
            run(register, tmp_path / "out", smaller)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    assert not (tmp_path / "out" / "manifest.json").exists()
    assert not list((tmp_path / "out" / "decisions").glob("*.parquet"))
    assert run(register, tmp_path / "out").resumed
