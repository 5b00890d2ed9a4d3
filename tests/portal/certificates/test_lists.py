"""What may be in a workbook and in a zip of photos, and whose photo a photo is."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from guantong.portal.certificates import lists
from guantong.portal.certificates.lists import columns, read_workbook
from guantong.portal.refusals import InvalidError

from . import makers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guantong.portal.certificates.lists import Row


def workbook(*rows: dict[str, str], hidden: bool = False, formula: str = "") -> bytes:
    """A list as the template has it; with a sheet in front that nobody sees, or an employer that is a formula."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        if hidden:
            book.add_worksheet("隐藏").hide()
        sheet = book.add_worksheet("名单")
        if hidden:
            sheet.activate()
            sheet.set_first_sheet()
        for place, column in enumerate(columns("title")):
            sheet.write_string(0, place, column.zh)
            for number, row in enumerate(rows, 1):
                if formula and column.key == "employer":
                    sheet.write_formula(number, place, formula, None, "")
                else:
                    sheet.write_string(number, place, row.get(column.key, ""))
    return written.getvalue()


def a_zip(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in names:
            archive.writestr(name, name.encode())
    return written.getvalue()


def read(*photos: str, archive: bytes) -> list[Row]:
    given = [dict(makers.row(n, photo=name).values) for n, name in enumerate(photos, 1)]
    return read_workbook(workbook(*given), archive, "title")


def said(rows: Sequence[Row]) -> list[str]:
    return ["；".join(row.faults) for row in rows]


def test_one_photo_is_not_that_of_two_people() -> None:
    first, second = read("1.jpg", "1.JPG", archive=a_zip("1.jpg"))

    assert first.photo == b"1.jpg"
    assert second.photo is None
    assert "照片与第 2 行是同一个文件" in said([second])[0]


def test_a_name_in_two_folders_is_nobodys_photo() -> None:
    rows = read("1.jpg", "2.jpg", archive=a_zip("甲/1.jpg", "乙/1.jpg", "乙/2.jpg"))

    assert rows[0].photo is None
    assert "分不清是谁的" in said(rows)[0]
    assert rows[1].photo == "乙/2.jpg".encode()


def test_names_that_lead_out_of_the_zip_are_names_and_no_places() -> None:
    rows = read("1.jpg", "../2.jpg", archive=a_zip("../../../tmp/1.jpg", "..\\..\\2.jpg"))

    assert rows[0].photo == b"../../../tmp/1.jpg"
    assert "压缩包里没有照片“../2.jpg”" in said(rows)[1]


def test_chinese_names_as_windows_packs_them() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("xxxx.jpg", b"a photo")
    packed = written.getvalue().replace(b"xxxx", "韦示".encode("gb18030"))

    assert read("韦示.jpg", archive=packed)[0].photo == b"a photo"


def test_photos_that_unpack_without_measure_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "biggest_upload", lambda: 10)

    with pytest.raises(InvalidError) as told:
        read("11111.jpg", "22222.jpg", archive=a_zip("11111.jpg", "22222.jpg"))

    assert told.value.refusals[0].code == "E-CER-037"


def test_a_photo_that_says_it_is_small_is_not_unpacked_further() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("1.jpg", bytes(lists.MOST_PHOTO_BYTES * 2))
    length = (lists.MOST_PHOTO_BYTES * 2).to_bytes(4, "little")
    packed = written.getvalue().replace(length, (100).to_bytes(4, "little"))

    (row,) = read("1.jpg", archive=packed)

    assert row.photo is None
    assert "已经损坏" in said([row])[0]


def test_a_formula_without_a_value_is_told_and_not_left_empty() -> None:
    content = workbook(dict(makers.row(1).values), formula='=Z99&""')

    (row,) = read_workbook(content, a_zip("001.jpg"), "title")

    assert "工作单位：公式没有算出结果" in said([row])[0]


def test_a_hidden_sheet_is_not_the_list() -> None:
    content = workbook(dict(makers.row(1).values), hidden=True)

    (row,) = read_workbook(content, a_zip("001.jpg"), "title")

    assert row.values["name"] == makers.NAMES[0]
