"""What somebody may do to an OFD, each refused with its own reason."""

import base64
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from guantong.certificates.ofd import package, seals, ses, writing
from guantong.certificates.ofd.examine import LARGEST, examine, sha256
from guantong.certificates.signing.file import FileSigner, generate
from guantong.certificates.signing.keys import KeyRing
from guantong.certificates.signing.signer import TEST, Algorithm, Signer
from guantong.certificates.signing.test_authority import TestAuthority
from tests.certificates.conftest import NOW
from tests.certificates.faces import FACE
from tests.certificates.ofd.sealing import (
    OTHER,
    by_another_program,
    changed,
    packed,
    seal_of,
    sealed,
    signer,
)


@pytest.fixture(scope="module")
def genuine(ring: KeyRing) -> bytes:
    return sealed(ring)


@pytest.fixture(scope="module")
def other(ring: KeyRing) -> bytes:
    return sealed(ring, OTHER)


def stranger(name: str) -> Signer:
    """An SM2 key that somebody made for themselves, under any name."""
    authority = TestAuthority(
        Algorithm.SM2_SM3, valid_from=NOW - timedelta(days=1), valid_to=NOW + timedelta(days=9)
    )
    made = generate(Algorithm.SM2_SM3)
    issued = authority.issue(name, made)
    return FileSigner("stranger", made, issued.certificate)


def our_name(ring: KeyRing) -> str:
    key = ring.current("ofd")
    assert key
    return key.name.removeprefix(f"{TEST} ")


def test_what_was_issued_is_accepted(genuine: bytes, ring: KeyRing) -> None:
    issued = {sha256(genuine)}

    assert examine(genuine, ring=ring, registered=issued.__contains__).reason == "ofd_intact"
    assert examine(genuine, ring=ring, registered=None).reason == "ofd_intact_register_not_seen"


def content_changed(ofd: bytes, _: bytes) -> bytes:
    return changed(ofd, package.PAGE, "高级工程师".encode(), "正高级工程师".encode())


def ground_changed(ofd: bytes, _: bytes) -> bytes:
    return changed(ofd, package.GROUND, b'Value="251 225 222"', b'Value="255 255 255"')


def photo_exchanged(ofd: bytes, _: bytes) -> bytes:
    return changed(ofd, package.PHOTO, package.unpack(ofd)[package.PHOTO][:400], b"\xff\xd8")


def font_changed(ofd: bytes, _: bytes) -> bytes:
    return changed(ofd, package.FONT, b"OTTO", b"true")


def name_changed(ofd: bytes, _: bytes) -> bytes:
    return changed(ofd, package.ROOT, f">{FACE.name}<".encode(), ">李明<".encode())


def description_changed(ofd: bytes, _: bytes) -> bytes:
    return changed(ofd, package.DESCRIPTION, b'PageRef="1"', b'PageRef="2"')


def description_unreadable(ofd: bytes, _: bytes) -> bytes:
    return changed(ofd, package.DESCRIPTION, b"<ofd:References", b"<ofd:References <")


def description_with_entities(ofd: bytes, _: bytes) -> bytes:
    return changed(
        ofd, package.DESCRIPTION, b"<ofd:Signature ", b'<!DOCTYPE a [<!ENTITY b "c">]><ofd:Signature '
    )


def content_and_list_changed(ofd: bytes, given: bytes) -> bytes:
    """As a forger would who knows how the list is made, but has no key."""
    files = package.unpack(content_changed(ofd, given))
    return packed({**files, package.DESCRIPTION: writing.description(files, NOW)})


def list_shortened(ofd: bytes, given: bytes) -> bytes:
    files = package.unpack(content_changed(ofd, given))
    named = {name: content for name, content in files.items() if name != package.PAGE}
    return packed({**files, package.DESCRIPTION: writing.description(named, NOW)})


def signed_value_swapped(ofd: bytes, given: bytes) -> bytes:
    return packed({**package.unpack(ofd), package.SIGNED_VALUE: package.unpack(given)[package.SIGNED_VALUE]})


def whole_signature_swapped(ofd: bytes, given: bytes) -> bytes:
    taken = {name: package.unpack(given)[name] for name in (package.SIGNED_VALUE, package.DESCRIPTION)}
    return packed({**package.unpack(ofd), **taken})


