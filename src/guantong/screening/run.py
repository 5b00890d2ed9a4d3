"""A run: a source or a prepared store in, a folder of decisions out; what is done stays done when it is killed."""

from __future__ import annotations

import hashlib
import json
import resource
import shutil
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import duckdb

from guantong import __version__

from .begun import STORE, Part, claim, decide_store, fingerprint, release, write
from .sources.errors import SourceError, explained
from .sources.intake import RECORD, Intake, Progress, load_intake, prepare
from .sources.store import REJECTED
from .summary import FILE as SUMMARY
from .summary import summary
from .tallies import set_aside, tally

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from guantong.policy import Policy
    from guantong.policy.model import Language

    from .decisions import Decider

PARTS: Final = "decisions"
MANIFEST: Final = "manifest.json"


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
    lang: Language = "zh"
    """The language of the summary."""

    def screen(self) -> Manifest:
        """Run it, or go on with what was begun; the folder's manifest is written last.

        Raises SourceError for a source that cannot be read and for a folder that holds something else.
        """
        started, clock = datetime.now(UTC), time.monotonic()
        with explained(str(self.out)):
            resumed = self._begin()
            intake = self._prepared()
            store, folder = self.out / STORE, self.out / PARTS
            parts = decide_store(self.decider, store, intake.buckets, folder, self.progress)
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
            sorted(self.policy.choices.items()), sorted((self.decider.selection.where or {}).items()), self.buckets, fingerprint(self.source), fingerprint(self.mapping),
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(said, ensure_ascii=False, default=str).encode()).hexdigest()

    def _begin(self) -> bool:
        """Claim the folder. Whether a run like this one was begun there."""
        resumed = claim(self.out, self.key(), MANIFEST)
        (self.out / PARTS).mkdir(exist_ok=True)
        return resumed

    def _prepared(self) -> Intake:
        store = self.out / STORE
        if (store / RECORD).exists():
            return load_intake(store)
        try:
            return prepare(
                self.source, store, mapping=self.mapping, buckets=self.buckets, memory=self.memory, threads=self.threads, progress=self.progress
            )  # fmt: skip
        except SourceError:
            # a source that has to be mended is another source: it must not find the folder taken
            release(self.out)
            (self.out / PARTS).rmdir()
            self.out.rmdir()
            raise

    def _verdicts(self) -> dict[str, int]:
        files = str(self.out / PARTS / "*.parquet").replace("'", "''")
        with duckdb.connect() as connection:
            query = f"SELECT direction || '/' || level || '/' || verdict, count(*) FROM read_parquet('{files}') GROUP BY 1 ORDER BY 1"  # noqa: S608 - a path of ours
            return dict(Counter(dict(connection.execute(query).fetchall())))

    def _finish(self, manifest: Manifest) -> None:
        store, rejected = self.out / STORE, self.out / STORE / REJECTED
        files = [self.out / PARTS / part.file for part in manifest.parts]
        found = tally(files, store, self.as_of, memory=self.memory, spill=store / "spill")
        if rejected.exists():
            shutil.copyfile(rejected, self.out / REJECTED)
            set_aside(rejected, found)
        write(self.out / SUMMARY, summary(manifest, found, self.policy, self.lang))
        write(self.out / MANIFEST, manifest.to_json())
        release(self.out)
