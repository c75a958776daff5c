"""What does a member propose in a Word file made from our text? Operations, with their remarks."""

from dataclasses import dataclass
from datetime import date

from declarations.amendments import Operation, make_operations
from declarations.model import Declaration, NodeKind
from declarations.problems import InputRefusal, Level, Place, Problem
from exports.docx.reading import Changes, WordComment, WordReading
from exports.word_draft import DraftWishes, make_draft
from exports.word_parts import ALIKE

TREATMENTS = (Changes.ACCEPT, Changes.REJECT)
"""The readings that ``read_proposal`` needs, in this order."""
QUIET = frozenset(("W330", "W331", "W333", "W335", "W341"))
"""What is told of a draft, but says nothing of what changed in a text that is known."""
LONGEST_LIST = 5


@dataclass(frozen=True, slots=True)
class Proposal:
    """The operations that make the proposed text of ``base``, and what the file says besides.

    ``authors`` are the names behind its tracked changes and comments, ``changed_on`` the last day
    of a change, ``rationale`` the comments, each with its author and the words it is about.
    """

    operations: tuple[Operation, ...]
    proposed: Declaration
    authors: tuple[str, ...]
    changed_on: date | None
    rationale: str
    problems: tuple[Problem, ...]


def read_proposal(
    accepted: WordReading, rejected: WordReading, name: str, base: Declaration
) -> Proposal:
    """Return what the file proposes: its text with the changes accepted, against ``base``.

    Nodes are found by their bookmarks, else by likeness. A file without tracked changes is just
    compared; where a file has them, words that differ from ``base`` even with the changes rejected
    were changed without a mark, and that is told.

    Raises InputRefusal when hardly anything of the file is like the text.
    """
    drafted = make_draft(accepted, name, DraftWishes(base=base))
    proposed = drafted.declaration
    known = [node for node in base.walk() if node.kind is not NodeKind.PREAMBLE]
    found = {node.id for node in proposed.walk()}
    if sum(node.id in found for node in known) < ALIKE * len(known) / 2:
        raise InputRefusal(
            f"{name} was not made from {base.code}: hardly any of its paragraphs is found there.",
            hint="Check the file and the revision; accord draft export writes one to work in.",
        )
    problems = [p for p in drafted.problems if p.code not in QUIET]
    if accepted.changes:
        problems += tell_unmarked(rejected, name, base)
    authors = {change.author for change in accepted.changes}
    authors |= {comment.author for comment in accepted.comments}
    return Proposal(
        make_operations(base, proposed),
        proposed,
        tuple(sorted(author for author in authors if author)),
        last_day(accepted),
        "\n".join(map(tell_comment, accepted.comments)),
        tuple(problems),
    )


def tell_unmarked(rejected: WordReading, name: str, base: Declaration) -> list[Problem]:
    """Return a warning that names what differs from ``base`` without being a tracked change."""
    before = make_draft(rejected, name, DraftWishes(base=base)).declaration
    changed = list(dict.fromkeys(each.node_id for each in make_operations(base, before)))
    if not changed:
        return []
    listed = ", ".join(each or "title or closing" for each in changed[:LONGEST_LIST])
    more = f" and {len(changed) - LONGEST_LIST} more" if len(changed) > LONGEST_LIST else ""
    return [
        Problem(
            "W350", Level.WARNING, Place(item=name),
            f"Besides the tracked changes the text differs from {base.code} in {listed}{more}.",
            "Those differences are part of the proposal too; check that they are meant, and that "
            "the file was made from this revision.",
        )
    ]  # fmt: skip


def last_day(reading: WordReading) -> date | None:
    """Return the last day on which something was changed or remarked, None where none is said."""
    days = []
    dates = [change.date for change in reading.changes]
    dates += [comment.date for comment in reading.comments]
    for each in dates:
        try:
            days.append(date.fromisoformat(each[:10]))
        except ValueError:
            continue
    return max(days, default=None)


def tell_comment(comment: WordComment) -> str:
    """Return a comment in one line: who, on which words, what."""
    words = " ".join(comment.text.split())
    about = f" on “{' '.join(comment.quoted.split())}”" if comment.quoted else ""
    return f"{comment.author or 'Someone'}{about}: {words}"
