"""What was read otherwise here than the packs propose, or settled, for a page that shows answers."""

from __future__ import annotations

from django import template

from guantong.portal import clock
from guantong.portal.dates import language
from guantong.portal.policies.readings import said
from guantong.portal.policies.selectors import chosen_readings

register = template.Library()


@register.inclusion_tag("policies/chosen_here.html")
def chosen_here() -> dict[str, object]:
    """Each reading that was chosen for this installation and on which an answer can turn, in a sentence with its link."""
    lang = language()
    return {
        "chosen": [(row.reading, said(row, lang)) for row in chosen_readings(clock.today(), deciding=True)]
    }
