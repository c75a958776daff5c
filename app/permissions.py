"""Who may do what to which object? One table, and the one function that reads it.

Pages, the API and downloads all ask ``may`` or ``require`` each time, with the actor of the
session or token and the object as it is stored: never with a member or account named in a request.
Rules of the domain (an adopted text, a closed period) are not rights and stand with the domain.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from uuid import UUID

from app.accounts import Account, Role
from declarations.problems import RuleRefusal


class RightRefusal(RuleRefusal):
    """The actor has no right to an act."""

    code = "not_allowed"


class Scope(StrEnum):
    """What a token of a program is good for, at most."""

    READ = "read"
    WRITE_TEXT = "write:text"
    WRITE_REGISTER = "write:register"
    WRITE_PROGRESS = "write:progress"
    ADMIN = "admin"


class Act(StrEnum):
    """Everything that pages and the API do, in the words of a refusal."""

    READ_PUBLIC = "read what is public"
    READ_UNPUBLISHED_TEXT = "read a text that is not published"
    READ_REPORT = "read a report that is not published"
    READ_CONFIDENTIAL_ANSWER = "read an answer given in confidence"
    READ_JOURNAL = "read the journal"

    EDIT_DRAFT = "edit a draft"
    PROPOSE_AMENDMENT = "propose or withdraw an amendment"
    RECOMMEND = "recommend on amendments"
    DECIDE = "decide on amendments"
    MERGE = "merge decided amendments"
    ADOPT = "adopt a text"

    REGISTER_ACCEPTANCE = "register an acceptance or a statement"
    MANAGE_MEMBERS = "change members, offices and assemblies"
    MANAGE_CONTACTS = "change the contacts of a member"

    REPORT_PROGRESS = "report progress"
    UPLOAD_EVIDENCE = "upload evidence"
    COMMIT = "make or change a commitment"
    OFFER_EXCHANGE = "offer or seek experience"
    REVIEW = "review a report"
    OPEN_PERIOD = "open a reporting period"
    CLOSE_PERIOD = "close a reporting period"
    SEND_REMINDERS = "send reminders"
    BUILD_REPORT = "build a report to the assembly"
    BUILD_MEMBER_REPORT = "build a member's report"

    MANAGE_ACCOUNTS = "change accounts of members, drafters and observers"
    MANAGE_OFFICE_ACCOUNTS = "change accounts of the secretariat and of administrators"
    EXPORT_PERSONAL_DATA = "take out personal data"
    ERASE_PERSONAL_DATA = "erase personal data"
    CHANGE_SETTINGS = "change settings and templates"

    EDIT_OWN_ACCOUNT = "change a name, a password or a second factor"
    MANAGE_SESSIONS = "see and end sessions"
    MANAGE_TOKENS = "make, see and revoke tokens"


class Extent(Enum):
    """To which objects a right extends."""

    NONE = "none"
    OWN_MEMBER = "those of the actor's member"
    OWN_ACCOUNT = "the actor's own account"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the public (no account), a person, or a program with a token's scopes.

    ``scopes`` is None for a person who signed in; an empty set allows nothing.
    """

    account: UUID | None = None
    role: Role | None = None
    member: str = ""
    scopes: frozenset[Scope] | None = None


PUBLIC = Actor()


@dataclass(frozen=True, slots=True)
class Target:
    """What is acted on: the code of the member, or the account, that the object belongs to.

    Both are taken from what is stored. An object of no member and no account is nobody's own.
    """

    member: str = ""
    account: UUID | None = None


ANYTHING = Target()
"""The target of an act that concerns no member and no account."""

