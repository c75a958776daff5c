"""Who has an account, and whom does it act for?"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from declarations.problems import InputRefusal, RuleRefusal
from tracker.reminders import is_address

LONGEST_ADDRESS = 254
"""Characters of an e-mail address (RFC 5321 section 4.5.3.1.3, less the angle brackets)."""
LONGEST_NAME = 200
LONGEST_LANGUAGE = 35
"""Characters of a language tag (RFC 5646 section 4.4.1)."""
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")


class Role(StrEnum):
    """What an account is for; app.permissions says what each may do."""

    DRAFTER = "drafter"
    MEMBER = "member"
    SECRETARIAT = "secretariat"
    ADMINISTRATOR = "administrator"
    OBSERVER = "observer"


class AccountState(StrEnum):
    """Whether a person can sign in with an account."""

    INVITED = "invited"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Account:
    """A person's login.

    ``email`` and ``name`` are personal data and empty once erased. ``member`` is the code of the
    one member that an account of role member acts for, and empty for every other role. Instants
    are UTC.
    """

    id: UUID
    email: str
    name: str
    role: Role
    member: str
    language: str
    made_at: datetime
    is_activated: bool = False
    has_password: bool = False
    has_second_factor: bool = False
    suspended_at: datetime | None = None
    erased_at: datetime | None = None

    @property
    def state(self) -> AccountState:
        """Return whether a person can sign in with it."""
        if self.erased_at is not None:
            return AccountState.ERASED
        if self.suspended_at is not None:
            return AccountState.SUSPENDED
        return AccountState.ACTIVE if self.is_activated else AccountState.INVITED

    @property
    def is_active(self) -> bool:
        """Return whether a person can sign in with it."""
        return self.state is AccountState.ACTIVE


def normalise_address(address: str) -> str:
    """Return an e-mail address as it is compared: NFC, lower case, without space around it.

    Nothing else is folded: letters that merely look alike stay different addresses.
    """
    return unicodedata.normalize("NFC", address.strip()).lower()


def parse_address(address: str) -> str:
    """Return an e-mail address as it is kept; InputRefusal when it is none."""
    normal = normalise_address(address)
    if not is_address(normal) or len(normal) > LONGEST_ADDRESS:
        raise InputRefusal(
            f"{address!r} is not an e-mail address.",
            hint="Give an address such as office@city.example.",
        )
    return normal


def parse_name(name: str) -> str:
    """Return a person's name on one line; InputRefusal when it is too long or has controls."""
    line = " ".join(unicodedata.normalize("NFC", name).split())
    if len(line) > LONGEST_NAME or any(unicodedata.category(each) in "CcCs" for each in line):
        raise InputRefusal(
            f"The name {name[:40]!r} cannot be taken.",
            hint=f"Give at most {LONGEST_NAME} characters on one line.",
        )
    return line


def parse_language(language: str) -> str:
    """Return the tag of a language; InputRefusal when it is none."""
    if not LANGUAGE.fullmatch(language) or len(language) > LONGEST_LANGUAGE:
        raise InputRefusal(
            f"{language!r} is no language.", hint="Give a tag such as en, fr or pt-BR."
        )
    return language


def refuse_wrong_member(role: Role, member: str) -> None:
    """Raise RuleRefusal unless an account of a member has one, and any other has none."""
    if role is Role.MEMBER and not member:
        raise RuleRefusal(
            "An account of role member acts for one member, and none is named.",
            hint="Name it by its code; accord member list shows the codes.",
        )
    if role is not Role.MEMBER and member:
        raise RuleRefusal(
            f"An account of role {role.value} acts for no member, and {member!r} is named.",
            hint="Leave the member out, or choose the role member.",
        )
