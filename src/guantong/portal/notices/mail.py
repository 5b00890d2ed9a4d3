"""Mail: what a letter says, and whether one can be sent at all."""

from __future__ import annotations

from email.utils import parseaddr
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from . import texts
from .models import Outcome

if TYPE_CHECKING:
    from .models import Delivery


def sender() -> str:
    """The address that letters come from; "" where no mail server is set up."""
    return str(getattr(settings, "MAIL_SENDER", ""))


def unavailable(delivery: Delivery) -> Outcome | None:
    """Why no letter can be sent; None where one can."""
    if not sender():
        return Outcome.NOT_CONFIGURED
    if not delivery.message.user.email:
        return Outcome.NO_ADDRESS
    return None


def send(delivery: Delivery) -> None:
    """Hand one letter to the mail server, in Chinese with English below. Raises what the server refuses with."""
    message = delivery.message
    template = texts.template(message.template, message.template_version)
    zh, en = (template.filled(message.context, language) for language in texts.LANGUAGES)
    host = parseaddr(sender())[1].rpartition("@")[2]
    letter = EmailMessage(
        subject=f"{zh.subject} / {en.subject}",
        body=f"{zh.body}\n\n{en.body}\n",
        from_email=sender(),
        to=[message.user.email],
        headers={"Message-ID": f"<{delivery.pk}@{host}>", "Auto-Submitted": "auto-generated"},
        connection=get_connection(),
    )
    letter.send()
