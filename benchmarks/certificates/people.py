"""People who do not exist, any number of them, each with a photo of its own: as faces, and as rows of a list."""

from __future__ import annotations

import io
from datetime import date, timedelta
from functools import cache
from typing import Final

from PIL import Image, ImageChops, ImageDraw

from guantong.cases.identity import check_digit
from guantong.certificates import numbers
from guantong.certificates.face import Face

UNIT: Final = "0009"
_SURNAMES: Final = "韦黄覃陆莫蒙农梁罗潘蓝岑侬欧阳卢谭廖甘邓"
_GIVEN: Final = "桂江柳山岚芳明远清和春秋文武勇敏静雪云海峰林松柏兰梅荷莲英杰俊豪志强国庆建平安康宁"
RARE_EVERY: Final = 50
"""One name in so many has a character that few fonts know, in turn."""
_RARE: Final = ("䶮", "𬭎", "𠮷")
_EMPLOYERS: Final = (
    "桂江机械（示例）",
    "柳北热电（示例）",
    "邕州轨道交通装备制造（示例）",
    "右江水利工程（示例）",
)
_SPECIALTIES: Final = ("机械制造", "电气")
_LEVELS: Final = (("助理级", "助理工程师"), ("中级", "工程师"), ("副高级", "高级工程师"))
_OLDEST: Final = date(1966, 1, 1)
_BIRTHDAYS: Final = 11_000
_GRAIN: Final = 5
"""Of the photos, so that a JPEG of one weighs what that of a camera does."""


def name_of(serial: int) -> str:
    """A name of a surname and two characters."""
    given = [_GIVEN[serial // step % len(_GIVEN)] for step in (1, len(_GIVEN))]
    if serial % RARE_EVERY == 0:
        given[-1] = _RARE[serial // RARE_EVERY % len(_RARE)]
    return _SURNAMES[serial % len(_SURNAMES)] + "".join(given)


def identity_of(serial: int) -> str:
    """The number of an identity document whose check digit fits; another for every serial below five million."""
    born, place = _born(serial), serial // _BIRTHDAYS
    body = f"450202{born:%Y%m%d}{place:03d}"
    return body + check_digit(body)


def face_of(serial: int, *, today: date) -> Face:
    """What stands on the certificate of a person, issued today."""
    level, title = _LEVELS[serial % 3]
    identity = identity_of(serial)
    return Face(
        kind="title", number=numbers.compose("title", today.year, UNIT, serial), name=name_of(serial),
        sex=_sex(serial), birth=f"{_born(serial):%Y-%m}", identity_masked=identity[:4] + "*" * 10 + identity[-4:],
        employer=_EMPLOYERS[serial % 4], series="工程系列", specialty=_SPECIALTIES[serial % 2], level=level,
        title=title, occupation="", way="评审", acquired_on=today - timedelta(days=20),
        committee="自治区工程系列高级评审委员会（示例）", authority="示例职改办（演示）", authority_code="11450000DEMX000058",
        approval_document="示例职改办〔2026〕9号", approved_on=today - timedelta(days=7), issued_on=today,
        verify_url="https://example.invalid/verify/", demonstration=True,
    )  # fmt: skip


def columns_of(serial: int, *, today: date) -> dict[str, str]:
    """The same person as a row of a list of titles names them."""
    return {
        "name": name_of(serial),
        "sex": _sex(serial),
        "identity": identity_of(serial),
        "employer": _EMPLOYERS[serial % 4],
        "series": "工程",
        "specialty": _SPECIALTIES[serial % 2],
        "level": _LEVELS[serial % 3][0],
        "way": "评审",
        "acquired_on": (today - timedelta(days=20)).isoformat(),
        "committee": "自治区工程系列高级评审委员会（示例）",
        "clauses": "2.2.1.1c",
        "photo": f"{serial}.jpg",
    }


def photo_of(serial: int) -> bytes:
    """A drawn head with the grain of a camera, at another place on every photo."""
    picture = ImageChops.add(
        _head(), ImageChops.offset(_grain(), serial * 7 % 590, serial * 11 % 826), 1, -128
    )
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=88)
    return written.getvalue()


def _born(serial: int) -> date:
    return _OLDEST + timedelta(days=serial % _BIRTHDAYS)


def _sex(serial: int) -> str:
    return "男" if serial // _BIRTHDAYS % 2 else "女"


@cache
def _head() -> Image.Image:
    picture = Image.new("RGB", (590, 826), "#d7e3f4")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((185, 170, 405, 450), fill="#8aa0bd")
    draw.pieslice((60, 470, 530, 1180), 180, 360, fill="#5f7797")
    return picture


@cache
def _grain() -> Image.Image:
    grain = Image.effect_noise((590, 826), _GRAIN)
    return Image.merge("RGB", (grain, grain, grain))
