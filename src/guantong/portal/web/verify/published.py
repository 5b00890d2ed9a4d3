"""What anybody may fetch to verify without us: issuers and their keys, lists of states, the register, the offline page."""

from __future__ import annotations

import logging
from functools import wraps
from typing import TYPE_CHECKING, Final

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from guantong.certificates.credential.badge import PURPOSES
from guantong.certificates.signing.signer import SigningError

from ... import clock
from ...certificates import publishing

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from ...certificates.models import IssuingAuthority

_log: Final = logging.getLogger(__name__)
_AGE: Final = 60


def _of_authority(
    make: Callable[..., tuple[str | bytes, str]],
) -> Callable[..., HttpResponse]:
    """A document of the authority that an address names. Without usable keys there is none: 503, and it is logged."""

    @require_GET
    @wraps(make)
    def answer(request: HttpRequest, kind: str, unit: str, **more: str | int) -> HttpResponse:
        authority = publishing.authority_named(kind, unit)
        if authority is None:
            raise Http404
        try:
            content, media_type = make(authority, **more)
        except SigningError as error:
            _log.error("nothing can be published for %s-%s: %s", kind, unit, error)
            return HttpResponse(status=503)
        found = HttpResponse(content, content_type=media_type)
        found["Cache-Control"] = f"public, max-age={_AGE}"
        found["Access-Control-Allow-Origin"] = "*"
        return found

    return answer


@_of_authority
def did(authority: IssuingAuthority) -> tuple[str, str]:
    """The DID document."""
    return publishing.issuer_document(authority), "application/did+json"


@_of_authority
def keys(authority: IssuingAuthority) -> tuple[str, str]:
    """The keys for who verifies with a JWT library."""
    return publishing.key_set(authority), "application/jwk-set+json"


@_of_authority
def status(authority: IssuingAuthority, purpose: str, number: int) -> tuple[bytes, str]:
    """A list of states."""
    made = None
    if purpose in PURPOSES:
        made = publishing.signed_status_list(authority, purpose, number, now=clock.now())
    if made is None:
        raise Http404
    return made, "application/vc"


@_of_authority
def register(authority: IssuingAuthority) -> tuple[str, str]:
    """The register dump."""
    return publishing.register_dump(authority, now=clock.now()), "application/jwt"


@require_GET
def offline_page(request: HttpRequest) -> HttpResponse:
    """The page to keep: it verifies offline codes without any network."""
    try:
        page = publishing.offline_page(today=clock.today())
    except SigningError as error:
        _log.error("the offline page cannot be made: %s", error)
        return HttpResponse(status=503)
    if page is None:
        raise Http404
    answer = HttpResponse(page, content_type="text/html; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="guantong-offline-verify.html"'
    return answer
