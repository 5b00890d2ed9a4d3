"""By what way something was done. A command of the shell may act in somebody's name; its entries say that it did."""

from __future__ import annotations

import os
import pwd
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

from .guard import is_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

COMMAND_LINE: Final = "command_line"
_here: Final[ContextVar[Mapping[str, str] | None]] = ContextVar("guantong_origin", default=None)


def origin() -> Mapping[str, str]:
    """What every entry recorded now says of its way: nothing for a page or an interface."""
    return _here.get() or {}


@contextmanager
def at_the_command_line() -> Iterator[None]:
    """Let everything recorded in this block say that it came from the command line, and from whose account there."""
    token = _here.set({"via": COMMAND_LINE, "os_user": os_user()})
    try:
        yield
    finally:
        _here.reset(token)


def os_user() -> str:
    """The account of the operating system that this process belongs to; its number where the name is no code.

    The process is asked, and not the environment, in which anybody could write another name.
    """
    number = os.getuid()
    try:
        name = pwd.getpwuid(number).pw_name
    except KeyError:  # a container may run under a number that has no name
        name = ""
    return name if name and is_code(name) else f"uid-{number}"
