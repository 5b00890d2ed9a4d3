"""`guantong certificate`: keys, and what a file is. What needs the register lives in the portal's own commands."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, NoReturn, TypeAlias

import typer

from guantong.cli.options import AsJson  # noqa: TC001 - typer reads the annotations

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guantong.certificates.findings import Finding
    from guantong.certificates.signing.keys import Key, KeyRing

REFUSED: Final = 1
"""Exit code for a file that is not as it was issued, or was not issued here."""

app = typer.Typer(
    name="certificate",
    help="证书：密钥、查看和查验文件。 / Certificates: keys, what a file holds, whether it is what was issued.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
keys = typer.Typer(
    name="keys",
    help="签名密钥及其历史。 / The keys that sign, with their history.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(keys, name="keys")

Ring: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--keys",
        metavar="DIR",
        help="密钥目录；不写则用 GUANTONG_KEYS。 / The folder of keys; without it, GUANTONG_KEYS.",
        show_default=False,
    ),
]
File: TypeAlias = Annotated[
    Path, typer.Argument(metavar="FILE", help="文件。 / The file.", show_default=False)
]
KeyId: TypeAlias = Annotated[
    str, typer.Argument(metavar="ID", help="密钥编号。 / The id of the key.", show_default=False)
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

    content = _read(file)
    found = _examined(content, _ring(folder), issuer)
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

    content = _read(file)
    try:
        told = _contents(content)
    except ValueError as error:
        _refuse(f"{file}：{error}")
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


@keys.command()
def new(
    folder: Ring = None,
    test: Annotated[
        bool, typer.Option("--test", help="制作测试密钥。 / Make test keys.", show_default=False)
    ] = False,
) -> None:
    """制作一套测试密钥；已有的转为停用，用作轮换。 / Make a set of test keys; those in use are retired.

    只用于演示。正式密钥在加密设备或离线机器上产生，用 guantong certificate keys add 登记，步骤见 docs/certificates.md。 /
    For demonstrations only. Real keys are made in a device or off line and registered: see docs/certificates.md.
    """
    from guantong.certificates.signing.signer import SigningError
    from guantong.certificates.signing.test_keys import add_test_keys
    from guantong.cli.screen import write

    if not test:
        _refuse("这里只制作测试密钥，请加 --test / only test keys are made here: add --test")
    ring = _ring(folder)
    try:
        made = add_test_keys(ring, at=datetime.now(UTC))
    except SigningError as error:
        _refuse(str(error))
    signing = [key for key in made.keys if not key.retired_at]
    _to_the_audit("registered", made, signing)
    write(f"测试密钥已写入 {made.folder}，只用于演示 / test keys, for demonstration only:")
    write("\n".join(map(_told, signing)))


@keys.command("list")
def list_keys(folder: Ring = None, json: AsJson = False) -> None:
    """列出密钥及其历史。 / List the keys with their history."""
    from guantong.certificates.signing.keys import as_row
    from guantong.cli.screen import write

    found = _ring(folder).keys
    if json:
        write(_as_json({"keys": [as_row(key) for key in found]}))
    else:
        write("\n".join(map(_told, found)) or "没有密钥 / no keys")


@keys.command()
def add(  # nosec B107 - the label of a device
    key_id: KeyId,
    purpose: Annotated[
        str,
        typer.Option(
            metavar="PURPOSE",
            help="用途：pdf、ofd、seal_maker、credential、offline、report。 / What it signs.",
        ),
    ],
    certificate: Annotated[
        Path,
        typer.Option(
            metavar="FILE", help="证书及上级证书（PEM）。 / The certificate and those above it, PEM."
        ),
    ],
    key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="加密的私钥文件（PEM）。 / The encrypted private key.")
    ] = None,
    module: Annotated[
        str, typer.Option(metavar="FILE", help="PKCS#11 模块。 / The PKCS#11 module.", show_default=False)
    ] = "",
    token: Annotated[
        str, typer.Option(metavar="LABEL", help="设备标签。 / The token.", show_default=False)
    ] = "",
    label: Annotated[
        str, typer.Option(metavar="LABEL", help="密钥标签。 / The key in it.", show_default=False)
    ] = "",
    folder: Ring = None,
) -> None:
    """登记一把正式密钥，并试签一次；同一用途的旧密钥转为停用。 / Register a real key, after it has signed once.

    私钥要么在加密的文件里，要么在 PKCS#11 设备里（PIN 取自 GUANTONG_PKCS11_PIN）。 / The private key is in an encrypted
    file, or in a PKCS#11 device, whose PIN comes from GUANTONG_PKCS11_PIN.
    """
    from guantong.certificates.signing.registration import register
    from guantong.certificates.signing.signer import SigningError
    from guantong.cli.screen import write

    if bool(key) == bool(module and token and label):
        _refuse(
            "私钥写 --key，或写 --module、--token、--label / give --key, or --module, --token and --label"
        )
    ring = _ring(folder)
    try:
        made = register(
            ring,
            key_id=key_id,
            purpose=purpose,
            certificates=_read(certificate),
            private=_read(key) if key else None,
            device=(module, token, label),
            at=datetime.now(UTC),
        )
    except SigningError as error:
        _refuse(str(error))
    _to_the_audit("registered", ring, [made])
    write(f"已登记并试签 / registered, and it signed: {_told(made)}")


@keys.command()
def retire(
    key_id: KeyId,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="原因。 / Why.")],
    distrust: Annotated[
        bool,
        typer.Option(
            "--distrust",
            help="私钥可能泄露：它签过的一律不再认可。 / The key may be known: nothing it signed is believed.",
        ),
    ] = False,
    folder: Ring = None,
) -> None:
    """停用一把密钥；它签过的仍然有效，除非加 --distrust。 / End a key; what it signed stays valid."""
    from guantong.certificates.signing.signer import SigningError
    from guantong.cli.screen import write

    try:
        ring = _ring(folder).with_end(key_id, datetime.now(UTC), reason, distrusted=distrust)
        ring.save()
    except SigningError as error:
        _refuse(str(error))
    ended = [key for key in ring.keys if key.id == key_id]
    _to_the_audit("distrusted" if distrust else "retired", ring, ended)
    write("\n".join(map(_told, ended)))


def _to_the_audit(what: str, ring: KeyRing, keys: list[Key]) -> None:
    """Write into the portal's audit what was done to a ring of its own, and from whose account; elsewhere there is none.

    A key that may be known has to end even while the database is away: that nothing was written is then told.
    """
    from guantong.portal.environment import home_from

    if ring.folder.absolute().parent != home_from() / "certificates" / "keys":
        return
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    from guantong.cli.screen import complain
    from guantong.portal import serving

    try:
        serving.setup()
        from guantong.portal.certificates.key_events import keys_changed

        keys_changed(what, ring=ring.folder.name, keys=keys)
    except (ImproperlyConfigured, DatabaseError) as error:
        complain(
            f"密钥已改，但没有记入审计：{error} / the keys are changed, but the audit has no entry of it"
        )


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
                _refuse("查验凭证要写 --issuer 签发者网址 / --issuer is needed to verify a credential")
            try:
                trusted = Issuers([Issuer.of_ring(ring, issuer, issuer)])
            except ValueError as error:
                _refuse(f"--issuer：{error}")
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


def _ring(folder: Path | None) -> KeyRing:
    from guantong.certificates.signing.keys import KeyRing
    from guantong.certificates.signing.signer import SigningError

    given = folder or (Path(told) if (told := os.environ.get("GUANTONG_KEYS")) else None)
    if given is None:
        _refuse("没有写密钥目录：加 --keys DIR，或设置 GUANTONG_KEYS / name the folder of keys")
    try:
        return KeyRing.open(given, demonstration=os.environ.get("GUANTONG_MODE", "demo") == "demo")
    except SigningError as error:
        _refuse(str(error))


def _time_stamp_roots() -> tuple[bytes, ...]:
    """Who is trusted for time stamps, as the portal is told it."""
    from guantong.certificates.signing.trust_file import certificates_in

    told = os.environ.get("GUANTONG_TIME_STAMPS_ROOTS")
    if not told:
        return ()
    try:
        return certificates_in(_read(Path(told)))
    except ValueError:
        _refuse(
            f"GUANTONG_TIME_STAMPS_ROOTS={told}：不是 PEM 格式的证书 / holds something other than certificates"
        )


def _told(key: Key) -> str:
    state = (
        f"不可信 / distrusted {key.distrusted_at:%Y-%m-%d}"
        if key.distrusted_at
        else f"停用 / retired {key.retired_at:%Y-%m-%d}"
        if key.retired_at
        else "在用 / in use"
    )
    period = f"{key.valid_from:%Y-%m-%d}—{key.valid_to:%Y-%m-%d}"
    return f"{key.id}  {key.purpose}  {key.algorithm}  {period}  {state}  {key.name}"


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


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        _refuse(f"{file}：打不开 / cannot be opened: {error.strerror}")


def _sha256(content: bytes) -> str:
    from hashlib import sha256

    return sha256(content).hexdigest()


def _as_json(data: object) -> str:
    from guantong.cli.failures import as_json

    return as_json(data)


def _refuse(message: str) -> NoReturn:
    from guantong.cli.failures import BAD_INPUT
    from guantong.cli.screen import complain

    complain(message)
    raise typer.Exit(BAD_INPUT)
