"""Cuts the power at every moment of a sync that matters, on a disk that loses what it may lose.

    python -m benchmarks.power_cut [--seed N] [--cuts 60]

A sync runs under strace, which must be installed. Its writes are done again on a model of a disk
(benchmarks/disk_model.py), and the power is cut after some of them: around every fsync, rename and
removal first. What is left then, once without anything that was not written through and once with
some of it by lot, must be the last complete state or the next one; the next one, once the sync has
said that it is done; and the next sync must complete and equal a fresh build.
"""

import argparse
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.disk_model import Disk, is_memory
from benchmarks.disk_trace import Replay, calls, is_there, record
from benchmarks.editions import (
    Edition,
    answers_of,
    articles,
    broken_reader,
    fresh_edition,
    put,
    questions,
    shuffled,
    state_of,
)
from benchmarks.hashed_words import HashedWords
from index.article_index import ArticleIndex
from index.errors import ArticleIndexError

_SYNC = """
import sys
from benchmarks.editions import broken_reader
from benchmarks.hashed_words import HashedWords
from index import vector_sync
from index.article_index import ArticleIndex
if sys.argv[4] == "afresh":
    vector_sync.LEAST_LOST = vector_sync.LOST_SHARE = 0
    vector_sync.MANY = 0  # a process of its own stores them, as of thousands
with broken_reader():
    with ArticleIndex.open(sys.argv[1], embeddings=HashedWords(), cache=sys.argv[3]) as index:
        index.sync(sys.argv[2])
"""
_TELLING = ("fsync", "fdatasync", "rename", "unlink", "rmdir")


class Outcome(NamedTuple):
    """What the cuts left."""

    cuts: int
    before: int
    """Times that the last state was left."""
    after: int
    """Times that it was the next one."""
    wrong: list[str]


