"""pyHanko answers asynchronously; what calls us does not. This waits, wherever it is called."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")


def awaited(work: Coroutine[None, None, T]) -> T:
    """The result of a coroutine. In a thread that already runs a loop, which cannot wait, another thread does."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
