"""An approved list as it comes in: a workbook with a zip of photos, or JSON; read into rows of plain texts."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import json
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import xlsxwriter
from django.conf import settings
from django.utils.translation import gettext as _

from guantong.catalogue import catalogue, terms
from guantong.catalogue.reading import read_yaml
from guantong.screening.workbook.opening import open_source
from guantong.screening.workbook.problems import Unreadable

from ..refusals import InvalidError, RefusedError
from .models import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from guantong.screening.workbook.opening import Sheet

MOST_ROWS: Final = 10_000
_Archive: TypeAlias = "Mapping[str, tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]]"
MOST_PHOTO_BYTES: Final = 4 * 1024 * 1024
"""Of one photo, unpacked; all together are held to `biggest_upload`, packed or not."""
_ALIKE: Final = str.maketrans({" ": "", "　": "", "*": "", "＊": ""})


@dataclass(frozen=True)
class Column:
    """One column of a list."""

    key: str
    zh: str
    required: bool
    hint: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One row as it was typed: its number as the sheet counts, its texts, and its photo if there is one."""

    number: int
    values: Mapping[str, str]
    photo: bytes | None = None
    faults: tuple[str, ...] = ()


@cache
def columns(kind: str) -> tuple[Column, ...]:
    """The columns of lists of a kind."""
    data: Any = read_yaml(Path(__file__).with_name("columns.yaml"))
    return tuple(
        Column(c["key"], c["zh"], c.get("required", False), c.get("hint", ""), tuple(c.get("choices", ())))
        for c in data["columns"]
        if c.get("for", kind) == kind
    )


def digest_of(rows: Sequence[Row], *about: str) -> str:
    """The digest of what a list says, whatever the form in which it came."""
    content = [list(about), [sorted(row.values.items()) for row in rows]]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode(errors="surrogatepass")).hexdigest()


def template(kind: str) -> bytes:
    """An empty workbook for lists of a kind, with what may be chosen."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "bg_color": "#E8EEF7", "border": 1, "text_wrap": True})
        text = book.add_format({"num_format": "@"})
        sheet, notes = book.add_worksheet("名单"), book.add_worksheet("说明")
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns(kind)):
            sheet.set_column(place, place, 18, text)
            sheet.write(0, place, column.zh + ("*" if column.required else ""), head)
            notes.write_row(place, 0, [column.zh, "必填" if column.required else "可不填", column.hint])
            if offered := column.choices or _offered(kind, column.key):
                chosen = {"validate": "list", "source": list(offered), "error_type": "warning"}
                sheet.data_validation(1, place, MOST_ROWS, place, chosen)
        notes.set_column(0, 2, 24)
    return written.getvalue()


def _offered(kind: str, key: str) -> tuple[str, ...]:
    if key == "level":
        return tuple(terms.name(f"{kind}_level", code) for code in terms.codes(f"{kind}_level"))
    if key == "identity_type":
        return tuple(terms.name(key, code) for code in terms.codes(key))
    return ()


def read_workbook(content: bytes, photos: bytes | None, kind: str) -> list[Row]:
    """The rows of a workbook, each with its photo from a zip. Raises InvalidError for files that cannot be read."""
    if content.startswith(b"PK") and not zipfile.is_zipfile(io.BytesIO(content)):
        text = _("工作簿已损坏，可能没有下载完或没有存完。请重新保存后再传。")
        raise InvalidError([RefusedError("E-CER-029", text, field="workbook")])
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(content)
        file.flush()
        try:
            source = open_source(Path(file.name))
            found = _sheet(
                next(sheet for sheet in map(source.open_sheet, source.names) if not sheet.hidden), kind
            )
        except (Unreadable, StopIteration) as error:
            told = error.problems if isinstance(error, Unreadable) else ()
            text = "；".join(problem.message() for problem in told) or _("工作簿里没有工作表。")
            raise InvalidError([RefusedError("E-CER-030", text, field="workbook")]) from error
    return _with_photos(found, _archive(photos))


def _sheet(sheet: Sheet, kind: str) -> list[Row]:
    wanted, rows = columns(kind), list(sheet.rows())
    if not rows:
        raise InvalidError(
            [RefusedError("E-CER-031", _("名单是空的。请用模板填写后再传。"), field="workbook")]
        )
    head = [str(cell).translate(_ALIKE) for cell in rows[0][1]]
    places = {column.key: head.index(column.zh) for column in wanted if column.zh in head}
    if missing := [column.zh for column in wanted if column.required and column.key not in places]:
        text = _("名单缺少这些列：{names}。请下载模板，按第一行的列名填写。").format(names="、".join(missing))
        raise InvalidError([RefusedError("E-CER-032", text, field="workbook")])
    found = []
    for number, cells in rows[1:]:
        faults: list[str] = []
        values = {
            key: _text(cells[place] if place < len(cells) else "", key, faults)
            for key, place in places.items()
        }
        faults += [
            _("{column}：公式没有算出结果，请改成文字。").format(column=column.zh)
            for column in wanted
            if (number, places.get(column.key, -1) + 1) in sheet.uncalculated | sheet.faulty
        ]
        if faults or any(values.values()):
            found.append(Row(number, values, faults=tuple(faults)))
    _check_length(found, "workbook")
    return found


def _text(cell: object, key: str, faults: list[str]) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        if key == "identity":
            faults.append(_("证件号码被存成了数字，末尾几位已经丢失：请把这一列设为文本后重新填写。"))
            return ""
        return str(int(cell)) if cell.is_integer() else str(cell)
    return str(cell).strip()


def _archive(photos: bytes | None) -> _Archive:
    """The members of a zip by the last part of their names; several where folders repeat one."""
    if not photos:
        return {}
    try:
        opened = zipfile.ZipFile(io.BytesIO(photos))
        infos = [info for info in opened.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        text = _("照片压缩包打不开。请用 ZIP 格式重新压缩，不设密码。")
        raise InvalidError([RefusedError("E-CER-033", text, field="photos")]) from error
    found: dict[str, tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]] = {}
    for info in infos:
        name = _name_of(info).replace("\\", "/").rpartition("/")[2].casefold()
        found.setdefault(name, (opened, []))[1].append(info)
    return found


def _name_of(info: zipfile.ZipInfo) -> str:
    """The name of a member; Windows writes Chinese names in GB18030 without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename


