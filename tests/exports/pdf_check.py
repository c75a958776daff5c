"""Does veraPDF find a PDF accessible (PDF/UA-1) and fit to keep (PDF/A-2a)?"""

import os
import re
import subprocess
from pathlib import Path

import pytest

BESIDE = Path(__file__).parents[3] / "shared" / "tools" / "pdf-check" / "pdf-check"
CHECKER = Path(os.environ.get("ACCORD_TEST_PDF_CHECK", BESIDE))
_VERDICT = re.compile(r"(.+)\.pdf: (ua1|2a): (compliant|NOT .+)")
_FAULT = re.compile(r"  (\S+) x\d+: (.+)")


def check_pdfs(files: dict[str, bytes], folder: Path) -> dict[str, dict[str, str]]:
    """What is wrong with each file: words by clause, nothing where both standards are met.

    One start of the validator for all of them; skips where it is absent.
    """
    if not CHECKER.exists():
        pytest.skip("ACCORD_TEST_PDF_CHECK names no veraPDF check, and none is beside the project")
    for name, data in files.items():
        (folder / f"{name}.pdf").write_bytes(data)
    command = [str(CHECKER), *(f"{name}.pdf" for name in files)]
    run = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    faults: dict[str, dict[str, str]] = {name: {} for name in files}
    verdicts, name = 0, ""
    for line in run.stdout.splitlines():
        if found := _VERDICT.match(line):
            name, standard, verdict = found.groups()
            verdicts += 1
            if verdict != "compliant":
                faults[name][standard] = verdict
        elif found := _FAULT.match(line):
            faults[name][found[1]] = found[2]
    assert verdicts == 2 * len(files), run.stdout + run.stderr
    return faults
