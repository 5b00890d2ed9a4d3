"""Charts of the pages: plain bars from zero as SVG, each value written beside its bar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from markupsafe import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

SMALLEST: Final = 5
"""A number of people below this is not told: they could be recognised."""
BLUE: Final = "#0072B2"
"""The blue that people with any colour vision tell from the vermilion of losses; the page lightens both in the dark."""
VERMILION: Final = "#D55E00"
_WIDTH: Final = 340
_LETTER: Final = 12
_MOST_LABEL: Final = 168


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of people as it may be told. A hidden one has no bar either."""

    count: int
    text: str

    @property
    def bar(self) -> int:
        """How long its bar is."""
        return self.count if self.text == f"{self.count:,}" else 0

    def __str__(self) -> str:
        return self.text


def cells(counts: Sequence[int], *, total_told: bool = True) -> list[Cell]:
    """Numbers of people, those from one to four hidden; where one alone is hidden beside a total, another one too."""
    told = [f"<{SMALLEST}" if 0 < count < SMALLEST else f"{count:,}" for count in counts]
    small = [place for place, count in enumerate(counts) if 0 < count < SMALLEST]
    others = [place for place, count in enumerate(counts) if count >= SMALLEST]
    if total_told and len(small) == 1 and others:
        told[min(others, key=lambda place: counts[place])] = "*"
    return [Cell(count, text) for count, text in zip(counts, told, strict=True)]


def bars(rows: Sequence[tuple[str, Cell]], *, title: str, description: str, colour: str = BLUE) -> str:
    """Horizontal bars with their labels before and their numbers behind them, as SVG to stand inside a page."""
    import altair as alt
    import vl_convert

    values, seen = [], set[str]()
    for label, cell in rows:
        while label in seen:
            label += "\u200b"
        seen.add(label)
        values.append({"label": label, "bar": cell.bar, "told": cell.text})
    widest = max((_measure(label) for label, _ in rows), default=0)
    room = min(_MOST_LABEL, widest) + 8
    behind = max((_measure(cell.text) for _, cell in rows), default=0) + 8
    width = _WIDTH - room - behind
    longest = max((cell.bar for _, cell in rows), default=0) or 1
    base = alt.Chart(alt.InlineData(values)).encode(
        y=alt.Y("label:N", sort=None, axis=alt.Axis(title=None, domain=False, ticks=False, labelLimit=_MOST_LABEL, labelPadding=6, minExtent=room)),
        x=alt.X("bar:Q", scale=alt.Scale(domain=[0, longest], nice=False, zero=True), axis=None),
    )  # fmt: skip
    marks = base.mark_bar(color=colour, height={"band": 0.62}, aria=False)
    told = base.mark_text(align="left", dx=4, color="currentColor", aria=False).encode(text="told:N")
    chart = (
        alt.layer(marks, told)
        .properties(width=width, height={"step": 24}, background="transparent",
                    padding={"left": 0, "top": 0, "bottom": 0, "right": behind}, autosize={"type": "pad", "contains": "content"})
        .configure(font="system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif")
        .configure_axis(labelColor="currentColor", labelFontSize=_LETTER)
        .configure_text(fontSize=_LETTER)
        .configure_view(stroke=None)
    )  # fmt: skip
    return _inline(str(vl_convert.vegalite_to_svg(chart.to_dict())), title, description)


def _measure(text: str) -> int:
    """About how wide a text is: a Chinese letter is as wide as it is high."""
    return round(sum(_LETTER if ord(letter) > 0x2E80 else _LETTER * 0.64 for letter in text))


def _inline(svg: str, title: str, description: str) -> str:
    """Make it part of a page: named for those who hear it, as wide as there is room."""
    head, _, rest = svg.partition(">")
    head = re.sub(r' (class|xmlns(:xlink)?|version)="[^"]*"', "", head)
    return f'{head} role="img" class="bars"><title>{escape(title)}</title><desc>{escape(description)}</desc>{rest}'
