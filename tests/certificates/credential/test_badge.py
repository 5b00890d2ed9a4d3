"""What the credential says, and what it does not."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from pyld.jsonld import JsonLdError

from guantong.certificates.credential.badge import BADGE, badge, identity_hash, is_of
from guantong.certificates.credential.canonical import UnknownContextError, canonical
from guantong.certificates.credential.data_integrity import ShapeError
from guantong.certificates.credential.issue import as_token, with_proof
from guantong.certificates.credential.shape import problems
from guantong.certificates.credential.status_list import LIST, status_list
from tests.certificates.credential.issuing import LISTS, PLACE, SIGNED, ours
from tests.certificates.faces import FACE

if TYPE_CHECKING:
    from collections.abc import Iterator

Document = dict[str, Any]
Path = tuple[str | int, ...]

SKILL = replace(
    FACE,
    kind="skill",
    series="",
    specialty="",
    occupation="电工",
    level="高级技师",
    title="电工 高级技师（一级）",
)


def leaves(value: object, path: Path = ()) -> Iterator[Path]:
    match value:
        case dict():
            for term, item in value.items():
                yield from leaves(item, (*path, term))
        case list():
            for i, item in enumerate(value):
                yield from leaves(item, (*path, i))
        case _:
            yield path


def changed(document: Document, path: Path) -> Document:
    """The document with another value of the same kind at a place."""
    altered = copy.deepcopy(document)
    *way, last = path
    place: Any = altered
    for step in way:
        place = place[step]
    before = place[last]
    if isinstance(before, bool):
        place[last] = not before
    elif "type" in path:
        place[last] = "Achievement" if before != "Achievement" else "Evidence"
    elif before.startswith("20") and "T" in before:
        place[last] = "2011-11-11T11:11:11Z"
    else:
        place[last] = before + "0"
    return altered


def signed_list() -> Document:
    read: Document = json.loads(
        status_list(ours().issuer, LISTS["revocation"], "revocation", [1], ours().ed25519, SIGNED)
    )
    del read["proof"]
    return read


@pytest.mark.parametrize(
    "document", [badge(FACE, ours().issuer, PLACE), signed_list()], ids=["badge", "list"]
)
def test_every_word_reaches_the_signed_bytes(document: Document) -> None:
    """A term that the contexts do not define would vanish, and anybody could change it."""
    signed = canonical(document)
    places = [path for path in leaves(document) if path[0] != "@context"]

    assert len(places) > 8
    assert [path for path in places if canonical(changed(document, path)) == signed] == []


def test_both_kinds_of_certificate_have_the_shape_of_a_credential() -> None:
    for face in (FACE, SKILL, replace(FACE, demonstration=False, approval_document="")):
        assert list(problems(badge(face, ours().issuer, PLACE), BADGE)) == []
    assert list(problems(signed_list(), LIST)) == []


def test_a_skill_certificate_says_its_occupation() -> None:
    achievement = badge(SKILL, ours().issuer, PLACE)["credentialSubject"]["achievement"]

    assert achievement["fieldOfStudy"] == "电工"
    assert achievement["name"] == "电工 高级技师（一级）"
    assert "specialization" not in achievement


def test_nothing_of_the_person_stands_in_it() -> None:
    data = with_proof(FACE, ours().issuer, PLACE, ours().ed25519, SIGNED).decode()
    token = as_token(FACE, ours().issuer, PLACE, ours().ed25519, SIGNED)

    for private in (FACE.name, FACE.birth, FACE.identity_masked, FACE.employer, FACE.digest()):
        assert private not in data
        assert private not in token


def test_who_knows_the_name_can_check_it() -> None:
    document = badge(FACE, ours().issuer, PLACE)

    assert is_of(document, FACE.name)
    assert is_of(document, f" {FACE.name} ")
    assert not is_of(document, "韦某")


def test_the_salt_is_another_each_time() -> None:
    """Equal hashes would tell that two certificates are one person's."""
    hashes = {
        badge(FACE, ours().issuer, PLACE)["credentialSubject"]["identifier"][0]["identityHash"]
        for _ in range(50)
    }

    assert len(hashes) == 50


def test_the_hash_is_that_of_open_badges() -> None:
    """SHA-256 of the identity followed by the salt; reckoned with sha256sum."""
    assert identity_hash("a", "b") == (
        "sha256$fb8e20fc2e4c3f248c60c39bd652f3c1347298bb977b8b4d5903b85055620603"
    )


def test_a_demonstration_says_so_where_people_look() -> None:
    shown = badge(FACE, ours().issuer, PLACE)
    real = badge(replace(FACE, demonstration=False), ours().issuer, PLACE)

    assert "演示" in shown["name"]
    assert "demonstration" in shown["description"]
    assert "演示" not in real["name"] + real["description"]


def test_words_that_a_credential_cannot_hold_are_not_signed() -> None:
    """Every fault at once, each with its place."""
    address = "http://cert.example/列表"
    for issue in (with_proof, as_token):
        with pytest.raises(ShapeError) as caught:
            issue(FACE, ours().issuer, replace(PLACE, lists={"revocation": address}), ours().ed25519, SIGNED)

        assert [problem.path for problem in caught.value.problems] == [
            "credentialStatus[0].id",
            "credentialStatus[0].statusListCredential",
        ]


def test_a_context_that_is_not_kept_here_is_never_fetched() -> None:
    with pytest.raises(JsonLdError) as caught:
        canonical({"@context": "https://evil.example/c.json", "id": "urn:a"})

    cause: BaseException | None = caught.value
    while isinstance(cause, JsonLdError):
        cause = cause.__cause__ or cause.__context__
    assert isinstance(cause, UnknownContextError)
