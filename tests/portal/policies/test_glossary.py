"""The words of the glossary stand in one file, which the documentation agrees with, and are found however they are typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from guantong.portal.policies.glossary import groups, search

DOCUMENT = Path(__file__).parents[3] / "docs/glossary.md"


def tables() -> list[list[str]]:
    """The rows of the first two tables of the documentation."""
    lines = DOCUMENT.read_text(encoding="utf-8").partition("## 业务用词")[2].partition("### 结论")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines.splitlines() if line.startswith("|")]  # fmt: skip
    return [row for row in rows if row[0] != "中文" and set(row[0]) != {"-"}]


def test_the_documentation_says_the_same() -> None:
    ours = []
    for group in groups()[:2]:
        for word in group.words:
            codes = " ".join(f"`{code}`" for code in word.codes)
            ours.append([word.zh, word.en, codes, *(["、".join(word.instead_of)] if group.id == "work" else [])])  # fmt: skip
    assert len(ours) > 40
    assert tables() == ours


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("高级工", "senior_worker"),
        ("gjg", "senior_worker"),
        ("gaojigong", "senior_worker"),
        ("ＧＪＧ", "senior_worker"),
        ("Senior Worker", "senior_worker"),
        ("senior_worker", "senior_worker"),
        ("对标", "treatment_equivalence"),
        ("zgb", "title_office"),
        ("读法", "reading"),
    ],
)
def test_a_word_is_found_however_it_is_typed(typed: str, code: str) -> None:
    assert code in {c for group in search(typed) for word in group.words for c in word.codes}


@pytest.mark.parametrize("typed", ["nothing like this", "<script>", "%", "x" * 100, "\u202e"])
def test_what_is_no_word_finds_nothing(typed: str) -> None:
    assert search(typed) == () or not typed.strip("\u202e")
