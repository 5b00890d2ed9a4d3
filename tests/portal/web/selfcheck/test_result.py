"""The page of the result says what `guantong check --json` says, and what to do with it."""

from __future__ import annotations

import json
from io import BytesIO, TextIOWrapper
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

from guantong.cli.app import run
from guantong.portal.selfcheck.sheet import Sheet, sheet_from
from guantong.proof.cases import WorkedCase, load_worked_cases

from ...selfcheck.answers import WELDER, fill
from .pages import shown

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from .conftest import Begin

pytestmark = pytest.mark.django_db

CASES = [case for case in load_worked_cases() if not case.policy]


def checked(
    document: dict[str, Any], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Any:
    """What the command answers to a case document."""
    typed = TextIOWrapper(BytesIO(json.dumps(document, ensure_ascii=False, default=str).encode()))
    monkeypatch.setattr("sys.stdin", typed)
    capsys.readouterr()
    assert run(["check", "-", "--json", "--no-readings"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("worked", CASES, ids=[case.name for case in CASES])
def test_the_page_says_what_the_command_says(
    worked: WorkedCase,
    client: Client,
    begin: Begin,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = json.loads(json.dumps(worked.document, ensure_ascii=False, default=str))
    begin(Sheet(document, careers=False))

    answer = client.get("/check/result/")

    assert answer.status_code == 200
    page = shown(answer)
    for said in checked(document, capsys, monkeypatch)["decisions"]:
        found = page.targets.get(said["name"])
        if found is None:
            assert said["name"] in page.text
            continue
        assert found["data-verdict"] == said["verdict"]
        assert found["data-from"] == (said["eligible_from"] or "")
        assert found["data-clauses"].split() == said["clauses"]


def test_the_page_is_headed_and_says_on_what_it_rests(client: Client, welder: Sheet) -> None:
    page = shown(client.get("/check/result/"))

    assert "按您填写的情况 2026年11月22日 · 依据 桂人社规〔2021〕12号" in page.text
    assert "可以申报助理工程师（焊接）。" in page.text
    assert "2026年9月30日起符合条件，至今 53 天" in page.text.replace("至今53", "至今 53")
    assert "A46" in page.text
    assert "未核实" in page.text
    assert "已有同等或更高等级，不再细列： 焊工 高级工、焊工 中级工、焊工 初级工" in page.text
    assert "同样的结论也适用于 助理工程师（建筑安装） 、 助理工程师（机械制造）" in page.text


def test_clauses_and_the_picture_are_linked(client: Client, welder: Sheet) -> None:
    page = client.get("/check/result/").content.decode()

    assert 'href="/policies/clauses/2.2.1.1b/"' in page
    assert 'href="/interchange/mine/"' in page


def test_a_missing_fact_names_its_supplier_and_leads_to_its_question(client: Client, begin: Begin) -> None:
    sheet, _asked = fill(Sheet(), WELDER, unsure=("appraisals", "certificate-1-verified"))
    begin(sheet)

    page = client.get("/check/result/").content.decode()

    assert 'href="/check/q/appraisals/?then=result"' in page
    assert "单位人事部门" in page
    assert "全国证书联网查询" in page


def test_a_row_that_does_not_count_is_said(client: Client, welder: Sheet) -> None:
    client.post("/check/rows/", {"add": "certificates"})

    assert "有 1 本证书缺职业、等级或发证日期，没有计入。" in shown(client.get("/check/result/")).text


def test_an_examination_beside_titles_and_levels(client: Client, welder: Sheet) -> None:
    client.post("/check/q/exam/", {"value": "accounting", "then": "result"})

    page = shown(client.get("/check/result/"))

    assert "会计初级资格考试" in page.targets
    assert "助理工程师（焊接）" in page.targets


def test_what_the_document_says_about_treatment(client: Client, welder: Sheet) -> None:
    client.post("/check/q/work-1-sector/", {"value": "enterprise", "then": "result"})
    client.post("/check/q/work-1-engaged_level/", {"value": "senior_worker", "then": "result"})

    page = shown(client.get("/check/result/"))

    assert page.targets["学习进修"]["data-verdict"] == "eligible"
    assert "比照助理级职称" in page.text
    assert "不是强制义务" in page.text


def test_the_region_is_kept_when_it_is_one(client: Client, welder: Sheet) -> None:
    client.post("/check/result/region/", {"region": "450200"})
    kept = sheet_from(client.session["selfcheck"])
    client.post("/check/result/region/", {"region": "999999"})
    forged = sheet_from(client.session["selfcheck"])

    assert kept is not None
    assert kept.region == "450200"
    assert forged is not None
    assert forged.region == ""


def test_texts_of_the_person_are_shown_as_texts(client: Client, begin: Begin) -> None:
    row = {"occupation": "<script>alert(1)</script>", "level": "technician", "issued_on": "2020-05"}
    begin(Sheet({"certificates": [row], "titles": []}, ("holding", "certificate-1-occupation")))

    page = client.get("/check/result/").content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_result_costs_few_queries(
    client: Client, welder: Sheet, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(10):
        client.get("/check/result/")


@pytest.mark.parametrize(
    ("language", "title", "said"),
    [("zh-hans", "按本人填写的情况", "可以申报"), ("en", "as stated by the person", "May apply")],
)
def test_one_page_to_show_to_the_employer(
    client: Client, welder: Sheet, language: str, title: str, said: str
) -> None:
    client.cookies["django_language"] = language

    answer = client.get("/check/result/summary.pdf")

    assert answer.headers["Content-Type"] == "application/pdf"
    document = PdfReader(BytesIO(answer.content))
    root: Any = document.trailer["/Root"]
    text = document.pages[0].extract_text()
    assert len(document.pages) == 1
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"] == True  # noqa: E712
    assert str(root["/Lang"]).startswith(language[:2])
    assert title in (document.metadata.title or "" if document.metadata else "")
    assert said in text
    assert "2.2.1.1b" in text


def test_many_certificates_still_fit_on_one_page(client: Client, begin: Begin) -> None:
    codes = [
        "6-31-01-03",
        "6-18-01-01",
        "6-18-02-04",
        "4-12-01-01",
        "6-29-03-03",
        "6-30-99-00",
        "4-13-03-02",
        "5-01-02-02",
        "6-09-03-16",
    ]
    rows = [
        {"occupation": code, "level": "technician", "issued_on": "2018-05", "verified": "declared"}
        for code in codes
    ]
    begin(
        Sheet(
            {"certificates": rows, "titles": [], "employment": [{"occupation": codes[0], "from": "2010-01"}]}
        )
    )

    document = PdfReader(BytesIO(client.get("/check/result/summary.pdf").content))

    assert len(document.pages) == 1


def test_the_sheet_of_paper_names_nobody_and_says_what_it_is(client: Client, welder: Sheet) -> None:
    text = PdfReader(BytesIO(client.get("/check/result/summary.pdf").content)).pages[0].extract_text()

    assert "按本人填写，不作凭证" in text
    assert "政策数据" in text
