"""How is a PDF of Accord signed so that it stays accessible and archival?

The signature goes into an update at the end of the file (PAdES B-B, with a time stamp B-T); what
was there before stays byte for byte. Its field is outside the page, so it needs no tag (ISO
14289-1, 7.18.1) and no appearance (ISO 19005-2, 6.3.3), and a further signature changes nothing
that an earlier one covers.
"""

import io
from datetime import datetime

from asn1crypto import tsp, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import (
    InvisSigSettings,
    SigFieldSpec,
    SigSeedSubFilter,
    append_signature_field,
    enumerate_sig_fields,
)
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError

from declarations.problems import InputRefusal, RuleRefusal, StorageRefusal
from exports.pdf.file import PRODUCER
from exports.signatures.naming import name_subject
from exports.signatures.verification import is_sound, verify_signatures

OUTSIDE = InvisSigSettings(set_print_flag=True, box_out_of_bounds=True)
"""PDF/A-2 asks for the print flag; a box outside the page needs neither tag nor appearance."""


class _Update(IncrementalPdfFileWriter):
    """An update that leaves the file's description as it is: its dates and its maker."""

    def _update_meta(self) -> None:
        """Change nothing; pyHanko would put the clock's time and its own name there."""


class _DatedSigner(PdfSigner):
    """A signer whose clock is given."""

    signed_at: datetime

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        """Return pyHanko's session with the time that was given."""
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.signed_at
        return session


class _Stamper(HTTPTimeStamper):
    """A time stamp server whose answer may be no time stamp at all."""

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Return the answer; raise TimestampRequestError for one that cannot be read."""
        try:
            answer = await super().async_request_tsa_response(req)
            answer.native  # noqa: B018 - parses the whole of it
        except (ValueError, TypeError) as error:
            raise TimestampRequestError("the answer is no time stamp") from error
        return answer


def sign_pdf(data: bytes, signer: Signer, *, signed_at: datetime, timestamp_url: str = "") -> bytes:
    """Return the file with one more signature, made with the signer's key.

    ``signed_at`` stands in the signature as the signer's own word. With ``timestamp_url`` (RFC
    3161 over HTTP) a time stamp proves that the signature existed by then; nothing else is fetched.

    Raises InputRefusal when it is no PDF that Accord made, is encrypted, or was changed after an
    earlier signature; RuleRefusal when the certificate is not valid at that time, or is not that
    of the key; StorageRefusal when the time stamp cannot be had.
    """
    reader = open_own_pdf(data)
    certificate = signer.signing_cert
    if certificate is None:
        raise InputRefusal("There is no certificate to sign with.", hint="Name one.")
    refuse_invalid_certificate(certificate, signed_at)
    if any(True for _field in reader.embedded_signatures):
        refuse_changed(data, signed_at)
    try:
        signed = _append(reader, signer, certificate, signed_at, timestamp_url)
    except TimestampRequestError as error:
        raise StorageRefusal(
            f"No time stamp came from {timestamp_url}: {error}.",
            hint="Check the address, or sign without --timestamp.",
        ) from error
    except (SigningError, PdfError) as error:
        raise InputRefusal(
            f"The file could not be signed: {error}.", hint="Export it anew and sign that."
        ) from error
    if not is_sound(signed):
        raise RuleRefusal(
            f"The key is not that of the certificate of {name_subject(certificate)}: the signature "
            "does not fit.",
            hint="Give the certificate that was issued for this key.",
        )
    return signed


def open_own_pdf(data: bytes) -> PdfFileReader:
    """Return the reader of a PDF that Accord made; raise InputRefusal for any other file."""
    if not data.startswith(b"%PDF-"):
        raise InputRefusal("It is not a PDF file.", hint="Sign a PDF that Accord has written.")
    try:
        reader = PdfFileReader(io.BytesIO(data))
        if reader.encrypted:
            raise InputRefusal(
                "The PDF is encrypted, which an archival file may not be.",
                hint="Sign the file as Accord wrote it.",
            )
        maker = str(reader.trailer["/Info"]["/Producer"])
    except (PdfError, KeyError, ValueError, TypeError, IndexError, AttributeError) as error:
        raise InputRefusal(
            f"The PDF cannot be read: {error}.", hint="Export it anew and sign that."
        ) from error
    if maker != PRODUCER:
        raise InputRefusal(
            f"The PDF was made or changed by another program, {maker[:80]!r}; only for its own "
            "can Accord promise that they stay accessible and archival when they are signed.",
            hint="accord draft certificate and accord draft export write PDF files to sign.",
        )
    return reader


def refuse_invalid_certificate(certificate: x509.Certificate, moment: datetime) -> None:
    """Raise RuleRefusal unless the certificate is valid at that moment."""
    begins, ends = certificate.not_valid_before, certificate.not_valid_after
    if not begins <= moment <= ends:
        raise RuleRefusal(
            f"The certificate of {name_subject(certificate)} is valid from {begins:%Y-%m-%d} to "
            f"{ends:%Y-%m-%d}, not on {moment:%Y-%m-%d}.",
            hint="Ask its issuer for a new one.",
        )


def refuse_changed(data: bytes, moment: datetime) -> None:
    """Raise InputRefusal when the file was changed after one of its signatures."""
    broken = [each.signer for each in verify_signatures(data, (), moment) if not each.is_unchanged]
    if broken:
        raise InputRefusal(
            f"The file was changed after it was signed by {', '.join(broken)}.",
            hint="accord draft verify-signature FILE tells more; sign a file that is as it was.",
        )


def _append(
    reader: PdfFileReader,
    signer: Signer,
    certificate: x509.Certificate,
    signed_at: datetime,
    timestamp_url: str,
) -> bytes:
    taken = {name for name, _value, _field in enumerate_sig_fields(reader)}
    number = len(taken) + 1
    while f"Signature{number}" in taken:
        number += 1
    name = name_subject(certificate)
    update = _Update(reader.stream, prev=reader)
    field = SigFieldSpec(
        f"Signature{number}",
        on_page=-1,
        readable_field_name=f"Signature of {name}",
        invis_sig_settings=OUTSIDE,
    )
    append_signature_field(update, field)
    metadata = PdfSignatureMetadata(
        field_name=field.sig_field_name, subfilter=SigSeedSubFilter.PADES, name=name
    )
    stamper = _Stamper(timestamp_url, timeout=30) if timestamp_url else None
    session = _DatedSigner(metadata, signer, timestamper=stamper)
    session.signed_at = signed_at
    output = io.BytesIO()
    session.sign_pdf(update, output=output)
    return output.getvalue()
