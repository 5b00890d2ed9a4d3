"""YAML to plain data: read strictly, remembered as JSON, and traced back to its line.

Reading YAML with all its checks is slow, and the files of the packs rarely change. What was read
is therefore kept as JSON under the SHA-256 of the file's bytes; the file itself stays the truth,
and anything odd about the copy only means that the file is read again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from guantong.catalogue.plain import Plain, UnreadableYaml

if TYPE_CHECKING:
    from guantong.catalogue.parsing import Places

PACKS: Final = Path(__file__).resolve().parent.parent / "packs"
"""The folder of the policies and of the catalogue."""

__all__ = ["PACKS", "UnreadableYaml", "cache_directory", "digest", "located", "parse_yaml", "read_yaml"]

_READER: Final = b"2"
"""Part of the key of every copy: to be raised when the same bytes would be read differently."""


def parse_yaml(text: str | bytes, name: str) -> Plain:
    """Return the plain data of one YAML 1.2 document; keys become text, dates stay text.

    Nothing is cached, so this is the way to read what is about a person. `name` stands in messages.
    Raises UnreadableYaml for bad syntax, a key given twice, a tag, a value that is not plain data,
    a second document, or aliases that multiply the text without measure.
    """
    from guantong.catalogue.parsing import parse

    return parse(text, name)


def located(path: Path) -> Places:
    """Read a YAML file once more, for the lines of its keys: only needed to explain an error."""
    from guantong.catalogue.parsing import places

    return places(path)


def read_yaml(path: Path) -> Plain:
    """Return the plain data of a YAML file, from the cache where its bytes were read before.

    For files of the packs only: the copy outlives the call (see `parse_yaml`).
    Raises OSError when the file cannot be opened and UnreadableYaml as `parse_yaml` does.
    """
    content = path.read_bytes()
    key = hashlib.sha256(_READER + b"\0" + content).hexdigest()
    copy = cache_directory() / "yaml" / f"{key}.json"
    with contextlib.suppress(OSError, ValueError):
        return _recall(copy)
    data = parse_yaml(content, str(path))
    with contextlib.suppress(OSError):
        _remember(copy, data)
    return data


def digest(data: Plain) -> str:
    """Return the SHA-256 of the canonical JSON of plain data: formatting and comments do not change it."""
    canonical = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(canonical.encode()).hexdigest()}"


def cache_directory() -> Path:
    """Return the folder for copies: `GUANTONG_CACHE` if set, else where the platform keeps such things."""
    if chosen := os.environ.get("GUANTONG_CACHE"):
        return Path(chosen)
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - Path.home raises for a user without a home
    match sys.platform:
        case "win32":
            root = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
        case "darwin":
            root = home / "Library" / "Caches"
        case _:
            root = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    return root / "guantong"


def _recall(copy: Path) -> Plain:
    seal, body = copy.read_text("utf-8").split("\n", 1)
    if seal != _seal(body):
        raise ValueError("the copy was damaged")
    return json.loads(body)


def _remember(copy: Path, data: Plain) -> None:
    """Write under a temporary name first: another process sees the whole copy or none."""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    copy.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=copy.parent, prefix=".", suffix=".tmp")
    temporary = Path(name)
    try:
        with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123 - an open handle, not a path
            file.write(f"{_seal(body)}\n{body}")
        temporary.replace(copy)
    finally:
        temporary.unlink(missing_ok=True)


def _seal(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()
