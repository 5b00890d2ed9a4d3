"""Help, privacy, and what is known about access for everybody."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_GET
from ruamel.yaml import YAML

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """How to go about it, for workers, clerks and offices."""
    return render(request, "help/help.html")


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """Which personal data is kept, why, how long, and who reads it."""
    return render(request, "help/privacy.html")


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement on access, from the data that says how each criterion is met."""
    lang = "en" if (translation.get_language() or "").startswith("en") else "zh"
    return render(request, "help/accessibility.html", {"known": _in_language(_conformance(), lang)})


@cache
def _conformance() -> Any:
    return YAML(typ="safe").load(Path(__file__).with_name("conformance.yaml").read_text(encoding="utf-8"))


def _in_language(value: Any, lang: str) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"zh", "en"}:
            return value[lang]
        return {key: _in_language(item, lang) for key, item in value.items()}
    if isinstance(value, list):
        return [_in_language(item, lang) for item in value]
    return value
