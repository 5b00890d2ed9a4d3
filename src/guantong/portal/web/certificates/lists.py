"""Lists of what was approved: brought, looked at, proposed, confirmed, and followed until all are issued."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from typing import TYPE_CHECKING, Final, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ... import clock
from ...accounts.access import signed_in, staff_required
from ...audit.services import record_reading
from ...certificates import batches, integrity, selectors
from ...certificates import lists as reading
from ...certificates.access import ISSUERS, READERS, access_batch, authorities_of
from ...certificates.answering import WITHOUT_ANSWER
from ...certificates.models import SETTLED, BatchState, EntryState, Kind
from ...certificates.previews import counts, parameters
from ...certificates.storing import read
from ...dates import language
from ...refusals import InvalidError, RefusedError
from ..organisations.refusing import put
from .files import ENDINGS, newest_of
from .forms import BringForm, RowsForm, WithdrawForm

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from django.http import HttpRequest

    from ...certificates.models import Batch

PAGE: Final = 50
_PIECE: Final = 64 * 1024
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@staff_required(*READERS)
@require_GET
@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    """What waits, and the newest lists."""
    user, today = signed_in(request), clock.today()
    page = Paginator(selectors.batches_for(user, today=today), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "changes": selectors.open_changes_for(user, today=today),
        "corrections": selectors.open_corrections_for(user, today=today),
        "reports": selectors.open_reports_for(user, today=today),
        "issues": bool(authorities_of(user, today=today, issuing=True)),
        "authorities": authorities_of(user, today=today),
    }
    return render(request, "certificates/overview.html", context)


@staff_required(*ISSUERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def bring(request: HttpRequest) -> HttpResponse:
    """Bring a list: it is judged row by row, and nothing is issued."""
    user, today = signed_in(request), clock.today()
    mine = authorities_of(user, today=today, issuing=True)
    posted = request.method == "POST"
    form = BringForm(request.POST if posted else None, request.FILES if posted else None, authorities=mine)
    if posted and form.is_valid():
        given = form.cleaned_data
        authority = next(one for one in mine if str(one.pk) == given["authority"])
        try:
            photos = given["photos"].read() if given["photos"] else None
            made = batches.batch_take_in(
                actor=user,
                authority=authority,
                approval_document=given["approval_document"],
                approved_on=given["approved_on"],
                rows=reading.read_workbook(given["workbook"].read(), photos, authority.kind),
                origin="workbook",
                asks_holders=given["asks_holders"],
                now=clock.now(),
            )
        except (InvalidError, RefusedError) as error:
            put(form, error)
        else:
            return redirect("certificates_list", batch=made.pk)
    kinds = sorted({(one.kind, one.get_kind_display()) for one in mine})
    context = {"form": form, "kinds": kinds, "authorities": mine}
    return render(request, "certificates/bring.html", context, status=422 if form.errors else 200)


@staff_required(*ISSUERS)
@require_GET
def empty(request: HttpRequest, kind: str) -> HttpResponse:
    """The template of a list."""
    if kind not in Kind.values:
        raise Http404
    answer = HttpResponse(reading.template(kind), content_type=_XLSX)
    answer["Content-Disposition"] = f'attachment; filename="list-{kind}.xlsx"'
    return answer


@staff_required(*READERS)
@require_GET
@never_cache
def preview(request: HttpRequest, batch: UUID) -> HttpResponse:
    """A list with its rows; those at fault first."""
    user, today = signed_in(request), clock.today()
    found = access_batch(user, batch, today=today)
    only, standing = request.GET.get("only", ""), request.GET.get("asked", "")
    rows = selectors.rows_of(found, only=only, standing=standing, today=today)
    asked = counts(found, today) if found.asks_holders else {}
    record_reading(actor=user, subject=found, what="list", now=clock.now())
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "batch": found,
        "counts": selectors.progress(found),
        "page": page,
        "on_record": integrity.of_rows(page, today),
        "rows_on_record": integrity.rows_on_record(found, today)
        if found.state == BatchState.PROPOSED
        else [],
        "only": only,
        "standing": standing,
        "issues": batches.may_issue(user, found.authority, today=today),
        "own": found.proposed_by_id == user.pk,
        "withdraw": WithdrawForm(auto_id="withdraw_%s"),  # the page has another reason
        "asked": asked,
        "unsettled": sum(n for one, n in asked.items() if one.value not in SETTLED),
        "due_on": selectors.due_on(found),
        "source": parameters().source[language()],
        "go_on": RowsForm(among=among)
        if (among := [one for one in WITHOUT_ANSWER if one in asked])
        else None,
    }
    return render(request, "certificates/list.html", context)


@staff_required(*READERS)
@require_GET
@never_cache
def progress(request: HttpRequest, batch: UUID) -> HttpResponse:
    """How far the list is, for a page that asks again while it is being issued."""
    found = access_batch(signed_in(request), batch, today=clock.today())
    context = {"batch": found, "counts": selectors.progress(found)}
    return render(request, "certificates/parts/progress.html", context)


@staff_required(*ISSUERS)
@require_POST
def propose(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Ask another person to confirm."""
    user, now = signed_in(request), clock.now()
    found = access_batch(user, batch, today=clock.today())
    batches.batch_propose(actor=user, batch=found, now=now)
    if found.asks_holders:
        messages.success(request, _("已提交，并请名单上的人核对。都核对完以后，请另一名证书管理员确认。"))
    else:
        messages.success(request, _("已提交。请另一名证书管理员确认后签发。"))
    return redirect("certificates_list", batch=found.pk)


