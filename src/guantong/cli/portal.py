"""`guantong portal` and `guantong manage`: the portal from the command line."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated, NoReturn

import typer

app = typer.Typer(
    name="portal",
    help="门户：准备和启动。 / The portal: prepare and serve.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def prepare() -> None:
    """准备数据库、静态文件和演示数据，可重复执行。 / Make tables, files and demonstration data ready."""
    from guantong.portal import serving

    serving.setup()
    serving.prepare()


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="端口。 / The port.")] = 8000,
    host: Annotated[str, typer.Option(help="监听的地址。 / The address to listen on.")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(help="进程数。 / How many processes.")] = 2,
) -> int:
    """启动网站和后台任务，直到按 Ctrl+C。 / Serve the portal and its background tasks."""
    from guantong.portal import serving

    serving.setup()
    typer.echo(serving.welcome(host, port))
    return serving.serve(port, workers=workers, host=host)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="写到这个文件。 / The file to write.")],
) -> None:
    """备份数据库和材料文件；密钥不在其中，请另存。 / Back up database and files; keys are not in it."""
    from guantong.portal import serving

    serving.setup()
    from django.utils import timezone

    from guantong.portal.backups.archive import BackupError
    from guantong.portal.backups.making import backup as make

    try:
        made = make(file.absolute(), now=timezone.now())
    except BackupError as error:
        _refuse(error)
    typer.echo(
        f"已备份：{sum(made.counts.values())} 行，{len(made.members) - 1} 个文件 → {file}"
        f" / {sum(made.counts.values())} rows, {len(made.members) - 1} files"
    )


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="备份文件。 / The backup.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="替换已有的数据。 / Replace the data that are here.")
    ] = False,
) -> None:
    """恢复备份；先停止门户。 / Restore a backup; stop the portal first."""
    from guantong.portal import serving

    serving.setup()
    from django.utils import timezone

    from guantong.portal.backups.archive import BackupError
    from guantong.portal.backups.restoring import restore as put_back

    try:
        # the machine's own time: the portal's may be kept in the very database that is to be replaced
        done = put_back(file.absolute(), replace=replace, now=timezone.now())
    except BackupError as error:
        _refuse(error)
    for table, count in done.manifest.counts.items():
        if count:
            typer.echo(f"{count:>9}  {table}")
    typer.echo(f"已恢复 {done.manifest.made_at} 的备份，{len(done.manifest.members) - 1} 个文件 / restored")
    if done.aside:
        typer.echo(f"原来的数据移到了 {done.aside} / what was here before lies there")
    if done.older:
        typer.echo("备份来自较早的版本，请运行 guantong portal prepare / of an older version: run prepare")
    state = "完好 / whole" if done.audit.whole else "有断裂，请运行 guantong audit verify / BROKEN"
    typer.echo(f"审计链 {done.audit.tied} 条，{state}")
    if not done.audit.whole:
        raise typer.Exit(1)


def _refuse(error: Exception) -> NoReturn:
    from guantong.cli.failures import BAD_INPUT

    typer.echo(str(error), err=True)
    raise typer.Exit(BAD_INPUT)


def manage(context: typer.Context) -> None:
    """Django 的管理命令。 / A management command of Django."""
    from guantong.portal import serving

    serving.manage(context.args)
