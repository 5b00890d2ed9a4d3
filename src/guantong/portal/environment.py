"""What the portal takes from the environment: read, checked, and refused where it would be dangerous."""

from __future__ import annotations

import base64
import binascii
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from collections.abc import Mapping

DEMO_SECRET: Final = "demonstration-only-" + "0" * 40
"""Good for trying the portal with people who do not exist; refused everywhere else."""
DEMO_IDENTITY_KEY: Final = base64.urlsafe_b64encode(b"demonstration-only".ljust(32, b"0")).decode()
DEMO_IDENTITY_HASH_KEY: Final = "demonstration-only-" + "1" * 40
_SHORTEST_HASH_KEY: Final = 32


@dataclass(frozen=True)
class Environment:
    """The settings that differ from one installation to the next."""

    demo: bool
    home: Path
    secret: str
    hosts: tuple[str, ...]
    database: Mapping[str, Any]
    https: bool
    identity_keys: tuple[str, ...] = (DEMO_IDENTITY_KEY,)
    identity_hash_keys: tuple[str, ...] = (DEMO_IDENTITY_HASH_KEY,)
    scanner: str = ""
    seals: Path = Path("var/seals")
    proxies: int = 0
    port: int = 0
    """The port in the address that people open; 0 for that of the scheme."""

    @property
    def address(self) -> str:
        """The address that people open, without a path."""
        port = f":{self.port}" if self.port else ""
        return f"{'https' if self.https else 'http'}://{self.hosts[0]}{port}"


def home_from(given: Mapping[str, str] = os.environ) -> Path:
    """The folder in which this installation keeps what it keeps."""
    return Path(given.get("GUANTONG_HOME", "var")).absolute()


def read_environment(given: Mapping[str, str] = os.environ) -> Environment:
    """Read `GUANTONG_*` and `DATABASE_URL`.

    Raises ImproperlyConfigured, naming every variable at fault, outside the demonstration: for a secret that is
    missing, the demonstration's, or short, for keys of identity numbers likewise, and for hosts that are not named.
    """
    mode = given.get("GUANTONG_MODE", "demo")
    faults = [] if mode in ("demo", "production") else [f"GUANTONG_MODE={mode}：应为 demo 或 production"]
    demo = mode == "demo"
    secret = given.get("GUANTONG_SECRET", DEMO_SECRET if demo else "")
    if not demo and (secret == DEMO_SECRET or len(secret) < 50):
        faults.append("GUANTONG_SECRET：正式运行须设置自己的密钥，至少 50 个字符 / set a secret of your own")
    hosts = tuple(filter(None, given.get("GUANTONG_HOSTS", "127.0.0.1,localhost" if demo else "").split(",")))
    if not hosts:
        faults.append("GUANTONG_HOSTS：写明网址的主机名，逗号分隔 / name the hosts, separated by commas")
    home = home_from(given)
    try:
        database = database_from(given.get("DATABASE_URL", ""), home)
    except ValueError as error:
        faults.append(f"DATABASE_URL：{error}")
        database = {}
    keys = _several(given.get("GUANTONG_IDENTITY_KEYS", DEMO_IDENTITY_KEY if demo else ""))
    hash_keys = _several(given.get("GUANTONG_IDENTITY_HASH_KEY", DEMO_IDENTITY_HASH_KEY if demo else ""))
    if not keys or not all(map(_is_fernet_key, keys)) or (not demo and DEMO_IDENTITY_KEY in keys):
        faults.append(
            "GUANTONG_IDENTITY_KEYS：正式运行须设置自己的密钥，新的在前，逗号分隔；每个是 32 字节的 URL 安全 base64"
            " / set keys of your own, the new one first, each 32 bytes in URL-safe base64"
        )
    if (
        not hash_keys
        or min(map(len, hash_keys)) < _SHORTEST_HASH_KEY
        or (not demo and DEMO_IDENTITY_HASH_KEY in hash_keys)
    ):
        faults.append(
            f"GUANTONG_IDENTITY_HASH_KEY：正式运行须设置自己的密钥，至少 {_SHORTEST_HASH_KEY} 个字符"
            " / set a key of your own"
        )
    proxies = given.get("GUANTONG_PROXIES", "0" if demo else "1")
    if not proxies.isdecimal():
        faults.append(
            f"GUANTONG_PROXIES={proxies}：应为前面代理服务器的个数 / how many proxies stand in front"
        )
    port = given.get("GUANTONG_PORT", "8000") if demo else "0"
    if not (port.isdecimal() and port.isascii() and int(port) < 2**16):
        faults.append(f"GUANTONG_PORT={port}：应为端口号 / a port is expected")
    if faults:
        raise ImproperlyConfigured("\n".join(faults))
    https = given.get("GUANTONG_HTTPS", "0" if demo else "1") == "1"
    return Environment(
        *(demo, home, secret, hosts, database, https),
        identity_keys=keys,
        identity_hash_keys=hash_keys,
        scanner=given.get("GUANTONG_FILE_SCANNER", ""),
        seals=Path(given.get("GUANTONG_SEALS", home / "seals")).absolute(),
        proxies=int(proxies),
        port=int(port),
    )


def _several(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in text.split(","))))


def _is_fernet_key(key: str) -> bool:
    try:
        return len(base64.b64decode(key, altchars=b"-_", validate=True)) == 32
    except (ValueError, binascii.Error):
        return False


def database_from(url: str, home: Path) -> dict[str, Any]:
    """Django's description of the database: SQLite in `home` without a url, else PostgreSQL. Raises ValueError."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": home / "guantong.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise ValueError("应为 postgresql://用户:口令@主机/数据库 / a PostgreSQL address is expected")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }
