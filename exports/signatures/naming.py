"""Whom does a certificate name? As one line that can be printed, whatever stands in it."""

from asn1crypto import x509

LONGEST = 200


def name_subject(certificate: x509.Certificate) -> str:
    """Return whom it was issued to: "Kim Seoyeon, City of Seoul"."""
    return name_holder(certificate.subject)


def name_issuer(certificate: x509.Certificate) -> str:
    """Return who issued it."""
    return name_holder(certificate.issuer)


def name_holder(name: x509.Name) -> str:
    """Return the common name and organisation, else everything that the name says."""
    parts = name.native
    told = [parts[key] for key in ("common_name", "organization_name") if key in parts]
    words = ", ".join(", ".join(part) if isinstance(part, list) else str(part) for part in told)
    shown = "".join(
        letter if letter.isprintable() else " " for letter in words or name.human_friendly
    )
    return " ".join(shown.split())[:LONGEST] or "nobody"
