"""Reports that were asked for: claimed by one worker, made in a process, kept as files."""

import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine

from app.account_store import add_account
from app.accounts import Role
from app.database import reading, transaction
from app.document_formats import Ending
from app.job_store import (
    add_job,
    cancel_job,
    claim_job,
    fail_job,
    find_job,
    finish_job,
    give_back,
    has_claimable,
    is_still_mine,
    load_jobs,
    renew_lease,
)
from app.jobs import (
    FILES_KEPT,
    FILES_OF_NEWEST,
    LEASE,
    MOST_TRIES,
    JobState,
    JobStep,
    MadeFile,
    ReportKind,
    ReportWish,
)
from app.personal_data import export_person
from app.report_worker import ReportWorker, job_file, job_folder, remove_outworn_files
from declarations.problems import NotFoundRefusal, RuleRefusal
from tests.tracker.made_up_answers import CODES, fill_workspace

NOW = datetime(2021, 6, 1, 12, tzinfo=UTC)
DAY = date(2021, 6, 1)
WISH = ReportWish(ReportKind.MEMBER, "d", DAY, Ending.HTML, member=CODES[0])
SOON = timedelta(seconds=1)


@pytest.fixture
def asked(workspace: Engine) -> Engine:
    """A workspace in which somebody can ask for reports."""
    with transaction(workspace) as session:
        add_account(session, "sec@office.example", Role.SECRETARIAT, now=NOW)
    return workspace


def ask(engine: Engine, wish: ReportWish = WISH, at: datetime = NOW) -> UUID:
    with transaction(engine) as session:
        account = export_person(session, "sec@office.example")["account"]["id"]
        return add_job(session, wish, UUID(account), at).id


def test_a_job_comes_back_as_it_was_asked_for(asked: Engine) -> None:
    wish = ReportWish(
        ReportKind.PARAGRAPH, "d", DAY, Ending.DOCX, paragraph="air-1", is_final=True,
        own_wording=False,
    )  # fmt: skip
    key = ask(asked, wish)
    with reading(asked) as session:
        found = find_job(session, key)
        assert (found.wish, found.state, found.asked_at) == (wish, JobState.WAITING, NOW)
        assert load_jobs(session) == [found]
        with pytest.raises(NotFoundRefusal):
            find_job(session, uuid4())


def test_the_oldest_job_is_claimed_by_one_worker(asked: Engine) -> None:
    first, second = ask(asked), ask(asked)
    claimed = []
    for worker in ("a", "b", "c"):
        with transaction(asked) as session:
            job = claim_job(session, worker, NOW)
            claimed.append(job.id if job else None)
    assert claimed == [first, second, None]


