"""The policy library: packs, clauses, readings, occupations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from ninja import Router
from ninja.params.functions import Query

from guantong.catalogue import terms
from guantong.policy.model import UNCONFIRMED

from .. import clock
from ..policies.selectors import policy_in_force
from .admission import Admission, Caller, with_token
from .answers import Clause, OccupationList, PackDocument, PackList, ReadingList, TokenStatus
from .asked import language
from .deciding import LANG, Lang
from .documents import answered
from .models import Scope
from .openapi import answers
from .problems import not_found, unauthorised

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from guantong.catalogue import Occupation
    from guantong.policy.model import Language, Pack, ParameterFact, Policy, Provision, Reading

router = Router(tags=["library"], auth=Admission(Scope.LIBRARY))
_MOST_OCCUPATIONS = 20


@router.get(
    "/packs",
    response=answers(PackList, 422),
    operation_id="packs",
)
def packs(request: HttpRequest, lang: Lang | None = LANG) -> HttpResponse:
    """The official documents that answer together, as data."""
    policy = _policy()
    listed = [_summary(pack, language()) for pack in policy.packs.values()]
    return answered({"catalogue": policy.catalogue.digest, "packs": listed})


@router.get(
    "/packs/{path:pack_id}",
    response=answers(PackDocument, 404, 422),
    operation_id="pack",
)
def pack(request: HttpRequest, pack_id: str, lang: Lang | None = LANG) -> HttpResponse:
    """One pack with its clauses, readings and parameters; its id has a slash, as `cn-gx/rs-2021-12`."""
    policy = _policy()
    found = policy.packs.get(pack_id)
    if found is None:
        raise not_found(_("没有这个政策包，编号见 /api/v1/packs。"))
    content = {
        "clauses": [_clause(policy, provision, language()) for provision in found.provisions.values()],
        "readings": [_reading(policy, reading, language()) for reading in found.readings.values()],
        "parameters": [_parameter(fact, language()) for fact in found.parameters.values()],
    }
    return answered({**_summary(found, language()), **content})


@router.get(
    "/clauses/{path:clause_id}",
    response=answers(Clause, 404, 422),
    operation_id="clause",
)
def clause(request: HttpRequest, clause_id: str, lang: Lang | None = LANG) -> HttpResponse:
    """One clause, as answers cite it: `2.2.1.1c`, or `cn/r40-2019#11` with the sign # written as %23."""
    policy = _policy()
    found = policy.provision(clause_id)
    if found is None:
        raise not_found(_("没有这个条款，编号的写法见判断结果中的 clauses。"))
    return answered(_clause(policy, found, language()))


@router.get("/readings", response=answers(ReadingList, 422), operation_id="readings")
def readings(request: HttpRequest, lang: Lang | None = LANG) -> HttpResponse:
    """The questions that the text leaves open, with the ways to read it and the one that holds."""
    policy = _policy()
    return answered({"readings": [_reading(policy, found, language()) for found in policy.readings.values()]})


@router.get(
    "/occupations",
    response=answers(OccupationList, 422),
    operation_id="occupations",
)
def occupations(
    request: HttpRequest,
    search: str = Query(
        ..., min_length=1, max_length=60, description="a name, code or everyday word", example="车工"
    ),
) -> HttpResponse:
    """What a name, a code or an everyday word means, the likeliest first, with the specialties it is related to."""
    known = _policy().catalogue
    meant = known.find_occupation(search)
    exact = [known.occupations[meant.code]] if meant and meant.code in known.occupations else []
    word = terms.normalise(search)
    holding = [found for found in known.occupations.values() if word and _holds(found, word)]
    alike = known.suggest_occupations(search, _MOST_OCCUPATIONS)
    listed = list(dict.fromkeys(found.code for found in (*exact, *holding, *alike)))[:_MOST_OCCUPATIONS]
    return answered({"occupations": [_occupation(known.occupations[code]) for code in listed]})


@router.get(
    "/token",
    auth=with_token,
    response=answers(TokenStatus),
    operation_id="token",
    tags=["token"],
    openapi_extra={"security": [{"token": []}]},
)
def token(request: HttpRequest) -> HttpResponse:
    """The organisation and the scopes of the token that is sent, and until when it is valid."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    if caller.token is None:
        raise unauthorised("Authorization: Bearer …")
    return answered(
        {
            "organisation_type": caller.token.organisation_type,
            "organisation_id": str(caller.token.organisation_id),
            "name": caller.token.name,
            "scopes": caller.token.scopes,
            "valid_to": caller.token.valid_to.isoformat(),
        },
        personal=True,
    )


def _policy() -> Policy:
    return policy_in_force(clock.today())


def _summary(pack: Pack, lang: Language) -> dict[str, Any]:
    document = pack.document
    return {
        "id": pack.id,
        "number": document.number,
        "name": document.name.in_(lang),
        "issuer": document.issuer.in_(lang),
        "version": document.version,
        "digest": pack.digest,
        "leads": document.leads,
        "effective_from": _iso(document.effective_from),
        "effective_to": _iso(document.effective_to),
        "review_after": _iso(document.review_after),
        "confidence": document.confidence,
        "source": document.source,
    }


def _clause(policy: Policy, provision: Provision, lang: Language) -> dict[str, Any]:
    leads = policy.leading.id == provision.pack
    return {
        "pack": provision.pack,
        "id": provision.id,
        "cited_as": provision.id if leads else f"{provision.pack}#{provision.id}",
        "kind": provision.kind,
        "gist": provision.gist.in_(lang),
        "realised_by": list(provision.realised_by),
    }


def _reading(policy: Policy, reading: Reading, lang: Language) -> dict[str, Any]:
    return {
        "pack": reading.pack,
        "id": reading.id,
        "clause": reading.clause,
        "kind": reading.kind,
        "question": reading.question.in_(lang),
        "decided_by": reading.decided_by.in_(lang),
        "default": reading.default,
        "chosen": policy.choices.get(reading.id, reading.default),
        "options": [{"id": name, "text": text.in_(lang)} for name, text in reading.options.items()],
    }


def _parameter(fact: ParameterFact, lang: Language) -> dict[str, Any]:
    return {
        "id": fact.parameter.id,
        "label": fact.label.in_(lang),
        "value": _plain(fact.parameter.value),
        "unit": fact.unit,
        "clause": fact.clause,
        "confidence": fact.confidence,
        "unconfirmed": fact.confidence in UNCONFIRMED,
        "source": fact.source,
    }


def _occupation(found: Occupation) -> dict[str, Any]:
    relations = found.relations and [
        {
            "series": row.series,
            "specialty": row.specialty,
            "relation": row.relation,
            "confidence": row.confidence,
        }
        for row in found.relations
    ]
    return {
        "code": found.code,
        "name": found.name,
        "edition": found.edition,
        "aliases": list(found.aliases),
        "confidence": found.confidence,
        "relations": relations if relations is None else list(relations),
    }


def _holds(found: Occupation, word: str) -> bool:
    return any(word in terms.normalise(text) for text in (found.name, *found.aliases))


def _plain(value: object) -> object:
    match value:
        case tuple() | frozenset():
            return [_plain(member) for member in value]
        case None | bool() | int() | float() | str():
            return value
        case dict():
            return {str(key): _plain(member) for key, member in value.items()}
    return str(value)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
