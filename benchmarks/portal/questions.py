"""The question that both servers are asked, and whether they answer it alike."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any, Final

from benchmarks.flat import flat
from benchmarks.openfisca_peer import OpenFiscaPeer
from benchmarks.workload import ROUTES, sample
from guantong.cases import dump_case

from .load import Request, send

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guantong.cases.model import Case

    from .servers import Server

PEOPLE: Final = 40
_JSON: Final = {"Content-Type": "application/json"}
_NAMES: Final = [f"{route}@{level}" for route, levels in ROUTES.items() for level in levels]


def people() -> list[Case]:
    """Those who are asked about."""
    return sample(PEOPLE)


def to_portal(cases: Sequence[Case], *, with_readings: bool) -> list[Request]:
    """The cases as the interface takes them: four titles, four levels, every route that leads there."""
    address = f"/api/v1/decide?with_readings={str(with_readings).lower()}"
    return [Request("POST", address, json.dumps(dump_case(case)).encode(), _JSON) for case in cases]


def to_openfisca(cases: Sequence[Case]) -> list[Request]:
    """The same people as OpenFisca takes them, asked for the same routes at the same levels."""
    found = []
    for case in cases:
        facts = OpenFiscaPeer.facts(flat(case))
        asked = {name: {facts["as_of"]: None} for name in _NAMES}
        content = {"persons": {"person": {**facts["values"], **asked}}}
        found.append(Request("POST", "/calculate", json.dumps(content).encode(), _JSON))
    return found


def disagreements(cases: Sequence[Case], portal: Server, openfisca: Server) -> Iterator[str]:
    """Where the two answer otherwise. The portal knows more routes; those that both know are compared."""
    ours, theirs = (HTTPConnection("127.0.0.1", server.port, timeout=60) for server in (portal, openfisca))
    asked = zip(cases, to_portal(cases, with_readings=False), to_openfisca(cases), strict=True)
    for number, (case, to_us, to_them) in enumerate(asked):
        one = _open_routes(json.loads(send(ours, to_us)[1]))
        person = json.loads(send(theirs, to_them)[1])["persons"]["person"]
        other = {name for name in _NAMES if person[name][case.as_of.isoformat()]}
        for name in sorted(one ^ other):
            yield f"person {number}, {name}: ours {name in one}, theirs {name in other}"


def _open_routes(answer: dict[str, Any]) -> set[str]:
    return {
        name
        for decision in answer["decisions"]
        for route in decision["routes"]
        if route["verdict"] == "eligible"
        and (name := f"{route['route']}@{decision['target']['level']}") in _NAMES
    }
