"""Links from a clause that is cited to its page in the policy library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def clauses(cited: str | Iterable[str]) -> SafeString:
    """Link one clause, or several in brackets."""
    if isinstance(cited, str):
        return _link(cited)
    listed = tuple(dict.fromkeys(cited))
    if not listed:
        return format_html("")
    joined = format_html_join(_("、"), "{}", ((_link(clause),) for clause in listed))
    return format_html('<span class="clauses">{}{}{}</span>', _("（"), joined, _("）"))


def _link(clause: str) -> SafeString:
    address = reverse("policies_clause", kwargs={"clause": clause})
    return format_html('<a class="clause" href="{}">{}</a>', address, clause)
