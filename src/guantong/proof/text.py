"""The official document, which the operator supplies, beside the clauses of a pack.

The text is cut by its headings 一、 （一） 1. （1） into paragraphs and sentences and numbered as the pack
numbers its clauses: part, section, item, paragraph and a letter for the sentence; ``N.1`` the notice
that issues the document, ``P.1`` the preamble, ``F.n`` the sentences of the closing paragraph. What has
no counterpart on either side is listed. Nothing of the text is kept.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from guantong.policy import load_policy
from guantong.policy.model import Pack, Policy, Provision, Text

from .official import UnreadableText, read_paragraphs

__all__ = ["Comparison", "Line", "Segment", "UnreadableText", "compare_text", "segments"]

_NUMERALS = "一二三四五六七八九十"
_HEADINGS = (
    re.compile(rf"^([{_NUMERALS}]+)、"),
    re.compile(rf"^[（(]([{_NUMERALS}]+)[）)]"),
    re.compile(r"^(\d{1,2})[.．、](?!\d)"),
)
_POINT = re.compile(r"^[（(](\d{1,2})[）)]")
_TITLE = re.compile(r"^[^。；！？，,:：]{2,60}(办法|规定|意见|细则|方案|条例)(（[^）]*）)?$")
_CLOSING = re.compile(r"^(本办法|本规定|本意见|本细则|本方案|本实施办法|本实施意见)")
_SENTENCE = re.compile(r"[^。；！？]+[。；！？]?[”’」』）]*")
_LONGEST_HEADING = 30


@dataclass(frozen=True, slots=True)
class Segment:
    """One clause of the text: its number, its words and the paragraph in which it stands, from 1."""

    id: str
    text: str
    paragraph: int


@dataclass(frozen=True, slots=True)
class Line:
    """A clause of the pack beside its text. Without keywords in the text the two may not be the same clause."""

    id: str
    gist: Text | None
    text: str
    paragraph: int | None
    keywords: tuple[str, ...] = ()
    keywords_found: tuple[str, ...] = ()

    @property
    def doubtful(self) -> bool:
        """Whether none of the clause's keywords stands in the text laid beside it."""
        return bool(self.text and self.keywords and not self.keywords_found)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Text and clauses in the order of the document. `ok` if every one has its counterpart."""

    pack: str
    lines: tuple[Line, ...]

    @property
    def without_text(self) -> tuple[Line, ...]:
        """Clauses of the pack that the text does not have."""
        return tuple(line for line in self.lines if not line.text)

    @property
    def without_clause(self) -> tuple[Line, ...]:
        """Pieces of the text that are no clause of the pack."""
        return tuple(line for line in self.lines if line.gist is None)

    @property
    def ok(self) -> bool:
        """Whether nothing is left over on either side."""
        return not self.without_text and not self.without_clause

    def to_dict(self) -> dict[str, object]:
        """The JSON form."""
        return {
            "pack": self.pack,
            "ok": self.ok,
            "without_text": [line.id for line in self.without_text],
            "without_clause": [line.id for line in self.without_clause],
            "doubtful": [line.id for line in self.lines if line.doubtful],
            "lines": [
                {
                    "id": line.id,
                    "zh": line.gist and line.gist.zh,
                    "en": line.gist and line.gist.en,
                    "text": line.text,
                    "paragraph": line.paragraph,
                }
                for line in self.lines
            ],
        }


def compare_text(path: Path, policy: Policy | None = None) -> Comparison:
    """The document in a .docx or .txt file beside the clauses of the leading pack.

    Raises UnreadableText for a file of another kind, OSError when it cannot be opened.
    """
    rules = load_policy() if policy is None else policy
    pack = rules.leading
    found = segments(read_paragraphs(path), tuple(pack.provisions))
    return Comparison(pack.id, tuple(_beside(pack, found)))


def segments(paragraphs: Sequence[str], clauses: Sequence[str]) -> tuple[Segment, ...]:
    """The text cut into numbered clauses; `clauses` says where the pack numbers paragraphs and letters sentences."""
    return tuple(_Cutter(clauses).cut(paragraphs))


@dataclass
class _Block:
    """The paragraphs below one heading."""

    number: tuple[int, ...]
    paragraphs: list[tuple[int, str]] = field(default_factory=list)


class _Cutter:
    def __init__(self, clauses: Sequence[str]) -> None:
        self.clauses = frozenset(clauses)

    def cut(self, paragraphs: Sequence[str]) -> Iterator[Segment]:
        lines = list(enumerate(paragraphs, 1))
        first = next((i for i, (_, text) in enumerate(lines) if _HEADINGS[0].match(text)), len(lines))
        yield from self._opening(lines[:first])
        last = next(
            (
                i
                for i in range(len(lines) - 1, first - 1, -1)
                if any(h.match(lines[i][1]) for h in (*_HEADINGS, _POINT))
            ),
            first,
        )
        end = next((i for i in range(last, len(lines)) if _CLOSING.match(lines[i][1])), len(lines))
        blocks = self._blocks(lines[first:end])
        for block in blocks:
            inner = any(b.number[: len(block.number)] == block.number and b is not block for b in blocks)
            yield from self._numbered(block, inner)
        closing = [(place, s) for place, text in lines[end:] for s in _sentences(text) if _ends(text)]
        yield from (Segment(f"F.{i}", text, place) for i, (place, text) in enumerate(closing, 1))

    def _opening(self, lines: list[tuple[int, str]]) -> Iterator[Segment]:
        """What stands before the first part: a notice up to the document's own title, then the preamble."""
        title = next((i for i in range(len(lines) - 1, -1, -1) if _TITLE.match(lines[i][1])), -1)
        for name, part in (("N.1", lines[: max(title, 0)]), ("P.1", lines[title + 1 :])):
            told = [(place, text) for place, text in part if _ends(text)]
            if told:
                yield Segment(name, "".join(text for _, text in told), told[0][0])

    def _blocks(self, lines: list[tuple[int, str]]) -> list[_Block]:
        blocks: list[_Block] = []
        number: tuple[int, ...] = ()
        for place, text in lines:
            for depth, heading in enumerate(_HEADINGS):
                match = heading.match(text)
                if match:
                    # an item may stand right below a part that has no sections
                    number = (*number[:depth], _value(match[1]))
                    blocks.append(_Block(number))
                    text = _without_title(text[match.end() :].strip())
                    break
            if text and blocks and _ends(text):
                blocks[-1].paragraphs.append((place, _POINT.sub("", text).strip()))
        return [block for block in blocks if block.paragraphs]

    def _numbered(self, block: _Block, inner: bool) -> Iterator[Segment]:
        """The paragraphs below a heading; those that only lead to headings below it bear its own number."""
        name = ".".join(map(str, block.number))
        if inner or not any(clause.startswith(f"{name}.") for clause in self.clauses):
            told = [(place, s) for place, text in block.paragraphs for s in _sentences(text)]
            yield from self._lettered(name, told)
            return
        for i, (place, text) in enumerate(block.paragraphs, 1):
            yield from self._lettered(f"{name}.{i}", [(place, s) for s in _sentences(text)])

    def _lettered(self, name: str, told: list[tuple[int, str]]) -> Iterator[Segment]:
        """Sentences get letters only where the pack gives them, so that "1.1" stays one clause."""
        if name in self.clauses or (len(told) == 1 and f"{name}a" not in self.clauses):
            yield Segment(name, "".join(text for _, text in told), told[0][0])
            return
        yield from (Segment(f"{name}{_letter(i)}", text, place) for i, (place, text) in enumerate(told))


