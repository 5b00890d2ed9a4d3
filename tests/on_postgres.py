"""``python -m tests.on_postgres COMMAND …``: run a command beside a PostgreSQL server of its own, named by DATABASE_URL."""

import os
import subprocess
import sys

from tests.postgres import running


def main() -> int:
    """The command's own exit code."""
    with running() as server:
        return subprocess.run(
            sys.argv[1:], env={**os.environ, "DATABASE_URL": server.url()}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
