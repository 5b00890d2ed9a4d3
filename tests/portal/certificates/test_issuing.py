"""From an approved list to certificates: judged, proposed, confirmed, issued; and what a kill or a fault leaves."""

from __future__ import annotations

import errno
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from guantong.certificates import numbers
from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.audit.models import AuditEvent
from guantong.portal.certificates import issuing, producing
from guantong.portal.certificates.batches import (
    batch_confirm,
    batch_propose,
    batch_retry,
    batch_take_in,
    batch_withdraw,
)
from guantong.portal.certificates.models import (
    Batch,
    BatchEntry,
    BatchState,
    Certificate,
    CertificateFile,
    Change,
    EntryState,
    Remit,
    State,
)
from guantong.portal.certificates.storing import read
from guantong.portal.refusals import InvalidError, NotAllowedError, RefusedError, StaleError

from . import makers

if TYPE_CHECKING:
    from guantong.portal.certificates.models import IssuingAuthority

pytestmark = pytest.mark.django_db


def faults(batch: Batch) -> list[str]:
    return [problem for entry in batch.entries.all() for problem in entry.problems]


def test_a_list_becomes_certificates(authority: IssuingAuthority) -> None:
    batch = makers.confirmed(authority, [makers.row(n) for n in (1, 2, 3)])

    assert faults(batch) == []
    assert issuing.issue_all() == 3

    batch.refresh_from_db()
    made = [entry.certificate for entry in batch.entries.select_related("certificate")]
    assert batch.state == BatchState.DONE
    assert [one and one.number for one in made] == [
        numbers.compose("title", 2026, "0001", n) for n in (1, 2, 3)
    ]
    first = made[1]
    assert first is not None
    assert first.state == State.ISSUED
    assert first.face["name"] == "韦䶮𬭎𠮷"
    assert first.face["title"] == "高级工程师"
    assert first.face["demonstration"] is True
    assert first.decision["clauses"] == ["2.2.1.1d"]
    assert first.decision["packs"][0]["digest"]
    file = CertificateFile.objects.get(certificate=first, form="pdf")
    assert read(file.storage_key).startswith(b"%PDF-")


def test_the_whole_identity_number_is_nowhere_in_the_tables(authority: IssuingAuthority) -> None:
    makers.issued(authority)
    number = makers.identity_number(1)

    kept = "".join(
        str(list(model._default_manager.values())) for model in (Certificate, Change, AuditEvent, BatchEntry)
    )

    assert number not in kept
    assert "4502**********" in kept


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "姓名：没有填写"),
        ({"name": "韦\u202e示例"}, "不可见字符"),
        ({"name": "韦\U00031c2c"}, "无法排印"),
        ({"sex": "M"}, "性别：应为男或女"),
        ({"identity": "450202198803024714"}, "校验不符"),
        ({"identity": ""}, "证件号码：没有填写"),
        ({"series": "工程学"}, "目录里没有"),
        ({"specialty": "打铁"}, "没有专业"),
        ({"level": "特高级"}, "没有“特高级”这个级别，应为：员级、助理级、中级、副高级、正高级"),
        ({"level": "正高级"}, "发证权限内"),
        ({"series": "农业", "specialty": ""}, "发证权限内"),
        ({"acquired_on": "十月"}, "取得时间"),
        ({"birth": "1988-3"}, "出生年月"),
        ({"identity_type": "学生证"}, "没有“学生证”这种证件，应为：居民身份证、"),
    ],
)
def test_a_row_at_fault_says_where_and_what(
    authority: IssuingAuthority, changed: dict[str, str], said: str
) -> None:
    batch = makers.taken_in(authority, [makers.row(1, **changed), makers.row(2)])

    wrong, right = batch.entries.all()
    assert said in "".join(wrong.problems)
    assert wrong.state == EntryState.WRONG
    assert right.state == EntryState.WAITING


def test_all_faults_of_a_row_are_told_at_once(authority: IssuingAuthority) -> None:
    batch = makers.taken_in(authority, [makers.row(1, name="", sex="M", level="正高级")])

    assert len(faults(batch)) == 3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.4", "PDF 打不开"),
        (b"GIF89a" + bytes(40), "只收 PDF 文件和 JPG、PNG"),
        (makers.photo((200, 280)), "至少要 295×413"),
        (makers.photo((600, 400)), "至少要 295×413"),
        (makers.photo((600, 430)), "不是竖幅"),
        (None, "没有交来照片"),
    ],
)
def test_photos_that_are_not_taken(authority: IssuingAuthority, content: bytes | None, said: str) -> None:
    given = makers.row(1)
    batch = makers.taken_in(authority, [type(given)(given.number, given.values, content)])

    assert said in "".join(faults(batch))


