"""Writes a certificate as OFD with an electronic seal.

Source: GB/T 33190-2016 for the package; its text was not available, so the shapes follow what other implementations read
and write. The seal is `ses.py`'s.
"""

from __future__ import annotations

import base64
from datetime import UTC
from html import escape
from typing import TYPE_CHECKING, Final

import uharfbuzz

from guantong.certificates.ofd import package, ses
from guantong.certificates.ofd.face_page import SEAL_BOX, TooLongError, page
from guantong.certificates.ofd.ground import ground
from guantong.certificates.ofd.sheet import FONT_ID, NAMESPACE, PHOTO_ID
from guantong.certificates.pdf import characters, fonts, guilloche
from guantong.certificates.pdf.typeset import TooLongError as FaceTooLongError
from guantong.certificates.pdf.typeset import photo_as_printed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from guantong.certificates.face import Face
    from guantong.certificates.signing.signer import Signer

PROVIDER: Final = "guantong"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>'


def write(
    face: Face, *, code: str, qr: str, seal: bytes, signer: Signer, at: datetime, photo: bytes | None = None
) -> bytes:
    """Return the certificate as OFD, sealed at a time.

    The arguments are those of `pdf.typeset.typeset`; `seal` is what `seals.kept` gives. Raises MissingCharactersError,
    PhotoError and TooLongError as it does, and SigningError when the key fails.
    """
    characters.require({name: text for name, text in face.as_mapping().items() if isinstance(text, str)})
    try:
        shown, sheet = page(face, code=code, qr=qr, photo=photo is not None)
    except TooLongError as error:
        raise FaceTooLongError(face) from error
    files = {
        package.ROOT: _root(face),
        package.DOCUMENT: _document(sheet.last_id),
        package.PUBLIC_RESOURCES: _public_resources(),
        package.DOCUMENT_RESOURCES: _document_resources(photo is not None),
        package.FONT: _font(sheet.characters),
        **({package.PHOTO: photo_as_printed(photo)[0]} if photo is not None else {}),
        package.GROUND: ground(face.demonstration),
        package.PAGE: shown,
        package.SIGNATURES: _signatures(),
        package.SEAL: seal,
    }
    files[package.DESCRIPTION] = description(files, at)
    files[package.SIGNED_VALUE] = ses.sign(
        seal,
        files[package.DESCRIPTION],
        place=f"/{package.DESCRIPTION}",
        number=face.number,
        signer=signer,
        at=at,
    )
    return package.pack(files, day=face.issued_on)


def description(files: Mapping[str, bytes], at: datetime) -> bytes:
    """What is signed: the hash of every file, the time, and where the seal is shown."""
    references = "".join(
        f'<ofd:Reference FileRef="/{name}"><ofd:CheckValue>{base64.b64encode(ses.sm3(content)).decode()}</ofd:CheckValue>'
        "</ofd:Reference>"
        for name, content in files.items()
        if name not in package.UNLISTED
    )
    box = " ".join(f"{value:g}" for value in SEAL_BOX)
    return (
        f'{_HEAD}<ofd:Signature xmlns:ofd="{NAMESPACE}"><ofd:SignedInfo>'
        f'<ofd:Provider ProviderName="{PROVIDER}" Version="1.0" Company="{PROVIDER}"/>'
        f"<ofd:SignatureMethod>{ses.SM2_WITH_SM3}</ofd:SignatureMethod>"
        f"<ofd:SignatureDateTime>{at.astimezone(UTC):%Y%m%d%H%M%SZ}</ofd:SignatureDateTime>"
        f'<ofd:References CheckMethod="{ses.SM3_OID}">{references}</ofd:References>'
        f'<ofd:StampAnnot ID="1" PageRef="1" Boundary="{box}"/>'
        f"<ofd:Seal><ofd:BaseLoc>/{package.SEAL}</ofd:BaseLoc></ofd:Seal></ofd:SignedInfo>"
        f"<ofd:SignedValue>/{package.SIGNED_VALUE}</ofd:SignedValue></ofd:Signature>"
    ).encode()


def _root(face: Face) -> bytes:
    """The entry of the package. What a program looks for first, the name and the number, stands here as plain text."""
    custom = {
        "number": face.number,
        "name": face.name,
        "title": face.title,
        "authority": face.authority,
        "issued": face.issued_on.isoformat(),
        "digest": face.digest(),
    }
    said = "".join(
        f'<ofd:CustomData Name="{key}">{escape(value, quote=False)}</ofd:CustomData>'
        for key, value in custom.items()
    )
    return (
        f'{_HEAD}<ofd:OFD xmlns:ofd="{NAMESPACE}" Version="1.1" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        f"<ofd:DocID>{face.digest()[:32]}</ofd:DocID><ofd:Title>{escape(face.title, quote=False)}</ofd:Title>"
        f"<ofd:Author>{escape(face.authority, quote=False)}</ofd:Author><ofd:CreationDate>{face.issued_on}</ofd:CreationDate>"
        f"<ofd:Creator>{PROVIDER}</ofd:Creator><ofd:CustomDatas>{said}</ofd:CustomDatas></ofd:DocInfo>"
        f"<ofd:DocRoot>{package.DOCUMENT}</ofd:DocRoot><ofd:Signatures>{package.SIGNATURES}</ofd:Signatures>"
        "</ofd:DocBody></ofd:OFD>"
    ).encode()


def _document(last_id: int) -> bytes:
    size = f"0 0 {guilloche.WIDTH:g} {guilloche.HEIGHT:g}"
    return (
        f'{_HEAD}<ofd:Document xmlns:ofd="{NAMESPACE}"><ofd:CommonData><ofd:MaxUnitID>{last_id}</ofd:MaxUnitID>'
        f"<ofd:PageArea><ofd:PhysicalBox>{size}</ofd:PhysicalBox></ofd:PageArea>"
        "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
        '<ofd:TemplatePage ID="2" BaseLoc="Tpls/Tpl_0/Content.xml"/></ofd:CommonData>'
        '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>'
    ).encode()


def _public_resources() -> bytes:
    return (
        f'{_HEAD}<ofd:Res xmlns:ofd="{NAMESPACE}" BaseLoc="Res"><ofd:Fonts>'
        f'<ofd:Font ID="{FONT_ID}" FontName="{fonts.SERIF.family}" FamilyName="{fonts.SERIF.family}" Serif="true">'
        "<ofd:FontFile>Font.otf</ofd:FontFile></ofd:Font></ofd:Fonts></ofd:Res>"
    ).encode()


def _document_resources(photo: bool) -> bytes:
    media = (
        f'<ofd:MultiMedias><ofd:MultiMedia ID="{PHOTO_ID}" Type="Image" Format="JPEG">'
        "<ofd:MediaFile>Photo.jpg</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>"
    )
    return (
        f'{_HEAD}<ofd:Res xmlns:ofd="{NAMESPACE}" BaseLoc="Res">{media if photo else ""}</ofd:Res>'.encode()
    )


def _signatures() -> bytes:
    return (
        f'{_HEAD}<ofd:Signatures xmlns:ofd="{NAMESPACE}"><ofd:MaxSignId>1</ofd:MaxSignId>'
        f'<ofd:Signature ID="1" Type="Seal" BaseLoc="/{package.DESCRIPTION}"/></ofd:Signatures>'
    ).encode()


def _font(used: set[str]) -> bytes:
    """The font with no more than the characters that are set in it."""
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(map(ord, used))
    return bytes(uharfbuzz.subset(fonts.SERIF.face, wanted).blob.data)
