"""A city promises, changes a date, measures, offers and seeks on the pages."""

from datetime import date
from decimal import Decimal

import pytest
from lxml import html
from starlette.testclient import TestClient

from app.accounts import Role
from app.database import reading
from app.site import Site
from tests.app.web.members import CITY, DAY, OTHER, TEXT, enter
from tracker.commitment_store import load_commitments
from tracker.commitments import Budget, BudgetStage, Commitment, CommitmentKind, Visibility
from tracker.exchange_store import load_notices
from tracker.indicator_store import load_aims, load_indicators, load_values
from tracker.progress import Implementation

PLACE = f"/member/{OTHER}/declarations/{TEXT}"
NEW = f"{PLACE}/commitments/new"
TREES = {
    "title": "Plant 10,000 trees",
    "kind": "investment",
    "paragraphs": ["environment-6", "environment-1"],
    "owner": "Parks",
    "partners": "School 4\n\nUniversity",
    "companies": "Tree & Sons",
    "due_on": "2020-12-31",
    "goals": "11, 11.7",
    "amount": "200000",
    "currency": "eur",
    "stage": "secured",
    "visibility": "members",
    "language": "en",
}


@pytest.fixture
def town(site: Site) -> TestClient:
    return enter(site, Role.MEMBER, OTHER)


def load(site: Site, code: str = "") -> list[Commitment]:
    with reading(site.engine) as session:
        found = load_commitments(session, TEXT, members=[OTHER])
    return [each for each in found if not code or each.code == code]


def promise(browser: TestClient, **more: object):
    page = html.fromstring(browser.get(NEW).text)
    code = page.xpath("//input[@name='commitment']/@value")[0]
    typed = {**TREES, "commitment": code, **more}
    return typed, browser.post(NEW, data=typed)


def test_a_commitment_is_recorded_as_it_was_typed(site: Site, town: TestClient) -> None:
    typed, answer = promise(town)
    assert "The commitment is recorded." in answer.text
    (made,) = load(site, str(typed["commitment"]))
    assert (made.title, made.kind) == ("Plant 10,000 trees", CommitmentKind.INVESTMENT)
    assert made.shares == {"environment-6": Decimal(1), "environment-1": Decimal(1)}
    assert [(p.name, p.private_sector) for p in made.partners] == [
        ("School 4", False), ("University", False), ("Tree & Sons", True),
    ]  # fmt: skip
    assert (made.due_on, made.goals) == (date(2020, 12, 31), ("11", "11.7"))
    assert made.budgets == (Budget(Decimal(200000), "EUR", BudgetStage.SECURED, DAY),)
    assert made.visibility is Visibility.MEMBERS
    assert "Plant 10,000 trees" in town.get(f"{PLACE}/commitments").text


def test_a_form_that_is_sent_twice_is_one_commitment(site: Site, town: TestClient) -> None:
    before = len(load(site))
    typed, _ = promise(town)
    assert town.post(NEW, data=typed).status_code == 200
    assert len(load(site)) == before + 1
    town.post(NEW, data={**typed, "title": "Another one"})
    assert len(load(site)) == before + 2


def test_faults_are_told_and_what_was_typed_stays(site: Site, town: TestClient) -> None:
    before = len(load(site))
    _, refused = promise(town, title="", due_on="soon", currency="")
    assert refused.status_code == 422
    page = html.fromstring(refused.text)
    links = page.xpath("//*[@class='error-summary']//a/@href")
    assert links == ["#field-title", "#field-due_on"]
    assert "Tree & Sons" in page.xpath("//textarea[@name='companies']")[0].text
    checked = page.xpath("//input[@name='paragraphs'][@checked]/@value")
    assert sorted(checked) == ["environment-1", "environment-6"]
    _, refused = promise(town, goals="99")
    assert refused.status_code == 422
    assert "99" in refused.text
    _, refused = promise(town, currency="")
    assert "Give the amount and its currency, or neither." in refused.text
    assert len(load(site)) == before