def test_a_remit_that_is_over_issues_nothing(authority: IssuingAuthority) -> None:
    Remit.objects.update(valid_to=makers.APPROVED - timedelta(days=1))

    assert "发证权限内" in "".join(faults(makers.taken_in(authority, [makers.row()])))


def test_a_person_stands_on_a_list_once(authority: IssuingAuthority) -> None:
    batch = makers.taken_in(authority, [makers.row(1), makers.row(2, identity=makers.identity_number(1))])

    assert faults(batch) == ["与第 2 行重复：同一人、同一级别。"]


def test_a_decision_gives_one_certificate_whichever_list_brings_it(authority: IssuingAuthority) -> None:
    makers.confirmed(authority, [makers.row(1)])
    issuing.issue_all()

    again = makers.taken_in(authority, [makers.row(1), makers.row(2)])

    assert faults(again) == ["已经有证书：此人的这一决定已经发证，不能再发一次。"]


def test_the_same_list_is_taken_in_once(authority: IssuingAuthority) -> None:
    one = makers.officer(Role.CERTIFICATE_OFFICER, authority)
    batch = makers.taken_in(authority, [makers.row()], actor=one)

    with pytest.raises(StaleError, match="已经由韦示例交来（预览）"):
        makers.taken_in(authority, [makers.row()], actor=makers.officer(Role.CERTIFICATE_OFFICER, authority))

    batch_withdraw(actor=one, batch=batch, reason="改名单", now=clock.now())
    makers.taken_in(authority, [makers.row()])


def test_issuing_takes_two_persons(authority: IssuingAuthority) -> None:
    one, other = (makers.officer(Role.CERTIFICATE_OFFICER, authority) for _ in range(2))
    batch = makers.taken_in(authority, [makers.row()], actor=one)
    batch_propose(actor=one, batch=batch, now=clock.now())

    with pytest.raises(NotAllowedError, match="E-CER-046"):
        batch_confirm(actor=one, batch=batch, now=clock.now())
    batch_confirm(actor=other, batch=batch, now=clock.now())
    with pytest.raises(StaleError, match="签发中"):
        batch_confirm(actor=makers.officer(Role.CERTIFICATE_OFFICER, authority), batch=batch, now=clock.now())


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CERTIFICATE_OFFICER, Role.APPLICANT}))
def test_no_other_role_issues(authority: IssuingAuthority, role: Role) -> None:
    batch = makers.taken_in(authority, [makers.row()])

    with pytest.raises(NotAllowedError):
        batch_propose(actor=makers.officer(role, authority), batch=batch, now=clock.now())


def test_an_officer_of_another_office_issues_nothing_here(authority: IssuingAuthority) -> None:
    from tests.portal.accounts.signing import granted

    stranger = granted(Role.CERTIFICATE_OFFICER, today=clock.today())
    with pytest.raises(NotAllowedError):
        makers.taken_in(authority, [makers.row()], actor=stranger)


def test_a_body_issues_certificates_of_skill(db: None) -> None:
    of = makers.body_authority()
    given = {"occupation": "车工", "level": "技师", "series": "", "specialty": "", "committee": ""}
    made = makers.issued(of, 1, given)

    assert numbers.parse(made.number).kind == "skill"
    assert (made.face["occupation"], made.face["title"]) == ("车工", "车工技师")


def test_approvals_that_cannot_be(authority: IssuingAuthority) -> None:
    with pytest.raises(InvalidError) as told:
        batch_take_in(
            actor=None, authority=authority, approval_document=" ", approved_on=clock.today() + timedelta(days=1),
            rows=[makers.row()], origin="api", now=clock.now(),
        )  # fmt: skip

    assert {refusal.code for refusal in told.value.refusals} == {"E-CER-042", "E-CER-043"}


# --- kills and faults ----------------------------------------------------------------------------------


