"""Sessions that know whose they are and when they end; how their owner ends them.

Django's own way to extend its sessions is taken and not `allauth.usersessions`, which keeps full addresses and the
whole text by which a browser names itself, and keeps them until the person signs in again: docs/security.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, cast

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from ..audit.services import record
from ..refusals import StaleError
from .browsers import Browser, browser_of

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

    from .models import Session, User

REMEMBERED: Final = timedelta(days=1)
"""How long after its end it is still known whose a session was, so that what they typed waits for them alone."""
_SIGNED_IN: Final = "signed_in"


class SessionStore(db.SessionStore):
    """A session in the database, with its owner and its end."""

    ends_at: datetime | None = None
    """When it ends unless it is prolonged; None for one that is not in the database."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key if is_key(session_key) else None)

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The table."""
        from .models import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row, with whose it is."""
        row = cast("Session", super().create_model_instance(data))
        row.user_id = data.get(SESSION_KEY)
        self.ends_at = row.expire_date
        return row

    def _get_session_from_db(self) -> Session | None:
        row: Session | None = super()._get_session_from_db()  # type: ignore[misc]
        self.ends_at = row.expire_date if row else None
        return row


@dataclass(frozen=True)
class OpenSession:
    """One of somebody's sessions as they see it: `mark` names it, and lets nobody into it."""

    mark: str
    browser: Browser
    since: datetime | None
    ends_at: datetime
    here: bool


def is_key(key: str | None) -> bool:
    """Whether a text that a browser sent can be the key of a session."""
    return bool(key) and key is not None and key.isascii() and key.isalnum()


def began(session: SessionBase, *, user_agent: str) -> None:
    """Keep in a session when it began and what kind of browser it is in; no address, and no more of the browser."""
    session[_SIGNED_IN] = {"at": timezone.now().isoformat(), "browser": browser_of(user_agent).code}


def sessions_of(user: User, *, here: str | None) -> list[OpenSession]:
    """The sessions in which the person is signed in, this one first and then the newest."""
    found = []
    for row, data in _open(user):
        told = data.get(_SIGNED_IN) or {}
        since = datetime.fromisoformat(told["at"]) if "at" in told else None
        browser = Browser.coded(told.get("browser", ""))
        found.append(OpenSession(_mark(row), browser, since, row.expire_date, row.session_key == here))
    found.sort(key=lambda session: (session.here, session.since or session.ends_at), reverse=True)
    return found


def session_end(*, actor: User, mark: str, now: datetime) -> None:
    """End one of one's own sessions. Raises StaleError where it has ended already."""
    with transaction.atomic():
        row = next((row for row, _data in _open(actor) if constant_time_compare(_mark(row), mark)), None)
        if row is None:
            raise StaleError("E-ACC-050", _("这处登录已经结束，不用再结束。"))
        row.delete()
        record("accounts.session.ended", actor=actor, subject=actor, now=now, detail={"sessions": 1})


def sessions_end_others(*, actor: User | None, user: User, here: str | None, now: datetime) -> int:
    """End all sessions of an account but this one; how many there were. Nothing is recorded where there was none."""
    with transaction.atomic():
        others = user.sessions.exclude(session_key=here or "").filter(expire_date__gt=timezone.now())
        count, _kinds = others.delete()
        if count:
            record("accounts.session.ended", actor=actor, subject=user, now=now, detail={"sessions": count})
    return count


def owner_of_ended(key: str | None) -> User | None:
    """Whose session this was, if it ended by itself within a day; None where its owner or a new password ended it."""
    from .models import Session

    if not is_key(key):
        return None
    at = timezone.now()
    ended = Session.objects.filter(
        session_key=key, user__is_active=True, expire_date__lte=at, expire_date__gt=at - REMEMBERED
    )
    row = ended.select_related("user").first()
    return row.user if row and row.user and _belongs(row.get_decoded(), row.user) else None


def forget_ended() -> None:
    """Delete the sessions of which nobody needs to know any more whose they were."""
    from .models import Session

    Session.objects.filter(expire_date__lte=timezone.now() - REMEMBERED).delete()


def _open(user: User) -> list[tuple[Session, dict[str, Any]]]:
    rows = [(row, row.get_decoded()) for row in user.sessions.filter(expire_date__gt=timezone.now())]
    return [(row, data) for row, data in rows if _belongs(data, user)]


def _belongs(data: dict[str, Any], user: User) -> bool:
    """Whether the session was opened with the password that the account has now."""
    return constant_time_compare(data.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())


def _mark(row: Session) -> str:
    return salted_hmac("guantong session", row.session_key, algorithm="sha256").hexdigest()[:24]
