"""The officer and the stranger of the tests of policies."""

from ...policies.conftest import leader, officer, stranger

__all__ = ["leader", "officer", "stranger"]
