"""What officers do with what holders say; and that nothing else is issued than what was shown."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.audit.models import AuditEvent
from guantong.portal.certificates import selectors
from guantong.portal.certificates.answering import (
    preview_go_on,
    row_take_out,
    rows_go_on,
)
from guantong.portal.certificates.batches import batch_propose
from guantong.portal.certificates.issuing import take
from guantong.portal.certificates.models import (
    Batch,
    BatchEntry,
    Certificate,
    Counter,
    Preview,
    PreviewState,
)
from guantong.portal.certificates.previews import Standing, tell_holders
from guantong.portal.certificates.storing import read
from guantong.portal.refusals import InvalidError, NotAllowedError, RefusedError, StaleError

from . import makers
from .asking import Case, confirms, reports, told

if TYPE_CHECKING:
    from guantong.portal.certificates.models import IssuingAuthority

pytestmark = pytest.mark.django_db

# --- what officers do ---------------------------------------------------------------------------------


def test_without_an_answer_an_officer_goes_on_after_the_last_day(authority: IssuingAuthority) -> None:
    holder = makers.account_of(1)
    case = Case(authority, 1)
    due = case.preview().due_on
    last = clock.now() + timedelta(days=(due - clock.today()).days)
    with clock.at(last), pytest.raises(RefusedError, match="E-CER-108"):
        case.go_on()
    with clock.at(last + timedelta(days=1)):
        assert case.standing() == Standing.OVERDUE
        with pytest.raises(RefusedError, match="E-CER-113"):
            case.go_on(reason=" ")
        case.go_on(reason="两次电话联系不上")
        case.confirm()
        makers.issue_quickly()

    assert Certificate.objects.get().state == "issued"
    assert told(holder) == ["N25"]
    entry = AuditEvent.objects.get(event="certificates.preview.went_on")
    assert (entry.actor, entry.reason) == (case.proposer, "两次电话联系不上")


def test_an_answer_that_comes_late_counts_until_somebody_goes_on(authority: IssuingAuthority) -> None:
    holder = makers.account_of(1)
    case = Case(authority, 1)
    with clock.at(clock.now() + timedelta(days=30)):
        confirms(holder, case.preview())
        with pytest.raises(StaleError, match="E-CER-109"):
            case.go_on()
    assert case.standing() == Standing.CONFIRMED


def test_who_goes_on_first_is_not_overtaken_by_the_holder(authority: IssuingAuthority) -> None:
    holder = makers.account_of(1)
    case = Case(authority, 1)
    with clock.at(clock.now() + timedelta(days=30)):
        case.go_on()
        with pytest.raises(StaleError, match="E-CER-103"):
            reports(holder, case.preview())
    assert case.standing() == Standing.WENT_ON


def test_an_officer_decides_on_what_they_saw(authority: IssuingAuthority) -> None:
    holder = makers.account_of(1)
    case = Case(authority, 1)
    seen = reports(holder, case.preview())
    reports(holder, case.preview(), "name", what="姓名也不对")

    for act in (
        lambda: preview_go_on(
            actor=case.proposer, preview=seen, seen=seen.row_version, reason="核对过", now=clock.now()
        ),
        lambda: row_take_out(
            actor=case.proposer, preview=seen, seen=seen.row_version, reason="核对过", now=clock.now()
        ),
        lambda: case.correct(employer="柳北热电（测试）", seen=seen.row_version),
    ):
        with pytest.raises(StaleError, match="E-CER-107"):
            act()


def test_a_reported_error_is_overruled_with_a_reason_and_the_holder_is_told(
    authority: IssuingAuthority,
) -> None:
    holder = makers.account_of(1)
    case = Case(authority, 1)
    reports(holder, case.preview())
    with pytest.raises(RefusedError, match="E-CER-110"):
        case.confirm()

    case.go_on(reason="批准文件写的就是这个单位")

    assert told(holder) == ["N25"]
    case.confirm()


def test_rows_without_an_account_are_settled_on_paper_all_at_once(authority: IssuingAuthority) -> None:
    holder = makers.account_of(3)
    case = Case(authority, 1, 2, 3)
    with pytest.raises(RefusedError, match="E-CER-106"):
        rows_go_on(
            actor=case.proposer, batch=case.batch, standing=Standing.WAITING, reason="急", now=clock.now()
        )

    count = rows_go_on(
        actor=case.proposer, batch=case.batch, standing=Standing.NO_ACCOUNT,
        reason="单位已书面核对", now=clock.now(),
    )  # fmt: skip

    assert count == 2
    assert [case.standing(n) for n in (1, 2, 3)] == [Standing.WENT_ON, Standing.WENT_ON, Standing.WAITING]
    with pytest.raises(RefusedError, match="E-CER-118"):
        rows_go_on(
            actor=case.proposer, batch=case.batch, standing=Standing.NO_ACCOUNT, reason="急", now=clock.now()
        )
    assert told(holder) == []
    assert case.preview(1).decided_by == case.proposer


def test_a_corrected_row_is_asked_about_anew(authority: IssuingAuthority) -> None:
    holder = makers.account_of(1)
    case = Case(authority, 1)
    old = reports(holder, case.preview())

    new = case.correct(employer="柳北热电（测试）")

    entry = BatchEntry.objects.get(batch=case.batch)
    assert (entry.face["employer"], entry.face["title"]) == ("柳北热电（测试）", "高级工程师")
    assert entry.face["birth"] == "1988-03"
    assert (new.state, new.person) == (PreviewState.WAITING, old.person)
    assert new.digest != old.digest
    with pytest.raises(StaleError, match="E-CER-101"):
        confirms(holder, old)
    assert tell_holders(now=clock.now()) == 1
    confirms(holder, new)
    case.confirm()
    makers.issue_quickly()
    assert Certificate.objects.get().face["employer"] == "柳北热电（测试）"


def test_a_corrected_identity_number_asks_the_right_person(authority: IssuingAuthority) -> None:
    wrong, right = makers.account_of(1), makers.account_of(2)
    case = Case(authority, 1)
    first = case.preview()

    case.correct(number=makers.identity_number(2), name="韦示列")

    assert selectors.own_previews(wrong) == []
    assert [one.pk for one in selectors.own_previews(right)] == [case.preview().pk]
    with pytest.raises(NotAllowedError, match="E-CER-100"):
        confirms(wrong, first)


def test_another_photo_is_another_preview(authority: IssuingAuthority) -> None:
    holder = makers.account_of(1)
    case = Case(authority, 1)
    old = confirms(holder, case.preview())
    before = read(old.entry.photo_key)

    new = case.correct(photo=makers.photo((413, 579)))

    assert new.digest != old.digest
    assert read(BatchEntry.objects.get().photo_key) != before
    with pytest.raises(RefusedError, match="E-CER-110"):
        case.confirm()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"number": "450202198803020011"}, "证件号码"),
        ({"employer": "含\u202e控制字符"}, "工作单位"),
        ({"specialty": "炼丹"}, "专业名称"),
        ({"number": ""}, "证件号码"),
        ({"identity_type": "nothing", "number": "1"}, "没有“nothing”这种证件"),
        ({"photo": b"no picture"}, "照片"),
    ],
)
def test_a_correction_at_fault_changes_nothing(
    authority: IssuingAuthority, changed: dict[str, Any], said: str
) -> None:
    case = Case(authority, 1)

    with pytest.raises(InvalidError, match=said):
        case.correct(**changed)

    assert Preview.objects.get().superseded_at is None


def test_a_correction_that_changes_nothing_or_doubles_a_row_is_refused(authority: IssuingAuthority) -> None:
    case = Case(authority, 1, 2)
    with pytest.raises(RefusedError, match="E-CER-115"):
        case.correct(1)
    with pytest.raises(InvalidError, match="与第 3 行重复"):
        case.correct(1, number=makers.identity_number(2))


def test_a_row_is_taken_out_and_the_rest_goes_on(authority: IssuingAuthority) -> None:
    holder = makers.account_of(1)
    case = Case(authority, 1, 2)
    shown = reports(holder, case.preview())
    case.go_on(2)

    row_take_out(
        actor=case.proposer, preview=shown, seen=shown.row_version, reason="级别待查", now=clock.now()
    )

    assert told(holder) == ["N26"]
    case.confirm()
    makers.issue_quickly()
    case.batch.refresh_from_db()
    assert case.batch.state == "done"
    assert sorted(BatchEntry.objects.values_list("row", "state")) == [(2, "taken_out"), (3, "issued")]


def test_a_list_of_which_nothing_is_left_is_not_confirmed(authority: IssuingAuthority) -> None:
    case = Case(authority, 1)
    shown = case.preview()
    row_take_out(actor=case.proposer, preview=shown, seen=shown.row_version, reason="误报", now=clock.now())

    with pytest.raises(RefusedError, match="E-CER-045"):
        case.confirm()


@pytest.mark.parametrize("act", ["go_on", "correct"])
def test_who_touched_a_row_does_not_confirm_the_list(authority: IssuingAuthority, act: str) -> None:
    case = Case(authority, 1)
    if act == "correct":
        case.correct(actor=case.other, employer="柳北热电（测试）")
        case.go_on()
    else:
        case.go_on(actor=case.other)

    with pytest.raises(NotAllowedError, match="E-CER-111"):
        case.confirm()
    case.confirm(makers.officer(Role.CERTIFICATE_OFFICER, authority))


def test_only_officers_of_the_authority_decide(authority: IssuingAuthority) -> None:
    case = Case(authority, 1)
    for stranger in (
        makers.stranger(Role.CERTIFICATE_OFFICER),
        makers.officer(Role.OFFICE_LEADER, authority),
        makers.account_of(1),
    ):
        with pytest.raises(NotAllowedError, match="E-CER-040"):
            case.go_on(actor=stranger)
        with pytest.raises(NotAllowedError, match="E-CER-040"):
            case.correct(actor=stranger, employer="柳北热电（测试）")
        with pytest.raises(NotAllowedError, match="E-CER-040"):
            rows_go_on(
                actor=stranger, batch=case.batch, standing=Standing.NO_ACCOUNT, reason="急", now=clock.now()
            )


# --- only what was confirmed is issued ----------------------------------------------------------------


def test_a_row_that_differs_from_what_was_confirmed_is_not_issued(authority: IssuingAuthority) -> None:
    holder = makers.account_of(1)
    case = Case(authority, 1)
    confirms(holder, case.preview())
    entry = case.preview().entry
    changed = {**entry.face, "name": "韦示列"}

    BatchEntry.objects.update(face=changed)
    with pytest.raises(RefusedError, match=r"E-CER-112.*：2。"):
        case.confirm()
    BatchEntry.objects.update(face=entry.face)
    case.confirm()
    BatchEntry.objects.update(face=changed)
    makers.issue_quickly()

    entry.refresh_from_db()
    assert (entry.state, entry.certificate) == ("failed", None)
    assert "与核对过的内容不同" in entry.failure
    assert not Counter.objects.filter(last__gt=0).exists()


def test_a_certificate_that_was_begun_is_held_to_it_too(authority: IssuingAuthority) -> None:
    holder = makers.account_of(1)
    case = Case(authority, 1)
    confirms(holder, case.preview())
    case.confirm()
    assert take(now=clock.now()) is not None
    BatchEntry.objects.update(lease_until=clock.machine() - timedelta(seconds=1))
    Preview.objects.update(digest="0" * 64)

    makers.issue_quickly()

    assert BatchEntry.objects.get().state == "failed"
    assert Certificate.objects.get().state == "prepared"


def test_a_long_list_is_asked_and_checked_without_a_question_a_row(authority: IssuingAuthority) -> None:
    def questions(rows: int, document: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            proposer = makers.officer(Role.CERTIFICATE_OFFICER, authority)
            batch = makers.taken_in(authority, [makers.row(n) for n in range(1, rows + 1)], document=document)
            Batch.objects.filter(pk=batch.pk).update(asks_holders=True)
            batch_propose(actor=proposer, batch=batch, now=clock.now())
        return len(asked)

    assert questions(12, "甲") == questions(3, "乙")
