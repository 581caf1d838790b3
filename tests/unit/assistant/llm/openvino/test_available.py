from pathlib import Path

import pytest

from assistant.llm.openvino import available
from assistant.llm.openvino.available import is_faster_here


@pytest.mark.parametrize(
    ("flags", "installed", "faster"),
    [
        ("avx2 avx512_vnni", True, True),
        ("avx2 avx_vnni", True, True),
        ("avx2 avx512_vnni", False, False),
        ("avx2 amx_bf16", True, False),
    ],
)
def test_openvino_reads_where_it_is_installed_and_the_processor_has_vnni(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    flags: str,
    installed: bool,
    faster: bool,
) -> None:
    told = tmp_path / "cpuinfo"
    monkeypatch.setattr("index.processors._CPUINFO", told)
    monkeypatch.setattr(available, "_memory", lambda: 8 * 2**30)
    monkeypatch.setattr(available, "find_spec", lambda _: object() if installed else None)
    assert not is_faster_here()
    told.write_text(f"model name : avx_vnni\nflags : fpu {flags}\nbugs :\n")
    assert is_faster_here() is faster


def test_openvino_needs_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cpuinfo").write_text("flags : avx_vnni\n")
    limit = tmp_path / "memory.max"
    monkeypatch.setattr("index.processors._CPUINFO", tmp_path / "cpuinfo")
    monkeypatch.setattr(available, "find_spec", lambda _: object())
    monkeypatch.setattr(available, "_GROUP_LIMIT", limit)
    monkeypatch.setattr("os.sysconf", {"SC_PHYS_PAGES": 2**21, "SC_PAGE_SIZE": 4096}.get)
    assert is_faster_here()
    limit.write_text("max\n")
    assert is_faster_here()
    limit.write_text(f"{3 * 2**30}\n")
    assert not is_faster_here()
