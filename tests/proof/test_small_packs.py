"""Each check finds its fault in a small pack that has this one only, and nothing in a pack that has none."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from guantong.cases import parse_case
from guantong.proof import Report, check_packs

from .small_packs import CASE, level, pack, requirement, route, text, write

TECHNICIAN = level("at_least", "technician")
SENIOR = level("at_least", "senior_technician")


def checked(root: Path, files: dict[str, Any], *, solver: bool = False) -> Report:
    return check_packs(write(root, files), solver=solver)


def said(report: Report) -> str:
    return "\n".join(f"{f.file} {f.name}: {f.text.en}" for f in report.findings)


def test_a_pack_in_order_is_green_and_counted(tmp_path: Path) -> None:
    report = checked(tmp_path, pack(route("only", TECHNICIAN)), solver=True)
    assert report.ok, said(report)
    assert report.figures.share == "1/1 = 100 %"
    assert report.undecided == ()
    assert report.to_dict()["ok"] is True


def spoilt(file: str, key: str, value: object) -> dict[str, Any]:
    files = deepcopy(pack(route("only", TECHNICIAN)))
    target = files[file]
    *parts, last = key.split(".")
    for part in parts:
        target = target[int(part) if part.isdigit() else part]
    target[last] = value
    return files


ONE = "provisions.0"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (spoilt("document", "clauses", ["1", "2"]), "The document has a clause 2 that is not here"),
        (spoilt("document", "clauses", []), "The clauses of the document are not listed"),
        (spoilt("document", "clauses", ["2"]), "Clause 1 is not among the clauses of the document"),
        (spoilt("provisions", f"{ONE}.kind", "rules"), "The kind rules does not exist"),
        (spoilt("provisions", f"{ONE}.kind", "statement"), "A statement needs nothing to realise it"),
        (spoilt("provisions", f"{ONE}.realised_by", []), "Nothing realises this clause"),
        (spoilt("provisions", f"{ONE}.realised_by", ["route:only", "note:x"]), "note:x, which does not exist"),
        (spoilt("provisions", f"{ONE}.realised_by", ["step:some thing"]), "is no name of a step"),
        (spoilt("provisions", f"{ONE}.realised_by", ["requirement:level_at_least"]), "No clause is realised by only"),
        (spoilt("provisions", f"{ONE}.gist", {"zh": "gist", "en": "gist"}), "There is no Chinese text"),
        (spoilt("provisions", f"{ONE}.gist", {"zh": "要旨", "en": " "}), "There is no English text"),
        (spoilt("routes", "routes.0.clauses", ["9"]), "cites the clause 9, which does not exist"),
        (spoilt("routes", "routes.0.requires.0.met", {"zh": "{title.level}符合", "en": "{title.level}"}), "{title.level} cannot be filled"),
        (spoilt("routes", "routes.0.requires.0.met", {"zh": "{parameter.x}符合", "en": "{parameter.x}"}), "{parameter.x} cannot be filled"),
        (spoilt("routes", "routes.0.requires.0.met", {"zh": "{certificate.level}符合", "en": "met"}), "of the two languages differ"),
        (spoilt("cases/all", "cases", [{**CASE, "expect": [{"verdict": "not_eligible"}]}]), "The worked case does not hold"),
        (spoilt("cases/all", "cases", []), "No worked case turns on clause 1"),
        (spoilt("cases/all", "cases", [CASE | {"turns_on": {"clauses": ["1", "7"]}}]), "turns on clause 7, which does not exist"),
        (spoilt("cases/all", "cases", [CASE | {"turns_on": {"clauses": ["1"], "readings": {"A1": "x"}}}]), "turns on A1: x, which does not exist"),
        (spoilt("cases/all", "cases", [CASE | {"surplus": 1}]), "The worked cases cannot be read"),
        (spoilt("routes", "routes.0.direction", "sideways"), "It cannot be loaded"),
    ],
)  # fmt: skip
def test_a_fault_is_found_and_nothing_else(tmp_path: Path, files: dict[str, Any], expected: str) -> None:
    report = checked(tmp_path, files)
    assert not report.ok
    assert expected in said(report)


PARAMETER = {
    "id": "years", "value": 3, "unit": "years", "clause": "1", "confidence": "H", "source": "示例", "label": text("年数"),
}  # fmt: skip


def test_a_parameter_is_used_or_said_to_be_shown_only(tmp_path: Path) -> None:
    files = pack(route("only", TECHNICIAN), parameters={"parameters": [PARAMETER]})
    assert "No condition or table turns on the parameter years" in said(checked(tmp_path / "a", files))
    files["parameters"] = {"parameters": [{**PARAMETER, "informational": True}]}
    assert checked(tmp_path / "b", files).ok
    files["parameters"] = {"informational": True, "parameters": [PARAMETER]}
    assert checked(tmp_path / "c", files).ok


def test_a_word_that_nothing_uses_is_found(tmp_path: Path) -> None:
    spare = {key: value for key, value in requirement("spare", "always").items() if key != "name"}
    definitions = {
        "conditions": {"unused": "always"},
        "requirements": {"spare": spare},
        "notes": {"silent": {"clause": "1", "text": text("提示")}},
    }
    found = said(checked(tmp_path, pack(route("only", TECHNICIAN), definitions=definitions)))
    assert all(f"{name} is used nowhere" in found for name in ("unused", "spare", "silent"))


READING = {
    "id": "A1", "clause": "1", "kind": "decides", "compared": True, "question": text("问题"), "default": "one",
    "options": {"one": text("甲"), "two": text("乙")}, "decided_by": text("机关"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "no condition turns on it"),
        ({"compared": False}, "Why it is not compared is not said"),
        ({"kind": "process"}, "Only a reading on which a decision turns can be compared"),
        ({"options": {"one": text("甲")}}, "A reading that is compared has two options or more"),
        ({"clause": "8"}, "cites the clause 8, which does not exist"),
    ],
)
def test_readings_are_used_and_explained(tmp_path: Path, change: dict[str, Any], expected: str) -> None:
    files = pack(route("only", TECHNICIAN), readings={"readings": [READING | change]})
    assert expected in said(checked(tmp_path, files))


def test_a_compared_reading_needs_a_case_for_each_option(tmp_path: Path) -> None:
    choice = {"choice": "A1", "options": {"one": "always", "two": "never"}}
    files = pack(route("only", TECHNICIAN, requirement("read", choice)), readings={"readings": [READING]})
    found = said(checked(tmp_path / "a", files))
    assert "the option one of reading A1" in found
    assert "the option two of reading A1" in found
    not_compared = READING | {"compared": False, "why_not_compared": text("理由")}
    files["readings"] = {"readings": [not_compared]}
    assert "turns on this reading, which is marked as not compared" in said(checked(tmp_path / "b", files))


def test_options_that_are_the_same_everywhere_are_said_to_be(tmp_path: Path) -> None:
    def found(folder: str, two: str, **mark: str) -> str:
        options = {"one": text("甲"), "two": text("乙") | mark, "three": text("丙")}
        choice = {"choice": "A1", "options": {"one": "always", "two": two, "three": "never"}}
        only = route("only", TECHNICIAN, requirement("read", choice))
        files = pack(only, readings={"readings": [READING | {"options": options}]})
        return said(checked(tmp_path / folder, files))

    assert "The options one and two are the same in every condition" in found("a", "always")
    marked = found("b", "always", same_as="one")
    assert "same" not in marked
    assert "the option two of reading" not in marked
    assert "The options one, two are said to give the same verdicts" in found("c", "never", same_as="one")


# --- the solver -------------------------------------------------------------------------------------


def test_a_route_that_nobody_can_take_is_found(tmp_path: Path) -> None:
    files = pack(route("only", TECHNICIAN), route("empty", TECHNICIAN, level("below", "technician")))
    found = said(checked(tmp_path / "a", files, solver=True))
    assert "empty: Nobody can meet all requirements" in found
    assert "only: Nobody" not in found
    files = pack(
        route("only", TECHNICIAN),
        route("empty", TECHNICIAN, level("below", "technician"), closed=text("没有这样的人")),
    )
    assert checked(tmp_path / "b", files, solver=True).ok


def test_a_route_said_to_be_closed_and_open_is_found_with_a_person(tmp_path: Path) -> None:
    report = checked(tmp_path, pack(route("only", TECHNICIAN, closed=text("说是关闭"))), solver=True)
    [finding] = report.findings
    assert "marked as never open" in finding.text.en
    assert finding.case is not None
    assert parse_case(finding.case).certificates


def test_a_swallowed_route_must_be_listed(tmp_path: Path) -> None:
    files = pack(route("wide", TECHNICIAN), route("narrow", SENIOR))
    assert "narrow: Whatever this route opens, wide opens too" in said(
        checked(tmp_path / "a", files, solver=True)
    )
    files = pack(route("wide", TECHNICIAN), route("narrow", SENIOR, swallowed_by={"wide": text("包含")}))
    assert checked(tmp_path / "b", files, solver=True).ok


def test_a_false_entry_of_a_swallowed_route_is_found_with_a_person(tmp_path: Path) -> None:
    files = pack(route("wide", TECHNICIAN, swallowed_by={"narrow": text("不实")}), route("narrow", SENIOR))
    report = checked(tmp_path / "a", files, solver=True)
    [false] = [f for f in report.findings if f.name == "wide"]
    assert "is not; take the entry out" in false.text.en
    assert false.case is not None
    assert max(c.level for c in parse_case(false.case).certificates or ()) == "technician"
    files = pack(route("wide", TECHNICIAN, swallowed_by={"nowhere": text("不实")}))
    assert "nowhere under `swallowed_by` does not exist" in said(checked(tmp_path / "b", files, solver=True))


def test_routes_to_other_targets_do_not_swallow(tmp_path: Path) -> None:
    other = route("other", SENIOR, opens={"title_level": ["associate_senior"]})
    files = pack(route("wide", TECHNICIAN), other)
    assert checked(tmp_path / "a", files, solver=True).ok
    files = pack(route("wide", TECHNICIAN), other | {"swallowed_by": {"wide": text("不实")}})
    assert "is said to be swallowed by wide" in said(checked(tmp_path / "b", files, solver=True))


def test_a_route_that_more_years_close_is_found_with_two_people(tmp_path: Path) -> None:
    young = requirement("young", {"not": {"since": {"fact": "certificate.issued_on", "years": 5}}})
    report = checked(tmp_path, pack(route("only", TECHNICIAN, young)), solver=True)
    [finding] = report.findings
    assert "More years hurt" in finding.text.en
    assert finding.case is not None
    may, may_not = (parse_case(finding.case[key]) for key in ("may", "may_not"))
    assert min(c.issued_on for c in may_not.certificates or ()) < min(
        c.issued_on for c in may.certificates or ()
    )


def test_work_for_at_most_some_years_is_found_too(tmp_path: Path) -> None:
    short = requirement("short", {"not": {"worked": {"years": 3, "matching": "always"}}})
    report = checked(tmp_path, pack(route("only", TECHNICIAN, short)), solver=True)
    assert [f.text.en.partition(":")[0] for f in report.findings] == ["More years hurt"]
