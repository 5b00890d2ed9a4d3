"""What every page shows around its content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest

DISPLAY_COOKIE: Final = "guantong_display"
"""Keeps how somebody wants pages to look: words of `DISPLAY_CHOICES`, joined by dots."""
DISPLAY_CHOICES: Final = {
    "size": ("normal", "large", "larger"),
    "contrast": ("normal", "more"),
    "theme": ("auto", "light", "dark"),
}


def display(request: HttpRequest) -> dict[str, str]:
    """How this browser asked pages to look; what nobody offers is passed over."""
    asked = dict(part.partition("-")[::2] for part in request.COOKIES.get(DISPLAY_COOKIE, "").split("."))
    return {
        kind: asked[kind] if asked.get(kind) in choices else choices[0]
        for kind, choices in DISPLAY_CHOICES.items()
    }


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context of the shell: whether this is a demonstration, and how pages look."""
    return {"demo": settings.DEMO, "display": display(request)}