def _beside(pack: Pack, found: Sequence[Segment]) -> Iterator[Line]:
    """Both sides in one order: that of the pack, with what only the text has after its last neighbour."""
    by_id: dict[str, list[Segment]] = {}
    for segment in found:
        by_id.setdefault(segment.id, []).append(segment)
    extra: dict[str, list[Segment]] = {}
    neighbour = ""
    for segment in found:
        if segment.id in pack.provisions:
            neighbour = segment.id
        else:
            extra.setdefault(neighbour, []).append(segment)
    yield from map(_unknown, extra.get("", ()))
    for provision in pack.provisions.values():
        whole = by_id.get(provision.id) or by_id.get(provision.id.partition("(")[0])
        yield _line(provision, whole or [])
        yield from map(_unknown, extra.get(provision.id, ()))


def _line(provision: Provision, told: Sequence[Segment]) -> Line:
    text = "".join(segment.text for segment in told)
    return Line(
        provision.id,
        provision.gist,
        text,
        told[0].paragraph if told else None,
        provision.keywords,
        tuple(word for word in provision.keywords if word in text),
    )


def _unknown(segment: Segment) -> Line:
    return Line(segment.id, None, segment.text, segment.paragraph)


def _sentences(text: str) -> list[str]:
    return [piece for match in _SENTENCE.findall(text) if (piece := match.strip())]


def _ends(text: str) -> bool:
    """Whether a paragraph says something: a title, an address, a signature or a date ends in no full stop."""
    return text.rstrip("”’」』）").endswith(("。", "；", "！", "？"))


def _without_title(text: str) -> str:
    """What follows a heading on the same line, without the heading's own words."""
    first, stop, rest = text.partition("。")
    return (
        rest.strip()
        if stop and rest.strip() and len(first) <= _LONGEST_HEADING and "；" not in first
        else text
    )


def _value(numeral: str) -> int:
    if numeral.isdigit():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return _NUMERALS.index(numeral) + 1
    return 10 * (_NUMERALS.index(tens) + 1 if tens else 1) + (_NUMERALS.index(ones) + 1 if ones else 0)


def _letter(index: int) -> str:
    return chr(ord("a") + index) if index < 26 else f"-{index + 1}"
