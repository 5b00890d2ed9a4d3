"""Lists that are too long are not decided while somebody waits; the person reads why, and every row is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from guantong.cases import load_case
from guantong.portal import clock
from guantong.portal.people.models import EmploymentPeriod
from guantong.portal.people.services import fill_record, person_create
from guantong.portal.policies.size import MOST_ROWS, VARIABLE, long_lists, most_rows, of_decidable_size
from guantong.portal.refusals import RefusedError
from guantong.portal.selfcheck.selectors import KEY
from guantong.portal.selfcheck.sheet import Sheet

from ..accounts.signing import account, sign_in

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def jobs(number: int) -> list[dict[str, Any]]:
    """So many jobs, one after the other."""
    return [
        {"sector": "enterprise", "occupation": "车工", "from": f"{1980 + i}-01-01", "to": f"{1980 + i}-12-31"}
        for i in range(number)
    ]


CERTIFICATE = {
    "kind": "skill_level",
    "level": "technician",
    "occupation": "车工",
    "issued_on": "2018-06-01",
    "verified": True,
}


def refused(answer: Any) -> str:
    """What a page says that did not decide."""
    assert answer.status_code == 409
    text = str(answer.content.decode())
    assert "E-POL-090" in text
    return text


def test_every_list_that_is_too_long_is_named() -> None:
    case = load_case({"employment": jobs(31), "certificates": [CERTIFICATE] * 32, "titles": []})

    assert [(found.name, found.rows) for found in long_lists(case)] == [
        ("employment", 31),
        ("certificates", 32),
    ]
    with pytest.raises(RefusedError) as caught:
        of_decidable_size(case)
    assert "任职经历 31 条、技能证书 32 条，一次判断每类最多 30 条" in caught.value.text


def test_lists_of_the_greatest_length_are_decided() -> None:
    case = load_case({"employment": jobs(MOST_ROWS), "certificates": [CERTIFICATE] * MOST_ROWS})

    assert of_decidable_size(case) is case


def test_an_installation_sets_another_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "2")

    assert [found.name for found in long_lists(load_case({"employment": jobs(3)}))] == ["employment"]
    for wrong in ("0", "-1", "many"):
        with pytest.raises(ValueError, match=r".+"):
            most_rows({VARIABLE: wrong})


def test_the_interchange_of_a_long_record_says_so_and_the_record_keeps_every_row(client: Client) -> None:
    user, now = account(), clock.now()
    person = person_create(actor=user, user=user, now=now)
    fill_record(actor=user, person=person, case={"employment": jobs(MOST_ROWS + 1)}, now=now)
    sign_in(client, user)

    assert "任职经历 31 条" in refused(client.get(reverse("interchange_mine")))
    assert EmploymentPeriod.objects.filter(person=person).count() == MOST_ROWS + 1
    record = client.get(reverse("record")).content.decode()
    assert "1980" in record
    assert "2010" in record


def test_the_interchange_says_so_in_english(client: Client) -> None:
    user, now = account(), clock.now()
    person = person_create(actor=user, user=user, now=now)
    fill_record(actor=user, person=person, case={"employment": jobs(MOST_ROWS + 1)}, now=now)
    sign_in(client, user)

    page = client.get(reverse("interchange_mine"), headers={"accept-language": "en"})

    assert "Employment: 31 rows. At most 30 rows of each kind" in refused(page)


@pytest.mark.parametrize("name", ["selfcheck_result", "selfcheck_pdf", "interchange_mine"])
def test_a_long_self_check_says_so_and_keeps_every_answer(client: Client, name: str) -> None:
    sheet = Sheet({"employment": jobs(MOST_ROWS + 1)}, put=("holding", "wanted", "work-1-occupation"))
    session = client.session
    session[KEY] = sheet.plain()
    session.save()

    assert "任职经历 31 条" in refused(client.get(reverse(name)))
    assert client.session[KEY] == sheet.plain()
