"""What `guantong manage translations` finds."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from guantong.portal.web import translations

if TYPE_CHECKING:
    from pathlib import Path

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'


@pytest.fixture
def portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A portal of two areas with nothing in it."""
    monkeypatch.setattr(translations, "PORTAL", tmp_path)
    for area in ("web/one", "web/two"):
        (tmp_path / area / "locale/en/LC_MESSAGES").mkdir(parents=True)
    return tmp_path


def catalogue(portal: Path, area: str, *entries: str) -> None:
    file = portal / area / "locale/en/LC_MESSAGES/django.po"
    file.write_text("\n".join((HEAD, *entries)), encoding="utf-8")


def entry(text: str, english: str, context: str = "") -> str:
    told_apart = f'msgctxt "{context}"\n' if context else ""
    return f'{told_apart}msgid "{text}"\nmsgstr "{english}"\n'


def found(under: str = "") -> tuple[str, str]:
    """What the command lists and what it ends with; both empty where all is well."""
    out = StringIO()
    try:
        call_command("translations", "--under", under, stdout=out)
    except CommandError as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


def test_one_text_with_two_english_ones_is_named_with_both_places(portal: Path) -> None:
    catalogue(portal, "web/one", entry("日", "day"), entry("年", "year"))
    catalogue(portal, "web/two", entry("日", "Su"), entry("年", "year"))

    listed, ended = found()

    assert listed == '日: "day" in web/one; "Su" in web/two\n'
    assert "1 with more than one" in ended
    assert found("web/two")[0] == listed
    assert found("web/three") == ("", "")


def test_a_context_tells_them_apart(portal: Path) -> None:
    catalogue(portal, "web/one", entry("日", "day"))
    catalogue(portal, "web/two", entry("日", "Su", "星期"))

    assert found() == ("", "")


def test_a_text_with_a_context_needs_its_own_english(portal: Path) -> None:
    (portal / "web/one/views.py").write_text('pgettext("星期", "日")\ngettext("日")\n', encoding="utf-8")
    templates = portal / "web/templates/two"
    templates.mkdir(parents=True)
    (templates / "page.html").write_text(
        '{% load i18n %}\n{% translate "日" context "历" %}', encoding="utf-8"
    )
    catalogue(portal, "web/one", entry("日", "day"))

    listed, ended = found()

    assert listed.splitlines() == ["web/one/views.py:1: 日 [星期]", "web/templates/two/page.html:2: 日 [历]"]
    assert ended.startswith("2 without English, 0 with more than one")


def test_nothing_is_amiss_in_the_portal() -> None:
    assert found() == ("", "")
