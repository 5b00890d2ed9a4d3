"""Who can supply a missing fact: the employer, the national query, whoever issues a notice, or the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from guantong.cli.wording import Wording


def supplier(path: str, say: Wording) -> str:
    """Who supplies the fact at a path of the case."""
    if path.startswith("policy:"):
        return say("主管部门的标准或通知")
    if path.startswith("certificates[") and path.endswith(".verified"):
        return say("全国证书联网查询")
    if path.startswith(("appraisals", "employment")):
        return say("单位人事部门")
    return say("本人")


def by_supplier(paths: Iterable[str], say: Wording) -> Mapping[str, tuple[str, ...]]:
    """The paths by who supplies them, in the order in which they are given."""
    found: dict[str, tuple[str, ...]] = {}
    for path in paths:
        who = supplier(path, say)
        found[who] = (*found.get(who, ()), path)
    return found
