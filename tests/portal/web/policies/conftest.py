"""The officer and the stranger of the tests of policies."""

from ...policies.conftest import officer, stranger

__all__ = ["officer", "stranger"]
