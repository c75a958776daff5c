"""Which tables of open data come from the texts? Revisions, adoptions, votes and amendments."""

from declarations.adoptions import Choice, FreezeKind, Method, Result
from declarations.amendment_json import operations_from_json
from declarations.amendments import AmendmentStatus
from declarations.front_matter import CODE, LANGUAGE
from declarations.recommendations import Procedure
from declarations.tables import (
    AdoptionRow,
    AmendmentRow,
    AmendmentStepRow,
    BallotRow,
    CoSponsorRow,
    DeclarationRow,
    FrozenTextRow,
    RecommendationRow,
    RevisionRow,
    VoteRow,
)
from exports.data_package.fields import DataField, DataTable, Link, Reference

SHA256 = "[0-9a-f]{64}"

DECLARATIONS = DataTable(
    name="declarations",
    model=DeclarationRow,
    title="Declarations",
    meaning="Each declaration, known by its code.",
    key=("code",),
    fields=(
        DataField("code", "Short name, unique for ever.", pattern=CODE.pattern),
        DataField("language", "Language it was first written in.", pattern=LANGUAGE.pattern),
    ),
)
DECLARATION = DataField("declaration", "Code of the declaration.")
TO_DECLARATION = Link("declaration_id", "declarations", ("declaration",))

REVISIONS = DataTable(
    name="revisions",
    model=RevisionRow,
    title="Revisions",
    meaning="Each whole state of a text. Its words are in texts/DECLARATION.LANGUAGE.NUMBER.json "
    "in their canonical form, to which the SHA-256 belongs, and in the .md file of the same name "
    "for people to read.",
    key=("declaration", "language", "number"),
    fields=(
        DECLARATION,
        DataField("language", "Language of the text.", pattern=LANGUAGE.pattern),
        DataField("number", "Number of the revision in its language, from 1."),
        DataField("sha256", "SHA-256 of the file with the canonical text.", pattern=SHA256),
        DataField(
            "parent_sha256",
            "SHA-256 of the revision before; empty for the first.",
            pattern=f"({SHA256})?",
        ),
        DataField("reason", "Why it was made."),
        DataField("made_on", "Day on which it was made."),
    ),
    links=(TO_DECLARATION,),
    in_file="content",
)

ADOPTIONS = DataTable(
    name="adoptions",
    model=AdoptionRow,
    title="Adoptions",
    meaning="The act by which an assembly adopted a declaration, and the revision it had "
    "before it.",
    key=("declaration",),
    fields=(
        DECLARATION,
        DataField("language", "Language of the adopted text."),
        DataField("number", "Number of the adopted revision."),
        DataField("assembly", "Code of the assembly."),
        DataField("adopted_on", "Day of the adoption."),
        DataField("method", "How the assembly decided.", words=Method),
        DataField("decision", "Words of the minutes where no vote was taken."),
        DataField("note", "Note of the record."),
        DataField("meeting", "Number or symbol of the meeting."),
        DataField("presiding_officer", "Who presided."),
        DataField("sponsors", "Members behind the text: codes, or the words of the minutes."),
        DataField("algorithm", "Name of the canonical form under the SHA-256."),
    ),
    links=(TO_DECLARATION, Link("revision_id", "revisions", ("declaration", "language", "number"))),
)
TO_ADOPTION = Link("adoption_id", "adoptions", ("declaration",))

FROZEN_TEXTS = DataTable(
    name="frozen-texts",
    model=FrozenTextRow,
    title="Frozen texts",
    meaning="Each revision that no one can change any more.",
    key=("declaration", "language", "number"),
    fields=(
        DECLARATION,
        DataField("language", "Language of the text."),
        DataField("number", "Number of the revision."),
        DataField("kind", "Why it is frozen.", words=FreezeKind),
        DataField("sha256", "SHA-256 it was frozen with.", pattern=SHA256),
        DataField("frozen_on", "Day of the adoption, translation or correction."),
    ),
    links=(
        TO_ADOPTION,
        Link("revision_id", "revisions", ("declaration", "language", "number")),
    ),
)

