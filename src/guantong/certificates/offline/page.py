"""The page that verifies offline codes: one HTML file without network, made for a set of keys."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from dataclasses import asdict
from datetime import date, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Final

from guantong.catalogue.reading import read_yaml
from guantong.certificates.findings import reasons

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from guantong.certificates.offline.payload import OfflineKey

_PARTS: Final = Path(__file__).with_name("page")
_VENDORED: Final = Path(__file__).with_name("vendored")
_CHINA: Final = timezone(timedelta(hours=8))
_EPOCH: Final = date(1970, 1, 1)
_REASONS: Final = (
    *("offline_intact", "offline_unreadable", "offline_key_unknown", "offline_broken"),
    *("key_period", "key_distrusted"),
)
_IMPORT: Final = re.compile(r"^import \{(?P<names>[^}]*)\} from '\./index\.js';$", re.MULTILINE)
_EXPORTED: Final = re.compile(r"^export (?=(?:async )?(?:const|function|class)\b)", re.MULTILINE)
_LEFT_OUT: Final = re.compile(r"^export (?:default \w+|\{[^}]*\});$", re.MULTILINE)


def build(keys: Iterable[OfflineKey], made_on: date) -> str:
    """Return the page that believes these keys and no others.

    It may neither load nor send anything: its policy allows its own script and style, by their hashes, and nothing else.
    Raises ValueError when there is no key.
    """
    baked = [_key(key) for key in keys]
    if not baked:
        raise ValueError("离线核验页至少需要一把密钥 / the offline page needs at least one key")
    words = read_yaml(_PARTS / "words.yaml")
    table = reasons()
    data = {
        "keys": baked,
        "made": (made_on - _EPOCH).days,
        "words": words,
        "findings": {code: asdict(table[code]) for code in _REASONS},
    }
    script = f"\n{_script(data)}\n"
    style = (_PARTS / "page.css").read_text(encoding="utf-8")
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)};"
        " form-action 'none'; base-uri 'none'"
    )
    licences = "\n\n".join(
        file.read_text(encoding="utf-8").strip() for file in sorted(_VENDORED.glob("*.LICENSE"))
    )
    parts = {"policy": policy, "style": style, "script": script, "licences": html.escape(licences)}
    page = _in_chinese((_PARTS / "page.html").read_text(encoding="utf-8"), words, made_on)
    return re.sub(r"\{(policy|style|script|licences)\}", lambda place: parts[place[1]], page)


def _key(key: OfflineKey) -> dict[str, object]:
    first, last = (moment.astimezone(_CHINA).date() for moment in (key.since, key.until))
    return {
        "id": key.key_id,
        "hint": key.hint.hex(),
        "public": key.public.hex(),
        "fingerprint": hashlib.sha256(key.public).hexdigest(),
        "owner": key.owner,
        "first": (first - _EPOCH).days,
        "last": (last - _EPOCH).days,
        "test": key.test,
        "distrusted": key.distrusted,
    }


def _script(data: Mapping[str, object]) -> str:
    """One script: the data, the programs of others each in a function of its own, and ours."""
    baked = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True).replace(
        "<", "\\u003c"
    )
    return "\n".join(
        [
            f"const BAKED = {baked};",
            _enclosed("noble-ed25519.js", "ed25519", "{verifyAsync}"),
            _enclosed("qr-encode.js", "encoder", _names_exported("qr-encode.js")),
            _enclosed("qr-decode.js", "{decodeQRBatch}", "{decodeQRBatch}"),
            (_PARTS / "reader.js").read_text(encoding="utf-8"),
            (_PARTS / "page.js").read_text(encoding="utf-8"),
        ]
    )


def _enclosed(file: str, name: str, given: str) -> str:
    """A module of others as a function that is called once: its file is unchanged, only how it is joined is."""
    source = (_VENDORED / file).read_text(encoding="utf-8")
    source = _IMPORT.sub(lambda found: f"const {{{found['names'].replace(' as ', ': ')}}} = encoder;", source)
    source = _LEFT_OUT.sub("", _EXPORTED.sub("", source))
    return f"const {name} = (() => {{\n{source}\nreturn {given};\n}})();"


def _names_exported(file: str) -> str:
    """What a module hands out under other names (`a as b`), as an object."""
    source = (_VENDORED / file).read_text(encoding="utf-8")
    [names] = re.findall(r"^export \{([^}]*)\};$", source, re.MULTILINE)
    pairs = (name.strip().split(" as ") for name in names.split(",") if name.strip())
    return "{" + ", ".join(f"{pair[-1]}: {pair[0]}" for pair in pairs) + "}"


def _in_chinese(page: str, words: Mapping[str, Mapping[str, str]], made_on: date) -> str:
    """The page as it is before its script runs: in Chinese."""
    day = f"{made_on.year}年{made_on.month}月{made_on.day}日"

    def said(place: re.Match[str]) -> str:
        return place[0] + html.escape(words[place[1]]["zh"].replace("{day}", day))

    return re.sub(r'data-say="(\w+)"[^>]*>', said, page)


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
