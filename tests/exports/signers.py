"""Made-up people who sign: keys and certificates, made anew for each run."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

FROM, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
SIGNED = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
LATER = datetime(2027, 1, 1, tzinfo=UTC)
PASSPHRASE = "made up"  # noqa: S105 - of keys that live as long as the tests


@dataclass(frozen=True)
class Person:
    """Somebody with a key and a certificate, issued by somebody or by themselves."""

    key: Any
    certificate: x509.Certificate
    issuer: x509.Certificate | None = None

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    def pkcs12(self, passphrase: str = PASSPHRASE) -> bytes:
        others = [self.issuer] if self.issuer else None
        hidden = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
        return pkcs12.serialize_key_and_certificates(
            b"key", self.key, self.certificate, others, hidden
        )

    def key_pem(self, passphrase: str = "") -> bytes:
        hidden = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, hidden)


def make_person(
    name: str, issuer: Person | None = None, *, until: datetime = UNTIL, key: Any = None,
    stamps: bool = False, is_issuer: bool = False, revocation_list: str = "",
) -> Person:  # fmt: skip
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(FROM)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(is_issuer, None), critical=True)
        .add_extension(
            x509.KeyUsage(not is_issuer, not is_issuer, False, False, False, is_issuer, is_issuer,
                          False, False),
            critical=True,
        )
    )  # fmt: skip
    if stamps:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)
    if revocation_list:
        place = x509.DistributionPoint(
            [x509.UniformResourceIdentifier(revocation_list)], None, None, None
        )
        builder = builder.add_extension(x509.CRLDistributionPoints([place]), critical=False)
    certificate = builder.sign(issuer.key if issuer else key, hashes.SHA256())
    return Person(key, certificate, issuer.certificate if issuer else None)


AUTHORITY = make_person("Authority of Aalstad", is_issuer=True)
STRANGER = make_person("Another Authority", is_issuer=True)
PRESIDENT = make_person("Ada Aalstad", AUTHORITY)
SECRETARY = make_person("Bo Beeburg", AUTHORITY)