def test_many_workers_at_once_claim_each_job_once(asked: Engine) -> None:
    keys = {ask(asked) for _ in range(12)}
    claimed: list[UUID] = []

    def work(name: str) -> None:
        while True:
            with transaction(asked) as session:
                job = claim_job(session, name, NOW)
            if job is None:
                return
            claimed.append(job.id)

    threads = [threading.Thread(target=work, args=(str(n),)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(claimed) == 12
    assert set(claimed) == keys


def test_a_job_whose_worker_died_is_claimed_again_and_given_up_in_the_end(asked: Engine) -> None:
    key, at = ask(asked), NOW
    for number in range(MOST_TRIES):
        with transaction(asked) as session:
            assert claim_job(session, f"w{number}", at) is not None
        with transaction(asked) as session:
            assert claim_job(session, "other", at + LEASE) is None
        at += LEASE + SOON
    with transaction(asked) as session:
        assert has_claimable(session, at)
        assert claim_job(session, "last", at) is None
    with reading(asked) as session:
        assert find_job(session, key).state is JobState.FAILED
        assert not has_claimable(session, at)


def test_a_worker_that_renews_its_lease_keeps_its_job(asked: Engine) -> None:
    key = ask(asked)
    with transaction(asked) as session:
        claim_job(session, "a", NOW)
    with transaction(asked) as session:
        assert renew_lease(session, key, "a", NOW + LEASE)
    with transaction(asked) as session:
        assert claim_job(session, "b", NOW + LEASE + SOON) is None


def test_a_worker_that_lost_its_job_changes_nothing(asked: Engine) -> None:
    key, later = ask(asked), NOW + LEASE + SOON
    with transaction(asked) as session:
        claim_job(session, "slow", NOW)
    with transaction(asked) as session:
        claim_job(session, "quick", later)
    with transaction(asked) as session:
        assert not is_still_mine(session, key, "slow")
        assert not renew_lease(session, key, "slow", later)
        assert not finish_job(session, key, "slow", (), later)
        fail_job(session, key, "slow", "nonsense", later)
    with reading(asked) as session:
        found = find_job(session, key)
    assert (found.state, found.worker, found.reason) == (JobState.RUNNING, "quick", "")


def test_what_is_cancelled_is_not_finished_and_what_is_finished_is_not_cancelled(
    asked: Engine,
) -> None:
    key, other = ask(asked), ask(asked)
    made = (MadeFile("a.pdf", 3, "0" * 64),)
    with transaction(asked) as session:
        claim_job(session, "a", NOW)
        cancel_job(session, key, NOW + SOON)
        assert not finish_job(session, key, "a", made, NOW + SOON)
    with transaction(asked) as session:
        claim_job(session, "a", NOW)
        assert finish_job(session, other, "a", made, NOW + SOON)
    with transaction(asked) as session, pytest.raises(RuleRefusal, match="done"):
        cancel_job(session, other, NOW)
    with reading(asked) as session:
        assert find_job(session, key).state is JobState.CANCELLED
        assert find_job(session, other).files == made
        assert find_job(session, other).ended_at == NOW + SOON


def test_a_job_that_was_given_back_has_all_its_tries(asked: Engine) -> None:
    key = ask(asked)
    for _ in range(MOST_TRIES + 1):
        with transaction(asked) as session:
            assert claim_job(session, "a", NOW) is not None
            give_back(session, key, "a")
    with reading(asked) as session:
        assert find_job(session, key).tries == 0


def make_worker(
    engine: Engine, tmp_path: Path, seconds: float = 120.0, lease: float = 60.0
) -> ReportWorker:
    return ReportWorker(engine, tmp_path, lambda: NOW, "worker", seconds, lease)


@pytest.fixture
def filled(sqlite_workspace: Engine) -> Engine:
    with transaction(sqlite_workspace) as session:
        fill_workspace(session, 3)
        add_account(session, "sec@office.example", Role.SECRETARIAT, now=NOW)
    return sqlite_workspace


@pytest.mark.parametrize(
    ("wish", "begins"),
    [
        (WISH, b"<!DOCTYPE html>"),
        (ReportWish(ReportKind.ASSEMBLY, "d", DAY, Ending.PDF), b"%PDF-"),
        (ReportWish(ReportKind.PARAGRAPH, "d", DAY, Ending.DOCX, paragraph="air-1"), b"PK"),
    ],
)
def test_a_worker_makes_the_report_and_keeps_it_beside_the_workspace(
    filled: Engine, tmp_path: Path, wish: ReportWish, begins: bytes
) -> None:
    key = ask(filled, wish)
    worker = make_worker(filled, tmp_path)
    assert worker.work_once()
    assert not worker.work_once()
    with reading(filled) as session:
        job = find_job(session, key)
    assert (job.state, job.step, job.reason) == (JobState.DONE, JobStep.WRITE, "")
    [made] = job.files
    path = job_file(tmp_path, job, made.name)
    assert path is not None
    data = path.read_bytes()
    assert data.startswith(begins)
    assert (len(data), hashlib.sha256(data).hexdigest()) == (made.size, made.sha256)
    assert job_file(tmp_path, job, "../../accord.db") is None


def test_a_large_association_gets_its_annexes_as_files(filled: Engine, tmp_path: Path) -> None:
    (tmp_path / "accord.toml").write_text("annex_members = 1\n")
    key = ask(filled, ReportWish(ReportKind.ASSEMBLY, "d", DAY, Ending.HTML))
    make_worker(filled, tmp_path).work_once()
    with reading(filled) as session:
        names = [file.name for file in find_job(session, key).files]
    assert names[0] == "d-report-2021-06-01.html"
    assert "d-report-2021-06-01-annex-a.html" in names
    assert sorted(file.name for file in job_folder(tmp_path, key).iterdir()) == sorted(names)


def test_what_cannot_be_made_says_why(filled: Engine, tmp_path: Path) -> None:
    key = ask(filled, ReportWish(ReportKind.MEMBER, "d", DAY, Ending.HTML, member="nowhere"))
    make_worker(filled, tmp_path).work_once()
    with reading(filled) as session:
        job = find_job(session, key)
    assert job.state is JobState.FAILED
    assert "nowhere" in job.reason


def test_the_associations_own_wording_is_used_where_it_is_wanted(
    filled: Engine, tmp_path: Path
) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "member_report.md.j2").write_text("Our own words.\n")
    (tmp_path / "accord.toml").write_text('templates = "words"\n')
    common = ReportWish(
        ReportKind.MEMBER, "d", DAY, Ending.HTML, member=CODES[0], own_wording=False
    )
    found = []
    for wish in (WISH, common):
        key = ask(filled, wish)
        make_worker(filled, tmp_path).work_once()
        text = (job_folder(tmp_path, key) / wish.file_name).read_text()
        found.append("Our own words." in text)
    assert found == [True, False]


def wait_until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


ENDLESS = "{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}"


@pytest.fixture
def endless(filled: Engine, tmp_path: Path) -> Engine:
    """A workspace whose wording of a member's report never ends."""
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "member_report.md.j2").write_text(ENDLESS)
    (tmp_path / "accord.toml").write_text('templates = "words"\n')
    return filled


