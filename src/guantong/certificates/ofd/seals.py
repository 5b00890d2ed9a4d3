"""The electronic seals of authorities: made once for a key and a picture, and kept."""

from __future__ import annotations

import os
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Final

from asn1crypto import x509
from PIL import Image

from guantong.certificates.ofd import ses
from guantong.certificates.pdf.seal import DIAMETER, raster
from guantong.certificates.signing.signer import Algorithm, SigningError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from guantong.certificates.signing.signer import Signer

_DPI: Final = 200
_COLOURS: Final = 16


def make(
    authority: str,
    *,
    svg: str,
    holder: Signer,
    maker: Signer,
    at: datetime,
    since: datetime,
    until: datetime,
) -> bytes:
    """Return the seal (DER) of an authority with a picture (SVG, from `pdf.seal`).

    It is made at one moment and good from `since` to `until`. `holder` is the key with which the authority signs, `maker` that of who makes seals. Raises SigningError for a key that
    is not SM2.
    """
    for signer in (holder, maker):
        if signer.algorithm is not Algorithm.SM2_SM3:
            raise SigningError(f"{signer.key_id}：OFD 印章用 SM2 密钥 / an OFD seal takes an SM2 key")
    return ses.make_seal(
        authority,
        _picture(svg),
        millimetres=round(DIAMETER),
        holder=holder.certificate,
        maker=maker,
        seal_id=_id(authority, svg, holder),
        at=at,
        since=since,
        until=until,
    )


def kept(
    folder: Path, authority: str, *, svg: str, holder: Signer, maker: Callable[[], Signer], at: datetime
) -> bytes:
    """Return the seal that lies in the folder for this authority, picture and key; it is made where there is none.

    `maker` is asked for only then. A seal is good as long as the certificate of its holder: a worker that began a moment
    before another made the seal seals with it too. Raises SigningError as `make`
    does, for a file that is no seal of this key, and where the folder cannot be written.
    """
    file = folder / f"{_id(authority, svg, holder)}.esl"
    try:
        if file.exists():
            return _sound(file, holder)
        key = x509.Certificate.load(holder.certificate)
        since, until = key.not_valid_before, key.not_valid_after
        made = make(authority, svg=svg, holder=holder, maker=maker(), at=at, since=since, until=until)
        folder.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(f".{os.getpid()}")
        draft.write_bytes(made)
        try:
            file.hardlink_to(draft)
        except FileExistsError:  # another process was a moment earlier: its seal is the one
            return _sound(file, holder)
        finally:
            draft.unlink()
    except OSError as error:
        raise SigningError(
            f"{file}：印章文件不能读写（{error.strerror}） / the seal cannot be read or written"
        ) from error
    return made


def _sound(file: Path, holder: Signer) -> bytes:
    content = file.read_bytes()
    try:
        seal = ses.read_seal(content)
    except ses.SesError as error:
        raise SigningError(
            f"{file}：印章文件已损坏；删去后会重新制作 / the seal is damaged: remove it and it is made anew"
        ) from error
    if holder.certificate not in seal.holders:
        raise SigningError(
            f"{file}：印章不属于密钥 {holder.key_id} / the seal belongs to another key than {holder.key_id}"
        )
    return content


def _id(authority: str, svg: str, holder: Signer) -> str:
    return ses.sm3(b"\0".join((authority.encode(), svg.encode(), holder.certificate))).hex()[:32]


@lru_cache(maxsize=64)
def _picture(svg: str) -> bytes:
    """The seal as a small PNG: it stands twice in every file."""
    drawn = Image.open(BytesIO(raster(svg, dpi=_DPI))).convert("RGBA")
    written = BytesIO()
    drawn.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE).save(written, "PNG", optimize=True)
    return written.getvalue()
