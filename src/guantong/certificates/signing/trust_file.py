"""A file of certificates that are trusted, as of time-stamp services: PEM, and nothing but certificates."""

from __future__ import annotations

from asn1crypto import pem, x509


def certificates_in(content: bytes) -> tuple[bytes, ...]:
    """The certificates (DER) of a trust file. Raises ValueError for one that holds none, or something else."""
    found = []
    for kind, _headers, der in pem.unarmor(content, multiple=True):
        if kind != "CERTIFICATE":
            raise ValueError(kind)
        certificate = x509.Certificate.load(der, strict=True)
        certificate.subject.human_friendly  # noqa: B018 - it is read only now, and ValueError where it cannot be
        found.append(certificate.dump())
    if not found:
        raise ValueError("no certificate")
    return tuple(found)
