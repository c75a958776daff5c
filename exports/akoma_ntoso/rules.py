"""What does Akoma Ntoso 3.0 require of the elements that a draft depends on?

Attributes that must be there; which elements an element holds, in which order and how many.
Tests hold each rule against the OASIS schema where it is at hand.
"""

from typing import NamedTuple

from exports.akoma_ntoso.vocabulary import BLOCKS, HIERARCHY, INLINE, TOP_LEVEL

ATTRIBUTES_OF = {
    "by date": "step",
    "date": "docDate date",
    "date name": "FRBRdate",
    "date name showAs": "publication",
    "date source": "eventRef",
    "value showAs dictionary": "keyword",
    "language": "FRBRlanguage",
    "src": "img",
    "src showAs": "componentRef",
    "href": "ref a noteRef FRBRauthor",
    "href showAs": """TLCPerson TLCOrganization TLCConcept TLCObject TLCEvent TLCLocation TLCProcess
        TLCRole TLCTerm original passiveRef activeRef hasAttachment attachmentOf documentRef""",
    "name": """statement doc act bill debateReport formula hcontainer container block inline marker
        subFlow""",
    "source": """identification classification lifecycle workflow analysis temporalData references
        notes proprietary presentation""",
    "value": """FRBRthis FRBRuri FRBRsubtype FRBRcountry FRBRnumber FRBRname FRBRformat
        FRBRversionNumber FRBRprescriptive FRBRauthoritative quorum count""",
    "refersTo": """party judge lawyer person organization concept object event location process role
        term quantity""",
    "by": "vote opinion",
    "time": "time recordedTime",
}
REQUIRED_ATTRIBUTES = {
    name: tuple(attributes.split())
    for attributes, names in ATTRIBUTES_OF.items()
    for name in names.split()
}


class Group(NamedTuple):
    """Elements that may stand at one place of a sequence, how often at least and at most."""

    names: frozenset[str]
    least: int
    most: int | None


def group(names: str, least: int = 0, most: int | None = 1) -> Group:
    """Return a group of the names in a string."""
    return Group(frozenset(names.split()), least, most)


LEVELS = frozenset("num heading subheading".split())
CHILDREN = Group(HIERARCHY | {"componentRef", "crossHeading"}, 0, None)
HIERARCHICAL = (
    Group(LEVELS, 0, None), group("intro"), CHILDREN, group("content"), group("wrapUp"),
)  # fmt: skip
CONTAINERS = frozenset(
    """administrationOfOath rollCall prayers oralStatements writtenStatements personalStatements
    ministerialStatements resolutions nationalInterest declarationOfVote communication petitions
    papers noticesOfMotion questions address proceduralMotions pointOfOrder adjournment
    debateSection div container""".split()
)
REFERENCES = frozenset(
    """original passiveRef activeRef jurisprudence hasAttachment attachmentOf TLCPerson
    TLCOrganization TLCConcept TLCObject TLCEvent TLCLocation TLCProcess TLCRole TLCTerm
    TLCReference""".split()
)
NOTE = (
    Group(
        BLOCKS | CONTAINERS | HIERARCHY | LEVELS | TOP_LEVEL
        | set("""tr th td content speechGroup speech question answer other scene narrative summary
              formula recitals citations longTitle recital citation componentRef documentRef intro
              wrapUp amendmentList officialGazette documentCollection debate amendment judgment
              portion""".split()),
        1, None,
    ),
)  # fmt: skip
WORDS_ONLY = (
    INLINE
    - set("authorialNote subFlow embeddedStructure remark mod mmod rmod noteRef eol eop img br "
          "marker".split())
    | set("p num heading subheading crossHeading block listIntroduction listWrapUp".split())
)  # fmt: skip
BLOCKS_ONLY = (Group(BLOCKS, 0, None),)
SOME_BLOCKS = (Group(LEVELS, 0, None), Group(BLOCKS, 1, None))
OPEN = (
    group("meta", 1), group("coverPage"), group("preface"), group("preamble"),
    group("mainBody", 1), group("conclusions"), group("attachments"), group("components"),
)  # fmt: skip
CORE = (
    group("FRBRthis", 1), group("FRBRuri", 1, None), group("FRBRalias", 0, None),
    group("FRBRdate", 1, None), group("FRBRauthor", 1, None), group("componentInfo"),
    group("preservation"),
)  # fmt: skip
BASIC = (Group(BLOCKS | {"longTitle", "formula", "container"}, 1, None),)

CONTENT: dict[str, tuple[Group, ...]] = {
    "statement": OPEN, "doc": OPEN, "debateReport": OPEN,
    "meta": (
        group("identification", 1), group("publication"),
        *(group(name, 0, None) for name in (
            "classification", "lifecycle", "workflow", "analysis", "temporalData", "references",
            "notes", "proprietary", "presentation",
        )),
    ),
    "identification": (
        group("FRBRWork", 1), group("FRBRExpression", 1), group("FRBRManifestation", 1),
        group("FRBRItem"),
    ),
    "FRBRWork": (
        *CORE, group("FRBRcountry", 1), group("FRBRsubtype"), group("FRBRnumber", 0, None),
        group("FRBRname", 0, None), group("FRBRprescriptive"), group("FRBRauthoritative"),
    ),
    "FRBRExpression": (
        *CORE, group("FRBRversionNumber"), group("FRBRauthoritative"),
        group("FRBRmasterExpression"), group("FRBRlanguage", 1, None),
        group("FRBRtranslation", 0, None),
    ),
    "FRBRManifestation": (*CORE, group("FRBRportion"), group("FRBRformat")),
    "classification": (group("keyword", 1, None),),
    "lifecycle": (group("eventRef", 1, None),),
    "workflow": (group("step", 1, None),),
    "analysis": (
        *(group(name) for name in (
            "activeModifications", "passiveModifications", "restrictions", "judicial",
            "parliamentary", "mappings",
        )),
        group("otherReferences", 0, None), group("otherAnalysis", 0, None),
    ),
    "references": (Group(REFERENCES, 1, None),),
    "mainBody": (Group(HIERARCHY | BLOCKS | CONTAINERS | {"componentRef"}, 1, None),),
    "authorialNote": NOTE, "note": NOTE,
    "voting": (group("quorum count", 1, None),),
    "parliamentary": (group("quorumVerification voting recount", 1, None),),
    "notes": (group("note", 1, None),),
    "attachments": (group("attachment", 1, None),),
    "coverPage": BASIC, "preface": BASIC, "conclusions": BASIC,
    "preamble": (Group(BLOCKS | {"recitals", "citations", "formula", "container"}, 1, None),),
    "recitals": (
        Group(LEVELS, 0, None), group("intro"), group("componentRef recital", 1, None),
        group("wrapUp"),
    ),
    "recital": SOME_BLOCKS, "citation": SOME_BLOCKS, "item": SOME_BLOCKS,
    "container": (Group(BLOCKS | {"container"}, 1, None),),
    "formula": BLOCKS_ONLY, "content": BLOCKS_ONLY, "intro": BLOCKS_ONLY, "wrapUp": BLOCKS_ONLY,
    "longTitle": BLOCKS_ONLY,
    "blockList": (group("listIntroduction"), group("item", 1, None), group("listWrapUp")),
    **dict.fromkeys(HIERARCHY, HIERARCHICAL),
    **dict.fromkeys(WORDS_ONLY, (Group(INLINE, 0, None),)),
}  # fmt: skip
