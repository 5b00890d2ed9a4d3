"""The policies that ship with Guantong, a folder of data for each official document, and how to get at them.

>>> from guantong import packs
>>> packs.policy().leading.id
'cn-gx/rs-2021-12'
>>> packs.clause("2.2.1.1c").kind
'rule'
"""

from guantong.catalogue.reading import PACKS
from guantong.policy import (
    OverlayError,
    Pack,
    PackErrors,
    Policy,
    Provision,
    load_policy,
    overlay,
    read_overlay,
)

__all__ = [
    "PACKS",
    "OverlayError",
    "Pack",
    "PackErrors",
    "Policy",
    "Provision",
    "clause",
    "load_policy",
    "overlay",
    "policy",
    "read_overlay",
]


def policy() -> Policy:
    """Return all shipped packs as one policy. Raises PackErrors, with every problem, for data that was changed badly."""
    return load_policy()


def clause(name: str) -> Provision:
    """Return the provision that a clause id means, as ``2.2.1.1c`` or ``cn/r40-2019#11``. Raises KeyError for another."""
    found = load_policy().provision(name)
    if found is None:
        raise KeyError(name)
    return found
