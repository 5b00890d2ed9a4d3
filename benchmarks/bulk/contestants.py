"""Every contestant, alone in its process: ``python -m benchmarks.bulk.contestants NAME FOLDER SAMPLE``.

Each imports what it needs and nothing else, so that its memory is its own. It prints what it took, as JSON.
"""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from .watch import Watch, peak

REGISTER, PEOPLE, OUT = "register", "people", "out"
"""Folders: a synthetic register as files, the people whom the peers can be asked about, what everybody wrote."""
DECISIONS, ANSWERS = "decisions", "answers.parquet"


@dataclass(frozen=True)
class Taken:
    """What a contestant took for so many people, and how many answers it wrote."""

    people: int
    answers: int
    cpu: float
    wall: float
    setup: float
    """Processor time of it that does not depend on the people: loading rules, building a program."""
    peak: float


@dataclass(frozen=True)
class Asked:
    """Where everything lies, and how many people are asked one by one."""

    folder: Path
    sample: int

    @property
    def prepared(self) -> tuple[Path, int]:
        """The prepared store of the register and the number of its buckets."""
        return self._store(self.folder / REGISTER / "store")

    @property
    def people(self) -> tuple[Path, int]:
        """The same of the people whom the peers are asked about."""
        return self._store(self.folder / PEOPLE / "store")

    def out(self, name: str) -> Path:
        """A new folder for what is written."""
        found = self.folder / OUT / name
        found.mkdir(parents=True)
        return found

    @staticmethod
    def _store(store: Path) -> tuple[Path, int]:
        return store, len(list((store / "person").glob("bucket=*")))


Contestant = Callable[[Asked, Watch, Watch], tuple[int, int]]
"""Does its work inside the second watch, what does not depend on people inside the first; people and answers."""


def register(asked: Asked, setup: Watch, watch: Watch) -> tuple[int, int]:
    """Ours, from files as they come: prepare, decide, write."""
    from guantong.decisions.decide import engine_for
    from guantong.policy import load_policy
    from guantong.population import default_day
    from guantong.screening.engines.duck import Duck
    from guantong.screening.run import Run

    with setup:
        policy = load_policy()
        decider = Duck(engine_for(policy), default_day())
    with watch:
        run = Run(
            str(asked.folder / REGISTER / "files"), asked.out("register"), decider, policy, default_day()
        )
        manifest = run.screen()
    return int(manifest.intake["counts"]["person"]["accepted"]), manifest.decisions


def prepared(asked: Asked, setup: Watch, watch: Watch) -> tuple[int, int]:
    """Ours, from the prepared store: decide, write."""
    from guantong.decisions.decide import engine_for
    from guantong.policy import load_policy
    from guantong.population import default_day
    from guantong.screening.begun import decide_store
    from guantong.screening.engines.duck import Duck

    store, buckets = asked.prepared
    with setup:
        decider = Duck(engine_for(load_policy()), default_day())
    with watch:
        parts = decide_store(decider, store, buckets, asked.out("prepared") / DECISIONS, lambda *_: None)
    return _count(store), sum(part.rows for part in parts)


def floor(asked: Asked, setup: Watch, watch: Watch) -> tuple[int, int]:
    """Reading the same and writing the same, nothing decided."""
    from .floor import floor as read_and_write

    store, _ = asked.prepared
    prepared, from_files = (asked.folder / OUT / name / DECISIONS for name in ("prepared", "register"))
    ours = prepared if prepared.exists() else from_files
    written = read_and_write(store, ours, asked.out("floor") / DECISIONS, watch)
    return _count(store), written


def spark(asked: Asked, setup: Watch, watch: Watch) -> tuple[int, int]:
    """Ours on Spark, from the same prepared store, its start left out."""
    from guantong.decisions.decide import engine_for
    from guantong.policy import load_policy
    from guantong.population import default_day
    from guantong.screening.engines.spark import Spark

    from .jvm import children

    store, _ = asked.prepared
    with setup:
        decider = Spark(engine_for(load_policy()), default_day())
    _ = decider.session.range(1).count()
    before = children()
    with watch:
        decider.decide_store(store, asked.out("spark") / DECISIONS)
    after = children()
    watch.cpu += after.cpu - before.cpu
    watch.peak += after.peak
    return _count(store), _rows(asked.folder / OUT / "spark" / DECISIONS)


