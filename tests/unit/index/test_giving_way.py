import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from index import giving_way as module
from index.giving_way import NICE, giving_way, lower_thread_priority

linux = pytest.mark.skipif(sys.platform != "linux", reason="priorities of threads are Linux's")


@pytest.fixture
def group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stands in for the system's file; priorities themselves stay as they are."""
    file = tmp_path / "autogroup"
    monkeypatch.setattr(module, "_GROUP", file)
    monkeypatch.setattr(module, "lower_priority", lambda: None)
    return file


def test_terminal_gives_way_only_meanwhile(group: Path) -> None:
    group.write_text("/autogroup-7 nice 0\n")
    with giving_way():
        assert group.read_text() == str(NICE)
    assert group.read_text() == "0"


def test_terminal_that_gives_way_more_already_is_left_alone(group: Path) -> None:
    group.write_text("/autogroup-7 nice 15\n")
    with giving_way():
        assert group.read_text() == "/autogroup-7 nice 15\n"


def test_system_without_such_groups_is_no_failure(group: Path) -> None:
    with giving_way():
        pass
    assert not group.exists()


@linux
def test_index_run_gives_way() -> None:
    asked = (
        "import os; from index.giving_way import giving_way\n"
        "with giving_way(): print(os.getpriority(os.PRIO_PROCESS, 0))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert int(done.stdout) >= NICE


@linux
def test_thread_gives_way_by_itself() -> None:
    before = os.getpriority(os.PRIO_PROCESS, 0)
    found: list[int] = []

    def work() -> None:
        lower_thread_priority()
        found.append(os.getpriority(os.PRIO_PROCESS, 0))

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert found == [max(before, NICE)]
    assert os.getpriority(os.PRIO_PROCESS, 0) == before
