"""How noisy is each check on adopted texts? ``python -m tests.declarations.check_rates FOLDER``.

FOLDER holds the real data (akn/samples and texts). Prints hits per 1,000 paragraphs per check and
how many texts it looked at; with ``-v`` also every hit.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from declarations.checks import CHECKS, check_adoption
from declarations.model import Declaration, NodeKind
from declarations.problems import Problem
from tests.declarations.real_texts import read_real_texts

HEADINGS = (NodeKind.PREAMBLE, NodeKind.SECTION)


@dataclass(frozen=True)
class Rate:
    """How often one check speaks: hits in so many paragraphs of so many texts it applies to."""

    code: str
    level: str
    title: str
    hits: int
    paragraphs: int
    texts: int

    @property
    def per_thousand(self) -> float:
        """Hits per 1,000 paragraphs."""
        return 1000 * self.hits / self.paragraphs if self.paragraphs else 0.0


def count_paragraphs(declaration: Declaration) -> int:
    return sum(node.kind not in HEADINGS for node in declaration.walk())


def find_hits(data: Path) -> Iterator[tuple[str, Declaration, tuple[Problem, ...]]]:
    """Yield each text with everything that would be told at its adoption."""
    for name, declaration in read_real_texts(data):
        yield name, declaration, check_adoption(declaration)


def measure_rates(data: Path) -> list[Rate]:
    """Return the rate of every check, and of the reader's codes that were told at all."""
    hits: Counter[str] = Counter()
    levels: dict[str, str] = {}
    texts = []
    for _, declaration, problems in find_hits(data):
        texts.append(declaration)
        hits.update(problem.code for problem in problems)
        levels |= {problem.code: problem.level.value for problem in problems}
    whole = sum(map(count_paragraphs, texts))
    rates = []
    for check in CHECKS:
        seen = [text for text in texts if check.applies_to(text)]
        paragraphs = sum(map(count_paragraphs, seen))
        level = (check.at_adoption or check.level).value
        rates.append(
            Rate(check.code, level, check.title, hits.pop(check.code, 0), paragraphs, len(seen))
        )
    for code, count in sorted(hits.items()):
        rates.append(Rate(code, levels[code], "Draft file", count, whole, len(texts)))
    return rates


def main(arguments: list[str]) -> int:
    """Print the rates; return 2 where there is no folder."""
    folders = [word for word in arguments if word != "-v"]
    if len(folders) != 1 or not Path(folders[0]).is_dir():
        print(__doc__, file=sys.stderr)
        return 2
    data = Path(folders[0])
    if "-v" in arguments:
        for name, _, problems in find_hits(data):
            for problem in problems:
                print(f"{name}: {problem.level.value} {problem}")
    print("code  level    per 1,000   hits  paragraphs  texts  check")
    for rate in measure_rates(data):
        print(
            f"{rate.code}  {rate.level:<8} {rate.per_thousand:>8.1f} {rate.hits:>6} "
            f"{rate.paragraphs:>10} {rate.texts:>6}  {rate.title}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
