"""Does a file keep the rules of Akoma Ntoso 3.0 that a draft depends on?

Not the whole schema, which is OASIS's and not shipped: required attributes, which elements an
element may hold and must hold, their order, dates, and ids used once. Each rule here is one of
the schema; tests hold the two against each other where the schema is at hand.
"""

import re
from datetime import datetime
from typing import Any

from lxml import etree

from declarations.problems import Level
from exports.akoma_ntoso.findings import Findings, line_of
from exports.akoma_ntoso.rules import CONTENT, REQUIRED_ATTRIBUTES
from exports.akoma_ntoso.vocabulary import NAMESPACE

ADVICE = "The words were read all the same; correct the file where it is to be sent on."

FEW = 4
"""An element that may hold more kinds than this is said to hold no text."""


def check_structure(document: Any, findings: Findings) -> None:
    """Report where a document breaks the rules; the same fault in many places is told once."""
    StructureCheck(findings).check(document)


class StructureCheck:
    """Checks one document; ``faults`` counts each fault and keeps the line of the first."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.seen: dict[tuple[str, str], int] = {}
        self.faults: dict[tuple[str, str], list[int]] = {}

    def check(self, document: Any) -> None:
        """Report every kind of fault with the line of its first place."""
        for element in document.iter(etree.Element):
            name = etree.QName(element)
            if name.namespace == NAMESPACE:
                self.check_attributes(element, name.localname)
                if name.localname in CONTENT:
                    self.check_content(element, name.localname)
        for (code, message), lines in self.faults.items():
            more = f", and in {len(lines) - 1} more places" if len(lines) > 1 else ""
            self.findings.report(code, Level.WARNING, lines[0], f"{message}{more}.", ADVICE)

    def fault(self, code: str, element: Any, message: str) -> None:
        """Keep a fault; the message has no full stop yet."""
        self.faults.setdefault((code, message), []).append(line_of(element))

    def check_attributes(self, element: Any, name: str) -> None:
        """Check what must be there, days, and ids."""
        for attribute in REQUIRED_ATTRIBUTES.get(name, ()):
            if element.get(attribute) is None:
                self.fault("X010", element, f"<{name}> has no {attribute}")
        day = element.get("date")
        if day is not None and not is_day(day):
            self.fault(
                "X014", element, f"<{name}> has the date {day!r:.60}, not one like 2026-11-24"
            )
        for attribute in ("eId", "wId", "GUID"):
            value = element.get(attribute)
            if value is None:
                continue
            first = self.seen.get((attribute, value))
            if not re.fullmatch(r"\S+", value):
                self.fault("X015", element, f"The {attribute} {value!r:.60} is empty or has spaces")
            elif attribute != "wId" and first is not None:
                self.fault(
                    "X013", element,
                    f"The {attribute} {value!r:.60} is used before, in line {first}",
                )  # fmt: skip
            else:
                self.seen[attribute, value] = line_of(element)

    def check_content(self, element: Any, name: str) -> None:
        """Check which elements an element holds, how many and in which order."""
        groups = CONTENT[name]
        counts = [0] * len(groups)
        at = 0
        for child in element.iterchildren(etree.Element):
            child_name = etree.QName(child)
            local = child_name.localname
            places = [i for i, each in enumerate(groups) if local in each.names]
            if child_name.namespace != NAMESPACE or not places:
                self.fault("X012", child, f"<{local}> cannot stand in <{name}>")
            elif places[-1] < at:
                self.fault("X012", child, f"<{local}> stands too late in <{name}>")
            else:
                at = places[-1]
                counts[at] += 1
                most = groups[at].most
                if most is not None and counts[at] > most:
                    self.fault("X012", child, f"<{name}> holds more than one <{local}>")
        for count, each in zip(counts, groups, strict=True):
            if count < each.least:
                names = " or ".join(f"<{wanted}>" for wanted in sorted(each.names))
                missing = names if len(each.names) <= FEW else "text"
                self.fault("X011", element, f"<{name}> holds no {missing}")


def is_day(value: str) -> bool:
    """Return whether an attribute holds a day, with or without a time of day or a zone."""
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d)(T[\d:.]+)?(Z|[+-]\d\d:\d\d)?", value)
    if match is None:
        return False
    try:
        datetime.fromisoformat(match.group(1) + (match.group(2) or ""))
    except ValueError:
        return False
    return True
