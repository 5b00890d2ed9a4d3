"""Documents from anybody: what is refused, and that it is refused with one clear message."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guantong.cases import CaseErrors, load_case
from guantong.cases.reading import MOST_VALUES, bounded, parse_document, read_document
from tests.cases.documents import RICH_YAML, TODAY


def refused(content: str | bytes, *, json_only: bool = False) -> tuple[str, str]:
    """Return code and message of the one error with which a document is refused."""
    with pytest.raises(CaseErrors) as found:
        parse_document(content, json_only=json_only)
    (error,) = found.value.errors
    assert error.path == ""
    assert error.en
    return error.code, error.zh


def test_scalars_are_those_of_the_contract() -> None:
    text = """
    on: on
    no: no
    code: 0017
    month: 2016.10
    day: 2024-06-01
    octal: 0o17
    float: 1e3
    quoted: "12"
    block: |
      a
    number: -12
    nothing:
    tilde: ~
    yes: true
    2020: qualified
    long: 123456789012345678901
    """

    assert parse_document(text) == {
        "on": "on",
        "no": "no",
        "code": "0017",
        "month": "2016.10",
        "day": "2024-06-01",
        "octal": "0o17",
        "float": "1e3",
        "quoted": "12",
        "block": "a\n",
        "number": -12,
        "nothing": None,
        "tilde": None,
        "yes": True,
        "2020": "qualified",
        "long": "123456789012345678901",
    }


def test_json_is_the_same_document() -> None:
    data = parse_document(RICH_YAML)

    assert parse_document(json.dumps(data)) == data
    assert parse_document(json.dumps(data, ensure_ascii=False, indent="\t").encode()) == data
    assert load_case(json.dumps(data), today=TODAY) == load_case(RICH_YAML, today=TODAY)


def test_braces_without_quotation_marks_are_yaml() -> None:
    assert parse_document("{a: [1, two]}") == {"a": [1, "two"]}


@pytest.mark.parametrize("content", ["", "  \n\t\n", "# 只有注释\n", b"", b"\xef\xbb\xbf"])
def test_an_empty_document(content: str | bytes) -> None:
    assert refused(content) == ("empty", "文件是空的")


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", "duplicate_key", "第 3 行"),
        ('{"a": {"b": 1, "b": 1}}', "duplicate_key", "键 b"),
        ("2020: a\n'2020': b\n", "duplicate_key", "第 2 行"),
        ("a: &x [1]\nb: *x\n", "alias", "第 1 行"),
        ("a: *x\n", "alias", "第 1 行"),
        ("a: 1\n&x b: 2\n", "alias", "第 2 行"),
        ("a: !!python/object:os.system {}\n", "tag", "第 1 行"),
        ("a: !x 1\n", "tag", "第 1 行"),
        ("a: ! 1\n", "tag", "第 1 行"),
        ("!!str a: 1\n", "tag", "第 1 行"),
        ("%YAML 1.1\n---\na: on\n", "directive", "% 指令"),
        ("%TAG ! tag:x,2000:\n---\na: on\n", "directive", "% 指令"),
        ("a: 1\n---\na: 2\n", "several_documents", "第 2 行"),
        ("a:\n\tb: 1\n", "tab", "第 2 行"),
        ("? [a]\n: 1\n", "key_not_text", "第 1 行"),
        ("a: .nan\n", "not_a_number", "第 1 行"),
        ("a: -.inf\n", "not_a_number", "第 1 行"),
        ('{"a": NaN}', "not_a_number", "NaN"),
        ('{"a": -Infinity}', "not_a_number", "-Infinity"),
        ('{"a": ' + "9" * 5000 + "}", "number_too_long", "太长"),
        ("a: 1\n b: 2\n", "syntax", "第 2 行"),
        ("a: 'x\n", "syntax", "YAML"),
        ('{"a": 1,\n "b" 2: [}', "syntax", "第 2 行第 6 列"),
        ('{\n\t"a": 1,\n}', "syntax", "第 3 行第 1 列"),
        ("a: \x01\n", "control_character", "第 1 行有控制字符 U+0001"),
        ("a: 1\nb: \x85", "control_character", "第 2 行"),
        ("a: \udcff", "control_character", "U+DCFF"),
        ("a: b\ufeff", "control_character", "U+FEFF"),
        ("姓名: 张\n".encode("gb18030"), "encoding", "第 1 行不是 UTF-8"),
        (b"a: 1\nb: \xff\n", "encoding", "第 2 行"),
        ("a: 1\n".encode("utf-16"), "encoding", "UTF-16"),
        (
            "a: 1\n".encode("utf-32-be").replace(b"\x00\x00\x00a", b"\x00\x00\xfe\xff\x00\x00\x00a"),
            "encoding",
            "UTF-32",
        ),
        ("x: " + "a" * 20_000, "long_line", "第 1 行"),
        ("\n" * 30_000 + "a: 1", "too_many", "20000 行"),
        ("a: 'b\n" + "   c d\n" * 50_000 + "'", "too_large", "250000"),
    ],
)
def test_what_is_more_or_less_than_plain_data(content: str | bytes, code: str, words: str) -> None:
    found, message = refused(content)

    assert found == code
    assert words in message


def test_a_json_file_is_read_as_json_only() -> None:
    assert refused("{a: 1}", json_only=True)[0] == "syntax"
    assert refused("a: 1", json_only=True)[0] == "syntax"


def test_the_mark_of_utf_8_is_skipped() -> None:
    assert parse_document("a: 1\n".encode("utf-8-sig")) == {"a": 1}
    assert parse_document("\ufeffa: 1\n") == {"a": 1}


@pytest.mark.parametrize(
    "content",
    [
        b"a: 1\n" * 1_000_000,
        "a: 1\n" * 1_000_000,
        "字" * 400_000,
        b'{"a": "' + b"x" * 5_000_000 + b'"}',
    ],
    ids=["bytes", "text", "three bytes a character", "json"],
)
def test_size_is_looked_at_before_anything_else(content: str | bytes) -> None:
    assert refused(content) == ("too_large", "文件超过 1 MB")


@pytest.mark.parametrize(
    "content",
    [
        "[" * 100_000,
        "[" * 100_000 + "]" * 100_000,
        '{"a":' * 100_000 + "1" + "}" * 100_000,
        "{a: " * 2_000,
        "- " * 4_000 + "1",
        "".join(" " * level + "a:\n" for level in range(130)),
    ],
    ids=["open", "closed", "maps", "flow maps", "lists on a line", "indented"],
)
def test_depth_never_reaches_the_recursion_limit(content: str) -> None:
    assert refused(content)[0] == "too_deep"


def test_brackets_inside_text_are_no_depth() -> None:
    assert parse_document('{"a": "' + "[" * 100 + '\\"' + "{" * 100 + '"}') == {
        "a": "[" * 100 + '"' + "{" * 100
    }


@pytest.mark.parametrize(
    "content",
    [
        '{"a": [' + "1," * MOST_VALUES + "1]}",
        "- 1\n" * (MOST_VALUES + 1),
        "{" + ",".join(f'"k{n}":1' for n in range(MOST_VALUES)) + "}",
    ],
    ids=["json list", "yaml list", "json map"],
)
def test_many_values(content: str) -> None:
    assert refused(content)[0] == "too_many"


def test_data_that_contains_itself_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    wide: dict[str, Any] = {}
    wide.update(a=wide, b=wide)

    for data in (endless, wide):
        with pytest.raises(CaseErrors):
            bounded(data)


def one_error_at_most(content: str | bytes) -> bool:
    try:
        parse_document(content)
    except CaseErrors as found:
        return len(found.errors) == 1
    return True


@given(st.binary(max_size=200))
def test_any_bytes_are_data_or_one_error(content: bytes) -> None:
    assert one_error_at_most(content)


@given(st.text("[]{}:,-?&*!|>'\"%@`#\n ab1~", max_size=60))
def test_any_yaml_like_text_is_data_or_one_error(content: str) -> None:
    assert one_error_at_most(content)


def test_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "甲.yaml"
    file.write_text("as_of: 2024-06-01\n", "utf-8")
    expected = {"as_of": "2024-06-01"}
    content = file.read_bytes()

    assert read_document(file) == expected
    assert read_document(str(file)) == expected
    assert read_document(content) == expected
    assert read_document("as_of: 2024-06-01") == expected
    assert read_document('{"as_of": "2024-06-01"}') == expected
    for dash in ("-", Path("-")):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))
        assert read_document(dash) == expected


def test_a_map_is_its_own_source() -> None:
    assert load_case({"as_of": TODAY}).as_of == TODAY


def test_the_name_of_a_json_file_says_what_it_is(tmp_path: Path) -> None:
    file = tmp_path / "a.JSON"
    file.write_text("as_of: 2024-06-01", "utf-8")

    with pytest.raises(CaseErrors, match="JSON"):
        read_document(file)


@pytest.mark.parametrize("name", ["missing.yaml", "", "a\x00b", "x" * 5000])
def test_a_file_that_cannot_be_opened(name: str, tmp_path: Path) -> None:
    with pytest.raises(CaseErrors) as found:
        read_document(tmp_path / name)

    assert found.value.errors[0].code == "unreadable"
    assert "\x00" not in str(found.value)


def test_an_empty_text_is_an_empty_document() -> None:
    with pytest.raises(CaseErrors, match="空"):
        read_document("")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no endless file on this system")
def test_an_endless_file_is_not_read_to_its_end() -> None:
    with pytest.raises(CaseErrors, match="1 MB"):
        read_document(Path("/dev/zero"))


def test_a_parser_that_breaks_is_an_error_of_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> object:
        raise IndexError("pop from empty list")

    monkeypatch.setattr("guantong.cases.yaml_events.YAML.parse", broken)

    assert refused("a: 1")[0] == "syntax"
