"""One question a page: back and forth, passed over, changed, and whatever else arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from guantong.portal.selfcheck.selectors import KEY
from guantong.portal.selfcheck.sheet import Sheet

from ...selfcheck.answers import WELDER
from .pages import shown

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from .conftest import Begin

pytestmark = pytest.mark.django_db


def place(answer: Any) -> str:
    """Where an answer sends the browser."""
    return str(answer.headers["Location"])


def test_the_start_says_what_it_is_and_asks_for_nothing(client: Client) -> None:
    page = client.get("/check/").content.decode()

    assert "不用登录，不问姓名和证件号" in page
    assert 'name="name"' not in page


def test_from_the_first_question_to_the_result(client: Client) -> None:
    there = place(client.post("/check/", {"aim": "careers"}))
    asked = []
    while there != "/check/result/":
        name = there.removeprefix("/check/q/").rstrip("/")
        asked.append(name)
        assert client.get(there).status_code == 200
        there = place(client.post(there, WELDER[name]))
        assert len(asked) < 30

    assert asked[0] == "holding"
    assert "可以申报" in shown(client.get(there)).text


def test_each_question_can_be_unclear(client: Client) -> None:
    there = place(client.post("/check/", {"aim": "careers"}))
    while there != "/check/result/":
        there = place(client.post(there, {"unsure": "yes"}))

    page = shown(client.get(there))
    assert "没有可以判断的目标" in page.text
    assert page.text.count("不清楚") == 2


def test_back_shows_the_answer_and_next_goes_on(client: Client) -> None:
    client.post("/check/", {"aim": "careers"})
    client.post("/check/q/holding/", {"value": "certificate"})
    client.post("/check/q/certificate-1-occupation/", {"value": "电工", "choice": "6-31-01-03"})

    page = client.get("/check/q/certificate-1-level/").content.decode()
    assert 'href="/check/q/certificate-1-occupation/"' in page
    before = client.get("/check/q/certificate-1-occupation/").content.decode()
    assert 'value="6-31-01-03"\n' in before or 'value="6-31-01-03" checked' in before
    assert "checked" in before
    again = client.post("/check/q/holding/", {"value": "certificate"})
    assert place(again) == "/check/q/certificate-1-occupation/"


def test_one_answer_changed_from_the_result_leads_back_to_it(client: Client, welder: Sheet) -> None:
    page = client.get("/check/q/certificate-1-issued/?then=result").content.decode()
    assert "改好，回到结果" in page

    there = client.post(
        "/check/q/certificate-1-issued/", {"then": "result", "value_year": "2025", "value_month": "10"}
    )

    assert place(there) == "/check/result/"
    result = shown(client.get("/check/result/"))
    assert result.targets["助理工程师（焊接）"]["data-from"] == "2027-10-31"


def test_a_change_that_opens_the_beginning_again_asks_on(client: Client, welder: Sheet) -> None:
    there = client.post("/check/q/holding/", {"then": "result", "value": "both"})

    assert place(there) == "/check/q/title-1-series/"


def test_what_is_wrong_stands_above_and_beside_and_what_was_typed_stays(client: Client) -> None:
    client.post("/check/", {"aim": "careers"})
    client.post("/check/q/holding/", {"value": "certificate"})

    answer = client.post("/check/q/certificate-1-occupation/", {"value": "外星人"})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("没有找到这个职业") == 2
    assert 'value="外星人"' in page
    assert 'href="#id_value"' in page


def test_without_javascript_a_button_finds_occupations(client: Client) -> None:
    client.post("/check/", {"aim": "careers"})
    client.post("/check/q/holding/", {"value": "certificate"})

    page = client.post("/check/q/certificate-1-occupation/", {"value": "dg", "find": "yes"}).content.decode()

    assert 'value="6-31-01-03"' in page
    assert "找不到我的职业" in page


def test_while_typing_only_the_list_comes(client: Client) -> None:
    page = client.get("/check/occupations/", {"value": "烧电焊的"}).content.decode()

    assert "焊工" in page
    assert "<html" not in page


@pytest.mark.parametrize("typed", ["", "<script>alert(1)</script>", "\x00", "𬭎" * 5000, "\u202edg", "'"])
def test_whatever_is_typed_breaks_nothing(client: Client, typed: str) -> None:
    answer = client.get("/check/occupations/", {"value": typed})

    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


@pytest.mark.parametrize(
    "name", ["nothing", "certificate-0-level", "certificate-99-level", "holding-1-level"]
)
def test_a_forged_name_is_no_page(client: Client, welder: Sheet, name: str) -> None:
    assert client.get(f"/check/q/{name}/").status_code == 404
    assert client.post(f"/check/q/{name}/", {"value": "x"}).status_code == 404


def test_a_question_that_does_not_apply_leads_on(client: Client, welder: Sheet) -> None:
    answer = client.post("/check/q/certificate-7-level/", {"value": "technician"})

    assert place(answer) == "/check/result/"
    assert client.session[KEY] == welder.plain()


def test_sending_an_answer_twice_changes_nothing(client: Client, welder: Sheet) -> None:
    for _ in range(2):
        client.post("/check/q/honours/", {"value": "none"})

    assert client.session[KEY] == welder.plain()


def test_fields_that_nobody_asked_for_are_not_kept(client: Client, welder: Sheet) -> None:
    client.post("/check/q/honours/", {"value": "none", "document": "x", "as_of": "1900-01-01", "put": "y"})

    assert client.session[KEY] == welder.plain()


def test_after_the_session_what_was_typed_is_shown(client: Client) -> None:
    answer = client.post("/check/q/education-1-major/", {"value": "机电一体化"})

    page = answer.content.decode()
    assert answer.status_code == 410
    assert "机电一体化" in page
    assert "我有保存码" in page


@pytest.mark.parametrize(
    "there", ["/check/q/holding/", "/check/result/", "/check/result/summary.pdf", "/check/saved/"]
)
def test_without_a_self_check_every_page_leads_to_the_start(client: Client, there: str) -> None:
    assert place(client.get(there)) == "/check/"


def test_a_session_that_holds_rubbish_is_as_good_as_none(client: Client) -> None:
    session = client.session
    session[KEY] = {"document": "x", "put": 7}
    session.save()

    assert place(client.get("/check/result/")) == "/check/"


def test_a_form_from_elsewhere_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post("/check/", {"aim": "careers"}).status_code == 403


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("certificate-1-issued", {"value_year": "9" * 10_000}),
        ("certificate-1-issued", {"value_year": "2024\x00", "value_month": "\u202e5"}),
        ("certificate-1-occupation", {"choice": "unlisted", "value": "长" * 10_000}),
        ("certificate-1-occupation", {"choice": "unlisted", "value": "烤\x00鱼"}),
        ("work-1-since", {"from_year": "<b>", "to_year": "'"}),
        ("appraisals", {"2025": "x" * 10_000, "1066": "qualified"}),
        ("honours", {"value": ["none", "x"]}),
    ],
)
def test_bad_input_is_a_page_with_a_sentence(
    client: Client, welder: Sheet, name: str, values: dict[str, Any]
) -> None:
    answer = client.post(f"/check/q/{name}/", values)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "error-summary" in page
    assert "<b>" not in page
    assert len(page) < 60_000
    assert client.session[KEY] == welder.plain()


def test_a_lone_surrogate_in_the_bytes_of_a_form(client: Client, welder: Sheet) -> None:
    answer = client.post(
        "/check/q/certificate-1-occupation/",
        "choice=unlisted&value=%ED%A0%80%FF",
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code == 200
    assert "看不见的字符" in answer.content.decode()


def test_rows_are_added_and_taken_away(client: Client, welder: Sheet) -> None:
    assert place(client.post("/check/rows/", {"add": "certificates"})) == "/check/q/certificate-2-occupation/"
    assert place(client.post("/check/rows/", {"remove": "certificates-2"})) == "/check/result/"
    assert client.session[KEY] == welder.plain()


@pytest.mark.parametrize(
    "form", [{}, {"add": "person"}, {"remove": "x-y"}, {"remove": "certificates-99"}, {"remove": "titles-²"}]
)
def test_rows_that_are_not_there(client: Client, welder: Sheet, form: dict[str, str]) -> None:
    assert client.post("/check/rows/", form).status_code == 302
    assert client.session[KEY] == welder.plain()


def test_an_examination_is_a_way_of_its_own(client: Client) -> None:
    there = place(client.post("/check/", {"aim": "exam"}))
    assert there == "/check/q/exam/"

    assert place(client.post(there, {"value": "accounting"})) == "/check/q/education/"


def test_a_question_costs_few_queries(
    client: Client, welder: Sheet, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(6):
        client.get("/check/q/appraisals/")
    with django_assert_max_num_queries(10):
        client.post("/check/q/honours/", {"value": "none"})


def test_why_a_question_is_asked_comes_from_the_clause_that_waits(
    client: Client, begin: Begin, welder: Sheet
) -> None:
    kept = {k: v for k, v in welder.document.items() if k != "appraisals"}
    begin(Sheet(kept, tuple(n for n in welder.put if n != "appraisals")))

    page = shown(client.get("/check/q/appraisals/"))

    assert "为什么问这个" in page.text
    assert "2.2.1.1a" in page.text


def test_a_row_too_many_has_a_button_to_take_it_away(client: Client, welder: Sheet) -> None:
    assert 'name="remove"' not in client.get("/check/result/").content.decode()

    client.post("/check/rows/", {"add": "certificates"})

    assert 'value="certificates-2"' in client.get("/check/result/").content.decode()
