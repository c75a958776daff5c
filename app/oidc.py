"""Whose account is it when the association's own sign-in (OpenID Connect) vouches for a person?

The provider says who someone is; Accord alone says who has an account. So an identity opens the
account it was bound to, or, the first time, an account that the office made for the same verified
address. Nobody gets an account by signing in. An account bound to one identity is never opened by
another one: addresses are given to new people, subjects are not (OpenID Connect Core 1.0, 5.7).

The exchange with the provider itself is Authlib's, which is the extra ``oidc``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from app.accounts import Account, AccountState, normalise_address
from declarations.problems import InputRefusal, RuleRefusal

SECRET_NAME = "ACCORD_OIDC_CLIENT_SECRET"  # noqa: S105 - the name of a variable
LONGEST_SUBJECT = 255
"""ASCII characters (OpenID Connect Core 1.0, section 2)."""


class OidcSettings(BaseModel):
    """The table ``[web.oidc]`` of the settings; the client's secret never stands there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str = Field(
        pattern=r"^https://[^\s?#]+$",
        description="Address of the provider, to the letter as it names itself.",
    )
    client_id: str = Field(
        min_length=1, description="What the provider calls this site. Its secret is read from the "
        "environment variable ACCORD_OIDC_CLIENT_SECRET, never from this file.",
    )  # fmt: skip
    label: str = Field(
        default="",
        description='Name of the provider, for the button "Sign in with NAME"; default: its host.',
    )


class IdentityRefusal(RuleRefusal):
    """An identity opens no account."""

    code = "identity_refused"


class ProviderRefusal(RuleRefusal):
    """The provider does not answer, or not as one that can be used."""

    code = "provider_unusable"


@dataclass(frozen=True, slots=True)
class Departure:
    """A browser on its way to the provider. All but the address is the browser's to keep."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider says someone is; ``email`` is empty unless the provider verified it."""

    issuer: str
    subject: str
    email: str = ""

    def key(self) -> str:
        """Return what is kept of it with the account it is bound to."""
        return f"{self.issuer} {self.subject}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An account that an identity might open, with what decides it.

    ``identity`` is the key of the one it is bound to, or empty. ``invited_until`` is the end of
    its invitation, or None where it has none.
    """

    account: Account
    identity: str = ""
    invited_until: datetime | None = None


def client_secret(environment: Mapping[str, str]) -> str:
    """Return the client's secret; InputRefusal where the environment has none."""
    secret = environment.get(SECRET_NAME, "")
    if not secret:
        raise InputRefusal(
            f"accord.toml names a provider of OpenID Connect, and {SECRET_NAME} is not set.",
            hint=f"Put the client's secret into the environment variable {SECRET_NAME}.",
        )
    return secret


def read_identity(claims: Mapping[str, Any], settings: OidcSettings) -> Identity:
    """Return the identity in an ID token whose signature, audience and nonce were verified.

    An address counts only where ``email_verified`` is true itself; IdentityRefusal for claims of
    another issuer or without a subject.
    """
    subject = claims.get("sub")
    if claims.get("iss") != settings.issuer or not isinstance(subject, str):
        raise _refused("The answer of the provider is not the one that was asked for.")
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        raise _refused("The answer of the provider names nobody.")
    email = claims.get("email")
    is_verified = claims.get("email_verified") is True and isinstance(email, str)
    return Identity(settings.issuer, subject, normalise_address(str(email)) if is_verified else "")


def match_account(
    identity: Identity, bound: Candidate | None, by_address: Candidate | None, now: datetime
) -> Account:
    """Return the account that an identity opens.

    ``bound`` is the account bound to it, ``by_address`` the one of its address. Raises
    IdentityRefusal when there is none, it is bound to another identity, it was suspended, or its
    invitation has expired: a provider revives no invitation.
    """
    candidate = bound or by_address
    if candidate is None or (bound is None and not identity.email):
        raise _refused("The association has no account for this identity.")
    account = candidate.account
    if bound is None and account.email != identity.email:
        raise _refused("The association has no account for this identity.")
    if candidate.identity not in {"", identity.key()}:
        raise _refused("The account of this address belongs to another identity.")
    if account.state is AccountState.INVITED:
        if candidate.invited_until is None or candidate.invited_until <= now:
            raise _refused("The invitation of this account has expired.")
    elif account.state is not AccountState.ACTIVE:
        raise _refused("The account of this identity cannot be used.")
    return account


def _refused(message: str) -> IdentityRefusal:
    return IdentityRefusal(message, hint="Ask the secretariat for an invitation.")
