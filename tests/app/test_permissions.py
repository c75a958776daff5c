"""Who may do what: every role, every act, own and other, held against a table of its own."""

from itertools import product
from uuid import UUID, uuid4

import pytest

from app.accounts import Account, Role
from app.errors import exit_code
from app.permissions import (
    COLUMNS,
    PUBLIC,
    RIGHTS,
    SCOPES,
    Act,
    Actor,
    RightRefusal,
    Scope,
    Target,
    act_on_account,
    actor_of,
    may,
    require,
)
from tests.app.persons import NOW

ME, OTHER = UUID(int=1), UUID(int=2)
ACTORS = {
    "public": PUBLIC,
    "observer": Actor(ME, Role.OBSERVER),
    "member": Actor(ME, Role.MEMBER, "seoul"),
    "drafter": Actor(ME, Role.DRAFTER),
    "secretariat": Actor(ME, Role.SECRETARIAT),
    "administrator": Actor(ME, Role.ADMINISTRATOR),
}
TARGETS = {
    "own": Target(member="seoul", account=ME),
    "other": Target(member="lisbon", account=OTHER),
    "nobody's": Target(),
}
PEOPLE = "observer member drafter secretariat administrator"
OFFICE = "secretariat"
SELF = "own " + PEOPLE

# Each act: who may do it to anything, and who ("own ...") to what is the actor's own.
EXPECTED = {
    Act.READ_PUBLIC: ["public " + PEOPLE],
    Act.READ_UNPUBLISHED_TEXT: [PEOPLE],
    Act.READ_REPORT: ["observer secretariat administrator", "own member"],
    Act.READ_CONFIDENTIAL_ANSWER: [OFFICE, "own member"],
    Act.READ_JOURNAL: ["secretariat administrator"],
    Act.EDIT_DRAFT: ["drafter secretariat"],
    Act.PROPOSE_AMENDMENT: ["drafter secretariat", "own member"],
    Act.RECOMMEND: ["drafter secretariat"],
    Act.DECIDE: ["drafter secretariat"],
    Act.MERGE: ["drafter secretariat"],
    Act.ADOPT: ["drafter secretariat"],
    Act.REGISTER_ACCEPTANCE: [OFFICE, "own member"],
    Act.MANAGE_MEMBERS: [OFFICE],
    Act.MANAGE_CONTACTS: [OFFICE, "own member"],
    Act.REPORT_PROGRESS: [OFFICE, "own member"],
    Act.UPLOAD_EVIDENCE: [OFFICE, "own member"],
    Act.COMMIT: [OFFICE, "own member"],
    Act.OFFER_EXCHANGE: [OFFICE, "own member"],
    Act.REVIEW: [OFFICE],
    Act.OPEN_PERIOD: [OFFICE],
    Act.CLOSE_PERIOD: [OFFICE],
    Act.SEND_REMINDERS: [OFFICE],
    Act.BUILD_REPORT: [OFFICE],
    Act.BUILD_MEMBER_REPORT: [OFFICE, "own member"],
    Act.MANAGE_ACCOUNTS: ["secretariat administrator"],
    Act.MANAGE_OFFICE_ACCOUNTS: ["administrator"],
    Act.EXPORT_PERSONAL_DATA: ["administrator", SELF],
    Act.ERASE_PERSONAL_DATA: ["administrator"],
    Act.CHANGE_SETTINGS: ["administrator"],
    Act.EDIT_OWN_ACCOUNT: [SELF],
    Act.MANAGE_SESSIONS: ["administrator", SELF],
    Act.MANAGE_TOKENS: ["administrator", SELF],
}


def is_expected(actor: str, act: Act, target: str) -> bool:
    groups = [group.split() for group in EXPECTED[act]]
    return any(actor in group and (group[0] != "own" or target == "own") for group in groups)


@pytest.mark.parametrize("act", Act)
def test_each_role_may_do_each_act_to_own_and_other_as_the_table_says(act) -> None:
    for actor, target in product(ACTORS, TARGETS):
        found = may(ACTORS[actor], act, TARGETS[target])
        assert found is is_expected(actor, act, target), f"{actor}: {act.value}, {target}"


