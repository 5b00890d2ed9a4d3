"""Start the portal: prepare what it keeps, then a web server and a worker for what is done afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

SETTINGS: Final = "guantong.portal.settings"
_APPLICATION: Final = "guantong.portal.wsgi:application"


def setup() -> None:
    """Make Django usable in this process. Raises ImproperlyConfigured for an environment that is not."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django

    django.setup()


def manage(arguments: Sequence[str]) -> None:
    """Run a management command of Django, as ``migrate``."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["guantong manage", *arguments])


def prepare() -> None:
    """Make tables, texts and files ready; in the demonstration, its people too. Doing it again changes nothing."""
    from django.conf import settings
    from django.core.management import call_command

    settings.HOME.mkdir(parents=True, exist_ok=True)
    call_command("translations", compile=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("regions", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if settings.DEMO:
        from . import clock, demonstration

        demonstration.load(now=clock.now())


def welcome(host: str, port: int) -> str:
    """What stands on the terminal while the portal runs: its address and, in the demonstration, who can sign in."""
    from django.conf import settings

    lines = [f"贯通 http://{host}:{port}/   （Ctrl+C 停止 / to stop）"]
    if settings.DEMO:
        from .accounts.demonstration import ACCOUNTS, PASSWORD

        lines += ["", f"演示账户，密码都是 / demonstration accounts, the password of all is: {PASSWORD}"]
        lines += [f"  {name:<12} {what}" for name, what in ACCOUNTS.items()]
        lines += ["除 worker 外还要验证码 / all but worker need a code too: guantong manage demo_code"]
    return "\n".join(lines)


def serve(port: int, *, workers: int = 2, host: str = "127.0.0.1") -> int:
    """Serve until interrupted; the worker ends with the server. The exit code of the server."""
    server = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", str(workers)),
        *(
            "--blocking-threads",
            "4",
            "--workers-kill-timeout",
            "3",
            "--host",
            host,
            "--port",
            str(port),
            "--no-ws",
            _APPLICATION,
        ),
    ]
    worker = [sys.executable, "-m", "django", "worker"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", SETTINGS)}
    environment["GUANTONG_PORT"] = str(port)
    processes = [subprocess.Popen(command, env=environment) for command in (server, worker)]

    def stop(number: int, frame: FrameType | None) -> None:
        for process in processes:
            process.terminate()

    signal.signal(signal.SIGTERM, stop)
    try:
        return processes[0].wait()
    except KeyboardInterrupt:
        return 0
    finally:
        for process in processes:
            if process.poll() is None:
                process.terminate()
        for process in processes:
            process.wait()
