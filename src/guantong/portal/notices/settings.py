"""How mail leaves the portal: ``GUANTONG_MAIL=smtp://user:password@host:587/?from=notices@example.org&tls=start``.

Without it no mail is sent, and the log of deliveries says so.
"""

import os
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TLS: Final = ("start", "always", "none")


def read_mail(url: str) -> dict[str, object]:
    """Django's settings for an address of a mail server. Raises ImproperlyConfigured for one that is incomplete."""
    if not url:
        return {"MAIL_SENDER": ""}
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    tls = query.get("tls", "start")
    if parts.scheme != "smtp" or not parts.hostname or "@" not in query.get("from", "") or tls not in _TLS:
        raise ImproperlyConfigured(
            "GUANTONG_MAIL：应为 smtp://用户:口令@主机:端口/?from=发件地址&tls=start（或 always、none）"
            " / a mail server and the sender are expected"
        )
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if tls == "always" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": tls == "start",
        "EMAIL_USE_SSL": tls == "always",
        "MAIL_SENDER": query["from"],
    }


globals().update(read_mail(os.environ.get("GUANTONG_MAIL", "")))
EMAIL_TIMEOUT = 20  # seconds; much shorter than a worker may hold a notice
