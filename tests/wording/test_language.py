"""Every text of the command line and of the words it shares is said in English too, and no word is used that the glossary forbids."""

import ast
import re
import string
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

from guantong.wording.language import LOCALE, Wording

PACKAGE = Path(__file__).parents[2] / "src/guantong"
SOURCES = sorted([*(PACKAGE / "cli").glob("*.py"), *(PACKAGE / "wording").glob("*.py")])
FORBIDDEN = ("打回", "驳回", "投诉", "免考", "对标", "亲", "!", "！", "特级、", "类别", "提交按钮")


def said(call: ast.Call) -> bool:
    """Whether a call says something: `say(...)`, `self.say(...)`, `say.many(...)`, or `self(...)` in the module itself."""
    match call.func:
        case ast.Name(id="say" | "self") | ast.Attribute(attr="say" | "many"):
            return True
    return False


def texts() -> Iterator[tuple[str, bool]]:
    """Every text in the source, and whether it is counted."""
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and said(node):
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    yield str(first.value), ast.unparse(node.func).endswith("many")
                else:
                    assert source.parent.name == "wording", (
                        f"{source.name}:{node.lineno}: a text has to be a constant"
                    )


def catalogue() -> dict[str, Any]:
    with (LOCALE / "en/LC_MESSAGES/guantong.po").open("rb") as file:
        messages = [message for message in read_po(file, locale="en") if message.id]
    return {m.id if isinstance(m.id, str) else m.id[0]: m.string for m in messages}


USED = dict(texts())
ENGLISH = catalogue()


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("text", USED)
def test_every_text_has_an_english_one_with_the_same_places(text: str) -> None:
    english = ENGLISH[text]

    assert isinstance(english, tuple) == USED[text]
    for form in english if isinstance(english, tuple) else (english,):
        assert form
        assert places(form) == places(text)
        assert not re.search(r"[\u4e00-\u9fff]", form)


def test_no_english_text_is_left_over() -> None:
    assert set(ENGLISH) - set(USED) == set()


@pytest.mark.parametrize("text", USED)
def test_no_forbidden_word_is_used(text: str) -> None:
    assert [word for word in FORBIDDEN if word in text] == []


@pytest.mark.parametrize(
    ("start", "end", "zh", "en"),
    [
        ("2026-11-21", "2026-11-22", " 1 天", "1 day"),
        ("2026-10-01", "2026-11-22", " 52 天", "52 days"),
        ("2026-11-22", "2027-03-20", "约 4 个月", "about 4 months"),
        ("2026-11-22", "2027-11-22", "约 1 年", "about 1 year"),
        ("2024-06-01", "2026-11-22", "约 2 年 6 个月", "about 2 years 6 months"),
        ("2024-12-31", "2026-01-01", "约 1 年", "about 1 year"),
    ],
)
def test_how_long_it_is(start: str, end: str, zh: str, en: str) -> None:
    days = date.fromisoformat(start), date.fromisoformat(end)

    assert Wording("zh").span(*days) == zh
    assert Wording("en").span(*days) == en


def test_a_day_as_people_write_it() -> None:
    assert Wording("zh").day(date(2026, 11, 2)) == "2026年11月2日"
    assert Wording("en").day(date(2026, 11, 2)) == "2 November 2026"
