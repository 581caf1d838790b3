import os
from pathlib import Path

import pytest

from assistant.diagnosis import other_work
from assistant.diagnosis.other_work import OtherWork

_SECOND = os.sysconf("SC_CLK_TCK")


def stat(file: Path, busy: int, idle: int) -> None:
    file.write_text(f"cpu {busy * _SECOND} 0 0 {idle * _SECOND} 0 0 0 0 0 0\ncpu0 1 2 3\n")


def test_work_of_this_process_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "stat"
    stat(file, busy=100, idle=500)
    moments, own = iter([10.0, 20.0]), iter([3.0, 18.0])
    monkeypatch.setattr(other_work, "_STAT", file)
    monkeypatch.setattr(other_work, "_own_seconds", lambda: next(own))
    others = OtherWork(lambda: next(moments))
    stat(file, busy=120, idle=500)
    assert others.busy() == pytest.approx(0.5)  # of 20 s in 10 s, 15 s were our own


def test_system_without_such_figures_tells_its_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(other_work, "_STAT", tmp_path / "none")
    monkeypatch.setattr(os, "getloadavg", lambda: (1.5, 1.0, 0.5))
    assert OtherWork().busy() == 1.5
