"""`guantong certificate keys`: the ring of keys that signs, made, registered and ended."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeAlias

import typer

from guantong.cli.options import AsJson  # noqa: TC001 - typer reads the annotations

if TYPE_CHECKING:
    from guantong.certificates.signing.keys import Key, KeyRing

keys = typer.Typer(
    name="keys",
    help="签名密钥及其历史。 / The keys that sign, with their history.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Ring: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--keys",
        metavar="DIR",
        help="密钥目录；不写则用 GUANTONG_KEYS。 / The folder of keys; without it, GUANTONG_KEYS.",
        show_default=False,
    ),
]
KeyId: TypeAlias = Annotated[
    str, typer.Argument(metavar="ID", help="密钥编号。 / The id of the key.", show_default=False)
]


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
        refuse("这里只制作测试密钥，请加 --test / only test keys are made here: add --test")
    ring = ring_in(folder)
    try:
        made = add_test_keys(ring, at=datetime.now(UTC))
    except SigningError as error:
        refuse(str(error))
    signing = [key for key in made.keys if not key.retired_at]
    _to_the_audit("registered", made, signing)
    write(f"测试密钥已写入 {made.folder}，只用于演示 / test keys, for demonstration only:")
    write("\n".join(map(_told, signing)))


@keys.command("list")
def list_keys(folder: Ring = None, json: AsJson = False) -> None:
    """列出密钥及其历史。 / List the keys with their history."""
    from guantong.certificates.signing.keys import as_row
    from guantong.cli.failures import as_json
    from guantong.cli.screen import write

    found = ring_in(folder).keys
    if json:
        write(as_json({"keys": [as_row(key) for key in found]}))
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
        refuse("私钥写 --key，或写 --module、--token、--label / give --key, or --module, --token and --label")
    ring = ring_in(folder)
    try:
        made = register(
            ring,
            key_id=key_id,
            purpose=purpose,
            certificates=read_file(certificate),
            private=read_file(key) if key else None,
            device=(module, token, label),
            at=datetime.now(UTC),
        )
    except SigningError as error:
        refuse(str(error))
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
        ring = ring_in(folder).with_end(key_id, datetime.now(UTC), reason, distrusted=distrust)
        ring.save()
    except SigningError as error:
        refuse(str(error))
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


def ring_in(folder: Path | None) -> KeyRing:
    """The ring in a folder, or in that of the environment. Ends the command where it cannot be opened."""
    from guantong.certificates.signing.keys import KeyRing
    from guantong.certificates.signing.signer import SigningError

    given = folder or (Path(told) if (told := os.environ.get("GUANTONG_KEYS")) else None)
    if given is None:
        refuse("没有写密钥目录：加 --keys DIR，或设置 GUANTONG_KEYS / name the folder of keys")
    try:
        return KeyRing.open(given, demonstration=os.environ.get("GUANTONG_MODE", "demo") == "demo")
    except SigningError as error:
        refuse(str(error))


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


def read_file(file: Path) -> bytes:
    """What is in a file. Ends the command where it cannot be opened."""
    try:
        return file.read_bytes()
    except OSError as error:
        refuse(f"{file}：打不开 / cannot be opened: {error.strerror}")


def refuse(message: str) -> NoReturn:
    """End the command with a message."""
    from guantong.cli.failures import BAD_INPUT
    from guantong.cli.screen import complain

    complain(message)
    raise typer.Exit(BAD_INPUT)
