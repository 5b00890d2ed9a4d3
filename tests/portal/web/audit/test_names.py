"""Entries in words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from guantong.portal.organisations.models import KINDS as ORGANISATIONS
from guantong.portal.people.kinds import KINDS
from guantong.portal.web.audit.names import event_name

PORTAL = Path(__file__).parents[4] / "src/guantong/portal"
CODE = re.compile(r'record\(\s*f?"([a-z_.{}]+)"')
WRITTEN = sorted(
    {code for file in PORTAL.rglob("*.py") for code in CODE.findall(file.read_text(encoding="utf-8"))}
)


@pytest.mark.parametrize("code", [code for code in WRITTEN if "{" not in code])
def test_every_event_that_services_record_has_words(code: str) -> None:
    assert event_name(code) != code


@pytest.mark.parametrize("verb", ["added", "changed", "removed", "verified", "disputed", "dispute_withdrawn"])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_happens_to_a_row_of_a_record_has_words(kind: str, verb: str) -> None:
    code = f"people.{KINDS[kind].row}.{verb}"

    assert event_name(code) != code


@pytest.mark.parametrize("verb", ["added", "changed"])
@pytest.mark.parametrize("kind", sorted(ORGANISATIONS))
def test_what_happens_to_an_organisation_has_words(kind: str, verb: str) -> None:
    assert event_name(f"organisations.{kind}.{verb}") != f"organisations.{kind}.{verb}"


def test_an_event_of_another_version_keeps_its_code() -> None:
    assert event_name("people.shoe.polished") == "people.shoe.polished"
