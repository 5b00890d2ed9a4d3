"""Who may open the pages of certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.certificates import holding
from guantong.portal.certificates.access import CHANGERS, DECIDERS, ISSUERS, READERS
from guantong.portal.certificates.batches import batch_propose
from guantong.portal.certificates.models import Certificate, IssuingAuthority, Preview
from guantong.portal.people.models import Person

from ...certificates import makers
from ...walking import Address, staff

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guantong.portal.accounts.models import User

_EVERYWHERE: Final = (Role.INVESTIGATOR, Role.SUPERVISOR)


def _authority(user: User) -> IssuingAuthority:
    grant = user.grants.get()
    if grant.role == Role.EVALUATION_OFFICER:
        return makers.body_authority(grant.scope_id)
    return makers.authority(None if grant.role in _EVERYWHERE else grant.scope_id)


def _row(of: IssuingAuthority) -> dict[str, str]:
    skill = {"occupation": "车工", "level": "技师", "series": "", "specialty": "", "committee": ""}
    return skill if of.body_id else {}


def _kind(user: User) -> Mapping[str, object]:
    return {"kind": "title"}


def _list(user: User) -> Mapping[str, object]:
    of = _authority(user)
    return {"batch": makers.taken_in(of, [makers.row(1, **_row(of))]).pk}


def _proposed(user: User) -> Mapping[str, object]:
    of = _authority(user)
    role = Role.EVALUATION_OFFICER if of.body_id else Role.CERTIFICATE_OFFICER
    one = makers.officer(role, of)
    batch = makers.taken_in(of, [makers.row(1, **_row(of))], actor=one)
    batch_propose(actor=one, batch=batch, now=clock.now())
    return {"batch": batch.pk}


def _confirmed(user: User) -> Mapping[str, object]:
    of = _authority(user)
    return {"batch": makers.confirmed(of, [makers.row(1, **_row(of))]).pk}


def _asking(user: User) -> Preview:
    of = _authority(user)
    role = Role.EVALUATION_OFFICER if of.body_id else Role.CERTIFICATE_OFFICER
    batch = makers.asking(of, [makers.row(1, **_row(of))], makers.officer(role, of))
    return Preview.objects.get(entry__batch=batch)


def _asking_list(user: User) -> Mapping[str, object]:
    return {"batch": _asking(user).entry.batch_id}


def _asked_row(user: User) -> Mapping[str, object]:
    return {"preview": _asking(user).pk}


def _asked(user: User) -> Mapping[str, object]:
    makers.account_of(1, user=user)
    of = makers.authority()
    makers.asking(of, [makers.row(1)], makers.officer(Role.CERTIFICATE_OFFICER, of))
    return {"preview": Preview.objects.get().pk}


def _certificate(user: User) -> Certificate:
    of = _authority(user)
    return makers.issued(of, 1, _row(of))


def _one(user: User) -> Mapping[str, object]:
    return {"certificate": _certificate(user).pk}


def _one_file(user: User) -> Mapping[str, object]:
    return {**_one(user), "form": "pdf"}


OWN_WAY: Final = {
    Role.CERTIFICATE_OFFICER: "replace",
    Role.EVALUATION_OFFICER: "replace",
    Role.APPROVING_AUTHORITY: "annul",
    Role.OFFICE_LEADER: "revoke",
    Role.INVESTIGATOR: "revoke",
}
"""What each role may propose."""


def _way(user: User) -> Mapping[str, object]:
    return {"certificate": _certificate(user).pk, "transition": OWN_WAY[Role(user.grants.get().role)]}


def _waiting(user: User) -> Mapping[str, object]:
    role = Role(user.grants.get().role)
    certificate = _certificate(user)
    if role == Role.APPROVING_AUTHORITY:
        other = makers.officer(Role.OFFICE_LEADER, certificate.authority)
        return {"change": makers.proposed(certificate, "revoke", other).pk}
    return {"change": makers.proposed(certificate, "replace", makers.officer(role, certificate.authority)).pk}


def _own_change(user: User) -> Mapping[str, object]:
    way = OWN_WAY[Role(user.grants.get().role)]
    return {"change": makers.proposed(_certificate(user), way, user).pk}


def _correction(user: User) -> Mapping[str, object]:
    certificate = _certificate(user)
    holder = makers.holder(certificate)
    made = holding.correction_ask(
        actor=holder, certificate=certificate, what="单位名称不对", proof="", now=clock.now()
    )
    return {"correction": made.pk}


def _own(user: User) -> Certificate:
    certificate = makers.issued(makers.authority())
    Certificate.objects.filter(pk=certificate.pk).update(person=Person.objects.create(user=user))
    certificate.refresh_from_db()
    return certificate


def _mine(user: User) -> Mapping[str, object]:
    return {"certificate": _own(user).pk}


def _my_file(user: User) -> Mapping[str, object]:
    return {**_mine(user), "form": "pdf"}


def _share(user: User) -> Mapping[str, object]:
    link, _token = holding.share_make(actor=user, certificate=_own(user), days=7, note="", now=clock.now())
    return {"share": link.pk}


_CORRECTION: Final = {
    "row-seen": "1",
    "row-identity_type": "resident_identity_card",
    "row-number": makers.identity_number(1),
    "row-name": "韦示例",
    "row-sex": "男",
    "row-employer": "柳北热电（测试）",
}
WALK: Final = {
    "certificates": Address(staff(*READERS)),
    "certificates_prolonging": Address(staff(*READERS)),
    "certificates_bring": Address(staff(*ISSUERS)),
    "certificates_template": Address(staff(*ISSUERS), _kind),
    "certificates_list": Address(staff(*READERS), _list),
    "certificates_progress": Address(staff(*READERS), _list),
    "certificates_propose": Address(staff(*ISSUERS), _list, method="post", status=302),
    "certificates_confirm": Address(staff(*ISSUERS), _proposed, method="post", status=302),
    "certificates_withdraw": Address(
        staff(*ISSUERS), _list, method="post", data={"reason": "改名单"}, status=302
    ),
    "certificates_retry": Address(staff(*ISSUERS), _confirmed, method="post", status=302),
    "certificates_manifest": Address(staff(*ISSUERS), _list),
    "certificates_files": Address(staff(*ISSUERS), _list),
    "certificates_go_on": Address(
        staff(*ISSUERS),
        _asking_list,
        method="post",
        data={"standing": "no_account", "reason": "书面核对"},
        status=302,
    ),
    "certificates_row": Address(staff(*READERS), _asked_row),
    "certificates_row_photo": Address(staff(*READERS), _asked_row),
    "certificates_row_go_on": Address(
        staff(*ISSUERS), _asked_row, method="post", data={"on-seen": "1", "on-reason": "书面核对"}, status=302
    ),
    "certificates_row_correct": Address(
        staff(*ISSUERS), _asked_row, method="post", data={**_CORRECTION}, status=302
    ),
    "certificates_row_take_out": Address(
        staff(*ISSUERS), _asked_row, method="post", data={"out-seen": "1", "out-reason": "误报"}, status=302
    ),
    "certificates_all": Address(staff(*READERS)),
    "certificate": Address(staff(*READERS), _one),
    "certificate_file": Address(staff(*READERS), _one_file),
    "certificate_change": Address(staff(*CHANGERS), _way),
    "certificate_decide": Address(
        staff(*DECIDERS), _waiting, method="post", data={"agree": "yes"}, status=302
    ),
    "certificate_change_withdraw": Address(staff(*CHANGERS), _own_change, method="post", status=302),
    "certificate_answer": Address(staff(*ISSUERS), _correction),
    "certificates_mine": Address("signed in"),
    "certificates_claim": Address("signed in"),
    "certificate_asked": Address("signed in", _asked),
    "certificate_asked_photo": Address("signed in", _asked),
    "certificate_asked_confirm": Address("signed in", _asked, method="post", status=302),
    "certificate_asked_report": Address(
        "signed in", _asked, method="post", data={"lines": "employer", "what": "应为柳北热电"}, status=302
    ),
    "certificate_mine": Address("signed in", _mine),
    "certificate_copy": Address("signed in", _my_file),
    "certificate_share": Address("signed in", _mine, method="post", data={"days": "7"}),
    "certificate_correct": Address(
        "signed in", _mine, method="post", data={"what": "单位名称不对"}, status=302
    ),
    "certificate_unshare": Address("signed in", _share, method="post", status=302),
}
