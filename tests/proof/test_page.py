"""The page of worked cases is what the packs say today."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from guantong.policy import load_policy
from guantong.proof.cases import load_worked_cases
from guantong.proof.page import PAGE, main, render

if TYPE_CHECKING:
    from guantong.policy import Policy

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy()


@pytest.fixture(scope="module")
def page(policy: Policy) -> str:
    return render(policy, load_worked_cases())


def test_the_committed_page_is_current(page: str) -> None:
    committed = (ROOT / PAGE).read_text("utf-8")

    assert committed == page, "write it again: python -m guantong.proof.page"


def test_every_case_has_a_row_of_all_columns(page: str) -> None:
    rows = [line for line in page.splitlines() if line.startswith("| ") and "---" not in line]
    cases = [line for line in rows if not line.startswith("| 算例")]

    assert len(cases) == len(load_worked_cases())
    assert {line.count("|") for line in rows} == {8}


def test_the_leading_document_comes_first(page: str, policy: Policy) -> None:
    first = next(line for line in page.splitlines() if line.startswith("## "))

    assert policy.leading.document.number in first


def test_the_page_is_written_where_it_is_asked_for(page: str, tmp_path: Path) -> None:
    main([str(tmp_path / "cases.md")])

    assert (tmp_path / "cases.md").read_text("utf-8") == page
