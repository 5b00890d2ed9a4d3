"""`guantong pack check` and `pack text`: how a report and a comparison read. What they find is tested with `proof`."""

from dataclasses import replace
from pathlib import Path

import pytest

from guantong.cli.pack_reports import write_comparison, write_report
from guantong.cli.screen import Screen
from guantong.policy.model import Text
from guantong.proof import Comparison, Figures, Finding, Line, Report
from guantong.wording.language import Language, Wording
from tests.cli.conftest import Guantong

FIGURES = Figures(rules=65, decided=65, options=80, options_tested=79, cases=400, routes=62)
FINDING = Finding(
    "cn-gx/rs-2021-12",
    "routes",
    "level_technician",
    Text("这条通道永远不会开放", "It never opens"),
    {"as_of": "2024-06-01"},
)
GOOD = Report((), FIGURES)
BAD = Report((FINDING,), FIGURES, (Text("两条通道是否等价", "whether two routes are equal"),))


def said(capsys: pytest.CaptureFixture[str], report: Report, lang: Language, *, proved: bool = True) -> str:
    write_report(Screen(), report, Wording(lang), proved=proved)
    return capsys.readouterr().out


def test_a_good_report(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, GOOD, "zh")

    assert text.startswith("√  没有发现问题。\n")
    assert "65/65 = 100 %" in text
    assert "79/80" in text
    assert "求解器" not in text


def test_a_report_with_findings(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, BAD, "zh")

    assert text.startswith("×  发现 1 处问题。\n")
    assert "cn-gx/rs-2021-12 routes.yaml level_technician" in text
    assert "这条通道永远不会开放" in text
    assert '"as_of": "2024-06-01"' in text
    assert "两条通道是否等价" in text


def test_a_report_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    assert "1 problem found." in said(capsys, BAD, "en")
    assert "It never opens" in said(capsys, BAD, "en")
    assert "Nothing is wrong." in said(capsys, GOOD, "en")


def test_without_a_solver_it_is_said_that_nothing_was_proved(capsys: pytest.CaptureFixture[str]) -> None:
    assert "没有使用求解器" in said(capsys, GOOD, "zh", proved=False)


@pytest.mark.parametrize(("report", "code"), [(GOOD, 0), (BAD, 1)])
def test_the_exit_code_says_whether_the_packs_hold(
    report: Report, code: int, guantong: Guantong, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guantong.proof.check_packs", lambda folder, solver: report)

    assert guantong("pack", "check").code == code
    told = guantong("pack", "check", "--json")
    assert (told.code, told.json) == (code, report.to_dict())


def test_the_solver_can_be_left_out(guantong: Guantong, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def check(folder: Path | None, *, solver: bool) -> Report:
        asked.append(solver)
        return GOOD

    monkeypatch.setattr("guantong.proof.check_packs", check)
    guantong("pack", "check", "--no-solver")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    guantong("pack", "check")

    assert asked == [False, False]


def test_a_folder_without_packs_fails(tmp_path: Path, guantong: Guantong) -> None:
    assert guantong("pack", "check", tmp_path).code == 1
    assert guantong("pack", "check", tmp_path / "none").code == 2


def test_packs_that_cannot_be_loaded_end_every_command(
    guantong: Guantong, monkeypatch: pytest.MonkeyPatch
) -> None:
    from guantong.policy import PackErrors, PackProblem

    def broken() -> None:
        raise PackErrors((PackProblem(Path("routes.yaml"), ("routes", 0), "unknown route"),))

    monkeypatch.setattr("guantong.policy.load_policy", broken)

    result = guantong("pack", "list")
    assert (result.code, result.out) == (1, "")
    assert "routes.yaml: routes.0: unknown route" in result.err


# --- an official document beside the clauses ------------------------------------------------------------

LINE = Line("2.1.1", Text("八个系列", "eight series"), "在八个系列开展。", 3, ("八个",), ("八个",))
WHOLE = Comparison("cn-gx/rs-2021-12", (LINE,))


def compared(capsys: pytest.CaptureFixture[str], comparison: Comparison, lang: Language = "zh") -> str:
    write_comparison(Screen(), comparison, Wording(lang))
    return capsys.readouterr().out


def test_a_text_that_agrees(capsys: pytest.CaptureFixture[str]) -> None:
    text = compared(capsys, WHOLE)

    assert "要旨  八个系列" in text
    assert "原文  在八个系列开展。" in text
    assert "逐条对应" in text


def test_what_has_no_counterpart_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    lines = (LINE, replace(LINE, id="2.1.2", text=""), replace(LINE, id="9.9", gist=None))

    text = compared(capsys, Comparison("cn-gx/rs-2021-12", lines))

    assert "原文里没有找到的条款：2.1.2" in text
    assert "政策包里没有的原文：9.9" in text


def test_a_doubtful_pair_is_marked(capsys: pytest.CaptureFixture[str]) -> None:
    doubtful = Comparison("cn-gx/rs-2021-12", (replace(LINE, keywords_found=()),))

    assert "none of the keywords" in compared(capsys, doubtful, "en")


def test_a_text_of_something_else_fails(tmp_path: Path, guantong: Guantong) -> None:
    other = tmp_path / "other.txt"
    other.write_text("一、总则\n（一）示例。\n", encoding="utf-8")

    assert guantong("pack", "text", other).code == 1
    assert guantong("pack", "text", other, "--json").json["ok"] is False


@pytest.mark.parametrize("name", ["none.txt", "none.pdf"])
def test_a_file_that_cannot_be_read_is_refused(name: str, tmp_path: Path, guantong: Guantong) -> None:
    result = guantong("pack", "text", tmp_path / name, "--json")

    assert result.code == 2
    assert name in result.json["errors"][0]["message"]
