"""The interface answers as the command line does: every worked case, its mistakes too."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from guantong.cases import load_case
from guantong.cli.app import run
from guantong.pathways import parse_goal, prospects, quickest
from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.api.problems import CONTENT_TYPE
from guantong.portal.audit.models import AuditEvent
from guantong.portal.policies.readings import CODE
from guantong.portal.policies.services import reading_propose
from guantong.proof.cases import load_worked_cases

from ..accounts.signing import granted
from ..policies.ruling import in_force, leader_of, regional_office
from .conftest import TURNER

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from django.http import HttpResponse

    Ask = Callable[..., HttpResponse]


def read(answer: HttpResponse, status: int = 200) -> Any:
    """The content of an answer, which has this status and is a problem document where it is an error."""
    assert answer.status_code == status, answer.content.decode()
    assert answer["Content-Type"] == ("application/json" if status == 200 else CONTENT_TYPE)
    return json.loads(answer.content)


def told_by_command(files: list[Path], capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, Any]:
    """What ``guantong check --json`` says of files, and its exit code."""
    code = run(["check", "--json", "--today", clock.today().isoformat(), *more, *map(str, files)])
    return code, json.loads(capsys.readouterr().out)


def written(folder: Path, *documents: object) -> list[Path]:
    """Documents as files."""
    files = [folder / f"{number}.json" for number, _ in enumerate(documents)]
    for file, document in zip(files, documents, strict=True):
        file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return files


def test_answer_to_every_worked_case_is_the_command_s(
    ask: Ask, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    documents = list(
        {
            json.dumps(worked.document, sort_keys=True): worked.document for worked in load_worked_cases()
        }.values()
    )
    assert len(documents) > 300
    code, told = told_by_command(written(tmp_path, *documents), capsys)
    assert code == 0
    for document, expected in zip(documents, told, strict=True):
        assert read(ask(document)) == expected, document


@pytest.mark.parametrize(
    ("parameters", "options"),
    [
        ("?lang=en", ["--lang", "en"]),
        ("?as_of=2031-01-01", ["--as-of", "2031-01-01"]),
        ("?with_readings=false", ["--no-readings"]),
        ("?lang=en&as_of=2020-01-01&with_readings=false", ["--lang", "en", "--as-of", "2020-01-01", "--no-readings"]),
    ],
)  # fmt: skip
def test_parameters_mean_what_the_options_mean(
    ask: Ask, tmp_path: Path, capsys: pytest.CaptureFixture[str], parameters: str, options: list[str]
) -> None:
    _, expected = told_by_command(written(tmp_path, TURNER), capsys, *options)
    assert read(ask(to=f"decide{parameters}")) == expected


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_mistakes_are_the_engine_s_all_at_once(
    ask: Ask, tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    wrong = {**TURNER, "as_of": "2026-13-01", "titels": [], "appraisals": {"2023": "great"}}
    code, expected = told_by_command(written(tmp_path, wrong), capsys, "--lang", lang)
    assert code == 2
    problem = read(ask(wrong, to=f"decide?lang={lang}"), 422)
    assert problem["errors"] == expected["errors"]
    assert len(problem["errors"]) == 3
    assert problem["type"].endswith("#invalid-case")
    assert problem["title"] == {"zh": "案例有错误", "en": "The case has mistakes"}[lang]


def test_answer_about_a_person_stays_nowhere(ask: Ask) -> None:
    answer = ask({**TURNER, "person": {"name": "韦示例"}})
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert not AuditEvent.objects.exists()


def test_path_is_the_engine_s(ask: Ask) -> None:
    case = load_case(TURNER)
    goal = parse_goal("副高级", lang="en")
    notes = {lang: {"notes": [note.to_dict(lang) for note in case.notes]} for lang in ("zh", "en")}
    found = quickest(case, goal, lang="en").to_dict() | notes["en"]
    assert read(ask(to="path?goal=副高级&lang=en")) == found
    assert read(ask(to="path")) == json.loads(json.dumps(prospects(case).to_dict() | notes["zh"]))


@pytest.mark.parametrize("goal", ["", "&goal=副高级"])
def test_path_says_which_reading_was_chosen_here(ask: Ask, now: datetime, goal: str) -> None:
    today = clock.today()
    made = reading_propose(
        actor=granted(Role.POLICY_OFFICER, today=today), reading="A02", option="two_of_three", source="桂职改办〔2026〕9号",
        reason="请示答复", effective_from=today, now=now,
    )  # fmt: skip
    in_force(made, leader_of(regional_office(), today), now)
    for lang, office in (("zh", "自治区职改办（测试）"), ("en", "put into force by")):
        found = read(ask(to=f"path?lang={lang}{goal}"))["notes"]
        (note,) = [note for note in found if note["code"] == CODE]
        assert note["path"] == "A02"
        assert office in note["text"]


def test_goal_that_means_nothing_is_told_with_what_may_be_meant(ask: Ask) -> None:
    (error,) = read(ask(to="path?goal=皇帝"), 422)["errors"]
    assert error["path"] == "query.goal"
    assert error["hint"]


def test_parameters_that_mean_nothing_are_told_all_at_once(ask: Ask) -> None:
    problem = read(ask(to="decide?lang=fr&with_readings=perhaps"), 422)
    assert {error["path"] for error in problem["errors"]} == {"query.lang", "query.with_readings"}
    (error,) = read(ask(to="decide?as_of=yesterday"), 422)["errors"]
    assert error["path"] == "query.as_of"
    assert error["message"]
    both = read(ask({"titels": []}, to="decide?as_of=yesterday"), 422)["errors"]
    assert [error["path"] for error in both] == ["query.as_of", "titels"]
