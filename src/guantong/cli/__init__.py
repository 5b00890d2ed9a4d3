"""The command line: `guantong check`, `path`, `explain`, `pack` and `schema`."""


def main() -> None:
    """Run the command line and end the process with its exit code."""
    import sys

    from guantong.cli.app import run

    sys.exit(run(sys.argv[1:]))
