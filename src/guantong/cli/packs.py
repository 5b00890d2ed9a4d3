"""Packs as plain data: from their id, from an exported file whose digest is checked, or from a folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from guantong.catalogue import terms
from guantong.catalogue.reading import UnreadableYaml, parse_yaml
from guantong.cli.failures import Failure, Problem
from guantong.cli.inputs import policy
from guantong.policy.exporting import FORMAT
from guantong.policy.loading import FILES, digest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guantong.policy import Pack, Policy
    from guantong.wording.language import Wording

_NEAR: Final = 3


def named(policy: Policy, name: str, say: Wording) -> Pack:
    """The pack of an id. Raises Failure with the nearest ids."""
    if name in policy.packs:
        return policy.packs[name]
    near = terms.nearest(name, {pack: pack for pack in policy.packs}, _NEAR)
    hint = say("相近的有 {names}", names=say.joined(*near)) if near else ""
    raise Failure(Problem("", say("没有政策包 {name}", name=name), hint))


def contents(source: str, say: Wording) -> Mapping[str, Any]:
    """The plain content of a pack: of an id, an exported file, or a folder with the files of one. Raises Failure."""
    path = Path(source)
    if path.is_dir():
        return _from_folder(path, say)
    if path.is_file():
        return _from_export(path, say)
    return named(policy(None, say), source, say).plain


def _from_folder(folder: Path, say: Wording) -> Mapping[str, Any]:
    found = {}
    for name in FILES:
        path = folder / f"{name}.yaml"
        if not path.is_file():
            continue
        try:
            found[name] = parse_yaml(path.read_bytes(), str(path))
        except (OSError, UnreadableYaml) as error:
            raise Failure(Problem("", str(error))) from None
    if "document" not in found:
        raise Failure(Problem("", say("{folder} 里没有 document.yaml，不是政策包", folder=folder)))
    return found


def _from_export(path: Path, say: Wording) -> Mapping[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        data = None
    if (
        not isinstance(data, dict)
        or data.get("format") != FORMAT
        or not isinstance(data.get("content"), dict)
    ):
        raise Failure(Problem("", say("{path} 不是导出的政策包", path=path)))
    content: dict[str, Any] = data["content"]
    if digest(content) != data.get("digest"):
        hint = say("请重新导出")
        raise Failure(Problem("", say("{path} 的内容与摘要不符，已被改动", path=path), hint))
    return content
