"""What does anyone see of declarations? The first page, texts, redlines, paragraphs, acceptance."""

from typing import Annotated

from fastapi import Path, Query, Response

from app.permissions import Act
from app.web.charts import draw_history, draw_progress
from app.web.interface_languages import later
from app.web.pages import AnyPage, Page, Reading
from app.web.paging import PageNumber, cut_page
from app.web.protection import page_router
from app.web.recalled import (
    recall_directory,
    recall_overview,
    recall_overviews,
    recall_paragraph,
)
from exports.html import Fragment
from exports.public_answers import read_positions
from exports.public_overview import Overview, search_directory
from exports.public_text import (
    compare_revisions,
    list_public_revisions,
    read_side_by_side,
    read_text,
)

NAME_LENGTH = 100
MOST_REVISIONS = 1_000_000
WHOLE_TEXT = later("Whole text")

Code = Annotated[str, Path(max_length=NAME_LENGTH)]
TextLanguage = Annotated[str, Query(alias="text", max_length=35)]
Number = Annotated[int, Query(ge=1, le=MOST_REVISIONS)]
Words = Annotated[str, Query(max_length=NAME_LENGTH)]

router = page_router()


@router.get("/")
def show_home(page: AnyPage, session: Reading) -> Response:
    """Show every adopted declaration with who accepts it and how far it has come."""
    overviews = recall_overviews(page, session)
    charts = {each.code: draw_overview(page, each) for each in overviews}
    return page.render("home.html.j2", overviews=overviews, charts=charts)


def draw_overview(page: Page, overview: Overview) -> dict[str, object]:
    """Return the charts of a declaration with the rows of their tables; none before a period."""
    found = {}
    if overview.latest is not None:
        names = {key: name or page.translate(WHOLE_TEXT) for key, name in overview.headings.items()}
        found = {names[key]: each for key, each in overview.latest.by_section.items()}
    return {
        "progress": draw_progress(page, found) if found else "",
        "rows": found,
        "history": draw_history(page, overview.history) if overview.history else "",
    }


@router.get("/declarations/{code}")
def show_declaration(
    page: AnyPage, session: Reading, code: Code, text: TextLanguage = ""
) -> Response:
    """Show the adopted text with what became of each paragraph beside it."""
    overview = recall_overview(page, session, code)
    read = read_text(session, code, page.day, text)
    return page.render(
        "declaration.html.j2",
        overview=overview,
        read=read,
        fragment=Fragment(read.document, shift=1),
        may_certify=page.viewer.may(Act.ADOPT),
    )


@router.get("/declarations/{code}/compare")
def show_comparison(
    page: AnyPage,
    session: Reading,
    code: Code,
    first: Annotated[int | None, Query(alias="from", ge=1, le=MOST_REVISIONS)] = None,
    second: Annotated[int | None, Query(alias="to", ge=1, le=MOST_REVISIONS)] = None,
    text: TextLanguage = "",
) -> Response:
    """Show what changed between two revisions; without numbers, from the first to the last."""
    overview = recall_overview(page, session, code)
    revisions = list_public_revisions(session, code, page.day, text)
    old, new = first or revisions[0].number, second or revisions[-1].number
    _, redline = compare_revisions(revisions, old, new, page.day)
    return page.render(
        "comparison.html.j2",
        overview=overview,
        revisions=revisions,
        old=old,
        new=new,
        text=text,
        fragment=Fragment(redline, shift=1),
        spoken_language=redline.language,
    )


@router.get("/declarations/{code}/languages")
def show_languages(
    page: AnyPage,
    session: Reading,
    code: Code,
    text: Annotated[list[str], Query(max_length=3)] = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    """Show two or three languages of the text beside each other; without a choice, the first."""
    overview = recall_overview(page, session, code)
    known = [each.language for each in overview.texts]
    chosen = tuple(dict.fromkeys(text)) or tuple(known[:2])
    fragment = None
    if len(known) > 1:
        fragment = Fragment(read_side_by_side(session, code, page.day, chosen), shift=1)
    return page.render(
        "languages.html.j2", overview=overview, known=known, chosen=chosen, fragment=fragment
    )


@router.get("/declarations/{code}/paragraphs/{paragraph}")
def show_paragraph(
    page: AnyPage, session: Reading, code: Code, paragraph: Code, number: PageNumber = 1
) -> Response:
    """Show a paragraph with the positions of members, what they did, and its line of time."""
    overview = recall_overview(page, session, code)
    read = read_text(session, code, page.day)
    part, found = read.find_paragraph(paragraph)
    record = recall_paragraph(page, code, paragraph)
    return page.render(
        "paragraph.html.j2",
        overview=overview,
        part=part,
        paragraph=found,
        fragment=Fragment(read.take_out(found), shift=1),
        record=record,
        events=cut_page(record.events, number),
    )


@router.get("/declarations/{code}/acceptance")
def show_acceptance(
    page: AnyPage,
    session: Reading,
    code: Code,
    q: Words = "",
    region: Words = "",
    number: PageNumber = 1,
) -> Response:
    """Show the positions of members on all paragraphs, page by page."""
    overview = recall_overview(page, session, code)
    directory = recall_directory(page)
    cut = cut_page(search_directory(directory, q, region), number)
    codes = [listed.member.code for listed in cut.items]
    return page.render(
        "acceptance.html.j2",
        overview=overview,
        cut=cut,
        matrix=read_positions(session, code, codes, page.day),
        regions=sorted({listed.member.region for listed in directory if listed.member.region}),
        q=q,
        region=region,
    )
