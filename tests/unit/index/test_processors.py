import os
from pathlib import Path

import pytest

from index.processors import usable_processors


@pytest.fixture
def eight_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)


@pytest.mark.usefixtures("eight_allowed")
@pytest.mark.parametrize(
    ("limit", "expected"), [("200000 100000", 2), ("150000 100000", 2), ("50000 100000", 1)]
)
def test_a_container_may_use_what_its_quota_grants(
    tmp_path: Path, limit: str, expected: int
) -> None:
    (tmp_path / "cpu.max").write_text(limit + "\n", encoding="ascii")
    assert usable_processors(tmp_path) == expected


@pytest.mark.usefixtures("eight_allowed")
def test_without_a_quota_affinity_decides(tmp_path: Path) -> None:
    assert usable_processors(tmp_path) == 8
    (tmp_path / "cpu.max").write_text("max 100000\n", encoding="ascii")
    assert usable_processors(tmp_path) == 8


@pytest.mark.usefixtures("eight_allowed")
def test_older_control_groups_are_understood(tmp_path: Path) -> None:
    (tmp_path / "cpu").mkdir()
    (tmp_path / "cpu" / "cpu.cfs_quota_us").write_text("300000\n", encoding="ascii")
    (tmp_path / "cpu" / "cpu.cfs_period_us").write_text("100000\n", encoding="ascii")
    assert usable_processors(tmp_path) == 3
    (tmp_path / "cpu" / "cpu.cfs_quota_us").write_text("-1\n", encoding="ascii")
    assert usable_processors(tmp_path) == 8