@staff_required(*ISSUERS)
@require_POST
def confirm(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Confirm what another person proposed."""
    user, now = signed_in(request), clock.now()
    found = access_batch(user, batch, today=clock.today())
    batches.batch_confirm(actor=user, batch=found, now=now, reason=request.POST.get("reason", "")[:500])
    messages.success(request, _("已确认，正在签发。可以离开这一页，签发会继续。"))
    return redirect("certificates_list", batch=found.pk)


@staff_required(*ISSUERS)
@require_POST
def withdraw(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Take a list back before it is confirmed."""
    user = signed_in(request)
    found = access_batch(user, batch, today=clock.today())
    batches.batch_withdraw(actor=user, batch=found, reason=request.POST.get("reason", ""), now=clock.now())
    messages.success(request, _("名单已撤回，没有签发任何证书。"))
    return redirect("certificates")


@staff_required(*ISSUERS)
@require_POST
def retry(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Try again what failed, and go on where it was stopped."""
    user = signed_in(request)
    found = access_batch(user, batch, today=clock.today())
    again = batches.batch_retry(actor=user, batch=found, now=clock.now())
    messages.success(request, _("继续签发；其中 %(n)s 行是重试。") % {"n": again})
    return redirect("certificates_list", batch=found.pk)


@staff_required(*ISSUERS)
@require_GET
@never_cache
def manifest(request: HttpRequest, batch: UUID) -> HttpResponse:
    """A table of what became of every row, with the digest of every file."""
    user = signed_in(request)
    found = access_batch(user, batch, today=clock.today())
    record_reading(actor=user, subject=found, what="manifest", now=clock.now())
    answer = HttpResponse(_table(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="manifest-{found.pk}.csv"'
    return answer


@staff_required(*ISSUERS)
@require_GET
@never_cache
def files(request: HttpRequest, batch: UUID) -> HttpResponse:
    """All files that are issued so far, with the table, as one zip."""
    user = signed_in(request)
    found = access_batch(user, batch, today=clock.today())
    record_reading(actor=user, subject=found, what="files", now=clock.now())
    answer = StreamingHttpResponse(_zipped(found), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="certificates-{found.pk}.zip"'
    return cast("HttpResponse", answer)  # which it is, but for reading it twice


def _zipped(batch: Batch) -> Iterator[bytes]:
    """The zip in pieces, from the disk and not from memory: ten thousand certificates are a gigabyte."""
    with tempfile.TemporaryFile() as written:
        with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr("manifest.csv", _table(batch))
            issued = batch.entries.filter(state=EntryState.ISSUED).select_related("certificate")
            for entry in issued.prefetch_related("certificate__files").iterator(chunk_size=500):
                assert entry.certificate is not None  # noqa: S101 - as a constraint says
                for file in newest_of(entry.certificate):
                    archive.writestr(
                        f"{entry.certificate.number}.{ENDINGS[file.form]}", read(file.storage_key)
                    )
        written.seek(0)
        while piece := written.read(_PIECE):
            yield piece


def _table(batch: Batch) -> str:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(
        [
            _("行"),
            _("姓名"),
            _("状态"),
            _("证书编号"),
            _("文件"),
            _("字节数"),
            "SHA-256",
            _("签名密钥"),
            _("错误"),
        ]
    )
    rows = batch.entries.select_related("certificate").prefetch_related("certificate__files").order_by("row")
    for entry in rows:
        said = " ".join([*entry.problems, entry.failure]).strip()
        held = list(entry.certificate.files.all()) if entry.certificate else []
        number = entry.certificate.number if entry.certificate else ""
        files = [[file.get_form_display(), file.size, file.sha256, file.key] for file in held]
        name = _plain(entry.face.get("name", ""))
        for told in files or [["", "", "", ""]]:
            writer.writerow([entry.row, name, entry.get_state_display(), number, *told, _plain(said)])
    return "\ufeff" + written.getvalue()


def _plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
