"""A city accepts a declaration on the pages: chosen, said in its words, checked, registered."""

import pytest
from lxml import html
from starlette.testclient import TestClient

from app.accounts import Role
from app.database import reading, transaction
from app.site import Site
from exports.public_answers import read_positions
from tests.app.web.members import CITY, DAY, TEXT, enter
from tracker.acceptance import AcceptanceRules, Effect, InstrumentKind, Position, StatementKind
from tracker.acceptance_store import load_instruments, load_statements, save_rules

PLACE = f"/member/seoul/declarations/{TEXT}/acceptance"
WORDS = "It applies from 2030 on."
ACT = {
    "kind": "council_decision",
    "decision_reference": "Decision 12/2019",
    "signatory": "Mayor",
    "signed_on": "2019-02-01",
}


@pytest.fixture
def seoul(site: Site) -> TestClient:
    return enter(site, Role.MEMBER, "seoul")


def fields(text: str) -> dict[str, str]:
    """What stands in the form of a page, as its browser would send it."""
    form = next(f for f in html.fromstring(text).forms if f.xpath(".//*[@name='to']"))
    return dict(form.form_values())


def choose(browser: TestClient, **others: str) -> dict[str, str]:
    """Everything accepted but what is named by its paragraph with an underscore."""
    typed = fields(browser.get(PLACE).text)
    said = {name: "accepted" for name in typed if name.startswith("choice:")}
    said |= {f"choice:{name.replace('_', '-')}": choice for name, choice in others.items()}
    return {**typed, **said}


def go(browser: TestClient, typed: dict[str, str], to: str, **more: str):
    return browser.post(PLACE, data={**typed, **more, "to": to})


def read_position(site: Site, paragraph: str) -> Position:
    with reading(site.engine) as session:
        return read_positions(session, TEXT, ["seoul"], DAY)["seoul"][paragraph]


def test_a_city_accepts_with_a_reservation_step_by_step(site: Site, seoul: TestClient) -> None:
    typed = choose(seoul, environment_2="reservation", environment_3="declaration",
                   environment_4="not_accepted", environment_5="outside")  # fmt: skip
    words = go(seoul, typed, "words")
    page = html.fromstring(words.text)
    assert [area.get("name") for area in page.xpath("//textarea")] == [
        "words:environment-2", "words:environment-3", "words:environment-5",
    ]  # fmt: skip
    said = {f"words:environment-{n}": f"{WORDS} ({n})" for n in (2, 3, 5)}
    check = go(seoul, fields(words.text), "check", **said, **ACT,
               **{"effect:environment-2": "excludes"})  # fmt: skip
    assert f"{WORDS} (2)" in check.text
    assert "It excludes the paragraph" in check.text
    with reading(site.engine) as session:
        assert load_instruments(session, TEXT, members=["seoul"]) == []
    done = go(seoul, fields(check.text), "done")
    assert "What you said is registered." in done.text
    with reading(site.engine) as session:
        (act,) = load_instruments(session, TEXT, members=["seoul"])
        statements = load_statements(session, TEXT, members=["seoul"])
    assert (act.kind, act.deposited_on) == (InstrumentKind.COUNCIL_DECISION, DAY)
    assert (act.decision_reference, act.signatory) == ("Decision 12/2019", "Mayor")
    assert not {"environment-4", "environment-5"} & act.paragraphs
    found = {(s.kind, s.effect, *s.paragraphs) for s in statements}
    assert found == {
        (StatementKind.RESERVATION, Effect.EXCLUDES, "environment-2"),
        (StatementKind.INTERPRETATIVE_DECLARATION, Effect.NONE, "environment-3"),
        (StatementKind.COMMUNICATION, Effect.OUTSIDE_COMPETENCE, "environment-5"),
    }
    assert read_position(site, "environment-2") is Position.ACCEPTED_WITH_RESERVATION
    assert read_position(site, "environment-4") is Position.NOT_ACCEPTED


def test_all_is_accepted_with_one_button(site: Site, seoul: TestClient) -> None:
    words = go(seoul, fields(seoul.get(PLACE).text), "all")
    assert "<textarea" not in words.text
    check = go(seoul, fields(words.text), "check", **ACT)
    assert go(seoul, fields(check.text), "done").status_code == 200
    with reading(site.engine) as session:
        found = read_positions(session, TEXT, ["seoul"], DAY)["seoul"]
    assert set(found.values()) == {Position.ACCEPTED}
    assert "Every paragraph is accepted." in seoul.get(PLACE).text


def test_each_paragraph_without_a_choice_is_told(seoul: TestClient) -> None:
    refused = go(seoul, {**choose(seoul), "choice:environment-1": ""}, "words")
    assert refused.status_code == 422
    page = html.fromstring(refused.text)
    (link,) = page.xpath("//*[@class='error-summary']//a/@href")
    assert page.get_element_by_id(link[1:]).get("name") == "choice:environment-1"


