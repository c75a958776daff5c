"""Signing and verifying on the command line, with a key from a file or a token."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from app.cli import signatures
from tests.app.test_adopted_text import ADOPT, green  # noqa: F401 - a fixture
from tests.conftest import ROOT
from tests.exports.signers import (
    AUTHORITY,
    PASSPHRASE,
    PRESIDENT,
    SECRETARY,
    STRANGER,
    make_person,
)

SOFTHSM = Path("/usr/lib/softhsm/libsofthsm2.so")
SIGN = ("draft", "sign", "certificate.pdf")
VERIFY = ("draft", "verify-signature", "certificate-signed.pdf")


@pytest.fixture
def office(green, tmp_path, monkeypatch):  # noqa: F811 - the fixture
    """An adopted text with its certificate, and keys of the president and the secretary."""
    assert green(*ADOPT).code == 0
    assert green("draft", "certificate", "green", "-o", "certificate.pdf").code == 0
    (tmp_path / "president.p12").write_bytes(PRESIDENT.pkcs12())
    (tmp_path / "secretary.pem").write_bytes(SECRETARY.key_pem(PASSPHRASE) + SECRETARY.pem)
    (tmp_path / "bare.pem").write_bytes(SECRETARY.key_pem())
    (tmp_path / "secretary.crt").write_bytes(SECRETARY.der)
    (tmp_path / "authority.pem").write_bytes(b"two\n" + STRANGER.pem + AUTHORITY.pem)
    monkeypatch.setenv("ACCORD_SIGN_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")  # 2026-05-28
    return green


def test_president_and_secretary_sign_and_anyone_can_verify(office, tmp_path):
    before = (tmp_path / "certificate.pdf").read_bytes()
    assert office(*SIGN, "--key", "president.p12").code == 0
    outcome = office(
        "draft", "sign", "certificate-signed.pdf", "--key", "secretary.pem", "-o", "both.pdf"
    )
    assert outcome.code == 0, outcome.err
    assert (tmp_path / "certificate.pdf").read_bytes() == before
    outcome = office("draft", "verify-signature", "both.pdf", "--trust", "authority.pem")
    assert outcome.code == 0, outcome.err
    assert outcome.out == (
        "Signature 1: Ada Aalstad\n"
        "    certificate: issued by Authority of Aalstad, valid 2026-01-01 to 2030-01-01; trusted\n"
        "    signed: 2026-05-28 20:26:40 UTC, by the signer's own clock\n"
        "    file: unchanged; what came later are signatures only (1 more)\n"
        "Signature 2: Bo Beeburg\n"
        "    certificate: issued by Authority of Aalstad, valid 2026-01-01 to 2030-01-01; trusted\n"
        "    signed: 2026-05-28 20:26:40 UTC, by the signer's own clock\n"
        "    file: unchanged; the signature covers the whole of it\n"
        "Valid: both.pdf is what was signed, and all 2 signatures are by someone you trust.\n"
    )


def test_a_key_and_its_certificate_may_be_two_files(office):
    words = (*SIGN, "--key", "bare.pem", "--certificate", "secretary.crt")
    assert office(*words).code == 0
    assert office(*VERIFY, "--trust", "secretary.crt").code == 0


def test_an_adopted_text_can_be_signed(office):
    assert office("draft", "export", "green", "-o", "text.pdf").code == 0
    assert office("draft", "sign", "text.pdf", "--key", "president.p12", "-o", "s.pdf").code == 0
    assert office("draft", "verify-signature", "s.pdf", "--trust", "authority.pem").code == 0


def test_without_a_trusted_certificate_nobody_is_proven(office):
    assert office(*SIGN, "--key", "president.p12").code == 0
    outcome = office(*VERIFY)
    assert outcome.code == 4
    assert "NOT TRUSTED" in outcome.out
    assert "--trust FILE" in outcome.err


def test_a_changed_or_unsigned_file_ends_with_code_3(office, tmp_path):
    assert office("draft", "verify-signature", "certificate.pdf").code == 3
    assert office(*SIGN, "--key", "president.p12").code == 0
    signed = tmp_path / "certificate-signed.pdf"
    changed = signed.read_bytes().replace(b"2026-03-02T", b"2026-03-03T")
    signed.write_bytes(changed)
    outcome = office(*VERIFY, "--trust", "authority.pem", "--json")
    assert outcome.code == 3
    found = json.loads(outcome.out)
    assert found["valid"] is False
    assert found["signatures"][0]["intact"] is False
    assert found["verdict"] == "Not valid: certificate-signed.pdf is not what was signed."


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--key", "nowhere.p12"), 7, "nowhere.p12 cannot be read"),
        (("--key", "certificate.pdf"), 3, "certificate.pdf is not a key file"),
        (("--key", "authority.pem"), 3, "There is no private key in authority.pem"),
        (("--key", "bare.pem"), 3, "There is no certificate to the key in bare.pem"),
        (
            ("--key", "bare.pem", "--certificate", "certificate.pdf"),
            3,
            "There is no certificate in certificate.pdf",
        ),
        (("--key", "president.p12", "-o", "certificate.pdf"), 3, "would be replaced"),
        (("--key", "president.p12", "-o", "no/where.pdf"), 7, "Make the folder first"),
        ((), 2, "--key FILE"),
        (("--pkcs11", "nowhere.so"), 2, "--key-label"),
        (
            ("--pkcs11", "nowhere.so", "--key-label", "k"),
            7,
            "The PKCS#11 module nowhere.so cannot be used",
        ),
    ],
)
def test_what_cannot_sign_is_told_in_words(words, code, told, office, tmp_path):
    before = (tmp_path / "certificate.pdf").read_bytes()
    outcome = office(*SIGN, *words)
    assert outcome.code == code, outcome.err
    assert told in outcome.err
    assert "Traceback" not in outcome.err
    assert (tmp_path / "certificate.pdf").read_bytes() == before
    assert not (tmp_path / "certificate-signed.pdf").exists()


@pytest.mark.parametrize("key", ["president.p12", "secretary.pem"])
def test_a_wrong_or_missing_passphrase_is_told(key, office, monkeypatch):
    monkeypatch.setenv("ACCORD_SIGN_PASSPHRASE", "wrong")
    outcome = office(*SIGN, "--key", key)
    assert outcome.code == 3
    assert "the passphrase is wrong" in outcome.err
    monkeypatch.delenv("ACCORD_SIGN_PASSPHRASE")
    outcome = office(*SIGN, "--key", key)
    assert outcome.code == 3
    assert "Set the environment variable ACCORD_SIGN_PASSPHRASE" in outcome.err


def test_a_draft_is_no_pdf_to_sign_or_verify(office):
    for words in (("sign", "green.md", "--key", "president.p12"), ("verify-signature", "green.md")):
        outcome = office("draft", *words)
        assert outcome.code == 3
        assert "not a PDF" in outcome.err


def test_without_pyhanko_it_is_told_what_to_install(office, monkeypatch):
    def find_spec(name: str):
        return None if name == "pyhanko" else importlib.util.find_spec(name)

    monkeypatch.setattr(signatures, "find_spec", find_spec)
    for words in (("sign", "certificate.pdf", "--key", "president.p12"), ("verify-signature", "x")):
        outcome = office("draft", *words)
        assert outcome.code == 7
        assert "pip install 'accord[sign]'" in outcome.err


# A token

ADD_CERTIFICATE = """
import sys
import pkcs11
from pkcs11.util.x509 import decode_x509_certificate
certificate = decode_x509_certificate(open(sys.argv[2], "rb").read())
certificate[pkcs11.Attribute.LABEL] = "president"
certificate[pkcs11.Attribute.TOKEN] = True
token = pkcs11.lib(sys.argv[1]).get_token(token_label="cities")
with token.open(rw=True, user_pin="1234") as session:
    session.create_object(certificate)
