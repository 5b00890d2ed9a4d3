"""What stands on a certificate: canonical, whole, and without an identity number."""

import dataclasses
import hashlib
import json
from datetime import date, datetime

import pytest

from guantong.certificates.face import Face, FaceError
from tests.certificates.faces import FACE


def faults(**changes: object) -> set[str]:
    with pytest.raises(FaceError) as caught:
        dataclasses.replace(FACE, **changes)  # type: ignore[arg-type]
    return {field for field, _, _ in caught.value.problems}


def test_a_face_comes_back_from_its_mapping() -> None:
    assert Face.from_mapping(json.loads(json.dumps(FACE.as_mapping()))) == FACE


def test_the_digest_is_that_of_the_canonical_json() -> None:
    canonical = json.dumps(FACE.as_mapping(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    assert FACE.digest() == hashlib.sha256(canonical.encode()).hexdigest()


@pytest.mark.parametrize("field", [f.name for f in dataclasses.fields(Face)])
def test_every_field_counts_in_the_digest(field: str) -> None:
    mapping = FACE.as_mapping()
    other = {
        "kind": "skill",
        "birth": "1988-06",
        "authority_code": "91450204DEMX00001P",
        "verify_url": "https://example.invalid/w/",
        "demonstration": False,
        "acquired_on": "2026-09-17",
        "approved_on": "2026-10-08",
        "issued_on": "2026-10-21",
    }
    changed = {**mapping, "occupation": "钳工", field: other.get(field, "别的")}

    assert (
        Face.from_mapping(changed).digest() != Face.from_mapping({**mapping, "occupation": "钳工"}).digest()
    )


def test_all_faults_are_told_at_once() -> None:
    assert faults(name=" ", birth="1988", series="", approved_on=date(2027, 1, 1)) >= {
        "name",
        "birth",
        "series",
        "approved_on",
    }


@pytest.mark.parametrize(
    "number", ["45010219880512123X", "450102880512123", "４５０１０２１９８８０５１２１２３Ｘ"]
)
@pytest.mark.parametrize("field", ["identity_masked", "name", "employer"])
def test_a_whole_identity_number_is_refused_wherever_it_stands(field: str, number: str) -> None:
    assert faults(**{field: number}) == {field}


@pytest.mark.parametrize("character", ["\u202e", "\u200b", "\x00", "\n", "\u2028"])
def test_characters_that_nobody_sees_are_refused(character: str) -> None:
    assert "name" in faults(name=f"韦{character}某")


def test_a_skill_certificate_names_its_occupation() -> None:
    assert faults(kind="skill") == {"occupation"}


@pytest.mark.parametrize("day", [20261020, "20261020", "2026-W43-2", datetime(2026, 10, 20, 8)])
def test_a_day_has_one_way_to_be_written(day: object) -> None:
    with pytest.raises(FaceError, match="issued_on：类型或写法不对"):
        Face.from_mapping({**FACE.as_mapping(), "issued_on": day})


def test_missing_unknown_and_mistyped_fields_are_told_at_once() -> None:
    mapping: dict[str, object] = {
        **FACE.as_mapping(),
        "colour": "red",
        "issued_on": "soon",
        "demonstration": "yes",
    }
    del mapping["name"]

    with pytest.raises(FaceError) as caught:
        Face.from_mapping(mapping)

    assert [field for field, _, _ in caught.value.problems] == [
        "name",
        "issued_on",
        "demonstration",
        "colour",
    ]
