"""Signing a PDF that Accord has written, and verifying the signatures of one."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.options import Json, NoInput, Output
from app.cli.output import deliver, emit, emit_json, now, say, suggest
from app.errors import EXIT_CODES
from declarations.problems import InputRefusal, RuleRefusal, StorageRefusal

if TYPE_CHECKING:
    from exports.signatures.verification import SignatureFinding

PASSPHRASE = "ACCORD_SIGN_PASSPHRASE"  # noqa: S105 - the name of a variable, no passphrase
PdfFile = Annotated[Path, typer.Argument(metavar="FILE", help="The PDF file; it is only read.")]


def sign_document(
    file: PdfFile,
    output: Output = "",
    key: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The key: PKCS#12 (.p12, .pfx), or PEM with or without certificate.",
        ),
    ] = None,
    certificate: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The certificate of a PEM key that has none beside it."),
    ] = None,
    library: Annotated[
        Path | None,
        typer.Option(
            "--pkcs11", metavar="LIBRARY", help="Sign with a card or token: its maker's module."
        ),
    ] = None,
    token: Annotated[
        str, typer.Option(metavar="LABEL", help="Which token, where there are several.")
    ] = "",
    key_label: Annotated[
        str, typer.Option(metavar="LABEL", help="The label of key and certificate on the token.")
    ] = "",
    timestamp: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help="Ask this server for a time stamp (RFC 3161), which proves when it was signed.",
        ),
    ] = "",
    no_input: NoInput = False,
) -> None:
    """Sign the PDF of an adopted text or certificate; sign the result again for a second signer.

    The signature (PAdES) shows in the reader's list of signatures; the pages stay as they are, and
    the file stays accessible (PDF/UA) and archival (PDF/A). Passphrase or PIN is asked for, or read
    from ACCORD_SIGN_PASSPHRASE. Default for -o: FILE-signed.pdf.

    Example: accord draft sign certificate.pdf --key president.p12
    """
    require_pyhanko()
    if (key is None) == (library is None):
        raise typer.BadParameter("Give one of --key FILE and --pkcs11 LIBRARY.")
    if library is not None and not key_label:
        raise typer.BadParameter("--pkcs11 needs --key-label LABEL as well.")
    target = output or str(file.with_name(f"{file.stem}-signed.pdf"))
    if target != "-" and Path(target).resolve() == file.resolve():
        raise InputRefusal(
            f"{file} would be replaced by its signed copy.", hint="Choose another name for -o."
        )
    data = read_pdf(file)

    from exports.signatures.signing import sign_pdf  # noqa: PLC0415 - an extra, checked above

    with open_key(key, certificate, library, token, key_label, no_input=no_input) as signer:
        signed = sign_pdf(data, signer, signed_at=now(), timestamp_url=timestamp)
    deliver(target, signed)
    suggest(f"accord draft verify-signature {target} --trust ROOT.pem")


@contextmanager
def open_key(
    key: Path | None,
    certificate: Path | None,
    library: Path | None,
    token: str,
    key_label: str,
    *,
    no_input: bool,
) -> Iterator[Any]:
    """Yield the signer of a key file, or of a token while it is open."""
    from exports.signatures.keys import (  # noqa: PLC0415 - an extra, checked by the command
        load_key_file,
        open_token,
    )

    if key is not None:
        ask = make_question(f"Passphrase of {key}", no_input=no_input)
        yield load_key_file(key, certificate, ask)
    elif library is not None:
        pin = make_question(f"PIN of the token {token}".rstrip(), no_input=no_input)()
        with open_token(library, token, key_label, pin) as signer:
            yield signer


def make_question(question: str, *, no_input: bool) -> Callable[[], str]:
    """Return what gives the passphrase: the environment, else the person, unseen."""

    def ask() -> str:
        given = os.environ.get(PASSPHRASE)
        if given is not None:
            return given
        if no_input or not sys.stdin.isatty():
            raise InputRefusal(
                f"{question}: it is needed, and nobody can be asked.",
                hint=f"Set the environment variable {PASSPHRASE}.",
            )
        return str(typer.prompt(question, hide_input=True, err=True))

    return ask


def verify_document(
    file: PdfFile,
    trust: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The certificates you trust, PEM or DER: those of the issuers, or the signers'.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Tell who signed a PDF, when, and whether it is still what was signed.

    Ends with exit code 0 when every signature is valid, 3 when there is none or the file was
    changed, 4 when it is unchanged but a signer is not proven to be who the certificate says.

    Example: accord draft verify-signature certificate-signed.pdf --trust issuer.pem
    """
    require_pyhanko()
    from exports.signatures.keys import load_roots  # noqa: PLC0415 - an extra, checked above
    from exports.signatures.verification import verify_signatures  # noqa: PLC0415 - the same

    roots = load_roots(trust) if trust else []
    findings = verify_signatures(read_pdf(file), roots, now())
    code, verdict = judge(file, findings)
    if as_json:
        emit_json(
            {
                "file": str(file),
                "valid": code == 0,
                "verdict": verdict,
                "signatures": [finding_as_data(each) for each in findings],
            }
        )
    else:
        for number, finding in enumerate(findings, 1):
            emit("\n".join(describe_finding(number, finding, len(findings) - number)))
        emit(verdict)
    if code and not trust and findings:
        say("No certificate was given to trust; --trust FILE names those of the issuers.")
    if code:
        raise typer.Exit(code)


