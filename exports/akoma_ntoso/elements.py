"""How is an element with its attributes added? Those of Akoma Ntoso, and our own."""

from typing import Any

from lxml import etree

from exports.akoma_ntoso.vocabulary import akn, clean, own

SOURCE = "#accord"
"""Says of metadata that Accord wrote it."""


def add_element(parent: Any, name: str, /, **attributes: str) -> Any:
    """Return a new element of Akoma Ntoso; ``as_`` stands for the attribute "as"."""
    element = etree.SubElement(parent, akn(name))
    for key, value in attributes.items():
        element.set(key.rstrip("_"), clean(value))
    return element


def add_own(parent: Any, name: str, /, **attributes: str) -> Any:
    """Return a new element of ours; empty attributes are left out."""
    element = etree.SubElement(parent, own(name))
    for key, value in attributes.items():
        if value:
            element.set(key, clean(value))
    return element
