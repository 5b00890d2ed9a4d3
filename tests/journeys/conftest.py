"""A real browser for the journeys: it sees the live server and nothing else, and forgives no fault of a page."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Locator, Route, ViewportSize
    from pytest_django.live_server_helper import LiveServer

CHROMIUM: Final = "/usr/bin/chromium"
QUIET: Final = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
SCREENS: Final[dict[str, ViewportSize]] = {
    "phone": {"width": 390, "height": 844},
    "desktop": {"width": 1280, "height": 900},
}
# A link to another page, or the button of a form that the browser itself sends.
LEADS_ON: Final = """element => {
    const sends = element.form && element.type === "submit" ? element.form : null
    const leads = element.matches("a[href]:not([href^='#'], [download], [target])")
    return (leads || sends !== null) && ![element, sends].some(
        one => one?.getAttributeNames().some(name => name.startsWith("hx-"))
    )
}"""
GRAVE: Final = ("serious", "critical")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, for the journeys and not for longer: Playwright keeps an event loop in this thread, and others have theirs."""
    # Django guards its database before that loop; nothing here is async.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with (
        sync_playwright() as playwright,
        closing(playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)) as launched,
    ):
        yield launched
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@dataclass
class Visitor:
    """Somebody at a screen. `expected` are beginnings of console errors that a journey provokes on purpose."""

    page: Page
    address: str
    screen: str
    shots: Path | None
    expected: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    _shown: int = 0

    def go(self, path: str) -> None:
        """Open a page of the portal."""
        self.page.goto(f"{self.address}{path}")

    def press(self, name: str) -> None:
        """Press the button, or follow the link, of this name; the page to which it leads stands then."""
        page = self.page
        found = page.get_by_role("button", name=name, exact=True).or_(
            page.get_by_role("link", name=name, exact=True)
        )
        self.press_this(found.first)

    def press_this(self, control: Locator) -> None:
        """Press it, and wait for the page to which it leads if it leads to one: a busy machine has the old one for a while."""
        if control.evaluate(LEADS_ON):
            with self.page.expect_navigation():
                control.click()
        else:
            control.click()

    def choose(self, label: str) -> None:
        """Mark the radio button or checkbox of this label."""
        self.page.get_by_label(label, exact=True).check()

    def looks_right(self, name: str) -> None:
        """Hold the page as it stands to the rules: no grave fault of access, nothing wider than the screen; keep a picture."""
        found = Axe().run(self.page).response["violations"]
        grave = [
            f"{fault['id']} ({fault['impact']}): {node['html']}\n{node['failureSummary']}"
            for fault in found
            if fault["impact"] in GRAVE
            for node in fault["nodes"]
        ]
        assert not grave, f"{name}:\n" + "\n".join(grave)
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{name}: {wide} px wider than the screen"
        if self.shots is not None:
            self._shown += 1
            path = self.shots / f"{self.screen}-{self._shown:02}-{name}.png"
            self.page.screenshot(path=path, full_page=True)

    def blocked(self, route: Route) -> None:
        """Let a request go to the live server and nowhere else."""
        if route.request.url.startswith((f"{self.address}/", "data:", "blob:")):
            route.continue_()
        else:
            self.faults.append(f"asked for {route.request.url}")
            route.abort()

    def heard(self, message: ConsoleMessage) -> None:
        """Keep what the browser complains about: scripts that fail, pieces that are missing, policies that are broken."""
        if message.type == "error" and not message.text.startswith(tuple(self.expected)):
            self.faults.append(f"{self.page.url}: {message.text}")


@pytest.fixture(params=sorted(SCREENS))
def screen(request: pytest.FixtureRequest) -> str:
    """Each journey is walked on a phone and at a desk."""
    return str(request.param)


@pytest.fixture
def visitor(browser: Browser, live_server: LiveServer, screen: str) -> Iterator[Visitor]:
    """Somebody without an account who has just opened the browser.

    With GUANTONG_SHOTS set, pictures of what they see are kept in that folder.
    """
    kept = os.environ.get("GUANTONG_SHOTS")
    if kept:
        Path(kept).mkdir(parents=True, exist_ok=True)
    context = browser.new_context(
        viewport=SCREENS[screen], locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce"
    )
    with closing(context):
        page = context.new_page()
        page.set_default_timeout(60_000)
        found = Visitor(page, live_server.url, screen, Path(kept) if kept else None)
        context.route("**/*", found.blocked)
        page.on("console", found.heard)
        page.on("pageerror", lambda error: found.faults.append(f"{page.url}: {error}"))
        yield found
    assert found.faults == []
