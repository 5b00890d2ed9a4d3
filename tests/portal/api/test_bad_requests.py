"""Whatever is sent: a problem document that says what is wrong, no traceback, and nothing done."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guantong.portal.api.problems import KINDS
from guantong.portal.api.views import described
from guantong.portal.policies.size import MOST_ROWS

from .conftest import TURNER
from .test_deciding import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    Ask = Callable[..., HttpResponse]

pytestmark = pytest.mark.django_db


def kind(answer: HttpResponse, status: int) -> str:
    """Which problem an answer tells, the page explaining it."""
    problem = read(answer, status)
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    found: str = problem["type"].rpartition("#")[2]
    assert KINDS[found][0] == status
    return found


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b" ", "空"),
        (b"{", "不是正确的 JSON"),
        (b"as_of: 2026-11-22", "不是正确的 JSON"),
        (b'{"a": NaN}', "NaN 不是数"),
        (b'{"a": Infinity}', "不是数"),
        (b'{"as_of": "2026-11-22", "as_of": "2026-11-23"}', "出现了两次"),
        (b'{"a": 123456789012345678901234567890}', "太长"),
        (b"[" * 100_000, "嵌套超过"),
        (b'{"a":' * 100_000, "嵌套超过"),
        (b"[" + b"1," * 6000 + b"1]", "内容超过"),
        (b'{"a": "\xff"}', "不是 UTF-8"),
        ("{}".encode("utf-16"), "UTF-16"),
        (b'{"a": "\x00"}', "控制字符"),
        (b'{"a": "' + b"x" * 1_000_001 + b'"}', "超过 1 MB"),
        (b"[]", ""),
        (b"null", ""),
        (b"1", ""),
        (b'"x"', ""),
    ],
)
def test_body_that_is_no_case(ask: Ask, body: bytes, said: str) -> None:
    answer = ask(body)
    assert kind(answer, 422) == "invalid-case"
    assert said in " ".join(error["message"] for error in json.loads(answer.content)["errors"])


@pytest.mark.parametrize(
    "name",
    ["\u0000", "\ud800", "‮韦示例", "长" * 10_000, "\u200b", "<script>alert(1)</script>", "韦䶮", "韦𬭎"],
)
def test_names_of_every_kind_are_read_or_refused_in_words(ask: Ask, name: str) -> None:
    answer = ask({**TURNER, "person": {"name": name}})
    if answer.status_code != 200:
        assert kind(answer, 422) == "invalid-case"
    for rare in ("韦䶮", "韦𬭎"):
        assert ask({**TURNER, "person": {"name": rare}}).status_code == 200


def test_lists_that_no_person_has_so_long_are_refused_all_at_once(ask: Ask) -> None:
    long = {name: TURNER[name] * (MOST_ROWS + 1) for name in ("employment", "certificates", "targets")}
    problem = read(ask({**TURNER, **long}), 422)
    assert [error["path"] for error in problem["errors"]] == ["employment", "certificates", "targets"]
    assert ask({**TURNER, "targets": TURNER["targets"] * MOST_ROWS}).status_code == 200


def test_long_body_is_not_read(client: Client) -> None:
    answer = client.post("/api/v1/decide", b"x" * (5 * 1024 * 1024 + 1), content_type="application/json")
    assert kind(answer, 413) == "too-large"  # type: ignore[arg-type]
    answer = client.post("/api/v1/decide", b"x" * (7 * 1024 * 1024), content_type="application/json")
    assert kind(answer, 413) == "too-large"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "form", ["text/plain", "application/yaml", "application/x-www-form-urlencoded", "image/svg+xml", "", "x"]
)
def test_body_of_another_form_is_refused(client: Client, form: str) -> None:
    answer = client.post("/api/v1/decide", b"{}", content_type=form)
    assert kind(answer, 415) == "unsupported-media-type"  # type: ignore[arg-type]


def test_mislabelled_upload_is_refused(client: Client) -> None:
    answer = client.post("/api/v1/decide", {"file": "x"})
    assert kind(answer, 415) == "unsupported-media-type"  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ["text/html", "application/xml", "image/*"])
def test_answer_in_another_form_is_refused(ask: Ask, form: str) -> None:
    assert kind(ask(accept=form), 406) == "not-acceptable"


@pytest.mark.parametrize(
    "form", ["*/*", "application/*", "application/json", "text/html, application/json;q=0.1"]
)
def test_answer_in_json_is_given(ask: Ask, form: str) -> None:
    assert ask(accept=form).status_code == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "BREW"])
def test_other_methods_are_refused_with_what_is_allowed(client: Client, method: str) -> None:
    answer = client.generic(method, "/api/v1/decide")
    assert kind(answer, 405) == "method-not-allowed"  # type: ignore[arg-type]
    assert answer["Allow"] == "POST"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nothing",
        "decide/",
        "packs/nothing",
        "packs/../../etc/passwd",
        "packs/%2e%2e%2fpasswd",
        "packs/%00",
        "clauses/9.9.9",
        "clauses/%ED%A0%80",
        "clauses/cn-gx/rs-2021-12%23nothing",
        "clauses/nothing%232.2.1.1c",
        "clauses/" + "a" * 5000,
    ],
)
def test_addresses_that_lead_nowhere(client: Client, address: str) -> None:
    assert kind(client.get(f"/api/v1/{address}"), 404) == "not-found"  # type: ignore[arg-type]


@pytest.mark.parametrize("query", ["search=", "search=" + "a" * 61, "", "search[]=x", "lang=fr&search="])
def test_search_that_asks_nothing(client: Client, query: str) -> None:
    assert kind(client.get(f"/api/v1/occupations?{query}"), 422) == "invalid-parameter"  # type: ignore[arg-type]


@pytest.mark.parametrize("search", ["%00", "%ff", "%ED%A0%80", "' OR 1=1 --", "%E2%80%AE", "%F0%AC%AD%8E"])
def test_search_for_anything_is_answered(client: Client, search: str) -> None:
    assert client.get(f"/api/v1/occupations?search={search}").status_code == 200


def test_mistake_of_ours_is_told_without_its_inside(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: object, **kwargs: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr("guantong.portal.policies.services.decide", fails)
    answer = ask()
    assert kind(answer, 500) == "internal"
    for word in (b"secret", b"Traceback", b"RuntimeError"):
        assert word not in answer.content


def test_no_cookie_or_token_of_a_form_is_needed(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/api/v1/decide", json.dumps(TURNER), content_type="application/json")
    assert answer.status_code == 200
    assert not answer.cookies


plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
rows = st.dictionaries(st.text(max_size=10), plain | st.lists(plain, max_size=3), max_size=4)
values = plain | rows | st.lists(plain | rows, max_size=4)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    change=st.dictionaries(
        st.sampled_from([*described()["components"]["schemas"]["Case"]["properties"], "x"]),
        values,
        max_size=4,
    )
)
def test_any_change_of_a_case_is_decided_or_refused_in_words(ask: Ask, change: dict[str, object]) -> None:
    answer = ask(json.dumps({**TURNER, **change}))
    if answer.status_code != 200:
        assert kind(answer, 422) == "invalid-case"
        assert json.loads(answer.content)["errors"]
