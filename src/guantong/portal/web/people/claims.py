"""Looking into claims one by one: the entry beside its proof, three answers, and the way to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from ... import clock
from ...accounts.access import staff_required
from ...audit.services import record_reading
from ...dates import moment
from ...files.showing import is_picture
from ...people import services
from ...people.access import VERIFIES, access_claim, access_kind, access_person, acts_for
from ...people.claims import claims_of, first_waiting, left_in_all, next_open
from ...people.models import Verification
from ...refusals import RefusedError, StaleError
from .forms import VerificationForm, carry_version
from .showing import card

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from ...people.claims import Claim
    from ...people.models import Entry, Person

_NO_KEYS: Final = "claims_without_keys"


@staff_required(*VERIFIES)
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Go to the first claim of anybody that nobody has looked into."""
    user: Any = request.user
    person = first_waiting(user, today=clock.today())
    if person is not None and (first := next_open(claims_of(person))):
        return redirect(_address(person, first))
    messages.success(request, _("没有待核实的内容了。"))
    return redirect("people_employed")


@staff_required(*VERIFIES)
@require_GET
def of_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Go to the first claim of the person that nobody has looked into; where all are done, to the first of all."""
    found = _person(request, person_id)
    claims = claims_of(found)
    if not claims:
        messages.info(request, _("这份档案里还没有要核实的内容。"))
        return redirect("person", found.id)
    return redirect(_address(found, next_open(claims) or claims[0]))


@staff_required(*VERIFIES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, person_id: UUID, kind: str, entry_id: UUID) -> HttpResponse:
    """One claim: say what came of looking at it, and go on to the next; or switch the keys of the page off and on."""
    found, sort = _person(request, person_id), access_kind(kind)
    entry = access_claim(found, sort, entry_id)
    user: Any = request.user
    if "keys" in request.POST:
        request.session[_NO_KEYS] = request.POST["keys"] == "off"
        return redirect(request.path)
    if request.method != "POST":
        record_reading(actor=user, subject=found, what="entry", now=clock.now())
        first = {"note": entry.verification_note, "row_version": entry.row_version}
        if entry.verification != Verification.UNVERIFIED:
            first["verification"] = entry.verification
        return _page(request, found, entry, VerificationForm(initial=first))
    form = VerificationForm(request.POST)
    if not form.is_valid():
        return _page(request, found, entry, form)
    told = Verification(form.cleaned_data["verification"])
    try:
        services.entry_verify(
            actor=user,
            entry=entry,
            verification=told,
            note=form.cleaned_data["note"],
            row_version=form.cleaned_data["row_version"],
            now=clock.now(),
        )
    except StaleError:
        entry = access_claim(found, sort, entry_id)
        form.add_error(None, _faster(entry))
        carry_version(form, entry.row_version)
        return _page(request, found, entry, form, stale=True)
    except RefusedError as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.text)
        return _page(request, found, access_claim(found, sort, entry_id), form)
    messages.success(
        request, _("已记下：{title}，{told}。").format(title=card(sort, entry).title[:40], told=told.label)
    )
    following = next_open(claims_of(found), entry.id)
    return redirect(_address(found, following)) if following else redirect("people_verify")


def _person(request: HttpRequest, person_id: UUID) -> Person:
    today = clock.today()
    found = access_person(request.user, person_id, today=today)
    if not acts_for(request.user, found, VERIFIES, today=today):
        raise Http404
    return found


def _page(
    request: HttpRequest, found: Person, entry: Entry, form: VerificationForm, *, stale: bool = False
) -> HttpResponse:
    user: Any = request.user
    claims = claims_of(found)
    here = next((place for place, claim in enumerate(claims) if claim.entry_id == entry.id), 0)
    around = [claims[place] if 0 <= place < len(claims) else None for place in (here - 1, here + 1)]
    before, after = (_address(found, claim) if claim else "" for claim in around)
    context = {
        "person": found,
        "kind": services.kind_of(entry),
        "card": card(services.kind_of(entry), entry),
        "proofs": [(file, is_picture(file)) for file in entry.files.all()],
        "form": form,
        "stale": stale,
        "before": before,
        "after": after,
        "place": here + 1,
        "count": len(claims),
        "left": sum(claim.open for claim in claims),
        "left_all": left_in_all(user, today=clock.today()),
        "keys": not request.session.get(_NO_KEYS),
    }
    return render(request, "people/claim.html", context, status=422 if form.errors else 200)


def _address(person: Person, claim: Claim) -> str:
    return reverse("person_verify", args=[person.id, claim.kind, claim.entry_id])


def _faster(entry: Entry) -> str:
    """Who came first, and what they made of it."""
    if entry.verified_at is None:
        return _("本人刚刚修改了这一条，您的这次没有保存。左边是现在的内容，请再看一遍；您写的还在下面。")
    return _(
        "{who} 刚刚（{at}）已经把这一条核实为“{told}”，您的这次没有保存。您写的还在下面；再按一次记下，就以您的为准。"
    ).format(
        who=entry.verified_by,
        at=moment(entry.verified_at),
        told=Verification(entry.verification).label,
    )