def signed_value_bit_flipped(ofd: bytes, _: bytes) -> bytes:
    value = bytearray(package.unpack(ofd)[package.SIGNED_VALUE])
    value[-3] ^= 1
    return packed({**package.unpack(ofd), package.SIGNED_VALUE: bytes(value)})


def signed_value_cut(ofd: bytes, _: bytes) -> bytes:
    files = package.unpack(ofd)
    return packed({**files, package.SIGNED_VALUE: files[package.SIGNED_VALUE][:-40]})


def file_added(ofd: bytes, _: bytes) -> bytes:
    return packed({**package.unpack(ofd), "Doc_0/Annots/Annotation.xml": b"<ofd:PageAnnot/>"})


def photo_removed(ofd: bytes, _: bytes) -> bytes:
    return packed({name: content for name, content in package.unpack(ofd).items() if name != package.PHOTO})


def signature_removed(ofd: bytes, _: bytes) -> bytes:
    return packed({n: content for n, content in package.unpack(ofd).items() if n not in package.UNLISTED})


def bytes_appended(ofd: bytes, _: bytes) -> bytes:
    return ofd + b"appended"


def bytes_before(ofd: bytes, _: bytes) -> bytes:
    return b"#!/bin/sh\n" + ofd


def packed_anew(ofd: bytes, _: bytes) -> bytes:
    return by_another_program(ofd)


def file_twice(ofd: bytes, _: bytes) -> bytes:
    """A second page under the same name: one program shows the first, another the last."""
    page = package.unpack(ofd)[package.PAGE].replace("高级".encode(), "特级".encode())
    twin = package.PAGE.replace("Page_0", "Page_1")
    doubled = packed({**package.unpack(ofd), twin: page})
    return doubled.replace(twin.encode(), package.PAGE.encode())


def cut_off(ofd: bytes, _: bytes) -> bytes:
    return ofd[:-100]


def bit_flipped(ofd: bytes, _: bytes) -> bytes:
    at = ofd.index(package.PAGE.encode()) + 200
    return ofd[:at] + bytes([ofd[at] ^ 1]) + ofd[at + 1 :]


def bomb(ofd: bytes, _: bytes) -> bytes:
    return packed({**package.unpack(ofd), "Doc_0/Res/Large.bin": bytes(17 * 1024 * 1024)})


ATTACKS: dict[Callable[[bytes, bytes], bytes], str] = {
    content_changed: "ofd_content_changed",
    ground_changed: "ofd_content_changed",
    photo_exchanged: "ofd_resource_changed",
    font_changed: "ofd_resource_changed",
    name_changed: "ofd_document_changed",
    description_changed: "ofd_list_changed",
    description_unreadable: "ofd_list_changed",
    description_with_entities: "ofd_list_changed",
    content_and_list_changed: "ofd_list_changed",
    list_shortened: "ofd_list_shortened",
    signed_value_swapped: "ofd_signature_of_another_file",
    whole_signature_swapped: "ofd_signature_of_another_file",
    signed_value_bit_flipped: "ofd_signature_broken",
    signed_value_cut: "ofd_signature_damaged",
    file_added: "ofd_file_added",
    photo_removed: "ofd_file_removed",
    signature_removed: "ofd_unsigned",
    bytes_appended: "ofd_bytes_besides",
    bytes_before: "not_an_ofd",
    packed_anew: "ofd_bytes_besides",
    file_twice: "ofd_file_twice",
    cut_off: "ofd_damaged",
    bit_flipped: "ofd_damaged",
    bomb: "ofd_bomb",
}


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_a_changed_file_is_refused_with_its_reason(
    attack: Callable[[bytes, bytes], bytes], genuine: bytes, other: bytes, ring: KeyRing
) -> None:
    found = examine(attack(genuine, other), ring=ring, registered=lambda _: True)

    assert not found.intact
    assert found.reason == ATTACKS[attack]
    assert found.sentence("zh") != found.sentence("en")


def test_a_seal_from_another_authority_is_refused(genuine: bytes, ring: KeyRing) -> None:
    elsewhere = seal_of(ring, "别的机关")
    found = examine(
        packed({**package.unpack(genuine), package.SEAL: elsewhere}), ring=ring, registered=lambda _: True
    )

    assert (found.reason, found.detail) == ("ofd_seal_exchanged", {"name": "别的机关"})


