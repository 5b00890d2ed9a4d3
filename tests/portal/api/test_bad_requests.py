"""Whatever is sent: a problem document that says what is wrong, no traceback, and nothing done."""

from __future__ import annotations

import json
import re
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


@pytest.mark.parametrize(
    "address", ["/api", "/api/", "/api/v1", "/api/v2/decide", "/api/v1.0/packs", "/api/latest"]
)
@pytest.mark.parametrize("method", ["get", "post", "head", "put"])
def test_versions_that_there_are_not(client: Client, address: str, method: str) -> None:
    answer = getattr(client, method)(address)
    assert kind(answer, 404) == "not-found" if method != "head" else answer.status_code == 404


@pytest.mark.parametrize(
    ("query", "mistakes"),
    [
        ("langg=en", [("query.langg", "没有这个参数", "是否指 lang")]),
        ("x=1", [("query.x", "没有这个参数", "可用的参数：lang")]),
        ("lang=en&lang=zh", [("query.lang", "这个参数出现了两次", "请只写一次")]),
        (
            "%00=1&%ED%A0%80=",
            [
                ("query.\x00", "没有这个参数", "可用的参数：lang"),
                ("query.���", "没有这个参数", "可用的参数：lang"),
            ],
        ),
    ],
)
def test_parameters_that_there_are_not(
    client: Client, query: str, mistakes: list[tuple[str, str, str]]
) -> None:
    for address in ("packs", "openapi.json"):
        problem = read(client.get(f"/api/v1/{address}?{query}"), 422)  # type: ignore[arg-type]
        said = problem["errors"]
        if "lang=zh" in query:  # the last one is the language of the answer
            assert [error["path"] for error in said] == ["query.lang"]
        else:
            assert [(error["path"], error["message"], error["hint"]) for error in said] == mistakes


def test_mistakes_of_the_address_are_told_with_those_of_the_case(ask: Ask) -> None:
    problem = read(ask({"titels": []}, to="decide?langg=en&as_of=soon"), 422)
    assert [error["path"] for error in problem["errors"]] == ["query.langg", "query.as_of", "titels"]
    problem = read(ask(to="decide?langg=en&with_readings=perhaps"), 422)
    assert [error["path"] for error in problem["errors"]] == ["query.langg", "query.with_readings"]
    assert [error["path"] for error in read(ask(to="decide?x=1"), 422)["errors"]] == ["query.x"]


def test_a_flood_of_parameters_is_told_in_a_short_answer(ask: Ask) -> None:
    many = "&".join(f"p{number}=1" for number in range(900))
    assert len(read(ask(to=f"decide?{many}"), 422)["errors"]) == 20


@pytest.mark.parametrize("address", ["packs", "readings", "openapi.json", "docs", "occupations?search=车工"])
def test_heads_are_those_of_the_answer(client: Client, address: str) -> None:
    head, whole = client.head(f"/api/v1/{address}"), client.get(f"/api/v1/{address}")
    assert head.status_code == whole.status_code == 200
    assert head["Content-Type"] == whole["Content-Type"]
    assert not head.content


def test_other_methods_of_what_can_be_read(client: Client) -> None:
    for address in ("packs", "openapi.json", "docs"):
        for method in ("POST", "OPTIONS", "DELETE"):
            answer = Client(enforce_csrf_checks=True).generic(method, f"/api/v1/{address}")
            assert kind(answer, 405) == "method-not-allowed"  # type: ignore[arg-type]
            assert answer["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    "headers",
    [{"content-encoding": "gzip"}, {"content-encoding": "br"}],
)
def test_body_that_is_compressed_is_refused(ask: Ask, headers: dict[str, str]) -> None:
    assert kind(ask(**headers), 415) == "unsupported-media-type"


@pytest.mark.parametrize("charset", ["gbk", "utf-16", "nonsense", "latin-1"])
def test_body_of_another_charset_is_refused(client: Client, charset: str) -> None:
    answer = client.generic("POST", "/api/v1/decide", b"{}", f"application/json; charset={charset}")
    assert kind(answer, 415) == "unsupported-media-type"  # type: ignore[arg-type]
    answer = client.generic("POST", "/api/v1/decide", b"{}", "application/json; charset=UTF-8")
    assert answer.status_code == 200


def test_body_of_unknown_length_is_refused(client: Client) -> None:
    answer = client.post(
        "/api/v1/decide", content_type="application/json", headers={"transfer-encoding": "chunked"},
        CONTENT_LENGTH=None,
    )  # fmt: skip
    assert kind(answer, 411) == "length-required"  # type: ignore[arg-type]


def test_request_for_another_host_is_told_so_in_a_problem_document(client: Client) -> None:
    answer = client.get("/api/v1/packs", headers={"host": "evil.example"})
    assert kind(answer, 400) == "malformed"  # type: ignore[arg-type]
    assert client.get("/", headers={"host": "evil.example"})["Content-Type"].startswith("text/html")


STRANGE: list[tuple[str, str, dict[str, str], int]] = [
    ("GET", "/api/v1/decide", {}, 405),
    ("GET", "/api/v1/packs/", {}, 404),
    ("GET", "/api/v2/packs", {}, 404),
    ("GET", "/api/v1/packs", {"accept": "text/html"}, 406),
    ("GET", "/api/v1/packs?langg=zh", {}, 422),
    ("GET", "/api/v1/occupations", {}, 422),
    ("GET", "/api/v1/token", {}, 401),
    ("POST", "/api/v1/decide", {"content-type": "text/plain"}, 415),
    ("POST", "/api/v1/packs", {}, 405),
    ("GET", "/api/v1/packs", {"host": "evil.example"}, 400),
]


@pytest.mark.parametrize(("method", "address", "headers", "status"), STRANGE)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_problems_are_told_in_the_language_asked_for(
    client: Client, method: str, address: str, headers: dict[str, str], status: int, language: str
) -> None:
    answer = client.generic(method, address, b"{}", headers={"accept-language": language, **headers})
    problem = read(answer, status)  # type: ignore[arg-type]
    said = [problem["title"], problem["detail"]]
    said += [
        error[part] for error in problem.get("errors", ()) for part in ("message", "hint") if error[part]
    ]
    chinese = [bool(re.search(r"[\u3400-\u9fff]", text)) for text in said]
    assert all(chinese) if language == "zh" else not any(chinese), said


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["\\ud800", "a\\u0000b"])
def test_a_case_is_refused_in_one_language(ask: Ask, language: str, name: str) -> None:
    answer = ask('{"person": {"name": "' + name + '"}}', **{"accept-language": language})
    assert kind(answer, 422) == "invalid-case"
    problem = json.loads(answer.content)
    for text in (problem["title"], *(error["message"] for error in problem["errors"])):
        assert bool(re.search(r"[\u3400-\u9fff]", text)) == (language == "zh")


def test_an_answer_is_in_the_language_asked_for(ask: Ask, client: Client) -> None:
    assert read(ask(**{"accept-language": "en"})) == read(ask(to="decide?lang=en"))
    assert ask(**{"accept-language": "en"})["Content-Language"] == "en"
    packs = client.get("/api/v1/packs", headers={"accept-language": "en"})
    assert packs.json() == client.get("/api/v1/packs?lang=en").json()
    assert packs.json() != client.get("/api/v1/packs").json()


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
