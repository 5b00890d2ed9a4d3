"""What a service says when it does not do what was asked. Every refusal is a sentence for the person who asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class RefusedError(Exception):
    """The request cannot be carried out as it is.

    `code` is stable and printed beside the text (``E-ACC-004``); `text` says what is wrong and how to mend it;
    `field` names the input at fault where there is one.
    """

    status = 409

    def __init__(self, code: str, text: str, *, field: str | None = None) -> None:
        super().__init__(f"{code} {text}")
        self.code, self.text, self.field = code, text, field


class NotAllowedError(RefusedError):
    """The person may not do this; a stranger is told no more than that."""

    status = 403


class StaleError(RefusedError):
    """Somebody else has changed the record since it was read."""


class InvalidError(Exception):
    """Several inputs are at fault; all are told at once."""

    def __init__(self, refusals: Sequence[RefusedError]) -> None:
        super().__init__("; ".join(map(str, refusals)))
        self.refusals = tuple(refusals)
