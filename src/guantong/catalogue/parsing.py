"""YAML to plain data, by a small part of YAML 1.2: what JSON can say, in block style, with comments.

The parser is the library's; what its nodes mean is said here, because a code such as `0017`, `on` or
`2021-10-26` must stay the text that was written. Importing the library is slow, so `reading` imports
this module only for a file that it has not read before.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from guantong.catalogue.plain import Plain, UnreadableYaml

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_WORDS: Final = {"": None, "~": None, "null": None, "true": True, "false": False}
_WHOLE: Final = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL: Final = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+([eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_TAGS: Final = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "merge", "map", "seq")
)
_TEXT: Final = "tag:yaml.org,2002:str"
_MOST_VALUES: Final = 200_000
"""No file of ours comes near it; a few nested aliases get beyond it at once."""


def parse(text: str | bytes, name: str) -> Plain:
    """Do what `reading.parse_yaml` says."""
    try:
        return _Builder(name).value(_compose(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = str(error.problem or error.context)
        if mark is None:
            raise UnreadableYaml(name, problem) from error
        raise UnreadableYaml(name, problem, mark.line + 1, mark.column + 1) from error
    except YAMLError as error:
        raise UnreadableYaml(name, str(error)) from error
    except RecursionError as error:
        raise UnreadableYaml(name, "nested too deeply") from error


def places(path: Path) -> Places:
    """Do what `reading.located` says."""
    return Places(_compose(path.read_bytes()))


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


class _Builder:
    """Builds the value of a node; counts values, because an alias is built again wherever it stands."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._values = 0

    def value(self, node: Node | None) -> Plain:
        self._values += 1
        if self._values > _MOST_VALUES:
            raise UnreadableYaml(self._name, "aliases make it too large")
        if node is None:
            return None
        if node.tag not in _TAGS:
            raise self._wrong(node, f"the tag {node.tag} is not plain data")
        match node:
            case ScalarNode():
                return self._scalar(node)
            case SequenceNode():
                return [self.value(child) for child in node.value]
            case MappingNode():
                return self._mapping(node)
        raise self._wrong(node, "not plain data")

    def _scalar(self, node: ScalarNode) -> Plain:
        text: str = node.value
        if _SURROGATE.search(text):
            raise self._wrong(node, "half of a surrogate pair is no character")
        if node.style is not None or node.tag == _TEXT:
            return text
        if text.lower() in _WORDS:
            return _WORDS[text.lower()]
        if _WHOLE.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text) and math.isfinite(number := float(text)):
            return number
        return text

    def _mapping(self, node: MappingNode) -> dict[str, Plain]:
        built: dict[str, Plain] = {}
        for key, child in node.value:
            if not isinstance(key, ScalarNode) or key.tag not in _TAGS or _SURROGATE.search(key.value):
                raise self._wrong(key, "a key must be text")
            if key.value in built:
                raise self._wrong(key, f"the key {key.value} is given twice")
            built[key.value] = self.value(child)
        return built

    def _wrong(self, node: Node, problem: str) -> UnreadableYaml:
        return UnreadableYaml(self._name, problem, node.start_mark.line + 1, node.start_mark.column + 1)


def _compose(text: str | bytes) -> Node | None:
    yaml = YAML(typ="safe", pure=True)
    yaml.composer.warn_double_anchors = False
    node: Node | None = yaml.compose(text)
    return node


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