def test_a_forgery_under_our_name_is_refused(ring: KeyRing) -> None:
    found = examine(sealed(ring, by=stranger(our_name(ring))), ring=ring, registered=lambda _: True)

    assert found.state == "not_issued_here"
    assert found.reason == "ofd_forged"


def test_a_key_of_a_stranger_is_refused(ring: KeyRing) -> None:
    found = examine(sealed(ring, by=stranger("某机构")), ring=ring, registered=lambda _: True)

    assert found.reason == "ofd_of_a_stranger"


def test_a_seal_that_somebody_else_made_is_refused(ring: KeyRing) -> None:
    made = seal_of(ring, maker=stranger("刻章店"))
    found = examine(sealed(ring, seal=made), ring=ring, registered=lambda _: True)

    assert found.reason == "ofd_seal_maker_unknown"


def test_a_seal_made_for_another_key_is_refused(ring: KeyRing) -> None:
    made = seals.make(
        FACE.authority,
        svg='<svg xmlns="http://www.w3.org/2000/svg"/>',
        holder=stranger("某机构"),
        maker=ring.signer("seal_maker", at=NOW, environment={}),
        at=NOW,
        since=NOW,
        until=NOW + timedelta(days=1),
    )
    found = examine(sealed(ring, seal=made), ring=ring, registered=lambda _: True)

    assert found.reason == "ofd_seal_of_another_key"


def test_a_seal_with_another_picture_is_refused(ring: KeyRing) -> None:
    seal = ses.read_seal(seal_of(ring))
    repainted = seal.der.replace(seal.picture[-60:-20], bytes(40))
    found = examine(sealed(ring, seal=repainted), ring=ring, registered=lambda _: True)

    assert found.reason == "ofd_seal_broken"


def test_a_seal_outside_its_time_is_refused(ring: KeyRing) -> None:
    made = seals.make(
        FACE.authority,
        svg='<svg xmlns="http://www.w3.org/2000/svg"/>',
        holder=signer(ring),
        maker=ring.signer("seal_maker", at=NOW, environment={}),
        at=NOW - timedelta(days=9),
        since=NOW - timedelta(days=9),
        until=NOW - timedelta(days=8),
    )
    found = examine(sealed(ring, seal=made), ring=ring, registered=lambda _: True)

    assert found.reason == "ofd_seal_outside_period"


def test_what_is_not_in_the_register_is_refused(genuine: bytes, ring: KeyRing) -> None:
    assert examine(genuine, ring=ring, registered=lambda _: False).reason == "ofd_not_registered"


def test_a_distrusted_key_and_a_retired_one(genuine: bytes, ring: KeyRing) -> None:
    key = ring.current("ofd")
    assert key
    lost = ring.with_end(key.id, NOW + timedelta(days=1), "lost", distrusted=True)
    before = ring.with_end(key.id, NOW - timedelta(hours=1), "succeeded", distrusted=False)
    after = ring.with_end(key.id, NOW + timedelta(hours=1), "succeeded", distrusted=False)

    assert examine(genuine, ring=lost, registered=lambda _: True).reason == "ofd_key_distrusted"
    assert examine(genuine, ring=before, registered=lambda _: True).reason == "ofd_outside_period"
    assert examine(genuine, ring=after, registered=lambda _: True).intact


def test_test_keys_count_for_nothing_outside_the_demonstration(genuine: bytes, ring: KeyRing) -> None:
    real = KeyRing(ring.folder, False, ring.keys)

    assert examine(genuine, ring=real, registered=lambda _: True).reason == "ofd_test_key"


def test_a_key_for_something_else_does_not_seal(ring: KeyRing) -> None:
    maker = ring.signer("seal_maker", at=NOW, environment={})

    assert (
        examine(sealed(ring, by=maker), ring=ring, registered=lambda _: True).reason
        == "ofd_key_of_another_purpose"
    )


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (b"", "empty_file"),
        (bytes(LARGEST + 1), "too_large"),
        (b"%PDF-1.7", "not_an_ofd"),
        (b"PK\x03\x04" + bytes(100), "ofd_damaged"),
        (packed({"word/document.xml": b"<a/>"}), "not_an_ofd"),
    ],
    ids=["empty", "too large", "PDF", "no directory", "another document"],
)
def test_what_is_no_ofd_is_said_to_be_none(given: bytes, reason: str, ring: KeyRing) -> None:
    assert examine(given, ring=ring, registered=None).reason == reason


