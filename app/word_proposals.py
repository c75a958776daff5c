"""Which text was a member's Word file made from, and what does it propose to change in it?"""

from dataclasses import dataclass

from sqlmodel import Session

from declarations.problems import InputRefusal
from declarations.revisions import Revision
from declarations.store import list_languages, load_revision
from exports.docx.reader import read_word_file
from exports.docx.reading import WordReading
from exports.word_amendment import TREATMENTS, Proposal, read_proposal


@dataclass(frozen=True, slots=True)
class WordReadings:
    """A Word file read twice: with its tracked changes accepted, and rejected."""

    name: str
    accepted: WordReading
    rejected: WordReading

    @property
    def base(self) -> tuple[str, str]:
        """Return the code and the number of the revision that the file names, "" for none."""
        code, _, number = self.accepted.identifier.partition("@")
        return code, number if number.isdigit() else ""


def read_word_proposal(data: bytes, name: str) -> WordReadings:
    """Return both readings of a Word file; raises what ``read_word_file`` raises."""
    return WordReadings(name, *read_word_file(data, name, TREATMENTS))


def find_proposal(
    session: Session, readings: WordReadings, code: str, number: int | None, language: str = ""
) -> tuple[Revision, Proposal]:
    """Return the revision that a file was made from, and what it proposes to change.

    ``number`` None is the latest revision; ``language`` "" is what the file says. Raises
    InputRefusal for a file that Accord wrote for another declaration, that is in another language
    or that proposes nothing, and NotFoundRefusal for a revision that is not there.
    """
    refuse_other_declaration(readings, code)
    written_in = language or choose_language(session, code, readings)
    revision = load_revision(session, code, number, written_in or None)
    proposal = read_proposal(
        readings.accepted, readings.rejected, readings.name, revision.declaration
    )
    if not proposal.operations:
        raise InputRefusal(
            f"{readings.name} proposes nothing: its text is that of {code}.",
            hint="Check that the file was saved with its changes.",
            problems=proposal.problems,
        )
    return revision, proposal


def choose_language(session: Session, code: str, readings: WordReadings) -> str:
    """Return the language of a declaration that a Word file is in; "" where the file is silent.

    The file's en-GB is the text's en. Raises InputRefusal where there is no text in its language.
    """
    named, languages = readings.accepted.language, list_languages(session, code)
    if not named or named in languages:
        return named
    primary = named.partition("-")[0].casefold()
    alike = [each for each in languages if each.partition("-")[0].casefold() == primary]
    for each in alike:
        if len(alike) == 1 or named.casefold().startswith(f"{each}-".casefold()):
            return each
    raise InputRefusal(
        f"Nothing was proposed: {readings.name} is in the language {named!r}; {code} has no text "
        "in it.",
        hint=f"Languages there are: {', '.join(languages)}. If the file is in one of them and only "
        "says otherwise, name it: --lang.",
    )


def refuse_other_declaration(readings: WordReadings, code: str) -> None:
    """Raise InputRefusal when Accord wrote the file for another declaration."""
    named = readings.base[0] if readings.accepted.program == "Accord" else ""
    if named and named != code:
        raise InputRefusal(
            f"{readings.name} was made from {named}, not from {code}.",
            hint="Check the file, or the declaration after --base.",
        )
