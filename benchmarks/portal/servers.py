"""The servers under load, each with two workers, on the loopback interface, ended when the block ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

WORKERS: Final = 2
_ROOT: Final = Path(__file__).parents[2]
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PATIENCE: Final = 120


class Server:
    """A running server: where it listens, and the processor time that it and its workers have used."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port

    def seconds(self) -> float:
        """Processor time so far, of all its processes."""
        return sum(map(_used, _family(self.process.pid)))


@contextmanager
def portal(home: Path) -> Iterator[Server]:
    """The portal as it is served, with its data in a folder of its own; requests are counted, and nobody is refused."""
    environment = {
        **{key: value for key, value in os.environ.items() if key != "DATABASE_URL"},
        "GUANTONG_HOME": str(home),
        "GUANTONG_API_LIMITS": "decide=1000000,path=1000000,library=1000000",
        "DJANGO_SETTINGS_MODULE": "guantong.portal.settings",
    }
    command = str(Path(sys.executable).parent / "guantong")
    subprocess.run([command, "portal", "prepare"], env=environment, check=True, stdout=subprocess.DEVNULL)
    port = _free()
    serve = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", str(WORKERS)]
    options = ["--blocking-threads", "4", "--port", str(port), "--no-ws", "--log-level", "warning"]
    with _running(
        [*serve, *options, "guantong.portal.wsgi:application"], environment, port, "/healthz"
    ) as found:
        yield found


@contextmanager
def openfisca(folder: Path) -> Iterator[Server]:
    """OpenFisca's web API, which gunicorn serves."""
    port = _free()
    configuration = folder / "gunicorn.py"
    configuration.write_text(f"workers = {WORKERS}\ntimeout = 60\nloglevel = 'warning'\n", encoding="utf-8")
    serve = [str(Path(sys.executable).parent / "openfisca"), "serve", "-c", "benchmarks.portal.country"]
    options = ["-f", str(configuration), "--bind", f"127.0.0.1:{port}"]
    environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
    with _running([*serve, *options], environment, port, "/entities") as found:
        yield found


@contextmanager
def _running(
    command: Sequence[str], environment: Mapping[str, str], port: int, ready: str
) -> Iterator[Server]:
    process = subprocess.Popen(command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        _wait(process, port, ready)
        yield Server(process, port)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, address: str) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", address)
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    raise RuntimeError(f"{process.args!r} does not answer")


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _family(root: int) -> set[int]:
    """A process and all that it has started."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            parents[int(entry.name)] = int(fields[1])
    found, before = {root}, 0
    while len(found) > before:
        before = len(found)
        found |= {process for process, parent in parents.items() if parent in found}
    return found


def _used(process: int) -> float:
    fields = _stat(process)
    return (int(fields[11]) + int(fields[12])) / _TICKS if fields else 0.0


def _stat(process: int) -> list[str]:
    """The fields after the name of the program, which may hold blanks."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
