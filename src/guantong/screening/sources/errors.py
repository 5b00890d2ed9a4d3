"""What is wrong with a source as a whole: every problem in one exception, in Chinese and English."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb

from guantong.cases import CaseError, CaseErrors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FULL: tuple[str, ...] = (
    "No space left",
    "not enough space",
    "File too large",
    "max_temp_directory_size",
    "Disk quota",
)

_LONGEST_REASON = 200


class SourceError(CaseErrors):
    """A source that cannot be prepared. `errors` holds every problem; nothing was written."""


def problem(place: str, code: str, zh: str, en: str, hint: tuple[str, str] = ("", "")) -> CaseError:
    """One problem of a source; `place` is a file or a place in the mapping."""
    return CaseError(place, code, zh, en, *hint)


def refusal(place: str, code: str, zh: str, en: str, hint: tuple[str, str] = ("", "")) -> SourceError:
    """The exception for a single problem."""
    return SourceError((problem(place, code, zh, en, hint),))


def did_you_mean(names: Iterable[str]) -> tuple[str, str]:
    """A hint with the nearest names, empty where there are none."""
    found = list(names)
    return (f"是否指 {'、'.join(found)}", f"did you mean {', '.join(found)}?") if found else ("", "")


@contextmanager
def explained(place: str) -> Iterator[None]:
    """Turn what the system and the database engine say about a fault into one clear message."""
    try:
        yield
    except (SourceError, duckdb.CatalogException, duckdb.BinderException, duckdb.ParserException):
        raise  # the latter are faults of ours, not of the source
    except duckdb.OutOfMemoryException as error:
        if _is_full(str(error)):
            raise _full(place) from error
        raise refusal(
            place,
            "memory",
            "内存不够",
            "not enough memory",
            ("用 --memory 给出更大的内存", "give more with --memory"),
        ) from error
    except duckdb.Error as error:
        if _is_full(str(error)):
            raise _full(place) from error
        first = str(error).strip().splitlines()[0][:_LONGEST_REASON]
        raise refusal(
            place, "unreadable", f"数据读不出来：{first}", f"the data cannot be read: {first}"
        ) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise _full(place) from error
        name = error.filename or place
        reason = error.strerror or str(error)
        raise refusal(
            str(name), "system", f"不能读写：{reason}", f"cannot be read or written: {reason}"
        ) from error


def _is_full(text: str) -> bool:
    return any(words in text for words in _FULL)


def _full(place: str) -> SourceError:
    return refusal(
        place,
        "disk_full",
        "磁盘空间不够，没有写入任何结果",
        "the disk is full; nothing was written",
        ("腾出空间，或者把输出放到别的磁盘，再运行一次", "free space or choose another disk, and run again"),
    )
