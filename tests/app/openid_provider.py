"""A provider of OpenID Connect on loopback, by https, which signs with a key of its own.

``faults`` change what it says, as a provider would that is faulty or somebody else's.
"""

import base64
import hashlib
import ipaddress
import json
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "accord", "s3cret/with:signs"
Claims = dict[str, Any]


def write_certificate(folder: Path) -> Path:
    """Write a certificate for 127.0.0.1 with its key; a client that trusts it names this file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "provider.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


@dataclass
class OpenIdProvider:
    """The provider; ``now`` is the time that it puts into its tokens."""

    certificate: Path
    now: datetime
    email: str = "kim@city.example"
    verified: Any = True
    subject: str = "7"
    change: Callable[[Claims], None] = lambda _claims: None
    description: Claims = field(default_factory=dict)
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    sign: Callable[["OpenIdProvider", Claims], str] = lambda provider, claims: jwt.encode(
        {"alg": "RS256", "kid": "1"}, claims, provider.key
    )
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "1"})
        provider = self

        class Answering(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.answer("")

            def do_POST(self) -> None:
                self.answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

            def answer(self, body: str) -> None:
                path = urlsplit(self.path).path
                authorization = self.headers.get("Authorization", "")
                status, data = provider.respond(path, body, authorization)
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", data.decode())
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_words: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.issuer = f"https://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        """Be down."""
        self.server.shutdown()
        self.server.server_close()

    def visit(self, address: str) -> str:
        """Be the person who signs in at the provider; return where the browser is sent back to."""
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.issuer}/authorize"
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = f"code{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def respond(self, path: str, body: str, authorization: str) -> tuple[int, bytes]:
        """Return the status and body of an answer."""
        self.asked.append(path)
        if path in self.answers:
            return self.answers[path]
        if path == "/.well-known/openid-configuration":
            return 200, json.dumps(self.describe()).encode()
        if path == "/keys":
            keys = [self.key.as_dict(private=False)]
            return 200, json.dumps({"keys": keys}).encode()
        if path == "/token":
            return self.give_token(
                {name: values[0] for name, values in parse_qs(body).items()}, authorization
            )
        return 404, b"{}"

    def describe(self) -> Claims:
        """Return what it says of itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        } | self.description

    def give_token(self, sent: dict[str, str], authorization: str) -> tuple[int, bytes]:
        """Return the ID token for a code, once, to whoever has the secret and the verifier."""
        basic = base64.b64encode(f"{CLIENT}:s3cret%2Fwith%3Asigns".encode()).decode()
        if authorization != f"Basic {basic}" and sent.get("client_secret") != SECRET:
            return 401, b'{"error": "invalid_client"}'
        asked = self.codes.pop(sent.get("code", ""), None)
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            asked is None
            or asked["code_challenge"] != challenge
            or asked["redirect_uri"] != sent["redirect_uri"]
        ):
            return 400, b'{"error": "invalid_grant"}'
        second = int(self.now.timestamp())
        claims = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT,
            "iat": second,
            "exp": second + 300,
            "nonce": asked["nonce"],
            "email": self.email,
            "email_verified": self.verified,
        }
        self.change(claims)
        token = {"access_token": "a", "token_type": "Bearer", "id_token": self.sign(self, claims)}
        return 200, json.dumps(token).encode()


def sign_with_nothing(_provider: OpenIdProvider, claims: Claims) -> str:
    """Return a token that says itself that it is not signed."""
    parts = ({"alg": "none"}, claims)
    held = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts]
    return b".".join([*held, b""]).decode()


def sign_with_public_key(provider: OpenIdProvider, claims: Claims) -> str:
    """Return a token signed with what everybody knows, as if it were a shared secret."""
    secret = OctKey.import_key(json.dumps(provider.key.as_dict(private=False)).encode())
    return jwt.encode({"alg": "HS256", "kid": "1"}, claims, secret)


def sign_with_another_key(_provider: OpenIdProvider, claims: Claims) -> str:
    """Return a token that somebody else signed, under the name of the provider's key."""
    return jwt.encode({"alg": "RS256", "kid": "1"}, claims, RSAKey.generate_key(2048))
