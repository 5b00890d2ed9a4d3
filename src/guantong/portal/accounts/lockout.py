"""Whom failed sign-ins are counted for, and until when an account stays locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from axes.helpers import get_cool_off
from axes.models import AccessAttempt

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.http import HttpRequest


def username_of(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """The account that somebody tries to enter: one, however its letters are cased."""
    given = (credentials or {}).get("username") or request.POST.get("login") or ""
    return given.strip().lower()[:150]


def address_of(request: HttpRequest) -> str | None:
    """The address that rate limits count by too; None for a sign-in that no network carried."""
    return str(get_adapter(request).get_client_ip(request)) if "REMOTE_ADDR" in request.META else None


def locked_until(username: str) -> datetime | None:
    """When failed sign-ins of this account stop to count; None where there are none."""
    cool_off = get_cool_off()
    last = AccessAttempt.objects.filter(username=username).order_by("-attempt_time").first()
    return None if last is None or cool_off is None else last.attempt_time + cool_off


def unlock(username: str) -> None:
    """Forget the failed sign-ins of an account: its password is a new one."""
    AccessAttempt.objects.filter(username=username.lower()[:150]).delete()
