"""A document made of placeholder sentences, one for each clause, beside the clauses of the leading pack."""

from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from guantong.policy import load_policy
from guantong.proof import Comparison, UnreadableText, compare_text
from guantong.proof.text import segments

CLAUSES = tuple(load_policy().leading.provisions)
NUMERALS = "一二三四五六七八九十"


def sentence(clause: str) -> str:
    return f"此处是编号{clause.translate(str.maketrans('.()', '点左右'))}的占位文字。"


def written(clauses: tuple[str, ...]) -> list[str]:
    """The paragraphs of a document with these clauses: a notice, a title, parts, sections, items, the end."""
    lines = (
        ["关于印发示例办法的通知", "各有关单位：", sentence("N.1"), "示例机关", "2024年1月1日"]
        if "N.1" in clauses
        else []
    )
    lines += ["示例实施办法", *([sentence("P.1")] if "P.1" in clauses else [])]
    done: tuple[str, ...] = ()
    for clause in clauses:
        if clause[0] in "NPF" or "(" in clause:
            continue
        heading, paragraph = place(clause)
        for depth in range(len(heading)):
            if done[: depth + 1] != heading[: depth + 1]:
                lines.append(title(heading[depth], depth))
                done = heading[: depth + 1]
        last = (*heading, "", paragraph)
        if done == last:
            lines[-1] += sentence(clause)
        else:
            lines.append(sentence(clause))
            done = last
    closing = [c for c in clauses if c.startswith("F.")]
    return [*lines, "本办法" + "".join(map(sentence, closing))] if closing else lines


def place(clause: str) -> tuple[tuple[str, ...], str]:
    """The headings above a clause, and its paragraph."""
    numbers = clause.rstrip("abcdefgh").split(".")
    if len(numbers) == 4:
        return tuple(numbers[:3]), numbers[3]
    if numbers[0] == "2" and numbers[1] == "1":
        return tuple(numbers[:2]), numbers[2]
    if numbers[:2] == ["3", "3"]:
        return tuple(numbers[:2]), numbers[2]
    return tuple(numbers), ""


def title(number: str, depth: int) -> str:
    words = NUMERALS[int(number) - 1]
    return (f"{words}、占位标题", f"（{words}）占位标题", f"{number}．占位标题")[depth]


def as_word(path: Path, lines: list[str]) -> Path:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path.with_suffix(".docx")))
    return path.with_suffix(".docx")


def as_text(encoding: str) -> Callable[[Path, list[str]], Path]:
    def write(path: Path, lines: list[str]) -> Path:
        path.with_suffix(".txt").write_bytes("\r\n\r\n".join(lines).encode(encoding))
        return path.with_suffix(".txt")

    return write


WRITERS = [as_word, as_text("utf-8"), as_text("utf-8-sig"), as_text("gb18030")]


def compared(path: Path, lines: list[str], write: Callable[[Path, list[str]], Path] = as_word) -> Comparison:
    return compare_text(write(path / "document", lines))


@pytest.mark.parametrize("write", WRITERS)
def test_every_clause_has_its_text(tmp_path: Path, write: Callable[[Path, list[str]], Path]) -> None:
    comparison = compared(tmp_path, written(CLAUSES), write)
    assert [line.id for line in comparison.without_text] == []
    assert [(line.id, line.text) for line in comparison.without_clause] == []
    assert comparison.ok
    beside = {line.id: line for line in comparison.lines}
    for clause in CLAUSES:
        assert sentence(clause.partition("(")[0]) in beside[clause].text
        assert beside[clause].paragraph is not None
    assert tuple(beside) == CLAUSES


@pytest.mark.parametrize(
    "clause", ["N.1", "P.1", "1.2.3d", "2.1.3", "2.2.1.1e", "2.3.2", "2.5.2c", "3.4", "F.3"]
)
def test_a_clause_without_text_is_listed(tmp_path: Path, clause: str) -> None:
    comparison = compared(tmp_path, written(tuple(c for c in CLAUSES if c != clause)))
    assert not comparison.ok
    assert [line.id for line in comparison.without_text] == [clause]
    assert comparison.without_clause == ()
    assert comparison.to_dict()["without_text"] == [clause]


