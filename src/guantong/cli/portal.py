"""`guantong portal` and `guantong manage`: the portal from the command line."""

from __future__ import annotations

from typing import Annotated

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


def manage(context: typer.Context) -> None:
    """Django 的管理命令。 / A management command of Django."""
    from guantong.portal import serving

    serving.manage(context.args)
