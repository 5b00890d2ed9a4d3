"""The signed words in the QR code, and what is done to them."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import cbor2
import pytest
import segno
import zxingcpp
from PIL import Image
from pyzbar import pyzbar

from guantong.certificates.offline.payload import (
    CONTEXT,
    LONGEST,
    MARK,
    examine_offline,
    hint,
    keys_of_ring,
    offline_payload,
    raw,
)
from guantong.certificates.signing.keys import Key, KeyRing
from guantong.certificates.signing.signer import Algorithm
from tests.certificates.faces import FACE
from tests.certificates.offline.offline_keys import OWNER, SIGNED, SINCE, UNTIL, signer, trusted

if TYPE_CHECKING:
    from pathlib import Path

    from guantong.certificates.face import Face
    from guantong.certificates.signing.keys import Purpose

SKILL = replace(FACE, kind="skill", series="", occupation="电工", level="一级", title="电工 高级技师（一级）")


def reason(text: str) -> str:
    return examine_offline(text, [trusted()]).finding.reason


def packed(signed: bytes, *, context: bytes = CONTEXT) -> str:
    """Bytes as a payload, soundly signed."""
    data = signed + signer().sign(context + signed)
    return MARK + base64.b32encode(data).decode().rstrip("=")


def words(**changes: object) -> list[object]:
    fields: dict[str, object] = {
        "hint": hint(raw(signer().certificate)),
        "kind": 0,
        "number": FACE.number,
        "name": FACE.name,
        "title": FACE.title,
        "level": FACE.level,
        "authority": FACE.authority,
        "acquired": 20_000,
        "issued": 20_500,
        "signed": 20_700,
        "demonstration": True,
    }
    return list((fields | changes).values())


@pytest.mark.parametrize("face", [FACE, SKILL, replace(FACE, demonstration=False)])
def test_what_is_signed_is_read_back(face: Face) -> None:
    found = examine_offline(offline_payload(face, signer(), SIGNED), [trusted()])

    assert found.finding.reason == "offline_intact"
    assert "未联网：未核验是否撤销" in found.finding.sentence("zh")
    assert found.key == trusted()
    assert found.words
    for name in (
        "kind",
        "number",
        "name",
        "title",
        "level",
        "authority",
        "acquired_on",
        "issued_on",
        "demonstration",
    ):
        assert getattr(found.words, name) == getattr(face, name)
    assert found.words.signed_on == date(2026, 10, 21)


def test_of_the_person_only_the_name_stands_in_it() -> None:
    code = offline_payload(FACE, signer(), SIGNED).removeprefix(MARK)
    data = base64.b32decode(code + "=" * (-len(code) % 8))

    assert FACE.name.encode() in data
    for private in (FACE.birth, FACE.identity_masked, FACE.employer, FACE.sex, FACE.verify_url):
        assert private.encode() not in data


def test_copies_with_breaks_and_small_letters_are_read() -> None:
    text = offline_payload(FACE, signer(), SIGNED)

    assert reason(f"  {text[:50]}\n{text[50:90].lower()} \t{text[90:]}\r\n") == "offline_intact"


def test_it_fits_a_small_qr_code_that_two_programs_read() -> None:
    """Printed 32 mm wide at 200 dots to the inch: version 11, half a millimetre each module."""
    text = offline_payload(FACE, signer(), SIGNED)
    code = segno.make(text, error="m", micro=False)
    drawn = io.BytesIO()
    code.save(drawn, kind="png", scale=8, border=4)
    picture = Image.open(drawn).convert("L")
    side = round(32 / 25.4 * 200 * picture.width / (picture.width - 64))
    printed = picture.resize((side, side), Image.Resampling.LANCZOS)

    assert code.mode == "alphanumeric"
    assert int(code.version) <= 11
    assert [found.text for found in zxingcpp.read_barcodes(printed)] == [text]
    assert [found.data.decode() for found in pyzbar.decode(printed)] == [text]


@pytest.mark.parametrize("name", ["number", "name", "title", "level", "authority"])
def test_changed_words_are_refused(name: str) -> None:
    sound = offline_payload(FACE, signer(), SIGNED).removeprefix(MARK)
    data = bytearray(base64.b32decode(sound + "=" * (-len(sound) % 8)))
    at = data.index(getattr(FACE, name).encode())
    data[at : at + len(getattr(FACE, name).encode())] = ("某" * 99).encode()[
        : len(getattr(FACE, name).encode())
    ]
    changed = MARK + base64.b32encode(data).decode().rstrip("=")

    assert reason(changed) in ("offline_broken", "offline_unreadable")
    assert examine_offline(changed, [trusted()]).words is None


def test_every_single_changed_letter_is_refused() -> None:
    text = offline_payload(FACE, signer(), SIGNED)
    for at in range(len(MARK), len(text)):
        other = "A" if text[at] != "A" else "B"

        assert reason(text[:at] + other + text[at + 1 :]) != "offline_intact", at


def test_a_signature_of_another_certificate_is_refused() -> None:
    mine, other = (offline_payload(face, signer(), SIGNED).removeprefix(MARK) for face in (FACE, SKILL))
    words_, signature = (base64.b32decode(code + "=" * (-len(code) % 8)) for code in (mine, other))

    assert (
        reason(MARK + base64.b32encode(words_[:-64] + signature[-64:]).decode().rstrip("="))
        == "offline_broken"
    )


def test_a_signature_made_for_something_else_is_refused() -> None:
    assert reason(packed(cbor2.dumps(words(), canonical=True))) == "offline_intact"
    assert reason(packed(cbor2.dumps(words(), canonical=True), context=b"")) == "offline_broken"


def test_a_key_that_is_not_trusted_is_refused() -> None:
    text = offline_payload(FACE, signer("测试-别人"), SIGNED)

    assert reason(text) == "offline_key_unknown"
    assert examine_offline(text, []).finding.reason == "offline_key_unknown"
    assert examine_offline(text, [trusted(), trusted("测试-别人")]).finding.intact


def test_a_key_is_not_believed_outside_its_time_or_when_distrusted() -> None:
    text = offline_payload(FACE, signer(), SIGNED)
    for key, expected in (
        (replace(trusted(), until=datetime(2026, 10, 20, 12, tzinfo=UTC)), "key_period"),
        (replace(trusted(), since=datetime(2026, 10, 21, 16, tzinfo=UTC)), "key_period"),
        (replace(trusted(), since=SIGNED, until=SIGNED), "offline_intact"),
        (replace(trusted(), distrusted=True), "key_distrusted"),
    ):
        assert examine_offline(text, [key]).finding.reason == expected


@pytest.mark.parametrize(
    "signed",
    [
        cbor2.dumps(words(kind=2), canonical=True),
        cbor2.dumps(words(kind=True), canonical=True),
        cbor2.dumps(words(name=b"x"), canonical=True),
        cbor2.dumps(words(hint=b"x"), canonical=True),
        cbor2.dumps(words(issued=-1), canonical=True),
        cbor2.dumps(words(issued=2**40), canonical=True),
        cbor2.dumps(words(demonstration=1), canonical=True),
        cbor2.dumps(words()[:-1], canonical=True),
        cbor2.dumps([*words(), 1], canonical=True),
        cbor2.dumps({"a": 1}, canonical=True),
        cbor2.dumps(words(), canonical=True) + b"\x00",
        b"\x8a" + b"\x58\x04" + cbor2.dumps(words(), canonical=True)[2:],
        b"\xff" * 8,
        b"",
        b"\xd8\x1c\x81\xd8\x1d\x00",  # a list that holds itself
        b"\x81\xd8\x24\x60",  # a letter of mail
        b"\x81" * 1000,
    ],
)
def test_soundly_signed_nonsense_is_unreadable(signed: bytes) -> None:
    assert reason(packed(signed)) == "offline_unreadable"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "GT1",
        MARK,
        f"{MARK}AAAA",
        f"{MARK}A1",
        "https://example.invalid/v/",
        f"{MARK}证书",
        MARK + "A" * LONGEST,
    ],
)
def test_what_is_no_payload_is_unreadable(text: str) -> None:
    assert reason(text) == "offline_unreadable"


def test_one_content_has_one_text() -> None:
    """Bits that say nothing must be zero, else a copy could differ and still pass."""
    text = offline_payload(FACE, signer(), SIGNED)
    code = text.removeprefix(MARK)
    spare = len(code) * 5 % 8
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    last = alphabet.index(code[-1])

    assert spare
    assert reason(text) == "offline_intact"
    assert reason(text[:-1] + alphabet[last | 1]) == "offline_unreadable"
    assert reason(text + "A") == "offline_unreadable"


def test_only_ed25519_signs() -> None:
    with pytest.raises(ValueError, match="只用 Ed25519"):
        offline_payload(FACE, signer("测试-EC", Algorithm.ECDSA_P256_SHA256), SIGNED)


def ring(folder: Path, *, demonstration: bool) -> KeyRing:
    found = KeyRing(folder, demonstration)
    purposes: tuple[Purpose, ...] = ("offline", "credential", "offline")
    for number, purpose in enumerate(purposes):
        one = signer(f"测试-{number}")
        found = found.with_key(
            Key(
                id=one.key_id,
                purpose=purpose,
                test=True,
                certificate=one.certificate,
                chain=one.chain,
                device=None,
                added_at=datetime(2026, 3, 1 + number, tzinfo=UTC),
            )
        )
    return found


def test_the_ring_gives_its_offline_keys_with_their_times(tmp_path: Path) -> None:
    ended = ring(tmp_path, demonstration=True).with_end("测试-2", UNTIL, "失窃", distrusted=True)
    first, second = keys_of_ring(ended, OWNER)

    assert (first.key_id, first.since, first.until.date()) == ("测试-0", SINCE, date(2026, 3, 3))
    assert (second.key_id, second.until, second.distrusted) == ("测试-2", UNTIL, True)
    assert not first.distrusted
    assert keys_of_ring(ring(tmp_path, demonstration=False), OWNER) == ()
