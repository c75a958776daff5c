"""A signed PDF proves who signed what, and stays the accessible, archival file that it was."""

import asyncio
import base64
import http.server
import io
import json
import logging
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pypdf
import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfStrictReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper

from declarations.problems import InputRefusal, RuleRefusal, StorageRefusal
from exports.blocks import Document, Heading, Paragraph, Run
from exports.pdf.writer import write_pdf
from exports.signatures.keys import load_key_file
from exports.signatures.quick_reading import QuickReader
from exports.signatures.signing import sign_pdf
from exports.signatures.verification import Later, Trust, examine, verify_signatures
from tests.conftest import ROOT
from tests.exports.every_block import EVERY_BLOCK
from tests.exports.signers import (
    AUTHORITY,
    FROM,
    LATER,
    PASSPHRASE,
    PRESIDENT,
    SECRETARY,
    SIGNED,
    STRANGER,
    UNTIL,
    Person,
    make_person,
)

RSA_KEY = rsa.generate_private_key(65537, 2048)
TRUSTED = base64.b64encode(AUTHORITY.der).decode()
CHECKER = ROOT.parent / "shared" / "tools" / "pdf-check" / "pdf-check"
TEXT = Document(
    title="Green Cities",
    blocks=(
        Heading(1, (Run("Environment"),), "environment"),
        Paragraph((Run("We will plant trees by 2028."),)),
    ),
    made_on=date(2026, 3, 2),
)


@pytest.fixture(scope="module")
def document() -> bytes:
    return write_pdf(TEXT)


@pytest.fixture(scope="module")
def signed(document: bytes) -> bytes:
    return sign(document, PRESIDENT)


@pytest.fixture(scope="module")
def twice(signed: bytes) -> bytes:
    return sign(signed, SECRETARY)


def sign(data: bytes, person: Person, **more) -> bytes:
    return sign_pdf(data, signer_of(person), **{"signed_at": SIGNED, **more})


def signer_of(person: Person):
    path = Path(signer_of.folder) / f"{person.certificate.serial_number}.p12"
    path.write_bytes(person.pkcs12())
    return load_key_file(path, None, lambda: PASSPHRASE)


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    signer_of.folder = tmp_path_factory.mktemp("keys")


def verify(data: bytes, *roots: Person, moment=LATER):
    return verify_signatures(data, [root.der for root in roots], moment)


class QuietWriter(IncrementalPdfFileWriter):
    """A writer that leaves the file's description alone, as whoever tampers with it would."""

    def _update_meta(self) -> None:
        pass


def update(data: bytes, key: str, value: generic.PdfObject, *, page: bool) -> bytes:
    """Add an update to the file, as any PDF editor does."""
    writer = QuietWriter(io.BytesIO(data))
    changed = writer.find_page_for_modification(0)[0].get_object() if page else writer.root
    changed[key] = value
    writer.update_container(changed)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


# What a signature proves


def test_a_signature_tells_who_signed_and_that_the_file_is_unchanged(signed: bytes) -> None:
    (found,) = verify(signed, AUTHORITY)
    assert found.is_valid
    assert (found.signer, found.issuer) == ("Ada Aalstad", "Authority of Aalstad")
    assert (found.valid_from, found.valid_until) == (FROM.date(), UNTIL.date())
    assert found.signed_at == SIGNED
    assert not found.is_time_proven
    assert found.covers_whole_file
    assert (found.later, found.trust) == (Later.NOTHING, Trust.TRUSTED)


def test_what_was_there_before_stays_byte_for_byte(document: bytes, signed: bytes) -> None:
    assert signed.startswith(document)
    first, second = (pypdf.PdfReader(io.BytesIO(data)) for data in (document, signed))
    assert first.metadata == second.metadata
    assert [page.extract_text() for page in first.pages] == [
        page.extract_text() for page in second.pages
    ]


