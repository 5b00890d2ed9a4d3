"""The table of reasons: every one can be said in both languages."""

import re

import pytest

from guantong.certificates.findings import finding, reasons


@pytest.mark.parametrize("code", reasons())
def test_a_reason_has_the_same_places_in_both_languages(code: str) -> None:
    reason = reasons()[code]

    assert reason.zh
    assert reason.en
    in_zh, in_en = (
        {place.removesuffix(f"_{lang}") for place in re.findall(r"{(\w+)}", text)}
        for lang, text in (("zh", reason.zh), ("en", reason.en))
    )
    assert in_zh == in_en


def test_a_finding_takes_its_state_from_the_table_and_says_its_details() -> None:
    found = finding("too_large", size=9, limit=8)

    assert (found.state, found.intact) == ("unreadable", False)
    assert "9" in found.sentence("zh")
    assert "8" in found.sentence("en")
    assert found.as_mapping()["detail"] == {"size": "9", "limit": "8"}


def test_an_unknown_reason_and_a_missing_detail_are_errors() -> None:
    with pytest.raises(KeyError):
        finding("nothing_of_the_kind")
    with pytest.raises(KeyError):
        finding("too_large", size=9)


def test_what_a_hostile_file_says_of_itself_is_made_harmless() -> None:
    found = finding("pdf_of_a_stranger", signer="\x1b[2J\u202e厅\ud800" + "长" * 5000)

    assert "U+001B[2JU+202E厅U+D800" in found.sentence("zh")
    assert found.sentence("zh").encode()
    assert len(found.sentence("zh")) < 500
