"""What can be taken away? Texts and reports as files, made on demand, and the open data."""

import shutil
from collections.abc import Callable
from enum import StrEnum
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

from app.database import ReadingSession
from app.evidence import evidence_path
from app.site import Site
from app.web.pages import AnyPage, Reading
from app.web.protection import page_router
from app.web.recalled import recall_directory, recall_overview, recall_overviews
from declarations.problems import NotFoundRefusal
from exports.assembly_report import build_assembly_report, compose_assembly_report
from exports.blocks import Document
from exports.data_package.descriptor import PackageWishes
from exports.data_package.writer import write_package
from exports.declaration_text import compose_declaration
from exports.html import write_html
from exports.paragraph_sheet import compose_paragraph_sheet
from exports.public_text import read_text
from tracker.store import load_register

NAME_LENGTH = 100
DAY_ONE = (1980, 1, 1, 0, 0, 0)
"""The time of every file in an archive, the earliest there is: same data, same bytes."""

Code = Annotated[str, InPath(max_length=NAME_LENGTH)]
TextLanguage = Annotated[str, Query(alias="text", max_length=35)]

router = page_router()


class Ending(StrEnum):
    """What a document is made as."""

    PDF = "pdf"
    DOCX = "docx"
    HTML = "html"


MEDIA_TYPES = {
    Ending.PDF: "application/pdf",
    Ending.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Ending.HTML: "text/html; charset=utf-8",
}


@router.get("/downloads")
def show_downloads(page: AnyPage, session: Reading) -> Response:
    """List what can be taken away."""
    overviews = recall_overviews(page, session)
    return page.render(
        "downloads.html.j2",
        overviews=overviews,
        with_reports=len(recall_directory(page, session)) <= page.site.settings.annex_members,
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

    def compose() -> Document:
        read = read_text(session, code, page.day, text)
        adoption = recall_overview(page, session, code).adoption
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
    if len(recall_directory(page, session)) > settings.annex_members:
        raise NotFoundRefusal(
            "The report of so large an association is not made on demand.",
            hint="The secretariat publishes it.",
        )

    def compose() -> Document:
        report = build_assembly_report(
            load_register(session, code, page.day),
            page.day,
            association=settings.association,
            symbol=settings.symbol,
            due_soon_days=settings.due_soon_days,
            most_profiles=settings.profile_members,
            most_together=settings.annex_members,
        )
        return compose_assembly_report(report, template_folder=page.site.template_folder)

    name = f"{code}-report"
    return send_document(page.site, ("report", code, page.day), name, ending, compose)


@router.get("/declarations/{code}/paragraphs/{paragraph}/sheet.{ending}")
def send_sheet(
    page: AnyPage, session: Reading, code: Code, paragraph: Code, ending: Ending
) -> Response:
    """Send what has become of one paragraph."""
    read_text(session, code, page.day).find_paragraph(paragraph)
    settings = page.site.settings

    def compose() -> Document:
        return compose_paragraph_sheet(
            load_register(session, code, page.day, paragraph=paragraph),
            paragraph,
            page.day,
            association=settings.association,
            template_folder=page.site.template_folder,
            due_soon_days=settings.due_soon_days,
        )

    name = f"{code}-{paragraph}"
    return send_document(page.site, ("sheet", code, paragraph, page.day), name, ending, compose)


def send_document(
    site: Site,
    key: tuple[object, ...],
    name: str,
    ending: Ending,
    compose: Callable[[], Document],
) -> Response:
    """Send a document as a file; one that was made is sent again while nothing has changed."""
    data = site.remembered.recall(
        ("file", ending, *key),
        lambda: site.remembered.alone("document", lambda: write_document(site, compose(), ending)),
    )
    shown = "inline" if ending is Ending.PDF else "attachment"
    disposition = f"{shown}; filename*=UTF-8''{quote(f'{name}.{ending.value}', safe='')}"
    return Response(
        data, media_type=MEDIA_TYPES[ending], headers={"Content-Disposition": disposition}
    )


def write_document(site: Site, document: Document, ending: Ending) -> bytes:
    """Return a document in the look of the association."""

    def stay_silent(_message: str) -> None:
        """Nobody reads warnings here: the secretariat sees them when it makes the document."""

    if ending is Ending.HTML:
        return write_html(document, stay_silent, site.style)
    # The libraries for PDF and Word take a third of a second to load; most pages need neither.
    if ending is Ending.PDF:
        from exports.pdf.writer import write_pdf  # noqa: PLC0415

        return write_pdf(document, stay_silent, site.style)
    from exports.docx.writer import write_docx  # noqa: PLC0415

    return write_docx(document, stay_silent, site.style)
