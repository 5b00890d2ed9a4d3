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
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import ruamel.yaml
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

if TYPE_CHECKING:
    from collections.abc import Iterable

PACKS: Final = Path(__file__).resolve().parent.parent / "packs"
"""The folder of the policies and of the catalogue."""

_READER: Final = f"2/ruamel {ruamel.yaml.__version__}"
_MOST_VALUES: Final = 1_000_000
_WHOLE_NUMBER: Final = re.compile(r"[-+]?(0|[1-9][0-9]*)")

Plain = Any
"""What JSON can hold: str, int, float, bool, None, list and dict with text keys."""


class UnreadableYaml(ValueError):  # noqa: N818 - named for what happened to the file
    """A text that is no YAML, or more than plain data. `line` and `column` count from 1."""

    def __init__(self, name: str, problem: str, line: int | None = None, column: int | None = None) -> None:
        place = name if line is None else f"{name}:{line}:{column}"
        super().__init__(f"{place}: {problem}")
        self.name = name
        self.problem = problem
        self.line = line
        self.column = column


class _Constructor(SafeConstructor):
    """Dates stay text, as in JSON; so does a number that a zero begins: `0017` is a code."""

    def construct_yaml_int(self, node: Any) -> Any:
        text = self.construct_scalar(node)
        return int(text) if _WHOLE_NUMBER.fullmatch(text) else text


_Constructor.add_constructor("tag:yaml.org,2002:int", _Constructor.construct_yaml_int)
_Constructor.add_constructor("tag:yaml.org,2002:timestamp", SafeConstructor.construct_yaml_str)


def parse_yaml(text: str | bytes, name: str) -> Plain:
    """Return the plain data of one YAML 1.2 document; keys become text, dates stay text.

    Nothing is cached, so this is the way to read what is about a person. `name` stands in messages.
    Raises UnreadableYaml for bad syntax, a key given twice, a tag, a value that is not plain data,
    a second document, or aliases that multiply the text without measure.
    """
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Constructor
    try:
        return _Plainer(name).plain(yaml.load(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = str(error.problem or error.context)
        if mark is None:
            raise UnreadableYaml(name, problem) from error
        raise UnreadableYaml(name, problem, mark.line + 1, mark.column + 1) from error
    except (YAMLError, UnicodeDecodeError) as error:
        raise UnreadableYaml(name, str(error)) from error
    except RecursionError as error:
        raise UnreadableYaml(name, "nested too deeply") from error


def read_yaml(path: Path) -> Plain:
    """Return the plain data of a YAML file, from the cache where its bytes were read before.

    For files of the packs only: the copy outlives the call (see `parse_yaml`).
    Raises OSError when the file cannot be opened and UnreadableYaml as `parse_yaml` does.
    """
    content = path.read_bytes()
    key = hashlib.sha256(_READER.encode() + b"\0" + content).hexdigest()
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


def located(path: Path) -> Places:
    """Read a YAML file once more, for the lines of its keys: only needed to explain an error."""
    yaml = YAML(typ="safe", pure=True)
    with path.open("rb") as file:
        return Places(yaml.compose(file))


class Places:
    """Where the keys of a YAML document stand."""

    def __init__(self, root: Node | None) -> None:
        self._root = root

    def line(self, keys: Iterable[str | int]) -> int:
        """Return the line, from 1, of the value under these keys, or of the nearest one above that exists."""
        node, line = self._root, 1
        for key in keys:
            found = _child(node, key)
            if found is None:
                break
            line, node = found
        return line


def _child(node: Node | None, key: str | int) -> tuple[int, Node] | None:
    match node, key:
        case MappingNode(), _:
            for name, value in node.value:
                if isinstance(name, ScalarNode) and name.value == str(key):
                    return name.start_mark.line + 1, value
        case SequenceNode(), int():
            if 0 <= key < len(node.value):
                child = node.value[key]
                return child.start_mark.line + 1, child
    return None


class _Plainer:
    """Copies constructed YAML to what JSON can hold, so that a first reading and a recalled one are equal."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._values = 0

    def plain(self, value: object) -> Plain:
        self._values += 1
        if self._values > _MOST_VALUES:
            raise UnreadableYaml(self._name, "aliases make it too large")
        match value:
            case None | bool() | int() | str():
                return value
            case float() if value - value == 0:
                return value
            case list():
                return [self.plain(item) for item in value]
            case dict():
                return self._mapping(value)
            case _:
                raise UnreadableYaml(self._name, f"not plain data: {value!r}")

    def _mapping(self, value: dict[object, object]) -> dict[str, Plain]:
        copy: dict[str, Plain] = {}
        for key, item in value.items():
            if isinstance(key, bool) or not isinstance(key, str | int):
                raise UnreadableYaml(self._name, f"a key must be text: {key!r}")
            if str(key) in copy:
                raise UnreadableYaml(self._name, f"a key given twice: {key}")
            copy[str(key)] = self.plain(item)
        return copy


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
