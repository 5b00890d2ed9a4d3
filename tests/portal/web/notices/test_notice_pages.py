"""Notices as people read them, and the outbox as administrators watch it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.notices import demonstration
from guantong.portal.notices.delivery import deliver_all
from guantong.portal.notices.models import Delivery, Message, State
from guantong.portal.notices.services import notify

from ...accounts.signing import account, granted, sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from guantong.portal.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(now: datetime) -> Iterator[None]:
    with clock.at(now):
        yield


def tell(user: User, count: int = 1) -> list[Message]:
    now = clock.now() - timedelta(minutes=1)
    context = {"role": "职改办经办", "until": "2026-12-22", "days": 30}
    return [notify(user=user, template="N18", context=context, subject=None, now=now) for _ in range(count)]


@pytest.fixture
def wei(client: Client) -> User:
    user = account("wei")
    sign_in(client, user)
    return user


def page(client: Client, name: str = "notices", **query: str) -> str:
    answer = client.get(reverse(name), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_somebody_without_notices_is_told_what_will_be_here(client: Client, wei: User) -> None:
    assert "还没有消息" in page(client)
    assert "没有未读消息" in page(client, show="unread")


def test_a_notice_is_read_in_full_and_marked(client: Client, wei: User) -> None:
    (message,) = tell(wei)
    assert "您的角色“职改办经办”2026年12月22日到期" in page(client)
    assert "未读 1" in page(client)

    client.post(reverse("notices_read", args=[message.pk]))

    assert "未读 0" in page(client)
    assert "职改办经办" not in page(client, show="unread")


def test_a_notice_reads_in_english_too(client: Client, wei: User) -> None:
    tell(wei)
    client.cookies["django_language"] = "en"

    assert "ends on 22 December 2026" in page(client)


def test_all_are_marked_at_once(client: Client, wei: User) -> None:
    tell(wei, 3)

    answer = client.post(reverse("notices_read_all"), follow=True)

    assert "3 条消息已标为已读" in answer.content.decode()
    assert not Message.objects.filter(read_at=None).exists()


def test_what_is_written_to_another_is_neither_shown_nor_marked(client: Client, wei: User) -> None:
    (message,) = tell(account())

    assert "职改办经办" not in page(client)
    assert client.post(reverse("notices_read", args=[message.pk])).status_code == 404
    assert Message.objects.get().read_at is None


def test_many_notices_come_in_pages_with_few_queries(
    client: Client, wei: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    tell(wei, 65)

    with django_assert_max_num_queries(8):
        first = page(client)

    assert "第 1 页，共 3 页" in first
    assert "?page=2" in first
    assert page(client, page="3").count('class="panel message') == 5
    assert page(client, page="nonsense").count('class="panel message') == 30


def test_an_administrator_sees_why_something_was_not_sent_and_tries_again(client: Client) -> None:
    sign_in(client, granted(Role.ADMINISTRATOR, user=account("admin")))
    tell(account("wei"))
    deliver_all(now=clock.now())

    text = page(client, "notices_outbox")
    assert "没有配置邮件服务器" in text
    assert "角色即将到期" in text
    assert "职改办经办" not in text.split("<table")[1], "what it says to the person is not shown"

    client.post(reverse("notices_retry", args=[Delivery.objects.get().pk]))
    assert Delivery.objects.get().state == State.WAITING
    refused = client.post(reverse("notices_retry", args=[Delivery.objects.get().pk]))
    assert refused.status_code == 409
    assert "不需要重发" in refused.content.decode()


def test_the_outbox_is_filtered_and_needs_few_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in(client, granted(Role.ADMINISTRATOR))
    tell(account(), 20)
    deliver_all(now=clock.now())

    with django_assert_max_num_queries(12):
        assert page(client, "notices_outbox", state="skipped").count("<form") >= 20
    assert "没有这样的邮件" in page(client, "notices_outbox", state="failed")
    assert page(client, "notices_outbox", state="'").count("outbox__try") == 20


def test_the_demonstration_greets_everybody_once(client: Client, wei: User, now: datetime) -> None:
    demonstration.load(now=now)
    demonstration.load(now=now)

    assert Message.objects.filter(user=wei).count() == 1
    assert "这是演示系统" in page(client)
