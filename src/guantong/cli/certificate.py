"""`guantong certificate`: what a file is. Keys are beside it; what needs the register lives in the portal's own commands."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

import typer

from guantong.cli.certificate_keys import Ring, keys, read_file, refuse, ring_in
from guantong.cli.options import AsJson  # noqa: TC001 - typer reads the annotations

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guantong.certificates.findings import Finding
    from guantong.certificates.signing.keys import KeyRing

REFUSED: Final = 1
"""Exit code for a file that is not as it was issued, or was not issued here."""

app = typer.Typer(
    name="certificate",
    help="证书：密钥、查看和查验文件。 / Certificates: keys, what a file holds, whether it is what was issued.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(keys, name="keys")

File: TypeAlias = Annotated[
    Path, typer.Argument(metavar="FILE", help="文件。 / The file.", show_default=False)
]


@app.command()
def verify(
    file: File,
    folder: Ring = None,
    issuer: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help="凭证签发者的网址，查验凭证时要写。 / The issuer's web address, needed for credentials.",
            show_default=False,
        ),
    ] = "",
    json: AsJson = False,
) -> None:
    """查验文件是否与签发时一致。 / Verify that a file is as it was issued.

    一致时退出码为 0，否则为 1，并说明原因；文件或密钥目录不能用时为 2。信任只来自密钥目录。不查登记簿，也不查是否撤销：那两件事在查验网页上。 /
    Exit code 0 when it is, 1 when it is not, with the reason; 2 when the file or the keys cannot be used. Trust comes from
    the folder of keys alone. The register is not asked, nor whether it was revoked: the verification page does both.
    """
    from guantong.cli.screen import write

    content = read_file(file)
    found = _examined(content, ring_in(folder), issuer)
    if json:
        write(_as_json({"file": str(file), "sha256": _sha256(content), **found.as_mapping()}))
    else:
        write(f"{file}：{found.sentence('zh')}\n{found.sentence('en')} [{found.reason}]")
    if not found.intact:
        raise typer.Exit(REFUSED)


@app.command()
def inspect(file: File, json: AsJson = False) -> None:
    """查看文件里有什么，不作判断。 / Show what a file holds, without judging it."""
    from guantong.cli.screen import write

    content = read_file(file)
    try:
        told = _contents(content)
    except ValueError as error:
        refuse(f"{file}：{error}")
    told = {"file": str(file), "bytes": len(content), "sha256": _sha256(content), **told}
    write(_as_json(told) if json else "\n".join(_lines(told)))


_FORWARDED: Final = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


@app.command(context_settings=_FORWARDED)
def issue(context: typer.Context) -> None:
    """签发已由两人确认的名单，或收下一份名单。 / Issue what two persons have confirmed, or take in a list."""
    _in_the_portal("certificate_issue", context)


@app.command(context_settings=_FORWARDED)
def revoke(context: typer.Context) -> None:
    """提出撤销一份证书，由另一人确认。 / Propose to revoke a certificate; another person confirms."""
    _in_the_portal("certificate_revoke", context)


@app.command("status-list", context_settings=_FORWARDED)
def status_list(context: typer.Context) -> None:
    """写出签名的状态列表和登记摘要。 / Write the signed lists of states and the register dump."""
    _in_the_portal("certificate_status_list", context)


@app.command(context_settings=_FORWARDED)
def prolong(context: typer.Context) -> None:
    """给签名加时间戳，并显示还剩多少（--limit N）。 / Put time stamps on signatures, and show what is left."""
    _in_the_portal("certificate_prolong", context)


def _in_the_portal(command: str, context: typer.Context) -> None:
    """Run a command of the portal, which has the register."""
    from guantong.portal import serving

    serving.manage([command, *context.args])


def _examined(content: bytes, ring: KeyRing, issuer: str) -> Finding:
    from guantong.certificates.findings import finding
    from guantong.certificates.forms import form_of

    match form_of(content):
        case "pdf":
            from guantong.certificates.pdf.examine import examine

            return examine(content, ring=ring, registered=None, time_stamp_roots=_time_stamp_roots())
        case "ofd":
            from guantong.certificates.ofd.examine import examine as examine_ofd

            return examine_ofd(content, ring=ring, registered=None)
        case "credential":
            from guantong.certificates.credential.examine import examine as examine_credential
            from guantong.certificates.credential.issuer import Issuer, Issuers

            if not issuer:
                refuse("查验凭证要写 --issuer 签发者网址 / --issuer is needed to verify a credential")
            try:
                trusted = Issuers([Issuer.of_ring(ring, issuer, issuer)])
            except ValueError as error:
                refuse(f"--issuer：{error}")
            return examine_credential(content, trusted).finding
        case "offline":
            from guantong.certificates.offline.payload import examine_offline, keys_of_ring

            text = content.decode(errors="replace").strip()
            return examine_offline(
                text, keys_of_ring(ring, "密钥目录中的机构 / the holder of these keys")
            ).finding
        case _:
            return finding("unknown_form" if content else "empty_file")


def _contents(content: bytes) -> dict[str, Any]:
    """Raises ValueError for what cannot be read."""
    from guantong.certificates.forms import form_of

    match form := form_of(content):
        case "pdf":
            from guantong.certificates.pdf.contents import contents

            return {"form": form, **contents(content)}
        case "ofd":
            from guantong.certificates.findings import finding
            from guantong.certificates.ofd.package import PackageError, unpack

            try:
                files = unpack(content)
            except PackageError as error:
                found = finding(error.reason)
                raise ValueError(f"{found.sentence('zh')} / {found.sentence('en')}") from error
            return {"form": form, "files": {name: len(inner) for name, inner in files.items()}}
        case "credential" if content.lstrip()[:1] == b"{":
            from guantong.certificates.credential.reading import read_object

            told = read_object(content)
            return {"form": form, **{key: told[key] for key in ("id", "type", "issuer") if key in told}}
        case None:
            raise ValueError("不是证书文件的任何一种格式 / no form of certificate")
        case _:
            return {"form": form}


def _time_stamp_roots() -> tuple[bytes, ...]:
    """Who is trusted for time stamps, as the portal is told it."""
    from guantong.certificates.signing.trust_file import certificates_in

    told = os.environ.get("GUANTONG_TIME_STAMPS_ROOTS")
    if not told:
        return ()
    try:
        return certificates_in(read_file(Path(told)))
    except ValueError:
        refuse(
            f"GUANTONG_TIME_STAMPS_ROOTS={told}：不是 PEM 格式的证书 / holds something other than certificates"
        )


def _lines(told: dict[str, Any], indent: str = "") -> Iterable[str]:
    from guantong.certificates.findings import printable

    for key, value in told.items():
        match value:
            case dict():
                yield f"{indent}{printable(key)}:"
                yield from _lines(value, indent + "  ")
            case [dict(), *_]:
                for number, entry in enumerate(value, start=1):
                    yield f"{indent}{key} {number}:"
                    yield from _lines(entry, indent + "  ")
            case list():
                yield f"{indent}{printable(key)}: {printable(', '.join(map(str, value))) or '—'}"
            case _:
                yield f"{indent}{printable(key)}: {'—' if value in ('', None) else printable(str(value))}"


def _sha256(content: bytes) -> str:
    from hashlib import sha256

    return sha256(content).hexdigest()


def _as_json(data: object) -> str:
    from guantong.cli.failures import as_json

    return as_json(data)
