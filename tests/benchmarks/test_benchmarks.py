"""Rules of the benchmarks: each runs, and what it measures is what it says. Nothing is timed."""

import json
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from benchmarks.catalogue import CATALOGUE, SUBJECTS, Benchmark
from benchmarks.documents import make_pdf
from benchmarks.made_up import make_declaration, make_register, name_city, write_draft
from benchmarks.measuring import ROOT, Figures, Run, is_installed, print_row, run_once
from declarations.checks import check_declaration
from declarations.comparison import ChangeKind, compare
from declarations.draft_file import parse_draft


@pytest.mark.parametrize(
    "benchmark",
    [b for b in CATALOGUE if b.subject != "start"],
    ids=lambda benchmark: benchmark.prepare,
)
def test_every_benchmark_runs_at_its_smallest_size(benchmark: Benchmark) -> None:
    if not is_installed(benchmark):
        pytest.skip(f"{benchmark.peer} is not installed")
    assert run_once(benchmark, min(benchmark.sizes)).peak_bytes > 0


def test_a_run_in_a_process_of_its_own_answers_with_its_cost() -> None:
    program = [sys.executable, "-m", "benchmarks", "--once", "0", "5"]
    answer = subprocess.run(program, cwd=ROOT, check=True, capture_output=True, text=True)
    costs = {"seconds", "processor_seconds", "peak_bytes", "file_bytes"}
    assert set(json.loads(answer.stdout)) == costs


def test_reading_the_catalogue_imports_nothing_of_accord() -> None:
    words = (
        "import sys, benchmarks.__main__; "
        "print({n.partition('.')[0] for n in sys.modules} & {'app', 'exports', 'declarations'})"
    )
    answer = subprocess.run(
        [sys.executable, "-c", words], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert answer.stdout.strip() == "set()"


def test_growth_is_the_ratio_of_times_by_the_ratio_of_sizes() -> None:
    benchmark = Benchmark("text", "parse", "texts.parse", "paragraphs", (10, 100))
    small = Figures(benchmark, 10, [Run(1.0, 1.0, 2_000_000)])
    large = Figures(benchmark, 100, [Run(30.0, 20.0, 3_000_000)] * 3)
    assert print_row(large, small) == ("| parse | 100 paragraphs | 30 | 30-30 | 20 | 3 | 2.0 |")


def test_a_made_up_draft_has_no_problem_and_as_many_paragraphs_as_asked() -> None:
    parsed = parse_draft(write_draft(50))
    assert parsed.problems == ()
    assert len(parsed.declaration.operative_paragraphs()) == 50
    assert not [
        p for p in check_declaration(parsed.declaration, parsed.places) if p.level == "error"
    ]


def test_a_made_up_revision_edits_moves_and_deletes() -> None:
    found = compare(make_declaration(500), make_declaration(500, edited=True))
    kinds = {change.kind for change in found.changes}
    assert {ChangeKind.EDITED, ChangeKind.MOVED, ChangeKind.DELETED, ChangeKind.UNCHANGED} <= kinds


def test_a_row_of_a_benchmark_that_makes_a_file_ends_with_the_size_of_the_file() -> None:
    benchmark = Benchmark("documents", "PDF", "documents.make_pdf", "pages", (20,), makes_file=True)
    figures = Figures(benchmark, 20, [run_once(benchmark, 20)])
    size = len(make_pdf(20, Path())())
    assert print_row(figures, None).endswith(f" | {size / 1e6:.2f} |")


def test_a_peer_may_be_a_program_or_a_module_and_neither_need_be_installed() -> None:
    benchmark = Benchmark("documents", "PDF", "documents.make_pdf")
    assert is_installed(replace(benchmark, needs="json"))
    assert is_installed(replace(benchmark, needs="sh"))
    assert not is_installed(replace(benchmark, needs="nothing_has_this_name"))


def test_a_made_up_document_fills_about_as_many_pages_as_asked() -> None:
    pages = len(PdfReader(BytesIO(make_pdf(20, Path())())).pages)
    assert 18 <= pages <= 22


def test_made_up_cities_have_each_their_own_name() -> None:
    assert len({name_city(number) for number in range(12_000)}) == 12_000


def test_a_made_up_register_is_the_same_every_time() -> None:
    assert make_register(24) == make_register(24)


def test_the_page_on_quality_has_a_table_for_every_subject() -> None:
    page = (Path(ROOT) / "docs" / "quality.md").read_text(encoding="utf-8")
    assert [s for s in SUBJECTS if f".venv/bin/python -m benchmarks {s}" not in page] == []
