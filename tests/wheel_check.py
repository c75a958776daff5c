"""Build the wheel, install it into an empty environment and run ``accord demo`` elsewhere."""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
EXPECTED = (
    "declaration.pdf",
    "declaration.docx",
    "redline.html",
    "assembly-report.pdf",
    "assembly-report.docx",
    "assembly-report.html",
    "members.csv",
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
        (wheel,) = place.glob("*.whl")
        run(sys.executable, "-m", "venv", "--without-pip", place / "env")
        python = place / "env" / "bin" / "python"
        pip = (sys.executable, "-m", "pip") if has_pip(sys.executable) else ("python3", "-m", "pip")
        options = ("--python", python, "--disable-pip-version-check", "--quiet", "install")
        run(*pip, *options, "--require-hashes", "-r", ROOT / "requirements.txt")
        run(*pip, *options, "--no-deps", wheel)
        elsewhere = place / "elsewhere"
        elsewhere.mkdir()
        run(place / "env" / "bin" / "accord", "demo", cwd=elsewhere)
        missing = [name for name in EXPECTED if not (elsewhere / "out" / name).is_file()]
        if missing:
            sys.exit(f"accord demo from the wheel did not write: {', '.join(missing)}")
    print("wheel: installed into an empty environment; accord demo ran from another folder")


def has_pip(python: str) -> bool:
    command = (python, "-m", "pip", "--version")
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def run(*command: object, cwd: Path | None = None) -> None:
    subprocess.run([str(part) for part in command], check=True, cwd=cwd)


if __name__ == "__main__":
    main()
