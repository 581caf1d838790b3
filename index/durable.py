"""Files that survive a power cut: written through to the disk, and replaced whole or not at all."""

import os
from contextlib import suppress
from pathlib import Path


def flush(path: Path) -> None:
    """Have the operating system write a file, or the names in a folder, to the disk.

    Raises:
        OSError: the disk failed.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_file(path: Path, content: bytes, *, through: bool = True) -> None:
    """Give a file new content: whoever reads it sees the old or the new, whatever happens.

    Args:
        path: of the file, whether it is there or not.
        content: all of it.
        through: wait for the disk; without, a power cut may lose the file.

    Raises:
        OSError: it can't be written; it is then as it was.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            if through:
                os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
    if through:
        flush(path.parent)
