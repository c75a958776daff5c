"""What did one run cost? Seconds and peak memory, each run in a process of its own.

Nothing of Accord is imported here unless a run is made: on Linux a process takes over the peak of
the one that starts it, so the one that starts them must stay small.
"""

import json
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.catalogue import Benchmark

# ru_maxrss is in bytes on macOS and in units of 1,024 bytes elsewhere: getrusage(2).
MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024
WITH_CHILDREN = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Run:
    """What one run cost: seconds that passed, seconds of processor, and the peak in bytes.

    The peak is that of the process, with its set-up. ``file_bytes`` is the size of the file that
    was made, if one was.
    """

    seconds: float
    processor_seconds: float
    peak_bytes: int
    file_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """What several runs of one size cost."""

    benchmark: Benchmark
    size: int
    runs: Sequence[Run]

    @property
    def median(self) -> float:
        """Return the median in seconds."""
        return statistics.median(run.seconds for run in self.runs)

    @property
    def processor_median(self) -> float:
        """Return the median of the processor's seconds; other programs change it less."""
        return statistics.median(run.processor_seconds for run in self.runs)


def run_once(benchmark: Benchmark, size: int, shared: Path | None = None) -> Run:
    """Return what one run costs in this process.

    A benchmark that shares what it makes does so in the folder ``shared``.
    """
    module, function = benchmark.prepare.split(".")
    prepare = getattr(import_module(f"benchmarks.{module}"), function)
    with TemporaryDirectory() as folder:
        timed = prepare(size, shared if shared and benchmark.is_shared else Path(folder))
        used, begun = read_processor_seconds(), time.perf_counter()
        made = timed()
        seconds, used = time.perf_counter() - begun, read_processor_seconds() - used
        size_of_file = measure_file(made) if benchmark.makes_file else 0
    peak = max(resource.getrusage(who).ru_maxrss for who in WITH_CHILDREN)
    return Run(seconds, used, peak * MAXRSS_BYTES, size_of_file)


def measure_file(made: bytes | Path) -> int:
    """Return the size in bytes of a file that is at hand or at a place."""
    return made.stat().st_size if isinstance(made, Path) else len(made)


def read_processor_seconds() -> float:
    """Return what this process and those it started and waited for have used so far."""
    usages = [resource.getrusage(who) for who in WITH_CHILDREN]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def run_apart(place: int, size: int, shared: Path) -> Run:
    """Return what one run of the catalogue's benchmark at a place costs in a new process."""
    program = [
        sys.executable,
        "-m",
        "benchmarks",
        "--once",
        str(place),
        str(size),
        "--shared",
        str(shared),
    ]
    answer = subprocess.run(program, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return Run(**json.loads(answer.stdout))


def is_installed(benchmark: Benchmark) -> bool:
    """Return whether what a benchmark needs is installed."""
    needs = benchmark.needs
    return not needs or find_spec(needs) is not None or shutil.which(needs) is not None


def print_row(figures: Figures, before: Figures | None) -> str:
    """Return one row of the Markdown table.

    Growth is the ratio of the processor's times by the ratio of the sizes: 1.0 is growth with the
    size. A file's size stands in the rows of benchmarks that make one.
    """
    benchmark, size = figures.benchmark, figures.size
    seconds = [run.seconds for run in figures.runs]
    growth = ""
    if before is not None:
        growth = f"{figures.processor_median / before.processor_median / (size / before.size):.1f}"
    cells = (
        f"{benchmark.what} ({benchmark.peer})" if benchmark.peer else benchmark.what,
        f"{size:,} {benchmark.unit}" if size else "",
        print_seconds(figures.median),
        f"{print_seconds(min(seconds))}-{print_seconds(max(seconds))}",
        print_seconds(figures.processor_median),
        f"{max(run.peak_bytes for run in figures.runs) / 1e6:.0f}",
        growth,
        *([f"{figures.runs[-1].file_bytes / 1e6:.2f}"] if benchmark.makes_file else []),
    )
    return f"| {' | '.join(cells)} |"


def print_seconds(seconds: float) -> str:
    """Return seconds to three digits that count."""
    return f"{seconds:.3g}" if seconds < 100 else f"{seconds:.0f}"
