"""An overlay that is kept becomes a version of its pack that decides the same; everything else in the files stays."""

from __future__ import annotations

import difflib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from guantong.catalogue.reading import PACKS
from guantong.policy import load_policy, overlay
from guantong.policy.keeping import keep, next_version

if TYPE_CHECKING:
    from pathlib import Path

PACK = "cn-gx/rs-2021-12"
CHANGES: dict[str, Any] = {
    "parameters": {
        "years_technician": 2,
        f"{PACK}#effective_from": "2021-11-01",
        "linked_series": ["engineering", "agriculture"],
    },
    "readings": {"A02": "two_of_three"},
}


def _changed_lines(folder: Path, file: str) -> list[str]:
    before, after = ((root / PACK / file).read_text("utf-8").splitlines() for root in (PACKS, folder))
    return [line for line in difflib.unified_diff(before, after, n=0, lineterm="") if line[:1] in "+-"][2:]


def test_what_is_kept_is_what_the_overlay_says(tmp_path: Path) -> None:
    shipped = load_policy()
    kept = keep(shipped, CHANGES, tmp_path / "packs")
    again, laid_over = load_policy(kept.folder), overlay(shipped, CHANGES)

    assert kept.versions == {PACK: "1.1.0"}
    assert kept.left_out == ()
    assert again.packs[PACK].document.version == "1.1.0"
    assert again.packs[PACK].parameters == laid_over.packs[PACK].parameters
    assert again.packs[PACK].readings["A02"].default == "two_of_three"
    for name in shipped.packs.keys() - {PACK}:
        assert replace(again.packs[name], plain={}) == replace(shipped.packs[name], plain={})


def test_only_the_values_change_in_the_files(tmp_path: Path) -> None:
    keep(load_policy(), CHANGES, tmp_path / "packs")
    assert _changed_lines(tmp_path / "packs", "document.yaml") == ['-version: "1.0.0"', '+version: "1.1.0"']
    assert _changed_lines(tmp_path / "packs", "readings.yaml") == [
        "-    default: each_of_three",
        "+    default: two_of_three",
    ]
    numbers = _changed_lines(tmp_path / "packs", "parameters.yaml")
    assert len(numbers) == 6
    assert "+    value: [engineering, agriculture]" in numbers
    assert not list(tmp_path.glob(".*"))


def test_rows_of_the_catalogue_are_not_kept(tmp_path: Path) -> None:
    rows = {"standards": [{"occupation": "6-18-01-01"}], "readings": {"A02": "two_of_three"}}
    assert keep(load_policy(), rows, tmp_path / "packs").left_out == ("standards",)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    with pytest.raises(FileExistsError):
        keep(load_policy(), CHANGES, tmp_path)


@pytest.mark.parametrize(("now", "then"), [("1.0.0", "1.1.0"), ("2.9.4", "2.10.0"), ("3", "3.1.0")])
def test_versions(now: str, then: str) -> None:
    assert next_version(now) == then
