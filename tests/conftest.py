"""What every test shares: one way to run the property tests, the same on every machine."""

import os

from hypothesis import Phase, settings

settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=2000)
# A mutant only has to fail; finding its smallest example would take most of the time.
settings.register_profile(
    "mutation", deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate]
)
settings.load_profile("mutation" if "MUTANT_UNDER_TEST" in os.environ else "repeatable")
