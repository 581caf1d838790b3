"""Mapped files whose memory is given back."""

import mmap
import re
import sys
from pathlib import Path

import pytest

from assistant.llm.openvino.mapped import let_go

_SIZE = 4 * 2**20

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is told by Linux")


def in_memory(file: Path) -> int:
    """KiB of a mapped file that this process holds."""
    smaps = Path("/proc/self/smaps").read_text()
    of_file = re.findall(rf"{re.escape(str(file))}\n(?:\S+: .*\n)*?Rss: +(\d+) kB", smaps)
    return sum(map(int, of_file))


def test_what_was_read_is_given_back_and_can_be_read_again(tmp_path: Path) -> None:
    file, other = tmp_path / "graph.bin", tmp_path / "other graph.bin"
    content = bytes(range(256)) * (_SIZE // 256)
    for each in (file, other):
        each.write_bytes(content)
    with (
        file.open("rb") as opened,
        other.open("rb") as kept,
        mmap.mmap(opened.fileno(), 0, prot=mmap.PROT_READ) as mapped,
        mmap.mmap(kept.fileno(), 0, prot=mmap.PROT_READ) as beside,
    ):
        assert mapped[:] == beside[:] == content
        assert in_memory(file) == in_memory(other) == _SIZE // 1024
        let_go(file)
        assert in_memory(file) == 0
        assert in_memory(other) == _SIZE // 1024
        assert mapped[:] == content


def test_what_is_mapped_to_be_written_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "graph.bin"
    file.write_bytes(bytes(_SIZE))
    with (
        file.open("rb") as opened,
        mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_COPY) as mapped,
    ):
        mapped[0] = 7
        let_go(file)
        assert mapped[0] == 7


def test_file_that_is_not_mapped_is_no_error(tmp_path: Path) -> None:
    let_go(tmp_path / "never there")