def test_the_signature_is_pades_with_a_name_that_is_read_aloud(signed: bytes) -> None:
    (field,) = pypdf.PdfReader(io.BytesIO(signed)).trailer["/Root"]["/AcroForm"]["/Fields"]
    assert field.get_object()["/TU"] == "Signature of Ada Aalstad"
    assert field.get_object()["/V"]["/SubFilter"] == "/ETSI.CAdES.detached"
    assert field.get_object()["/V"]["/M"] == "D:20260302103000Z"


def test_a_second_signature_keeps_the_first_valid(twice: bytes) -> None:
    first, second = verify(twice, AUTHORITY)
    assert (first.is_valid, first.later, first.covers_whole_file) == (True, Later.SIGNATURES, False)
    assert (second.is_valid, second.later, second.covers_whole_file) == (True, Later.NOTHING, True)
    assert [first.signer, second.signer] == ["Ada Aalstad", "Bo Beeburg"]


@pytest.mark.parametrize("key", [RSA_KEY, None])
def test_keys_of_every_usual_kind_sign(key, document: bytes) -> None:
    person = make_person("Key", AUTHORITY, key=key or ed25519.Ed25519PrivateKey.generate())
    assert [each.is_valid for each in verify(sign(document, person), AUTHORITY)] == [True]


def test_a_file_without_signature_has_none(document: bytes) -> None:
    assert verify(document, AUTHORITY) == []


# What is found out


