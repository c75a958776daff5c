"""Rules of links: once, in time, for one account, one purpose and one address."""

import threading
from datetime import timedelta

import pytest

from app.account_store import add_account, find_row, load_account
from app.account_tables import AccountRow
from app.accounts import AccountState, Role
from app.database import reading, transaction
from app.invitations import (
    INVITATION_TERM,
    RESET_PAUSE,
    RESET_TERM,
    Link,
    LinkRefusal,
    Purpose,
    accept_link,
    change_password,
    invite,
    make_reset,
    open_link,
    request_reset,
)
from app.passwords import PasswordHashing, PasswordRefusal
from app.sessions import find_session, open_session
from declarations.problems import RuleRefusal
from tests.app.persons import CHEAP, KIM, NOW, PASSWORD, add_active, add_invited

SECOND = timedelta(seconds=1)


def accept(engine, link, purpose=None, password=PASSWORD, now=NOW):
    return accept_link(
        engine, purpose or link.purpose, link.token, password, hashing=CHEAP, now=now
    )


def new_invitation(engine, account, now=NOW):
    with transaction(engine) as session:
        return invite(session, account.id, now)


def new_reset(engine, account, now=NOW):
    with transaction(engine) as session:
        return make_reset(session, account.id, now)


def test_an_invitation_sets_the_password_and_works_once(workspace) -> None:
    link = new_invitation(workspace, add_invited(workspace))
    assert accept(workspace, link).state is AccountState.ACTIVE
    with pytest.raises(LinkRefusal):
        accept(workspace, link)


def test_looking_at_a_link_does_not_use_it_up(workspace) -> None:
    link = new_invitation(workspace, add_invited(workspace))
    for _ in range(2):
        with reading(workspace) as session:
            assert open_link(session, Purpose.INVITATION, link.token, NOW).email == KIM
    accept(workspace, link)


def test_a_link_ends_at_its_end(workspace) -> None:
    account = add_invited(workspace)
    link = new_invitation(workspace, account)
    with pytest.raises(LinkRefusal):
        accept(workspace, link, now=NOW + INVITATION_TERM)
    assert accept(workspace, link, now=NOW + INVITATION_TERM - SECOND).is_active
    reset = new_reset(workspace, account)
    with pytest.raises(LinkRefusal):
        accept(workspace, reset, now=NOW + RESET_TERM)


def test_an_expired_invitation_is_not_revived_by_a_reset(workspace) -> None:
    account = add_invited(workspace)
    link = new_invitation(workspace, account)
    later = NOW + INVITATION_TERM + SECOND
    with transaction(workspace) as session:
        assert request_reset(session, KIM, later) is None
        with pytest.raises(RuleRefusal, match="only an active one"):
            make_reset(session, account.id, later)
    with pytest.raises(LinkRefusal):
        accept(workspace, link, now=later)
    with reading(workspace) as session:
        assert load_account(session, account.id).state is AccountState.INVITED


def test_a_link_is_good_for_its_purpose_alone(workspace) -> None:
    account = add_invited(workspace)
    invitation = new_invitation(workspace, account)
    with pytest.raises(LinkRefusal):
        accept(workspace, invitation, Purpose.RESET)
    accept(workspace, invitation)
    reset = new_reset(workspace, account)
    with pytest.raises(LinkRefusal):
        accept(workspace, reset, Purpose.INVITATION)
    accept(workspace, reset, password="four green umbrellas")


def test_a_link_is_good_for_the_address_it_was_made_for_alone(workspace) -> None:
    account = add_active(workspace)
    link = new_reset(workspace, account)
    with transaction(workspace) as session:
        session.get(AccountRow, account.id).email = "other@seoul.example"
    with pytest.raises(LinkRefusal):
        accept(workspace, link)


@pytest.mark.parametrize("change", ["suspended_at", "activated_at"])
def test_an_invitation_needs_an_account_that_still_waits_for_it(workspace, change) -> None:
    account = add_invited(workspace)
    link = new_invitation(workspace, account)
    with transaction(workspace) as session:
        setattr(session.get(AccountRow, account.id), change, NOW)
    with pytest.raises(LinkRefusal):
        accept(workspace, link)


def test_a_new_link_takes_the_place_of_the_one_before(workspace) -> None:
    account = add_invited(workspace)
    first, second = new_invitation(workspace, account), new_invitation(workspace, account)
    with pytest.raises(LinkRefusal):
        accept(workspace, first)
    accept(workspace, second)


def test_an_account_that_is_active_gets_no_invitation(workspace) -> None:
    account = add_active(workspace)
    with transaction(workspace) as session, pytest.raises(RuleRefusal, match="needs no invitation"):
        invite(session, account.id, NOW)


