"""The ring of keys: which keys sign what, since when and until when, and which were retired or are trusted no more.

A folder with a manifest, a certificate file for each key, and for keys in files the encrypted private key. A key is never
taken off the ring: what it signed must stay verifiable. Trust comes from here and never from a file that is examined.
"""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from asn1crypto import pem, x509

from guantong.certificates.signing.checking import algorithm_of, public_key
from guantong.certificates.signing.file import FileSigner, decrypted
from guantong.certificates.signing.pkcs11 import Pkcs11Signer
from guantong.certificates.signing.signer import TEST, Algorithm, Signer, SigningError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Purpose = Literal["pdf", "ofd", "seal_maker", "credential", "offline", "report"]
"""What a key is for. One key has one purpose, so that a signature can never be taken for one of another kind."""

PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)
ALGORITHMS: Final[Mapping[Purpose, tuple[Algorithm, ...]]] = {
    "pdf": (Algorithm.ECDSA_P256_SHA256, Algorithm.RSA_SHA256),
    "ofd": (Algorithm.SM2_SM3,),
    "seal_maker": (Algorithm.SM2_SM3,),
    "credential": (Algorithm.ED25519,),
    "offline": (Algorithm.ED25519,),
    "report": (Algorithm.ECDSA_P256_SHA256, Algorithm.RSA_SHA256),
}
"""With which algorithms a key may serve a purpose; the first is that of new test keys."""