VOTES = DataTable(
    name="votes",
    model=VoteRow,
    title="Votes",
    meaning="Each decision of an adoption: sequence 0 is on the whole text, 1 and up on parts of "
    "it or on amendments. Counts are those of the minutes and empty where these do not tell.",
    key=("declaration", "sequence"),
    fields=(
        DECLARATION,
        DataField("sequence", "0 for the whole text, else its place among the separate votes."),
        DataField("parts", "Ids of the paragraphs or sections voted on.", names_paragraphs=True),
        DataField("amendment", "The amendment voted on."),
        DataField(
            "result", "What became of it; empty for the whole text.", words=Result, is_optional=True
        ),
        DataField("in_favour", "Votes in favour."),
        DataField("against", "Votes against."),
        DataField("abstaining", "Abstentions."),
        DataField("not_voting", "Members absent or silent."),
        DataField("note", "Note of the minutes."),
    ),
    links=(TO_ADOPTION,),
)

BALLOTS = DataTable(
    name="ballots",
    model=BallotRow,
    title="Ballots",
    meaning="What each member said in a recorded vote.",
    key=("declaration", "sequence", "voter"),
    fields=(
        DECLARATION,
        DataField("sequence", "The vote, as in votes."),
        DataField("voter", "Code of the member."),
        DataField("place", "Place in the record, from 0."),
        DataField("choice", "What it said.", words=Choice),
    ),
    links=(TO_ADOPTION,),
    references=(Reference(("declaration", "sequence"), "votes"),),
)

AMENDMENTS = DataTable(
    name="amendments",
    model=AmendmentRow,
    title="Amendments",
    meaning="Each proposal of a member against one revision.",
    key=("declaration", "code"),
    fields=(
        DECLARATION,
        DataField("code", "Code of the amendment, unique within the declaration."),
        DataField("language", "Language of the text it was made against."),
        DataField("base_number", "Number of the revision it was made against."),
        DataField("base_sha256", "SHA-256 of that revision.", pattern=SHA256),
        DataField("sponsor", "Code of the member that proposed it."),
        DataField("rationale", "Its reason, in the words of the sponsor."),
        DataField("submitted_on", "Day on which it was submitted."),
        DataField("status", "How far it has come.", words=AmendmentStatus),
        DataField("superseded_by", "Code of the amendment that took its place."),
        DataField("parent", "Code of the amendment that it amends."),
        DataField("review", "Why it could not be laid on the latest revision."),
        DataField(
            "content",
            "Its operations, one after the other: replace_text, set_heading, insert_after, "
            "delete, move_after or set_detail.",
            has_json=True,
            check=operations_from_json,
        ),
    ),
    links=(TO_DECLARATION,),
)
AMENDMENT = DataField("amendment", "Code of the amendment.")
TO_AMENDMENT = Link("amendment_id", "amendments", ("declaration", "amendment"))

AMENDMENT_STEPS = DataTable(
    name="amendment-steps",
    model=AmendmentStepRow,
    title="Steps of amendments",
    meaning="Each step in the life of an amendment.",
    key=("declaration", "amendment", "number"),
    fields=(
        DECLARATION,
        AMENDMENT,
        DataField("number", "Number of the step, from 1."),
        DataField("status", "What it became.", words=AmendmentStatus),
        DataField("made_on", "Day of the step."),
        DataField("reason", "Why."),
    ),
    links=(TO_AMENDMENT,),
)

CO_SPONSORS = DataTable(
    name="amendment-co-sponsors",
    model=CoSponsorRow,
    title="Co-sponsors of amendments",
    meaning="Each member that stands or stood behind another's amendment.",
    key=("declaration", "amendment", "member", "joined_on"),
    fields=(
        DECLARATION,
        AMENDMENT,
        DataField("member", "Code of the member."),
        DataField("joined_on", "First day."),
        DataField("left_on", "Day of leaving."),
    ),
    links=(TO_AMENDMENT,),
)

RECOMMENDATIONS = DataTable(
    name="amendment-recommendations",
    model=RecommendationRow,
    title="Recommendations on amendments",
    meaning="What the secretariat recommended for an amendment, and the sponsor's answer.",
    key=("declaration", "amendment", "number"),
    fields=(
        DECLARATION,
        AMENDMENT,
        DataField("number", "Number of the recommendation, from 1; the last one counts."),
        DataField("procedure", "What is recommended.", words=Procedure),
        DataField("note", "Its reason."),
        DataField("published_on", "Day from which members see it."),
        DataField("answer", "The sponsor's answer."),
        DataField("answered_on", "Day of the answer."),
    ),
    links=(TO_AMENDMENT,),
)
