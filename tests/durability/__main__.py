"""``python -m tests.durability``: kill, and cut the power, many times.

PostgreSQL is killed on too where ACCORD_TEST_POSTGRESQL names a server: the programs that write,
not the server. The power cut needs strace.
"""

import argparse
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from app.database import create_database, open_database, reading
from benchmarks.site import add_reporters, make_workspace
from declarations.store import load_revision
from tests.conftest import make_postgresql_workspace
from tests.durability.killing import Killed, kill_sites, kill_writers
from tests.durability.power_cut import cut_often, trace_writer


def main() -> int:
    """Do the rounds; return 1 where anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.durability", description=__doc__)
    parser.add_argument("--rounds", type=int, default=450, help="kills of writers on each engine")
    parser.add_argument("--sites", type=int, default=100, help="kills of a server")
    parser.add_argument("--images", type=int, default=3000, help="power cuts")
    chosen = parser.parse_args()
    faults = 0
    print("| What | Rounds | Acknowledged | Faults |\n|---|---|---|---|", flush=True)
    with TemporaryDirectory() as name:
        folder = Path(name)
        create_database(str(folder / "killed.db")).dispose()
        faults += tell("kill -9, SQLite", kill_writers(str(folder / "killed.db"), chosen.rounds))
        with make_postgresql_workspace() as engine:
            address = engine.url.render_as_string(hide_password=False)
            engine.dispose()
            faults += tell("kill -9, PostgreSQL", kill_writers(address, chosen.rounds))
        faults += tell("kill -9 of the site", kill_served(folder, chosen.sites))
        if shutil.which("strace"):
            for mode in ("FULL", "NORMAL"):
                place = folder / mode
                place.mkdir()
                found = cut_often(trace_writer(place, mode, 150), chosen.images, place / "image")
                told = ", ".join(f"{count:,} {words}" for words, count in sorted(found.items()))
                print(f"| power cut, WAL and {mode} | {chosen.images:,} | | {told} |", flush=True)
                faults += mode == "FULL" and set(found) != {"whole"}
    return int(faults > 0)


def tell(what: str, found: Killed) -> int:
    """Print a row of the table; return the number of faults."""
    print(
        f"| {what} | {found.rounds:,} | {found.acknowledged:,} | {len(found.faults)} |", flush=True
    )
    for fault in found.faults[:5]:
        print(fault, file=sys.stderr)
    return len(found.faults)


def kill_served(folder: Path, rounds: int) -> Killed:
    """Kill a server of the sample; return what came of it."""
    db, code, day = make_workspace(folder, 0)
    engine = open_database(str(db))
    (reporter,) = add_reporters(engine, 1)
    with reading(engine) as session:
        text = load_revision(session, code).declaration
    paragraphs = [each.id for each in text.operative_paragraphs()]
    engine.dispose()
    return kill_sites(str(db), day, reporter, paragraphs, rounds)


if __name__ == "__main__":
    sys.exit(main())
