"""The same facts are the same case: in other words, in another order, written and read again."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guantong.cases import Case, case_schema, dump_case, parse_case
from guantong.cases.reading import parse_document
from tests.cases.documents import RICH_YAML, TODAY, Document, changed, documents, reordered, respelt

if TYPE_CHECKING:
    from random import Random

RICH: Final[Document] = parse_document(RICH_YAML)
SCHEMA: Final = jsonschema.Draft202012Validator(case_schema())

randoms = st.randoms(use_true_random=False)


@given(documents)
def test_a_case_that_was_written_reads_as_the_same_case(document: Document) -> None:
    case = parse_case(document, today=TODAY)
    written = dump_case(case)

    assert parse_case(written, today=TODAY) == case
    assert dump_case(parse_case(json.loads(json.dumps(written)), today=TODAY)) == written


@given(documents, randoms)
def test_other_words_say_the_same(document: Document, random: Random) -> None:
    assert parse_case(respelt(document, random), today=TODAY) == parse_case(document, today=TODAY)


@given(randoms)
def test_other_words_for_the_rich_document_say_the_same(random: Random) -> None:
    assert parse_case(respelt(RICH, random), today=TODAY) == parse_case(RICH, today=TODAY)


@given(documents, randoms)
def test_the_order_of_keys_says_nothing(document: Document, random: Random) -> None:
    assert parse_case(reordered(document, random), today=TODAY) == parse_case(document, today=TODAY)


@given(documents)
def test_the_order_of_rows_changes_paths_only(document: Document) -> None:
    turned = {key: value[::-1] if isinstance(value, list) else value for key, value in document.items()}

    assert unordered(parse_case(turned, today=TODAY)) == unordered(parse_case(document, today=TODAY))


def unordered(case: Case) -> dict[str, Any]:
    """Return the rows of a case without their places and order."""
    return {
        name: sorted(str(replace(row, path="")) for row in rows) if isinstance(rows, tuple) else rows
        for name in case.__dataclass_fields__
        if name != "notes"
        for rows in [getattr(case, name)]
    }


def test_the_rich_document_is_written_in_codes() -> None:
    written = dump_case(parse_case(RICH, today=TODAY))

    assert written["certificates"][1]["occupation"] == "6-18-01-01"
    assert written["certificates"][1]["issued_on"] == "2015-05-31"
    assert written["appraisals"] == {
        "2020": "qualified",
        "2021": "qualified",
        "2022": {"grade": "qualified", "occupation": "6-18-01-01"},
        "2023": "pending",
    }
    assert written["targets"][3] == {"direction": "treatment", "matter": "promotion"}


def test_nothing_known_writes_the_day_only() -> None:
    assert dump_case(parse_case({}, today=TODAY)) == {"as_of": "2024-06-01"}
    assert dump_case(parse_case({"appraisals": {}, "person": {"identity": {}}}, today=TODAY)) == {
        "as_of": "2024-06-01",
        "appraisals": {},
        "person": {"identity": {}},
    }


def test_the_schema_is_a_schema_and_accepts_the_rich_document() -> None:
    jsonschema.Draft202012Validator.check_schema(case_schema())
    SCHEMA.validate(RICH)
    SCHEMA.validate(changed(RICH, "titles", 0, "level", to="工程师"))
    SCHEMA.validate(changed(RICH, "honours", 0, "honour", to="广东省技术能手"))
    SCHEMA.validate(dict.fromkeys(RICH))


@given(documents)
def test_the_schema_accepts_what_is_written(document: Document) -> None:
    SCHEMA.validate(dump_case(parse_case(document, today=TODAY)))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("titel",), []),
        (("certificates", 0, "level"), "techician"),
        (("certificates", 0, "level"), None),
        (("certificates", 0, "issued_on"), "soon"),
        (("certificates", 0, "verified"), "maybe"),
        (("appraisals", "20"), "合格"),
        (("appraisals", "2020"), {"occupation": "车工"}),
        (("targets", 0, "field"), "accounting"),
        (("targets", 2, "level"), "technician"),
        (("targets", 0, "direction"), None),
        (("findings", 1, "about"), "x"),
        (("findings", 4, "about"), "x"),
        (("person", "name"), ""),
        (("employment", 0, "exam_fields"), "accounting"),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(path: tuple[str | int, ...], value: object) -> None:
    with pytest.raises(jsonschema.ValidationError):
        SCHEMA.validate(changed(RICH, *path, to=value))
