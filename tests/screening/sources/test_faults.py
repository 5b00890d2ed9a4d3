"""Sources and machines that fail: one clear message, nothing half written."""

from __future__ import annotations

import errno
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from guantong.screening.sources import SourceError, findings, prepare
from guantong.screening.sources.errors import explained
from guantong.screening.sources.reading import TableReader
from tests.screening.sources.registers import stored
from tests.screening.sources.small import TWO_PEOPLE, folder

if TYPE_CHECKING:
    from pathlib import Path


def _refused(source: object, work: Path, **options: object) -> list[tuple[str, str]]:
    with pytest.raises(SourceError) as caught:
        prepare(source, work, threads=1, **options)  # type: ignore[arg-type]
    for error in caught.value.errors:
        assert error.zh
        assert error.en
    assert not work.exists()
    assert not work.with_name("work.tmp").exists()
    return [(error.path, error.code) for error in caught.value.errors]


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("person.csv", b"", ("person.csv", "empty")),
        ("person.parquet", b"", ("person.parquet", "empty")),
        ("person.parquet", b"PAR1 and no more", ("person.parquet", "parquet")),
        ("person.csv", b"\n\n", ("person.csv", "no_header")),
        ("person.csv", b"person_id,a,a\n", ("person.csv", "column_twice")),
        ("person.csv", b"person_id,status\n", ("person.csv", "no_rows")),
        ("person.csv", b"person_id,status\nP1,x,y\n", ("person.csv:2", "csv_line")),
        ("person.csv", b"person_id,status\nP1\n", ("person.csv:2", "csv_line")),
        ("person.csv", b'person_id,status\nP1,"x\n', ("person.csv:2", "csv_line")),
        ("person.csv", b"person_id,status\nP1,\xff\xff\n", ("person.csv", "encoding")),
        ("person.csv", b"status\nemployed\n", ("person.csv", "missing_column")),
    ],
)
def test_a_file_that_cannot_be_read(
    name: str, content: bytes, found: tuple[str, str], tmp_path: Path
) -> None:
    source = folder(tmp_path / "in")
    (source / name).write_bytes(content)
    assert _refused(source, tmp_path / "work") == [found]


def test_a_truncated_file_is_told(tmp_path: Path) -> None:
    source = folder(tmp_path / "in", person=TWO_PEOPLE)
    whole = source / "job.parquet"
    pq.write_table(pa.table({"person_id": ["P1"] * 1000, "from": ["2020-01-01"] * 1000}), whole)
    content = whole.read_bytes()
    whole.write_bytes(content[: len(content) // 2])
    assert _refused(source, tmp_path / "work") == [("job.parquet", "parquet")]
    spoilt = bytearray(content)  # the end is whole, what it leads to is not
    spoilt[4:60] = bytes(56)
    whole.write_bytes(spoilt)
    assert _refused(source, tmp_path / "work") == [("job", "unreadable")]


def test_no_folder_and_no_people(tmp_path: Path) -> None:
    assert _refused(tmp_path / "nowhere", tmp_path / "work") == [(str(tmp_path / "nowhere"), "no_folder")]
    assert _refused(folder(tmp_path / "in"), tmp_path / "work") == [(str(tmp_path / "in"), "no_table")]
    missing = tmp_path / "m.yaml"
    assert _refused(tmp_path / "in", tmp_path / "work", mapping=missing) == [(str(missing), "unreadable")]


def test_several_files_are_told_at_once(tmp_path: Path) -> None:
    source = folder(tmp_path / "in", person="", job="", title="a,a\n")
    assert [path for path, _ in _refused(source, tmp_path / "work")] == ["person.csv", "job.csv", "title.csv"]


def test_memory_that_is_none(tmp_path: Path) -> None:
    source = folder(tmp_path / "in", person=TWO_PEOPLE)
    assert _refused(source, tmp_path / "work", memory="much") == [("--memory", "memory")]


def test_another_folder_is_not_overwritten(tmp_path: Path) -> None:
    source = folder(tmp_path / "in", person=TWO_PEOPLE)
    other = folder(tmp_path / "work", precious="a\n")
    with pytest.raises(SourceError) as caught:
        prepare(source, other)
    assert [error.code for error in caught.value.errors] == ["occupied"]
    assert [path.name for path in other.iterdir()] == ["precious.csv"]


_KILLED = """
import os, signal, sys
from pathlib import Path
from guantong.screening.sources import prepare
def progress(what, done, of):
    if what == "bucket" and done == 1:
        os.kill(os.getpid(), signal.SIGKILL)
prepare(Path(sys.argv[1]), Path(sys.argv[2]), threads=1, buckets=2, progress=progress)
"""


def test_a_killed_run_leaves_no_store_and_the_next_run_makes_it(tmp_path: Path) -> None:
    source = folder(tmp_path / "in", person=TWO_PEOPLE)
    command = [sys.executable, "-c", _KILLED, str(source), str(tmp_path / "work")]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "work.tmp"]
    prepare(source, tmp_path / "work", threads=1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "work"]


def test_a_store_is_replaced_only_by_a_whole_one(tmp_path: Path) -> None:
    source = folder(tmp_path / "in", person=TWO_PEOPLE)
    prepare(source, tmp_path / "work", threads=1)
    before = stored(tmp_path / "work")
    folder(source, job="person_id,from\nP1\n")
    with pytest.raises(SourceError):
        prepare(source, tmp_path / "work", threads=1)
    assert stored(tmp_path / "work") == before
    folder(source, job="person_id,from\nP1,2020-01-01\n")
    prepare(source, tmp_path / "work", threads=1)
    assert len(stored(tmp_path / "work")["job"]) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "work"]


