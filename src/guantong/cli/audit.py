"""`guantong audit`: verify the chains of the portal's entries, and seal them."""

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NoReturn

import typer

from guantong.cli.options import AsJson

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guantong.portal.audit.seals import Seal
    from guantong.portal.audit.verification import Finding, Report

BROKEN: Final = 1
"""Exit code for chains that are not whole."""
_SHOWN: Final = 200

app = typer.Typer(
    name="audit",
    help="审计：核对记录链，制作封签。 / The audit: verify its chains, seal them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def verify(
    seal: Annotated[
        list[Path] | None,
        typer.Option(
            "--seal",
            metavar="FILE",
            help="数据库以外保存的封签文件，可多次给出。 / A seal kept outside the database; may be given more than once.",
            show_default=False,
        ),
    ] = None,
    key: Annotated[
        str,
        typer.Option(
            "--key",
            metavar="HEX",
            help="核对封签用的公钥；不写则由 GUANTONG_SEAL_KEY 推出。 / The public key; without it, from GUANTONG_SEAL_KEY.",
            show_default=False,
        ),
    ] = "",
    json: AsJson = False,
) -> None:
    """核对记录链。 / Verify the chains.

    完好时退出码为 0，有断裂时为 1，逐条指出被改动、删除或挪动的记录。 / Exit code 0 when whole, 1 when broken; names every
    entry that was altered, removed or moved.

    封签能证明什么：封签那天之前的记录，从封签起没有被改动、删除、挪动或整条重写，也没有缺少末尾。封签不能证明：记录写下时内容属实；应当记录的都已记录；封签之后的记录完好；也不能防住既能改数据库、又能用封签密钥并改写封签文件的人。 /
    What a seal proves: that since it was made, nothing before it was altered, removed, moved, rewritten as a whole or cut
    off at the end. What it cannot prove: that entries were true when written, that everything was recorded, that later
    entries are whole; nor does it hold against somebody who can change the database, use the key and replace the files.
    """
    from guantong.cli.screen import write

    with _portal():
        from guantong.portal.audit.verification import verify as walk

        report = walk(_seals(seal or [], key))
    if json:
        write(_as_json(report))
    else:
        _tell(report)
    if not report.whole:
        raise typer.Exit(BROKEN)


@app.command()
def seal(
    to: Annotated[
        Path,
        typer.Option(
            "--to",
            metavar="DIR",
            help="写入封签的目录，应在数据库管理员不能改写的地方。 / The folder; best where database administrators cannot write.",
            show_default=False,
        ),
    ],
) -> None:
    """制作当日封签，每日一次，已有的不覆盖。 / Write the seal of the day; an existing one stays."""
    from guantong.cli.screen import write

    with _portal():
        from guantong.portal import clock
        from guantong.portal.audit.seals import SealError, make

        try:
            write(str(make(to, now=clock.now())))
        except SealError as error:
            _refuse(error)


@app.command()
def key() -> None:
    """生成签封签的密钥。 / A new key for seals: what signs, to be kept secret, and what checks."""
    from guantong.cli.screen import write

    with _portal():
        from guantong.portal.audit.seals import KEY_VARIABLE, new_key

        secret, public = new_key()
        write(f"{KEY_VARIABLE}={secret}")
        write(f"# 公钥 / the public key: {public}")


@contextmanager
def _portal() -> "Iterator[None]":
    """Django ready; an environment or a database that cannot be used is told, with exit code 2."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    from guantong.portal import serving

    try:
        serving.setup()
        yield
    except ImproperlyConfigured as error:
        _refuse(error)
    except DatabaseError as error:
        _refuse(
            ValueError(
                f"数据库不能用：{error}；先运行 guantong portal prepare / the database cannot be used: prepare it first"
            )
        )


def _seals(files: list[Path], key: str) -> "list[Seal]":
    from guantong.portal.audit.seals import SealError, public_key, read, signing_key

    if not files:
        return []
    seals: list[Seal] = []
    faults: list[SealError] = []
    try:
        checking = public_key(key) if key else signing_key().public_key()
    except SealError as error:
        _refuse(error)
    for file in files:
        try:
            seals.append(read(file, checking))
        except SealError as error:
            faults.append(error)
    if faults:
        _refuse(*faults)
    return seals


def _refuse(*errors: Exception) -> NoReturn:
    from guantong.cli.failures import BAD_INPUT
    from guantong.cli.screen import complain

    for error in errors:
        complain(str(error))
    raise typer.Exit(BAD_INPUT)


def _tell(report: "Report") -> None:
    from guantong.cli.screen import complain, write

    for finding in report.findings[:_SHOWN]:
        complain(_sentence(finding))
    if len(report.findings) > _SHOWN:
        rest = len(report.findings) - _SHOWN
        complain(f"另有 {rest} 处；加 --json 看全部。 / {rest} more; --json lists all.")
    count, chains = report.tied, report.subjects
    if not report.whole:
        write(
            f"记录链已断：{len(report.findings)} 处。 / The chains are broken: {len(report.findings)} places."
        )
    else:
        write(f"记录链完好：{count} 条，{chains} 个对象。 / Whole: {count} entries, {chains} subjects.")
    if report.sealed_to:
        write(f"封签核对到第 {report.sealed_to} 条。 / The seal holds up to entry {report.sealed_to}.")
    if report.untied:
        write(f"{report.untied} 条刚写入，尚未入链。 / {report.untied} entries are not yet tied.")


def _sentence(finding: "Finding") -> str:
    from guantong.portal.audit.verification import Fault

    place, entry, until = finding.position, finding.entry, finding.until
    named = f"第 {place} 位 / place {place}" + ("" if entry is None else f" · 记录 / entry {entry}")
    span = f"第 {place} 至 {until} 位 / places {place} to {until}"
    match finding.fault:
        case Fault.ALTERED:
            return f"{named}：内容被改动 / altered"
        case Fault.MOVED:
            where = "" if until is None else f"，原在第 {until} 位 / belongs at {until}"
            return f"{named}：被挪动或对调 / moved or exchanged{where}"
        case Fault.REMOVED:
            return f"{named}：记录被删除 / removed" if until is None else f"{span}：记录被删除 / removed"
        case Fault.CUT:
            return f"{named}：与前一条接不上 / does not continue what is before it"
        case Fault.TAIL:
            return f"{span}：末尾缺失 / the tail is missing"
        case Fault.REWRITTEN:
            return f"{span}：与封签不符，其中有记录被整体重写 / rewritten: not what was sealed"


def _as_json(report: "Report") -> str:
    from dataclasses import asdict

    from guantong.cli.failures import as_json

    return as_json({"whole": report.whole, **asdict(report)})
