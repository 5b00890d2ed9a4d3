"""What two people read, word for word. `GUANTONG_GOLDEN=write` writes the files anew; look at them before committing."""

import os
from pathlib import Path

import pytest

from tests.cli.conftest import EXAMPLES, Guantong

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("person", ["01-turner", "07-little-known"])
def test_the_text_of_a_person(person: str, lang: str, guantong: Guantong) -> None:
    said = guantong("check", EXAMPLES / f"{person}.yaml", "--lang", lang).out
    file = GOLDEN / f"{person}.{lang}.txt"
    if os.environ.get("GUANTONG_GOLDEN") == "write":
        file.parent.mkdir(exist_ok=True)
        file.write_text(said, encoding="utf-8")

    assert said == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("columns", [40, 80, 120, 200])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_is_wider_than_the_terminal(columns: int, lang: str, guantong: Guantong) -> None:
    from rich.cells import cell_len

    said = guantong("check", EXAMPLES / "01-turner.yaml", "--lang", lang, columns=columns).out

    assert max(map(cell_len, said.splitlines())) <= columns


def test_a_wide_terminal_does_not_make_long_lines(guantong: Guantong) -> None:
    from rich.cells import cell_len

    said = guantong("check", EXAMPLES / "01-turner.yaml", columns=300).out

    assert max(map(cell_len, said.splitlines())) <= 96


def test_what_is_piped_has_neither_colour_nor_boxes(guantong: Guantong) -> None:
    said = guantong("check", EXAMPLES / "01-turner.yaml").out

    assert not set(said) & set("\x1b│┃─━╭╮╰╯")
    assert [line for line in said.splitlines() if line != line.rstrip()] == []