PASSPHRASE: Final = "GUANTONG_KEYS_PASSPHRASE"  # noqa: S105 - the name of the variable
PIN: Final = "GUANTONG_PKCS11_PIN"
DEMO_PASSPHRASE: Final = "demonstration-only-passphrase"  # noqa: S105 - keeps test keys, nothing else
SHORTEST_PASSPHRASE: Final = 16
MANIFEST: Final = "manifest.json"
_FORMAT: Final = "guantong-key-ring-1"
_LOCK: Final = ".lock"
_OTHERS_WRITE: Final = 0o022
_JUMP: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Device:
    """Where a key lies that is in a PKCS#11 token: the module's path, the labels of token and key."""

    module: str
    token: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key of the ring, with its history. Times are aware."""

    id: str
    purpose: Purpose
    test: bool
    certificate: bytes
    chain: tuple[bytes, ...]
    device: Device | None
    added_at: datetime
    retired_at: datetime | None = None
    distrusted_at: datetime | None = None
    reason: str = ""

    @property
    def algorithm(self) -> Algorithm:
        """How the key signs."""
        return algorithm_of(public_key(self.certificate))

    @property
    def valid_from(self) -> datetime:
        """From when its certificate holds."""
        start: datetime = self._parsed.not_valid_before
        return start

    @property
    def valid_to(self) -> datetime:
        """Until when its certificate holds."""
        end: datetime = self._parsed.not_valid_after
        return end

    @property
    def name(self) -> str:
        """What the certificate calls its holder."""
        return str(self._parsed.subject.native.get("common_name", ""))

    @property
    def issuer(self) -> str:
        """What the certificate calls who issued it."""
        return str(self._parsed.issuer.native.get("common_name", ""))

    @property
    def _parsed(self) -> x509.Certificate:
        return x509.Certificate.load(self.certificate)

    def signed_within(self, at: datetime) -> bool:
        """Whether a signature of this time falls into the period in which the key signed."""
        return self.valid_from <= at <= min(self.valid_to, self.retired_at or self.valid_to)


@dataclass(slots=True)
class KeyRing:
    """All keys, opened for one mode: the demonstration signs with test keys and with no others, production never.

    Private keys are read when they are first asked for. Examination needs no passphrase.
    """

    folder: Path
    demonstration: bool
    keys: tuple[Key, ...] = ()
    manifest: str = field(default="", repr=False)
    """The manifest as it was read: where it has changed since, nothing is written over it."""
    _signers: dict[str, Signer] = field(default_factory=dict, repr=False)

    @classmethod
    def open(cls, folder: Path, *, demonstration: bool) -> KeyRing:
        """The ring in a folder; an empty one where there is none. Raises SigningError for a manifest that is at fault."""
        try:
            text = (folder / MANIFEST).read_text(encoding="utf-8")
            open_to = [place for place in (folder, folder / MANIFEST) if place.stat().st_mode & _OTHERS_WRITE]
        except FileNotFoundError:
            return cls(folder, demonstration)
        except OSError as error:
            raise SigningError(f"{folder / MANIFEST}：打不开 / cannot be opened: {error.strerror}") from error
        if open_to:
            raise SigningError(
                f"{open_to[0]}：其他用户可以改写，不能据以信任；运行 chmod go-w {open_to[0]}"
                " / others may write here, so nothing in it can be trusted: take that right away"
            )
        try:
            data = json.loads(text)
            if data["format"] != _FORMAT:
                raise ValueError(data["format"])
            keys = tuple(_key(folder, row) for row in data["keys"])
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise SigningError(
                f"{folder / MANIFEST}：密钥清单或证书文件已损坏，从备份恢复整个目录（{error}）"
                f" / the manifest or a certificate is damaged: restore the folder from a backup"
            ) from error
        return cls(folder, demonstration, keys, text)

    def find(self, certificate: bytes) -> Key | None:
        """The key with this very certificate (DER)."""
        return next((key for key in self.keys if key.certificate == certificate), None)

    def key(self, key_id: str) -> Key | None:
        """The key with this id."""
        return next((key for key in self.keys if key.id == key_id), None)

    def current(self, purpose: Purpose) -> Key | None:
        """The newest key of a purpose that may sign in this mode and was not retired, valid or not."""
        fitting = [k for k in self.keys if k.purpose == purpose and not k.retired_at and not k.distrusted_at]
        return next((key for key in reversed(fitting) if key.test == self.demonstration), None)

    def signer(
        self,
        purpose: Purpose,
        *,
        at: datetime,
        last_signed: datetime | None = None,
        environment: Mapping[str, str] = os.environ,
    ) -> Signer:
        """What signs for a purpose at a time, loaded once.

        `last_signed` is when the last certificate was signed, from the records: a clock before that has jumped back.
        Raises SigningError where no key may sign in this mode, where its certificate is not yet or no longer valid,
        where the clock has jumped, and where the key cannot be loaded.
        """
        key = self.current(purpose)
        if key is None:
            raise SigningError(self._none_fits(purpose))
        self._check_time(key, at, last_signed)
        if key.id not in self._signers:
            self._signers[key.id] = self._load(key, environment)
        return self._signers[key.id]

    def with_key(self, key: Key) -> KeyRing:
        """The ring with one more key; the one that signed for its purpose until now in this mode is retired."""
        if self.key(key.id):
            raise SigningError(f"{key.id}：已有这个编号的密钥 / there is a key with this id")
        if not key.test and TEST in key.name + key.issuer:
            raise SigningError(
                f"{key.id}：这是测试证书，不能登记为正式密钥 / a test certificate is no real key"
            )
        if key.algorithm not in ALGORITHMS[key.purpose]:
            fitting = ", ".join(ALGORITHMS[key.purpose])
            raise SigningError(
                f"{key.id}：{key.algorithm} 密钥不能用于 {key.purpose}，应为 {fitting}"
                f" / this purpose takes a key of {fitting}"
            )
        spki = public_key(key.certificate)
        if same := next((k for k in self.keys if public_key(k.certificate) == spki), None):
            raise SigningError(
                f"{key.id}：这把密钥已登记为 {same.id}；一把密钥只登记一次，请产生新的密钥"
                f" / this very key is registered as {same.id}; make a new one"
            )
        before = tuple(
            replace(k, retired_at=key.added_at, reason=f"由 {key.id} 接替 / succeeded by {key.id}")
            if k.purpose == key.purpose and k.test == key.test and not (k.retired_at or k.distrusted_at)
            else k
            for k in self.keys
        )
        return KeyRing(self.folder, self.demonstration, (*before, key), self.manifest)

    def with_end(self, key_id: str, at: datetime, reason: str, *, distrusted: bool) -> KeyRing:
        """The ring with a key that signs no more. What it signed stays valid, unless the key is distrusted."""
        if not (named := self.key(key_id)):
            raise SigningError(f"没有编号为“{key_id}”的密钥 / there is no key with this id")
        if (ended_at := named.distrusted_at) or ((ended_at := named.retired_at) and not distrusted):
            raise SigningError(
                f"{key_id}：已于 {_said(ended_at)} 停用，时间和原因不能再改（{named.reason}）"
                " / this key has ended already; neither the time nor the reason is changed"
            )

        def ended(key: Key) -> Key:
            if distrusted:
                return replace(key, distrusted_at=at, reason=reason)
            return replace(key, retired_at=at, reason=reason)

        keys = tuple(ended(key) if key.id == key_id else key for key in self.keys)
        return KeyRing(self.folder, self.demonstration, keys, self.manifest)

    def save(self, private: Mapping[str, bytes] | None = None) -> None:
        """Write the ring, with the encrypted private keys given by id. The manifest comes last: all is there or nothing.

        Raises SigningError where the folder cannot be written, and where somebody else changed the ring since it was read.
        """
        rows = [as_row(key) for key in self.keys]
        text = json.dumps({"format": _FORMAT, "keys": rows}, ensure_ascii=False, indent=2) + "\n"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with open(os.open(self.folder / _LOCK, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as lock:  # noqa: PTH123
                fcntl.flock(lock, fcntl.LOCK_EX)
                self._must_be_as_read()
                for key_id, encrypted in (private or {}).items():
                    _write(self.folder / f"{key_id}.key", encrypted)
                for key in self.keys:
                    chain = b"".join(pem.armor("CERTIFICATE", der) for der in (key.certificate, *key.chain))
                    _write(self.folder / f"{key.id}.crt", chain)
                _write(self.folder / MANIFEST, text.encode())
        except OSError as error:
            raise SigningError(
                f"{self.folder}：不能写入密钥目录（{error.strerror}），没有改动清单"
                f" / the folder cannot be written ({error.strerror}); the manifest is as it was"
            ) from error
        self.manifest = text

    def _must_be_as_read(self) -> None:
        file = self.folder / MANIFEST
        if (file.read_text(encoding="utf-8") if file.exists() else "") != self.manifest:
            raise SigningError(
                f"{file}：此间已有他人改动，没有写入；请重新运行命令"
                " / somebody else changed the ring meanwhile, and nothing was written: run the command again"
            )

    def _none_fits(self, purpose: Purpose) -> str:
        others = [k for k in self.keys if k.purpose == purpose]
        if any(k.test and not self.demonstration for k in others):
            return (
                f"“{purpose}”只有测试密钥，正式运行不得使用；登记正式密钥：guantong certificate keys add"
                " / only test keys, which never sign outside the demonstration: register a real one"
            )
        if any(not k.test and self.demonstration for k in others):
            return (
                f"“{purpose}”只有正式密钥，演示不得使用；先运行 guantong certificate keys new --test"
                " / only real keys, which never sign in the demonstration: make test keys"
            )
        if others:
            return f"“{purpose}”的密钥都已停用；登记新的密钥 / all keys of this purpose are retired: register a new one"
        return (
            f"没有用于“{purpose}”的密钥；演示先运行 guantong certificate keys new --test，正式运行登记密钥"
            " / no key for this purpose: make test keys for a demonstration, register a real one otherwise"
        )

    def _check_time(self, key: Key, at: datetime, last_signed: datetime | None) -> None:
        if last_signed and at < last_signed - _JUMP:
            raise SigningError(
                f"时钟倒退：现在 {_said(at)}，而上一份证书签于 {_said(last_signed)}；校准时钟后再签"
                " / the clock has jumped back before the last signature: set it right"
            )
        if at < key.valid_from:
            raise SigningError(
                f"{key.id}：证书自 {_said(key.valid_from)} 起有效，现在是 {_said(at)}；等到那时，或检查时钟"
                " / the certificate of the key is not yet valid: wait, or check the clock"
            )
        if at > key.valid_to:
            raise SigningError(
                f"{key.id}：证书已于 {_said(key.valid_to)} 到期；登记新的密钥后再签"
                " / the certificate of the key has expired: register a new key"
            )

    def try_key(
        self, key: Key, *, at: datetime, private: bytes | None, environment: Mapping[str, str]
    ) -> Signer:
        """What signs with a key that is not kept yet: `private` is what its file will hold. Raises SigningError."""
        self._check_time(key, at, None)
        return self._load(key, environment, private)

    def _load(self, key: Key, environment: Mapping[str, str], private: bytes | None = None) -> Signer:
        if key.device:
            if not (pin := environment.get(PIN)):
                raise SigningError(f"{PIN}：没有设置，不能使用加密设备 / is not set")
            return Pkcs11Signer(
                key.id,
                module=key.device.module,
                token=key.device.token,
                label=key.device.label,
                pin=pin,
                certificate=key.certificate,
                chain=key.chain,
            )
        try:
            text = private if private is not None else (self.folder / f"{key.id}.key").read_bytes()
        except OSError as error:
            raise SigningError(
                f"{key.id}：打不开私钥文件 / cannot open the private key: {error.strerror}"
            ) from error
        secret = passphrase(environment, demonstration=self.demonstration)
        return FileSigner(key.id, decrypted(text, secret), key.certificate, key.chain)


def passphrase(environment: Mapping[str, str] = os.environ, *, demonstration: bool) -> bytes:
    """The passphrase of keys in files. Raises SigningError for none, a short one, and the demonstration's elsewhere."""
    given = environment.get(PASSPHRASE, DEMO_PASSPHRASE if demonstration else "")
    if given == DEMO_PASSPHRASE and not demonstration:
        raise SigningError(f"{PASSPHRASE}：正式运行不得使用演示口令 / not the demonstration's passphrase")
    if len(given) < SHORTEST_PASSPHRASE:
        raise SigningError(
            f"{PASSPHRASE}：应设置为至少 {SHORTEST_PASSPHRASE} 个字符的口令"
            f" / set it to a passphrase of at least {SHORTEST_PASSPHRASE} characters"
        )
    return given.encode()