@pytest.mark.parametrize(
    ("after", "extra"),
    [("2.2.1.1e", "2.2.1.1f"), ("2.1.3", "2.1.4"), ("2.2.1.3a", "2.2.1.4a"), ("3.4", "3.5"), ("F.3", "F.4"), ("1.2.5", "1.2.6")],
)  # fmt: skip
def test_a_text_without_clause_is_listed_where_it_stands(tmp_path: Path, after: str, extra: str) -> None:
    at = CLAUSES.index(after) + 1
    comparison = compared(tmp_path, written((*CLAUSES[:at], extra, *CLAUSES[at:])))
    assert not comparison.ok
    [line] = comparison.without_clause
    assert line.text == sentence(extra)
    assert line.gist is None
    assert comparison.without_text == ()
    ids = [found.id for found in comparison.lines]
    assert ids[ids.index(line.id) - 1] == after


def test_the_words_of_a_heading_on_the_same_line_are_no_sentence() -> None:
    lines = ["一、总则", "（一）占位标题。第一句。", "（二）占位标题", "1.占位标题。第二句；第三句。"]
    found = segments(lines, ("1.1", "1.2.1a", "1.2.1b"))
    assert [(s.id, s.text) for s in found] == [
        ("1.1", "第一句。"),
        ("1.2.1a", "第二句；"),
        ("1.2.1b", "第三句。"),
    ]


def test_numbered_points_are_paragraphs_of_their_item() -> None:
    lines = ["一、总则", "（一）占位标题", "1.占位标题", "（1）第一款。", "（2）第二款。"]
    found = segments(lines, ("1.1.1.1", "1.1.1.2"))
    assert [(s.id, s.text) for s in found] == [("1.1.1.1", "第一款。"), ("1.1.1.2", "第二款。")]


def test_a_sentence_between_headings_keeps_the_number_of_its_heading() -> None:
    lines = ["一、总则", "（一）占位标题", "引言一句。", "1.占位标题", "正文一句。"]
    found = segments(lines, ("1.1.1",))
    assert [(s.id, s.text) for s in found] == [("1.1", "引言一句。"), ("1.1.1", "正文一句。")]


def test_headings_beyond_ten_are_numbered() -> None:
    lines = [text for n in ("十", "十一", "二十", "二十三") for text in (f"{n}、占位标题", "正文一句。")]
    assert [s.id for s in segments(lines, ())] == ["10", "11", "20", "23"]


def test_text_that_names_none_of_the_keywords_is_doubtful(tmp_path: Path) -> None:
    lines = written(CLAUSES)
    assert any(line.doubtful for line in compared(tmp_path, lines).lines)
    keywords = load_policy().leading.provisions["3.4"].keywords
    lines = [line.replace(sentence("3.4"), f"{keywords[0]}。") for line in lines]
    [line] = [line for line in compared(tmp_path, lines).lines if line.id == "3.4"]
    assert line.keywords_found == (keywords[0],)
    assert not line.doubtful


def test_another_kind_of_file_is_refused_with_one_message(tmp_path: Path) -> None:
    refused = {
        "a.pdf": (b"%PDF-1.7", "另存为"),
        "b.doc": (b"\xd0\xcf\x11\xe0", "另存为"),
        "c.docx": ("只是改了扩展名".encode(), "不是 Word 文档"),
        "d.docx": (b"PK\x03\x04", "不是 Word 文档"),
        "e.txt": (b"\xff\xff\xff\x00\x81", "UTF-8"),
        "f.txt": (b"a\0b", "UTF-8"),
        "g.txt": (b" \n \n", "没有文字"),
        "h.txt": (b"a" * 20_000_001, "20 MB"),
    }
    for name, (content, message) in refused.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UnreadableText, match=message):
            compare_text(tmp_path / name)
    with pytest.raises(OSError, match=r"missing\.txt"):
        compare_text(tmp_path / "missing.txt")