@given(share=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
@settings(max_examples=60)
def test_whatever_byte_is_changed_the_file_is_not_valid(
    share: float, bit: int, twice: bytes
) -> None:
    """The signatures' own bytes, which cannot cover themselves, are left alone."""
    covered = [place for start, end in find_covered(twice) for place in range(start, end)]
    changed = bytearray(twice)
    changed[covered[int(share * len(covered))]] ^= 1 << bit
    try:
        found = json.loads(examine(bytes(changed), LATER.isoformat(), TRUSTED))
    except Exception:  # noqa: BLE001 - run as users run it, the child then says it is damaged
        return
    finally:
        logging.disable(logging.NOTSET)
    assert [each["signer"] for each in found if is_told_valid(each)] != [
        "Ada Aalstad",
        "Bo Beeburg",
    ]


def find_covered(signed: bytes) -> list[tuple[int, int]]:
    holes = [found.span() for found in re.finditer(rb"/Contents <[0-9A-Fa-f]+>", signed)]
    ends = [0, *[end for _start, end in holes]]
    return list(zip(ends, [*[start for start, _end in holes], len(signed)], strict=True))


def is_told_valid(found: dict) -> bool:
    return found["is_intact"] and found["later"] != "changes" and found["trust"] == "trusted"


def test_a_word_exchanged_in_the_same_length_is_found(signed: bytes) -> None:
    assert signed.count(b'<rdf:li xml:lang="x-default">Green Cities') == 1
    changed = signed.replace(b">Green Cities", b">Clean Cities")
    (found,) = verify(changed, AUTHORITY)
    assert not found.is_intact
    assert not found.is_valid
    assert found.trust is Trust.TRUSTED, "the file is at fault, not the certificate"


@pytest.mark.parametrize("page", [True, False])
def test_an_update_after_the_signature_is_found(signed: bytes, page: bool) -> None:
    value = generic.pdf_name("/R") if page else generic.pdf_string("xx")
    changed = update(signed, "/Rotate" if page else "/Lang", value, page=page)
    (found,) = verify(changed, AUTHORITY)
    assert found.is_intact
    assert (found.later, found.covers_whole_file) == (Later.CHANGES, False)
    assert not found.is_valid


def test_an_update_before_the_second_signature_is_told_of_the_first_only(signed: bytes) -> None:
    changed = update(signed, "/Lang", generic.pdf_string("xx"), page=False)
    with pytest.raises(InputRefusal, match="changed after it was signed by Ada Aalstad"):
        sign(changed, SECRETARY)


def test_bytes_after_the_end_are_found(signed: bytes) -> None:
    try:
        assert [each.covers_whole_file for each in verify(signed + b"\n% more", AUTHORITY)] == [
            False
        ]
    except InputRefusal as refusal:
        assert "damaged" in refusal.message  # noqa: PT017 - either answer is right


def test_a_signer_of_another_authority_is_not_trusted(signed: bytes) -> None:
    for roots in ((STRANGER,), ()):
        (found,) = verify(signed, *roots)
        assert (found.is_unchanged, found.trust, found.is_valid) == (True, Trust.UNKNOWN, False)


def test_who_trusts_the_signer_needs_no_authority(document: bytes) -> None:
    alone = make_person("Ce Ceville")
    assert verify(sign(document, alone), alone)[0].is_valid


def test_an_expired_certificate_is_told(signed: bytes) -> None:
    (found,) = verify(signed, AUTHORITY, moment=UNTIL + timedelta(days=1))
    assert (found.is_unchanged, found.trust, found.is_valid) == (True, Trust.EXPIRED, False)
    (found,) = verify(signed, AUTHORITY, moment=FROM - timedelta(days=1))
    assert found.trust is Trust.NOT_YET_VALID


def test_a_certificate_for_something_else_is_not_trusted(document: bytes) -> None:
    issuer = make_person("An authority below", AUTHORITY, is_issuer=True)
    assert verify(sign(document, issuer), AUTHORITY)[0].trust is Trust.UNFIT


def test_where_nobody_is_trusted_no_certificate_is_said_to_be_unfit(document: bytes) -> None:
    alone = make_person("Ce Ceville", is_issuer=True)
    assert verify(sign(document, alone))[0].trust is Trust.UNKNOWN


def test_a_name_cannot_write_on_the_terminal(document: bytes) -> None:
    person = make_person("Ada\x1b[2J\u202eAalstad\nSignature 2: God", AUTHORITY)
    assert verify(sign(document, person))[0].signer == "Ada [2J Aalstad Signature 2: God"


def test_strange_files_are_refused_in_words(signed: bytes) -> None:
    contents = signed.index(b"/Contents <") + 40
    for data, words in (
        (b"", "not a PDF"),
        (b"PK\x03\x04 a Word file", "not a PDF"),
        (b"%PDF-1.7\n" + b"(" * 5000, "damaged"),
        (signed[: len(signed) // 2], "damaged"),
        (signed[:contents] + b"00" * 20 + signed[contents + 40 :], "damaged"),
    ):
        with pytest.raises(InputRefusal, match=words):
            verify(data, AUTHORITY)


def test_an_encrypted_file_is_refused(document: bytes) -> None:
    writer = pypdf.PdfWriter(io.BytesIO(document))
    writer.encrypt("secret", algorithm="RC4-128")
    output = io.BytesIO()
    writer.write(output)
    with pytest.raises(InputRefusal, match="encrypted"):
        verify(output.getvalue())
    with pytest.raises(InputRefusal, match="encrypted"):
        sign(output.getvalue(), PRESIDENT)


# What is not signed


def test_a_file_of_another_program_is_not_signed(document: bytes) -> None:
    writer = pypdf.PdfWriter(io.BytesIO(document))
    writer.add_metadata({"/Producer": "Another"})
    output = io.BytesIO()
    writer.write(output)
    with pytest.raises(InputRefusal, match="another program, 'Another'"):
        sign(output.getvalue(), PRESIDENT)


@pytest.mark.parametrize("data", [b"", b"# A draft", b"%PDF-1.7\n%%EOF\n"])
def test_what_is_no_pdf_is_not_signed(data: bytes) -> None:
    with pytest.raises(InputRefusal, match=r"not a PDF|cannot be read"):
        sign(data, PRESIDENT)


def test_an_expired_certificate_does_not_sign(document: bytes) -> None:
    old = make_person("Old", AUTHORITY, until=SIGNED - timedelta(days=1))
    with pytest.raises(RuleRefusal, match="valid from 2026-01-01 to 2026-03-01, not on 2026-03-02"):
        sign(document, old)


@pytest.mark.parametrize("key", [None, RSA_KEY])
def test_a_key_with_the_certificate_of_another_is_refused(key, tmp_path: Path) -> None:
    other = make_person("Bo Beeburg", AUTHORITY, key=key)
    (tmp_path / "key.pem").write_bytes(PRESIDENT.key_pem())
    (tmp_path / "other.pem").write_bytes(other.pem)
    with pytest.raises(InputRefusal, match="of Bo Beeburg is not that of the key"):
        load_key_file(tmp_path / "key.pem", tmp_path / "other.pem", lambda: "")


def test_the_signers_certificate_is_found_whatever_the_order(
    document: bytes, tmp_path: Path
) -> None:
    (tmp_path / "chain.pem").write_bytes(AUTHORITY.pem + PRESIDENT.pem + PRESIDENT.key_pem())
    signer = load_key_file(tmp_path / "chain.pem", None, lambda: "")
    found = verify(sign_pdf(document, signer, signed_at=SIGNED), AUTHORITY)
    assert [(each.signer, each.is_valid) for each in found] == [("Ada Aalstad", True)]


def test_a_signature_that_does_not_fit_its_certificate_is_not_handed_out(document: bytes) -> None:
    """A token may have a certificate under the label of another's key."""
    signer = signer_of(PRESIDENT)
    mixed = SimpleSigner(
        asn1_x509.Certificate.load(SECRETARY.der), signer.signing_key, signer.cert_registry
    )
    with pytest.raises(RuleRefusal, match="not that of the certificate of Bo Beeburg"):
        sign_pdf(document, mixed, signed_at=SIGNED)


# The network


@contextmanager
def serve(answer) -> Iterator[tuple[str, list[bytes]]]:
    """Answer each request to an address of this machine; yield the address and what was asked."""
    asked: list[bytes] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            body = answer(asked[-1])
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST  # noqa: N815 - the name that http.server looks for

        def log_message(self, *_words: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/", asked
        finally:
            server.shutdown()
            thread.join()


def stamp_with(person: Person):
    key = person.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    stamper = DummyTimeStamper(
        asn1_x509.Certificate.load(person.der),
        asn1_keys.PrivateKeyInfo.load(key),
        fixed_dt=SIGNED + timedelta(minutes=1),
    )

    def answer(request: bytes) -> bytes:
        asked = tsp.TimeStampReq.load(request)
        return asyncio.run(stamper.async_request_tsa_response(asked)).dump()

    return answer


def test_a_time_stamp_proves_when_it_was_signed(document: bytes) -> None:
    clock = make_person("Clock", STRANGER, stamps=True, key=RSA_KEY)
    with serve(stamp_with(clock)) as (address, asked):
        stamped = sign(document, PRESIDENT, timestamp_url=address)
    assert asked
    after = UNTIL - timedelta(days=1)
    (found,) = verify(stamped, AUTHORITY, STRANGER, moment=after)
    assert (found.is_valid, found.is_time_proven) == (True, True)
    assert found.signed_at == SIGNED + timedelta(minutes=1)
    (found,) = verify(stamped, AUTHORITY, moment=after)
    assert (found.is_valid, found.is_time_proven, found.signed_at) == (True, False, SIGNED)


def test_a_time_stamp_that_cannot_be_had_is_told(document: bytes) -> None:
    with (
        serve(lambda _request: b"no stamp") as (address, _asked),
        pytest.raises((StorageRefusal, InputRefusal), match="time stamp"),
    ):
        sign(document, PRESIDENT, timestamp_url=address)
    with pytest.raises(StorageRefusal, match=r"No time stamp came from http://127\.0\.0\.1:9"):
        sign(document, PRESIDENT, timestamp_url="http://127.0.0.1:9/")


def test_nothing_is_fetched_for_a_verification(document: bytes) -> None:
    with serve(lambda _request: b"") as (address, asked):
        person = make_person("Far", AUTHORITY, revocation_list=address)
        assert verify(sign(document, person), AUTHORITY)[0].is_valid
    assert asked == []


# Standards


def test_another_program_finds_both_signatures_good(twice: bytes, tmp_path: Path) -> None:
    if not shutil.which("pdfsig"):
        pytest.skip("pdfsig (poppler-utils) is not installed")
    (tmp_path / "two.pdf").write_bytes(twice)
    told = subprocess.run(
        ["pdfsig", "-nocert", "two.pdf"], check=False, capture_output=True, text=True, cwd=tmp_path
    ).stdout
    assert told.count("Signature Validation: Signature is Valid.") == 2
    assert told.count("Signature Type: ETSI.CAdES.detached") == 2
    assert told.count("Total document signed") == 1


def test_both_standards_are_met_with_one_signature_and_with_two(tmp_path: Path) -> None:
    if not CHECKER.exists():
        pytest.skip("the veraPDF check (../shared/tools/pdf-check) is not beside the project")
    one = sign(write_pdf(EVERY_BLOCK), PRESIDENT)
    (tmp_path / "one.pdf").write_bytes(one)
    (tmp_path / "two.pdf").write_bytes(sign(one, SECRETARY))
    result = subprocess.run(
        [str(CHECKER), str(tmp_path / "one.pdf"), str(tmp_path / "two.pdf")],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert result.stdout.count(": compliant") == 4, result.stdout


# Long files


def test_signatures_on_a_file_with_many_headings_are_read_within_the_limits() -> None:
    blocks = [
        block
        for number in range(500)
        for block in (
            Heading(1, (Run(f"Chapter {number}"),), f"chapter-{number}"),
            Paragraph((Run("We will plant trees by 2028. " * 60),)),
        )
    ]
    long = write_pdf(Document(title="Long", blocks=tuple(blocks), made_on=date(2026, 3, 2)))
    both = sign(sign(long, PRESIDENT), SECRETARY)
    first, second = verify(both, AUTHORITY)
    assert (first.later, second.later) == (Later.SIGNATURES, Later.NOTHING)
    assert first.is_valid
    assert second.is_valid
    changed = update(both, "/Rotate", generic.NumberObject(90), page=True)
    assert [each.later for each in verify(changed, AUTHORITY)] == [Later.CHANGES] * 2


def test_the_quick_reader_finds_the_objects_that_pyhankos_finds(twice: bytes) -> None:
    quick, slow = QuickReader(twice), PdfFileReader(io.BytesIO(twice))
    numbers = sorted({ref.idnum for ref in slow.xrefs.explicit_refs_in_revision(0)})
    assert len(numbers) > 20
    for number in numbers:
        found, wanted = (
            generic.Reference(number, 0, reader).get_object() for reader in (quick, slow)
        )
        assert print_object(found) == print_object(wanted)


def print_object(value: generic.PdfObject) -> bytes:
    output = io.BytesIO()
    value.write_to_stream(output, None)
    return output.getvalue()


def read_thirteen(data: bytes, head: bytes) -> generic.PdfObject:
    """Read object 13 out of an object stream with that head, which holds 11 and 22."""
    stream = generic.StreamObject(stream_data=head + b" 11 22")
    stream.update({
        generic.NameObject("/Type"): generic.NameObject("/ObjStm"),
        generic.NameObject("/N"): generic.NumberObject(2),
        generic.NameObject("/First"): generic.NumberObject(len(head) + 1),
    })  # fmt: skip
    writer = QuietWriter(io.BytesIO(data))
    number = writer.add_object(stream).idnum
    output = io.BytesIO()
    writer.write(output)
    reader = QuickReader(output.getvalue())
    return reader._get_object_from_stream(13, number, 1)


def test_an_object_is_taken_from_its_place_in_an_object_stream(twice: bytes) -> None:
    assert read_thirteen(twice, b"12 0 13 3") == 22


@pytest.mark.parametrize("head", [b"12 0 13 x", b"12 0 13", b"12 0 99 3", b"12 0 +13 3"])
def test_an_object_stream_whose_head_does_not_fit_is_refused(twice: bytes, head: bytes) -> None:
    with pytest.raises(PdfStrictReadError, match=r"head of object|13 is not at"):
        read_thirteen(twice, head)