_NO, _MEM, _SELF, _ALL = Extent.NONE, Extent.OWN_MEMBER, Extent.OWN_ACCOUNT, Extent.ALL
COLUMNS = (
    None, Role.OBSERVER, Role.MEMBER, Role.DRAFTER, Role.SECRETARIAT, Role.ADMINISTRATOR,
)  # fmt: skip
RIGHTS: Mapping[Act, tuple[Extent, ...]] = {
    #                              public observer member drafter secretariat administrator
    Act.READ_PUBLIC:               (_ALL, _ALL,  _ALL,  _ALL,  _ALL,  _ALL),
    Act.READ_UNPUBLISHED_TEXT:     (_NO,  _ALL,  _ALL,  _ALL,  _ALL,  _ALL),
    Act.READ_REPORT:               (_NO,  _ALL,  _MEM,  _NO,   _ALL,  _ALL),
    Act.READ_CONFIDENTIAL_ANSWER:  (_NO,  _NO,   _MEM,  _NO,   _ALL,  _NO),
    Act.READ_JOURNAL:              (_NO,  _NO,   _NO,   _NO,   _ALL,  _ALL),
    Act.EDIT_DRAFT:                (_NO,  _NO,   _NO,   _ALL,  _ALL,  _NO),
    Act.PROPOSE_AMENDMENT:         (_NO,  _NO,   _MEM,  _ALL,  _ALL,  _NO),
    Act.RECOMMEND:                 (_NO,  _NO,   _NO,   _ALL,  _ALL,  _NO),
    Act.DECIDE:                    (_NO,  _NO,   _NO,   _ALL,  _ALL,  _NO),
    Act.MERGE:                     (_NO,  _NO,   _NO,   _ALL,  _ALL,  _NO),
    Act.ADOPT:                     (_NO,  _NO,   _NO,   _ALL,  _ALL,  _NO),
    Act.REGISTER_ACCEPTANCE:       (_NO,  _NO,   _MEM,  _NO,   _ALL,  _NO),
    Act.MANAGE_MEMBERS:            (_NO,  _NO,   _NO,   _NO,   _ALL,  _NO),
    Act.MANAGE_CONTACTS:           (_NO,  _NO,   _MEM,  _NO,   _ALL,  _NO),
    Act.REPORT_PROGRESS:           (_NO,  _NO,   _MEM,  _NO,   _ALL,  _NO),
    Act.UPLOAD_EVIDENCE:           (_NO,  _NO,   _MEM,  _NO,   _ALL,  _NO),
    Act.COMMIT:                    (_NO,  _NO,   _MEM,  _NO,   _ALL,  _NO),
    Act.OFFER_EXCHANGE:            (_NO,  _NO,   _MEM,  _NO,   _ALL,  _NO),
    Act.REVIEW:                    (_NO,  _NO,   _NO,   _NO,   _ALL,  _NO),
    Act.OPEN_PERIOD:               (_NO,  _NO,   _NO,   _NO,   _ALL,  _NO),
    Act.CLOSE_PERIOD:              (_NO,  _NO,   _NO,   _NO,   _ALL,  _NO),
    Act.SEND_REMINDERS:            (_NO,  _NO,   _NO,   _NO,   _ALL,  _NO),
    Act.BUILD_REPORT:              (_NO,  _NO,   _NO,   _NO,   _ALL,  _NO),
    Act.BUILD_MEMBER_REPORT:       (_NO,  _NO,   _MEM,  _NO,   _ALL,  _NO),
    Act.MANAGE_ACCOUNTS:           (_NO,  _NO,   _NO,   _NO,   _ALL,  _ALL),
    Act.MANAGE_OFFICE_ACCOUNTS:    (_NO,  _NO,   _NO,   _NO,   _NO,   _ALL),
    Act.EXPORT_PERSONAL_DATA:      (_NO,  _SELF, _SELF, _SELF, _SELF, _ALL),
    Act.ERASE_PERSONAL_DATA:       (_NO,  _NO,   _NO,   _NO,   _NO,   _ALL),
    Act.CHANGE_SETTINGS:           (_NO,  _NO,   _NO,   _NO,   _NO,   _ALL),
    Act.EDIT_OWN_ACCOUNT:          (_NO,  _SELF, _SELF, _SELF, _SELF, _SELF),
    Act.MANAGE_SESSIONS:           (_NO,  _SELF, _SELF, _SELF, _SELF, _ALL),
    Act.MANAGE_TOKENS:             (_NO,  _SELF, _SELF, _SELF, _SELF, _ALL),
}  # fmt: skip
"""Which objects each role may do each act to, in the order of COLUMNS."""

