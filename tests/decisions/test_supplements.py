"""What stands beside a target: treatment, what a class counts as, exemption from the theory exam, displaced routes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.decisions.asking import LEVEL, TITLE, WORKER, one


def test_treatment_names_the_level_compared_with() -> None:
    asked = [{"direction": "treatment", "matter": "promotion"}]
    assert one(WORKER, targets=asked).to_dict()["counts_as"] == "intermediate"
    chief = WORKER["employment"][0] | {"engaged_level": "chief_technician"}
    assert one(WORKER, targets=asked, employment=[chief]).to_dict()["counts_as"] == "full_senior"
    for level in ("intermediate_worker", None):
        job = {
            key: value for key, value in (WORKER["employment"][0] | {"engaged_level": level}).items() if value
        }
        assert one(WORKER, targets=asked, employment=[job]).to_dict()["counts_as"] is None
    post = [{"direction": "treatment", "matter": "post"}]
    school = [WORKER["employment"][0] | {"sector": "public_institution"}]
    assert (
        one(WORKER, targets=post, employment=school, titles=[TITLE]).to_dict()["counts_as"] == "intermediate"
    )
    assert one(WORKER, targets=post, titles=[]).to_dict()["counts_as"] is None


@pytest.mark.parametrize("turned", [False, True])
def test_of_several_that_serve_the_greatest_is_compared_with(turned: bool) -> None:
    def counted(matter: str, **rows: list[dict[str, Any]]) -> object:
        given: dict[str, Any] = {key: list(reversed(row)) if turned else row for key, row in rows.items()}
        asked = [{"direction": "treatment", "matter": matter}]
        return one(WORKER, targets=asked, **given).to_dict()["counts_as"]

    job = WORKER["employment"][0]
    lower = job | {"engaged_level": "senior_worker", "from": "2010-01-01"}
    higher = job | {"engaged_level": "senior_technician", "from": "2022-01-01"}
    assert counted("promotion", employment=[lower, higher]) == "associate_senior"
    assert counted("promotion", employment=[lower, higher | {"to": "2022-12-31"}]) == "assistant"
    titles = [
        TITLE | {"level": "assistant", "obtained_on": "2018-01-01"},
        TITLE | {"level": "intermediate", "obtained_on": "2022-01-01"},
    ]
    assert (
        counted("post", employment=[job | {"sector": "public_institution"}], titles=titles) == "intermediate"
    )
    classes = [
        {"kind": "technician_school", "class": name, "proof": proof, "graduated_on": day}
        for name, proof, day in (
            ("intermediate_worker_class", "graduation", "2009-07-01"),
            ("senior_worker_class", "graduation", "2012-07-01"),
            ("technician_class", "attendance", "2015-07-01"),
        )
    ]
    schooling = list(reversed(classes)) if turned else classes
    equal: Any = one(WORKER, certificates=[], education=schooling).to_dict()["education_equivalence"]
    assert (equal["counts_as"], equal["verdict"]) == ("junior_college", "eligible")


def test_the_class_of_a_technician_school_counts_in_its_situations_only() -> None:
    school = {
        "kind": "technician_school",
        "class": "senior_worker_class",
        "proof": "graduation",
        "graduated_on": "2012-06-30",
        "major": "机电一体化",
    }
    equal: Any = one(WORKER, education=[school]).to_dict()["education_equivalence"]
    assert (equal["counts_as"], equal["degree"], equal["verdict"]) == (
        "junior_college",
        False,
        "not_eligible",
    )
    assert one(WORKER, education=[school]).supplements["education_equivalence"].degree is False
    held: Any = one(WORKER, education=[school], titles=[TITLE]).to_dict()["education_equivalence"]
    assert (held["verdict"], held["clauses"]) == ("eligible", ["2.2.1.2a"])
    lower = WORKER["certificates"][0] | {"level": "intermediate_worker"}
    assert (
        one(WORKER, education=[school], certificates=[lower])
        .supplements["education_equivalence"]
        .answer.verdict
        == "eligible"
    )
    assert "education_equivalence" not in one(WORKER, education=[school | {"kind": "bachelor"}]).supplements
    assert (
        "education_equivalence" not in one({k: v for k, v in WORKER.items() if k != "education"}).supplements
    )


def test_theory_exemption_is_for_professionals_with_a_related_diploma() -> None:
    diploma = {
        "kind": "junior_college",
        "major": "机电一体化",
        "proof": "graduation",
        "graduated_on": "2012-06-30",
    }
    may: Any = one(WORKER, targets=LEVEL, titles=[TITLE], education=[diploma]).to_dict()["theory_exemption"]
    assert (may["verdict"], may["clauses"]) == ("eligible", ["2.4.2.1c"])
    assert may.keys() == {"verdict", "clauses", "readings", "missing", "unmet", "requirements"}
    worker = one(WORKER, targets=LEVEL, education=[diploma]).supplements["theory_exemption"].answer
    assert (worker.verdict, worker.clauses) == ("not_eligible", ("2.4.2.1c",))


def test_a_later_standard_displaces_the_entry_by_title_and_both_are_shown() -> None:
    free = one(WORKER, titles=[TITLE], targets=LEVEL)
    assert free.verdict == "eligible"
    assert "2.4.1a" in {c for route in free.routes if route.verdict == "eligible" for c in route.clauses}
    bound = one(
        WORKER,
        2,
        as_of="2023-01-04",
        titles=[TITLE | {"obtained_on": "2022-06-05"}],
        targets=LEVEL,
        certificates=[],
    )
    entry = next(route for route in bound.routes if route.route.name == "title_entry")
    assert entry.verdict == "out_of_scope"
    assert entry.clauses == ("F.3",)
    standard = next(route for route in bound.routes if route.route.name == "g23_technician_title")
    assert (standard.verdict, standard.eligible_from) == ("not_eligible", date(2023, 6, 5))
    assert bound.verdict == "not_eligible"
