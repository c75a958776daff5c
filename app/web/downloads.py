"""What can be taken away? Texts and reports as files, made on demand, and the open data."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Annotated
from urllib.parse import quote
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from fastapi import Path as InPath
from fastapi import Query, Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from app.database import ReadingSession, reading
from app.document_formats import MEDIA_TYPES, Ending, ignore, write_format
from app.evidence import evidence_path
from app.jobs import ReportKind, ReportWish
from app.report_documents import compose_wish, read_wish
from app.site import Site
from app.web.pages import AnyPage, Reading
from app.web.protection import page_router
from app.web.recalled import recall_directory, recall_overview, recall_overviews
from declarations.problems import NotFoundRefusal
from exports.blocks import Document
from exports.data_package.descriptor import PackageWishes
from exports.data_package.writer import write_package
from exports.declaration_text import compose_declaration
from exports.public_text import read_text

NAME_LENGTH = 100
DAY_ONE = (1980, 1, 1, 0, 0, 0)
"""The time of every file in an archive, the earliest there is: same data, same bytes."""

Code = Annotated[str, InPath(max_length=NAME_LENGTH)]
TextLanguage = Annotated[str, Query(alias="text", max_length=35)]

router = page_router()


@router.get("/downloads")
def show_downloads(page: AnyPage, session: Reading) -> Response:
    """List what can be taken away."""
    overviews = recall_overviews(page, session)
    return page.render(
        "downloads.html.j2",
        overviews=overviews,
        with_reports=len(recall_directory(page)) <= page.site.settings.annex_members,
    )


@router.get("/downloads/open-data.zip")
def send_open_data(page: AnyPage, session: Reading) -> Response:
    """Send everything that is public as a Data Package in an archive."""
    return send_packed_data(page.site, session)


def send_packed_data(site: Site, session: ReadingSession) -> Response:
    """Return the answer with the archive, which is removed once it is sent."""
    folder = Path(mkdtemp(prefix="accord-"))
    try:
        archive = site.remembered.alone("open data", lambda: pack_open_data(site, session, folder))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    removed = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(
        archive, media_type="application/zip", filename="open-data.zip", background=removed
    )


def pack_open_data(site: Site, session: ReadingSession, folder: Path) -> Path:
    """Return the archive of the public data, made inside a folder."""
    package = folder / "open-data"
    wishes = PackageWishes(site.name)
    write_package(session, package, wishes, partial(evidence_path, site.folder))
    archive = folder / "open-data.zip"
    with ZipFile(archive, "w", ZIP_DEFLATED) as packed:
        for file in sorted(each for each in package.rglob("*") if each.is_file()):
            entry = ZipInfo(file.relative_to(folder).as_posix(), DAY_ONE)
            entry.compress_type = ZIP_DEFLATED
            with packed.open(entry, "w") as target, file.open("rb") as source:
                shutil.copyfileobj(source, target)
    return archive


@router.get("/declarations/{code}/text.{ending}")
def send_text(
    page: AnyPage, session: Reading, code: Code, ending: Ending, text: TextLanguage = ""
) -> Response:
    """Send the adopted text in a language."""
    adoption = recall_overview(page, session, code).adoption

    def compose(own: ReadingSession) -> Document:
        read = read_text(own, code, page.day, text)
        return compose_declaration(
            read.revision.declaration,
            made_on=page.day,
            revision=read.revision,
            adoption=adoption.as_of_text(read.revision.sha256),
        )

    name = "-".join(part for part in (code, text) if part)
    return send_document(page.site, ("text", code, text, page.day), name, ending, compose)


@router.get("/declarations/{code}/report.{ending}")
def send_report(page: AnyPage, session: Reading, code: Code, ending: Ending) -> Response:
    """Send the report to the assembly, marked as a draft; of small associations alone."""
    recall_overview(page, session, code)
    settings = page.site.settings
    if len(recall_directory(page)) > settings.annex_members:
        raise NotFoundRefusal(
            "The report of so large an association is not made on demand.",
            hint="The secretariat publishes it.",
        )

    wish = ReportWish(ReportKind.ASSEMBLY, code, page.day, ending)
    return send_wish(page.site, wish, f"{code}-report")


@router.get("/declarations/{code}/paragraphs/{paragraph}/sheet.{ending}")
def send_sheet(
    page: AnyPage, session: Reading, code: Code, paragraph: Code, ending: Ending
) -> Response:
    """Send what has become of one paragraph."""
    read_text(session, code, page.day).find_paragraph(paragraph)
    wish = ReportWish(ReportKind.PARAGRAPH, code, page.day, ending, paragraph=paragraph)
    return send_wish(page.site, wish, f"{code}-{paragraph}")


def send_wish(site: Site, wish: ReportWish, name: str) -> Response:
    """Send a report that somebody wants now, whole in one file; whether he may was asked before."""

    def compose(own: ReadingSession) -> Document:
        register = read_wish(own, wish)
        return compose_wish(register, wish, site.settings, site.template_folder).document

    return send_document(site, ("wish", wish), name, wish.ending, compose)


def send_document(
    site: Site,
    key: tuple[object, ...],
    name: str,
    ending: Ending,
    compose: Callable[[ReadingSession], Document],
) -> Response:
    """Send a document as a file; one that was made is sent again while nothing has changed.

    ``compose`` gets a session of its own: a file may be made anew after this answer was given.
    """

    def make() -> bytes:
        with reading(site.engine) as own:
            return write_document(site, compose(own), ending)

    data = site.remembered.recall(
        ("file", ending, *key), lambda: site.remembered.alone("document", make)
    )
    shown = "inline" if ending is Ending.PDF else "attachment"
    disposition = f"{shown}; filename*=UTF-8''{quote(f'{name}.{ending.value}', safe='')}"
    return Response(
        data, media_type=MEDIA_TYPES[ending], headers={"Content-Disposition": disposition}
    )


def write_document(site: Site, document: Document, ending: Ending) -> bytes:
    """Return a document in the look of the association.

    Nobody reads warnings here: the secretariat sees them when it makes the document.
    """
    return write_format(document, ending, site.style, ignore)
