"""Are the texts of a package what their SHA-256 says? Their words, and the chain of revisions."""

from collections import defaultdict

from declarations.problems import InputRefusal
from declarations.revisions import canonical_json, declaration_from_json
from exports.data_package.faults import Faults
from exports.data_package.package_files import HINT, OpenPackage
from exports.data_package.rows import ReadRow
from exports.data_package.text_tables import REVISIONS
from exports.data_package.writer import text_stem

MOST_BYTES = 100_000_000
"""Of one text; the longest that were measured have some 4 million."""


class TextReader:
    """Reads the texts of a package, revision after revision."""

    def __init__(self, package: OpenPackage, faults: Faults) -> None:
        self.package = package
        self.faults = faults
        self.before: dict[tuple[str, str], tuple[int, str]] = {}
        self.paragraphs: defaultdict[str, set[str]] = defaultdict(set)

    def read(self, row: ReadRow) -> str | None:
        """Return the words of a revision, or None, with a fault, where they are not its own."""
        values = row.values
        self.check_chain(row)
        path = text_stem(values["declaration"], values["language"], values["number"]) + ".json"
        if path not in self.package.files:
            self.add("O020", row, "sha256", f"The package has no file {path}.")
            return None
        if self.package.files[path] != values["sha256"]:
            self.add("O021", row, "sha256", f"{path} has another SHA-256 than its revision.")
            return None
        try:
            with (self.package.folder / path).open("rb") as file:
                data = file.read(MOST_BYTES + 1)
            content = data.decode()
            declaration = declaration_from_json(content)
        except (OSError, UnicodeDecodeError, InputRefusal) as error:
            why = error.message if isinstance(error, InputRefusal) else str(error)
            self.add("O022", row, "sha256", f"{path} is no text of a declaration: {why}")
            return None
        named = (declaration.code, declaration.language)
        if named != (values["declaration"], values["language"]) or len(data) > MOST_BYTES:
            self.add("O023", row, "declaration", f"{path} is a text of {' in '.join(named)!r:.80}.")
            return None
        if canonical_json(declaration) != content:
            self.add("O024", row, "sha256", f"{path} is not in the canonical form.")
            return None
        self.paragraphs[values["declaration"]] |= {node.id for node in declaration.walk()}
        return content

    def check_chain(self, row: ReadRow) -> None:
        """Report a revision that does not come after the one before it in its language."""
        values = row.values
        place = (values["declaration"], values["language"])
        number, sha256 = self.before.get(place, (0, ""))
        if values["number"] != number + 1:
            self.add("O025", row, "number", f"Revision {values['number']} comes after {number}.")
        elif values["parent_sha256"] != sha256:
            self.add("O026", row, "parent_sha256", "It was made from another revision than the one "
                     "before it.")  # fmt: skip
        self.before[place] = (values["number"], values["sha256"])

    def add(self, code: str, row: ReadRow, field: str, message: str) -> None:
        """Report a fault of a row."""
        names = [each.name for each in REVISIONS.fields]
        self.faults.add(code, REVISIONS.path, message, HINT, line=row.line,
                        column=names.index(field) + 1, value=str(row.values[field]),
                        item=field)  # fmt: skip
