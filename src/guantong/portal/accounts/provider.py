"""The OpenID Connect provider of an installation, as its environment names it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from collections.abc import Mapping

PROVIDER_ID: Final = "sso"
_NAMES: Final = ("GUANTONG_OIDC_ISSUER", "GUANTONG_OIDC_CLIENT_ID", "GUANTONG_OIDC_CLIENT_SECRET")


@dataclass(frozen=True)
class Provider:
    """Who else may say who somebody is."""

    issuer: str
    client_id: str
    client_secret: str
    name: str

    @property
    def origin(self) -> str:
        """Scheme and host; the sign-in form is sent on to it."""
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"

    def settings(self) -> dict[str, Any]:
        """What allauth wants to know. PKCE is always used."""
        return {
            "openid_connect": {
                "OAUTH_PKCE_ENABLED": True,
                "SCOPE": ["openid", "profile"],
                "APPS": [
                    {
                        "provider_id": PROVIDER_ID,
                        "name": self.name,
                        "client_id": self.client_id,
                        "secret": self.client_secret,
                        "settings": {"server_url": self.issuer, "oauth_pkce_enabled": True},
                    }
                ],
            }
        }


def read_provider(given: Mapping[str, str] = os.environ) -> Provider | None:
    """The provider that `GUANTONG_OIDC_*` names; None where they name none.

    Raises ImproperlyConfigured for some of the variables without the others, and outside the demonstration for an issuer
    that is not reached by https: the token would not be protected on its way.
    """
    values = [given.get(name, "") for name in _NAMES]
    if not any(values):
        return None
    if missing := [name for name, value in zip(_NAMES, values, strict=True) if not value]:
        raise ImproperlyConfigured(
            f"{', '.join(missing)}：与其他 GUANTONG_OIDC_* 一起设置 / set them together"
        )
    issuer, client_id, client_secret = values
    provider = Provider(
        issuer, client_id, client_secret, given.get("GUANTONG_OIDC_NAME", "") or "统一身份认证"
    )
    if given.get("GUANTONG_MODE", "demo") != "demo" and not provider.issuer.startswith("https://"):
        raise ImproperlyConfigured("GUANTONG_OIDC_ISSUER：应以 https:// 开头 / must begin with https://")
    return provider
