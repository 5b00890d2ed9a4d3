"""Lines of mixed Chinese and English: no column too many, no mark out of place, nothing lost."""

import itertools

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from guantong.cli.wrapping import breaks

TEXTS = st.text(st.sampled_from("技师一二三 ab1，。（）“”、2024年5月20日〔〕"), max_size=80)


def divided(text: str, first: int, rest: int) -> list[str]:
    places = [0, *breaks(text, first, rest), len(text)]
    return [text[a:b] for a, b in itertools.pairwise(places)]


@given(TEXTS, st.integers(10, 40), st.integers(10, 40))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, first: int, rest: int) -> None:
    lines = divided(text, first, rest)

    assert "".join(lines) == text
    for number, line in enumerate(lines):
        assert cell_len(line.rstrip()) <= (rest if number else max(first, rest))


def test_a_line_neither_begins_with_a_closing_mark_nor_ends_with_an_opening_one() -> None:
    text = "持有技师证书（2020年6月1日），现从事的工作与“机械制造”相同或相近。" * 4

    for width in range(20, 60):
        for line in divided(text, width, width):
            assert line[0] not in "，。）”、"
            assert line.rstrip()[-1] not in "（“"


def test_a_date_and_an_amount_stay_whole() -> None:
    lines = divided("还差约 4 个月，最早 2027年3月20日 可以申报。", 24, 24)

    assert any("2027年3月20日" in line for line in lines)
    assert any("4 个月" in line for line in lines)


def test_a_word_wider_than_the_line_is_cut() -> None:
    assert [len(line) for line in divided("x" * 25, 10, 10)] == [10, 10, 5]