def test_a_kill_between_number_and_signature_loses_no_number(
    authority: IssuingAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = makers.confirmed(authority, [makers.row(n) for n in (1, 2, 3)])

    def killed(*args: object, **more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(issuing, "produce", killed)
        with pytest.raises(KeyboardInterrupt):
            issuing.issue_all()

    prepared = Certificate.objects.get()
    assert prepared.state == State.PREPARED
    assert issuing.issue_all() == 2, "the row that the killed worker held is free after its lease only"
    with clock.moved(clock.offset() + issuing.LEASE):
        batch.entries.update(lease_until=clock.machine() - timedelta(seconds=1))
        assert issuing.issue_all() == 1

    taken = sorted(
        numbers.parse(number).serial for number in Certificate.objects.values_list("number", flat=True)
    )
    assert taken == [1, 2, 3]
    assert set(Certificate.objects.values_list("state", flat=True)) == {State.ISSUED}
    assert CertificateFile.objects.filter(form="pdf").count() == 3


def test_a_kill_before_the_last_transaction_leaves_no_half_certificate(
    authority: IssuingAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    makers.confirmed(authority, [makers.row()])

    def killed(*args: object, **more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(issuing, "_write_change", killed)
        with pytest.raises(KeyboardInterrupt):
            issuing.issue_all()

    assert CertificateFile.objects.count() == 0
    assert Certificate.objects.get().state == State.PREPARED


def test_two_workers_do_not_finish_one_row_twice(authority: IssuingAuthority) -> None:
    batch = makers.confirmed(authority, [makers.row()])
    held = issuing.take(now=clock.now())
    assert isinstance(held, issuing.Held)
    batch.entries.update(lease_until=clock.machine() - timedelta(seconds=1))
    other = issuing.take(now=clock.now())
    assert isinstance(other, issuing.Held)
    assert held.certificate == other.certificate

    issuing._issue(other, now=clock.now())
    issuing._issue(held, now=clock.now())

    assert CertificateFile.objects.filter(form="pdf").count() == 1
    assert Change.objects.filter(transition="issue").count() == 1


def test_a_full_disk_stops_the_list_and_half_issues_nothing(
    authority: IssuingAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = makers.confirmed(authority, [makers.row(1), makers.row(2)])

    def full(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(issuing, "keep", full)
        assert issuing.issue_all() == 1

    batch.refresh_from_db()
    assert "磁盘写不进去" in batch.halted
    assert issuing.issue_all() == 0
    batch_retry(actor=makers.officer(Role.CERTIFICATE_OFFICER, authority), batch=batch, now=clock.now())
    assert issuing.issue_all() == 2
    assert Certificate.objects.filter(state=State.ISSUED).count() == 2


def test_a_key_that_expired_stops_the_list_with_its_reason(authority: IssuingAuthority) -> None:
    batch = makers.confirmed(authority, [makers.row()])

    with clock.moved(clock.offset() + timedelta(days=4 * 365)):
        issuing.issue_all()

    batch.refresh_from_db()
    assert "到期" in batch.halted
    assert Certificate.objects.get().state == State.PREPARED


def test_a_clock_that_jumps_back_stops_the_list(authority: IssuingAuthority) -> None:
    makers.confirmed(authority, [makers.row(1)])
    issuing.issue_all()
    batch = makers.confirmed(authority, [makers.row(2)], document="另一份（测试）")

    with clock.moved(clock.offset() - timedelta(days=2)):
        issuing.issue_all()

    batch.refresh_from_db()
    assert "时钟倒退" in batch.halted


def test_an_authority_without_keys_issues_nothing(authority: IssuingAuthority) -> None:
    type(authority).objects.update(ring="")
    authority.refresh_from_db()

    with pytest.raises(RefusedError, match="E-CER-048"):
        makers.confirmed(authority, [makers.row()])


def test_a_row_that_cannot_be_made_fails_alone_and_is_retried(
    authority: IssuingAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = makers.confirmed(authority, [makers.row(n) for n in (1, 2, 3)])
    real = producing.produce

    def second_fails(certificate: Certificate, **more: object) -> object:
        if numbers.parse(certificate.number).serial == 2:
            raise producing.RowError("排不下")
        return real(certificate, **more)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(issuing, "produce", second_fails)
        issuing.issue_all()

    batch.refresh_from_db()
    assert [entry.state for entry in batch.entries.all()] == ["issued", "failed", "issued"]
    assert batch.state == BatchState.DONE
    assert (
        batch_retry(actor=makers.officer(Role.CERTIFICATE_OFFICER, authority), batch=batch, now=clock.now())
        == 1
    )
    issuing.issue_all()
    taken = sorted(
        numbers.parse(number).serial for number in Certificate.objects.values_list("number", flat=True)
    )
    assert taken == [1, 2, 3]
    assert Certificate.objects.filter(state=State.ISSUED).count() == 3
