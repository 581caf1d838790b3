"""Memory of files that are mapped and have been read."""

import contextlib
import ctypes
from pathlib import Path

_MAPS = Path("/proc/self/maps")
_DONT_NEED = 4  # MADV_DONTNEED of madvise(2)


def let_go(file: Path) -> None:
    """Give back the memory that a mapped file takes in this process.

    What is read of it again comes from the disk, or from the system's own cache. Only what is
    mapped to be read is given back, and only on Linux; elsewhere nothing happens.

    Source: madvise(2).
    """
    name = str(file.resolve())
    with contextlib.suppress(OSError, AttributeError):  # no such list or no such call here
        madvise = ctypes.CDLL(None).madvise
        for line in _MAPS.read_text(encoding="utf-8").splitlines():
            place, rights, *others = line.split(maxsplit=5)
            if others[-1] != name or "w" in rights:
                continue
            begin, end = (int(edge, 16) for edge in place.split("-"))
            madvise(ctypes.c_void_p(begin), ctypes.c_size_t(end - begin), _DONT_NEED)
