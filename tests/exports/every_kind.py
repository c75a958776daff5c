"""Every kind of document that Accord composes, from the sample and from small made-up texts."""

import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

from app import demo
from app.database import create_database, reading
from declarations.adoption_records import load_adoption
from declarations.comparison import compare
from declarations.store import list_revisions
from exports.assembly_report import build_assembly_report, compose_assembly_report
from exports.blocks import Document
from exports.compilation_text import View, compose_compilation
from exports.declaration_text import compose_declaration
from exports.member_report import compose_member_report
from exports.redline import compose_redline
from exports.side_by_side import compose_side_by_side
from tests.declarations.test_compilation import three
from tests.exports.every_block import EVERY_BLOCK
from tests.exports.scripts import EVERY_SCRIPT
from tests.exports.test_adoption_certificate import FRENCH, MENDED, Decision, compose, record
from tests.exports.test_side_by_side import ALL
from tracker.store import load_register

DAY = demo.SAMPLE_DAY
REDLINES = (
    "redline",
    "redline-tracked",
    "compilation-inline",
    "compilation-brackets",
    "redline-en",
)
LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh", "ko")  # those of the writers' own words


@cache
def every_kind() -> dict[str, Document]:
    """The documents by name; composed once in a session."""
    documents = {
        f"compilation-{view.value}": compose_compilation(three(), view, {}, made_on=DAY)
        for view in View
    }
    documents |= {
        f"every-block-{language}": replace(EVERY_BLOCK, language=language) for language in LANGUAGES
    }
    return {
        **sample_documents(),
        **documents,
        "certificate": compose(record(Decision(), MENDED, FRENCH)),
        "side-by-side": compose_side_by_side(ALL, made_on=DAY),
        "arabic-declaration": compose_declaration(ALL[2], made_on=DAY),
        "every-script": EVERY_SCRIPT,
        "nothing": Document("Nothing", (), DAY),
    }


def sample_documents() -> dict[str, Document]:
    """What the sample workspace gives."""
    with tempfile.TemporaryDirectory() as folder:
        engine = create_database(str(Path(folder) / "sample.db"))
        demo.fill_workspace(engine)
        with reading(engine) as session:
            revisions = list_revisions(session, demo.DECLARATION)
            adoption = load_adoption(session, demo.DECLARATION)
            register = load_register(session, demo.DECLARATION, DAY)
        engine.dispose()
    first, last = revisions[0].declaration, revisions[-1]
    comparison = compare(first, last.declaration)
    report = build_assembly_report(register, DAY, association=demo.ASSOCIATION)
    return {
        "declaration": compose_declaration(
            last.declaration, made_on=DAY, revision=last, adoption=adoption
        ),
        "redline": compose_redline(comparison, made_on=DAY),
        "redline-tracked": compose_redline(comparison, made_on=DAY, is_tracked=True),
        "assembly-report": compose_assembly_report(report),
        "member-report": compose_member_report(
            register, demo.REPORTED_MEMBER, DAY, association=demo.ASSOCIATION
        ),
    }
