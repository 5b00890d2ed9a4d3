"""Verifying certificates by the interface, and handing in lists."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest

from guantong.certificates import numbers
from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.api.models import Scope
from guantong.portal.api.tokens import token_issue
from guantong.portal.certificates import numbering
from guantong.portal.certificates.models import Batch, CertificateFile, IssuingAuthority
from guantong.portal.certificates.numbering import code_of
from guantong.portal.certificates.storing import read
from guantong.portal.organisations.models import Office
from tests.portal.accounts.signing import granted
from tests.portal.certificates import makers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from guantong.portal.certificates.models import Certificate

    Ask = Callable[..., Any]

VERIFY = "certificates/verify"
LISTS = "certificates/lists"


@pytest.fixture(autouse=True)
def today(now: datetime) -> Iterator[None]:
    with clock.at(now):
        yield


@pytest.fixture
def certificate(db: None) -> Certificate:
    return makers.issued(makers.authority())


def test_by_number_and_code(ask: Ask, certificate: Certificate) -> None:
    told = ask({"number": certificate.number, "code": code_of(certificate.number)}, VERIFY).json()

    assert (told["standing"], told["name"]) == ("valid", "韦**")
    assert told["certificate"]["title"] == "高级工程师"
    assert "identity_masked" not in told["certificate"]


def test_wrong_and_absent_are_the_same_bytes(ask: Ask, certificate: Certificate) -> None:
    absent = numbers.compose("title", 2026, "0001", 4711)
    tail = makers.identity_number(1)[-4:]
    told = [
        ask({"number": certificate.number, "code": "0000"}, VERIFY),
        ask({"number": absent, "code": "0000"}, VERIFY),
        ask({"number": "nonsense", "code": "0000"}, VERIFY),
        ask({"number": absent, "name": "韦示例", "tail": tail}, VERIFY),
        ask({"number": certificate.number, "name": "韦示列", "tail": tail}, VERIFY),
    ]

    assert {(one.status_code, one.content) for one in told} == {(200, b'{"standing": "no_match"}')}
    assert len({str(sorted(one.headers.items())) for one in told}) == 1


def test_by_the_file(ask: Ask, db: None) -> None:
    certificate = makers.issued(makers.authority(), signed=True)
    content = read(CertificateFile.objects.get(certificate=certificate, form="pdf").storage_key)

    told = ask({"file": base64.b64encode(content).decode()}, VERIFY).json()
    assert (told["standing"], told["name"], told["file"]["state"]) == ("valid", "韦示例", "intact")
    told = ask({"file": base64.b64encode(content + b" ").decode()}, VERIFY).json()
    assert (told["standing"], told["file"]["state"]) == ("not_issued", "changed")


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"number": "x"},
        {"number": 1, "code": "x"},
        {"file": "%"},
        {"number": "x", "code": "x", "more": "x"},
    ],
)
def test_questions_that_are_none(ask: Ask, db: None, body: object) -> None:
    assert ask(body, VERIFY).status_code == 422


def test_a_body_that_is_no_json(ask: Ask, db: None) -> None:
    assert ask("{", VERIFY).status_code == 400


@pytest.mark.parametrize("odd", ["\0", "\ud800", "\U0001f600"])
def test_odd_characters_fit_nothing(ask: Ask, certificate: Certificate, odd: str) -> None:
    for body in (
        {"number": odd, "code": odd},
        {"number": certificate.number, "code": odd},
        {"number": odd, "name": odd, "tail": odd},
        {"number": certificate.number, "name": odd, "tail": odd},
    ):
        told = ask(body, VERIFY)
        assert (told.status_code, told.content) == (200, b'{"standing": "no_match"}')


def test_a_list_with_odd_characters_is_told_row_by_row(ask: Ask, db: None) -> None:
    allowed = token(Scope.CERTIFICATES, makers.authority().office_id)
    for odd in ("\0", "\ud800"):
        told = ask(a_list(a_row(name=f"韦{odd}")), LISTS, authorization=allowed).json()
        assert "不能保存的字符" in str(told["wrong"])


def test_without_keys_to_compare_with_nothing_is_known(
    ask: Ask, certificate: Certificate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(numbering, "certificates_folder", lambda: tmp_path)

    assert ask({"number": certificate.number, "code": "0000"}, VERIFY).json()["standing"] == "unknown"


def token(scope: Scope, organisation: object) -> str:
    issued = token_issue(
        actor=granted(Role.ADMINISTRATOR, today=clock.today()), organisation_type="office",
        organisation_id=str(organisation), name="测试", scopes=[scope], valid_to=clock.today(), now=clock.now(),
    )  # fmt: skip
    return f"Bearer {issued.secret}"


def a_list(*rows: dict[str, str], code: str = "11450000DEMX00001U") -> dict[str, object]:
    return {
        "authority": code,
        "approval_document": makers.DOCUMENT,
        "approved_on": "2026-10-12",
        "rows": list(rows),
    }


def a_row(**changed: str) -> dict[str, str]:
    values = dict(makers.row(1).values)
    return {**values, "photo": base64.b64encode(makers.photo()).decode(), **changed}


def test_a_list_is_handed_in_and_told_row_by_row(ask: Ask, db: None) -> None:
    of = makers.authority()
    told = ask(
        a_list(a_row(), a_row(identity=makers.identity_number(2), level="正高级")), LISTS,
        authorization=token(Scope.CERTIFICATES, of.office_id),
    ).json()  # fmt: skip

    assert (told["state"], told["rows"]) == ("preview", 2)
    assert [row["row"] for row in told["wrong"]] == [2]
    assert Batch.objects.get().prepared_by is None


@pytest.mark.parametrize(("said", "asks"), [({"ask_holders": True}, True), ({}, False)])
def test_a_list_may_ask_its_holders(ask: Ask, db: None, said: dict[str, bool], asks: bool) -> None:
    allowed = token(Scope.CERTIFICATES, makers.authority().office_id)

    ask(a_list(a_row()) | said, LISTS, authorization=allowed)

    assert Batch.objects.get().asks_holders is asks


def test_whether_to_ask_is_yes_or_no(ask: Ask, db: None) -> None:
    allowed = token(Scope.CERTIFICATES, makers.authority().office_id)

    told = ask(a_list(a_row()) | {"ask_holders": "yes"}, LISTS, authorization=allowed)

    assert (told.status_code, told.json()["errors"][0]["path"]) == (422, "body.ask_holders")


def test_the_same_list_twice_is_one_clear_message(ask: Ask, db: None) -> None:
    allowed = token(Scope.CERTIFICATES, makers.authority().office_id)
    ask(a_list(a_row()), LISTS, authorization=allowed)

    again = ask(a_list(a_row()), LISTS, authorization=allowed)

    assert again.status_code == 409
    assert "已经由接口交来" in again.json()["detail"]


def test_a_token_of_another_office_or_scope_hands_in_nothing(ask: Ask, db: None) -> None:
    of = makers.authority()
    other = Office.objects.create(name="柳州市职改办（测试）", kind="city", region_id="450200")

    assert ask(a_list(a_row()), LISTS, authorization=token(Scope.VERIFY, of.office_id)).status_code == 403
    assert ask(a_list(a_row()), LISTS, authorization=token(Scope.CERTIFICATES, other.pk)).status_code == 422
    assert ask(a_list(a_row()), LISTS).status_code == 401
    assert not Batch.objects.exists()


def test_of_several_authorities_under_one_code_none_is_guessed(ask: Ask, db: None) -> None:
    of = makers.authority()
    other = IssuingAuthority.objects.create(
        kind=of.kind, code=of.code, name="自治区职改办第二发证处（测试）", unit="0003", office=of.office,
        ring=of.ring, source="测试",
    )  # fmt: skip
    allowed = token(Scope.CERTIFICATES, of.office_id)

    told = ask(a_list(a_row()), LISTS, authorization=allowed)

    assert told.status_code == 422
    (place,) = told.json()["errors"]
    assert place["path"] == "body.authority"
    for word in ("title-0001", "title-0003", of.name, other.name):
        assert word in place["message"]
    assert not Batch.objects.exists()
    assert ask(a_list(a_row(), code="title-0003"), LISTS, authorization=allowed).status_code == 200
    assert Batch.objects.get().authority == other


def test_an_authority_of_others_is_neither_meant_nor_listed(ask: Ask, db: None) -> None:
    of, body = makers.authority(), makers.body_authority()
    allowed = token(Scope.CERTIFICATES, of.office_id)

    told = ask(a_list(a_row(), code=body.code), LISTS, authorization=allowed)

    assert told.status_code == 422
    assert "没有这个发证机关" in told.json()["errors"][0]["message"]
    assert body.name not in told.content.decode()


def test_everything_wrong_with_a_list_has_its_place(ask: Ask, db: None) -> None:
    allowed = token(Scope.CERTIFICATES, makers.authority().office_id)

    told = ask({"authority": "11450000DEMX00001U"}, LISTS, authorization=allowed).json()
    assert [place["path"] for place in told["errors"]] == [
        "body.approval_document",
        "body.approved_on",
        "body.rows",
    ]
    told = ask(a_list({"names": "x"}, "x"), LISTS, authorization=allowed).json()  # type: ignore[arg-type]
    assert [place["path"] for place in told["errors"]] == ["body.rows[0]", "body.rows[1]"]
