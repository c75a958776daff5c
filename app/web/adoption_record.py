"""How was a text adopted? The record with its votes and frozen texts, and the certificate."""

from collections.abc import Sequence

from fastapi import Response

from app.adopting import certify_adoption, require_adoption
from app.database import ReadingSession
from app.document_formats import Ending
from app.permissions import Act
from app.web.adoption_votes import RESULTS
from app.web.amendment_pages import name_members
from app.web.downloads import send_document
from app.web.draft_places import Places
from app.web.drafting import Code, may_read
from app.web.pages import AnyPage, Page, Reading
from app.web.protection import page_router
from declarations.adoption_records import load_adoption
from declarations.adoptions import Adoption, Vote
from declarations.store import load_revision
from tracker.member_store import load_assemblies

Told = Sequence[tuple[str, str, Vote | None]]

router = page_router()


def name_voters(session: ReadingSession, record: Adoption) -> dict[str, str]:
    """Return the names of the members that a record names, by their codes."""
    voters = {ballot.voter for _about, vote in record.votes() for ballot in vote.ballots}
    return name_members(session, voters | set(record.sponsors))


def tell_separate(page: Page, record: Adoption, names: Places) -> Told:
    """Return of each separate vote what it was on, what became of it, and the vote."""
    results = dict(RESULTS)
    return [
        (
            ", ".join(names.name(part) if names.has(part) else part for part in each.parts)
            or each.amendment,
            page.translate(results[each.result]),
            each.vote,
        )
        for each in record.separate_votes
    ]


@router.get("/drafting/{code}/record")
def show_record(page: AnyPage, session: Reading, code: Code) -> Response:
    """Show the decision, who voted how, and every text that is frozen."""
    may_read(page)
    record = require_adoption(load_adoption(session, code), code)
    adopted = load_revision(session, code, record.number, record.language).declaration
    assemblies = {each.code: each.name for each in load_assemblies(session)}
    return page.render(
        "adoption_record.html.j2",
        code=code,
        declaration=adopted,
        record=record,
        assembly=assemblies.get(record.assembly, record.assembly),
        members=name_voters(session, record),
        told=tell_separate(page, record, Places(page, adopted)),
        may_certify=page.viewer.may(Act.ADOPT),
    )


@router.get("/declarations/{code}/certificate.{ending}")
def send_certificate(page: AnyPage, session: Reading, code: Code, ending: Ending) -> Response:
    """Send the certificate of adoption, ready to be signed, to those who record adoptions."""
    page.viewer.require(Act.ADOPT)
    record = require_adoption(load_adoption(session, code), code)
    site = page.site
    return send_document(
        site,
        ("certificate", code, record.texts),
        f"{code}-certificate",
        ending,
        lambda own: certify_adoption(own, code, site.settings.association, site.template_folder),
    )
