"""pyHanko answers asynchronously; what calls us does not. This waits, wherever it is called."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Thread
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


def awaited_within(seconds: float, work: Coroutine[None, None, T]) -> T:
    """The result of a coroutine that waits for others. Raises TimeoutError where it takes longer.

    It runs in a thread of its own, which is left behind then: a client with a limit for every piece of an answer is kept waiting
    for ever by who sends byte after byte.
    """
    told: Future[T] = Future()

    def run() -> None:
        try:
            told.set_result(asyncio.run(work))
        except BaseException as error:
            told.set_exception(error)

    Thread(target=run, daemon=True).start()
    return told.result(seconds)
