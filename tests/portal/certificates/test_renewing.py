"""A time stamp is put over another only where it lasts longer: each costs money, and a file takes no more than a few."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from guantong.portal import clock
from guantong.portal.certificates.models import Prolonging
from guantong.portal.certificates.prolonging import prolong_due
from guantong.portal.certificates.settings import TimeStamps
from tests.certificates.time_stamps import TimeStampAuthority, serving

from . import makers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import Settings

    from guantong.portal.certificates.models import IssuingAuthority, ProlongingRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(settings: Settings) -> Iterator[TimeStampAuthority]:
    """A service whose certificate runs out sooner than files are renewed before that."""
    with serving() as authority:
        authority.renew(timedelta(days=60))
        settings.TIME_STAMPS = TimeStamps(authority.address, roots=(authority.pki.der,), seconds=5)
        yield authority


def run() -> ProlongingRun:
    done = prolong_due(now=clock.now())
    assert done is not None
    return done


def stamps(row: Prolonging) -> int:
    return row.certificate.files.filter(form="prolonged").count()


def test_nothing_is_stamped_anew_before_the_service_has_another_certificate(
    service: TimeStampAuthority, authority: IssuingAuthority
) -> None:
    for serial in (1, 2):
        makers.issued(authority, serial, signed=True)
    assert run().done == 2
    before = len(service.asked)

    again = run()

    assert (again.done, again.failed) == (0, 0)
    assert "到期" in again.halted
    # pyHanko asks once more in a run, to see how large an answer is
    assert len(service.asked) == before + 2, "of all that are due one is tried"
    assert [(stamps(row), row.failure, row.leased_by) for row in Prolonging.objects.all()] == [
        (1, "", "")
    ] * 2

    service.renew(timedelta(days=400))
    assert run().done == 2
    assert [stamps(row) for row in Prolonging.objects.all()] == [2, 2]


def test_what_ends_earlier_is_renewed_beside_what_would_gain_nothing(
    service: TimeStampAuthority, authority: IssuingAuthority
) -> None:
    makers.issued(authority, 1, signed=True)
    run()
    service.renew(timedelta(days=80))
    makers.issued(authority, 2, signed=True)

    assert run().done == 2  # the second for the first time, the first anew
    assert "到期" in run().halted


def test_new_certificates_are_stamped_all_the_same(
    service: TimeStampAuthority, authority: IssuingAuthority
) -> None:
    makers.issued(authority, 1, signed=True)
    run()
    makers.issued(authority, 2, signed=True)

    assert run().done == 1
    assert [stamps(row) for row in Prolonging.objects.all()] == [1, 1]
