"""What do the signatures of a PDF prove? Who signed, when, and whether the file is what was signed.

The file may be a stranger's: it is read in a child process with limits. Nothing is fetched, so
whether a certificate was revoked meanwhile is not known unless the file itself says it.
"""

import base64
import io
import json
import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from asn1crypto import x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.general import ValueErrorWithMessage
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    validate_pdf_signature,
)
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from declarations.problems import InputRefusal
from exports.confinement import run_confined
from exports.signatures.naming import name_issuer, name_subject
from exports.signatures.quick_reading import QuickReader, long_ways

_TASK = f"{__name__}:examine"
_USAGE = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"})
_HINT = (
    "Ask the sender for the file once more. Several signatures on thousands of pages take "
    "longer than is allowed for a file from outside."
)


class Later(StrEnum):
    """What was added to the file after a signature."""

    NOTHING = "nothing"
    SIGNATURES = "signatures"
    CHANGES = "changes"


class Trust(StrEnum):
    """Whether the signer's certificate leads to one that the reader trusts."""

    TRUSTED = "trusted"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    NOT_YET_VALID = "not yet valid"
    REVOKED = "revoked"
    UNFIT = "unfit"


@dataclass(frozen=True, slots=True)
class SignatureFinding:
    """What one signature proves.

    ``is_intact``: what it covers is, byte for byte, what was signed. ``later``: what came after
    it. ``signed_at`` is the signer's own word unless ``is_time_proven`` by a time stamp.
    """

    signer: str
    issuer: str
    valid_from: date
    valid_until: date
    signed_at: datetime | None
    is_time_proven: bool
    is_intact: bool
    covers_whole_file: bool
    later: Later
    trust: Trust

    @property
    def is_unchanged(self) -> bool:
        """Whether the document is as it was when this was signed."""
        return self.is_intact and self.later is not Later.CHANGES

    @property
    def is_valid(self) -> bool:
        """Whether the document is unchanged and the signer is who the reader trusts."""
        return self.is_unchanged and self.trust is Trust.TRUSTED


def verify_signatures(
    data: bytes, roots: Iterable[bytes], moment: datetime
) -> list[SignatureFinding]:
    """Return what each signature proves at ``moment``, the oldest first; none for an unsigned file.

    ``roots`` are the certificates that the reader trusts, in DER. Raises InputRefusal when the
    file is no PDF that can be read within the limits.
    """
    trusted = [base64.b64encode(root).decode() for root in roots]
    answer = run_confined(_TASK, data, [moment.isoformat(), *trusted], hint=_HINT)
    return [_read_finding(each) for each in json.loads(answer)]


def is_sound(data: bytes) -> bool:
    """Return whether the newest signature of a file of ours fits its certificate and the file."""
    newest = PdfFileReader(io.BytesIO(data)).embedded_regular_signatures[-1]
    intact, valid = validate_sig_integrity(
        newest.signer_info,
        newest.signer_cert,
        expected_content_type="data",
        actual_digest=newest.compute_digest(),
    )
    return bool(intact and valid)


def examine(data: bytes, moment: str, *roots: str) -> bytes:
    """Return the findings as JSON; this runs in the child process."""
    logging.disable()  # what pyHanko logs is in its answer
    trusted = [x509.Certificate.load(base64.b64decode(root)) for root in roots]
    if not data.startswith(b"%PDF-"):
        raise InputRefusal("It is not a PDF file.", hint=_HINT)
    try:
        reader = QuickReader(data)
        if reader.encrypted:
            raise InputRefusal("The PDF is encrypted.", hint="Ask for one without a password.")
        names = {each.field_name for each in reader.embedded_signatures}
        with long_ways():
            findings = [
                examine_signature(each, names, trusted, datetime.fromisoformat(moment))
                for each in reader.embedded_regular_signatures
            ]
    except (PdfError, ValueErrorWithMessage, ValueError, KeyError, TypeError) as error:
        raise InputRefusal(
            f"The PDF, or a signature in it, is damaged and cannot be read: {error}.", hint=_HINT
        ) from error
    return json.dumps([asdict(each) for each in findings], default=_write_day).encode()


def examine_signature(
    signature: EmbeddedPdfSignature,
    names: set[str],
    roots: list[x509.Certificate],
    moment: datetime,
) -> SignatureFinding:
    """Return what one signature proves; ``names`` are the fields of all signatures in the file."""
    status = _validate(signature, roots, moment)
    stamp = status.timestamp_validity
    proven = stamp.timestamp if stamp and stamp.trusted else None
    if proven is not None:  # it was made by then, so that is when its certificate must be valid
        status = _validate(signature, roots, proven)
    certificate = status.signing_cert
    return SignatureFinding(
        signer=name_subject(certificate),
        issuer=name_issuer(certificate),
        valid_from=certificate.not_valid_before.date(),
        valid_until=certificate.not_valid_after.date(),
        signed_at=proven or status.signer_reported_dt,
        is_time_proven=proven is not None,
        is_intact=bool(
            status.intact
            and status.valid
            and (stamp is None or (stamp.intact and stamp.valid))
            and status.coverage is not None
            and status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION
        ),
        covers_whole_file=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        later=tell_later(status, names),
        trust=tell_trust(status, proven or moment, has_roots=bool(roots)),
    )


def tell_later(status: PdfSignatureStatus, names: set[str]) -> Later:
    """Return what was added after a signature: whatever is not a signature is a change."""
    if status.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return Later.NOTHING
    changes = status.diff_result
    if (
        isinstance(changes, DiffResult)
        and status.docmdp_ok
        and changes.modification_level <= ModificationLevel.FORM_FILLING
        and changes.changed_form_fields <= names
    ):
        return Later.SIGNATURES
    return Later.CHANGES


def tell_trust(status: PdfSignatureStatus, moment: datetime, *, has_roots: bool) -> Trust:
    """Return whether the certificate is trusted at that moment, and if not, why.

    ``has_roots`` says whether the reader trusts anybody.
    """
    certificate = status.signing_cert
    if status.revoked:
        return Trust.REVOKED
    if moment > certificate.not_valid_after:
        return Trust.EXPIRED
    if moment < certificate.not_valid_before:
        return Trust.NOT_YET_VALID
    # Not status.trusted: that tells whether the file was changed as well.
    if status.validation_path is not None and status.trust_problem_indic is None:
        return Trust.TRUSTED
    missing = AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND
    if status.trust_problem_indic is missing or not has_roots:
        return Trust.UNKNOWN
    return Trust.UNFIT


def _validate(
    signature: EmbeddedPdfSignature, roots: list[x509.Certificate], moment: datetime
) -> PdfSignatureStatus:
    context = ValidationContext(
        trust_roots=roots, moment=moment, other_certs=signature.other_embedded_certs
    )
    return validate_pdf_signature(signature, context, key_usage_settings=_USAGE)


def _write_day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _read_finding(told: dict[str, object]) -> SignatureFinding:
    signed_at = told["signed_at"]
    return SignatureFinding(
        signer=str(told["signer"]),
        issuer=str(told["issuer"]),
        valid_from=date.fromisoformat(str(told["valid_from"])),
        valid_until=date.fromisoformat(str(told["valid_until"])),
        signed_at=datetime.fromisoformat(str(signed_at)).astimezone(UTC) if signed_at else None,
        is_time_proven=bool(told["is_time_proven"]),
        is_intact=bool(told["is_intact"]),
        covers_whole_file=bool(told["covers_whole_file"]),
        later=Later(str(told["later"])),
        trust=Trust(str(told["trust"])),
    )