class Cutting:
    """One recorded sync, and the cuts.

    Args:
        scratch: an empty folder.
        seed: of what is drawn by lot.
        first: the recorded sync is the first of its index, not one that brings it up to date.
        afresh: it builds the vectors afresh, as after many deletions.
    """

    def __init__(self, scratch: Path, seed: int, *, first: bool, afresh: bool) -> None:
        self._scratch = scratch
        self._chance = shuffled(seed)
        self._folder, self._cache = scratch / "articles", scratch / "cache"
        # The folder above the index is part of the disk, since the index is a name in it.
        self._root, self._start = scratch / "disk", scratch / "start"
        for folder in (self._folder, self._root):
            folder.mkdir(parents=True)
        self._next = fresh_edition(1, seed, scratch / "fresh")
        self._last: Edition | None = None
        if not first:
            self._last = fresh_edition(0, seed, scratch / "fresh")
            put(self._folder, articles(0, seed))
            self._sync(self._root / "index")
        put(self._folder, articles(1, seed))
        shutil.copytree(self._root, self._start)
        command = [sys.executable, "-c", _SYNC]
        places = (self._root / "index", self._folder, self._cache)
        how = "afresh" if afresh else "as ever"
        record([*command, *map(str, places), how], scratch / "logs")
        self._cuts = 0
        self._counts = {"before": 0, "after": 0}
        self._wrong: list[str] = []

    def _sync(self, place: Path) -> None:
        with (
            broken_reader(),
            ArticleIndex.open(place, embeddings=HashedWords(), cache=self._cache) as index,
        ):
            index.sync(self._folder)

    def _replay(self) -> tuple[Disk, Iterator[str]]:
        disk = Disk(self._root, self._start)
        return disk, Replay(disk).run(calls(self._scratch / "logs"))

    def run(self, cuts: int) -> Outcome:
        """Cut the power after so many of the writes, those that matter first."""
        disk, replayed = self._replay()
        events = list(replayed)
        self._compare_with_truth(disk)
        moments = self._moments(events, cuts)
        disk, replayed = self._replay()
        for number, event in enumerate(replayed):
            if number not in moments:
                continue
            ends = number == len(events) - 1
            self._cut(disk, f"after {event} ({number})", None, ends=ends)
            self._cut(disk, f"after {event} ({number}), in part", self._chance, ends=ends)
        return Outcome(self._cuts, self._counts["before"], self._counts["after"], self._wrong)

    def _compare_with_truth(self, disk: Disk) -> None:
        """Make sure that the model was told everything: in the end it holds the real files."""
        left = self._scratch / "kept"
        disk.leave(left, keep=True)
        if _files(left) != _files(self._root):
            raise AssertionError("what was recorded does not give the files that are there")
        shutil.rmtree(left)

    def _moments(self, events: list[str], cuts: int) -> set[int]:
        telling = [
            moment
            for number, event in enumerate(events)
            if event.startswith(_TELLING)
            for moment in (number - 1, number)
            if moment >= 0
        ]
        found = {len(events) - 1, *self._chance.sample(telling, min(len(telling), cuts))}
        found.update(self._chance.sample(range(len(events)), min(len(events), cuts // 3)))
        return found

    def _cut(self, disk: Disk, when: str, chance: random.Random | None, *, ends: bool) -> None:
        self._cuts += 1
        left = self._scratch / f"left-{self._cuts}"
        disk.leave(left, chance)
        try:
            self._look(left / "index", when, ends=ends)
        except Exception as error:  # whatever it is, it is what a user would meet
            self._wrong.append(f"{when}: {type(error).__name__}: {error}")
        shutil.rmtree(left, ignore_errors=True)  # Chroma may be closing its files still

    def _look(self, place: Path, when: str, *, ends: bool) -> None:
        found = self._left(place)
        if found is not None and found.state == self._next.state:
            self._counts["after"] += 1
            expected: Edition | None = self._next
        else:
            self._counts["before"] += 1
            expected = self._last
            if ends:
                self._wrong.append(f"{when}: the sync was done, and is lost")
        if found != expected:
            self._wrong.append(f"{when}: of neither edition, or with other answers")
        self._sync(place)
        if self._left(place) != self._next:
            self._wrong.append(f"{when}: the next sync does not give what a fresh build gives")
        with (
            broken_reader(),
            ArticleIndex.open(place, embeddings=HashedWords(), cache=self._cache) as index,
        ):
            self._wrong += [f"{when}: {line}" for line in index.check(self._folder)]

    def _left(self, place: Path) -> Edition | None:
        """Return what an index holds; None where there is none yet."""
        try:
            index = ArticleIndex.open(
                place, embeddings=HashedWords(), cache=self._cache, create=False
            )
        except ArticleIndexError:
            if self._last is None and "there is no index" in str(sys.exc_info()[1]):
                return None
            raise
        with index:
            if len(index) == 0 and self._last is None:
                return None
            return Edition(state_of(index), answers_of(index, questions()))


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not is_memory(path.name)
    }


def cut_power(scratch: Path, cuts: int, seed: int, *, first: bool, afresh: bool = False) -> Outcome:
    """Cut the power so many times while an index in a folder is synced, and return what was left.

    Args:
        scratch: a folder, to be made.
        cuts: after how many of its writes; each is cut twice.
        seed: of what is drawn by lot.
        first: cut the first sync of an index, not a later one.
        afresh: cut one that builds the vectors afresh.
    """
    return Cutting(scratch, seed, first=first, afresh=afresh).run(cuts)


def main() -> int:
    """Run, print what was seen, and return 1 if anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cuts", type=int, default=60)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args()
    if not is_there():
        print("this needs strace, and the right to use it", file=sys.stderr)
        return 2
    print(f"seed {options.seed}", flush=True)
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for what, first, afresh in (
            ("a first sync", True, False),
            ("a later sync", False, False),
            ("a sync that builds the vectors afresh", False, True),
        ):
            place = Path(folder).resolve() / what.replace(" ", "-")
            found = cut_power(place, options.cuts, options.seed, first=first, afresh=afresh)
            print(
                f"{what}: {found.cuts} cuts left the last state {found.before} times, the next one "
                f"{found.after} times; {len(found.wrong)} wrong",
                flush=True,
            )
            for line in found.wrong[:20]:
                print(f"  {line}")
            wrong += len(found.wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
