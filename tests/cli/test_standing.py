"""In which order a person's answers are told, and what is folded away."""

from dataclasses import replace
from datetime import date

from guantong.cases import Case, parse_case
from guantong.catalogue import catalogue
from guantong.decisions import decide
from guantong.decisions.standing import Group, Standing, grouped

WELDER = {
    "as_of": "2026-11-22",
    "person": {"status": "employed", "sanctions": []},
    "employment": [{"sector": "enterprise", "occupation": "焊工", "from": "2008-03-15"}],
    "certificates": [
        {
            "kind": "skill_level",
            "level": "technician",
            "occupation": "焊工",
            "issued_on": "2024-04-10",
            "verified": True,
        }
    ],
    "titles": [],
    "appraisals": {"2023": "qualified", "2024": "qualified", "2025": "qualified"},
    "honours": [],
    "education": [],
    "evidence": {"continuing_education": True, "results": True},
}


def groups(**changes: object) -> tuple[Group, ...]:
    case: Case = parse_case({**WELDER, **changes})
    return grouped(decide(case, with_readings=False), case, catalogue())


def standings(group: Group) -> list[Standing]:
    return [entry.standing for entry in group.entries]


def test_titles_come_before_levels_and_open_ones_before_the_rest() -> None:
    titles, levels = groups()

    assert titles.target.direction == "title_review"
    assert levels.target.direction == "skill_evaluation"
    assert standings(titles) == [Standing.OPEN, Standing.LATER, Standing.CLOSED, Standing.CLOSED]
    assert titles.entries[0].decision.target.level == "assistant"
    assert titles.entries[1].day == date(2027, 4, 10)


def test_specialties_of_which_the_same_is_said_are_told_once_with_the_closest_first() -> None:
    titles, _ = groups()

    assert titles.target.specialty == "焊接"
    assert {group.target.specialty for group in titles.alike} == {"建筑安装", "机械制造"}


def test_specialties_of_which_something_else_is_said_stay_apart() -> None:
    held = [{"series": "engineering", "specialty": "焊接", "level": "assistant", "obtained_on": "2025-01-01"}]

    titles = [group for group in groups(titles=held) if group.target.direction == "title_review"]

    assert [(group.target.specialty, len(group.alike)) for group in titles] in (
        [("建筑安装", 1), ("焊接", 0)],
        [("焊接", 0), ("建筑安装", 1)],
    )


def test_what_is_held_already_is_marked() -> None:
    _, levels = groups()

    held = {entry.decision.target.level for entry in levels.entries if entry.held}
    assert held == {"technician", "senior_worker", "intermediate_worker", "junior_worker"}


def test_a_certificate_that_was_not_found_is_not_held() -> None:
    certificate = {**WELDER["certificates"][0], "verified": False}  # type: ignore[index]

    _, levels = groups(certificates=[certificate])

    assert not any(entry.held for entry in levels.entries)


def test_what_only_papers_and_time_keep_closed_opens_later() -> None:
    titles, _ = groups(evidence={})

    engineer = next(e for e in titles.entries if e.decision.target.level == "intermediate")
    assert engineer.decision.eligible_from is None
    assert (engineer.standing, engineer.day) == (Standing.LATER, date(2027, 4, 10))


def test_the_route_that_speaks_for_the_person_is_told() -> None:
    without = {key: value for key, value in WELDER.items() if key not in ("honours", "evidence")}
    case = replace(parse_case(without), as_of=date(2027, 5, 1))

    titles = grouped(decide(case, with_readings=False), case, catalogue())[0]

    assert titles.entries[0].standing is Standing.MISSING
    assert titles.entries[0].route.route.name == "level_technician"
