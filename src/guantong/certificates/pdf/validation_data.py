"""Whether a store of validation data (DSS) holds that and nothing else.

It is a place in a signed file where anybody may add streams, and most readers look past it. So every stream in it must be,
to the last byte, a certificate of the chains that were checked, one that such a certificate made for telling of revocation,
or a list (CRL) or an answer (OCSP) that is signed by one of these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyhanko.pdf_utils.reader import PdfFileReader

_CERTIFICATES, _LISTS, _ANSWERS = "/Certs", "/CRLs", "/OCSPs"
_KEYS: Final = {_CERTIFICATES, _LISTS, _ANSWERS}


def only_validation_data(reader: PdfFileReader, *, since: int, vouched: Iterable[bytes]) -> bool:
    """Whether every store in the revisions after one holds only validation data for these certificates (DER)."""
    known = {der: x509.load_der_x509_certificate(der) for der in vouched}
    try:
        # what several revisions hold, or one holds twice, is looked at once
        held = {
            key: {der for store in _stores(reader, since) for der in _streams(store, key)} for key in _KEYS
        }
        responders = [_responder(der, known.values()) for der in held[_CERTIFICATES] - known.keys()]
        signers = [*known.values(), *responders]
        return all(_list_holds(der, signers) for der in held[_LISTS]) and all(
            _answer_holds(der, signers) for der in held[_ANSWERS]
        )
    except (ValueError, TypeError, KeyError, InvalidSignature, x509.ExtensionNotFound, PdfError):
        return False


def _stores(reader: PdfFileReader, since: int) -> Iterator[generic.DictionaryObject]:
    """The stores in the revisions after one. Raises ValueError for what has another form."""
    for revision in range(since + 1, reader.xrefs.total_revisions):
        root = reader.get_historical_resolver(revision).root
        if "/DSS" not in root:
            continue
        store = root["/DSS"]
        if not isinstance(store, generic.DictionaryObject) or not store.keys() <= _KEYS:
            raise ValueError("not a store of validation data")
        yield store


def _streams(store: generic.DictionaryObject, key: str) -> Iterator[bytes]:
    for one in store.get(key, ()):
        stream = one.get_object()
        if not isinstance(stream, generic.StreamObject) or not stream.keys() <= {"/Length", "/Filter"}:
            raise ValueError("not a stream of data")
        yield stream.data


def _responder(der: bytes, issuers: Iterable[x509.Certificate]) -> x509.Certificate:
    """The certificate of who answers for an issuer. Raises ValueError for any other."""
    certificate = x509.load_der_x509_certificate(der)
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    if ExtendedKeyUsageOID.OCSP_SIGNING not in usage:
        raise ValueError("no responder")
    for issuer in issuers:
        try:
            certificate.verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature):
            continue
        return certificate
    raise ValueError("a responder of nobody known")


def _list_holds(der: bytes, signers: Iterable[x509.Certificate]) -> bool:
    found = x509.load_der_x509_crl(der)
    return any(
        one.subject == found.issuer and found.is_signature_valid(one.public_key())  # type: ignore[arg-type]
        for one in signers
    )


def _answer_holds(der: bytes, signers: Iterable[x509.Certificate]) -> bool:
    found = ocsp.load_der_ocsp_response(der)
    return any(_signed(found, one) for one in signers)


def _signed(answer: ocsp.OCSPResponse, by: x509.Certificate) -> bool:
    key, algorithm = by.public_key(), answer.signature_hash_algorithm
    if algorithm is None:
        return False
    try:
        match key:
            case rsa.RSAPublicKey():
                key.verify(answer.signature, answer.tbs_response_bytes, padding.PKCS1v15(), algorithm)
            case ec.EllipticCurvePublicKey():
                key.verify(answer.signature, answer.tbs_response_bytes, ec.ECDSA(algorithm))
            case _:
                return False
    except InvalidSignature:
        return False
    return True
