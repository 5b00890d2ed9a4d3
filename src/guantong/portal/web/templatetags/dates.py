"""Filters for dates: ``{{ when|day }}``, ``{{ when|moment }}``."""

from __future__ import annotations

from django import template

from ...dates import day, moment

register = template.Library()
register.filter(day)
register.filter(moment)
