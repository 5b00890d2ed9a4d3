"""A run: a source or a prepared store in, a folder of decisions out; what is done stays done when it is killed."""

from __future__ import annotations

import hashlib
import json
import resource
import shutil
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import duckdb
import pyarrow.parquet as pq

from guantong import __version__

from .sources.errors import explained, refusal
from .sources.intake import RECORD, Intake, load_intake, prepare
from .sources.store import REJECTED

if TYPE_CHECKING:
    from datetime import date

    from guantong.policy import Policy

    from .decisions import Decider

PARTS: Final = "decisions"
MANIFEST: Final = "manifest.json"
_BEGUN: Final = "begun.json"
_STORE: Final = ".store"

Progress: TypeAlias = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is; 0 where that is not known."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of decisions."""

    file: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The record of a finished run: what went in, which rules, what came out, what it took."""

    guantong: str
    engine: str
    as_of: str
    targets: tuple[str, ...]
    packs: Mapping[str, str]
    catalogue: str
    readings: Mapping[str, str]
    intake: Mapping[str, Any]
    parts: tuple[Part, ...]
    decisions: int
    verdicts: Mapping[str, int]
    started: str
    seconds: float
    resumed: bool
    peak_memory_mb: int

    def to_json(self) -> str:
        """The record as it is written."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)


@dataclass
class Run:
    """One screening of one source into one folder."""

    source: str | Path
    out: Path
    decider: Decider
    policy: Policy
    as_of: date
    targets: tuple[str, ...] = ()
    mapping: Path | None = None
    memory: str = "4GB"
    threads: int | None = None
    buckets: int | None = None
    progress: Progress = field(default=lambda what, done, of: None)

    def screen(self) -> Manifest:
        """Run it, or go on with what was begun; the folder's manifest is written last.

        Raises SourceError for a source that cannot be read and for a folder that holds something else.
        """
        started, clock = datetime.now(UTC), time.monotonic()
        with explained(str(self.out)):
            resumed = self._begin()
            intake = self._prepared()
            parts = self._decide(intake)
            manifest = Manifest(
                guantong=__version__,
                engine=self.decider.name,
                as_of=self.as_of.isoformat(),
                targets=self.targets,
                packs={pack.id: pack.digest for pack in self.policy.packs.values()},
                catalogue=self.policy.catalogue.digest,
                readings=dict(self.policy.choices),
                intake=intake.as_dict(),
                parts=parts,
                decisions=sum(part.rows for part in parts),
                verdicts=self._verdicts(),
                started=started.isoformat(timespec="seconds"),
                seconds=round(time.monotonic() - clock, 1),
                resumed=resumed,
                peak_memory_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            )
            self._finish(manifest)
        return manifest

    # --- beginning and going on -------------------------------------------------------------------

    def key(self) -> str:
        """What makes two runs the same: the source as it lies there, the rules, the day, what is asked, the engine."""
        rules = [(pack.id, pack.digest) for pack in self.policy.packs.values()]
        said = [
            __version__, self.decider.name, self.as_of.isoformat(), self.targets, rules, self.policy.catalogue.digest,
            sorted(self.policy.choices.items()), self.buckets, _fingerprint(self.source), _fingerprint(self.mapping),
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(said, ensure_ascii=False, default=str).encode()).hexdigest()

    def _begin(self) -> bool:
        """Claim the folder. Whether a run like this one was begun there."""
        begun = self.out / _BEGUN
        key = self.key()
        if self.out.exists() and any(self.out.iterdir()):
            if (self.out / MANIFEST).exists():
                raise refusal(
                    str(self.out), "finished", "这里已有一次完成的筛查", "there is a finished screening here",
                    ("换一个目录，或者先删除它", "choose another folder, or delete this one first"),
                )  # fmt: skip
            try:
                same = json.loads(begun.read_text("utf-8"))["key"] == key
            except (OSError, ValueError, KeyError):
                same = False
            if not same:
                raise refusal(
                    str(self.out), "other_run", "目录里的内容不属于这一次筛查（来源、规则、日期或引擎不同）",
                    "what is in the folder belongs to another run (source, rules, day or engine differ)",
                    ("换一个目录，或者先删除它", "choose another folder, or delete this one first"),
                )  # fmt: skip
            return True
        (self.out / PARTS).mkdir(parents=True, exist_ok=True)
        _write(begun, json.dumps({"key": key}))
        return False

    def _prepared(self) -> Intake:
        store = self.out / _STORE
        if (store / RECORD).exists():
            return load_intake(store)
        return prepare(
            self.source, store, mapping=self.mapping, buckets=self.buckets, memory=self.memory, threads=self.threads, progress=self.progress
        )  # fmt: skip

    def _decide(self, intake: Intake) -> tuple[Part, ...]:
        store, folder = self.out / _STORE, self.out / PARTS
        folder.mkdir(exist_ok=True)
        wanted = {bucket: folder / f"part-{bucket:05}.parquet" for bucket in range(intake.buckets)}
        left = {bucket: file for bucket, file in wanted.items() if not file.exists()}
        if left:
            self.progress("decide", len(wanted) - len(left), len(wanted))
            self.decider.open(store)
        for done, (bucket, file) in enumerate(left.items(), start=1 + len(wanted) - len(left)):
            partial = file.with_suffix(".partial")
            self.decider.decide_bucket(store, bucket, partial)
            partial.replace(file)
            self.progress("decide", done, len(wanted))
        return tuple(
            Part(file.name, pq.ParquetFile(file).metadata.num_rows, _digest(file)) for file in wanted.values()
        )

    def _verdicts(self) -> dict[str, int]:
        files = str(self.out / PARTS / "*.parquet").replace("'", "''")
        with duckdb.connect() as connection:
            query = f"SELECT direction || '/' || level || '/' || verdict, count(*) FROM read_parquet('{files}') GROUP BY 1 ORDER BY 1"  # noqa: S608 - a path of ours
            return dict(Counter(dict(connection.execute(query).fetchall())))

    def _finish(self, manifest: Manifest) -> None:
        rejected = self.out / _STORE / REJECTED
        if rejected.exists():
            shutil.copyfile(rejected, self.out / REJECTED)
        _write(self.out / MANIFEST, manifest.to_json())
        (self.out / _BEGUN).unlink(missing_ok=True)
        shutil.rmtree(self.out / _STORE, ignore_errors=True)


def _fingerprint(source: str | Path | None) -> object:
    """A source as it lies there: every file with its size and time; of a database a digest of where it is."""
    if source is None:
        return None
    if isinstance(source, str) and "://" in source:
        return hashlib.sha256(source.encode()).hexdigest()
    path = Path(source)
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return [(str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in files if file.is_file()]


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write(file: Path, text: str) -> None:
    partial = file.with_suffix(".partial")
    partial.write_text(text, "utf-8")
    partial.replace(file)
