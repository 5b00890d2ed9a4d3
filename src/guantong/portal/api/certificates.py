"""Verifying a certificate, and handing in a list of what was approved."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any, Final, Literal

from django.db.models import Q
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.params.functions import Query

from guantong.cases.days import NotADay, read_day

from .. import clock
from ..certificates import batches, lists, verification
from ..certificates.limits import TooOftenError
from ..certificates.models import Batch, IssuingAuthority
from ..certificates.naming import authority_meant
from ..refusals import InvalidError, RefusedError
from .admission import Admission, Caller, with_token
from .asked import language
from .documents import answered
from .models import Scope
from .openapi import answers
from .problems import (
    Place,
    ProblemError,
    forbidden,
    invalid_parameters,
    malformed,
    too_large,
    too_many,
    unsupported,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from ..certificates.verification import Answer
    from .models import ApiToken

Lang = Literal["zh", "en"]
LANG = Query(None)
MOST_FILE: Final = 4 * 1024 * 1024
UNKNOWN: Final = {"standing": "unknown"}
router = Router(tags=["certificates"])


class _Verifying(Admission):
    """Admits whoever verifies. Where the database is away nobody can be counted, nor can anything be looked up."""

    def __call__(self, request: HttpRequest) -> Caller:
        """Who asks, or nobody in particular, who will be told that nothing is known."""
        try:
            return super().__call__(request)
        except verification.UNREACHABLE:
            request.unreachable = True  # type: ignore[attr-defined]
            return Caller(None)


class Verification(Schema):
    """What is told of a certificate. The same for one that is absent and one that does not fit."""

    standing: Literal[
        "valid", "suspended", "revoked", "annulled", "replaced", "not_issued", "unknown", "no_match"
    ]
    checked_at: str | None = None
    name: str | None = None
    certificate: dict[str, Any] | None = None
    since: str | None = None
    reason: dict[str, str] | None = None
    superseded_by: str | None = None
    file: dict[str, Any] | None = None


class RowFaults(Schema):
    """A row that cannot be issued."""

    row: int
    faults: list[str]


class ListTaken(Schema):
    """A list that was taken in, for two officers to look at."""

    id: str
    state: str
    rows: int
    wrong: list[RowFaults]


def _body(types: Mapping[str, str], required: tuple[str, ...] = ()) -> dict[str, Any]:
    fields: dict[str, dict[str, Any]] = {name: {"type": kind} for name, kind in types.items()}
    if "rows" in fields:
        fields["rows"]["items"] = {"type": "object", "additionalProperties": {"type": "string"}}
    shape = {
        "type": "object",
        "properties": fields,
        "required": list(required),
        "additionalProperties": False,
    }
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": shape}}}}


_ASKED: Final = dict.fromkeys(("number", "code", "name", "tail", "file"), "string")
_WAYS: Final = (("file",), ("number", "code"), ("number", "name", "tail"))
_LIST: Final = {
    "authority": "string",
    "approval_document": "string",
    "approved_on": "string",
    "rows": "array",
}
_LIST_MAY: Final = {"ask_holders": "boolean"}


@router.post(
    "/certificates/verify",
    auth=_Verifying(Scope.VERIFY),
    response=answers(Verification, 413, 415, 422),
    operation_id="verify",
    openapi_extra=_body(_ASKED),
)
def verify(request: HttpRequest, lang: Lang | None = LANG) -> HttpResponse:
    """How a certificate stands, by number and code, by number, name and last four, or by the file."""
    given = _given(request, _ASKED)
    if not any(given.keys() == set(way) for way in _WAYS):
        raise invalid_parameters(
            [Place("body", _("要写 number 和 code，或 number、name 和 tail，或只写 file"))]
        )
    if wrong := [
        Place(f"body.{key}", _("应为文本")) for key, value in given.items() if not isinstance(value, str)
    ]:
        raise invalid_parameters(wrong)
    if getattr(request, "unreachable", False):
        return answered(UNKNOWN, personal=True)
    try:
        return answered(verification.as_document(_verified(given)), personal=True)
    except TooOftenError as refusal:
        raise too_many(refusal.seconds) from None
    except verification.UNREACHABLE:
        return answered(UNKNOWN, personal=True)


def _verified(given: Mapping[str, str]) -> Answer:
    now = clock.now()
    if "file" in given:
        return verification.by_file(content=_content(given["file"]), address=None, now=now)
    if "code" in given:
        return verification.by_code(number=given["number"], code=given["code"], address=None, now=now)
    return verification.by_person(
        number=given["number"], name=given["name"], tail=given["tail"], address=None, now=now
    )


def _content(encoded: str) -> bytes:
    try:
        content = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error):
        raise invalid_parameters([Place("body.file", _("不是 base64"))]) from None
    if len(content) > MOST_FILE:
        raise too_large()
    return content


@router.post(
    "/certificates/lists",
    auth=with_token,
    response=answers(ListTaken, 409, 413, 415, 422),
    operation_id="hand_in",
    openapi_extra=_body({**_LIST, **_LIST_MAY}, tuple(_LIST)),
)
def hand_in(request: HttpRequest, lang: Lang | None = LANG) -> HttpResponse:
    """Hand in a list of what was approved: every row is judged, and nothing is issued until two officers have agreed."""
    caller: Caller = request.auth  # type: ignore[attr-defined]  # what admitted it
    if caller.token is None or Scope.CERTIFICATES not in caller.token.scopes:
        raise forbidden()
    given = _given(request, {**_LIST, **_LIST_MAY})
    if missing := [Place(f"body.{key}", _("缺少这一项")) for key in _LIST if key not in given]:
        raise invalid_parameters(missing)
    asks = given.get("ask_holders")
    if not isinstance(asks, bool | None):
        raise invalid_parameters([Place("body.ask_holders", _("应为 true 或 false"))])
    authority = _authority(caller.token, str(given["authority"]))
    try:
        approved_on = read_day(given["approved_on"]).date
    except NotADay as error:
        said = error.zh if language() == "zh" else error.en
        raise invalid_parameters([Place("body.approved_on", said)]) from None
    try:
        batch = batches.batch_take_in(
            actor=None,
            authority=authority,
            approval_document=str(given["approval_document"]),
            approved_on=approved_on,
            rows=lists.read_json(given["rows"], authority.kind),
            origin="api",
            asks_holders=asks,
            now=clock.now(),
        )
    except InvalidError as error:
        places = [
            Place(f"body.{refusal.field or ''}".rstrip("."), refusal.text) for refusal in error.refusals
        ]
        raise invalid_parameters(places) from None
    except RefusedError as refusal:
        raise ProblemError(409, "conflict", _("名单没有收下"), refusal.text) from None
    return answered(_taken(batch), personal=True)


def _taken(batch: Batch) -> dict[str, Any]:
    entries = list(batch.entries.all())
    return {
        "id": str(batch.pk),
        "state": batch.state,
        "rows": len(entries),
        "wrong": [{"row": entry.row, "faults": entry.problems} for entry in entries if entry.problems],
    }


def _authority(token: ApiToken, text: str) -> IssuingAuthority:
    """The authority that is meant, of those of the office or body that the token belongs to."""
    whose = token.organisation_id
    own = IssuingAuthority.objects.filter(Q(body_id=whose) | Q(body=None, office_id=whose), active=True)
    if not own:
        raise invalid_parameters([Place("body.authority", _("令牌所属机构没有这个发证机关"))])
    try:
        return authority_meant(text, own)
    except RefusedError as refusal:
        raise invalid_parameters([Place("body.authority", refusal.text)]) from None


def _given(request: HttpRequest, known: Mapping[str, object]) -> dict[str, Any]:
    """The object in the body. Raises ProblemError: 400, 415, 422."""
    if request.content_type != "application/json":
        raise unsupported()
    try:
        given = json.loads(request.body)
    except (ValueError, RecursionError):
        raise malformed() from None
    if not isinstance(given, dict):
        raise invalid_parameters([Place("body", _("应为一个对象"))])
    if unknown := [Place(f"body.{key}"[:80], _("没有这一项")) for key in given if key not in known]:
        raise invalid_parameters(unknown[:20])
    return given
