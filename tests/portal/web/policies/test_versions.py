"""The versions of an installation, what officers settled on top of the shipped one, and two versions side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from guantong.policy import load_policy
from guantong.policy.keeping import keep
from guantong.portal import clock
from guantong.portal.policies.services import fact_propose, precedent_propose, reading_propose
from guantong.portal.policies.versions import compare, versions

from ...policies.ruling import in_force

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from django.test import Client

    from guantong.portal.accounts.models import User

pytestmark = pytest.mark.django_db
SHIPPED = load_policy()
NUMBER = next(
    f for f in SHIPPED.leading.parameters.values() if isinstance(f.parameter.value, int) and f.unit == "years"
)


@pytest.fixture
def home(tmp_path: Path, settings: Any, now: datetime) -> Iterator[Path]:
    """An installation of its own, on the day of the test."""
    settings.HOME = tmp_path
    with clock.at(now):
        yield tmp_path


def page(client: Client, name: str, lang: str = "zh-hans", **asked: str) -> str:
    answer = client.get(reverse(name), asked, headers={"accept-language": lang})
    assert answer.status_code == 200
    return answer.content.decode()


def settle(officer: User, leader: User, now: datetime) -> None:
    doubtful = next(f for p in SHIPPED.packs.values() for f in p.parameters.values() if f.parameter.doubtful)
    for made in (
        reading_propose(
            actor=officer, reading="A02", option="two_of_three", source="答复", reason="请示", effective_from=now.date(), now=now
        ),
        fact_propose(actor=officer, fact=doubtful.parameter.id, source="桂人社发〔2025〕1号", now=now),
        fact_propose(actor=officer, fact="relation/6-18-01-01/engineering/机械制造", source="桂职改〔2026〕3号", now=now),
        precedent_propose(
            actor=officer, question="honour_equality", about="南粤技术能手", answer=True, decided_by="自治区职改办",
            decided_on=now.date(), source="纪要", reason="同类", now=now,
        ),
    ):  # fmt: skip
        in_force(made, leader, now)


def test_one_version_says_so(client: Client, home: Path) -> None:
    text = page(client, "policies_versions")
    assert "只有一个版本" in text
    assert "一处未改" in text
    assert SHIPPED.leading.digest in text
    assert "只有一个版本" in page(client, "policies_compare")


def test_what_officers_settled_is_a_difference_with_its_day(
    client: Client, home: Path, officer: User, leader: User, now: datetime
) -> None:
    settle(officer, leader, now)
    text = page(client, "policies_versions")
    reading = SHIPPED.readings["A02"]
    for told in (
        reading.question.zh, reading.options["two_of_three"].zh, reading.options[reading.default].zh,
        "2026年11月22日", "南粤技术能手", "须人工认定",
        reverse("policies_clause", kwargs={"clause": reading.clause}),
    ):  # fmt: skip
        assert told in text
    compared = page(client, "policies_compare", one="shipped", other="here")
    for told in (reading.options["two_of_three"].zh, "桂人社发〔2025〕1号", "桂职改〔2026〕3号", "已确认"):
        assert told in compared
    found = compare(SHIPPED, versions(now.date()).usable[1].policy)
    assert [name for name, _was, _becomes in found.readings] == ["A02"]
    assert found.confirmed == ("relation/6-18-01-01/engineering/机械制造",)
    assert found.doubted == ()
    back = compare(versions(now.date()).usable[1].policy, SHIPPED)
    assert (back.doubted, back.confirmed) == (found.confirmed, ())


def test_a_version_kept_beside_is_compared(client: Client, home: Path) -> None:
    name = NUMBER.parameter.id.rpartition("#")[2]
    value = NUMBER.parameter.value
    assert isinstance(value, int)
    overlay = {"parameters": {NUMBER.parameter.id: value + 7}, "readings": {"A02": "two_of_three"}}
    keep(SHIPPED, overlay, home / "packs" / "2027")
    text = page(client, "policies_compare", one="shipped", other="2027")
    assert "保存的版本 2027" in text
    for told in (
        NUMBER.label.zh, f"{value + 7}", reverse("policies_clause", kwargs={"clause": NUMBER.clause}), name,
        SHIPPED.readings["A02"].options["two_of_three"].zh, "起施行",
    ):  # fmt: skip
        assert told in text
    english = page(client, "policies_compare", lang="en", one="shipped", other="2027")
    assert NUMBER.label.en in english
    assert SHIPPED.readings["A02"].options["two_of_three"].en in english
    assert "没有不同" in page(client, "policies_compare", one="2027", other="2027")


def test_a_folder_that_cannot_be_read_is_told_and_passed_over(client: Client, home: Path) -> None:
    (home / "packs" / "broken").mkdir(parents=True)
    text = page(client, "policies_versions")
    assert "broken" in text
    assert "只有一个版本" in text
    assert client.get(reverse("policies_compare"), {"other": "broken"}).status_code == 404
    assert client.get(reverse("policies_compare"), {"one": "../../etc"}).status_code == 404


def test_a_pack_that_only_one_version_has_is_told_whole(client: Client, home: Path) -> None:
    import shutil

    keep(SHIPPED, {"readings": {"A02": "two_of_three"}}, home / "packs" / "less")
    shutil.rmtree(home / "packs" / "less" / "cn" / "posts-2006")
    text = page(client, "policies_compare", one="shipped", other="less")
    assert "没有这个政策包" in text
    assert "去掉" in text
    for provision in SHIPPED.packs["cn/posts-2006"].provisions.values():
        assert provision.gist.zh in text
