"""Settled conditions: no choice is left, nothing that says nothing is left, and reasons stay."""

from guantong.conditions import nodes as n
from guantong.conditions.settling import settle

LEVEL = n.Compare(n.Fact("certificate", "level"), "is", "technician")
KIND = n.Compare(n.Fact("certificate", "kind"), "is", "skill_level")
OPEN_READING = n.Choice("A1", (("strict", LEVEL), ("lenient", n.ALWAYS_NODE), ("never", n.NEVER_NODE)))


def test_a_choice_becomes_its_first_option_or_the_one_chosen() -> None:
    assert settle(OPEN_READING, {}) == LEVEL
    assert settle(OPEN_READING, {"A1": "lenient"}) == n.ALWAYS_NODE


def test_what_always_holds_leaves_an_all_and_what_never_does_leaves_an_any() -> None:
    assert settle(n.All((KIND, OPEN_READING)), {"A1": "lenient"}) == KIND
    assert settle(n.Any((KIND, OPEN_READING)), {"A1": "never"}) == KIND


def test_an_any_with_what_always_holds_always_holds() -> None:
    assert settle(n.Any((KIND, OPEN_READING)), {"A1": "lenient"}) == n.ALWAYS_NODE


def test_an_all_keeps_what_never_holds_beside_its_other_reasons() -> None:
    settled = settle(n.All((KIND, OPEN_READING)), {"A1": "never"})

    assert settled == n.All((KIND, n.NEVER_NODE))


def test_a_name_or_an_opposite_of_a_constant_is_a_constant() -> None:
    assert settle(n.Ref("pack#name", OPEN_READING), {"A1": "lenient"}) == n.ALWAYS_NODE
    assert settle(n.Not(OPEN_READING), {"A1": "lenient"}) == n.NEVER_NODE


def test_a_name_stays_with_what_is_named() -> None:
    assert settle(n.Ref("pack#name", OPEN_READING), {}) == n.Ref("pack#name", LEVEL)


def test_what_turns_on_no_reading_stays_the_same_object() -> None:
    """Compiling knows a condition that it has seen by its identity."""
    assert settle(LEVEL, {"A1": "lenient"}) is LEVEL
    assert settle(OPEN_READING, {}) is LEVEL


def test_chosen_values_are_settled_inside_every_kind_of_node() -> None:
    years = n.Chosen("A2", (("two", 2), ("three", n.Chosen("A3", (("three", 3), ("four", 4))))))
    worked = n.Worked(years, None, OPEN_READING, 0, "month_end", to_year_end=False)
    appraised = n.Appraised(years, years, OPEN_READING, "fail")

    assert settle(worked, {}) == n.Worked(2, None, LEVEL, 0, "month_end", to_year_end=False)
    assert settle(appraised, {"A2": "three", "A3": "four"}) == n.Appraised(4, 4, LEVEL, "fail")
    assert settle(n.AtLeast(years, (OPEN_READING, KIND)), {}) == n.AtLeast(2, (LEVEL, KIND))
    assert settle(n.Exists("certificate", OPEN_READING), {}) == n.Exists("certificate", LEVEL)


def test_no_requirement_of_the_packs_turns_on_a_reading_once_settled() -> None:
    from guantong.policy import load_policy

    policy = load_policy()
    conditions = [r.when for route in policy.routes for r in route.requirements]

    assert any(n.readings(condition) for condition in conditions)
    assert not any(n.readings(settle(condition, policy.choices)) for condition in conditions)
