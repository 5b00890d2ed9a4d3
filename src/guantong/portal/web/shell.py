"""What every page shows around its content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..notices.selectors import unread_count

if TYPE_CHECKING:
    from django.http import HttpRequest

DISPLAY_COOKIE: Final = "guantong_display"
"""Keeps how somebody wants pages to look: words of `DISPLAY_CHOICES`, joined by dots."""
DISPLAY_CHOICES: Final = {
    "size": ("normal", "large", "larger"),
    "contrast": ("normal", "more"),
    "theme": ("auto", "light", "dark"),
}

NAVIGATION: Final = (
    ("selfcheck_start", _("自查")),
    ("interchange", _("立交桥")),
    ("policies", _("政策库")),
    ("verify", _("验证")),
)
"""What anybody finds in the head of every page: the name of an address, and its words."""


def display(request: HttpRequest) -> dict[str, str]:
    """How this browser asked pages to look; what nobody offers is passed over."""
    asked = dict(part.partition("-")[::2] for part in request.COOKIES.get(DISPLAY_COOKIE, "").split("."))
    return {
        kind: asked[kind] if asked.get(kind) in choices else choices[0]
        for kind, choices in DISPLAY_CHOICES.items()
    }


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context of the shell: whether this is a demonstration, and how pages look."""
    return {
        "demo": settings.DEMO,
        "moved_to": clock.now() if clock.offset() else None,
        "display": display(request),
        "navigation": navigation(request.path),
        "unread": unread_count(request.user) if hasattr(request, "user") else 0,
    }


def navigation(path: str) -> list[dict[str, object]]:
    """The entries of the head of the page, the one whose area this path lies in marked."""
    found = []
    for name, label in NAVIGATION:
        url = reverse(name)
        found.append({"url": url, "label": label, "here": path.startswith(url)})
    return found
