"""Measures everything, or the subjects named, and prints one Markdown table for each."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.catalogue import CATALOGUE, SUBJECTS
from benchmarks.measuring import Figures, is_installed, print_row, run_apart, run_once

TITLES = ("What", "Size", "Median, s", "Min-max, s", "CPU, s", "Peak, MB", "Growth")
TITLE_OF_FILE = "File, MB"


def measure_subject(subject: str, largest: int | None, most_runs: int) -> None:
    """Print the table of one subject, a row as soon as it is measured."""
    makes_file = any(b.makes_file for b in CATALOGUE if b.subject == subject)
    titles = [*TITLES, TITLE_OF_FILE] if makes_file else TITLES
    print(f"\n## {subject}\n\n| {' | '.join(titles)} |\n|{'---|' * len(titles)}")
    with TemporaryDirectory() as folder:
        shared = Path(folder)
        remarks = measure_rows(subject, shared, largest, most_runs)
        for path in sorted(shared.glob("*.db"), key=lambda path: path.stat().st_size):
            remarks.append(f"{path.name}: {path.stat().st_size / 1e6:,.1f} MB on the disk.")
    print("".join(f"\n{line}" for line in remarks))


def measure_rows(subject: str, shared: Path, largest: int | None, most_runs: int) -> list[str]:
    """Print the rows of one subject; return what is to be said of rows that were skipped."""
    skipped = []
    for place, benchmark in enumerate(CATALOGUE):
        if benchmark.subject != subject:
            continue
        if not is_installed(benchmark):
            skipped.append(f"{benchmark.what}: {benchmark.peer} is not installed; skipped.")
            continue
        before = None
        for size in benchmark.sizes:
            if largest is not None and size > largest:
                continue
            times = 1 if size >= benchmark.once_from else min(benchmark.runs, most_runs)
            runs = [run_apart(place, size, shared) for _ in range(times)]
            figures = Figures(benchmark, size, runs)
            print(print_row(figures, before), flush=True)
            before = figures
    return skipped


def main(words: list[str]) -> None:
    """Read the command line; ``--once`` is how a process of its own is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=", ".join(SUBJECTS))
    parser.add_argument("--largest", type=int, help="leave out sizes above this")
    parser.add_argument("--runs", type=int, default=5, help="run each size so often at most")
    parser.add_argument("--once", nargs=2, type=int, help=argparse.SUPPRESS)
    parser.add_argument("--shared", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args(words)
    if chosen.once:
        place, size = chosen.once
        print(json.dumps(asdict(run_once(CATALOGUE[place], size, chosen.shared))))
        return
    unknown = set(chosen.subjects) - set(SUBJECTS)
    if unknown:
        parser.error(f"no subject {', '.join(sorted(unknown))}; there are {', '.join(SUBJECTS)}")
    for subject in chosen.subjects or SUBJECTS:
        measure_subject(subject, chosen.largest, max(chosen.runs, 1))


if __name__ == "__main__":
    main(sys.argv[1:])
