"""The library shows all that the packs hold, links it, and marks what nobody has confirmed."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from guantong.catalogue import UNCONFIRMED, terms
from guantong.policy import load_policy
from guantong.policy.loading import digest
from guantong.portal import clock
from guantong.portal.policies.facts import unconfirmed_facts
from guantong.portal.policies.library import clauses_of, search, worked_cases
from guantong.portal.policies.services import fact_propose

from ...policies.ruling import in_force
from .walk import FACT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from guantong.portal.accounts.models import User

pytestmark = pytest.mark.django_db
POLICY = load_policy()
MOST_QUERIES = 6


def get(
    client: Client, name: str, data: Mapping[str, str] | None = None, lang: str = "zh-hans", **arguments: str
) -> str:
    page = client.get(reverse(name, kwargs=arguments), data, headers={"accept-language": lang})
    assert page.status_code == 200, page.status_code
    return page.content.decode()


@pytest.mark.parametrize("pack", POLICY.packs.values(), ids=lambda pack: pack.id)
def test_a_document_links_all_its_clauses(client: Client, pack: object) -> None:
    text = get(client, "policies_document", pack=pack.id)  # type: ignore[attr-defined]
    for name, one in clauses_of(pack):  # type: ignore[arg-type]
        assert f'id="{one.id}"' in text
        assert reverse("policies_clause", kwargs={"clause": name}) in text
        assert one.gist.zh.replace("'", "&#x27;") in text


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_every_clause_has_a_page_and_says_what_carries_it_out(client: Client, lang: str) -> None:
    for pack in POLICY.packs.values():
        for name, one in list(clauses_of(pack))[::3]:
            text = get(client, "policies_clause", clause=name, lang=lang)
            assert one.gist.en.replace("'", "&#x27;") in text
            realised = text.partition('id="realised"')[2].partition("</section>")[0]
            assert realised.count("<li>") == len(one.realised_by), name


def test_a_clause_names_readings_numbers_and_cases(client: Client) -> None:
    text = get(client, "policies_clause", clause="2.2.1.1a")
    for reading in ("A01", "A02", "A03"):
        assert reverse("policies_reading", kwargs={"reading": reading}) in text
    assert "年度考核年数" in text
    assert reverse("policies_case", kwargs={"case": "cn-gx/rs-2021-12#8"}) in text
    assert "A46" in get(client, "policies_clause", clause="F.1")


def test_a_duty_says_that_the_portal_does_not_do_it(client: Client) -> None:
    assert "线下办理" in get(client, "policies_clause", clause="2.2.2a")


@pytest.mark.parametrize(
    "clause", ["9.9", "cn/r40-2019#nothing", "no/pack#1", "..%2f..%2fetc", "2.2.1.1c\x00"]
)
def test_an_unknown_clause_is_not_there(client: Client, clause: str) -> None:
    assert client.get(reverse("policies_clause", kwargs={"clause": clause})).status_code == 404


def test_every_reading_has_a_page_with_its_options_and_who_decides(client: Client) -> None:
    for reading in POLICY.readings.values():
        text = get(client, "policies_reading", reading=reading.id)
        for option in reading.options.values():
            assert option.zh in text
        assert reading.decided_by.zh in text
    assert client.get(reverse("policies_reading", kwargs={"reading": "A999"})).status_code == 404


def test_every_number_is_shown_with_its_source_and_the_doubtful_are_marked(client: Client) -> None:
    text = get(client, "policies_parameters")
    rows = re.findall(r'<tr id="([^"]+)">(.*?)</tr>', text, re.DOTALL)
    facts = {
        f.parameter.id.replace("#", "."): f for p in POLICY.packs.values() for f in p.parameters.values()
    }
    assert {name for name, _ in rows} == set(facts)
    for name, row in rows:
        assert ("未核实" in row) == (facts[name].confidence in UNCONFIRMED), name
        assert facts[name].source in row


def test_the_catalogue_and_the_occupations_are_whole(client: Client) -> None:
    text = get(client, "policies_catalogue")
    known = POLICY.catalogue
    assert all(f'id="series.{code}"' in text for code in known.series)
    assert all(f'id="honours.{code}"' in text for code in known.honours)
    assert all(f'id="majors.{row.id}"' in text for row in known.disciplines)
    text = get(client, "policies_occupations")
    assert all(f'<tr id="{code}">' in text for code in known.occupations)


def test_the_glossary_is_the_vocabulary_of_the_engine(client: Client) -> None:
    text = get(client, "policies_glossary")
    for kind, words in terms.vocabularies().items():
        assert all(f'id="{kind}.{term.code}"' in text for term in words.terms)


def test_the_glossary_is_searched(client: Client) -> None:
    text = get(client, "policies_glossary", data={"q": "gjg"})
    assert 'id="skill_level.senior_worker"' in text
    assert 'id="honour.worldskills"' not in text
    assert "找到 0 个" in get(client, "policies_glossary", data={"q": "<script>没有这个词"})


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("2.2.1.1c", "2.2.1.1c"),
        ("绿色通道", None),
        ("年度考核 合格", "2.2.1.1a"),
        ("ＡＰＰＲＡＩＳＡＬ", None),
        ("电工", None),
    ],
)
def test_search_finds_by_number_and_word(client: Client, query: str, first: str | None) -> None:
    found = search(POLICY, query, "zh")
    assert found
    assert first is None or found[0].name == first
    assert found[0].name in get(client, "policies", data={"q": query})


@pytest.mark.parametrize("query", ["nothing like this", "<script>", "\x00", "x" * 10_000, "%"])
def test_search_for_nothing_says_so(client: Client, query: str) -> None:
    text = get(client, "policies", data={"q": query})
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text or query != "<script>"
    assert search(POLICY, "nothing like this", "zh") == ()


def test_a_worked_case_shows_its_facts_and_the_answer_that_is_expected(client: Client) -> None:
    for worked in list(worked_cases().values())[::29]:
        text = get(client, "policies_case", case=worked.name)
        assert worked.title.zh.replace("'", "&#x27;") in text
        verdict = next((e["verdict"] for e in worked.expect if "verdict" in e), None)
        if verdict is not None:
            assert f'class="verdict verdict--{verdict}"' in text or verdict == "out_of_scope"
    assert client.get(reverse("policies_case", kwargs={"case": "no#1"})).status_code == 404


def test_an_exported_pack_carries_its_digest(client: Client) -> None:
    page = client.get(reverse("policies_export", kwargs={"pack": "cn-gx/rs-2021-12"}))
    data = json.loads(page.content)
    assert digest(data["content"]) == data["digest"] == POLICY.packs["cn-gx/rs-2021-12"].digest


def test_versions_tell_what_a_confirmation_changed(
    client: Client, officer: User, leader: User, now: datetime
) -> None:
    parameter = next(f for p in POLICY.packs.values() for f in p.parameters.values() if f.parameter.doubtful)
    before = get(client, "policies_versions")
    assert POLICY.leading.digest in before
    with clock.at(now):
        in_force(
            fact_propose(actor=officer, fact=parameter.parameter.id, source="桂人社发〔2025〕1号", now=now),
            leader,
            now,
        )
        after = get(client, "policies_versions")
        compared = get(client, "policies_compare", data={"one": "shipped", "other": "here"})
    assert parameter.label.zh in after
    assert POLICY.leading.digest not in after
    assert parameter.parameter.id.partition("#")[2] in compared
    assert "桂人社发〔2025〕1号" in compared


def test_unconfirmed_facts_and_who_confirmed_what(
    client: Client, officer: User, leader: User, now: datetime
) -> None:
    facts = unconfirmed_facts(POLICY)
    assert FACT in {fact.id for fact in facts}
    assert len({fact.id for fact in facts}) == len(facts)
    text = get(client, "policies_facts")
    assert all(f'id="{fact.id}"' in text for fact in facts)
    assert reverse("policies_confirm") not in text
    with clock.at(now):
        in_force(fact_propose(actor=officer, fact=FACT, source="桂职改〔2026〕3号", now=now), leader, now)
        after = get(client, "policies_facts")
    assert f'id="{FACT}"' not in after
    assert "桂职改〔2026〕3号" in after
    assert str(officer) in after


def test_validity_is_doubted_from_its_day_on(client: Client) -> None:
    banner = "请向主管部门核对现行有效性"
    day = POLICY.leading.document.review_after
    assert day is not None
    from datetime import datetime, time, timedelta
    from zoneinfo import ZoneInfo

    zone = ZoneInfo("Asia/Shanghai")
    with clock.at(datetime.combine(day - timedelta(1), time(12), zone)):
        assert banner not in get(client, "policies_document", pack=POLICY.leading.id)
    with clock.at(datetime.combine(day, time(12), zone)):
        assert banner in get(client, "policies_document", pack=POLICY.leading.id)
    assert date.min < day


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("policies", {}),
        ("policies_document", {"pack": "cn-gx/rs-2021-12"}),
        ("policies_clause", {"clause": "2.2.1.1a"}),
        ("policies_parameters", {}),
        ("policies_occupations", {}),
        ("policies_facts", {}),
        ("policies_precedents", {}),
        ("policies_versions", {}),
    ],
)
def test_queries_are_few_and_english_is_whole(
    client: Client,
    name: str,
    arguments: dict[str, str],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(MOST_QUERIES):
        text = get(client, name, None, "en", **arguments)
    for chinese in ("政策库", "未核实", "可信程度", "出处", "版本", "撤回"):
        main = text.partition("<main")[2].partition("</main>")[0]
        assert f">{chinese}<" not in main