"""


ATTEMPTS = """
import sys
from pathlib import Path
from declarations.problems import Refusal
from exports.signatures.keys import open_token
for token, key, pin in (words.split() for words in sys.argv[2:]):
    try:
        with open_token(Path(sys.argv[1]), token, key, pin):
            print("opened")
    except Refusal as refusal:
        print(refusal.code, refusal.message)
"""


@pytest.fixture
def in_process(tmp_path) -> Callable[..., str]:
    """Run Python where a token in software has the president's key and certificate.

    Each run is a process of its own: the token's library reads its settings once a process.
    """
    if not (SOFTHSM.exists() and shutil.which("softhsm2-util")):
        pytest.skip("SoftHSM, a token in software, is not installed (softhsm2)")
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm2.conf").write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n")
    person = make_person("Ada Aalstad", AUTHORITY, key=rsa.generate_private_key(65537, 2048))
    (tmp_path / "key.pem").write_bytes(person.key_pem())
    (tmp_path / "certificate.der").write_bytes(person.der)
    settings = {"SOFTHSM2_CONF": str(tmp_path / "softhsm2.conf"), "PYTHONPATH": str(ROOT)}

    def run(*words: object) -> str:
        done = subprocess.run(
            [str(word) for word in words], check=False, capture_output=True, text=True,
            cwd=tmp_path, env={**os.environ, **settings, "ACCORD_SIGN_PASSPHRASE": "1234"},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    tool = "softhsm2-util"
    run(tool, "--init-token", "--free", "--label", "cities", "--pin", "1234", "--so-pin", "0000")
    run(tool, "--import", "key.pem", "--token", "cities", "--label", "president", "--id", "01",
        "--pin", "1234")  # fmt: skip
    run(sys.executable, "-c", ADD_CERTIFICATE, SOFTHSM, "certificate.der")
    return lambda *words: run(sys.executable, *words)


def test_a_key_on_a_token_signs(office, in_process):
    words = ("--pkcs11", SOFTHSM, "--token", "cities", "--key-label", "president")
    in_process("-m", "app.cli.main", *SIGN, *words)
    assert office(*VERIFY, "--trust", "authority.pem").code == 0


def test_what_is_wrong_with_a_token_is_told(in_process):
    asked = ("cities president 9999", "villages president 1234", "cities mayor 1234",
             "cities president 1234")  # fmt: skip
    told = in_process("-c", ATTEMPTS, SOFTHSM, *asked).splitlines()
    for line, words in zip(
        told,
        (
            "input_has_problems The token did not accept the PIN",
            "not_found",
            "not_found The token has no one key with a certificate labelled 'mayor'",
            "opened",
        ),
        strict=True,
    ):
        assert line.startswith(words)
