"""What a run has begun in its folder: whose the folder is, the store in it, and the parts that are decided already."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow.parquet as pq

from .sources.errors import refusal

if TYPE_CHECKING:
    from .decisions import Decider
    from .sources.intake import Progress

STORE: Final = ".store"
_BEGUN: Final = "begun.json"


@dataclass(frozen=True, slots=True)
class Part:
    """One file of decisions."""

    file: str
    rows: int
    sha256: str


def claim(out: Path, key: str, finished: str) -> bool:
    """Claim a folder for the run of a key. Whether a run like this one was begun there.

    `finished` is the file that stands in the folder of a finished run. Raises SourceError where the folder holds
    something else.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        if (out / finished).exists():
            raise refusal(
                str(out), "finished", "这里已有一次完成的筛查", "there is a finished screening here",
                ("换一个目录，或者先删除它", "choose another folder, or delete this one first"),
            )  # fmt: skip
        try:
            same = json.loads((out / _BEGUN).read_text("utf-8"))["key"] == key
        except (OSError, ValueError, KeyError):
            same = False
        if not same:
            raise refusal(
                str(out), "other_run", "目录里的内容不属于这一次筛查（来源、规则、日期或引擎不同）",
                "what is in the folder belongs to another run (source, rules, day or engine differ)",
                ("换一个目录，或者先删除它", "choose another folder, or delete this one first"),
            )  # fmt: skip
        return True
    out.mkdir(parents=True, exist_ok=True)
    write(out / _BEGUN, json.dumps({"key": key}))
    return False


def release(out: Path) -> None:
    """Take away what only an unfinished run needs."""
    (out / _BEGUN).unlink(missing_ok=True)
    shutil.rmtree(out / STORE, ignore_errors=True)


def decide_store(
    decider: Decider, store: Path, buckets: int, folder: Path, progress: Progress
) -> tuple[Part, ...]:
    """Decide the buckets of a store that are not decided yet, each into its file of the folder."""
    folder.mkdir(exist_ok=True)
    wanted = {bucket: folder / f"part-{bucket:05}.parquet" for bucket in range(buckets)}
    left = {bucket: file for bucket, file in wanted.items() if not file.exists()}
    if left:
        progress("decide", len(wanted) - len(left), len(wanted))
        decider.open(store)
    for done, (bucket, file) in enumerate(left.items(), start=1 + len(wanted) - len(left)):
        partial = file.with_suffix(".partial")
        decider.decide_bucket(store, bucket, partial)
        partial.replace(file)
        progress("decide", done, len(wanted))
    return tuple(
        Part(file.name, pq.ParquetFile(file).metadata.num_rows, _digest(file)) for file in wanted.values()
    )


def fingerprint(source: str | Path | None) -> object:
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


def write(file: Path, text: str) -> None:
    partial = file.with_suffix(".partial")
    partial.write_text(text, "utf-8")
    partial.replace(file)
