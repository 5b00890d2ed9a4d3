"""The pages of the interchange: what they show, to whom, in which language, with how many queries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from django.urls import reverse

from guantong.cases import dump_case
from guantong.portal import clock
from guantong.portal.people.services import fill_record, person_create
from guantong.portal.web.interchange import owner
from guantong.portal.web.interchange.examples import examples
from guantong.portal.web.interchange.pieces import COLUMNS

from ...accounts.signing import account
from .test_pieces import person

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db
MOST_QUERIES = 4


def test_the_road_in_general(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(reverse("interchange"), {"piece": "fly-full_senior"})
    text = page.content.decode()
    assert "绿色通道" in text
    assert reverse("policies_clause", kwargs={"clause": "2.2.3b"}) in text
    assert all(reverse("interchange_example", kwargs={"case": one.name}) in text for one in examples())


@pytest.mark.parametrize("worked", examples(), ids=lambda worked: worked.id)
def test_everything_in_the_picture_is_a_link_and_stands_in_the_list(client: Client, worked: object) -> None:
    page = client.get(reverse("interchange_example", kwargs={"case": worked.name}))  # type: ignore[attr-defined]
    text = page.content.decode()
    pieces = page.context["picture"].shown
    for shown in pieces:
        address = f"{shown.address}#explained".replace("&", "&amp;")
        assert text.count(f'href="{address}"') == 3, shown.piece.key  # two drawings and the list
    links = re.findall(r'<a class="piece [^>]*aria-label="([^"]+)"', text)
    assert len(links) == 2 * len(pieces)
    assert "style=" not in text
    assert "onclick" not in text


def test_a_piece_is_explained_with_its_clauses(client: Client) -> None:
    address = reverse("interchange_example", kwargs={"case": "cn-gx/rs-2021-12#4"})
    text = client.get(address, {"piece": "up-intermediate"}).content.decode()
    assert "可以申报工程师（焊接）" in text
    for clause in ("2.2.1.1a", "2.2.1.1c", "2.2.1.1e"):
        assert reverse("policies_clause", kwargs={"clause": clause}) in text
    assert 'aria-current="true"' in text


@pytest.mark.parametrize(
    "asked", ["piece=nothing-here", "goal=king", "occupation=%00", f"specialty={quote('<b>')}"]
)
def test_what_nobody_offers_is_passed_over(client: Client, asked: str) -> None:
    page = client.get(f"{reverse('interchange_example', kwargs={'case': 'cn-gx/rs-2021-12#4'})}?{asked}")
    assert page.status_code == 200
    assert "<b>" not in page.content.decode()


def test_an_unknown_case_is_not_there(client: Client) -> None:
    assert (
        client.get(reverse("interchange_example", kwargs={"case": "cn-gx/rs-2021-12#no"})).status_code == 404
    )


def test_who_has_told_nothing_is_invited(client: Client) -> None:
    page = client.get(reverse("interchange_mine"))
    assert reverse("selfcheck_start") in page.content.decode()


def test_my_own(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(owner, "case_in", lambda session: person())
    with django_assert_max_num_queries(MOST_QUERIES + 2):
        page = client.get(reverse("interchange_mine"), {"goal": "associate_senior"})
    text = page.content.decode()
    assert "您在这里" in text
    assert "最早约" in text
    assert page.headers["Cache-Control"].startswith("max-age=0")


def test_in_english(client: Client) -> None:
    page = client.get(reverse("interchange"), headers={"accept-language": "en"})
    text = page.content.decode()
    assert "Green channel" in text
    shown = re.sub(
        r"<svg.*?</svg>", "", text.partition('id="interchange"')[2].partition("</main>")[0], flags=re.DOTALL
    )
    assert "匝道" not in shown
    assert len(COLUMNS) == 7


def test_of_the_record_of_somebody_signed_in(
    client: Client, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    worker = account()
    record = person_create(actor=worker, user=worker, name="韦示例", now=now)
    fill_record(actor=worker, person=record, case=dump_case(person()), now=now)
    client.force_login(worker, backend="django.contrib.auth.backends.ModelBackend")
    with clock.at(now):
        text = client.get(reverse("interchange_mine")).content.decode()
        assert "个人档案" in text
        assert "您在这里" in text
        monkeypatch.setattr(owner, "case_in", lambda session: person(certificates=[], titles=[]))
        asked = client.get(reverse("interchange_mine")).content.decode()
        assert "自查" in asked
        assert "▲ 您在这里" not in asked
        again = client.get(reverse("interchange_mine"), {"source": "record"}).content.decode()
        assert "▲ 您在这里" in again
        assert 'name="source"' in again
