"""The policy library: what it says is what the packs say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from guantong.policy import load_policy
from guantong.portal.policies.selectors import policy_in_force

from .test_deciding import read

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def get(client: Client, address: str) -> Any:
    return read(client.get(f"/api/v1/{address}"))  # type: ignore[arg-type]


def test_packs_are_listed_with_source_and_confidence(client: Client) -> None:
    policy = load_policy()
    told = get(client, "packs")
    assert [pack["id"] for pack in told["packs"]] == list(policy.packs)
    assert told["catalogue"] == policy.catalogue.digest
    leading = next(pack for pack in told["packs"] if pack["leads"])
    assert leading["number"] == "桂人社规〔2021〕12号"
    assert leading["digest"] == policy.leading.digest


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_pack_opens_with_its_clauses_readings_and_parameters(client: Client, lang: str) -> None:
    for pack in load_policy().packs.values():
        told = get(client, f"packs/{pack.id}?lang={lang}")
        assert [clause["id"] for clause in told["clauses"]] == list(pack.provisions)
        assert [reading["id"] for reading in told["readings"]] == list(pack.readings)
        assert {row["id"]: row["unconfirmed"] for row in told["parameters"]} == {
            fact.parameter.id: fact.parameter.doubtful for fact in pack.parameters.values()
        }


def test_every_clause_opens_as_it_is_cited(client: Client) -> None:
    policy = load_policy()
    for pack in policy.packs.values():
        for clause in get(client, f"packs/{pack.id}")["clauses"]:
            told = get(client, f"clauses/{clause['cited_as'].replace('#', '%23')}")
            assert told == clause
            assert told["gist"]


def test_readings_name_the_one_that_holds(client: Client) -> None:
    told = get(client, "readings?lang=en")["readings"]
    assert [reading["id"] for reading in told] == list(policy_in_force_now().readings)
    for reading in told:
        assert reading["default"] == reading["chosen"] == reading["options"][0]["id"]


def policy_in_force_now() -> Any:
    from guantong.portal import clock

    return policy_in_force(clock.today())


@pytest.mark.parametrize(
    ("word", "name"), [("车工", "车工"), ("6-18-01-01", "车工"), ("电焊", "焊工"), ("焊", "焊工")]
)
def test_occupations_are_found_by_name_code_and_everyday_word(client: Client, word: str, name: str) -> None:
    found = get(client, f"occupations?search={word}")["occupations"]
    assert name in [occupation["name"] for occupation in found]
    assert len(found) <= 20


def test_occupation_tells_what_it_is_related_to(client: Client) -> None:
    turner = get(client, "occupations?search=车工")["occupations"][0]
    assert turner["code"] == "6-18-01-01"
    assert {"series": "engineering", "specialty": "机械制造"}.items() <= turner["relations"][0].items()


def test_word_that_means_nothing_finds_nothing(client: Client) -> None:
    assert get(client, "occupations?search=zzzzqqqq")["occupations"] == []