def test_a_date_is_changed_with_a_reason_and_the_first_stays(site: Site, town: TestClient) -> None:
    typed, _ = promise(town)
    place = f"{PLACE}/commitments/{typed['commitment']}"
    assert town.post(f"{place}/date", data={"due_on": "2021-06-30", "why": ""}).status_code == 422
    change = {"due_on": "2021-06-30", "why": "The tender had to be repeated."}
    for _ in range(2):
        assert "The change is recorded." in town.post(f"{place}/date", data=change).text
    (made,) = load(site, str(typed["commitment"]))
    assert made.due_on == date(2020, 12, 31)
    assert [r.due_on for r in made.reschedulings] == [date(2021, 6, 30)]
    assert "The tender had to be repeated." in town.get(place).text


def test_money_comes_and_the_end_is_recorded(site: Site, town: TestClient) -> None:
    typed, _ = promise(town)
    place = f"{PLACE}/commitments/{typed['commitment']}"
    town.post(f"{place}/money", data={"amount": "5", "currency": "EUR", "stage": "spent"})
    refused = town.post(f"{place}/money", data={"amount": "5", "currency": "XXQ", "stage": "spent"})
    assert refused.status_code == 422
    assert town.post(f"{place}/end", data={"outcome": "withdrawn"}).status_code == 422
    assert town.post(f"{place}/end", data={"outcome": "complete"}).status_code == 200
    (made,) = load(site, str(typed["commitment"]))
    assert made.budgets[-1] == Budget(Decimal(5), "EUR", BudgetStage.SPENT, DAY)
    assert made.closing is not None
    assert made.closing.outcome is Implementation.COMPLETE
    assert "<textarea" not in town.get(place).text


def test_commitments_of_another_member_are_out_of_reach(site: Site, town: TestClient) -> None:
    typed, _ = promise(town)
    place = f"{PLACE}/commitments/{typed['commitment']}"
    city = enter(site, Role.MEMBER, CITY)
    for page in (f"{PLACE}/commitments", NEW, place, f"{PLACE}/exchange"):
        assert city.get(page).status_code == 403
    for page in (NEW, f"{place}/date", f"{place}/money", f"{place}/end", f"{PLACE}/exchange"):
        assert city.post(page, data=typed).status_code == 403
    mine = place.replace(OTHER, CITY)
    assert city.get(mine).status_code == 404
    assert city.post(f"{mine}/end", data={"outcome": "complete"}).status_code in {404, 422}
    assert load(site, str(typed["commitment"]))[0].closing is None


def test_experience_is_offered_matched_and_withdrawn(site: Site, town: TestClient) -> None:
    place = f"{PLACE}/exchange"
    with reading(site.engine) as session:
        known = load_notices(session, TEXT, DAY)
    wish = next(n for n in known if n.kind.value == "wish" and n.member != OTHER)
    typed = {"kind": "offer", "paragraph": wish.paragraph, "text": "We can <b>show</b> it.",
             "languages": ["en", "fr"]}  # fmt: skip
    for _ in range(2):
        answer = town.post(place, data=typed)
        assert "What you offer or seek is recorded." in answer.text
    assert "We can &lt;b&gt;show&lt;/b&gt; it." in answer.text
    page = html.fromstring(answer.text)
    assert f"/members/{wish.member}" in page.xpath("//table//a/@href")
    with reading(site.engine) as session:
        own = [n for n in load_notices(session, TEXT, DAY, members=[OTHER]) if "show" in n.text]
    assert [n.languages for n in own] == [("en", "fr")]
    done = town.post(f"{place}/withdraw", data={"number": own[0].number})
    assert "It is withdrawn." in done.text
    assert town.post(f"{place}/withdraw", data={"number": 999}).status_code == 422
    refused = town.post(place, data={**typed, "text": ""})
    assert refused.status_code == 422


