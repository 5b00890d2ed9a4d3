"""Where a line of mixed Chinese and English may be broken, counted in the columns of a terminal.

Chinese text has no blanks to break at: it may be broken between any two characters, but no line begins with
a closing mark, none ends with an opening one, and a date, a mark or a number with its unit stays whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

if TYPE_CHECKING:
    from collections.abc import Iterator

_DAY: Final = r"\d{4} ?年(?:\d{1,2}月(?:\d{1,2}日)?)?"
_AMOUNT: Final = r"\d+ (?:年|个月|天|项|条|个)"
_WIDE: Final = r"[\u2e80-\ufaff\ufe30-\uffef“”‘’…]"
_MARK: Final = r"〔[^〕]{1,20}〕"
_PIECE: Final = re.compile(rf"{_MARK}|{_DAY}|{_AMOUNT}|{_WIDE}|\s+|(?:(?!{_WIDE})\S)+")
_CLOSING: Final = frozenset("，。；：、）〕》」』】”’？！…%％")
_OPENING: Final = frozenset("（〔《「『【“‘")


def breaks(text: str, first: int, rest: int) -> list[int]:
    """Return the offsets at which a text is to be divided: `first` columns for the first line, `rest` for the others."""
    offsets, used, room = [], 0, first
    for start, piece in _unbreakable(text):
        width = cell_len(piece.rstrip())
        if used and used + width > room and width <= rest:
            offsets.append(start)
            used, room = 0, rest
        if used + width > room:
            for place, sign in enumerate(piece, start):
                if used and used + cell_len(sign) > room:
                    offsets.append(place)
                    used, room = 0, rest
                used += cell_len(sign)
        else:
            used += cell_len(piece)
    return offsets


def _unbreakable(text: str) -> Iterator[tuple[int, str]]:
    """Yield the pieces that stay whole, each with its offset; blanks belong to the piece before them."""
    start, piece = 0, ""
    for match in _PIECE.finditer(text):
        found = match.group()
        stays = not piece or found[0] in _CLOSING or found.isspace() or piece.rstrip()[-1:] in _OPENING
        if stays:
            piece += found
        else:
            yield start, piece
            start, piece = match.start(), found
    if piece:
        yield start, piece
