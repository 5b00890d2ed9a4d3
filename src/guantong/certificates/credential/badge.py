"""The face of a certificate as an Open Badges 3.0 credential (W3C Verifiable Credentials 2.0).

Of the person it names nothing: the name is there as a hash with a salt of its own, so that who is told the name can check
it, and who is not learns no birth, sex, employer or identity number. A hash of an identity number would be no protection
(there are too few of them to try), so there is none. The number of the certificate is what leads to the record.
"""

from __future__ import annotations

import hmac
import secrets
import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from guantong.certificates.credential.canonical import CREDENTIALS, OPEN_BADGES, Document
from guantong.certificates.credential.data_integrity import PROOF
from guantong.certificates.credential.shape import INSTANT, IRI, TEXT, Each, Leaf, Node, matching, only

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guantong.certificates.credential.issuer import Issuer
    from guantong.certificates.credential.shape import Shape
    from guantong.certificates.face import Face

CHINA: Final = timezone(timedelta(hours=8))
PURPOSES: Final = ("revocation", "suspension")
"""What a status list may say of a certificate: 撤销, 核查中."""

_SALT_BYTES: Final = 16
_PROFILE: Final = Node({"id": IRI, "type": only(["Profile"]), "name": TEXT}, {"url": IRI})
_IDENTITY: Final = Node(
    {
        "type": only("IdentityObject"),
        "hashed": only(True),
        "identityHash": matching(
            r"sha256\$[0-9a-f]{64}", "应为 sha256$ 和 64 位十六进制", "is sha256$ and a hash"
        ),
        "identityType": only("name"),
        "salt": matching(r"[0-9a-f]{32}", "应为 32 位十六进制", "has 32 hexadecimal digits"),
    }
)
_ACHIEVEMENT: Final = Node(
    {
        "id": IRI,
        "type": only(["Achievement"]),
        "achievementType": only("Certification"),
        "name": TEXT,
        "description": TEXT,
        "criteria": Node({"narrative": TEXT}),
        "fieldOfStudy": TEXT,
        "tag": Each(TEXT, 1),  # a set once it is RDF: a second one that says the same would not be signed
        "inLanguage": only("zh-CN"),
    },
    {"specialization": TEXT},
)
_STATUS: Final = Node(
    {
        "id": IRI,
        "type": only("BitstringStatusListEntry"),
        "statusPurpose": matching(
            "|".join(PURPOSES), "应为 revocation 或 suspension", "is revocation or suspension"
        ),
        "statusListIndex": matching(r"0|[1-9][0-9]{0,9}", "应为序号", "is an index"),
        "statusListCredential": IRI,
    }
)
STATUS_ENTRIES: Final = Each(_STATUS, len(PURPOSES))
CONTEXTS: Final = (CREDENTIALS, OPEN_BADGES)
_TERMS: Final[Mapping[str, Shape]] = {
    "@context": only(list(CONTEXTS)),
    "type": only(["VerifiableCredential", "OpenBadgeCredential"]),
    "id": IRI,
    "name": TEXT,
    "description": TEXT,
    "issuer": _PROFILE,
    "validFrom": INSTANT,
    "awardedDate": INSTANT,
    "credentialSubject": Node(
        {
            "type": only(["AchievementSubject"]),
            "licenseNumber": TEXT,
            "identifier": Each(_IDENTITY, 1),
            "achievement": _ACHIEVEMENT,
        }
    ),
    "evidence": Each(Node({"type": only(["Evidence"]), "name": TEXT, "description": TEXT}), 1),
    "credentialStatus": STATUS_ENTRIES,
}
BADGE: Final = Node(_TERMS)
SIGNED_BADGE: Final = Node({**_TERMS, "proof": PROOF})
BADGE_CLAIMS: Final = Node(
    {
        **_TERMS,
        "iss": IRI,
        "iat": Leaf(lambda given: type(given) is int, "应为秒数", "is a number of seconds"),
    }
)
"""The payload of a `vc+jwt`: the credential itself, with who signed and when as JWT libraries read it."""


@dataclass(frozen=True, slots=True)
class StatusPlace:
    """Where the lists keep the bit of a certificate. `lists` gives the address of the list of each purpose."""

    index: int
    lists: Mapping[str, str]

    def entries(self) -> list[Document]:
        """The place as `credentialStatus` says it, an entry for each list."""
        return [
            {
                "id": f"{address}#{self.index}",
                "type": "BitstringStatusListEntry",
                "statusPurpose": purpose,
                "statusListIndex": str(self.index),
                "statusListCredential": address,
            }
            for purpose, address in self.lists.items()
        ]


def badge(face: Face, issuer: Issuer, place: StatusPlace) -> Document:
    """Return the credential of a face, unsigned. A new salt is drawn each time, so two of one face differ."""
    salt = secrets.token_hex(_SALT_BYTES)
    field = face.series if face.kind == "title" else face.occupation
    kind_zh, kind_en = _KINDS[face.kind]
    achievement: Document = {
        "id": _achievement_id(face),
        "type": ["Achievement"],
        "achievementType": "Certification",
        "name": face.title,
        "description": " ".join(filter(None, (field, face.specialty, face.level))),
        "criteria": {"narrative": f"{face.way}：{face.committee}；批准：{face.authority}"},
        "fieldOfStudy": field,
        "tag": [face.level],
        "inLanguage": "zh-CN",
    }
    if face.specialty:
        achievement["specialization"] = face.specialty
    shown = "（演示，不具效力 / demonstration, without effect）" if face.demonstration else ""
    return {
        "@context": list(CONTEXTS),
        "id": f"{issuer.address}/credentials/{face.number}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{face.title}{shown}",
        "description": f"{kind_zh} / {kind_en}{shown}",
        "issuer": {"id": issuer.did, "type": ["Profile"], "name": issuer.name, "url": issuer.address},
        "validFrom": _midnight(face.issued_on),
        "awardedDate": _midnight(face.acquired_on),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "licenseNumber": face.number,
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": identity_hash(face.name, salt),
                    "identityType": "name",
                    "salt": salt,
                }
            ],
            "achievement": achievement,
        },
        "evidence": [
            {
                "type": ["Evidence"],
                "name": "批准文件 / document of approval",
                "description": f"{face.approval_document or '—'}，{face.approved_on.isoformat()}",
            }
        ],
        "credentialStatus": place.entries(),
    }


def identity_hash(identity: str, salt: str) -> str:
    """Return the hash of an identity as Open Badges 3.0 writes it: SHA-256 over the identity followed by the salt."""
    return "sha256$" + sha256((identity + salt).encode()).hexdigest()


def is_of(credential: Document, name: str) -> bool:
    """Whether a credential of the right shape is that of a person of this full name."""
    [identity] = credential["credentialSubject"]["identifier"]
    return hmac.compare_digest(identity["identityHash"], identity_hash(name.strip(), identity["salt"]))


_KINDS: Final = {
    "title": ("电子职称证书", "electronic certificate of a professional title"),
    "skill": ("职业技能等级证书", "certificate of a vocational skill level"),
}


def _achievement_id(face: Face) -> str:
    """The same for everybody who has achieved the same."""
    parts = (face.kind, face.series, face.specialty, face.occupation, face.level, face.title)
    return uuid.uuid5(uuid.NAMESPACE_URL, "guantong:achievement:" + "\x1f".join(parts)).urn


def _midnight(day: date) -> str:
    return datetime.combine(day, time(), CHINA).isoformat()