def judge(file: Path, findings: "Sequence[SignatureFinding]") -> tuple[int, str]:
    """Return the exit code and the sentence that sums the findings up."""
    number = len(findings)
    if not findings:
        return EXIT_CODES[InputRefusal], f"Not valid: {file} has no signature."
    if not all(finding.is_unchanged for finding in findings):
        return EXIT_CODES[InputRefusal], f"Not valid: {file} is not what was signed."
    if not all(finding.is_valid for finding in findings):
        return (
            EXIT_CODES[RuleRefusal],
            f"Not proven: {file} is what was signed, but not everyone who signed it is known.",
        )
    what = "its signature is" if number == 1 else f"all {number} signatures are"
    return 0, f"Valid: {file} is what was signed, and {what} by someone you trust."


def describe_finding(number: int, finding: "SignatureFinding", further: int) -> Iterator[str]:
    """Yield what one signature proves, in lines for a person."""
    yield f"Signature {number}: {finding.signer}"
    yield (
        f"    certificate: issued by {finding.issuer}, valid {finding.valid_from} to "
        f"{finding.valid_until}; {TRUST[finding.trust]}"
    )
    if finding.signed_at is None:
        yield "    signed: the time is not told"
    else:
        proof = "proven by a time stamp" if finding.is_time_proven else "by the signer's own clock"
        yield f"    signed: {finding.signed_at:%Y-%m-%d %H:%M:%S} UTC, {proof}"
    if not finding.is_intact:
        yield "    file: CHANGED; what the signature covers is not what was signed"
    elif finding.later == "changes":
        yield "    file: CHANGED; something else than a signature was added after it was signed"
    elif finding.covers_whole_file:
        yield "    file: unchanged; the signature covers the whole of it"
    else:
        yield f"    file: unchanged; what came later are signatures only ({further} more)"


TRUST = {
    "trusted": "trusted",
    "unknown": "NOT TRUSTED, it leads to none of the certificates you trust",
    "expired": "EXPIRED, and no time stamp proves that it was signed before",
    "not yet valid": "NOT YET VALID",
    "revoked": "REVOKED by its issuer",
    "unfit": "NOT TRUSTED, it or its issuer's is not made for signing documents",
}
"""What is told of each exports.signatures.verification.Trust."""


def finding_as_data(finding: "SignatureFinding") -> dict[str, Any]:
    """Return one finding as JSON-able data."""
    return {
        "signer": finding.signer,
        "issuer": finding.issuer,
        "certificate_from": finding.valid_from.isoformat(),
        "certificate_until": finding.valid_until.isoformat(),
        "trust": str(finding.trust),
        "signed_at": finding.signed_at.isoformat() if finding.signed_at else None,
        "time_proven": finding.is_time_proven,
        "intact": finding.is_intact,
        "covers_whole_file": finding.covers_whole_file,
        "added_later": str(finding.later),
        "valid": finding.is_valid,
    }


def require_pyhanko() -> None:
    """Raise StorageRefusal saying what to install where pyHanko is missing."""
    if not all(find_spec(package) for package in ("pyhanko", "pkcs11")):
        raise StorageRefusal(
            "Signatures need pyHanko, which is not installed here.",
            hint="Install it beside Accord: pip install 'accord[sign]'",
        )


def read_pdf(file: Path) -> bytes:
    """Return the bytes of a file; raise StorageRefusal where it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise StorageRefusal(
            f"{file} cannot be read: {error.strerror}.", hint="Check the name and the folder."
        ) from error


def add_commands(draft: typer.Typer) -> None:
    """Add the commands on signatures to the group of the text."""
    draft.command("sign")(sign_document)
    draft.command("verify-signature")(verify_document)
