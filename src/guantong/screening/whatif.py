"""What if: the same people screened by the rules of today and by changed ones, from one prepared store."""

from __future__ import annotations

import hashlib
import json
import resource
import shutil
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from guantong import __version__

from .begun import STORE, claim, decide_store, fingerprint, release, write
from .changes import changes
from .difference import compare
from .difference_page import difference_page
from .sources.errors import explained, refusal
from .sources.intake import RECORD, Intake, Progress, load_intake, prepare
from .sources.store import REJECTED
from .summary import FILE as PAGE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from guantong.policy import Policy
    from guantong.policy.model import Language

    from .changes import Change
    from .decisions import Decider
    from .difference import Difference

BEFORE: Final = "before"
AFTER: Final = "after"
TABLE: Final = "difference.parquet"
RECORD_FILE: Final = "difference.json"


@dataclass(frozen=True, slots=True)
class Side:
    """Rules, and the engine that decides by them."""

    policy: Policy
    decider: Decider


@dataclass(frozen=True, slots=True)
class Outcome:
    """The record of a finished simulation."""

    guantong: str
    engine: str
    as_of: str
    targets: tuple[str, ...]
    changes: tuple[Change, ...]
    packs_before: Mapping[str, str]
    packs_after: Mapping[str, str]
    intake: Mapping[str, Any]
    difference: Difference
    started: str
    seconds: float
    peak_memory_mb: int

    def to_json(self) -> str:
        """The record as it is written."""
        told = {
            **{name: getattr(self, name) for name in self.__slots__},
            "changes": [asdict(change) for change in self.changes],
            "difference": self.difference.as_dict(),
        }
        return json.dumps(told, ensure_ascii=False, indent=1)


@dataclass
class Simulation:
    """Two screenings of one source into one folder, and their difference."""

    source: str | Path
    out: Path
    before: Side
    after: Side
    as_of: date
    targets: tuple[str, ...] = ()
    where: Mapping[str, str | int] | None = None
    mapping: Path | None = None
    memory: str = "4GB"
    threads: int | None = None
    buckets: int | None = None
    progress: Progress = field(default=lambda what, done, of: None)
    lang: Language = "zh"

    def run(self) -> Outcome:
        """Run it, or go on with what was begun; the record is written last.

        Raises SourceError for a source that cannot be read, a folder that holds something else, and for rules
        that say the same.
        """
        started, clock = datetime.now(UTC), time.monotonic()
        told = changes(self.before.policy, self.after.policy, self.lang)
        if not told:
            raise refusal(
                "", "no_change", "改动后的规则与现行规则相同，没有什么可以比较", "the changed rules say what the rules of today say; there is nothing to compare"
            )  # fmt: skip
        with explained(str(self.out)):
            claim(self.out, self.key(), RECORD_FILE)
            intake, store = self._prepared(), self.out / STORE
            before, after = (
                [folder / part.file for part in decide_store(side.decider, store, intake.buckets, folder, self.progress)]
                for folder, side in ((self.out / BEFORE, self.before), (self.out / AFTER, self.after))
            )  # fmt: skip
            self.progress("compare", 0, 0)
            found = compare(before, after, store, self.out / TABLE, self.as_of, memory=self.memory)
            outcome = Outcome(
                guantong=__version__,
                engine=self.before.decider.name,
                as_of=self.as_of.isoformat(),
                targets=self.targets,
                changes=told,
                packs_before=_digests(self.before.policy),
                packs_after=_digests(self.after.policy),
                intake=intake.as_dict(),
                difference=found,
                started=started.isoformat(timespec="seconds"),
                seconds=round(time.monotonic() - clock, 1),
                peak_memory_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            )
            self._finish(outcome)
        return outcome

    def key(self) -> str:
        """What makes two simulations the same."""
        rules = [
            (side.decider.name, sorted(_digests(side.policy).items()), side.policy.catalogue.digest, sorted(side.policy.choices.items()))
            for side in (self.before, self.after)
        ]  # fmt: skip
        where = sorted((self.where or {}).items())
        said = [
            __version__, self.as_of.isoformat(), self.targets, where, rules, self.buckets,
            fingerprint(self.source), fingerprint(self.mapping),
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(said, ensure_ascii=False, default=str).encode()).hexdigest()

    def _prepared(self) -> Intake:
        store = self.out / STORE
        if (store / RECORD).exists():
            return load_intake(store)
        return prepare(
            self.source, store, mapping=self.mapping, buckets=self.buckets, memory=self.memory, threads=self.threads, progress=self.progress
        )  # fmt: skip

    def _finish(self, outcome: Outcome) -> None:
        rejected = self.out / STORE / REJECTED
        if rejected.exists():
            shutil.copyfile(rejected, self.out / REJECTED)
        write(self.out / PAGE, difference_page(outcome, self.before.policy, self.after.policy, self.lang))
        write(self.out / RECORD_FILE, outcome.to_json())
        release(self.out)


def _digests(policy: Policy) -> dict[str, str]:
    return {pack.id: pack.digest for pack in policy.packs.values()}
