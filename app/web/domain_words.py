"""Which words does the interface have for the states of the domain? Each is translated."""

from enum import StrEnum

from app.accounts import AccountState, Role
from app.jobs import JobState, JobStep, ReportKind
from app.permissions import Scope
from app.report_desk import AnswerState
from app.web.interface_languages import later
from declarations.amendments import AmendmentStatus
from declarations.problems import Level
from declarations.recommendations import Procedure
from exports.progress_import import ChangeKind
from tracker.acceptance import InstrumentKind, Position, StatementKind
from tracker.commitments import BudgetStage, CommitmentKind, Schedule, Visibility
from tracker.exchange import NoticeKind
from tracker.members import MemberKind, OfficeKind
from tracker.periods import ReportState
from tracker.progress import EvidenceLevel, Implementation, MissingReason
from tracker.statements import Standing
from tracker.timeline import EventKind

_TABLES: tuple[dict[StrEnum, str], ...] = (
    {
        Position.NO_RESPONSE: later("No response"),
        Position.ACCEPTED: later("Accepted"),
        Position.ACCEPTED_WITH_DECLARATION: later("Accepted with a declaration"),
        Position.ACCEPTED_WITH_RESERVATION: later("Accepted with a reservation"),
        Position.NOT_ACCEPTED: later("Not accepted"),
        Position.OUTSIDE_COMPETENCE: later("Outside its competence"),
        Position.WITHDRAWN: later("Withdrawn"),
    },
    {
        InstrumentKind.SIGNATURE: later("Signature"),
        InstrumentKind.COUNCIL_DECISION: later("Council decision"),
        InstrumentKind.ACCESSION: later("Accession"),
        InstrumentKind.PROVISIONAL: later("Provisional acceptance"),
        InstrumentKind.LATER_ACCEPTANCE: later("Later acceptance"),
        InstrumentKind.WITHDRAWAL: later("Withdrawal"),
    },
    {
        StatementKind.RESERVATION: later("Reservation"),
        StatementKind.INTERPRETATIVE_DECLARATION: later("Interpretative declaration"),
        StatementKind.OBJECTION: later("Objection"),
        StatementKind.MODIFICATION: later("Modification"),
        StatementKind.WITHDRAWAL: later("Withdrawal of a statement"),
        StatementKind.COMMUNICATION: later("Communication"),
    },
    {
        Implementation.NOT_STARTED: later("Not started"),
        Implementation.LIMITED: later("Limited"),
        Implementation.SUBSTANTIAL: later("Substantial"),
        Implementation.COMPLETE: later("Complete"),
        Implementation.WITHDRAWN: later("Withdrawn"),
        Implementation.SUPERSEDED: later("Superseded"),
    },
    {
        MissingReason.NOT_DUE: later("Not due"),
        MissingReason.NOT_REPORTED: later("Not reported"),
        MissingReason.NOT_AVAILABLE: later("Not available"),
        MissingReason.NOT_ESTIMATED: later("Not estimated"),
        MissingReason.INCLUDED_ELSEWHERE: later("Included elsewhere"),
        MissingReason.NOT_OCCURRING: later("Not occurring"),
        MissingReason.NOT_APPLICABLE: later("Not applicable"),
        MissingReason.CONFIDENTIAL: later("Confidential"),
    },
    {
        EvidenceLevel.NONE: later("No evidence"),
        EvidenceLevel.CLAIMED: later("Evidence claimed"),
        EvidenceLevel.DOCUMENTED: later("Documented"),
        EvidenceLevel.VERIFIED: later("Verified"),
        EvidenceLevel.DISPUTED: later("Disputed"),
    },
    {
        Schedule.NO_DEADLINE: later("No deadline"),
        Schedule.ON_SCHEDULE: later("On schedule"),
        Schedule.DUE_SOON: later("Due soon"),
        Schedule.OVERDUE: later("Overdue"),
        Schedule.DONE_ON_TIME: later("Done on time"),
        Schedule.DONE_LATE: later("Done late"),
    },
    {
        Role.DRAFTER: later("Drafter"),
        Role.MEMBER: later("Member"),
        Role.SECRETARIAT: later("Secretariat"),
        Role.ADMINISTRATOR: later("Administrator"),
        Role.OBSERVER: later("Observer"),
    },
    {
        AccountState.INVITED: later("Invited"),
        AccountState.ACTIVE: later("Can sign in"),
        AccountState.SUSPENDED: later("Suspended"),
        AccountState.ERASED: later("Erased"),
    },
    {
        Scope.READ: later("Read what you may read"),
        Scope.WRITE_TEXT: later("Texts: amendments, recommendations, decisions"),
        Scope.WRITE_REGISTER: later("Register: members, acceptance, statements"),
        Scope.WRITE_PROGRESS: later("Progress: periods, answers, commitments, exchange"),
        Scope.ADMIN: later("Administration: accounts, settings, journal"),
    },
    {
        OfficeKind.PRESIDENT: later("President"),
        OfficeKind.VICE_PRESIDENT: later("Vice-president"),
        OfficeKind.REGIONAL_OFFICE: later("Regional office"),
    },
    {
        MemberKind.CITY: later("City"),
        MemberKind.METROPOLITAN: later("Metropolitan government"),
        MemberKind.REGION: later("Region"),
        MemberKind.OTHER: later("Other body"),
    },
    {
        Level.ERROR: later("Error"),
        Level.WARNING: later("Warning"),
        Level.HINT: later("Hint"),
    },
    {
        AmendmentStatus.DRAFT: later("Draft"),
        AmendmentStatus.SUBMITTED: later("Submitted"),
        AmendmentStatus.WITHDRAWN: later("Withdrawn"),
        AmendmentStatus.ACCEPTED: later("Accepted"),
        AmendmentStatus.ACCEPTED_AS_AMENDED: later("Accepted as amended"),
        AmendmentStatus.REJECTED: later("Rejected"),
        AmendmentStatus.LAPSED: later("Lapsed"),
        AmendmentStatus.SUPERSEDED: later("Superseded"),
    },
    {
        Procedure.ACCEPT: later("Accept"),
        Procedure.ACCEPT_AS_AMENDED: later("Accept as amended"),
        Procedure.REJECT: later("Reject"),
        Procedure.REFER: later("Refer to a meeting"),
        Procedure.VOTE: later("Vote"),
    },
    {NoticeKind.OFFER: later("Offers experience"), NoticeKind.WISH: later("Seeks experience")},
    {
        ReportState.NOT_OPEN: later("Not open"),
        ReportState.OPEN: later("Open"),
        ReportState.DRAFT: later("Draft"),
        ReportState.SUBMITTED: later("Submitted"),
        ReportState.RETURNED: later("Returned"),
        ReportState.ACCEPTED: later("Report accepted"),
        ReportState.PUBLISHED: later("Published"),
    },
    {
        ReportKind.ASSEMBLY: later("Report to the assembly"),
        ReportKind.MEMBER: later("Report of a member"),
        ReportKind.PARAGRAPH: later("Sheet of a paragraph"),
    },
    {
        JobState.WAITING: later("Waiting"),
        JobState.RUNNING: later("In the making"),
        JobState.DONE: later("Ready"),
        JobState.FAILED: later("Not made"),
        JobState.CANCELLED: later("Cancelled"),
    },
    {
        JobStep.WAIT: later("Waiting for its turn"),
        JobStep.READ: later("Reading the register"),
        JobStep.COMPOSE: later("Putting it into words"),
        JobStep.WRITE: later("Writing the file"),
    },
    {
        EventKind.ADOPTION: later("Adoption"),
        EventKind.JOINED: later("Joined the association"),
        EventKind.LEFT: later("Left the association"),
        EventKind.OFFICE_BEGINS: later("Office begins"),
        EventKind.OFFICE_ENDS: later("Office ends"),
        EventKind.INSTRUMENT: later("Instrument deposited"),
        EventKind.IN_EFFECT: later("In effect"),
        EventKind.STATEMENT: later("Statement"),
        EventKind.REPORT: later("Report"),
        EventKind.ENTRY: later("Answer"),
        EventKind.LATE_ENTRY: later("Late answer"),
    },
    {
        AnswerState.NOT_BEGUN: later("Not begun"),
        AnswerState.BEGUN: later("Begun"),
        AnswerState.TO_MEND: later("To be mended"),
        AnswerState.CHANGED: later("Changed meanwhile"),
        AnswerState.DONE: later("Done"),
    },
    {
        CommitmentKind.POLICY: later("Policy"),
        CommitmentKind.INVESTMENT: later("Investment"),
        CommitmentKind.SERVICE: later("Service"),
        CommitmentKind.REGULATION: later("Regulation"),
        CommitmentKind.PARTNERSHIP: later("Partnership"),
        CommitmentKind.CAPACITY: later("Capacity"),
    },
    {
        BudgetStage.PLANNED: later("Planned"),
        BudgetStage.SECURED: later("Secured"),
        BudgetStage.COMMITTED: later("Committed"),
        BudgetStage.SPENT: later("Spent"),
    },
    {
        Visibility.PUBLIC: later("Everyone"),
        Visibility.MEMBERS: later("Members of the association"),
        Visibility.SECRETARIAT: later("The secretariat alone"),
    },
    {
        ChangeKind.NEW: later("New"),
        ChangeKind.CHANGED: later("Changed"),
        ChangeKind.SAME: later("Same"),
        ChangeKind.EMPTY: later("Empty"),
        ChangeKind.STALE: later("Older than what is stored"),
        ChangeKind.FAULTY: later("To be mended"),
    },
    {
        Standing.NOT_YET: later("Not yet in effect"),
        Standing.STANDS: later("Stands"),
        Standing.MODIFIED: later("Replaced by a later one"),
        Standing.WITHDRAWN: later("Taken back"),
    },
)
_BY_KIND = {(type(value), value): words for table in _TABLES for value, words in table.items()}
_PLAIN = {
    value.value: words
    for table in reversed(_TABLES)
    for value, words in table.items()
    if not isinstance(value, (ReportState, AnswerState))
}


def choose_message(value: StrEnum | str) -> str:
    """Return the message for a state, or for the bare word that a line of time has for it.

    A word that is no state, such as the name of an assembly, is returned as it is.
    """
    if isinstance(value, StrEnum):
        return _BY_KIND[type(value), value]
    return _PLAIN.get(value, value)
