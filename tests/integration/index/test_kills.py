"""A few of the kills and power cuts that `benchmarks` does by the hundred."""

from pathlib import Path

import pytest

from benchmarks.disk_trace import is_there
from benchmarks.kills import kill_syncs
from benchmarks.power_cut import cut_power


def test_killed_syncs_leave_a_whole_state_and_the_next_ones_complete_it(tmp_path: Path) -> None:
    found = kill_syncs(tmp_path, kills=12, seed=11, tell=lambda _: None)
    assert found.wrong == []
    assert found.kills.total() >= 12
    assert found.compared > 6
    assert found.asked > 10
    assert max(found.lags, default=0.0) < 10


@pytest.mark.skipif(not is_there(), reason="needs strace, and the right to use it")
@pytest.mark.parametrize("first", [True, False])
def test_a_power_cut_leaves_a_whole_state(tmp_path: Path, first: bool) -> None:
    found = cut_power(tmp_path.resolve() / "cut", cuts=6, seed=11, first=first)
    assert found.wrong == []
    assert found.cuts > 12
    assert found.before and found.after
