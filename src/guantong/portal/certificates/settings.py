"""Which service stamps certificates with the time: ``GUANTONG_TIME_STAMPS=https://user:password@tsa.example.org/tsr``.

Without it signatures are not prolonged, and the pages say so.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from guantong.certificates.signing.trust_file import certificates_in

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["TIME_STAMPS"]

_HERE: Final = ("127.0.0.1", "::1", "localhost")
_NUMBERS: Final = {"SECONDS": (20, 1, 120), "RENEW_DAYS": (90, 1, 3650), "AT_ONCE": (100, 1, 10_000)}
"""Each with what holds where it is not set, the least and the most."""


@dataclass(frozen=True, slots=True)
class TimeStamps:
    """The service, without an address where there is none; and the certificates (DER) that services are trusted by.

    `renew_days` before the certificate of the service runs out a file gets its next time stamp; `at_once` is how many files
    are dealt with in one run.
    """

    address: str = ""
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    roots: tuple[bytes, ...] = field(default=(), repr=False)
    seconds: int = 20
    renew_days: int = 90
    at_once: int = 100

    @property
    def host(self) -> str:
        """The name of the service, to show."""
        return urlsplit(self.address).hostname or ""


def read_time_stamps(given: Mapping[str, str]) -> TimeStamps:
    """Read ``GUANTONG_TIME_STAMPS…``. Raises ImproperlyConfigured, naming every variable at fault."""
    faults: list[str] = []
    name = "GUANTONG_TIME_STAMPS"
    address, token = given.get(name, "").strip(), given.get(f"{name}_TOKEN", "").strip()
    user, password = "", ""
    if address:
        try:
            parts = urlsplit(address)
            host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
            port = f":{parts.port}" if parts.port else ""
            user, password = unquote(parts.username or ""), unquote(parts.password or "")
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            faults.append(
                f"{name}：应为 https://用户:口令@时间戳服务的网址 / the address of an RFC 3161 service is expected"
            )
        else:
            address = parts._replace(netloc=f"{host}{port}", fragment="").geturl()
            if parts.scheme == "http" and (user or token) and parts.hostname not in _HERE:
                faults.append(f"{name}：带口令的地址须用 https / a password is sent by https only")
        if user and token:
            faults.append(f"{name}_TOKEN：口令和令牌只用一种 / a password or a token, not both")
        if not given.get(f"{name}_ROOTS"):
            faults.append(
                f"{name}_ROOTS：写明信任的时间戳根证书文件（PEM） / name the file of trusted certificates"
            )
    roots: tuple[bytes, ...] = ()
    if file := given.get(f"{name}_ROOTS", ""):
        try:
            roots = certificates_in(Path(file).read_bytes())
        except OSError as error:
            faults.append(f"{name}_ROOTS={file}：打不开 / cannot be opened: {error.strerror}")
        except ValueError:
            faults.append(
                f"{name}_ROOTS={file}：不是 PEM 格式的证书 / holds something other than certificates (PEM)"
            )
    numbers = {}
    for what, (without, least, most) in _NUMBERS.items():
        text = given.get(f"{name}_{what}", str(without))
        if not text.isdecimal() or not least <= int(text) <= most:
            faults.append(f"{name}_{what}={text}：应为 {least} 到 {most} 的整数 / a whole number")
        else:
            numbers[what.lower()] = int(text)
    if faults:
        raise ImproperlyConfigured("\n".join(faults))
    return TimeStamps(address, user, password, token, roots, **numbers)


TIME_STAMPS = read_time_stamps(os.environ)
