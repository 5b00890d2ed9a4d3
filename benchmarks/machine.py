"""What the figures were measured on: the first line of every report."""

import os
import platform
import sysconfig
from importlib.metadata import version


def machine(*peers: str) -> str:
    """The interpreter, the installed version of each of *peers*, the processors and how busy they are."""
    options = sysconfig.get_config_var("CONFIG_ARGS") or ""
    built = "" if "--enable-optimizations" in options else ", built without optimisations"
    with_peers = "".join(f"; {name} {version(name)}" for name in peers)
    return (
        f"Python {platform.python_version()}{built}{with_peers}; {platform.system()} {platform.machine()},"
        f" {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}"
    )
