"""How does a new draft begin? From the skeleton, or from a file that somebody has written."""

from dataclasses import replace
from pathlib import PurePath

from jinja2 import Environment, PackageLoader, StrictUndefined

from declarations.draft_file import MAXIMUM_BYTES, parse_draft
from declarations.model import Declaration
from declarations.problems import InputRefusal, has_errors
from exports.akoma_ntoso.reader import read_akoma_ntoso
from exports.docx.reader import read_word_file
from exports.docx.reading import Changes
from exports.word_draft import DraftWishes, ImportedDraft, make_draft

XML_ENDINGS = frozenset((".xml", ".akn"))
WORD_ENDINGS = frozenset((".docx", ".docm", ".dotx", ".doc"))
DRAFT_ENDINGS = frozenset((".md", ".markdown", ".txt"))
BEFORE_XML = b"\xef\xbb\xbf \t\r\n"
PACKED = (b"PK", b"\xd0\xcf\x11\xe0")


def make_skeleton(code: str, title: str, language: str) -> Declaration:
    """Return a new text with the default sections; InputRefusal for a code that none can have."""
    environment = Environment(
        loader=PackageLoader("templates", "."),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - the result is a Markdown draft, not a page
        keep_trailing_newline=True,
    )
    skeleton = environment.get_template("declaration.md.j2")
    drafted = skeleton.render(code=code, title=title or code, language=language)
    parsed = parse_draft(drafted, f"{code}.md")
    if has_errors(parsed.problems):
        raise InputRefusal(
            "The draft could not be made.",
            hint="Choose a code of small letters, digits and hyphens.",
            problems=parsed.problems,
        )
    return parsed.declaration


def read_foreign_draft(
    data: bytes, name: str, changes: Changes, wishes: DraftWishes
) -> ImportedDraft:
    """Return the draft made of a Word or Akoma Ntoso file: the ending decides, then the bytes.

    Raises InputRefusal for a file of another kind and for what the readers refuse.
    """
    ending = PurePath(name).suffix.lower()
    if ending in WORD_ENDINGS or data.startswith(PACKED):
        (found,) = read_word_file(data, name, [changes])
        return make_draft(found, name, wishes)
    if ending in XML_ENDINGS or data.lstrip(BEFORE_XML).startswith(b"<"):
        return read_xml_draft(data, name, wishes)
    raise InputRefusal(
        f"{name} is of no kind that can be imported.",
        hint="Give a Word file (.docx) or an Akoma Ntoso file (.xml).",
    )


def read_xml_draft(data: bytes, file: str, wishes: DraftWishes) -> ImportedDraft:
    """Return the draft in an Akoma Ntoso file; what was wished for goes before what it says."""
    parsed = read_akoma_ntoso(data, file)
    return ImportedDraft(wish_for(parsed.declaration, wishes), parsed.problems, {})


def read_any_draft(
    data: bytes, name: str, changes: Changes, wishes: DraftWishes
) -> tuple[ImportedDraft, str]:
    """Return the draft in a draft file, a Word or an Akoma Ntoso file, and what it is based on.

    That is the SHA-256 of a revision, or its first digits; "" where the file is silent.
    """
    if PurePath(name).suffix.lower() not in DRAFT_ENDINGS:
        return read_foreign_draft(data, name, changes, wishes), ""
    if len(data) > MAXIMUM_BYTES:
        raise InputRefusal(
            f"{name} is larger than {MAXIMUM_BYTES // 1_000_000} MB.",
            hint="Check that this is the draft and not another file.",
        )
    try:
        parsed = parse_draft(data.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        raise InputRefusal(
            f"{name} is not UTF-8 text.", hint="Save the file as UTF-8 and upload it again."
        ) from error
    imported = ImportedDraft(wish_for(parsed.declaration, wishes), parsed.problems, {})
    return imported, parsed.based_on


def wish_for(found: Declaration, wishes: DraftWishes) -> Declaration:
    """Return a text with what was wished for in place of what its file says."""
    return replace(
        found,
        code=wishes.code or found.code,
        title=wishes.title or found.title,
        language=wishes.language or found.language,
        profile=wishes.profile or found.profile,
    )