def test_words_that_are_missing_are_told_and_the_others_stay(seoul: TestClient) -> None:
    typed = choose(seoul, environment_2="reservation", environment_3="declaration")
    refused = go(seoul, typed, "check", **ACT, **{"words:environment-3": WORDS})
    assert refused.status_code == 422
    page = html.fromstring(refused.text)
    assert page.xpath("//*[@class='error-summary']//a/@href") == ["#field-words:environment-2"]
    assert WORDS in refused.text
    assert page.xpath("//input[@name='decision_reference']/@value") == ["Decision 12/2019"]


def test_going_back_keeps_the_words(seoul: TestClient) -> None:
    typed = choose(seoul, environment_2="reservation")
    back = go(seoul, {**typed, **ACT, "words:environment-2": WORDS}, "choose")
    again = go(seoul, fields(back.text), "words")
    assert html.fromstring(again.text).xpath("//textarea")[0].text.strip() == WORDS
    assert fields(again.text)["decision_reference"] == "Decision 12/2019"


def test_a_form_that_is_sent_twice_is_one_act(site: Site, seoul: TestClient) -> None:
    typed = {**choose(seoul, environment_2="reservation"), **ACT, "words:environment-2": WORDS}
    assert go(seoul, typed, "done").status_code == 200
    assert go(seoul, typed, "done").status_code == 200
    with reading(site.engine) as session:
        assert len(load_instruments(session, TEXT, members=["seoul"])) == 1
        assert len(load_statements(session, TEXT, members=["seoul"])) == 1


def test_two_people_do_not_register_two_acts_unseen(site: Site, seoul: TestClient) -> None:
    mine = {**choose(seoul, environment_1="not_accepted"), **ACT}
    go(seoul, {**choose(seoul), **ACT}, "done")
    refused = go(seoul, mine, "done")
    assert refused.status_code == 409
    with reading(site.engine) as session:
        assert len(load_instruments(session, TEXT, members=["seoul"])) == 1


def test_what_was_left_out_is_accepted_later(site: Site, seoul: TestClient) -> None:
    go(seoul, {**choose(seoul, environment_2="not_accepted"), **ACT}, "done")
    typed = fields(seoul.get(PLACE).text)
    assert [n for n in typed if n.startswith("choice:")] == ["choice:environment-2"]
    go(seoul, {**typed, "choice:environment-2": "accepted", "kind": "later_acceptance"}, "done")
    assert read_position(site, "environment-2") is Position.ACCEPTED


def test_the_rules_of_the_association_are_shown_and_hold(site: Site, seoul: TestClient) -> None:
    with transaction(site.engine) as session:
        save_rules(session, TEXT, AcceptanceRules(minimum=5), changed_on=DAY)
    assert "At least 5 paragraphs" in seoul.get(PLACE).text
    typed = choose(seoul)
    few = {n: "not_accepted" for n in typed if n.startswith("choice:")}
    refused = go(seoul, {**typed, **few, "choice:environment-1": "accepted", **ACT}, "done")
    assert refused.status_code == 409
    assert "4 fewer than the minimum" in refused.text
    assert "Decision 12/2019" in refused.text


def test_refusing_everything_is_no_act(seoul: TestClient) -> None:
    typed = choose(seoul)
    none = {n: "not_accepted" for n in typed if n.startswith("choice:")}
    refused = go(seoul, {**typed, **none, **ACT}, "done")
    assert refused.status_code == 409
    assert "no paragraph is accepted" in refused.text


@pytest.mark.parametrize(
    "more", [{"choice:nonsense": "accepted"}, {"member": CITY}, {"kind": "withdrawal"}]
)
def test_what_the_page_does_not_offer_is_refused(
    site: Site, seoul: TestClient, more: dict[str, str]
) -> None:
    assert go(seoul, {**choose(seoul), **ACT, **more}, "done").status_code == 422
    with reading(site.engine) as session:
        assert load_instruments(session, TEXT, members=["seoul"]) == []


def test_nobody_accepts_for_another_member(site: Site, seoul: TestClient) -> None:
    typed = {**choose(seoul), **ACT}
    city = enter(site, Role.MEMBER, CITY)
    assert city.get(PLACE).status_code == 403
    assert city.post(PLACE, data={**typed, "to": "done"}).status_code == 403
    assert enter(site, Role.DRAFTER).post(PLACE, data={**typed, "to": "done"}).status_code == 403
    office = enter(site, Role.SECRETARIAT)
    assert office.post(PLACE, data={**typed, "to": "done"}).status_code == 200
    assert read_position(site, "environment-1") is Position.ACCEPTED


def test_a_draft_is_not_accepted(seoul: TestClient) -> None:
    assert seoul.get("/member/seoul/declarations/nothing/acceptance").status_code == 404


def test_the_words_of_a_paragraph_stand_without_the_marks_of_its_notes(seoul: TestClient) -> None:
    page = seoul.get(PLACE).text
    assert "recognized standards, by the end of 2019" in page
    assert "wcag" not in page
