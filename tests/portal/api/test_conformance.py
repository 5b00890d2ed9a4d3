"""Requests made from the description of the interface: no answer that it does not describe, and no fault of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode, openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from guantong.policy import load_policy
from guantong.portal.api.views import described
from guantong.portal.wsgi import application
from guantong.proof.cases import load_worked_cases

from .test_deciding import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpResponse
    from django.test import Client
    from schemathesis import Case
    from schemathesis.specs.openapi.schemas import OpenApiSchema

pytestmark = pytest.mark.django_db
CHECKS: Final = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.unsupported_method,
]
"""Whether a document is accepted is not among them: a schema knows no calendar and no check digit."""


OPERATIONS: Final = [(path, method) for path, methods in described()["paths"].items() for method in methods]


@pytest.fixture
def description(db: None) -> Iterator[OpenApiSchema]:
    """The description as it is served, in this process, whose connection outlives a request."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield openapi.from_wsgi("/api/v1/openapi.json", application)
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_answers_are_as_described(description: OpenApiSchema, path: str, method: str) -> None:
    operation = description[path][method.upper()]

    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), wrong=operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def conforms(case: Case[Any], wrong: Case[Any]) -> None:
        for one in (case, wrong):
            one.validate_response(one.call(), checks=CHECKS)

    conforms()


def test_description_is_of_version_3_1_and_names_its_parts() -> None:
    schema = described()
    assert schema["openapi"].startswith("3.1")
    assert {"/api/v1/decide", "/api/v1/path", "/api/v1/packs", "/api/v1/occupations"} <= set(schema["paths"])
    for shape in schema["components"]["schemas"].values():
        Draft202012Validator.check_schema(shape)
    for methods in schema["paths"].values():
        for operation in methods.values():
            assert operation["summary"]
            assert operation["description"]
            assert set(operation["responses"]) >= {"200", "401", "403", "406", "429", "500"}


def test_real_answers_have_the_described_shape(client: Client, ask: Callable[..., HttpResponse]) -> None:
    for worked in load_worked_cases()[::20]:
        _check("DecisionDocument", ask(worked.document))
    _check("DecisionDocument", ask(to="decide?lang=en"))
    _check("PathDocument", ask(to="path"))
    _check("PathDocument", ask(to="path?goal=副高级"))
    _check("PackList", client.get("/api/v1/packs"))
    _check("ReadingList", client.get("/api/v1/readings"))
    _check("OccupationList", client.get("/api/v1/occupations?search=焊"))
    for pack in load_policy().packs:
        _check("PackDocument", client.get(f"/api/v1/packs/{pack}"))
    _check("Clause", client.get("/api/v1/clauses/2.2.1.1c"))
    _check("Problem", ask({"titels": []}), 422)


def _check(shape: str, answer: Any, status: int = 200) -> None:
    content = read(answer, status)
    whole = {"$ref": f"#/components/schemas/{shape}", "components": described()["components"]}
    errors = [error.message for error in Draft202012Validator(whole).iter_errors(content)]
    assert not errors, shape
