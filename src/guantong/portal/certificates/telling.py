"""What holders are told of their certificates, where the holder is known here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..notices.services import notify

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from .models import Certificate


def tell_holder(
    certificate: Certificate, template: str, context: Mapping[str, object], *, now: datetime
) -> None:
    """Tell the account of the holder, if the certificate is bound to one, in the transaction under way."""
    person = certificate.person
    if person is not None and person.user is not None:
        notify(user=person.user, template=template, context=context, subject=certificate, now=now)
