"""Reading pages as a program: what stands where, without a browser."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any


class Shown(HTMLParser):
    """The attributes of every element that has `data-name`, and all text."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: dict[str, dict[str, str]] = {}
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what a target says of itself."""
        found = {name: value or "" for name, value in attrs}
        if "data-name" in found:
            self.targets[found["data-name"]] = found

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.texts.append(data)

    @property
    def text(self) -> str:
        """All text, its blanks made one."""
        return " ".join(" ".join(self.texts).split())


def shown(answer: Any) -> Shown:
    """What a page shows."""
    page = Shown()
    page.feed(answer.content.decode())
    return page
