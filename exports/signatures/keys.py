"""Whose key signs? A private key and its certificate, from a file or on a card or token."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pkcs11
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.signers import Signer, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from declarations.problems import InputRefusal, NotFoundRefusal, StorageRefusal
from exports.signatures.naming import name_subject

_PEM = b"-----BEGIN "
_PEM_CERTIFICATE = re.compile(b"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)
_UNREADABLE = (ValueError, UnsupportedAlgorithm)
_SUPPORTED = "Give a PKCS#12 file (.p12, .pfx), or a PEM file with the key and --certificate."


def load_key_file(path: Path, certificate: Path | None, ask: Callable[[], str]) -> Signer:
    """Return the signer of a PKCS#12 or PEM file; the file is only read.

    ``certificate`` is a PEM or DER file with the signer's certificate, for a PEM key that has none
    beside it. ``ask`` gives the passphrase and is called only where the key needs one.

    Raises StorageRefusal when a file cannot be read, InputRefusal when the passphrase is wrong,
    when it is no key, or when there is no certificate of this key.
    """
    data = _read(path)
    key, certificates = (_open_pem if _PEM in data else _open_pkcs12)(path, data, ask)
    if certificate is not None:
        certificates = load_certificates(certificate)
    if key is None:
        raise InputRefusal(f"There is no private key in {path}.", hint=_SUPPORTED)
    if not hasattr(key, "sign"):
        raise InputRefusal(f"The key in {path} is not one that signs.", hint=_SUPPORTED)
    if not certificates:
        raise InputRefusal(
            f"There is no certificate to the key in {path}, so nobody could tell whose it is.",
            hint="Name its certificate: --certificate FILE.",
        )
    own = next((each for each in certificates if _belongs(each, key)), None)
    if own is None:
        raise InputRefusal(
            f"The certificate of {name_subject(_to_asn1(certificates[0]))} is not that of the key "
            f"in {path}.",
            hint="Give the certificate that was issued for this key: --certificate FILE.",
        )
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # its __init__ has no types
    store.register_multiple(_to_asn1(each) for each in certificates)
    return SimpleSigner(
        signing_cert=_to_asn1(own),
        signing_key=asn1_keys.PrivateKeyInfo.load(
            key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        ),
        cert_registry=store,
    )


def _belongs(certificate: x509.Certificate, key: PrivateKeyTypes) -> bool:
    try:
        return certificate.public_key() == key.public_key()
    except _UNREADABLE:  # of a kind that no key of ours has
        return False


def load_certificates(path: Path) -> list[x509.Certificate]:
    """Return the certificates of a PEM or DER file, in their order.

    Raises StorageRefusal when the file cannot be read, InputRefusal when it holds no certificate.
    """
    data = _read(path)
    try:
        found = _read_pem(data) if _PEM in data else [x509.load_der_x509_certificate(data)]
    except _UNREADABLE as error:
        raise _refuse_certificate(path) from error
    if not found:
        raise _refuse_certificate(path)
    return found


def load_roots(path: Path) -> list[bytes]:
    """Return the certificates of a file in DER, for whoever trusts them; refused as above."""
    return [each.public_bytes(Encoding.DER) for each in load_certificates(path)]


@contextmanager
def open_token(library: Path, token: str, key: str, pin: str) -> Iterator[Signer]:
    """Yield the signer whose key and certificate, both labelled ``key``, are on a card or token.

    ``library`` is the maker's PKCS#11 module, ``token`` the token's label ("" where there is but
    one).

    Raises StorageRefusal when the module cannot be used, InputRefusal for a wrong PIN,
    NotFoundRefusal when there is no such token, key or certificate.
    """
    criteria = TokenCriteria(label=token) if token else None
    try:
        session = open_pkcs11_session(str(library), token_criteria=criteria, user_pin=pin)
    except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange, pkcs11.PinLocked) as error:
        raise InputRefusal(
            f"The token did not accept the PIN: {type(error).__name__}.",
            hint="Mind that a token locks itself after a few wrong PINs.",
        ) from error
    except (pkcs11.TokenNotPresent, pkcs11.NoSuchToken) as error:
        raise _refuse_token(library, token) from error
    except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
        if "No token" in str(error):
            raise _refuse_token(library, token) from error
        raise StorageRefusal(
            f"The PKCS#11 module {library} cannot be used: {error or type(error).__name__}.",
            hint="Name the library that the maker of the card gives, "
            "and the token where there are several: --token LABEL.",
        ) from error
    try:
        signer = PKCS11Signer(session, cert_label=key, key_label=key, other_certs_to_pull=None)
        _find_on_token(signer, key)
        yield signer
    except pkcs11.PKCS11Error as error:
        raise StorageRefusal(
            f"The token did not sign: {type(error).__name__} {error}".rstrip() + ".",
            hint="Check that the card is in the reader and that the key is one for signing.",
        ) from error
    finally:
        session.close()


def _find_on_token(signer: PKCS11Signer, key: str) -> None:
    try:
        found = signer.signing_cert
    except pkcs11.PKCS11Error as error:
        raise NotFoundRefusal(
            f"The token has no one key with a certificate labelled {key!r}: {error}",
            hint="pkcs11-tool --list-objects shows the labels.",
        ) from error
    if found is None:
        raise NotFoundRefusal(
            f"The token has no certificate labelled {key!r}.",
            hint="pkcs11-tool --list-objects shows the labels.",
        )


def _refuse_token(library: Path, token: str) -> NotFoundRefusal:
    return NotFoundRefusal(
        f"{library} finds no token{f' with the label {token!r}' if token else ''}.",
        hint="Put the card in the reader; --token takes the label of the token.",
    )


def _refuse_certificate(path: Path) -> InputRefusal:
    return InputRefusal(
        f"There is no certificate in {path}.", hint="Give a PEM or DER file (.pem, .crt, .cer)."
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise StorageRefusal(
            f"{path} cannot be read: {error.strerror}.", hint="Check the name and its rights."
        ) from error


def _read_pem(data: bytes) -> list[x509.Certificate]:
    return [x509.load_pem_x509_certificate(part) for part in _PEM_CERTIFICATE.findall(data)]


def _open_pem(
    path: Path, data: bytes, ask: Callable[[], str]
) -> tuple[PrivateKeyTypes | None, list[x509.Certificate]]:
    if b"PRIVATE KEY-----" not in data:
        return None, []
    try:
        key = serialization.load_pem_private_key(data, None)
    except TypeError:  # it is encrypted
        try:
            key = serialization.load_pem_private_key(data, ask().encode("utf-8", "surrogateescape"))
        except _UNREADABLE as error:
            raise _refuse_passphrase(path) from error
    except _UNREADABLE as error:
        raise InputRefusal(f"{path} is not a key that can be read.", hint=_SUPPORTED) from error
    try:
        return key, _read_pem(data)
    except _UNREADABLE as error:
        raise _refuse_certificate(path) from error


def _open_pkcs12(
    path: Path, data: bytes, ask: Callable[[], str]
) -> tuple[PrivateKeyTypes | None, list[x509.Certificate]]:
    if not data.startswith(b"\x30"):  # a DER sequence (RFC 7292, 4)
        raise InputRefusal(f"{path} is not a key file.", hint=_SUPPORTED)
    try:
        key, own, others = pkcs12.load_key_and_certificates(data, None)
    except _UNREADABLE:  # with a passphrase, most likely
        try:
            key, own, others = pkcs12.load_key_and_certificates(
                data, ask().encode("utf-8", "surrogateescape")
            )
        except _UNREADABLE as error:
            raise _refuse_passphrase(path) from error
    return key, [own, *others] if own else []


def _refuse_passphrase(path: Path) -> InputRefusal:
    return InputRefusal(
        f"{path} was not opened: the passphrase is wrong, or it is not a key file.",
        hint="Try again; ACCORD_SIGN_PASSPHRASE, where it is set, is taken as the passphrase.",
    )


def _to_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
