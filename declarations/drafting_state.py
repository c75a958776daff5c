"""How far has a declaration come on its way to adoption, and what is still to be done?"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from declarations.adoption_records import load_adoption
from declarations.adoptions import Adoption
from declarations.amendment_store import load_amendments
from declarations.amendments import Amendment
from declarations.checks import check_adoption, count_levels
from declarations.problems import Level, Problem
from declarations.recommendations import Recommendation, load_recommendation
from declarations.revisions import Revision
from declarations.store import list_declarations, list_languages, load_revision

CheckRevision = Callable[[Revision], tuple[Problem, ...]]


def check_revision(revision: Revision) -> tuple[Problem, ...]:
    """Return the problems of a revision that is about to be adopted."""
    return check_adoption(revision.declaration)


@dataclass(frozen=True, slots=True)
class DraftingState:
    """A declaration in work, or adopted, with its latest revision in one language.

    ``problems`` are those of a text about to be adopted, none for an adopted one. ``advice`` is by
    the codes of ``open_amendments``, which are those to the text in this language.
    """

    revision: Revision
    languages: tuple[str, ...]
    adoption: Adoption | None
    problems: tuple[Problem, ...]
    amendments: tuple[Amendment, ...]
    advice: dict[str, Recommendation | None]

    @property
    def open_amendments(self) -> tuple[Amendment, ...]:
        """Return the amendments that wait for a decision."""
        return tuple(each for each in self.amendments if each.is_open)

    @property
    def without_advice(self) -> int:
        """Return for how many open amendments no published recommendation is there."""
        found = (self.advice.get(each.code) for each in self.open_amendments)
        return sum(each is None or each.published_on is None for each in found)

    def count(self, level: str) -> int:
        """Return how many problems there are of a level."""
        return count_levels(self.problems)[Level(level)]


def read_drafting_state(
    session: Session, code: str, language: str = "", check: CheckRevision = check_revision
) -> DraftingState:
    """Return how far a declaration has come; NotFoundRefusal where there is none.

    ``check`` gives the problems of a revision, for whoever remembers them: a revision never
    changes, and to check a long one takes its time.
    """
    revision = load_revision(session, code, language=language or None)
    adoption = load_adoption(session, code)
    written_in = revision.declaration.language
    amendments = tuple(
        each for each in load_amendments(session, code) if each.language == written_in
    )
    return DraftingState(
        revision,
        list_languages(session, code),
        adoption,
        () if adoption else check(revision),
        amendments,
        {
            each.code: load_recommendation(session, code, each.code)
            for each in amendments
            if each.is_open
        },
    )


def list_drafting_states(
    session: Session, check: CheckRevision = check_revision
) -> tuple[DraftingState, ...]:
    """Return every declaration: those in work first, the last revised of them first."""
    codes = list_declarations(session)
    found = [read_drafting_state(session, code, check=check) for code in codes]
    found.sort(key=lambda each: each.revision.made_on, reverse=True)
    return tuple(sorted(found, key=lambda each: each.adoption is not None))
