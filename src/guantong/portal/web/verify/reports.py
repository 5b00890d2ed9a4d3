"""The answer as a signed PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from guantong.certificates.lines import Line
from guantong.certificates.pdf.report import Block, Report

from ... import clock
from ...certificates.limits import TooOftenError
from ...certificates.reporting import LateError, Redeemed, redeem, signed, signed_by
from ...certificates.verification import UNREACHABLE
from ...dates import day, language
from .showing import shown
from .views import too_often, unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

_LONGEST: Final = 8192
_TONES: Final[Mapping[str, Literal["good", "bad", "waiting"]]] = {
    "valid": "good",
    "suspended": "waiting",
    "replaced": "waiting",
    "revoked": "bad",
    "annulled": "bad",
}


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The report on what was just verified. Whoever comes without a ticket verifies first."""
    if request.method != "POST":
        return redirect("verify")
    now = clock.now()
    try:
        found = redeem(
            request.POST.get("ticket", "")[:_LONGEST], address=request.META.get("REMOTE_ADDR", ""), now=now
        )
        content = signed(_words(found, signed_by(found)), found, now=now)
    except TooOftenError as refusal:
        return too_often(request, refusal)
    except LateError as refusal:
        return render(request, "verify/late.html", {"refusal": refusal}, status=refusal.status)
    except UNREACHABLE as error:
        return unknown(request, error)
    answer = HttpResponse(content, content_type="application/pdf")
    name = f"verification-report-{found.answer.face['number']}.pdf"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _words(found: Redeemed, signer: str) -> Report:
    """The report in the language of the page: what the page of the answer shows, and what it does not say."""
    answer = found.answer
    told = shown(answer, found.way)
    at = timezone.localtime(answer.asked_at)
    asked: list[tuple[Any, str]] = [
        (_("核验时间"), _("{at}（北京时间，UTC+8）").format(at=f"{day(at)} {at:%H:%M:%S}")),
        (_("核验方式"), str(told.way)),
    ]
    if told.finding:
        asked += [(_("文件"), told.finding), ("SHA-256", found.digest)]
    asked += [(_("状态起始日"), day(answer.state_on))] if answer.state_on else []
    asked += [(_("事由"), told.reason)] if told.reason else []
    asked += [(_("新证书编号"), answer.superseded_by)] if answer.superseded_by else []
    notes = [_("只说明核验时间那一刻的状态。此后是否撤销、注销或者换发，请重新核验。")]
    if found.way != "file":
        notes.append(_("没有检查任何文件。要知道手里的文件是否被改动过，请上传文件核验。"))
    if "*" in answer.name:
        notes.append(_("姓名中的 * 是隐去的字，核验时没有提供全名。"))
    notes += [
        _("不证明出示证书或者报告的人就是持证人。"),
        _("这份报告不是证书，不能代替证书使用。"),
    ]
    number = answer.face["number"]
    heading, other = _("证书验证报告"), "证书验证报告"
    if language() == "zh":
        with override("en"):
            other = _("证书验证报告")
    return Report(
        lang=language(),
        number=number,
        author=answer.face["authority"],
        heading=heading,
        other_heading=other,
        tone=_TONES[answer.standing],
        verdict=str(told.word),
        sentence=str(told.sentence),
        demonstration=_("演示证书：由测试密钥签名，人员和单位都是虚构的，没有任何效力。")
        if answer.face["demonstration"]
        else "",
        blocks=(
            Block(_("怎样核验"), _lines(asked)),
            Block(_("登记的内容"), _lines(told.lines)),
            Block(
                _("报告的签名"),
                _lines(
                    [
                        (_("签名者"), signer),
                        (
                            _("怎样核对"),
                            _(
                                "用 pdfsig 或支持 PAdES 的阅读器，须同时看到“签名有效”和“覆盖整个文件”；也可以上传到验证页。"
                            ),
                        ),
                    ]
                ),
            ),
        ),
        notes_heading=_("这份报告不说明什么"),
        notes=tuple(notes),
        foot=f"{heading}　{number}",
    )


def _lines(pairs: list[tuple[Any, str]]) -> tuple[Line, ...]:
    return tuple(Line(str(label), str(value)) for label, value in pairs)
