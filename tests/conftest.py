"""What every test shares: one way to run the property tests, the same on every machine."""

import functools
import gc
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, settings

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=2000)
# Where every question takes a second there is time for a few.
settings.register_profile("few", deadline=None, derandomize=True, max_examples=10)
# A mutant only has to fail; finding its smallest example would take most of the time.
settings.register_profile(
    "mutation", deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate]
)
settings.load_profile("mutation" if "MUTANT_UNDER_TEST" in os.environ else "repeatable")


def pytest_configure() -> None:
    """Forget what was computed before: a mutant is tried in a copy of a process that has run every test.

    Without this a policy that was loaded and compiled there would answer for the changed code.
    """
    if "MUTANT_UNDER_TEST" not in os.environ:
        return
    _forget()
    for name in [name for name in sys.modules if name.startswith("tests.") and name != __name__]:
        del sys.modules[name]


def pytest_runtest_setup() -> None:
    """Let every test load and compile for itself while it is noted which test reaches which code."""
    if os.environ.get("MUTANT_UNDER_TEST") == "stats":
        _forget()


def _forget() -> None:
    gc.unfreeze()  # the objects of a process that was copied are frozen, and would not be found
    for cached in gc.get_objects():
        if isinstance(cached, functools._lru_cache_wrapper) and cached.__module__.startswith(
            ("guantong", "tests")
        ):
            cached.cache_clear()
    gc.freeze()
    engines = sys.modules.get("guantong.decisions.decide")
    if engines is not None:
        engines._engines.clear()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the quick tests try a mutant first: nearly all mutants fall to one of them."""
    measured = Path("mutmut-stats.json")
    if "MUTANT_UNDER_TEST" not in os.environ or not measured.exists():
        return
    seconds: dict[str, float] = json.loads(measured.read_bytes())["duration_by_test"]
    items.sort(key=lambda item: seconds.get(item.nodeid, 0.0))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: "DjangoDbBlocker") -> None:
    """A test database is emptied between tests, which audit entries would refuse; their own tests protect them again."""
    from django.db import connection

    from guantong.portal.audit import protection

    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        protection.lift(editor)