def test_a_value_is_reported_once_and_corrected(site: Site, town: TestClient) -> None:
    with reading(site.engine) as session:
        indicator = next(
            i for i in load_indicators(session, TEXT, DAY) if i.measure.value == "percentage"
        )
    place = f"{PLACE}/indicators/{indicator.code}"
    typed = {"period": "2019", "numerator": "380", "denominator": "1000",
             "measured_on": "2018-12-31"}  # fmt: skip
    for _ in range(2):
        assert "The value is recorded." in town.post(place, data=typed).text
    town.post(place, data={**typed, "numerator": "390"})
    with reading(site.engine) as session:
        found = load_values(session, TEXT, members=[OTHER])
    assert [v.numerator for v in found if v.indicator == indicator.code and v.period == "2019"] == [
        Decimal(390)
    ]
    refused = town.post(place, data={**typed, "denominator": "nothing"})
    assert refused.status_code == 422
    assert "380" in refused.text
    assert town.post(place, data={**typed, "period": "2018"}).status_code == 409
    assert town.get(f"{PLACE}/indicators/none").status_code == 404


def test_the_start_tells_what_is_overdue(site: Site, town: TestClient) -> None:
    promise(town, due_on="2019-02-19")
    start = town.get(f"/member/{OTHER}").text
    assert "Plant 10,000 trees" in start
    assert "Overdue" in start


def test_a_target_is_set_once_and_never_over_another_unseen(site: Site, town: TestClient) -> None:
    with reading(site.engine) as session:
        indicator = load_indicators(session, TEXT, DAY)[0]
    place = f"{PLACE}/indicators/{indicator.code}/aim"

    def begin() -> dict[str, str]:
        page = html.fromstring(town.get(place).text)
        return dict(next(f for f in page.forms if f.xpath(".//*[@name='seen']")).form_values())

    typed = {**begin(), "baseline": "100", "baseline_on": "2018-01-01", "target": "250.5",
             "target_on": "2021-12-31"}  # fmt: skip
    for _ in range(2):
        assert "The target is recorded." in town.post(place, data=typed).text
    assert begin()["target"] == "250.5"
    clash = town.post(place, data={**typed, "target": "300"})
    assert clash.status_code == 409
    page = html.fromstring(clash.text)
    assert [c.text_content() for c in page.xpath("//tbody/tr/td")] == ["250.5", "300"]
    form = next(f for f in page.forms if f.xpath(".//*[@name='seen']"))
    assert "The target is recorded." in town.post(place, data=dict(form.form_values())).text
    with reading(site.engine) as session:
        (aim,) = (
            a for a in load_aims(session, TEXT, members=[OTHER]) if a.indicator == indicator.code
        )
    assert (aim.baseline, aim.target, aim.recorded_on) == (Decimal(100), Decimal(300), DAY)


@pytest.mark.parametrize(
    ("typed", "status", "field"),
    [({"target": "much"}, 422, "target"), ({"target_on": "soon"}, 422, "target_on"),
     ({"baseline": "5", "target": "5"}, 422, ""), ({"commitment": "none"}, 422, "")],
)  # fmt: skip
def test_a_faulty_target_comes_back_with_what_was_typed(
    site: Site, town: TestClient, typed: dict[str, str], status: int, field: str
) -> None:
    with reading(site.engine) as session:
        indicator = load_indicators(session, TEXT, DAY)[0]
        known = load_aims(session, TEXT, members=[OTHER])
    place = f"{PLACE}/indicators/{indicator.code}/aim"
    seen = html.fromstring(town.get(place).text).xpath("//input[@name='seen']/@value")[0]
    refused = town.post(place, data={"seen": seen, "baseline_on": "2018-01-01", **typed})
    assert refused.status_code == status
    page = html.fromstring(refused.text)
    assert page.xpath("//*[@class='error-summary']//a/@href") == (
        [f"#field-{field}"] if field else []
    )
    assert page.xpath("//input[@name='baseline_on']/@value") == ["2018-01-01"]
    with reading(site.engine) as session:
        assert load_aims(session, TEXT, members=[OTHER]) == known
    stranger = enter(site, Role.MEMBER, CITY)
    assert stranger.get(place).status_code == 403
    assert stranger.post(place, data={"seen": seen, **typed}).status_code == 403
