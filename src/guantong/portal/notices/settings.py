"""How mail leaves the portal: ``GUANTONG_MAIL=smtp://user:password@host:587/?from=notices@example.org&tls=start``.

Without it no mail is sent, and the log of deliveries says so.
"""

import os
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

__all__ = [
    "EMAIL_HOST",
    "EMAIL_HOST_PASSWORD",
    "EMAIL_HOST_USER",
    "EMAIL_PORT",
    "EMAIL_TIMEOUT",
    "EMAIL_USE_SSL",
    "EMAIL_USE_TLS",
    "MAIL_SENDER",
]
_TLS: Final = ("start", "always", "none")


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over, and who it comes from; no sender: nowhere."""

    sender: str = ""
    host: str = "localhost"
    port: int = 587
    user: str = ""
    password: str = ""
    tls: str = "start"


def read_mail(url: str) -> MailServer:
    """The server of an address. Raises ImproperlyConfigured for one that is incomplete."""
    if not url:
        return MailServer()
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    tls = query.get("tls", "start")
    if parts.scheme != "smtp" or not parts.hostname or "@" not in query.get("from", "") or tls not in _TLS:
        raise ImproperlyConfigured(
            "GUANTONG_MAIL：应为 smtp://用户:口令@主机:端口/?from=发件地址&tls=start（或 always、none）"
            " / a mail server and the sender are expected"
        )
    port = parts.port or (465 if tls == "always" else 587)
    return MailServer(
        query["from"], parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""), tls
    )


_SERVER: Final = read_mail(os.environ.get("GUANTONG_MAIL", ""))
MAIL_SENDER = _SERVER.sender
EMAIL_HOST = _SERVER.host
EMAIL_PORT = _SERVER.port
EMAIL_HOST_USER = _SERVER.user
EMAIL_HOST_PASSWORD = _SERVER.password
EMAIL_USE_TLS = _SERVER.tls == "start"
EMAIL_USE_SSL = _SERVER.tls == "always"
EMAIL_TIMEOUT = 20  # seconds; much shorter than a worker may hold a notice
