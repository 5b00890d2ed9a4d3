"""Somebody's notices, and the outbox for those who watch over it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from ... import clock
from ...accounts.access import staff_required
from ...accounts.models import Role
from ...notices import selectors, services, texts
from ...notices.access import access_delivery, access_message
from ...notices.mail import sender
from ...notices.models import State

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from ...accounts.models import User
    from ...notices.models import Delivery, Message
    from ...notices.texts import Text

PAGE: Final = 30


@dataclass(frozen=True)
class Row:
    """A notice as it is shown: what it says, and where it leads; nowhere for ""."""

    message: Message
    text: Text
    url: str


@dataclass(frozen=True)
class OutboxRow:
    """A delivery as it is shown: the kind of notice, never what it says to the person."""

    delivery: Delivery
    name: str


@login_required
@require_GET
@never_cache
def notices(request: HttpRequest) -> HttpResponse:
    """The notices of the person, the newest first; all of them, or those not read."""
    user = cast("User", request.user)
    unread_only = request.GET.get("show") == "unread"
    found = selectors.messages_of(user, now=clock.now(), unread_only=unread_only)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    language = texts.language()
    context = {
        "page": page,
        "rows": [Row(message, selectors.text_of(message, language), _url(message)) for message in page],
        "unread": selectors.unread_count(user),
        "unread_only": unread_only,
        "mail": bool(sender()),
        "address": user.email,
    }
    return render(request, "notices/notices.html", context)


@login_required
@require_POST
def read(request: HttpRequest, message: UUID) -> HttpResponse:
    """Keep that a notice was read, and come back to it."""
    found = access_message(cast("User", request.user), message)
    services.message_read(message=found, now=clock.now())
    return HttpResponseRedirect(f"{reverse('notices')}#notice-{found.pk}")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Keep that all notices were read."""
    count = services.messages_read(user=cast("User", request.user), now=clock.now())
    messages.success(request, ngettext("%d 条消息已标为已读。", "%d 条消息已标为已读。", count) % count)
    return HttpResponseRedirect(reverse("notices"))


@staff_required(Role.ADMINISTRATOR)
@require_GET
@never_cache
def outbox(request: HttpRequest) -> HttpResponse:
    """What was sent, what waits, and what failed and why."""
    state = request.GET.get("state", "")
    page = Paginator(selectors.outbox(state), PAGE).get_page(request.GET.get("page"))
    language = texts.language()
    rest = texts.parameters()
    counts = selectors.outbox_counts()
    context = {
        "page": page,
        "rows": [OutboxRow(delivery, _name(delivery.message, language)) for delivery in page],
        "states": [(value, label, counts[value]) for value, label in State.choices],
        "state": state if state in State.values else "",
        "rest": rest,
        "unconfirmed": rest.confidence != "H",
        "mail": bool(sender()),
    }
    return render(request, "notices/outbox.html", context)


@staff_required(Role.ADMINISTRATOR)
@require_POST
def retry(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """Put a delivery back into the outbox."""
    services.delivery_retry(
        actor=cast("User", request.user), delivery=access_delivery(delivery), now=clock.now()
    )
    messages.success(request, _("已放回发件箱，稍后重发。"))
    return HttpResponseRedirect(reverse("notices_outbox"))


def _name(message: Message, language: str) -> str:
    return texts.template(message.template, message.template_version).name[language]


def _url(message: Message) -> str:
    page = texts.template(message.template, message.template_version).page
    try:
        return reverse(page) if page else ""
    except NoReverseMatch:
        return ""
