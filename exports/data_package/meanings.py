"""What does each word of the codebook mean? Every word of every list that open data uses."""

from enum import StrEnum

from declarations.adoptions import Choice, FreezeKind, Method, Result
from declarations.amendments import AmendmentStatus
from declarations.recommendations import Procedure
from tracker.acceptance import Effect, InstrumentKind, StatementKind
from tracker.commitments import BudgetStage, CommitmentKind, Visibility
from tracker.exchange import NoticeKind
from tracker.indicators import Accumulation, Direction, Measure
from tracker.members import MemberKind, OfficeKind
from tracker.periods import ReportState
from tracker.progress import EntryKind, EvidenceLevel, Implementation, MissingReason

MEANINGS: dict[type[StrEnum], dict[str, str]] = {
    MemberKind: {
        "city": "A city or municipality.",
        "metropolitan": "A metropolitan government.",
        "region": "A region, province or state.",
        "other": "Another body.",
    },
    OfficeKind: {
        "president": "Holds the presidency.",
        "vice_president": "Holds a vice presidency.",
        "regional_office": "Is the seat of a regional office.",
    },
    InstrumentKind: {
        "signature": "Signed at the assembly or later; names what is accepted.",
        "council_decision": "Accepted by a decision of the member's council.",
        "accession": "Joined after the time for signature.",
        "provisional": "Applied for the time being, until a final act.",
        "later_acceptance": "Accepts more paragraphs than before.",
        "withdrawal": "Takes back the acceptance of the paragraphs named.",
    },
    StatementKind: {
        "reservation": "Calls itself a reservation.",
        "interpretative_declaration": "Says how the member reads a paragraph.",
        "objection": "Objects to another member's reservation.",
        "modification": "Stands in the place of an earlier statement.",
        "withdrawal": "Takes back an earlier statement.",
        "communication": "Tells something else.",
    },
    Effect: {
        "none": "Leaves the paragraph's effect as it is.",
        "excludes": "Excludes the effect of the paragraph.",
        "modifies": "Changes the effect of the paragraph.",
        "outside_competence": "Says that the paragraph is outside the member's competence.",
    },
    NoticeKind: {
        "offer": "The member offers its experience.",
        "wish": "The member wishes to learn from others.",
    },
    ReportState: {
        "not_open": "The period has not begun.",
        "open": "Nothing has come yet, or the member is excused.",
        "draft": "Begun by the member and not sent.",
        "submitted": "Sent by the member.",
        "returned": "Given back to the member to be mended.",
        "accepted": "Read and accepted by the secretariat.",
        "published": "Published; final.",
    },
    Implementation: {
        "not_started": "Nothing has been done yet.",
        "limited": "A small part has been done.",
        "substantial": "The greater part has been done.",
        "complete": "All of it has been done.",
        "withdrawn": "The member no longer pursues it; leaves the denominator.",
        "superseded": "Something else took its place; leaves the denominator.",
    },
    EntryKind: {
        "one_off": "It ends once it is done.",
        "ongoing": "It goes on.",
    },
    MissingReason: {
        "not_due": "No answer was due for this period.",
        "not_reported": "An answer was due and was not given.",
        "not_available": "The member has no such information.",
        "not_estimated": "It exists and was not estimated.",
        "included_elsewhere": "The answer stands at another paragraph.",
        "not_occurring": "What is asked about does not occur there.",
        "not_applicable": "The question does not apply to the member.",
        "confidential": "The answer is known and kept confidential.",
    },
    EvidenceLevel: {
        "none": "Nothing is shown.",
        "claimed": "Claimed by the member alone.",
        "documented": "Shown by a document or link.",
        "verified": "Checked by the reviewer or a third party.",
        "disputed": "The reviewer or a third party disputes it.",
    },
    CommitmentKind: {
        "policy": "A policy or plan.",
        "investment": "An investment.",
        "service": "A service to residents.",
        "regulation": "A rule with legal force.",
        "partnership": "Work together with others.",
        "capacity": "Training, staff or tools.",
    },
    BudgetStage: {
        "planned": "Foreseen in a plan.",
        "secured": "Its source is certain.",
        "committed": "Bound by contract or decision.",
        "spent": "Paid.",
    },
    Visibility: {
        "public": "Anyone may read it.",
        "members": "Only members may read it.",
        "secretariat": "Only the secretariat may read it.",
    },
    Direction: {"higher": "More is better.", "lower": "Less is better."},
    Measure: {
        "number": "A number with its unit.",
        "percentage": "100 times a numerator over a denominator.",
        "rubric": "A step of a scale with names; the first is 1.",
    },
    Accumulation: {
        "cumulative": "Counts from the beginning.",
        "periodic": "Counts for its own period alone.",
    },
    Method: {
        "without_vote": "Adopted without a vote.",
        "vote": "Adopted by a vote.",
        "other": "As the words of the record say.",
    },
    FreezeKind: {
        "adopted": "The text that the assembly adopted.",
        "translation": "A translation of what was adopted, made later.",
        "correction": "A mistake in the adopted text mended later.",
    },
    Result: {
        "retained": "The part was kept.",
        "deleted": "The part was taken out.",
        "accepted": "The amendment was accepted.",
        "rejected": "The amendment was rejected.",
    },
    Choice: {
        "in_favour": "Voted in favour.",
        "against": "Voted against.",
        "abstaining": "Abstained.",
        "not_voting": "Was absent or silent.",
    },
    AmendmentStatus: {
        "draft": "Being written; not submitted.",
        "submitted": "Submitted; waits for a decision.",
        "withdrawn": "Taken back by its sponsor.",
        "accepted": "Accepted as proposed.",
        "accepted_as_amended": "Accepted with changes.",
        "rejected": "Rejected.",
        "lapsed": "Fell away because of another decision.",
        "superseded": "Another amendment took its place.",
    },
    Procedure: {
        "accept": "Accept it.",
        "accept_as_amended": "Accept it with changes.",
        "reject": "Reject it.",
        "refer": "Send it to a working group.",
        "vote": "Put it to the vote.",
    },
}


def label_of(word: str) -> str:
    """Return a word of the codebook as a person writes it."""
    return word.replace("_", " ")
