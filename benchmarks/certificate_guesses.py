"""Guess numbers and codes of certificates, many times: every refusal has to be the same bytes.

``python -m benchmarks.certificate_guesses [GUESSES]`` makes an installation of its own in a temporary folder, issues one
certificate, asks by wrong codes and wrong last fours, for numbers that exist and that do not, and says what came of it. The
limits are lifted for the count of bodies, and then shown to hold.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from unittest.mock import patch

import django


def main() -> None:
    """Print the figures; 1 for bodies that differ."""
    guesses = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"GUANTONG_HOME": home, "DJANGO_SETTINGS_MODULE": "guantong.portal.settings"}
        django.setup()
        sys.exit(_run(guesses))


def _run(guesses: int) -> int:
    from django.core.management import call_command
    from django.test import Client

    from guantong.certificates import numbers
    from guantong.portal.certificates import limits
    from tests.portal.certificates import makers

    call_command("migrate", verbosity=0)
    certificate = makers.issued(makers.authority())
    client, bodies, began = Client(HTTP_HOST="127.0.0.1"), Counter[tuple[int, bytes]](), time.process_time()

    def ask(turn: int) -> tuple[int, bytes]:
        number = (
            certificate.number if turn % 2 else numbers.compose("title", 2026, "0001", turn % 9_000_000 + 2)
        )
        asked = (
            {"number": number, "code": f"{turn:016d}"}
            if turn % 4 < 2
            else {"number": number, "name": "韦示范", "tail": f"{turn % 10_000:04d}"}
        )
        told = client.post("/api/v1/certificates/verify", asked, content_type="application/json")
        return told.status_code, told.content

    with ExitStack() as lifted:
        for name in ("ADDRESS", "NUMBER", "EVERYBODY"):
            lifted.enter_context(patch.object(limits, name, (10**9, timedelta(minutes=1))))
        lifted.enter_context(patch.dict(os.environ, {"GUANTONG_API_LIMITS": "verify=0"}))
        for turn in range(guesses):
            bodies[ask(turn)] += 1
    spent = time.process_time() - began
    print(f"{guesses} guesses, {len(bodies)} different answers, {1000 * spent / guesses:.2f} ms CPU each")
    for (status, body), count in bodies.most_common(3):
        print(f"  {count} × {status} {body.decode()[:60]}")
    limited = Counter(ask(turn)[0] for turn in range(100))
    print(f"with the limits: {dict(limited)}")
    refused = set(bodies) == {(200, b'{"standing": "no_match"}')}
    return 0 if refused and limited[429] else 1


if __name__ == "__main__":
    main()
