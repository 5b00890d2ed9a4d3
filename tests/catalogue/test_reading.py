"""YAML as plain data, and the copies that spare reading it twice."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guantong.catalogue import reading
from guantong.catalogue.reading import UnreadableYaml, cache_directory, digest, located, parse_yaml, read_yaml


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GUANTONG_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "yaml"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file.yaml"
    path.write_text("rows:\n  - {code: 0017, on: no}\n  - code: second\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on", "on"),
        ("no", "no"),
        ("0017", "0017"),
        ("17", 17),
        ("-3", -3),
        ("1.5", 1.5),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("450202198803024713", 450202198803024713),
        ("9" * 5000, "9" * 5000),
        (".nan", ".nan"),
        ("1e999", "1e999"),
        ("12:30:45", "12:30:45"),
        ("2021-10-26", "2021-10-26"),
        ("6-18-01-01", "6-18-01-01"),
        ("true", True),
        ("null", None),
        ("", None),
        ("'true'", "true"),
        ("!!str 17", "17"),
        ("|\n  第一行\n  第二行\n", "第一行\n第二行\n"),
    ],
)
def test_a_value_is_what_was_written(text: str, value: object) -> None:
    assert parse_yaml(f"key: {text}", "case") == {"key": value}


def test_keys_are_text() -> None:
    assert parse_yaml("2020: qualified\ntrue: x", "case") == {"2020": "qualified", "true": "x"}


def test_an_alias_is_the_value_again() -> None:
    assert parse_yaml("a: &x [1]\nb: *x", "case") == {"a": [1], "b": [1]}


def test_an_anchor_may_be_set_anew() -> None:
    assert parse_yaml("a: &x 1\nb: &x 2\nc: *x", "case") == {"a": 1, "b": 2, "c": 2}


def test_an_empty_document_is_nothing() -> None:
    assert parse_yaml("# only a comment\n", "case") is None


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("a: 1\nb: 2\na: 3", 3, "the key a is given twice"),
        ("rows:\n  - {a: 1,\n     a: 2}", 3, "the key a is given twice"),
        ("1: x\n'1': y", 2, "the key 1 is given twice"),
        ("a: !!binary aGk=", 1, "the tag tag:yaml.org,2002:binary is not plain data"),
        ("a: !!python/name:os.system x", 1, "is not plain data"),
        ("? [1, 2]\n: x", 1, "a key must be text"),
        ('a: "\\ud800"', 1, "half of a surrogate pair is no character"),
        ("a: [1", 1, "expected ',' or ']'"),
        ("a: 1\n---\nb: 2", 2, "but found another document"),
    ],
)
def test_what_is_not_plain_data_is_refused_with_its_line(text: str, line: int, problem: str) -> None:
    with pytest.raises(UnreadableYaml) as caught:
        parse_yaml(text, "case.yaml")

    assert problem in caught.value.problem
    assert caught.value.line == line
    assert str(caught.value).startswith(f"case.yaml:{line}:")


def test_nesting_without_end_is_refused() -> None:
    with pytest.raises(UnreadableYaml, match="nested too deeply"):
        parse_yaml("[" * 2_000, "case.yaml")
    with pytest.raises(UnreadableYaml, match="nested too deeply"):
        parse_yaml("&a [*a]", "case.yaml")


def test_aliases_that_multiply_are_refused() -> None:
    doubling = "\n".join(f"a{n}: &a{n} [{f'*a{n - 1}, *a{n - 1}' if n else 'x'}]" for n in range(30))

    with pytest.raises(UnreadableYaml, match="too large"):
        parse_yaml(doubling, "case.yaml")


@given(
    st.lists(
        st.sampled_from(
            ["a", "b: ", "- ", "\n", "  ", "{", "]", "&x ", "*x", "'", "!!int ", "!!bool ", "? ", "\t", "\0"]
        )
    )
)
def test_any_text_is_data_or_refused(parts: list[str]) -> None:
    try:
        found = parse_yaml("".join(parts), "case")
    except UnreadableYaml:
        return
    assert digest(found).startswith("sha256:")


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(UnreadableYaml):
        parse_yaml(b"a: \xff", "case.yaml")


def test_a_file_is_read_once_and_recalled_the_same(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = read_yaml(file)
    monkeypatch.setattr(reading, "parse_yaml", lambda *_: pytest.fail("read again"))

    assert read_yaml(file) == first == {"rows": [{"code": "0017", "on": "no"}, {"code": "second"}]}


def test_a_changed_file_is_read_again(file: Path) -> None:
    read_yaml(file)
    file.write_text("rows: []\n", encoding="utf-8")

    assert read_yaml(file) == {"rows": []}


@pytest.mark.parametrize("damage", [b"", b"no seal", b"\xff\xfe", b'0\n{"rows":[]}'])
def test_a_damaged_copy_is_rebuilt(file: Path, cache: Path, damage: bytes) -> None:
    expected = read_yaml(file)
    (copy,) = cache.iterdir()
    sound = copy.read_bytes()
    copy.write_bytes(damage)

    assert read_yaml(file) == expected
    assert copy.read_bytes() == sound


def test_a_copy_with_one_letter_changed_is_rebuilt(file: Path, cache: Path) -> None:
    expected = read_yaml(file)
    (copy,) = cache.iterdir()
    copy.write_bytes(copy.read_bytes().replace(b"second", b"secomd"))

    assert read_yaml(file) == expected


def test_no_temporary_file_stays(file: Path, cache: Path) -> None:
    read_yaml(file)

    assert [path.suffix for path in cache.iterdir()] == [".json"]


def test_a_cache_that_cannot_be_written_does_not_matter(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_way = tmp_path / "in-the-way"
    in_the_way.write_text("a file where a folder should be", encoding="utf-8")
    monkeypatch.setenv("GUANTONG_CACHE", str(in_the_way))

    assert read_yaml(file) == read_yaml(file)


def test_what_is_parsed_for_a_person_leaves_no_copy(cache: Path) -> None:
    parse_yaml("name: 示例甲", "case")

    assert not cache.exists()


def test_the_cache_stands_where_the_platform_keeps_such_things(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GUANTONG_CACHE")
    places = {
        ("linux", "XDG_CACHE_HOME"): Path("chosen/guantong"),
        ("linux", None): Path(os.path.expanduser("~/.cache/guantong")),  # noqa: PTH111
        ("darwin", None): Path(os.path.expanduser("~/Library/Caches/guantong")),  # noqa: PTH111
        ("win32", "LOCALAPPDATA"): Path("chosen/guantong"),
    }
    for (platform, variable), expected in places.items():
        monkeypatch.setattr("sys.platform", platform)
        for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
            monkeypatch.delenv(name, raising=False)
        if variable:
            monkeypatch.setenv(variable, "chosen")
        assert cache_directory() == expected


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("rows",), 1),
        (("rows", 0, "code"), 2),
        (("rows", 1), 3),
        (("rows", 1, "code"), 3),
        (("rows", 1, "missing"), 3),
        (("rows", 7, "code"), 1),
        (("nowhere",), 1),
        (("rows", "code"), 1),
        (("rows", 0, "code", "deeper"), 2),
        ((), 1),
    ],
)
def test_a_key_is_found_on_its_line_or_the_nearest_above(
    file: Path, keys: tuple[str | int, ...], line: int
) -> None:
    assert located(file).line(keys) == line


def test_the_digest_is_of_the_content_not_of_its_form() -> None:
    assert digest({"a": 1, "b": [2]}) == digest({"b": [2], "a": 1})
    assert digest({"a": 1}) != digest({"a": "1"})