def test_both_tables_are_about_every_act_and_every_role() -> None:
    assert EXPECTED.keys() == RIGHTS.keys() == set(Act)
    assert set(COLUMNS) == {None, *Role}
    assert all(len(row) == len(COLUMNS) for row in RIGHTS.values())


def test_a_member_of_no_code_owns_nothing_not_even_what_belongs_to_nobody() -> None:
    nameless = Actor(ME, Role.MEMBER, "")
    assert not any(may(nameless, act, Target()) for act in Act if act.name.startswith("REPORT"))
    assert not may(Actor(None, Role.MEMBER, "seoul"), Act.EDIT_OWN_ACCOUNT, Target())


def test_an_account_of_the_same_member_is_not_ones_own_account() -> None:
    colleague = Target(member="seoul", account=OTHER)
    assert may(ACTORS["member"], Act.REPORT_PROGRESS, colleague)
    for act in (Act.EDIT_OWN_ACCOUNT, Act.MANAGE_SESSIONS, Act.EXPORT_PERSONAL_DATA):
        assert not may(ACTORS["member"], act, colleague)


@pytest.mark.parametrize("actor", ACTORS)
def test_a_token_never_does_more_than_its_account_and_no_more_than_its_scopes(actor) -> None:
    person = ACTORS[actor]
    for size in (set(), *({scope} for scope in Scope), set(Scope)):
        program = Actor(person.account, person.role, person.member, frozenset(size))
        for act, target in product(Act, TARGETS.values()):
            in_scope = act is Act.READ_PUBLIC or any(act in SCOPES[scope] for scope in size)
            assert may(program, act, target) is (in_scope and may(person, act, target))


def test_what_guards_an_account_is_in_no_scope_and_every_other_act_in_one() -> None:
    scopes = [act for acts in SCOPES.values() for act in acts]
    assert len(scopes) == len(set(scopes))
    assert set(Act) - set(scopes) == {
        Act.EDIT_OWN_ACCOUNT, Act.MANAGE_SESSIONS, Act.MANAGE_TOKENS,
    }  # fmt: skip


@pytest.mark.parametrize("role", Role)
def test_only_an_administrator_makes_accounts_of_the_office(role) -> None:
    act = act_on_account(role)
    is_office = role in {Role.SECRETARIAT, Role.ADMINISTRATOR}
    assert may(ACTORS["administrator"], act)
    assert may(ACTORS["secretariat"], act) is not is_office
    assert not may(ACTORS["member"], act, TARGETS["own"])


def test_an_account_that_cannot_sign_in_acts_as_the_public() -> None:
    values = {"email": "a@x.example", "name": "", "member": "", "language": "en", "made_at": NOW}
    invited = Account(uuid4(), role=Role.ADMINISTRATOR, **values)
    active = Account(uuid4(), role=Role.ADMINISTRATOR, is_activated=True, **values)
    suspended = Account(
        uuid4(), role=Role.ADMINISTRATOR, is_activated=True, suspended_at=NOW, **values
    )
    assert actor_of(None) == actor_of(invited) == actor_of(suspended) == PUBLIC
    assert actor_of(active) == Actor(active.id, Role.ADMINISTRATOR)


def test_a_refusal_names_the_act_and_the_reason_and_ends_with_code_4() -> None:
    cases = (
        (PUBLIC, Act.EDIT_DRAFT, Target(), "To edit a draft you have to sign in."),
        (ACTORS["observer"], Act.EDIT_DRAFT, Target(), "role observer may not edit a draft."),
        (
            ACTORS["member"],
            Act.COMMIT,
            TARGETS["other"],
            "may not make or change a commitment here",
        ),
        (
            Actor(ME, Role.DRAFTER, scopes=frozenset({Scope.READ})),
            Act.EDIT_DRAFT,
            Target(),
            "This token may not edit a draft",
        ),
    )
    for actor, act, target, words in cases:
        with pytest.raises(RightRefusal, match=words.replace(".", r"\.")) as refused:
            require(actor, act, target)
        assert exit_code(refused.value) == 4
        assert "lisbon" not in refused.value.message
    require(ACTORS["member"], Act.COMMIT, TARGETS["own"])
