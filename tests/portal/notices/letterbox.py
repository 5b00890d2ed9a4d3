"""A mail server for worker processes of tests: a folder with one file a letter, which can stop a worker midway."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from django.core.mail.backends.base import BaseEmailBackend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.mail import EmailMessage


class Letterbox(BaseEmailBackend):
    """Keeps letters as ``letters/<Message-ID>.<chance>``.

    Where the environment names a moment (``before`` or ``after`` handing over) and a number of letters, the worker that
    comes there says so through the pipe ``reached`` and then waits for a signal.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(os.environ["GUANTONG_HOME"]) / "letters"
        folder.mkdir(exist_ok=True)
        for letter in email_messages:
            self._stop_at("before", folder)
            identity = letter.message()["Message-ID"].strip("<>").partition("@")[0]
            (folder / f"{identity}.{uuid4().hex}").write_bytes(letter.message().as_bytes())
            self._stop_at("after", folder)
        return len(email_messages)

    def _stop_at(self, moment: str, folder: Path) -> None:
        wanted, _, number = os.environ.get("STOP_AT", "").partition(":")
        if moment == wanted and len(list(folder.iterdir())) == int(number):
            # blocked first, so that a signal that comes before the wait is not lost; then given to its handler
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
            with (folder.parent / "reached").open("w") as pipe:
                pipe.write("here")
            signal.sigwait({signal.SIGTERM})
            os.kill(os.getpid(), signal.SIGTERM)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
