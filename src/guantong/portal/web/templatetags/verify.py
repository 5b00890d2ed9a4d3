"""Filters for verification: ``{{ finding|sentence }}``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils import translation

if TYPE_CHECKING:
    from guantong.certificates.findings import Finding

register = template.Library()


@register.filter
def sentence(finding: Finding) -> str:
    """What an examination found, in the language of the page."""
    return finding.sentence("en" if (translation.get_language() or "").startswith("en") else "zh")
