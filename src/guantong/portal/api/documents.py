"""What a request brings, read as the engine reads it, and what it is answered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.utils.translation import gettext as _

from guantong.cases import CaseErrors, parse_case
from guantong.cases.days import NotADay, read_day
from guantong.cases.reading import parse_document

from .. import clock
from ..policies.size import long_lists, most_rows
from .problems import Place, invalid_case, invalid_parameters, length_required, too_large, unsupported

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

    from guantong.cases import Case
    from guantong.policy.model import Language

MOST_BYTES: Final = 5 * 1024 * 1024
"""A longer body is not read at all; the engine refuses a document over 1 MB with a place and a reason."""


_UTF8: Final = ("utf-8", "utf8", "us-ascii", "")


def case_of(request: HttpRequest, *, lang: Language, as_of: str | None) -> Case:
    """The case in the body. Raises ProblemError: 411, 413, 415, and 422 with every mistake."""
    if request.content_type != "application/json" or not _is_plain_utf8(request):
        raise unsupported()
    if not request.META.get("CONTENT_LENGTH") and "Transfer-Encoding" in request.headers:
        raise length_required()
    if _length(request) > MOST_BYTES:
        raise too_large()
    day, places = _day(as_of, lang)
    places = [*getattr(request, "wrong", ()), *places]
    try:
        case = parse_case(parse_document(request.body, json_only=True), today=clock.today(), as_of=day)
    except CaseErrors as errors:
        raise invalid_case([*places, *places_in(errors, lang)]) from None
    if places:
        raise invalid_parameters(places)
    if long := _too_long(case):
        raise invalid_case(long)
    return case


def _too_long(case: Case) -> list[Place]:
    """The lists that no person has so long: deciding them would take a server long, and may be done by the command."""
    return [
        Place(
            found.name,
            _("共 {n} 项，接口最多接受 {most} 项").format(n=found.rows, most=most_rows()),
            _("更长的案例请用命令行 guantong check"),
        )
        for found in long_lists(case)
    ]


def places_in(errors: CaseErrors, lang: Language) -> list[Place]:
    """The mistakes of a case, as the engine names them."""
    return [Place(error.path, error.message(lang), error.hint(lang)) for error in errors.errors]


def answered(content: object, *, personal: bool = False) -> HttpResponse:
    """An answer as JSON, Chinese as it is. One about a person is kept nowhere on the way."""
    answer = HttpResponse(json.dumps(content, ensure_ascii=False), content_type="application/json")
    answer["Cache-Control"] = "no-store" if personal else "no-cache"
    return answer


def _day(text: str | None, lang: Language) -> tuple[date | None, list[Place]]:
    """The day that a parameter means, or what is wrong with it."""
    if text is None:
        return None, []
    try:
        return read_day(text).date, []
    except NotADay as error:
        zh = lang == "zh"
        return None, [Place("query.as_of", error.zh if zh else error.en, error.hint[0 if zh else 1])]


def _is_plain_utf8(request: HttpRequest) -> bool:
    """Whether the body is said to be in UTF-8 (JSON is) and not compressed, which nothing here undoes."""
    charset = (request.content_params or {}).get("charset", "utf-8").strip().lower()
    packed = request.headers.get("Content-Encoding", "identity").strip().lower()
    return charset in _UTF8 and packed in ("", "identity")


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdigit() else 0


def places_of(errors: list[dict[str, Any]]) -> list[Place]:
    """What the parameters of a request were found to be wrong in, in our words."""
    return [Place(".".join(map(str, error["loc"])), *_words(error)) for error in errors]


def _words(error: dict[str, Any]) -> tuple[str, str]:
    match error["type"]:
        case "literal_error":
            return _("没有这个选项"), _("应为 {expected}").format(expected=error["ctx"]["expected"])
        case "bool_parsing" | "bool_type":
            return _("应为 true 或 false"), ""
        case "missing":
            return _("缺少这个参数"), ""
        case "string_too_long":
            return _("太长"), _("不超过 {n} 个字符").format(n=error["ctx"]["max_length"])
        case "string_too_short":
            return _("太短"), _("至少 {n} 个字符").format(n=error["ctx"]["min_length"])
        case _:
            return _("不能使用"), str(error["msg"])
