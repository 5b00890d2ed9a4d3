"""Every page and program that answers follows a reading chosen here, and says who chose it."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from guantong import load_case
from guantong.portal import clock
from guantong.portal.policies.readings import CODE, said
from guantong.portal.policies.selectors import policy_in_force, with_precedents
from guantong.portal.policies.services import reading_propose
from guantong.portal.selfcheck.result import result_of
from guantong.portal.selfcheck.selectors import KEY
from guantong.portal.selfcheck.sheet import Sheet
from guantong.portal.web.interchange.examples import examples

from ...policies.ruling import in_force
from ...policies.test_readings import document
from ...selfcheck.answers import WELDER, fill

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from guantong.portal.accounts.models import User

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture
def sentence(officer: User, leader: User, now: datetime) -> Iterator[str]:
    """What is said of a reading that two persons have chosen."""
    made = reading_propose(
        actor=officer, reading="A02", option="two_of_three", source="桂职改办〔2026〕9号", reason="请示答复",
        effective_from=date(2026, 11, 22), now=now,
    )  # fmt: skip
    with clock.at(now):
        yield said(in_force(made, leader, now), "zh")


def test_the_self_check(client: Client, sentence: str) -> None:
    sheet, _asked = fill(Sheet(), WELDER)
    session = client.session
    session[KEY] = sheet.plain()
    session.save()
    assert sentence in client.get(reverse("selfcheck_result")).content.decode()


def test_the_readings_of_a_result_tell_which_one_was_chosen_here(sentence: str) -> None:
    day = clock.today()
    case = with_precedents(load_case(document(), today=day), day)
    result = result_of(case, policy=policy_in_force(day), today=day)
    here = {one.id: one.chosen_here for one in result.readings}
    assert [name for name, chosen in here.items() if chosen] == ["A02"]
    assert len(here) > 1
    page = render_to_string("selfcheck/basis.html", {"result": result})
    assert page.count("这是本系统选定的读法") == 1
    assert sentence in page
    with translation.override("en"):
        page = render_to_string("selfcheck/basis.html", {"result": result})
    assert "stands under “Notes” on this page" in page
    assert '<h2 id="notes">Notes</h2>' in page


def test_the_interchange(client: Client, sentence: str, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(MOST_QUERIES):
        general = client.get(reverse("interchange")).content.decode()
    example = client.get(reverse("interchange_example", kwargs={"case": examples()[0].name}))
    for text in (general, example.content.decode()):
        assert sentence in text
        assert reverse("policies_reading", kwargs={"reading": "A02"}) in text


def test_the_interface(client: Client, sentence: str) -> None:
    address = reverse("api:decide")
    answer = json.loads(client.post(address, json.dumps(document()), "application/json").content)
    assert answer["readings"] == {"A02": "two_of_three"}
    assert answer["decisions"][0]["verdict"] == "eligible"
    assert [note["text"] for note in answer["notes"] if note["code"] == CODE] == [sentence]


def test_the_library(client: Client, sentence: str) -> None:
    text = client.get(reverse("policies_reading", kwargs={"reading": "A02"})).content.decode()
    assert "桂职改办〔2026〕9号" in text
    readings = json.loads(client.get(reverse("api:readings")).content)["readings"]
    assert next(one["chosen"] for one in readings if one["id"] == "A02") == "two_of_three"


def test_nothing_is_said_while_nothing_is_chosen(client: Client) -> None:
    assert 'id="chosen-here"' not in client.get(reverse("interchange")).content.decode()
