"""A bounded load: a few connections that ask one after another, and what that cost the server."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from itertools import count
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .servers import Server

CONNECTIONS: Final = 4


@dataclass(frozen=True)
class Request:
    """One request."""

    method: str
    address: str
    body: bytes = b""
    headers: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Measured:
    """What one round cost: processor time of the server and time that passed, for one request."""

    cpu_ms: float
    per_second: float


def load(server: Server, requests: Sequence[Request], total: int) -> Measured:
    """Send `total` requests, in turn from the list. Raises RuntimeError for an answer that is not 200."""
    numbers, failures = count(), list[str]()

    def work() -> None:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
        while (number := next(numbers)) < total and not failures:
            try:
                status = send(connection, requests[number % len(requests)])[0]
            except (OSError, HTTPException) as error:
                failures.append(repr(error))
                return
            if status != 200:
                failures.append(f"{requests[number % len(requests)].address}: {status}")
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    used, started = server.seconds(), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    passed, used = time.perf_counter() - started, server.seconds() - used
    if failures:
        raise RuntimeError(failures[0])
    return Measured(used / total * 1000, total / passed)


def send(connection: HTTPConnection, request: Request) -> tuple[int, bytes]:
    """One request on a connection, which is opened again where the server closes it: status and content."""
    connection.request(request.method, request.address, request.body, dict(request.headers or {}))
    answer = connection.getresponse()
    return answer.status, answer.read()