def test_a_made_up_or_endless_token_opens_nothing(workspace) -> None:
    for token in ("", "x", "x" * 100_000, "\x00", "\ud800"):
        with reading(workspace) as session, pytest.raises(LinkRefusal):
            open_link(session, Purpose.INVITATION, token, NOW)


def test_a_weak_password_leaves_the_link_as_it_was(workspace) -> None:
    link = new_invitation(workspace, add_invited(workspace))
    for weak in ("short", "password1234", "kim@seoul.example", "Kim Minseo 1"):
        with pytest.raises(PasswordRefusal):
            accept(workspace, link, password=weak)
    assert accept(workspace, link).is_active


def test_a_reset_ends_every_session(workspace) -> None:
    account = add_active(workspace)
    with transaction(workspace) as session:
        cookie = open_session(session, account.id, NOW)
    accept(workspace, new_reset(workspace, account), password="four green umbrellas")
    with reading(workspace) as session:
        assert find_session(session, cookie, NOW) is None


def test_a_new_password_ends_every_session_and_open_link(workspace) -> None:
    account = add_active(workspace)
    link = new_reset(workspace, account)
    with transaction(workspace) as session:
        cookie = open_session(session, account.id, NOW)
    fresh = change_password(workspace, account.id, "four green umbrellas", hashing=CHEAP, now=NOW)
    with reading(workspace) as session:
        assert find_session(session, cookie, NOW) is None
        found = find_session(session, fresh, NOW)
    assert found is not None
    assert found.account.id == account.id
    with pytest.raises(LinkRefusal):
        accept(workspace, link)


class WritingMeanwhile(PasswordHashing):
    """Computes while another thread writes, and waits until it has."""

    def __init__(self, engine) -> None:
        super().__init__(memory_kib=8, passes=1)
        self.engine = engine
        self.has_written = False

    def hash_password(self, password: str) -> str:
        writer = threading.Thread(target=self.write, daemon=True)
        writer.start()
        writer.join(5)
        self.has_written = not writer.is_alive()
        return super().hash_password(password)

    def write(self) -> None:
        add_invited(self.engine, "lee@seoul.example")


def test_others_write_while_the_password_of_a_link_is_computed(workspace) -> None:
    link = new_invitation(workspace, add_invited(workspace))
    hashing = WritingMeanwhile(workspace)
    accept_link(workspace, link.purpose, link.token, PASSWORD, hashing=hashing, now=NOW)
    assert hashing.has_written


def test_others_write_while_a_new_password_is_computed(workspace) -> None:
    account = add_active(workspace)
    hashing = WritingMeanwhile(workspace)
    change_password(workspace, account.id, "four green umbrellas", hashing=hashing, now=NOW)
    assert hashing.has_written


class UsingMeanwhile(WritingMeanwhile):
    """Somebody else uses the same link up while the password is computed."""

    link: Link

    def write(self) -> None:
        accept(self.engine, self.link, password="quiet yellow wagons")


def test_a_link_that_is_used_while_the_password_is_computed_counts_once(workspace) -> None:
    hashing = UsingMeanwhile(workspace)
    hashing.link = new_invitation(workspace, add_invited(workspace))
    with pytest.raises(LinkRefusal):
        accept_link(
            workspace, Purpose.INVITATION, hashing.link.token, PASSWORD, hashing=hashing, now=NOW
        )
    with reading(workspace) as session:
        kept = find_row(session, KIM).password_hash
    assert CHEAP.is_right(kept, "quiet yellow wagons")


def test_a_stranger_gets_no_link_and_fills_no_mailbox(workspace) -> None:
    add_active(workspace)
    with transaction(workspace) as session:
        assert request_reset(session, "nobody@x.example", NOW) is None
        link = request_reset(session, " KIM@seoul.example", NOW)
        assert link is not None
        assert link.email == KIM
        assert request_reset(session, KIM, NOW + SECOND) is None
    accept(workspace, link, password="four green umbrellas")
    with transaction(workspace) as session:
        assert request_reset(session, KIM, NOW + RESET_PAUSE) is not None


def test_links_that_have_expired_are_removed_when_another_is_made(workspace) -> None:
    account = add_active(workspace)
    link = new_reset(workspace, account)
    with transaction(workspace) as session:
        other = add_account(session, "lee@quito.example", Role.OBSERVER, now=NOW).id
        invite(session, other, NOW + RESET_TERM - SECOND)
        assert open_link(session, Purpose.RESET, link.token, NOW) == account
        invite(session, other, NOW + RESET_TERM)
    with reading(workspace) as session, pytest.raises(LinkRefusal):
        open_link(session, Purpose.RESET, link.token, NOW)
