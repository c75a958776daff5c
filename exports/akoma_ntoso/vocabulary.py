"""Which words of Akoma Ntoso 3.0 stand for ours? Element names, languages, characters.

Source of the names: OASIS Akoma Ntoso 3.0, part 2, and the Akoma Ntoso Naming Convention 1.0.
docs/akoma-ntoso.md has the mapping as a table.
"""

import re

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
OWN_NAMESPACE = "urn:accord:akoma-ntoso:1"
"""What Akoma Ntoso has no word for stands in elements and attributes of this namespace."""

NOTE_PREFIX = "note:"
"""Begins the GUID of a note, so that it never clashes with the id of a paragraph."""

NO_COUNTRY = "zz"
"""Unicode's code for no territory: an association of cities belongs to no country."""

LISTED_PROBLEM = 60
"""Characters of a value that a message repeats."""

TOP_LEVEL = frozenset("statement doc act bill debateReport".split())
"""The documents with an open or hierarchical structure, which a draft can be read from."""

SECTIONS = frozenset(
    "title book tome part subpart chapter subchapter subtitle division subdivision section "
    "article rule subrule proviso transitional level hcontainer".split()
)
PARAGRAPHS = frozenset("paragraph subsection clause alinea".split())
BELOW = frozenset("subparagraph subclause point indent list sublist".split())
HIERARCHY = SECTIONS | PARAGRAPHS | BELOW
HEADINGS = frozenset("heading subheading crossHeading".split())
BLOCKS = frozenset("blockList blockContainer tblock toc ul ol table p foreign block".split())
INLINE = frozenset(
    "ref mref rref mod mmod rmod remark recordedTime vote outcome ins del omissis embeddedText "
    "embeddedStructure opinion placeholder fillIn decoration b i a u sub sup abbr span docType "
    "docTitle docNumber docProponent docDate legislature session shortTitle docAuthority "
    "docPurpose docCommittee docIntroducer docStage docStatus docJurisdiction docketNumber date "
    "time person organization concept object event location process role term quantity def entity "
    "courtType neutralCitation party judge lawyer signature argument affectedDocument "
    "relatedDocument change inline noteRef eol eop img br marker authorialNote subFlow".split()
)

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What is not a Char of XML 1.0 (fifth edition), production 2."""


def clean(words: str) -> str:
    """Return the words with what XML cannot hold replaced by U+FFFD."""
    return _ILLEGAL.sub("\ufffd", words)


def akn(name: str) -> str:
    """Return an Akoma Ntoso name as lxml writes it."""
    return f"{{{NAMESPACE}}}{name}"


def own(name: str) -> str:
    """Return a name of ours as lxml writes it."""
    return f"{{{OWN_NAMESPACE}}}{name}"


def three_letter_code(tag: str) -> str:
    """Return the ISO 639-2 code of a BCP 47 tag: "eng" for "en"; "und" where there is none."""
    import iso639  # noqa: PLC0415 - its tables take half a second, which other commands need not

    try:
        return iso639.Language.match(tag.partition("-")[0].lower()).part3
    except iso639.LanguageNotFoundError:
        return "und"


def language_tag(code: str) -> str:
    """Return the BCP 47 tag of a language written in any way: "en" for "eng"; "" if unknown."""
    import iso639  # noqa: PLC0415 - its tables take half a second, which other commands need not

    language, hyphen, rest = code.strip().partition("-")
    try:
        found = iso639.Language.match(language.lower())
    except iso639.LanguageNotFoundError:
        return ""
    return (found.part1 or found.part3) + hyphen + rest
