"""Seals: written once, signed, read again; and what the command says of chains and seals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from guantong.cli.app import run
from guantong.portal.audit.models import AuditEvent, AuditLink, AuditSeal, ChainEnd
from guantong.portal.audit.seals import (
    DEMO_KEY,
    KEY_VARIABLE,
    SealError,
    make,
    new_key,
    public_key,
    read,
    signing_key,
)
from guantong.portal.audit.services import record

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from pytest_django import Settings


@pytest.fixture
def sealed(transactional_db: None, tmp_path: Path, now: datetime) -> Path:
    """A seal over three entries."""
    for number in range(3):
        record("a.b", actor=None, subject=None, now=now, detail={"n": number})
    return make(tmp_path, now=now)


def test_seal_holds_the_end_of_the_chain_and_is_signed(sealed: Path, now: datetime) -> None:
    end = ChainEnd.objects.get()
    assert sealed.name == "guantong-audit-2026-11-22.json"
    seal = read(sealed, signing_key().public_key())
    assert (seal.day, seal.made_at, seal.position, seal.hash) == (now.date(), now, 3, end.hash)
    kept = AuditSeal.objects.get()
    assert (kept.position, kept.hash) == (3, end.hash)


def test_seal_of_the_day_is_never_overwritten(sealed: Path, tmp_path: Path, now: datetime) -> None:
    before = sealed.read_bytes()
    record("a.b", actor=None, subject=None, now=now)
    with pytest.raises(SealError, match="不覆盖"):
        make(tmp_path, now=now)
    assert sealed.read_bytes() == before
    assert AuditSeal.objects.count() == 1, "what was not written is not kept as made"


def test_folder_that_is_not_there_is_said(transactional_db: None, tmp_path: Path, now: datetime) -> None:
    with pytest.raises(SealError, match="不能写入"):
        make(tmp_path / "none", now=now)
    assert not AuditSeal.objects.exists()


@pytest.mark.parametrize("key", ["position", "hash", "day", "made_at"])
def test_changed_seal_is_refused(sealed: Path, tmp_path: Path, key: str) -> None:
    told = json.loads(sealed.read_text())
    told[key] = {
        "position": 2,
        "hash": "0" * 64,
        "day": "2026-11-21",
        "made_at": "2026-11-21T00:00:00+08:00",
    }[key]
    other = tmp_path / "other.json"
    other.write_text(json.dumps(told))
    with pytest.raises(SealError, match="签名不符"):
        read(other, signing_key().public_key())


def test_seal_of_another_key_is_refused(sealed: Path) -> None:
    with pytest.raises(SealError, match="签名不符"):
        read(sealed, public_key(new_key()[1]))


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"day": 1}', "\ud800".encode("utf-8", "surrogatepass")]
)
def test_file_that_is_no_seal_is_refused(tmp_path: Path, text: str | bytes) -> None:
    file = tmp_path / "seal.json"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(SealError, match="不是封签文件"):
        read(file, signing_key().public_key())


def test_key_of_the_demonstration_signs_the_demonstration_only(settings: Settings) -> None:
    settings.DEMO = False
    for given in ({}, {KEY_VARIABLE: DEMO_KEY}, {KEY_VARIABLE: "x"}, {KEY_VARIABLE: "ab"}):
        with pytest.raises(SealError, match=KEY_VARIABLE):
            signing_key(given)
    secret, public = new_key()
    assert signing_key({KEY_VARIABLE: secret}).public_key() == public_key(public)


def test_command_verifies_with_exit_codes(sealed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit", "verify", "--seal", str(sealed)]) == 0
    assert "封签核对到第 3 条" in capsys.readouterr().out
    entry = AuditEvent.objects.order_by("id")[1]
    AuditEvent.objects.filter(id=entry.id).update(reason="改过")
    assert run(["audit", "verify"]) == 1
    told = capsys.readouterr()
    assert f"第 2 位 / place 2 · 记录 / entry {entry.id}：内容被改动" in told.err
    assert run(["audit", "verify", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["findings"] == [
        {"fault": "altered", "position": 2, "entry": entry.id, "until": None}
    ]


def test_command_finds_a_missing_tail_with_the_seal(sealed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    last = AuditLink.objects.get(position=2)
    AuditLink.objects.filter(position=3).delete()
    AuditEvent.objects.filter(id__gt=last.entry_id).delete()
    ChainEnd.objects.update(position=2, hash=last.hash)
    assert run(["audit", "verify"]) == 0
    assert run(["audit", "verify", "--seal", str(sealed)]) == 1
    assert "第 3 至 3 位 / places 3 to 3：末尾缺失" in capsys.readouterr().err


def test_command_refuses_what_is_no_seal(
    transactional_db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["audit", "verify", "--seal", str(tmp_path / "a"), "--seal", str(tmp_path / "b")]
    assert run(arguments) == 2
    assert capsys.readouterr().err.count("打不开") == 2
    assert run([*arguments, "--key", "x"]) == 2


def test_command_seals_and_makes_keys(
    transactional_db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["audit", "seal", "--to", str(tmp_path)]) == 0
    assert run(["audit", "seal", "--to", str(tmp_path)]) == 2
    assert run(["audit", "key"]) == 0
    assert f"{KEY_VARIABLE}=" in capsys.readouterr().out
    assert len(list(tmp_path.iterdir())) == 1


def test_help_says_what_a_seal_can_and_cannot_prove(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit", "verify", "--help"]) == 0
    told = capsys.readouterr().out
    assert "封签能证明什么" in told
    assert "封签不能证明" in told
