"""An overlay kept: a copy of the packs with the changed parameters and readings written in, under a new version.

Only the changed values are replaced in the text of a file, so that every comment and line stays as it was.
"""

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from guantong.catalogue.reading import PACKS

from .loading import load_policy
from .model import Policy
from .parameters import located

_FOLDERS: Final = "*/*/document.yaml"


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept: the folder, the new version of each changed pack, and what an overlay holds that no pack can."""

    folder: Path
    versions: Mapping[str, str]
    left_out: tuple[str, ...]


def keep(policy: Policy, data: Mapping[str, Any], folder: Path, root: Path = PACKS) -> Kept:
    """Write the packs below `root`, whose policy is `policy`, into a new folder with the changes of an overlay.

    `data` is an overlay that `policy` takes. Standards and exam notices are rows of the catalogue and not kept.
    Raises FileExistsError for a folder that is there already; OSError where nothing can be written. The folder
    appears whole or not at all.
    """
    if folder.exists():
        raise FileExistsError(str(folder))
    edits: dict[str, dict[Path, list[tuple[str, str, object]]]] = {}
    for name, value in (data.get("parameters") or {}).items():
        pack, local = located(policy, str(name))
        _note(edits, pack, "parameters", (local, "value", value))
    for name, option in (data.get("readings") or {}).items():
        reading = policy.readings[name]
        _note(edits, reading.pack, "readings", (reading.id, "default", option))
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = folder.absolute().with_name(f".{folder.absolute().name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        versions = _written(policy, root, partial, edits)
        load_policy.__wrapped__(partial)  # what is kept can be loaded, or is not kept
        partial.replace(folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    left_out = tuple(key for key in ("standards", "exam_notices") if data.get(key))
    return Kept(folder, versions, left_out)


def _note(
    edits: dict[str, dict[Path, list[tuple[str, str, object]]]],
    pack: str,
    file: str,
    edit: tuple[str, str, object],
) -> None:
    edits.setdefault(pack, {}).setdefault(Path(f"{file}.yaml"), []).append(edit)


def _written(
    policy: Policy,
    root: Path,
    partial: Path,
    edits: Mapping[str, Mapping[Path, Iterable[tuple[str, str, object]]]],
) -> dict[str, str]:
    """Copy every pack and write the changes in; the new versions."""
    for document in sorted(root.glob(_FOLDERS)):
        shutil.copytree(document.parent, partial / document.parent.relative_to(root))
    versions: dict[str, str] = {}
    for pack, files in edits.items():
        place = partial / pack
        for file, changes in files.items():
            for row, key, value in changes:
                _edit(place / file, (file.stem, row, key), _plain(value))
        versions[pack] = next_version(policy.packs[pack].document.version)
        _edit(place / "document.yaml", ("version",), json.dumps(versions[pack]))
    return versions


def next_version(version: str) -> str:
    """The version after one: its second number goes up, as what is decided changes and the form does not."""
    first, *rest = version.split(".")
    second = int(rest[0]) + 1 if rest and rest[0].isdigit() else 1
    return f"{first}.{second}.0"


def _plain(value: object) -> str:
    """A value as YAML on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {item}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(str, value)) + "]"
    return value.isoformat() if isinstance(value, date) else str(value)


def _edit(file: Path, path: tuple[str, ...], text: str) -> None:
    """Put a text in the place of the value at a path; a row of a list is named by its id."""
    whole = file.read_bytes().decode("utf-8")
    yaml = YAML(typ="safe", pure=True)
    node: Node | None = yaml.compose(whole)
    for key in path:
        found = _below(node, key)
        if found is None and key == "default" and isinstance(node, MappingNode):
            # A reading without a default of its own begins with its first option.
            start = node.value[0][0].start_mark
            whole = whole[: start.index] + f"default: {text}\n{' ' * start.column}" + whole[start.index :]
            file.write_bytes(whole.encode("utf-8"))
            return
        node = found
    if node is None:
        raise KeyError(".".join(path))
    end = node.end_mark.index
    end -= len(whole[node.start_mark.index : end]) - len(whole[node.start_mark.index : end].rstrip())
    file.write_bytes((whole[: node.start_mark.index] + text + whole[end:]).encode("utf-8"))


def _below(node: Node | None, key: str) -> Node | None:
    if isinstance(node, MappingNode):
        return next((v for k, v in node.value if isinstance(k, ScalarNode) and k.value == key), None)
    if isinstance(node, SequenceNode):
        rows: Iterable[Node] = node.value
        return next((row for row in rows if getattr(_below(row, "id"), "value", None) == key), None)
    return None
