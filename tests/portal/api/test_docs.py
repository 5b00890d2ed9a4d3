"""The page for people and the description for programs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import pytest
from django.utils.html import escape

from guantong.portal.api.describing import texts
from guantong.portal.api.problems import KINDS
from guantong.portal.api.views import described

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from guantong.policy.model import Language

pytestmark = pytest.mark.django_db
CHINESE: Final = re.compile(r"[\u3400-\u9fff]")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_page_tells_every_operation_and_every_kind_of_problem(client: Client, language: str) -> None:
    shown = client.get("/api/v1/docs", headers={"accept-language": language}).content.decode()
    for path, methods in described()["paths"].items():
        for method, details in methods.items():
            assert f"{method.upper()} {path}" in shown
            assert f'id="{details["operationId"]}"' in shown
    for kind in KINDS:
        assert f'id="{kind}"' in shown, "the type of a problem leads here"


def test_page_needs_nothing_from_elsewhere_and_nothing_inline(client: Client) -> None:
    shown = client.get("/api/v1/docs").content.decode()
    loaded = re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="([^"]+)"', shown)
    assert loaded
    assert all(address.startswith("/") for address in loaded)
    assert "<style" not in shown
    assert " style=" not in shown


def test_description_is_served_as_it_is(client: Client) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert answer["Content-Type"] == "application/json"
    assert answer.json() == described()
    assert client.post("/api/v1/openapi.json").status_code == 405


def _texts(part: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Every description and summary in a description of the interface, with its place."""
    if isinstance(part, dict):
        for name, inner in part.items():
            if name in ("description", "summary") and isinstance(inner, str):
                yield f"{at}/{name}", inner
            else:
                yield from _texts(inner, f"{at}/{name}")
    elif isinstance(part, list):
        for number, inner in enumerate(part):
            yield from _texts(inner, f"{at}/{number}")


def test_every_text_of_the_description_is_in_its_language() -> None:
    zh, en = dict(_texts(described("zh"))), dict(_texts(described("en")))

    assert zh.keys() == en.keys()
    assert len(zh) > 300
    assert [place for place, text in zh.items() if not CHINESE.search(text)] == []
    assert [place for place, text in en.items() if not text or CHINESE.search(text)] == []


def test_everything_that_is_described_has_a_text() -> None:
    for lang in ("zh", "en"):
        content = described(lang)
        for operations in content["paths"].values():
            for operation in operations.values():
                assert operation["summary"]
                for parameter in operation.get("parameters", ()):
                    assert parameter["description"]
                for answer in operation["responses"].values():
                    assert answer["description"]
        for name, shape in content["components"]["schemas"].items():
            for field in shape.get("properties", {}).values():
                assert field["description"], name


def test_sentences_are_whole() -> None:
    said = texts()
    whole = [said["interface"], said["case"], said["token"]]
    whole += [one["description"] for one in said["operations"].values()]
    whole += [one["text"] for one in said["shapes"].values()]
    for text in whole:
        assert text["zh"].endswith("。"), text
        assert text["en"].endswith("."), text


def test_no_text_is_kept_for_what_there_is_not() -> None:
    content = described()
    operations = [one for methods in content["paths"].values() for one in methods.values()]
    assert texts()["operations"].keys() == {one["operationId"] for one in operations}
    assert texts()["parameters"].keys() == {
        parameter["name"] for one in operations for parameter in one.get("parameters", ())
    }
    shapes = {
        name: shape for name, shape in content["components"]["schemas"].items() if not name.startswith("Case")
    }
    assert texts()["shapes"].keys() == shapes.keys()
    for name, said in texts()["shapes"].items():
        assert said["fields"].keys() == shapes[name]["properties"].keys(), name


def test_languages_say_the_same_but_for_their_texts() -> None:
    def without(part: Any) -> Any:
        if isinstance(part, dict):
            kept = {name: without(inner) for name, inner in part.items()}
            return {
                name: inner
                for name, inner in kept.items()
                if not (name in ("description", "summary") and isinstance(inner, str))
            }
        return [without(inner) for inner in part] if isinstance(part, list) else part

    assert without(described("zh")) == without(described("en"))


@pytest.mark.parametrize(
    ("address", "headers", "lang"),
    [
        ("", {}, "zh"),
        ("", {"accept-language": "en-GB,en;q=0.9"}, "en"),
        ("", {"accept-language": "zh-CN"}, "zh"),
        ("", {"accept-language": "fr"}, "zh"),
        ("?lang=en", {}, "en"),
        ("?lang=zh", {"accept-language": "en"}, "zh"),
    ],
)
def test_description_is_in_the_language_asked_for(
    client: Client, address: str, headers: dict[str, str], lang: Language
) -> None:
    answer = client.get(f"/api/v1/openapi.json{address}", headers=headers)

    assert answer["Content-Language"] == {"zh": "zh-hans", "en": "en"}[lang]
    assert "Accept-Language" in answer["Vary"]
    assert answer.json() == described(lang)


@pytest.mark.parametrize(("language", "lang"), [("zh-hans", "zh"), ("en", "en")])
def test_page_speaks_one_language(client: Client, language: str, lang: Language) -> None:
    shown = client.get("/api/v1/docs", headers={"accept-language": language}).content.decode()
    main = shown.split("<main", 1)[1].split("</main>", 1)[0]
    for place, text in _texts(described(lang)["paths"]):
        if "/responses/" not in place and "/requestBody/" not in place:
            for piece in text.split("`")[::2]:
                assert escape(piece) in main, place
    prose = re.sub(r"(?s)<(pre|code)\b.*?</\1>|<[^>]+>", " ", main)
    if lang == "en":
        assert not CHINESE.search(prose)
    else:
        assert not re.search(r"[a-z]+ [a-z]+ [a-z]+ [a-z]+", prose), "no sentence of another language"
