"""Is this a file that may be read? XML without declarations of its own, and Akoma Ntoso."""

import re
from typing import Any

from lxml import etree

from declarations.problems import InputRefusal, Level, Place, Problem
from exports.akoma_ntoso.vocabulary import NAMESPACE, TOP_LEVEL

MAXIMUM_BYTES = 5_000_000
"""Twice the longest text of a whole United Nations session's declarations; not a collection."""


def parse_document(data: bytes, file: str) -> Any:
    """Return the document element (``statement``, ``doc``, ...) of an Akoma Ntoso file.

    Raises InputRefusal, naming the line and what to do, when the file is too large, is not
    well-formed, declares a document type (entities could hide there), is of another format, or
    holds a kind of document that is no text to draft.
    """
    if len(data) > MAXIMUM_BYTES:
        raise InputRefusal(
            f"{file} is larger than {MAXIMUM_BYTES // 1_000_000} MB.",
            hint="Check that this is one text and not a collection.",
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root: Any = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        if b"<!DOCTYPE" in data:
            raise refuse_doctype(file) from error
        reason = re.sub(r",? (?:line \d+, column \d+|see .*|use .*)$", "", error.msg or "")
        raise refuse(
            "X001", file, line, column,
            f"The file is not well-formed XML: {reason}.",
            "Export it again from the program that wrote it.",
        ) from error  # fmt: skip
    if root.getroottree().docinfo.doctype:
        raise refuse_doctype(file)
    if root.tag != f"{{{NAMESPACE}}}akomaNtoso":
        raise refuse(
            "X003", file, root.sourceline or 0, 0,
            f"The file begins with {describe_root(root)}, not with Akoma Ntoso 3.0.",
            f'Expected <akomaNtoso xmlns="{NAMESPACE}">.',
        )  # fmt: skip
    for element in root.iterchildren(etree.Element):
        name = etree.QName(element).localname
        if name in TOP_LEVEL:
            return element
        raise refuse(
            "X004", file, element.sourceline or 0, 0,
            f"The file holds a <{name}>, which is no text to draft.",
            f"A draft can be read from: {', '.join(sorted(TOP_LEVEL))}.",
        )  # fmt: skip
    raise refuse("X004", file, root.sourceline or 0, 0, "The file holds no document.", "Check it.")


def describe_root(root: Any) -> str:
    """Return how a person would name the first element of a file."""
    name = etree.QName(root)
    return f"<{name.localname}>" + (f" of {name.namespace}" if name.namespace else "")


def refuse_doctype(file: str) -> InputRefusal:
    """Return the refusal of a file in which entities could hide."""
    return refuse(
        "X002", file, 1, 0, "The file declares a document type; entities could hide in it.",
        "Delete the line <!DOCTYPE ...>: Akoma Ntoso needs none.",
    )  # fmt: skip


def refuse(code: str, file: str, line: int, column: int, message: str, remedy: str) -> InputRefusal:
    """Return the refusal of a file with its one problem."""
    problem = Problem(code, Level.ERROR, Place(file, line, column), message, remedy)
    return InputRefusal(f"{file} cannot be read as Akoma Ntoso.", hint=remedy, problems=[problem])
