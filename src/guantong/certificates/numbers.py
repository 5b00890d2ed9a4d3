"""The number of a certificate, with its check character, and the code that is needed beside it to ask about one.

The scheme is data (`scheme.yaml`) and unconfirmed. A number can be guessed and reveals nothing alone; the code is a keyed
hash of it, so nobody without the key can go through the numbers.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from guantong.catalogue.reading import read_yaml
from guantong.certificates.face import KINDS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FILE: Final = Path(__file__).with_name("scheme.yaml")
SHORTEST_KEY: Final = 32
"""Bytes of the key of verification codes."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """How numbers are made; `confidence` is P while no authority has confirmed it."""

    prefix: str
    kinds: Mapping[Kind, str]
    unit_width: int
    serial_width: int
    alphabet: str
    weight_root: int
    look_alikes: Mapping[str, str]
    code_bits: int
    code_group: int
    code_alphabet: str
    code_look_alikes: Mapping[str, str]
    confidence: str
    zh: str
    en: str

    @property
    def length(self) -> int:
        """Characters of a number: prefix, year, kind, unit, serial, check."""
        return len(self.prefix) + 2 + 1 + self.unit_width + self.serial_width + 1

    @property
    def last_serial(self) -> int:
        """The greatest serial number of one unit, year and kind."""
        return int(10**self.serial_width) - 1


@dataclass(frozen=True, slots=True)
class Parts:
    """What a sound number says."""

    kind: Kind
    year: int
    """The last two digits of the year of issue."""
    unit: str
    serial: int


@dataclass(frozen=True, slots=True)
class NumberProblem:
    """What is wrong with a number as it was typed: `code` for programs, a sentence for people."""

    code: str
    zh: str
    en: str


@cache
def scheme() -> Scheme:
    """The scheme in force."""
    data = read_yaml(FILE)
    code = data["code"]
    return Scheme(
        prefix=data["prefix"],
        kinds={kind: data["kinds"][kind] for kind in KINDS},
        unit_width=data["unit_width"],
        serial_width=data["serial_width"],
        alphabet=data["alphabet"],
        weight_root=data["weight_root"],
        look_alikes=data["look_alikes"],
        code_bits=code["bits"],
        code_group=code["group"],
        code_alphabet=code["alphabet"],
        code_look_alikes=code["look_alikes"],
        confidence=data["confidence"],
        zh=data["note"]["zh"],
        en=data["note"]["en"],
    )


def compose(kind: Kind, year: int, unit: str, serial: int) -> str:
    """Return the number for a serial of a unit in a year, check character included.

    Raises ValueError for a unit that the scheme cannot hold and for a serial beyond its places.
    """
    s = scheme()
    if len(unit) != s.unit_width or not set(unit) <= set(s.alphabet):
        raise ValueError(
            f"发证单位代码“{unit}”应为 {s.unit_width} 位数字或大写字母（不用 I O S V Z）"
            f" / the code of a unit has {s.unit_width} digits or capitals without I O S V Z"
        )
    if not 1 <= serial <= s.last_serial:
        raise ValueError(
            f"流水号 {serial} 超出 {s.serial_width} 位 / serial {serial} does not fit {s.serial_width} places"
        )
    body = f"{s.prefix}{year % 100:02d}{s.kinds[kind]}{unit}{serial:0{s.serial_width}d}"
    return body + check_character(body)


def check_character(body: str) -> str:
    """Return the check character of a number without it. Source: the algorithm of GB 32100-2015, modulus 31.

    A wrong character, two neighbours exchanged and two exchanged around a third are all found: 31 is prime and the
    powers of 3 that stand beside each other differ.
    """
    s = scheme()
    modulus = len(s.alphabet)
    total = sum(s.alphabet.index(c) * pow(s.weight_root, i, modulus) for i, c in enumerate(body))
    return s.alphabet[-total % modulus]


def normalise(typed: str) -> str:
    """Return a number as printed: half width, capitals, no blanks or dashes, look-alikes as what they stand for."""
    return _read(typed, scheme().look_alikes)


def problem(number: str) -> NumberProblem | None:
    """Say what is wrong with a normalised number; None for a sound one. That it was issued is another question."""
    s = scheme()
    if len(number) != s.length:
        return NumberProblem(
            "length",
            f"证书编号应为 {s.length} 位，输入了 {len(number)} 位",
            f"A certificate number has {s.length} characters, not {len(number)}",
        )
    if odd := next((c for c in number if c not in s.alphabet), None):
        return NumberProblem(
            "character", f"证书编号中不会出现“{odd}”", f"“{odd}” does not occur in certificate numbers"
        )
    start = len(s.prefix)
    digits = number[start : start + 2] + number[-1 - s.serial_width : -1]
    if (
        not number.startswith(s.prefix)
        or not digits.isdecimal()
        or number[start + 2] not in s.kinds.values()
        or int(number[-1 - s.serial_width : -1]) == 0
    ):
        sample = f"{s.prefix}26{s.kinds['title']}{'0' * s.unit_width}{1:0{s.serial_width}d}…"
        return NumberProblem(
            "form", f"不是证书编号的写法，应如 {sample}", f"Not the form of a number, which is like {sample}"
        )
    if check_character(number[:-1]) != number[-1]:
        return NumberProblem(
            "check",
            "证书编号有误：校验字符不符，请对照证书重新输入",
            "The number is mistyped: its check character does not fit; compare it with the certificate",
        )
    return None


def parse(number: str) -> Parts:
    """Return what a normalised number says. Raises ValueError with the sentence of its problem."""
    if found := problem(number):
        raise ValueError(f"{found.zh} / {found.en}")
    s = scheme()
    start = len(s.prefix)
    kind = next(kind for kind, letter in s.kinds.items() if letter == number[start + 2])
    unit = number[start + 3 : start + 3 + s.unit_width]
    return Parts(kind, int(number[start : start + 2]), unit, int(number[-1 - s.serial_width : -1]))


def verification_code(number: str, key: bytes) -> str:
    """Return the code printed beside a number, in groups: 80 bits of its HMAC-SHA256. Raises ValueError for a short key."""
    if len(key) < SHORTEST_KEY:
        raise ValueError(f"验证码的密钥至少 {SHORTEST_KEY} 字节 / the key has at least {SHORTEST_KEY} bytes")
    s = scheme()
    keyed = hmac.new(key, b"guantong verification code 1\0" + number.encode(), hashlib.sha256).digest()
    value = int.from_bytes(keyed[: s.code_bits // 8])
    characters = [s.code_alphabet[value >> shift & 31] for shift in range(s.code_bits - 5, -1, -5)]
    text = "".join(characters)
    return "-".join(text[i : i + s.code_group] for i in range(0, len(text), s.code_group))


def code_fits(typed: str, number: str, keys: Iterable[bytes]) -> bool:
    """Whether a typed code is that of the number under one of the keys. Every key is tried, in constant time each."""
    given = normalise_code(typed).encode(errors="replace")
    fits = False
    for key in keys:
        fits |= hmac.compare_digest(given, normalise_code(verification_code(number, key)).encode())
    return fits


def normalise_code(typed: str) -> str:
    """Return a typed code without its groups, look-alikes as what they stand for."""
    return _read(typed, scheme().code_look_alikes)


def _read(typed: str, look_alikes: Mapping[str, str]) -> str:
    """Dashes and blanks of every kind go: people copy from print and from chats."""
    wide = unicodedata.normalize("NFKC", typed).upper()
    kept = (c for c in wide if unicodedata.category(c) not in ("Pd", "Zs", "Cc", "Cf"))
    return "".join(look_alikes.get(c, c) for c in kept)
