import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.indexing import by_turns, hash_all
from benchmarks.synthetic_articles import write_mixed
from benchmarks.vitals import tree_megabytes
from index.readers import read_articles

# A process that takes 60 MB, started by one that takes little.
BELOW = """
import subprocess, sys
if len(sys.argv) > 1:
    subprocess.run([sys.executable, "-c", sys.argv[1]], stdin=sys.stdin)
else:
    taken = b"x" * 60_000_000
    print("ready", flush=True)
    sys.stdin.read()
"""


def test_each_of_two_comes_first_by_turns() -> None:
    done: list[str] = []
    for number in range(2):
        by_turns(lambda: done.append("one"), lambda: done.append("other"), number)
    assert done == ["other", "one", "one", "other"]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
def test_what_a_process_has_started_counts_with_it() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", BELOW, BELOW], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        assert tree_megabytes(process.pid) > 60
        assert tree_megabytes(os.getpid()) > tree_megabytes(process.pid)
        process.communicate(b"")


def test_a_mixed_folder_holds_all_articles_and_each_can_be_read(tmp_path: Path) -> None:
    write_mixed(tmp_path, 20)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".md", ".html", ".jsonl"}
    assert len(hash_all(tmp_path)) == len(files) == 17
    articles = [each for path in files for each in read_articles(path, tmp_path)]
    assert len(articles) == 20