_SMALL_DISK = """
import resource, signal, sys
from pathlib import Path
from guantong.screening.sources import SourceError, prepare
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    prepare(Path(sys.argv[1]), Path(sys.argv[2]), threads=1)
except SourceError as error:
    print(*(item.code for item in error.errors))
"""


def test_a_full_disk_is_one_message(tmp_path: Path) -> None:
    people = "".join(f"P{place * 7919 % 1_000_003},employed\n" for place in range(20_000))
    source = folder(tmp_path / "in", person="person_id,status\n" + people)
    command = [sys.executable, "-c", _SMALL_DISK, str(source), str(tmp_path / "work")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "disk_full\n"
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_a_disk_that_is_full_while_python_writes() -> None:
    with pytest.raises(SourceError) as caught, explained("x"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert [error.code for error in caught.value.errors] == ["disk_full"]


def test_the_wrong_column_is_told_before_millions_of_problems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "_MOST_BAD_VALUES", 50)
    people = "".join(f"P{place},name {place}\n" for place in range(100))
    source = folder(tmp_path / "in", person="person_id,birth_date\n" + people)
    assert _refused(source, tmp_path / "work") == [("person.birth_date", "wrong_column")]


def test_counts_that_do_not_add_up_are_never_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = folder(tmp_path / "in", person=TWO_PEOPLE)

    def one_too_many(self: TableReader, target: Path) -> int:
        return written(self, target) + 1

    written = TableReader.write
    monkeypatch.setattr(TableReader, "write", one_too_many)
    with pytest.raises(AssertionError, match="does not add up"):
        prepare(source, tmp_path / "work", threads=1)
    assert not (tmp_path / "work").exists()


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-16", "\t"), ("gb18030", ";"), ("utf-8-sig", "|")])
def test_encodings_and_separators(encoding: str, delimiter: str, tmp_path: Path) -> None:
    source = folder(tmp_path / "in")
    text = '人员编号,人员状况,备注\r\n1,在职,"甲\r\n乙"\r\n'.replace(",", delimiter)
    (source / "人员.csv").write_bytes(text.encode(encoding))
    prepare(source, tmp_path / "work", threads=1)
    (row,) = stored(tmp_path / "work")["person"]
    assert (row["person_id"], row["status"]) == ("1", 0)
