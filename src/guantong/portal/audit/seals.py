"""Seals: the end of the chain on a day, signed and written outside the database.

The chains show what was changed by somebody who did not compute them anew. Whoever can do that needs the seals too, and
the key with which they are signed: keep the files where the database's administrators cannot write.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from .canonical import digest
from .linking import link
from .models import AuditSeal, ChainEnd

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

KEY_VARIABLE: Final = "GUANTONG_SEAL_KEY"
DEMO_KEY: Final = "00" * 32
"""Signs seals of the demonstration only."""


class SealError(Exception):
    """A seal that cannot be made or read; the text says why, in Chinese and English."""


@dataclass(frozen=True, slots=True)
class Seal:
    """The end of the system's chain: how many links, and the hash of the last."""

    day: date
    made_at: datetime
    position: int
    hash: str

    def content(self) -> dict[str, object]:
        """What is signed."""
        told = asdict(self) | {"day": self.day.isoformat(), "made_at": self.made_at.isoformat()}
        return {"format": "guantong-audit-seal-1", **told}


def make(folder: Path, *, now: datetime) -> Path:
    """Tie what is not yet tied, and write the seal of the day into a folder. Returns the new file.

    Raises SealError where there is a seal of the day in this folder, where the key is missing, malformed or the
    demonstration's, or where the file cannot be written.
    """
    key = signing_key()
    link()
    end = ChainEnd.objects.filter(id=1).first() or ChainEnd()
    seal = Seal(timezone.localdate(now), now, end.position, end.hash)
    signature = key.sign(digest(seal.content()).encode()).hex()
    file = folder / f"guantong-audit-{seal.day.isoformat()}.json"
    text = json.dumps({**seal.content(), "signature": signature}, ensure_ascii=False, indent=2) + "\n"
    with transaction.atomic():
        AuditSeal.objects.create(
            day=seal.day, position=seal.position, hash=seal.hash, signature=signature, made_at=now
        )
        _write(file, text)
    return file


def read(file: Path, key: Ed25519PublicKey) -> Seal:
    """The seal in a file. Raises SealError for a file that is none, or that this key did not sign."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        seal = Seal(
            date.fromisoformat(found["day"]),
            datetime.fromisoformat(found["made_at"]),
            int(found["position"]),
            str(found["hash"]),
        )
        signature = bytes.fromhex(found["signature"])
    except OSError as error:
        raise SealError(f"{file}：打不开 / cannot be opened: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise SealError(f"{file}：不是封签文件 / is no seal") from error
    try:
        key.verify(signature, digest(seal.content()).encode())
    except InvalidSignature as error:
        raise SealError(
            f"{file}：签名不符，不是用这把密钥签的，或已被改动 / the signature does not fit"
        ) from error
    return seal


def signing_key(given: Mapping[str, str] = os.environ) -> Ed25519PrivateKey:
    """The key that signs, from the environment. Raises SealError for none, a malformed one, or the demonstration's."""
    text = given.get(KEY_VARIABLE, DEMO_KEY if settings.DEMO else "")
    if text == DEMO_KEY and not settings.DEMO:
        raise SealError(f"{KEY_VARIABLE}：正式运行不得使用演示密钥 / not the demonstration's key")
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text))
    except ValueError as error:
        raise SealError(
            f"{KEY_VARIABLE}：应为 64 位十六进制，用 guantong audit key 生成 / 64 hexadecimal digits are expected"
        ) from error


def public_key(text: str) -> Ed25519PublicKey:
    """A key that checks, from its hexadecimal form. Raises SealError."""
    try:
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(text))
    except ValueError as error:
        raise SealError("公钥应为 64 位十六进制 / the public key has 64 hexadecimal digits") from error


def new_key() -> tuple[str, str]:
    """A new pair: what signs, to be kept secret, and what checks."""
    key = Ed25519PrivateKey.generate()
    return key.private_bytes_raw().hex(), key.public_key().public_bytes_raw().hex()


def _write(file: Path, text: str) -> None:
    """Write a new file that is there after a power cut, or none."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444)
    except FileExistsError as error:
        raise SealError(
            f"{file}：当日封签已经存在，不覆盖 / the seal of this day exists and stays"
        ) from error
    except OSError as error:
        raise SealError(f"{file}：不能写入 / cannot be written: {error.strerror}") from error
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
    except OSError as error:
        file.unlink()
        raise SealError(f"{file}：不能写入 / cannot be written: {error.strerror}") from error