def test_the_signature_covers_every_file_but_itself(genuine: bytes) -> None:
    files = package.unpack(genuine)
    said = files[package.DESCRIPTION].decode()

    for name in files.keys() - package.UNLISTED:
        assert f'FileRef="/{name}"' in said
        assert base64.b64encode(ses.sm3(files[name])).decode() in said


def test_a_title_with_signs_of_xml_is_written_as_words(ring: KeyRing) -> None:
    odd = replace(FACE, employer="R&D <中心> “研发”", title='工程师"&<')

    assert examine(sealed(ring, odd), ring=ring, registered=None).intact


def other_header(at: int, value: bytes) -> Callable[[bytes], bytes]:
    """Change the header that stands before the first file; the directory at the end goes on telling the truth."""
    return lambda ofd: ofd[:at] + value + ofd[at + len(value) :]


def a_link(ofd: bytes) -> bytes:
    at = ofd.index(b"PK\1\2")
    return ofd[: at + 38] + struct.pack("<L", 0o120777 << 16) + ofd[at + 42 :]


def hidden_after_a_stream(ofd: bytes) -> bytes:
    """Bytes behind the end of a compressed file, within what both headers call its length."""
    files, at = package.unpack(ofd), ofd.index(package.PAGE.encode()) + len(package.PAGE)
    packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    stream = packing.compress(files[package.PAGE]) + packing.flush()
    assert ofd[at:].startswith(stream)
    hidden = b"PK\3\4 another page"
    directory = ofd.index(b"PK\1\2")
    made = bytearray(ofd[: at + len(stream)] + hidden + ofd[at + len(stream) :])
    named = made.index(package.PAGE.encode(), directory + len(hidden))
    struct.pack_into("<L", made, at - len(package.PAGE) - 12, len(stream) + len(hidden))
    struct.pack_into("<L", made, named - 46 + 20, len(stream) + len(hidden))
    later = directory + len(hidden)
    while made[later : later + 4] == b"PK\1\2":
        (length,) = struct.unpack_from("<H", made, later + 28)
        (start,) = struct.unpack_from("<L", made, later + 42)
        struct.pack_into("<L", made, later + 42, start + (len(hidden) if start >= at else 0))
        later += 46 + length
    struct.pack_into("<L", made, later + 16, directory + len(hidden))
    return bytes(made)


@pytest.mark.parametrize(
    "attack",
    [
        other_header(8, struct.pack("<H", 0)),
        other_header(14, b"\1\2\3\4"),
        other_header(18, struct.pack("<LL", 5, 5)),
        a_link,
        hidden_after_a_stream,
    ],
    ids=["method", "checksum", "lengths", "link", "hidden"],
)
def test_a_package_that_readers_may_read_in_two_ways_is_refused(
    genuine: bytes, ring: KeyRing, attack: Callable[[bytes], bytes]
) -> None:
    """Some programs believe the header before a file, others the directory at the end."""
    attacked = attack(genuine)

    assert attacked != genuine
    assert examine(attacked, ring=ring, registered=None).reason == "ofd_bytes_besides"


def test_a_certificate_made_to_harm_is_a_finding_too(genuine: bytes, ring: KeyRing) -> None:
    """A name of the signer that is no text."""
    files = package.unpack(genuine)
    key = ring.current("ofd")
    assert key
    name = key.name.encode()
    harmful = files[package.SIGNED_VALUE].replace(name, b"\xff" * len(name))

    found = examine(packed({**files, package.SIGNED_VALUE: harmful}), ring=ring, registered=None)
    assert found.reason == "ofd_signature_damaged"


def test_a_seal_made_after_its_maker_was_retired_is_refused(genuine: bytes, ring: KeyRing) -> None:
    maker = ring.current("seal_maker")
    assert maker
    before = ring.with_end(maker.id, NOW - timedelta(hours=2), "succeeded", distrusted=False)
    after = ring.with_end(maker.id, NOW, "succeeded", distrusted=False)

    assert examine(genuine, ring=before, registered=None).reason == "ofd_seal_maker_outside_period"
    assert examine(genuine, ring=after, registered=None).intact
