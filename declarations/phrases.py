"""Which words open a paragraph? Verbs and phrases of the field, with their strength.

The opening words are counted from UN General Assembly resolutions (source: United Nations); the
list holds the words that open most paragraphs, lower-cased.
"""

from enum import StrEnum

PREAMBULAR_OPENINGS = frozenset(
    """acknowledging acting affirming alarmed appreciating aspiring aware bearing believing
    calling cognizant commending concerned concurring condemning confident confirming
    congratulating conscious considering convinced deeply deploring desiring desirous determined
    distressed emphasizing encouraged encouraging endorsing expressing finding fully grateful
    gravely guided having highlighting hoping inspired keeping looking mindful noting observing
    persuaded pledging profoundly reaffirming realizing recalling recognizing referring regretting
    reiterating remaining remembering resolved seeking seriously shocked stressing strongly
    supporting taking thanking underlining underscoring upholding viewing welcoming wishing
    urging also further sharing honouring committed recommitting re-emphasizing renewing firmly
    inviting trusting continuing disappointed seized particularly being reconfirming commemorating
    proceeding rejecting giving understanding marking""".split()
)
"""First words of preambular paragraphs in the resolution profile (English)."""

QUALIFIERS = frozenset("also further strongly deeply once urgently again solemnly firmly".split())
"""Words that may stand before the opening verb of an operative paragraph."""

OPERATIVE_VERBS = frozenset(
    """accepts acknowledges adopts affirms agrees appeals appoints appreciates approves authorizes
    calls commends concludes concurs condemns confirms congratulates considers decides declares
    demands deplores designates directs draws elects emphasizes encourages endorses establishes
    exhorts expresses hails highlights insists instructs intends invites looks notes notices
    observes pledges proclaims promotes reaffirms realizes recalls recognizes recommends refers
    regrets reiterates rejects reminds renews repeats requests resolves stresses supports takes
    thanks transmits trusts underlines underscores undertakes upholds urges welcomes re-emphasizes
    appropriates recommits continues commits remains determines pays reconfirms objects respects
    proposes values anticipates understands""".split()
)
"""First verbs of operative paragraphs in the resolution profile (English)."""


class Strength(StrEnum):
    """How much a verb binds; only the strong ask members for progress."""

    STRONG = "strong"
    MIDDLE = "middle"
    WEAK = "weak"
    STATEMENT = "statement"


COMMITMENT_VERBS = {
    "commit": Strength.STRONG,
    "will": Strength.STRONG,
    "shall": Strength.STRONG,
    "decide": Strength.STRONG,
    "pledge": Strength.STRONG,
    "resolve": Strength.STRONG,
    "agree": Strength.STRONG,
    "undertake": Strength.MIDDLE,
    "aim": Strength.MIDDLE,
    "intend": Strength.MIDDLE,
    "encourage": Strength.WEAK,
    "invite": Strength.WEAK,
    "urge": Strength.WEAK,
    "call": Strength.WEAK,
    "request": Strength.WEAK,
    "recognize": Strength.STATEMENT,
    "note": Strength.STATEMENT,
    "reaffirm": Strength.STATEMENT,
    "welcome": Strength.STATEMENT,
    "acknowledge": Strength.STATEMENT,
}
"""What may stand after "We" in the declaration profile, with its strength (English)."""

KNOWN_ACRONYMS = frozenset(
    "AIDS BIC COP COVID DNA EUR GDP GMT HIV ICT ISO NGO SDG SMS UNESCO UNICEF USA USD UTC".split()
)
"""Acronyms that readers of declarations read as words."""
