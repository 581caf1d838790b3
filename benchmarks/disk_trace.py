"""What a process does to a folder, in order, as strace (strace.io) records it."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.disk_model import Disk, File, Folder, Write

_CALLS = (
    "openat,open,creat,write,pwrite64,writev,pwritev,fsync,fdatasync,rename,renameat,renameat2,"
    "unlink,unlinkat,mkdir,mkdirat,rmdir,ftruncate,lseek,sendfile,copy_file_range,fallocate,read"
)
_LINE = re.compile(
    r"(?P<time>\d+\.\d+) (?P<call>\w+)\((?P<arguments>.*)\) += (?P<result>-?(0x)?[0-9a-f]+)"
)
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_DESCRIPTOR = re.compile(r"(\d+|AT_FDCWD)<((?:\\x[0-9a-f]{2})*)>(\(deleted\))?")


class Call:
    """One system call that succeeded."""

    def __init__(self, match: re.Match[str]) -> None:
        self.name = match["call"]
        self.result = int(match["result"], 0)
        self.arguments = match["arguments"]
        self.strings = [_bytes(each) for each in _STRING.findall(self.arguments)]
        self.files = [
            (number, Path(os.fsdecode(_bytes(path))))
            for number, path, deleted in _DESCRIPTOR.findall(self.arguments)
            if not deleted
        ]

    def paths(self) -> list[Path]:
        """Return the paths that the call names, those below an open folder completed."""
        base = self.files[0][1] if self.files else Path.cwd()
        return [base / os.fsdecode(each) for each in self.strings]

    @property
    def last_number(self) -> int:
        """The last argument."""
        return int(self.arguments.rpartition(", ")[2])


def _bytes(shown: str) -> bytes:
    return bytes.fromhex(shown.replace("\\x", ""))


def is_there() -> bool:
    """Tell whether strace is installed and may trace."""
    strace = shutil.which("strace")
    if strace is None:
        return False
    command = [strace, "-o", "/dev/null", "true"]
    tried = subprocess.run(command, check=False, capture_output=True)  # noqa: S603 - found above
    return tried.returncode == 0


def record(command: Sequence[str], logs: Path) -> None:
    """Run a command under strace; each of its threads writes a log of its own."""
    logs.mkdir()
    subprocess.run(  # noqa: S603 - our own command
        ["strace", "-ff", "-y", "-xx", "-s", "16000000", "-o", str(logs / "log"),  # noqa: S607
         "--absolute-timestamps=format:unix,precision:ns", "-e", f"trace={_CALLS}",
         # What is read is left out of the log; only how much moves the place of the next write.
         "-e", "raw=read", *command],
        check=True,
    )  # fmt: skip


def calls(logs: Path) -> list[Call]:
    """Return the recorded calls of all threads in the order of their beginning."""
    found: list[tuple[str, Call]] = []
    for log in logs.iterdir():
        with log.open(encoding="ascii", errors="replace") as lines:
            for line in lines:
                match = _LINE.match(line)
                if match and not match["result"].startswith("-"):
                    found.append((match["time"], Call(match)))
    return [call for _, call in sorted(found, key=lambda each: each[0])]


class Replay:
    """Does to a disk what was recorded, one call at a time."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._positions: dict[tuple[str, Path], int] = {}
        self._opened: dict[str, Path] = {}

    def run(self, recorded: Sequence[Call]) -> Iterator[str]:
        """Yield, after each call that changed something, what it was and to what."""
        for call in recorded:
            done = getattr(self, f"_{_KINDS[call.name]}")(call)
            if done is not None:
                yield f"{call.name} {done}"

    def _inside(self, path: Path) -> bool:
        return path.is_relative_to(self._disk.root)

    def _open(self, call: Call) -> Path | None:
        path = call.paths()[-1]
        number = str(call.result)
        self._opened[number] = path
        if not self._inside(path):
            return None
        self._positions[number, path] = 0
        known = self._disk.get(path)
        if known is None and "O_CREAT" in call.arguments:
            self._disk.make(path, File())
            return path
        if isinstance(known, File) and "O_TRUNC" in call.arguments:
            known.change(Write(0, None))
            return path
        if isinstance(known, File) and "O_APPEND" in call.arguments:
            self._positions[number, path] = len(known.current)
        return None

    def _file(self, call: Call) -> tuple[tuple[str, Path], File] | None:
        if not call.files:
            return None
        number, path = call.files[0]
        file = self._disk.get(path) if self._inside(path) else None
        return ((number, path), file) if isinstance(file, File) else None

    def _write(self, call: Call) -> Path | None:
        found = self._file(call)
        if found is None:
            return None
        key, file = found
        positioned = call.name.startswith("p")
        offset = call.last_number if positioned else self._positions.get(key, 0)
        content = b"".join(call.strings)[: call.result]
        file.change(Write(offset, content))
        if not positioned:
            self._positions[key] = offset + len(content)
        return key[1]

    def _seek(self, call: Call) -> None:
        found = self._file(call)
        if found is not None:
            self._positions[found[0]] = call.result

    def _read(self, call: Call) -> None:
        number = str(int(call.arguments.partition(",")[0], 16))
        key = number, self._opened.get(number, Path())
        if key in self._positions:
            self._positions[key] += call.result

    def _copy(self, call: Call) -> Path | None:
        found = self._file(call)
        if found is None or len(call.files) < 2:
            return None
        key, file = found
        source = self._disk.get(call.files[1][1])
        start = re.search(r"\[(\d+)\]", call.arguments)
        if not isinstance(source, File) or start is None:
            raise ValueError(f"a copy that can't be followed: {call.arguments[:200]}")
        begin = int(start[1])
        offset = self._positions.get(key, 0)
        file.change(Write(offset, bytes(source.current[begin : begin + call.result])))
        self._positions[key] = offset + call.result
        return key[1]

    def _cut(self, call: Call) -> Path | None:
        found = self._file(call)
        if found is None:
            return None
        found[1].change(Write(call.last_number, None))
        return found[0][1]

    def _sync(self, call: Call) -> Path | None:
        path = call.files[0][1]
        what = self._disk.get(path) if self._inside(path) else None
        if what is None:
            return None
        what.sync()
        return path

    def _rename(self, call: Call) -> Path | None:
        old, new = call.paths()[-2:]
        if not self._inside(new):
            return None
        self._disk.rename(old, new)
        return new

    def _remove(self, call: Call) -> Path | None:
        path = call.paths()[-1]
        if not self._inside(path) or self._disk.get(path) is None:
            return None
        self._disk.remove(path)
        return path

    def _make(self, call: Call) -> Path | None:
        path = call.paths()[-1]
        if not self._inside(path) or path == self._disk.root:
            return None
        self._disk.make(path, Folder())
        return path


_KINDS = {
    **dict.fromkeys(("openat", "open", "creat"), "open"),
    **dict.fromkeys(("write", "pwrite64", "writev", "pwritev"), "write"),
    **dict.fromkeys(("fsync", "fdatasync"), "sync"),
    **dict.fromkeys(("rename", "renameat", "renameat2"), "rename"),
    **dict.fromkeys(("unlink", "unlinkat", "rmdir"), "remove"),
    **dict.fromkeys(("mkdir", "mkdirat"), "make"),
    **dict.fromkeys(("sendfile", "copy_file_range"), "copy"),
    **dict.fromkeys(("ftruncate", "fallocate"), "cut"),
    "lseek": "seek",
    "read": "read",
}
