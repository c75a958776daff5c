"""Our rules of Akoma Ntoso are those of the OASIS schema, as far as real files show."""

from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from exports.akoma_ntoso.findings import Findings
from exports.akoma_ntoso.structure import check_structure, is_day
from exports.akoma_ntoso.vocabulary import NAMESPACE
from tests.exports.akoma_ntoso_schema import load_schema, sample_files

AKN = f"{{{NAMESPACE}}}"
SAMPLE = "un_hrc_A_HRC_RES_57_10E.xml"


def name_of(element) -> str:
    return str(element.tag).removeprefix(AKN)


def break_without_attribute(element) -> Iterator[str]:
    for attribute, value in list(element.attrib.items()):
        del element.attrib[attribute]
        yield f"{name_of(element)} without {attribute}"
        element.set(attribute, value)


def break_structure(element) -> Iterator[str]:
    parent = element.getparent()
    place, inside = parent.index(element), name_of(parent)
    twin = deepcopy(element)
    for each in twin.iter(etree.Element):
        for attribute in ("eId", "GUID", "wId"):
            each.attrib.pop(attribute, None)
    parent.insert(place, twin)
    yield f"{name_of(element)} twice in {inside}"
    parent.remove(twin)
    tail = element.tail
    parent.remove(element)
    yield f"{inside} without {name_of(element)}"
    parent.insert(place, element)
    element.tail = tail
    old = element.tag
    for other in ("subheading", "zebra", "p", "content"):
        element.tag = AKN + other
        yield f"{inside} with {other}"
    element.tag = old


def break_everywhere(root) -> Iterator[str]:
    """Break a file in one place after another; each kind of break once."""
    done: set[str] = set()
    for element in list(root.iter(etree.Element))[2:]:
        if element.tag.startswith(AKN) and element.getparent().tag.startswith(AKN):
            for breaks in (break_without_attribute, break_structure):
                for what in breaks(element):
                    if what not in done:
                        done.add(what)
                        yield what


def faults(root) -> list[str]:
    findings = Findings("f.xml")
    check_structure(root.find(f"{AKN}statement"), findings)
    return [str(problem) for problem in findings.problems]


def test_a_file_broken_anywhere_is_reported_where_the_schema_refuses_it(real_data):
    schema = load_schema()
    root = etree.fromstring((real_data / "akn" / "samples" / SAMPLE).read_bytes())
    missed, wrong, refused = [], [], 0
    for what in break_everywhere(root):
        is_valid, found = schema.validate(root), faults(root)
        refused += not is_valid
        if found and is_valid:
            wrong.append((what, found))
        if not found and not is_valid:
            missed.append(what)
    assert wrong == []
    assert missed == []
    assert refused > 150


def test_no_valid_file_breaks_a_rule(real_data):
    for path in sample_files(real_data, "samples"):
        assert faults(etree.fromstring(path.read_bytes())) == [], path.name


def test_days_are_those_of_the_schema():
    for day in (
        "2026-11-24",
        "2026-11-24Z",
        "2026-11-24+09:00",
        "2026-11-24T10:00:00",
        "0001-01-01",
    ):
        assert is_day(day), day
    for day in ("", "24.11.2026", "2026-11", "2026-02-30", "2026-11-24x", "today"):
        assert not is_day(day), day


def test_ids_used_twice_are_told_with_the_first_line():
    root = etree.fromstring(
        f'<akomaNtoso xmlns="{NAMESPACE}"><statement name="x">\n<mainBody>\n<p eId="a"/>\n'
        '<p eId="a"/>\n<p GUID=""/></mainBody></statement></akomaNtoso>'
    )
    found = "\n".join(faults(root))
    assert "f.xml:4 X013 The eId 'a' is used before, in line 3." in found
    assert "f.xml:5 X015" in found
