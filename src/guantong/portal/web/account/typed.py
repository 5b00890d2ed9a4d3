"""What somebody typed and sent when their session had ended: kept for them alone, for half an hour, in this browser.

It lies encrypted in the session of the browser, which nobody is signed in to, with whose it is. Signing in carries it
along. Passwords and codes, files, and what is too long are never kept. docs/security.md says why it is done so.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.cache import cache

from ...accounts.encryption import box
from ...accounts.models import User
from ...accounts.sessions import owner_of_ended
from .labels import told

if TYPE_CHECKING:
    from django.http import HttpRequest

SECONDS: Final = 30 * 60
"""How long it waits. Our choice."""
LONGEST: Final = 100_000
"""Characters that are kept; more is shown once, to be copied."""
MARK: Final = "kept_form"
"""The field that says which kept text is sent again."""
_KEPT: Final = "typed"
_PURPOSE: Final = "guantong typed text"
_SECRET_PAGES: Final = ("account_", "mfa_", "socialaccount_", "openid_connect_")
_NEVER: Final = frozenset({"csrfmiddlewaretoken", MARK})


@dataclass(frozen=True)
class Typed:
    """A form as it was sent: where to, its fields, and which files went with it (field and name; they are not kept)."""

    path: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...] = ()
    mark: str = ""

    @property
    def shown(self) -> list[tuple[str, str]]:
        """What a person typed, each value with what its field is called, without what only a program reads."""
        return told(self.path, self.fields)

    @property
    def too_long(self) -> bool:
        """Whether it is more than is kept."""
        return sum(len(name) + len(value) for name, value in self.fields) > LONGEST


def is_secret(request: HttpRequest) -> bool:
    """Whether the page asks for passwords or codes, of which nothing is kept and nothing shown."""
    match = request.resolver_match
    return match is None or (match.url_name or "").startswith(_SECRET_PAGES)


def typed_in(request: HttpRequest) -> Typed | None:
    """What was sent with a request; None for a page of passwords and codes and for a form that holds nothing."""
    if request.method != "POST" or is_secret(request):
        return None
    fields = tuple(
        (name, str(value))
        for name, values in request.POST.lists()
        for value in values
        if name not in _NEVER and "password" not in name.lower()
    )
    files = tuple((name, file.name or "") for name, sent in request.FILES.lists() for file in sent)
    return Typed(request.get_full_path(), fields, files) if fields or files else None


def from_our_page(request: HttpRequest) -> bool:
    """Whether the browser vouches that the form stood on a page of ours; a page elsewhere cannot make it say so."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def owner(request: HttpRequest) -> User | None:
    """Who typed it: who is signed in, or whose session has just ended by itself; None where nobody can tell.

    A page that keeps drafts may have sent its form before the button was pressed: what waits from the same page tells.
    """
    if isinstance(request.user, User):
        return request.user
    ended = owner_of_ended(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    return ended or _owner_of_waiting(request)


def _owner_of_waiting(request: HttpRequest) -> User | None:
    found = _read(request.session.get(_KEPT, ""))
    if found is None or found[1].path != request.get_full_path():
        return None
    return User.objects.filter(pk=found[0], is_active=True).first()


def keep(request: HttpRequest, typed: Typed, user: User) -> None:
    """Keep it in the session of this browser; what was kept before goes."""
    text = json.dumps([str(user.pk), uuid4().hex, typed.path, typed.fields, typed.files])
    request.session[_KEPT] = box(_PURPOSE).encrypt(text.encode()).decode()


def waits(request: HttpRequest) -> bool:
    """Whether anything waits in this browser, whoever typed it."""
    return _KEPT in request.session


def kept(request: HttpRequest) -> Typed | None:
    """What waits for who is signed in; anything else in its place, or too old, is deleted."""
    found = request.session.get(_KEPT)
    if found is None:
        return None
    read = _read(found)
    if read is None or read[0] != str(request.user.pk):
        forget(request)
        return None
    return read[1]


def _read(found: str) -> tuple[str, Typed] | None:
    """Whose it is and what; None for what is too old."""
    try:
        text = box(_PURPOSE).decrypt(found, ttl=SECONDS)
    except InvalidToken:
        return None
    user_id, mark, path, fields, files = json.loads(text)
    return user_id, Typed(path, tuple(map(tuple, fields)), tuple(map(tuple, files)), mark)


def forget(request: HttpRequest) -> None:
    """Delete what waits."""
    request.session.pop(_KEPT, None)


def take(request: HttpRequest, mark: str) -> bool:
    """Whether what waits may be sent now: it is this one, goes where it went, and was not sent before."""
    found = kept(request)
    if found is None or (found.mark, found.path) != (mark, request.get_full_path()):
        return False
    return cache.add(_sent(mark), "sent", SECONDS)


def settle(request: HttpRequest, mark: str, *, arrived: bool) -> None:
    """After it was sent: delete it where it arrived, let it wait on where it did not."""
    if arrived:
        forget(request)
    else:
        cache.delete(_sent(mark))


def _sent(mark: str) -> str:
    return f"typed-{mark}"