def related(asked: Asked, setup: Watch, watch: Watch) -> tuple[int, int]:
    """Ours, the measured routes, asked as a register is."""
    from . import asked as ours
    from .people import DAY

    store, buckets = asked.people
    with setup:
        decider = ours.related(DAY)
    with watch:
        rows = ours.decide(decider, store, buckets, asked.out("related") / DECISIONS)
    return _count(store), rows


def same(asked: Asked, setup: Watch, watch: Watch) -> tuple[int, int]:
    """Ours, the measured routes, asked what the peers are asked."""
    from . import asked as ours
    from .people import DAY

    store, buckets = asked.people
    with setup:
        decider = ours.related(DAY)
    with watch, ours.given_targets():
        rows = ours.decide(decider, store, buckets, asked.out("same") / DECISIONS)
    return _count(store), rows


def by_hand(asked: Asked, setup: Watch, watch: Watch) -> tuple[int, int]:
    """SQL written by hand, from the same prepared store."""
    import duckdb

    from .by_hand import query
    from .people import DAY, MATCHES, views

    store, _ = asked.people
    out = asked.out("by_hand") / ANSWERS
    with watch, duckdb.connect(config={"preserve_insertion_order": False}) as connection:
        views(connection, store, asked.folder / PEOPLE / MATCHES)
        connection.execute(f"COPY ({query(DAY)}) TO '{out}' (FORMAT parquet, COMPRESSION zstd)")
    count = _count(store)
    return count, count


def openfisca(asked: Asked, setup: Watch, watch: Watch) -> tuple[int, int]:
    """OpenFisca, vectors over batches, from facts that are flat already."""
    from ..openfisca_peer import OpenFiscaPeer
    from .openfisca_bulk import screen
    from .people import FLAT

    with setup:
        peer = OpenFiscaPeer()
    with watch:
        count = screen(peer, asked.folder / PEOPLE / FLAT, asked.out("openfisca") / ANSWERS)
    return count, count


def zen(asked: Asked, setup: Watch, watch: Watch) -> tuple[int, int]:
    """zen-engine, a document a person, the documents ready."""
    from ..flat import flat
    from ..zen_peer import ZenPeer
    from .answers import write_answers
    from .people import people

    facts = [flat(case) for case in people(asked.sample)]
    with setup:
        peer = ZenPeer()
    with watch:
        found = [peer.ask(one, trace=False) for one in facts]
    count = write_answers(asked.out("zen") / ANSWERS, map(peer.eligible, found))
    return count, count


def evaluate(asked: Asked, setup: Watch, watch: Watch) -> tuple[int, int]:
    """Ours for one person, one after another, with all reasons."""
    from ..ours import ask, eligible
    from ..workload import measured_policy
    from .answers import write_answers
    from .people import people

    cases = people(asked.sample)
    with setup:
        policy = measured_policy()
    found = []
    for case in cases:
        with watch:
            answer = ask(case, policy)
        found.append(eligible(answer))
    count = write_answers(asked.out("evaluate") / ANSWERS, found)
    return count, count


CONTESTANTS: Final[Mapping[str, Contestant]] = {
    one.__name__: one
    for one in (register, prepared, floor, related, same, by_hand, openfisca, zen, evaluate, spark)
}


def _count(store: Path) -> int:
    import pyarrow.parquet as pq

    files = (store / "person").glob("*/*.parquet")
    return sum(pq.ParquetFile(file).metadata.num_rows for file in files)


def _rows(folder: Path) -> int:
    import pyarrow.parquet as pq

    return sum(pq.ParquetFile(file).metadata.num_rows for file in folder.glob("*.parquet"))


def main(name: str, folder: str, sample: str) -> None:
    """Run one contestant and print what it took."""
    setup, watch = Watch(), Watch()
    people, answers = CONTESTANTS[name](Asked(Path(folder), int(sample)), setup, watch)
    taken = Taken(
        people, answers, setup.cpu + watch.cpu, setup.wall + watch.wall, setup.cpu, peak() + watch.peak
    )
    print(json.dumps(asdict(taken)))


if __name__ == "__main__":
    main(*sys.argv[1:])
