"""Rules of the second factor: right codes, each once, and codes on paper."""

from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree

from app.account_store import load_account, load_row
from app.database import transaction
from app.second_factor import (
    RECOVERY_CODES,
    CodeRefusal,
    disable_second_factor,
    draw_enrolment,
    enable_second_factor,
    enrolment_address,
    make_recovery_codes,
    make_secret,
    matching_step,
    use_code,
)
from tests.app.persons import NOW, add_active
from tests.app.totp import code_at

STEP = timedelta(seconds=30)
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # noqa: S105 - of RFC 6238, appendix B
RFC_CODES = ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037"))


@pytest.mark.parametrize(("seconds", "code"), RFC_CODES)
def test_codes_are_those_of_the_standard(seconds, code) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    assert matching_step(RFC_SECRET, code, moment, None) == seconds // 30
    assert code_at(RFC_SECRET, moment) == code


def test_a_code_is_good_one_step_before_and_after_its_own() -> None:
    code = code_at(RFC_SECRET, NOW)
    right = [
        n for n in range(-4, 5) if matching_step(RFC_SECRET, code, NOW + n * STEP, None) is not None
    ]
    assert right == [-1, 0, 1]


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "12 34", "\x00" * 6])
def test_what_is_no_code_is_wrong(code) -> None:
    assert matching_step(RFC_SECRET, code, NOW, None) is None


@pytest.mark.parametrize("secret", ["", "GEZDGNBV", "x" * 32, "\x00", RFC_SECRET + "A"])
def test_what_is_no_secret_is_refused(workspace, secret) -> None:
    account = add_active(workspace)
    with transaction(workspace) as session, pytest.raises(CodeRefusal):
        enable_second_factor(session, account.id, secret, "000000", NOW)


def enable(engine, account, now=NOW):
    secret = make_secret()
    with transaction(engine) as session:
        return secret, enable_second_factor(session, account.id, secret, code_at(secret, now), now)


def use(engine, account, code, now=NOW):
    with transaction(engine) as session:
        use_code(session, load_row(session, account.id), code, now)


def test_it_is_on_only_once_the_app_has_shown_a_right_code(workspace) -> None:
    account = add_active(workspace)
    with transaction(workspace) as session:
        with pytest.raises(CodeRefusal):
            enable_second_factor(session, account.id, RFC_SECRET, "000000", NOW)
        assert not load_account(session, account.id).has_second_factor
    enable(workspace, account)
    with transaction(workspace) as session:
        assert load_account(session, account.id).has_second_factor


def test_a_code_works_once_and_an_older_one_not_after_it(workspace) -> None:
    account = add_active(workspace)
    secret, _codes = enable(workspace, account)
    with pytest.raises(CodeRefusal):
        use(workspace, account, code_at(secret, NOW))  # turned it on already
    later = NOW + 2 * STEP
    use(workspace, account, code_at(secret, later), later)
    for code in (code_at(secret, later), code_at(secret, later - STEP)):
        with pytest.raises(CodeRefusal):
            use(workspace, account, code, later)
    use(workspace, account, code_at(secret, later + STEP), later + STEP)


def test_each_recovery_code_works_once_however_it_is_typed(workspace) -> None:
    account = add_active(workspace)
    _secret, codes = enable(workspace, account)
    assert len(set(codes)) == RECOVERY_CODES
    use(workspace, account, codes[0].lower().replace("-", " "))
    use(workspace, account, codes[1])
    for used in codes[:2]:
        with pytest.raises(CodeRefusal):
            use(workspace, account, used)


def test_new_recovery_codes_take_the_place_of_the_old_ones(workspace) -> None:
    account = add_active(workspace)
    _secret, old = enable(workspace, account)
    with transaction(workspace) as session:
        new = make_recovery_codes(session, account.id)
    with pytest.raises(CodeRefusal):
        use(workspace, account, old[0])
    use(workspace, account, new[0])


def test_turned_off_no_code_works(workspace) -> None:
    account = add_active(workspace)
    secret, codes = enable(workspace, account)
    with transaction(workspace) as session:
        disable_second_factor(session, account.id)
    for code in (code_at(secret, NOW + 2 * STEP), codes[0], ""):
        with pytest.raises(CodeRefusal):
            use(workspace, account, code, NOW + 2 * STEP)


def test_the_picture_for_the_app_is_svg_with_no_script() -> None:
    address = enrolment_address(RFC_SECRET, "kim@seoul.example", "Cities & Co")
    assert address.startswith("otpauth://totp/Cities%20%26%20Co:kim%40seoul.example?secret=GEZ")
    picture = etree.fromstring(draw_enrolment(address))
    assert {etree.QName(each).localname for each in picture.iter()} <= {"svg", "path"}
