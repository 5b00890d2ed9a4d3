"""The commands put together, and what happens around every one of them."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from typer.exceptions import Abort, TyperException

from guantong import __version__
from guantong.cli.audit import app as audit
from guantong.cli.certificate import app as certificate
from guantong.cli.check import check
from guantong.cli.explain import explain
from guantong.cli.pack import app as pack
from guantong.cli.path import path
from guantong.cli.population import population
from guantong.cli.portal import app as portal
from guantong.cli.portal import manage
from guantong.cli.schema import schema
from guantong.cli.screening import screen
from guantong.cli.simulate import simulate
from guantong.cli.template import template

INTERRUPTED = 130

app = typer.Typer(
    name="guantong",
    help="贯通：职业技能等级与职称之间，谁能报、能报什么、依据哪一条。 / Who may apply for what, on which clause.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(check)
app.command()(path)
app.command()(explain)
app.add_typer(pack, name="pack")
app.command()(screen)
app.command()(simulate)
app.command()(template)
app.command()(population)
app.command()(schema)
app.add_typer(portal, name="portal")
app.add_typer(audit, name="audit")
app.add_typer(certificate, name="certificate")
app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
)(manage)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"guantong {__version__}")
        raise typer.Exit


@app.callback()
def _guantong(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="输出版本号。 / The version."),
    ] = False,
) -> None:
    """Options that stand before a command."""


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code: 0 answered, 1 packs at fault, 2 input or command at fault."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        code = app(args=list(arguments), prog_name="guantong", standalone_mode=False)
    except TyperException as error:
        return _misused(error, arguments)
    except Abort:
        return INTERRUPTED
    return code if isinstance(code, int) else 0


def _misused(error: TyperException, arguments: Sequence[str]) -> int:
    from guantong.cli.misuse import explain

    return explain(error, arguments)