SCOPES: Mapping[Scope, frozenset[Act]] = {
    Scope.READ: frozenset({
        Act.READ_PUBLIC, Act.READ_UNPUBLISHED_TEXT, Act.READ_REPORT, Act.READ_CONFIDENTIAL_ANSWER,
        Act.BUILD_REPORT, Act.BUILD_MEMBER_REPORT,
    }),
    Scope.WRITE_TEXT: frozenset({
        Act.EDIT_DRAFT, Act.PROPOSE_AMENDMENT, Act.RECOMMEND, Act.DECIDE, Act.MERGE, Act.ADOPT,
    }),
    Scope.WRITE_REGISTER: frozenset({
        Act.REGISTER_ACCEPTANCE, Act.MANAGE_MEMBERS, Act.MANAGE_CONTACTS,
    }),
    Scope.WRITE_PROGRESS: frozenset({
        Act.REPORT_PROGRESS, Act.UPLOAD_EVIDENCE, Act.COMMIT, Act.OFFER_EXCHANGE, Act.REVIEW,
        Act.OPEN_PERIOD, Act.CLOSE_PERIOD, Act.SEND_REMINDERS,
    }),
    Scope.ADMIN: frozenset({
        Act.READ_JOURNAL, Act.MANAGE_ACCOUNTS, Act.MANAGE_OFFICE_ACCOUNTS,
        Act.EXPORT_PERSONAL_DATA, Act.ERASE_PERSONAL_DATA, Act.CHANGE_SETTINGS,
    }),
}  # fmt: skip
"""The acts that a token with a scope may do, within the rights of its account.

In no scope, and so only for a person who signed in: what guards an account itself. A token that
leaked makes no other token, ends no session and changes no password.
"""


def actor_of(account: Account | None, scopes: frozenset[Scope] | None = None) -> Actor:
    """Return who acts with an account; one that cannot sign in acts as the public."""
    if account is None or not account.is_active:
        return PUBLIC
    return Actor(account.id, account.role, account.member, scopes)


def may(actor: Actor, act: Act, target: Target = ANYTHING) -> bool:
    """Return whether an actor may do an act to an object; where nothing says yes, no."""
    if actor.scopes is not None and act is not Act.READ_PUBLIC:
        allowed = [SCOPES[scope] for scope in actor.scopes]
        if not any(act in acts for acts in allowed):
            return False
    extent = RIGHTS[act][COLUMNS.index(actor.role)]
    if extent is Extent.OWN_MEMBER:
        return bool(actor.member) and actor.member == target.member
    if extent is Extent.OWN_ACCOUNT:
        return actor.account is not None and actor.account == target.account
    return extent is Extent.ALL


def require(actor: Actor, act: Act, target: Target = ANYTHING) -> None:
    """Raise RightRefusal unless an actor may do an act to an object.

    It names the act, never what the object is: whoever may not see it learns nothing of it.
    """
    if may(actor, act, target):
        return
    if actor.role is None:
        raise RightRefusal(f"To {act.value} you have to sign in.", hint="Sign in and try again.")
    if may(replace(actor, scopes=None), act, target):
        raise RightRefusal(
            f"This token may not {act.value}: no scope of it allows that.",
            hint="Make a token with the scope that this needs, or sign in.",
        )
    whose = " here" if RIGHTS[act][COLUMNS.index(actor.role)] is not Extent.NONE else ""
    raise RightRefusal(
        f"An account of role {actor.role.value} may not {act.value}{whose}.",
        hint="Ask the secretariat, or an administrator, to do it or to change your role.",
    )


def act_on_account(role: Role) -> Act:
    """Return the act of inviting, changing or suspending an account of a role.

    A change of role needs the right to the role before and to the one after.
    """
    is_office = role in {Role.SECRETARIAT, Role.ADMINISTRATOR}
    return Act.MANAGE_OFFICE_ACCOUNTS if is_office else Act.MANAGE_ACCOUNTS
