import os
import time
from pathlib import Path

from assistant.llm.openvino import model

DAY = 24 * 3600


def test_forms_that_nobody_used_for_a_month_are_removed(tmp_path: Path) -> None:
    for name, days in (("old", 31), ("used", 29), ("new", 0)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "graph.bin").write_bytes(b"weights")
        used = time.time() - days * DAY
        os.utime(tmp_path / name, (used, used))
    (tmp_path / "note.txt").write_text("not ours")
    os.utime(tmp_path / "note.txt", (0, 0))
    model._remove_unused(tmp_path)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["new", "note.txt", "used"]


def test_nothing_to_remove_is_no_failure(tmp_path: Path) -> None:
    model._remove_unused(tmp_path / "readers")
    assert not (tmp_path / "readers").exists()
