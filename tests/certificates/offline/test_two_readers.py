"""The page and the library read codes alike: whatever is done to a code, both give the same reason."""

from __future__ import annotations

import base64
import json
import random
import subprocess
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import cbor2
import pytest

from guantong.certificates.offline.page import build
from guantong.certificates.offline.payload import CONTEXT, MARK, examine_offline, hint, offline_payload, raw
from tests.certificates.faces import FACE
from tests.certificates.offline.offline_keys import SIGNED, signer, trusted

if TYPE_CHECKING:
    from pathlib import Path

KEYS = [
    trusted(),
    replace(trusted("测试-失窃"), distrusted=True),
    replace(trusted("测试-停用"), until=datetime(2026, 6, 1, tzinfo=UTC)),
]
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
BY_NODE = """
const texts = JSON.parse(await new Response((await import('node:stream')).Readable.toWeb(process.stdin)).text());
const read = async () => {
  const all = [];
  for (const text of texts) all.push(await examine(text, BAKED.keys));
  return all;
};
const byNode = await read();
crypto.subtle.importKey = () => Promise.reject(new Error('no Ed25519'));
process.stdout.write(JSON.stringify([byNode, await read()]));
"""


def packed(signed: bytes) -> str:
    data = signed + signer().sign(CONTEXT + signed)
    return MARK + base64.b32encode(data).decode().rstrip("=")


def damaged(text: str, chance: random.Random) -> str:
    """A code with one fault of the kinds that copying, printing and forging make."""
    at = chance.randrange(len(text))
    letter = chance.choice(ALPHABET)
    match chance.randrange(6):
        case 0:
            return text[:at] + letter + text[at + 1 :]
        case 1:
            return text[:at] + text[at + 1 :]
        case 2:
            return text[:at] + letter + text[at:]
        case 3:
            return text[:at]
        case 4:
            return text[:at] + chance.choice("018=-é证") + text[at + 1 :]
        case _:
            return text[:at].lower() + "\n " + text[at:]


def odd(chance: random.Random) -> str:
    """Soundly signed, and mostly not what a payload is."""
    words: list[Any] = [
        hint(raw(signer().certificate)),
        0,
        "GX",
        "名",
        "称",
        "级",
        "关",
        20_000,
        20_500,
        20_700,
        True,
    ]
    values: tuple[object, ...] = (
        None,
        -1,
        0,
        1,
        2,
        23,
        24,
        255,
        256,
        65_535,
        65_536,
        2**32,
        2**63,
        1.5,
        "",
        "𠮷",
        b"",
        [],
        {},
        True,
    )
    for _ in range(chance.randrange(3)):
        words[chance.randrange(len(words))] = chance.choice(values)
    if chance.random() < 0.2:
        words = words[: chance.randrange(12)] + words[: chance.randrange(3)]
    return packed(cbor2.dumps(words, canonical=True))


def by_page(texts: list[str], folder: Path) -> list[list[dict[str, Any]]]:
    """What the script of the page finds in node: once with its Ed25519, once with the program that comes with the page."""
    script = build(KEYS, date(2026, 11, 30)).split('<script type="module">')[1].split("</script>")[0]
    reader, _, page = script.partition("// What a person sees and does.")
    assert page
    (folder / "read.mjs").write_text(reader + BY_NODE, encoding="utf-8")
    done = subprocess.run(
        ["node", "--no-warnings", folder / "read.mjs"],  # noqa: S607
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[list[dict[str, Any]]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_both_find_the_same(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)  # noqa: S311
    sound = [
        offline_payload(FACE, signer(name), SIGNED)
        for name in ("测试-离线-1", "测试-失窃", "测试-停用", "测试-别人")
    ]
    texts = [
        *sound,
        *(damaged(chance.choice(sound), chance) for _ in range(150)),
        *(odd(chance) for _ in range(150)),
    ]
    ours = [examine_offline(text, KEYS) for text in texts]

    for theirs in by_page(texts, tmp_path):
        for text, one, other in zip(texts, ours, theirs, strict=True):
            assert (other["reason"], other["detail"]) == (one.finding.reason, dict(one.finding.detail)), text
            if one.words:
                said = {name: value for name, value in asdict(one.words).items() if not name.endswith("_on")}
                assert said.items() <= other["words"].items()

    assert {one.finding.reason for one in ours} == {
        *("offline_intact", "offline_unreadable", "offline_key_unknown", "offline_broken"),
        *("key_period", "key_distrusted"),
    }