def _key(folder: Path, row: Mapping[str, Any]) -> Key:
    certificates = [
        der for _, _, der in pem.unarmor((folder / f"{row['id']}.crt").read_bytes(), multiple=True)
    ]
    if row["purpose"] not in PURPOSES:
        raise ValueError(row["purpose"])
    return Key(
        id=str(row["id"]),
        purpose=row["purpose"],
        test=bool(row["test"]),
        certificate=certificates[0],
        chain=tuple(certificates[1:]),
        device=Device(**row["device"]) if row["device"] else None,
        added_at=_time(row["added_at"]),
        retired_at=row["retired_at"] and _time(row["retired_at"]),
        distrusted_at=row["distrusted_at"] and _time(row["distrusted_at"]),
        reason=str(row["reason"]),
    )


def as_row(key: Key) -> dict[str, object]:
    """What the manifest says; what the certificate says itself stands beside it for people who read."""
    return {
        "id": key.id,
        "purpose": key.purpose,
        "test": key.test,
        "name": key.name,
        "algorithm": key.algorithm,
        "valid_from": key.valid_from.isoformat(),
        "valid_to": key.valid_to.isoformat(),
        "device": key.device
        and {"module": key.device.module, "token": key.device.token, "label": key.device.label},
        "added_at": key.added_at.isoformat(),
        "retired_at": key.retired_at and key.retired_at.isoformat(),
        "distrusted_at": key.distrusted_at and key.distrusted_at.isoformat(),
        "reason": key.reason,
    }


def _time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at


def _said(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _write(file: Path, content: bytes) -> None:
    """Under a temporary name first, readable by the owner alone, and on the disk before it takes its name."""
    temporary = file.with_name(f".{file.name}.tmp")
    temporary.unlink(missing_ok=True)  # one that was left lying may be readable by others, or lead elsewhere
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:  # noqa: PTH123
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(file)
