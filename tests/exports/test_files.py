"""A file is written whole or not at all, and a refusal says what to do."""

import os
import resource
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from declarations.problems import StorageRefusal
from exports.files import write_whole


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_holds_exactly_the_bytes_given(tmp_path):
    write_whole(tmp_path / "new.pdf", b"\x00\r\n\xff")
    assert (tmp_path / "new.pdf").read_bytes() == b"\x00\r\n\xff"
    assert names_in(tmp_path) == ["new.pdf"]


def test_an_old_file_is_replaced_and_keeps_its_rights(tmp_path):
    path = tmp_path / "report.docx"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_stays_a_link_and_its_target_is_replaced(tmp_path):
    (tmp_path / "real.pdf").write_bytes(b"old")
    (tmp_path / "link.pdf").symlink_to("real.pdf")
    write_whole(tmp_path / "link.pdf", b"new")
    assert (tmp_path / "link.pdf").is_symlink()
    assert (tmp_path / "real.pdf").read_bytes() == b"new"


def test_who_has_the_old_file_open_still_reads_it_whole(tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(b"old" * 1000)
    with path.open("rb") as reader:
        write_whole(path, b"new")
        assert reader.read() == b"old" * 1000


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (".", "it is a folder"),
        ("missing/report.pdf", "there is no such folder"),
        ("file/report.pdf", "part of the path is a file"),
        ("x" * 300, "the name is too long"),
        ("nul\x00.pdf", "null byte"),
    ],
)
def test_a_path_that_cannot_be_written_is_refused_in_words(tmp_path, name, words):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageRefusal) as refusal:
        write_whole(tmp_path / name, b"data")
    assert words in refusal.value.message
    assert "[Errno" not in refusal.value.message
    assert refusal.value.hint
    assert names_in(tmp_path) == ["file"]


def test_a_pipe_is_refused_and_left_as_it_is(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StorageRefusal, match="a device or a pipe"):
        write_whole(tmp_path / "pipe", b"data")
    assert (tmp_path / "pipe").is_fifo()


@pytest.mark.skipif(os.geteuid() == 0, reason="the system lets root write to any folder")
def test_a_folder_without_the_right_to_write_is_refused(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StorageRefusal, match="you may not write there"):
            write_whole(tmp_path / "report.pdf", b"data")
    finally:
        tmp_path.chmod(0o700)


@contextmanager
def small_disk(folder: Path, options: str) -> Iterator[None]:
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root, where mounting is allowed, can make a small disk")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_leaves_the_old_file_whole_and_nothing_beside_it(tmp_path):
    disk = tmp_path / "disk"
    with small_disk(disk, "size=64k"):
        (disk / "report.pdf").write_bytes(b"old")
        with pytest.raises(StorageRefusal, match="no room left on the disk"):
            write_whole(disk / "report.pdf", b"new" * 100_000)
        assert (disk / "report.pdf").read_bytes() == b"old"
        assert names_in(disk) == ["report.pdf"]
        write_whole(disk / "report.pdf", b"smaller")
        assert (disk / "report.pdf").read_bytes() == b"smaller"


def test_a_disk_that_can_only_be_read_is_refused(tmp_path):
    disk = tmp_path / "disk"
    with (
        small_disk(disk, "size=64k,ro"),
        pytest.raises(StorageRefusal, match="the disk can only be read"),
    ):
        write_whole(disk / "report.pdf", b"data")


def test_a_file_beyond_the_allowed_size_leaves_the_old_file_whole(tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(b"old")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(StorageRefusal, match="too large"):
            write_whole(path, bytes(200_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_bytes() == b"old"
    assert names_in(tmp_path) == ["report.pdf"]
