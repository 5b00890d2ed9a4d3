"""Entries in words."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from guantong.portal.certificates.models import Outcome
from guantong.portal.organisations.models import KINDS as ORGANISATIONS
from guantong.portal.people.kinds import KINDS
from guantong.portal.web.audit.details import IDS, LABELS
from guantong.portal.web.audit.names import event_name
from guantong.portal.web.templatetags.people import seen

PORTAL = Path(__file__).parents[4] / "src/guantong/portal"
CODE = re.compile(r'(?<!\w)record\(\s*f?"([a-z_.{}]+)"')
READ = re.compile(r'record_reading\([^()]*what="([a-z_]+)"')
CHANGE = re.compile(r'(?<!\w)_record\(\s*"([a-z_]+)"')


def sources() -> list[str]:
    return [file.read_text(encoding="utf-8") for file in sorted(PORTAL.rglob("*.py"))]


def details(source: str) -> set[str]:
    """The keys of every detail that a service records."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.keyword(arg="detail", value=ast.Dict(keys=keys)):
                pass
            case ast.Assign(targets=[ast.Name(id="detail")], value=ast.Dict(keys=keys)):
                pass
            case ast.AnnAssign(target=ast.Name(id="detail"), value=ast.Dict(keys=keys)):
                pass
            case ast.Call(func=ast.Name(id="recorded"), keywords=more):
                found |= {one.arg for one in more if one.arg and one.arg != "reason"}
                continue
            case _:
                continue
        found |= {str(key.value) for key in keys if isinstance(key, ast.Constant)}
    return found


WRITTEN = sorted({code for source in sources() for code in CODE.findall(source)})
CHANGES = sorted(set(CHANGE.findall((PORTAL / "certificates/changes.py").read_text(encoding="utf-8"))))
DETAILS = sorted({key for source in sources() for key in details(source)})


@pytest.mark.parametrize("code", [code for code in WRITTEN if "{" not in code])
def test_every_event_that_services_record_has_words(code: str) -> None:
    assert event_name(code) != code


@pytest.mark.parametrize("what", CHANGES)
def test_what_becomes_of_a_change_of_a_certificate_has_words(what: str) -> None:
    assert event_name(f"certificates.change.{what}") != f"certificates.change.{what}"


@pytest.mark.parametrize("outcome", ["proposed", *sorted(set(Outcome.values) - {Outcome.OPEN})])
def test_what_becomes_of_a_mandate_has_words(outcome: str) -> None:
    assert event_name(f"certificates.mandate.{outcome}") != f"certificates.mandate.{outcome}"


def test_both_ways_of_recording_are_found() -> None:
    assert {"certificates.issued", "accounts.signed_in"} <= set(WRITTEN)
    assert {"proposed", "confirmed"} <= set(CHANGES)
    assert {"kind", "entry", "employer", "what", "from"} <= set(DETAILS)


@pytest.mark.parametrize("key", DETAILS)
def test_every_detail_that_services_record_has_words(key: str) -> None:
    assert (key in LABELS) != (key in IDS)


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


def test_what_somebody_reads_has_a_name() -> None:
    read = {what for source in sources() for what in READ.findall(source)}
    assert {"list", "row", "record"} <= read
    assert [what for what in sorted(read) if seen(what) == what] == []
