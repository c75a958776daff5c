"""How is a file written whole or not at all? Beside its place first, then put there at once."""

import contextlib
import errno
import os
import secrets
from pathlib import Path

from declarations.problems import StorageRefusal

_REASONS = {
    errno.ENOSPC: ("there is no room left on the disk", "Make room or choose another folder."),
    errno.EDQUOT: ("your share of the disk is used up", "Make room or choose another folder."),
    errno.EACCES: ("you may not write there", "Choose a folder you may write to."),
    errno.EPERM: ("you may not write there", "Choose a folder you may write to."),
    errno.EROFS: ("the disk can only be read", "Choose a folder on another disk."),
    errno.ENOENT: ("there is no such folder", "Make the folder first or choose another."),
    errno.ENOTDIR: ("part of the path is a file, not a folder", "Correct the path."),
    errno.EISDIR: ("it is a folder", "Name a file inside the folder."),
    errno.ENODEV: ("it is a device or a pipe, not a file", "Name an ordinary file."),
    errno.EFBIG: ("the file would be too large", "Choose another disk, or write less."),
    errno.ENAMETOOLONG: ("the name is too long", "Choose a shorter name."),
}


def write_whole(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` so that a reader sees the old file or the new one, never half.

    The bytes go to a temporary file in the same folder, are forced to the disk and then take the
    name in one step. A link is followed: what it points to is replaced, the link stays.

    Raises StorageRefusal saying the path, what went wrong and what to do; the old file is then
    as it was and no temporary file is left.
    """
    try:
        target = Path(os.path.realpath(path))
        _check_replaceable(target)
        _replace(target, data)
        _sync_folder(target.parent)
    except (OSError, ValueError) as error:
        raise refuse_write(path, error) from error


def _check_replaceable(target: Path) -> None:
    """Raise OSError unless ``target`` is an ordinary file or nothing yet."""
    if target.is_dir():
        raise OSError(errno.EISDIR, "folder")
    if target.exists() and not target.is_file():
        raise OSError(errno.ENODEV, "device or pipe")


def _replace(target: Path, data: bytes) -> None:
    temporary = target.with_name(f".accord-{secrets.token_hex(8)}.part")
    try:
        _write_and_sync(temporary, data, _mode_of(target))
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def _write_and_sync(path: Path, data: bytes, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _mode_of(target: Path) -> int:
    """Return the rights of the file to be replaced, or those of any new file."""
    try:
        return target.stat().st_mode & 0o777
    except FileNotFoundError:
        return 0o666


def _sync_folder(folder: Path) -> None:
    """Force the new name to the disk where the system lets a folder be opened."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def refuse_write(path: Path, error: OSError | ValueError) -> StorageRefusal:
    """Return the refusal for what cannot be written: the path, what went wrong, what to do."""
    code = error.errno if isinstance(error, OSError) else None
    reason, remedy = _REASONS.get(code or 0, (str(error), "Choose another file or folder."))
    return StorageRefusal(f"Cannot write {path}: {reason}.", hint=remedy)
