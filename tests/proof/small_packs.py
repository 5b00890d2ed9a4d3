"""Small packs on disk, written from plain data: one document with one clause, one case and what a test adds."""

import json
from pathlib import Path
from typing import Any

PACK = "test/one"


def text(zh: str = "说明") -> dict[str, str]:
    return {"zh": zh, "en": "text"}


def requirement(name: str, when: object, **more: object) -> dict[str, Any]:
    return {
        "name": name, "label": text("条件"), "clause": "1", "when": when,
        "met": text("符合"), "unmet": text("不符合"), **more,
    }  # fmt: skip


def route(name: str, *requires: object, **more: object) -> dict[str, Any]:
    return {
        "name": name, "direction": "title_review", "label": text("通道"), "opens": {"title_level": ["intermediate"]},
        "tries": ["certificate"], "clauses": ["1"], "requires": list(requires), **more,
    }  # fmt: skip


def level(operator: str, value: str) -> dict[str, Any]:
    return requirement(
        f"level_{operator}",
        {"all": [{"held": "certificate"}, {"fact": "certificate.level", operator: value}]},
    )


CASE = {
    "id": "1",
    "title": text("技师可以申报"),
    "turns_on": {"clauses": ["1"]},
    "case": {"certificates": [{"kind": "skill_level", "level": "technician", "occupation": "6-18-01-01", "issued_on": "2020-06-01", "verified": True}]},
    "expect": [{"verdict": "eligible"}],
}  # fmt: skip


def pack(*routes: object, **files: object) -> dict[str, Any]:
    """The files of a pack that is in order: one clause, realised by all the routes."""
    names = [str(r["name"]) for r in routes if isinstance(r, dict)]
    return {
        "document": {
            "id": PACK, "version": "1.0.0", "number": "示例〔2024〕1号", "name": text("示例办法"), "issuer": text("示例机关"),
            "rank": "regional", "leads": True, "effective_from": None, "confidence": "H", "clauses": ["1"],
        },
        "provisions": {"provisions": [
            {"id": "1", "kind": "rule", "gist": text("要旨"), "realised_by": [f"route:{name}" for name in names]},
        ]},
        "routes": {"routes": list(routes)},
        "cases/all": {
            "topic": text("算例"),
            "standard": {
                "as_of": "2024-06-01", "person": {"sanctions": []}, "employment": [],
                "targets": [{"direction": "title_review", "series": "engineering", "specialty": "机械制造", "level": "intermediate"}],
            },
            "cases": [CASE],
        },
        **files,
    }  # fmt: skip


def write(root: Path, files: dict[str, Any]) -> Path:
    """Write a pack below `root` and give `root` back. JSON is YAML."""
    for name, data in files.items():
        path = root / PACK / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return root
