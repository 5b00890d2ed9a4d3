"""A browser for the offline page: without network, in a thread of its own.

Playwright keeps an event loop in the thread in which it runs, and only one; the journeys of the portal have theirs in the
thread of the tests.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from playwright.sync_api import Browser, ConsoleMessage, Page, Request, ViewportSize

CHROMIUM: Final = "/usr/bin/chromium"
QUIET: Final = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
SCREENS: Final[dict[str, ViewportSize]] = {
    "phone": {"width": 390, "height": 844},
    "desktop": {"width": 1280, "height": 900},
}


@dataclass
class Reader:
    """Somebody who has opened the page from their disk. `faults` are errors of scripts and requests for anything else."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def paste(self, text: str) -> None:
        """Put a text into the field and verify it."""
        self.page.fill("#text", text)
        self.page.click("#typed button[type=submit]")

    def choose(self, picture: Path) -> None:
        """Choose a picture, as from the gallery of a phone."""
        self.page.set_input_files("#picture", picture)

    def verdict(self, state: str) -> str:
        """What the page finds, once it has found this state."""
        return self.page.locator(f".verdict--{state}").inner_text()

    def message(self, text: str) -> None:
        """Wait until the page says this instead of a verdict."""
        self.page.locator("#answer .notice", has_text=text).wait_for()

    def facts(self) -> list[str]:
        """What the page shows of the certificate."""
        return self.page.locator("#answer dd").all_inner_texts()

    def accessible(self) -> None:
        """No grave fault of access, nothing wider than the screen."""
        found = Axe().run(self.page).response["violations"]
        faults = [f"{fault['id']}: {node['html']}" for fault in found for node in fault["nodes"]]
        assert not faults, "\n".join(faults)
        assert self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0

    def heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(message.text)

    def asked(self, request: Request) -> None:
        if not request.url.startswith(("file:", "data:", "blob:")):
            self.faults.append(request.url)


class Browsing:
    """Chromium in its thread, one for all tests of a module."""

    def __init__(self, file: Path, arguments: Sequence[str] = ()) -> None:
        self._file = file
        self._arguments = arguments
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._stack = ExitStack()

    def __enter__(self) -> Browsing:
        self._browser: Browser = self._thread.submit(self._start).result()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.submit(self._stack.close).result()
        self._thread.shutdown()

    def read(
        self, walk: Callable[[Reader], None], *, screen: str = "desktop", before: str = "", dark: bool = False
    ) -> None:
        """Open the page in a new window without network and do what `walk` does; `before` is run ahead of the page."""

        def run() -> None:
            with self._window(screen, before, dark) as reader:
                walk(reader)
                assert reader.faults == []

        self._thread.submit(run).result()

    def _start(self) -> Browser:
        playwright = self._stack.enter_context(sync_playwright())
        arguments = [*QUIET, *self._arguments]
        return self._stack.enter_context(
            closing(playwright.chromium.launch(executable_path=CHROMIUM, args=arguments))
        )

    @contextmanager
    def _window(self, screen: str, before: str, dark: bool) -> Iterator[Reader]:
        context = self._browser.new_context(
            viewport=SCREENS[screen], locale="zh-CN", offline=True, color_scheme="dark" if dark else "light"
        )
        with closing(context):
            page = context.new_page()
            page.set_default_timeout(60_000)
            reader = Reader(page)
            context.on("request", reader.asked)
            page.on("pageerror", lambda error: reader.faults.append(str(error)))
            page.on("console", reader.heard)
            if before:
                page.add_init_script(before)
            page.goto(self._file.as_uri())
            yield reader