def _with_photos(rows: Sequence[Row], archive: _Archive) -> list[Row]:
    found: list[Row] = []
    first: dict[str, int] = {}
    left = biggest_upload()
    for row in rows:
        name = row.values.get("photo", "").casefold()
        if name and name in first:
            text = _("照片与第 {row} 行是同一个文件，请核对照片文件名。").format(row=first[name])
            found.append(Row(row.number, row.values, None, (*row.faults, text)))
            continue
        first[name] = row.number
        found.append(_with_photo(row, archive))
        left -= len(found[-1].photo or b"")
        if left < 0:
            text = _("照片解压后太大，请把名单分成几份。")
            raise InvalidError([RefusedError("E-CER-037", text, field="photos")])
    return found


def _with_photo(row: Row, archive: _Archive) -> Row:
    name = row.values.get("photo", "")
    if not name:
        return row

    def without(text: str) -> Row:
        return Row(row.number, row.values, None, (*row.faults, text.format(name=name[:60])))

    if name.casefold() not in archive:
        return without(_("压缩包里没有照片“{name}”。"))
    opened, infos = archive[name.casefold()]
    if len(infos) > 1:
        return without(_("压缩包里有几张照片都叫“{name}”，分不清是谁的。请改名后重新压缩。"))
    info = infos[0]
    if info.file_size > MOST_PHOTO_BYTES or info.flag_bits & 1:
        return without(_("照片“{name}”超过 4 MB 或者设了密码。"))
    try:
        with opened.open(info) as member:
            content = member.read(MOST_PHOTO_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError):
        return without(_("照片“{name}”在压缩包里已经损坏。"))
    return Row(row.number, row.values, content, row.faults)


def read_json(rows: object, kind: str) -> list[Row]:
    """The rows of a JSON list: objects with the keys of the columns; `photo` is the picture in base64.

    Raises InvalidError with everything that is no such list.
    """
    known = {column.key for column in columns(kind)}
    if not isinstance(rows, list):
        raise InvalidError([RefusedError("E-CER-034", _("rows 应为对象的数组。"), field="rows")])
    faults, found = [], []
    for number, given in enumerate(rows, 1):
        if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
            faults.append(
                RefusedError("E-CER-034", _("每一行应为对象，值都是文本。"), field=f"rows[{number - 1}]")
            )
        elif unknown := sorted(given.keys() - known):
            text = _("没有这些项：{names}").format(names=", ".join(unknown)[:200])
            faults.append(RefusedError("E-CER-035", text, field=f"rows[{number - 1}]"))
        else:
            found.append(_json_row(number, given))
    if faults:
        raise InvalidError(faults)
    _check_length(found, "rows")
    return found


def _json_row(number: int, given: Mapping[str, str]) -> Row:
    encoded = given.get("photo", "")
    values = {key: value.strip() for key, value in given.items() if key != "photo"}
    values["photo"] = hashlib.sha256(encoded.encode()).hexdigest()[:16] if encoded else ""
    try:
        return Row(number, values, base64.b64decode(encoded, validate=True) if encoded else None)
    except (ValueError, binascii.Error):
        return Row(number, values, None, (_("photo 不是 base64。"),))


def _check_length(found: Sequence[Row], field: str) -> None:
    if not found:
        raise InvalidError([RefusedError("E-CER-031", _("名单是空的。请用模板填写后再传。"), field=field)])
    if len(found) > MOST_ROWS:
        text = _("名单有 {n} 行，一次最多 {most} 行，请分成几份。").format(n=len(found), most=MOST_ROWS)
        raise InvalidError([RefusedError("E-CER-036", text, field=field)])


def storable(text: str) -> str:
    """A text without what no database keeps: NUL, and halves of characters."""
    return text.replace("\0", "").encode(errors="replace").decode()


def subject_of(kind: str, text: str) -> str:
    """The code of a series or occupation by its name; empty where there is none."""
    if kind == Kind.TITLE:
        return terms.term("series", text) or ""
    found = catalogue().find_occupation(text)
    return found.code if found else ""


def biggest_upload() -> int:
    """Bytes of a workbook or zip of photos that are taken: by the setting for files, for each of 200 photos."""
    return int(settings.FILE_SIZE_LIMIT) * 20
