"""What stands in the head of a draft file? Its YAML front matter, read and printed."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from declarations.model import Declaration, Profile
from declarations.problems import Level, Place, Problem

NAMES = (
    "declaration", "title", "subtitle", "assembly", "prepared_by", "language", "profile", "closing",
    "based_on",
)  # fmt: skip
REQUIRED = ("declaration", "title")
LONGEST = 65_536
"""Characters; YAML is read slowly, and no front matter is so long."""

CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
BASE = re.compile(r"[0-9a-f]{12,64}")
"""The SHA-256 of a revision, or its first digits."""

BASE_DIGITS = 12
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
EXAMPLE = "Begin the file with ---, then lines declaration: CODE and title: WORDS, then ---."


@dataclass(frozen=True, slots=True)
class Value:
    """One value of the front matter with the place it stands at."""

    words: str
    place: Place


def read_front_matter(source: str, file: str) -> tuple[dict[str, Value], list[Problem]]:
    """Return the known values by name and every problem; ``source`` begins in line 2.

    Every value is read as the characters typed: ``no`` is the language, not the opposite of yes.
    """
    values: dict[str, Value] = {}
    problems: list[Problem] = []
    try:
        pairs = list(read_pairs(source, file))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return {}, [unreadable(error, file)]
    for name, value in pairs:
        if name not in NAMES:
            problems.append(
                Problem(
                    "F003", Level.WARNING, value.place,
                    f"The front matter has an unknown name {name!r:.60}.",
                    f"Use only: {', '.join(NAMES)}.", name[:60],
                )
            )  # fmt: skip
        elif name in values:
            problems.append(
                Problem(
                    "F004", Level.ERROR, value.place, f"The front matter gives {name} twice.",
                    f"Keep one line {name}: ...", value.words[:60],
                )
            )  # fmt: skip
        else:
            values[name] = value
    problems += find_comments(source, file)
    return values, [*problems, *find_missing(values, file), *refuse_values(values)]


def find_comments(source: str, file: str) -> Iterator[Problem]:
    """Yield a problem for each line that is a comment: it is no part of the declaration."""
    for number, line in enumerate(source.splitlines(), start=2):
        if line.lstrip().startswith("#"):
            yield Problem(
                "F009", Level.WARNING, Place(file, number, line.index("#") + 1),
                "The front matter has a comment, which is not kept.",
                "Delete it, or keep it in another file.", line.strip()[:60],
            )  # fmt: skip


def read_pairs(source: str, file: str) -> Iterator[tuple[str, Value]]:
    """Yield name and value of each line; raise ValueError or a YAML error when there are none."""
    if len(source) > LONGEST:
        raise ValueError(f"it is longer than {LONGEST} characters")
    # BaseLoader makes no objects: only strings, lists and mappings of strings.
    mapping = yaml.compose(source, Loader=yaml.BaseLoader)
    if not isinstance(mapping, yaml.MappingNode):
        raise ValueError("it holds no lines of the form name: value")  # noqa: TRY004 - about input
    for key, value in mapping.value:
        mark = key.start_mark
        place = Place(file, mark.line + 2, mark.column + 1)
        if not isinstance(key, yaml.ScalarNode) or not isinstance(value, yaml.ScalarNode):
            raise ValueError(f"line {mark.line + 2} holds a list where one value belongs")  # noqa: TRY004
        yield key.value, Value(re.sub(r"[\t\n]", " ", value.value).strip(), place)


def unreadable(error: Exception, file: str) -> Problem:
    """Return the problem of a front matter that is not YAML of the expected form."""
    mark = getattr(error, "problem_mark", None)
    place = Place(file, mark.line + 2, mark.column + 1) if mark else Place(file, 1, 1)
    reason = getattr(error, "problem", None) or str(error) or "it is nested too deeply"
    return Problem(
        "F002", Level.ERROR, place, f"The front matter cannot be read: {reason}.",
        'Write each line as name: value; put a value that holds ": " or begins with a sign in '
        '"quotes".',
    )  # fmt: skip


def find_missing(values: dict[str, Value], file: str) -> Iterator[Problem]:
    """Yield a problem for each required name without a value."""
    for name in REQUIRED:
        if name not in values or not values[name].words:
            place = values[name].place if name in values else Place(file, 1, 1)
            yield Problem(
                "F005", Level.ERROR, place, f"The front matter has no {name}.",
                f"Add a line {name}: ...",
            )  # fmt: skip


def refuse_values(values: dict[str, Value]) -> Iterator[Problem]:
    """Yield a problem for a code, language, profile or revision that is none.

    All but the code are dropped then.
    """
    code = values.get("declaration")
    if code and code.words and not CODE.fullmatch(code.words):
        yield Problem(
            "F006", Level.ERROR, code.place,
            f"The code {code.words!r:.60} is not made of small letters, digits and hyphens.",
            "Write for example ulyanovsk-2017.", code.words[:60],
        )  # fmt: skip
    language = values.get("language")
    if language and not LANGUAGE.fullmatch(language.words):
        del values["language"]
        yield Problem(
            "F007", Level.ERROR, language.place, f"{language.words!r:.60} is no language code.",
            "Write for example en, fr or zh-Hans (BCP 47).", language.words[:60],
        )  # fmt: skip
    profile = values.get("profile")
    if profile and profile.words not in {*Profile}:
        del values["profile"]
        yield Problem(
            "F008", Level.ERROR, profile.place, f"There is no profile {profile.words!r:.60}.",
            f"Write one of: {', '.join(Profile)}.", profile.words[:60],
        )  # fmt: skip
    base = values.get("based_on")
    if base and base.words and not BASE.fullmatch(base.words):
        del values["based_on"]
        yield Problem(
            "F018", Level.ERROR, base.place,
            f"{base.words!r:.60} is not the mark of a revision.",
            "Put back the digits that accord draft show wrote, or delete the line.",
            base.words[:60],
        )  # fmt: skip


def set_base(content: bytes, sha256: str) -> bytes:
    """Return a draft file that says it was taken from a revision; nothing else is changed.

    A file without front matter is returned as it is.
    """
    line = b"based_on: " + sha256[:BASE_DIGITS].encode()
    head, marker, rest = content.partition(b"---")
    end = re.search(rb"^---\s*?$", rest, re.MULTILINE)
    if not marker or head.strip(b"\xef\xbb\xbf \r\n") or end is None:
        return content
    names = rest[: end.start()]
    newline = b"\r\n" if b"\r\n" in names else b"\n"
    names, found = re.subn(rb"^based_on:[^\r\n]*", line, names, flags=re.MULTILINE)
    added = b"" if found else line + newline
    return head + marker + names + added + rest[end.start() :]


def print_front_matter(declaration: Declaration, closing: str, based_on: str = "") -> str:
    """Return the front matter with its two lines of hyphens; empty values are left out.

    ``based_on`` is the SHA-256 of the revision that the text was taken from.
    """
    values = {
        "declaration": declaration.code,
        "title": declaration.title,
        "subtitle": declaration.subtitle,
        "assembly": declaration.assembly,
        "prepared_by": declaration.prepared_by,
        "language": declaration.language,
        "profile": declaration.profile.value,
        "closing": closing,
        "based_on": based_on[:BASE_DIGITS],
    }
    given = {name: value for name, value in values.items() if value}
    lines = yaml.safe_dump(given, allow_unicode=True, sort_keys=False, width=sys.maxsize)
    return f"---\n{lines}---\n"