def state_of(engine: Engine, key: UUID) -> JobState:
    with reading(engine) as session:
        return find_job(session, key).state


def test_a_report_that_never_ends_is_ended(endless: Engine, tmp_path: Path) -> None:
    key = ask(endless)
    make_worker(endless, tmp_path, seconds=2.0).work_once()
    with reading(endless) as session:
        job = find_job(session, key)
    assert job.state is JobState.FAILED
    assert "took longer" in job.reason


def test_a_report_in_the_making_is_cancelled(endless: Engine, tmp_path: Path) -> None:
    key = ask(endless)
    worker = make_worker(endless, tmp_path, lease=0.1)
    worker.start()
    try:
        wait_until(lambda: state_of(endless, key) is JobState.RUNNING)
        with transaction(endless) as session:
            cancel_job(session, key, NOW)
        second = ask(endless, ReportWish(ReportKind.ASSEMBLY, "d", DAY, Ending.HTML))
        wait_until(lambda: state_of(endless, second) is JobState.DONE)
    finally:
        worker.close()
    assert state_of(endless, key) is JobState.CANCELLED
    assert not job_folder(tmp_path, key).exists()


def test_a_worker_that_closes_gives_its_job_back(endless: Engine, tmp_path: Path) -> None:
    key = ask(endless)
    worker = make_worker(endless, tmp_path)
    worker.start()
    wait_until(lambda: state_of(endless, key) is JobState.RUNNING)
    worker.close()
    assert state_of(endless, key) is JobState.WAITING


def step_of(engine: Engine, key: UUID) -> JobStep:
    with reading(engine) as session:
        return find_job(session, key).step


def find_children(parent: int) -> list[int]:
    tasks = Path(f"/proc/{parent}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def is_alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


KILLED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from app.database import open_database
from app.report_worker import ReportWorker
path = Path(sys.argv[1])
clock = lambda: datetime(2021, 6, 1, 12, tzinfo=UTC)
print("begun", flush=True)
ReportWorker(open_database(str(path)), path.parent, clock, "killed").work_once()
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="there is no /proc here")
def test_what_a_killed_worker_had_begun_is_made_by_another(endless: Engine, tmp_path: Path) -> None:
    key = ask(endless)
    arguments = [sys.executable, "-c", KILLED, str(tmp_path / "accord.db")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p or "." for p in sys.path)}
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, env=environment) as process:
        wait_until(lambda: step_of(endless, key) is JobStep.COMPOSE)
        children = find_children(process.pid)
        process.kill()
    wait_until(lambda: not any(map(is_alive, children)))
    assert children
    (tmp_path / "words" / "member_report.md.j2").write_text("It ends.\n")
    late = ReportWorker(endless, tmp_path, lambda: NOW + LEASE + SOON, "another")
    assert late.work_once()
    assert state_of(endless, key) is JobState.DONE


def test_what_is_kept_of_a_person_names_the_reports_asked_for(asked: Engine) -> None:
    key = ask(asked)
    with reading(asked) as session:
        told = export_person(session, "sec@office.example")
    [kept] = told["account"]["reports_asked_for"]
    assert kept["id"] == str(key)
    assert json.loads(json.dumps(kept["wish"]))["member"] == CODES[0]


def test_files_go_when_they_are_old_and_many_newer_reports_were_made(
    asked: Engine, tmp_path: Path
) -> None:
    keys = [ask(asked) for _ in range(FILES_OF_NEWEST + 2)]
    for key in keys:
        with transaction(asked) as session:
            claim_job(session, "w", NOW)
            finish_job(session, key, "w", (), NOW)
        job_folder(tmp_path, key).mkdir(parents=True)
        (job_folder(tmp_path, key) / "report.html").write_text("made")

    def kept() -> list[UUID]:
        return [key for key in keys if job_folder(tmp_path, key).exists()]

    remove_outworn_files(asked, tmp_path, NOW + FILES_KEPT)
    assert kept() == keys
    remove_outworn_files(asked, tmp_path, NOW + FILES_KEPT + SOON)
    assert kept() == keys[2:]
