"""A case fills a record, the record states the case: nothing changes on the way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from hypothesis import given

import guantong
from guantong.portal import clock
from guantong.portal.people.models import Person
from guantong.portal.people.selectors import case_document
from guantong.portal.people.services import fill_record, person_create
from guantong.proof.cases import load_worked_cases
from tests.cases.documents import RICH_YAML, TODAY, documents
from tests.people import examples, people

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = pytest.mark.django_db

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*.yaml"))


def there_and_back(document: Mapping[str, Any], **read: Any) -> None:
    """Fill a new record, state it again, and compare both as the engine reads them."""
    case = guantong.load_case(document, **read)
    with transaction.atomic():
        person = person_create(actor=None, user=None, now=clock.now())
        told = fill_record(actor=None, person=person, case={**document, "as_of": case.as_of}, now=clock.now())
        stated = case_document(Person.objects.get(id=person.id), as_of=case.as_of)
        transaction.set_rollback(True)
    assert guantong.load_case(stated) == case
    assert told.kept == told.declared == []


@given(people())
@examples(30)
def test_a_generated_person_comes_back_unchanged(document: dict[str, Any]) -> None:
    there_and_back(document)


@given(documents)
@examples(30)
def test_every_shape_of_every_key_comes_back_unchanged(document: dict[str, Any]) -> None:
    there_and_back(document)


def test_every_worked_case_comes_back_unchanged() -> None:
    worked = load_worked_cases()
    assert len(worked) > 100
    for case in worked:
        there_and_back(case.document, as_of=case.case.as_of)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_comes_back_unchanged(path: Path) -> None:
    from guantong.cases.reading import read_document

    there_and_back(read_document(path))


def test_the_rich_document_comes_back_with_its_months() -> None:
    from guantong.cases.reading import parse_document

    document = parse_document(RICH_YAML)
    there_and_back(document)
    person = person_create(actor=None, user=None, now=clock.now())
    fill_record(actor=None, person=person, case=document, now=clock.now())
    stated = case_document(person, as_of=TODAY)
    assert stated["employment"][1]["from"] == "2010-07"
    assert stated["certificates"][1]["issued_on"] == "2015-05"


@pytest.mark.parametrize("key", ["employment", "certificates", "titles", "honours", "education", "targets"])
def test_unknown_is_not_none(key: str) -> None:
    person = person_create(actor=None, user=None, now=clock.now())
    assert case_document(person, as_of=TODAY) == {"as_of": "2024-06-01"}
    fill_record(actor=None, person=person, case={"as_of": "2024-06-01", key: []}, now=clock.now())
    assert case_document(person, as_of=TODAY) == {"as_of": "2024-06-01", key: []}
