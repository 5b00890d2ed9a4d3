"""What goes wrong, as problem documents (RFC 9457): what, where, how to mend it, and never a traceback."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.functional import _StrPromise

CONTENT_TYPE: Final = "application/problem+json"
_REFERENCE: Final = "/api/v1/docs#"
_log = logging.getLogger(__name__)
KINDS: Final[Mapping[str, tuple[int, _StrPromise]]] = {
    "malformed": (400, gettext_lazy("请求本身读不懂，例如地址里有不成对的编码。")),
    "invalid-token": (401, gettext_lazy("令牌不存在、已停用或已过期。不带令牌也可以使用，只是次数较少。")),
    "insufficient-scope": (403, gettext_lazy("令牌有效，但不含这个范围。")),
    "not-found": (404, gettext_lazy("没有这个地址、政策包或条款。")),
    "method-not-allowed": (405, gettext_lazy("地址存在，但不接受这种方法；Allow 头列出可用的方法。")),
    "not-acceptable": (406, gettext_lazy("答复只有 application/json。")),
    "conflict": (409, gettext_lazy("已经有同样的一份，或者它的状态不允许。")),
    "length-required": (411, gettext_lazy("没有写明请求体的长度；请带 Content-Length，不要分块发送。")),
    "too-large": (413, gettext_lazy("请求体超过 5 MB，没有读取。")),
    "unsupported-media-type": (415, gettext_lazy("请求体只接受 UTF-8 编码、不压缩的 application/json。")),
    "invalid-case": (422, gettext_lazy("案例有错误；errors 一次列出全部错误：位置、原因、怎样改正。")),
    "invalid-parameter": (422, gettext_lazy("查询参数有错误；errors 一次列出全部。")),
    "too-many-requests": (429, gettext_lazy("这一分钟的次数已用完；Retry-After 头给出要等的秒数。")),
    "internal": (500, gettext_lazy("我们的错误，已经记录。")),
}
"""What each kind of problem means."""


@dataclass(frozen=True)
class Place:
    """One mistake of a request: where it is, what is wrong, how to mend it."""

    path: str
    message: str
    hint: str = ""


class ProblemError(Exception):
    """A request that is not answered. `kind` is stable and leads to its paragraph in the documentation."""

    def __init__(
        self,
        status: int,
        kind: str,
        title: str,
        detail: str = "",
        *,
        errors: Sequence[Place] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {kind}")
        self.status, self.kind, self.title, self.detail = status, kind, title, detail
        self.errors, self.headers = tuple(errors), dict(headers or {})

    def response(self) -> HttpResponse:
        """The problem document."""
        content: dict[str, Any] = {
            "type": f"{_REFERENCE}{self.kind}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail or self.title,
        }
        if self.errors:
            content["errors"] = [vars(place) for place in self.errors]
        answer = HttpResponse(
            json.dumps(content, ensure_ascii=False), content_type=CONTENT_TYPE, status=self.status
        )
        for name, value in {"Cache-Control": "no-store", **self.headers}.items():
            answer[name] = value
        return answer


def invalid_case(places: Sequence[Place]) -> ProblemError:
    """A document that is no case, with every mistake that the engine names."""
    return ProblemError(
        422,
        "invalid-case",
        _("案例有错误"),
        _("没有作出判断。请按 errors 逐条改正后再提交。"),
        errors=places,
    )


def invalid_parameters(places: Sequence[Place]) -> ProblemError:
    """Parameters that cannot be used, all of them."""
    return ProblemError(
        422, "invalid-parameter", _("参数有错误"), _("请按 errors 逐条改正后再提交。"), errors=places
    )


def not_found(detail: str = "") -> ProblemError:
    """There is nothing at this address."""
    return ProblemError(
        404, "not-found", _("没有找到"), detail or _("没有这个地址或编号；有哪些见 /api/v1/docs。")
    )


def unauthorised(detail: str) -> ProblemError:
    """A token that does not open anything."""
    return ProblemError(
        401,
        "invalid-token",
        _("令牌无效"),
        detail,
        headers={"WWW-Authenticate": 'Bearer realm="guantong", error="invalid_token"'},
    )


def forbidden() -> ProblemError:
    """A token that opens something else."""
    return ProblemError(
        403,
        "insufficient-scope",
        _("令牌没有这个范围"),
        _("请用有此范围的令牌，或向管理员申请。"),
    )


def no_such_version() -> ProblemError:
    """An address of a version that there is not."""
    return ProblemError(
        404,
        "not-found",
        _("没有找到"),
        _("没有这个版本的接口。现在的版本在 /api/v1/ 之下，说明见 /api/v1/docs。"),
    )


def length_required() -> ProblemError:
    """A body of which nobody says how long it is, so that the server hands none of it on."""
    return ProblemError(
        411,
        "length-required",
        _("没有写明长度"),
        _("请写明请求体的长度（Content-Length），不要分块发送。"),
    )


def too_large() -> ProblemError:
    """A request that is not even read."""
    return ProblemError(413, "too-large", _("请求过大"), _("请求体不得超过 5 MB；一份案例只写一个人。"))


def unsupported() -> ProblemError:
    """A body in a form that is not read."""
    return ProblemError(
        415,
        "unsupported-media-type",
        _("不支持这种格式"),
        _("请以 UTF-8 编码、不压缩的 JSON 提交，并写明 Content-Type: application/json。"),
        headers={"Accept-Post": "application/json", "Accept-Encoding": "identity"},
    )


def not_acceptable() -> ProblemError:
    """An answer in a form that is not written."""
    return ProblemError(
        406, "not-acceptable", _("没有这种格式的答复"), _("答复是 application/json，请在 Accept 中接受它。")
    )


def too_many(seconds: int) -> ProblemError:
    """Somebody asks more often than they may."""
    return ProblemError(
        429,
        "too-many-requests",
        _("请求过于频繁"),
        _("请在 {seconds} 秒后再试。").format(seconds=seconds),
        headers={"Retry-After": str(seconds)},
    )


def method_not_allowed(allowed: str) -> ProblemError:
    """An address that is asked in another way."""
    return ProblemError(
        405,
        "method-not-allowed",
        _("不支持这种方法"),
        _("此地址只接受 {methods}。").format(methods=allowed),
        headers={"Allow": allowed},
    )


def malformed() -> ProblemError:
    """A request that cannot be read as one."""
    return ProblemError(400, "malformed", _("没有读懂这次请求"))


def broken(error: BaseException | None = None) -> ProblemError:
    """A mistake of ours: logged with its place, told without it. Without the error somebody else has logged it."""
    if error is not None:
        _log.error("the interface failed", exc_info=error)
    return ProblemError(500, "internal", _("系统出错"), _("是我们的问题，已经记录；请稍后再试。"))
