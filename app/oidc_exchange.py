"""How is a provider of OpenID Connect asked who someone is? Authorization code, PKCE and nonce.

Only the issuer of the settings is asked, and what its own description names: by https, within
seconds, without following redirects. The ID token is believed only with a signature of one of the
issuer's public keys; ``none`` and shared secrets are no signatures here (RFC 8725, 3.1). Its claims
are checked by Authlib as OpenID Connect Core 1.0, section 3.1.3.7, says. joserfc, by the authors of
Authlib and below it, checks the signature.
"""

import json
import logging
import secrets
import threading
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from app.oidc import (
    Departure,
    Identity,
    IdentityRefusal,
    OidcSettings,
    ProviderRefusal,
    read_identity,
)

LOG = logging.getLogger("accord.web")
SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
              "Ed25519", "EdDSA")  # fmt: skip
SCOPE = "openid email"
MOST_SECONDS = 8.0
"""So long may one answer of the provider take, in all."""
MOST_BYTES = 1 << 20
LEEWAY_SECONDS = 60
"""So far may the clocks of the provider and of this machine be apart."""
KEPT_SECONDS = 600.0
"""So long is the provider's description of itself good."""
OK = 200


class _UselessAnswerError(Exception):
    """What the provider sent cannot be used; the words are for the log."""


class Provider:
    """The provider of the settings; one for the whole process.

    ``return_address`` is the page of this site to which it sends browsers back.
    """

    def __init__(self, settings: OidcSettings, secret: str, return_address: str) -> None:
        self._settings = settings
        self._secret = secret
        self._return_address = return_address
        self._guard = threading.Lock()
        self._known: tuple[float, Mapping[str, Any]] | None = None

    @property
    def name(self) -> str:
        """Return what people call it."""
        return self._settings.label or urlsplit(self._settings.issuer).netloc

    @property
    def issuer(self) -> str:
        """Return its address, as it names itself."""
        return self._settings.issuer

    def depart(self) -> Departure:
        """Return where to send a browser; ProviderRefusal where the provider does not answer."""
        try:
            page = _named(self._describe(), "authorization_endpoint")
        except (httpx.HTTPError, _UselessAnswerError) as error:
            raise self._unusable(error) from error
        state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
        address = prepare_grant_uri(
            page,
            client_id=self._settings.client_id,
            response_type="code",
            redirect_uri=self._return_address,
            scope=SCOPE,
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return Departure(str(address), state, nonce, verifier)

    def identify(self, code: str, departure: Departure, now: datetime) -> Identity:
        """Return who came back with a code.

        ``departure`` is what the browser left with. Raises ProviderRefusal where the provider
        does not answer, IdentityRefusal where its answer cannot be believed.
        """
        try:
            token = self._exchange(code, departure.verifier)
            keys = self._fetch("GET", _named(self._describe(), "jwks_uri"))
        except (httpx.HTTPError, _UselessAnswerError) as error:
            raise self._unusable(error) from error
        try:
            claims = self._verify(token, keys, departure.nonce, now)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            LOG.warning("An ID token of %s was refused: %r", self._settings.issuer, error)
            raise self.unbelieved() from error
        return read_identity(claims, self._settings)

    def unbelieved(self) -> IdentityRefusal:
        """Return the refusal of an answer that is not the one that was asked for."""
        return IdentityRefusal(
            f"The answer of {self.name} is not the one that was asked for.",
            hint="Sign in again from the beginning.",
        )

    def declined(self, error: str) -> IdentityRefusal:
        """Return the refusal for a browser that the provider sent back without vouching."""
        LOG.warning("%s vouched for nobody: %r", self._settings.issuer, error[:80])
        return IdentityRefusal(
            f"{self.name} did not sign you in.",
            hint="Sign in again, or with your password.",
        )

    def _exchange(self, code: str, verifier: str) -> Mapping[str, Any]:
        """Return what the provider gives for a code."""
        described = self._describe()
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._return_address,
            "code_verifier": verifier,
        }
        client = self._settings.client_id
        ways = described.get("token_endpoint_auth_methods_supported")
        auth: tuple[str, str] | None = None
        if isinstance(ways, list) and "client_secret_basic" not in ways:
            sent |= {"client_id": client, "client_secret": self._secret}
        else:  # encoded as RFC 6749, section 2.3.1, has it
            auth = (quote(client, safe=""), quote(self._secret, safe=""))
        return self._fetch("POST", _named(described, "token_endpoint"), data=sent, auth=auth)

    def _verify(
        self, token: Mapping[str, Any], keys: Mapping[str, Any], nonce: str, now: datetime
    ) -> Mapping[str, Any]:
        """Return the claims of the ID token in an answer; raise what a check raises."""
        registry = JWSRegistry(algorithms=list(SIGNATURES), strict_check_header=False)
        signed = jwt.decode(
            token["id_token"], KeySet.import_key_set({"keys": keys["keys"]}), registry=registry
        )
        wanted = {
            "iss": {"essential": True, "value": self._settings.issuer},
            "aud": {"essential": True, "value": self._settings.client_id},
        }
        asked = {
            "nonce": nonce,
            "client_id": self._settings.client_id,
            "access_token": token.get("access_token"),
        }
        claims = CodeIDToken(signed.claims, signed.header, wanted, asked)
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY_SECONDS)
        return dict(claims)

    def _describe(self) -> Mapping[str, Any]:
        """Return the provider's description of itself (OpenID Connect Discovery 1.0)."""
        if not self._guard.acquire(timeout=MOST_SECONDS / 2):
            raise _UselessAnswerError("another request waits for its description")
        try:
            if self._known is None or time.monotonic() - self._known[0] > KEPT_SECONDS:
                place = self._settings.issuer.rstrip("/") + "/.well-known/openid-configuration"
                found = self._fetch("GET", place)
                if found.get("issuer") != self._settings.issuer:
                    raise _UselessAnswerError(f"it calls itself {found.get('issuer')!r}")
                self._known = (time.monotonic(), found)
            return self._known[1]
        finally:
            self._guard.release()

    def _fetch(self, method: str, address: str, **sent: Any) -> Mapping[str, Any]:
        """Return the JSON object at an address; it is bounded in time and size."""
        end, data = time.monotonic() + MOST_SECONDS, bytearray()
        headers = {"Accept": "application/json"}
        with (
            httpx.Client(timeout=MOST_SECONDS, headers=headers) as client,
            client.stream(method, address, **sent) as answer,
        ):
            for piece in answer.iter_bytes():
                data += piece
                if len(data) > MOST_BYTES or time.monotonic() > end:
                    raise _UselessAnswerError("its answer is too long")
        try:
            document = json.loads(data)
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict) or answer.status_code != OK:
            why = document.get("error") if isinstance(document, dict) else "no JSON object"
            if why == "invalid_grant":  # the code was used, or has expired
                raise self.unbelieved()
            raise _UselessAnswerError(f"status {answer.status_code}, {str(why)[:80]!r}")
        return document

    def _unusable(self, error: Exception) -> ProviderRefusal:
        LOG.warning("%s cannot be used: %r", self._settings.issuer, error)
        return ProviderRefusal(
            f"{self.name} does not answer right now, so nobody can be signed in through it.",
            hint="Try again in a few minutes, or sign in with your password.",
        )


def _named(described: Mapping[str, Any], name: str) -> str:
    """Return an address that the provider names; it must be one by https."""
    address = described.get(name)
    if not isinstance(address, str) or not address.startswith("https://"):
        raise _UselessAnswerError(f"its {name} is {address!r}")
    return address
