"""Kills syncs at random moments while another process asks, and looks at what is left each time.

    python -m benchmarks.kills [--kills 200] [--seed N] [--folder DIR]

A process syncs a folder from one edition to the next and is killed by SIGKILL somewhere in a phase
that was drawn by lot. Meanwhile another process asks: each answer must be exactly that of the last
complete edition or of the next one. After each kill the index must be one of the two, and every
other sync that follows must complete, and equal a fresh build passage by passage and answer by
answer. Some of the syncs rebuild, and vectors are built afresh after a few deletions, where it
takes a thousand else. Now and then the shared cache of vectors is deleted, and the asking process
killed too.
"""

import argparse
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from multiprocessing.sharedctypes import RawArray
from pathlib import Path
from typing import NamedTuple

from benchmarks.editions import (
    EDITIONS,
    answers_of,
    articles,
    fresh_edition,
    put,
    questions,
    shuffled,
    state_of,
)
from benchmarks.hashed_words import HashedWords
from benchmarks.killed import (
    AFRESH,
    BEFORE,
    BEGUN,
    COMMITTED_AT,
    FIELDS,
    PHASE,
    PHASES,
    SECONDS,
    STOP,
    TARGET,
    run_asker,
    run_sync,
)
from index.article_index import ArticleIndex

_REBUILDS = 0.25  # share of the killed syncs that rebuild
_PATIENCE = 120.0  # seconds that no sync of such a folder takes
_TOLD = 10  # of what was wrong


class Outcome(NamedTuple):
    """What a run of kills saw."""

    kills: Counter[str]
    """By the phase that the process was in when it died."""
    committed: int
    """Kills that came after the commit."""
    finished: int
    """Syncs that were quicker than the killer."""
    compared: int
    """Times the index was compared with a fresh build."""
    asked: int
    lags: list[float]
    """Seconds from a commit until the asking process saw it."""
    afresh: int
    """Sets of vectors that were built afresh, because of a rebuild or of what was deleted."""
    begun: int
    """Sets that were begun in all."""
    wrong: list[str]


class Killing:
    """One run: an index, a process that asks, and one after another that syncs and is killed."""

    def __init__(self, scratch: Path, seed: int, tell: Callable[[str], None]) -> None:
        self._chance = shuffled(seed)
        self._seed = seed
        self._tell = tell
        self._folder = scratch / "articles"
        self._folder.mkdir()
        self._place, self._cache = scratch / "index", scratch / "cache"
        self._processes = multiprocessing.get_context("forkserver")
        self._processes.set_forkserver_preload(["benchmarks.killed"])
        self._shared = RawArray("d", FIELDS)
        self._editions = [
            fresh_edition(number, seed, scratch / "fresh") for number in range(EDITIONS)
        ]
        self._kills: Counter[str] = Counter()
        self._committed = self._finished = self._compared = self._asked = 0
        self._lags: list[float] = []
        self._wrong: list[str] = []
        self._now = self._wanted = 0

    def run(self, kills: int) -> Outcome:
        """Kill so many syncs."""
        self._wanted = kills
        put(self._folder, articles(0, self._seed))
        self._start_sync().join(_PATIENCE)
        spans = self._measure()
        asker = self._start_asker()
        number = 0
        while self._kills.total() < kills:
            number += 1
            if number % 25 == 0:
                asker = self._replace_asker(asker)
            self._round(number, spans)
            if number % 20 == 0:
                self._tell(f"{self._kills.total()} kills, {len(self._wrong)} wrong")
        self._stop(asker)
        return Outcome(
            self._kills, self._committed, self._finished, self._compared,
            self._asked, self._lags, int(self._shared[AFRESH]), int(self._shared[BEGUN]),
            self._wrong,
        )  # fmt: skip

    def _measure(self) -> list[float]:
        """Sync once around, undisturbed, and return the seconds that each phase takes."""
        for number in (*range(1, EDITIONS), 0):
            self._turn_to(number)
            self._start_sync().join(_PATIENCE)
            self._settle(number, "before any kill")
        return [seconds / EDITIONS for seconds in self._shared[SECONDS]]

    def _turn_to(self, number: int) -> None:
        self._shared[TARGET] = number
        put(self._folder, articles(number, self._seed))

    def _round(self, number: int, spans: list[float]) -> None:
        self._shared[COMMITTED_AT] = 0
        target = (self._now + 1) % EDITIONS
        self._turn_to(target)
        if self._chance.random() < 0.3:
            for file in self._cache.glob("embeddings.sqlite3*"):
                file.unlink()
        self._kill_one(spans)
        with ArticleIndex.open(self._place, embeddings=HashedWords(), cache=self._cache) as index:
            left = state_of(index)
        if left == self._editions[target].state:
            self._committed += 1
        elif left != self._editions[self._now].state:
            self._note(f"round {number}: the index is of neither edition")
        if self._chance.random() < 0.5:
            self._start_sync().join(_PATIENCE)
            self._settle(target, f"round {number}")
        elif left == self._editions[target].state:
            self._arrive(target)
        elif self._kills.total() < self._wanted:
            # The next sync meets what two killed ones left.
            self._kill_one(spans)
            self._start_sync().join(_PATIENCE)
            self._settle(target, f"round {number}, killed twice")
        else:
            self._start_sync().join(_PATIENCE)
            self._settle(target, f"round {number}")

    def _kill_one(self, spans: list[float]) -> None:
        phase = self._chance.randrange(len(PHASES))
        delay = self._chance.uniform(0, spans[phase])
        self._shared[PHASE] = 0
        process = self._start_sync(rebuild=self._chance.random() < _REBUILDS)
        until = time.monotonic() + _PATIENCE
        while process.is_alive() and int(self._shared[PHASE]) < phase:
            if time.monotonic() > until:
                self._note("a sync took longer than two minutes")
                break
            time.sleep(0.0003)
        process.join(delay)
        if process.is_alive():
            process.kill()  # or it has ended just now
            process.join()
        if process.exitcode == -signal.SIGKILL:
            self._kills[PHASES[int(self._shared[PHASE])]] += 1
        else:
            self._finished += 1

    def _settle(self, number: int, when: str) -> None:
        """Compare the index with a fresh build of the edition that it should be now."""
        self._arrive(number)
        self._compared += 1
        expected = self._editions[number]
        with ArticleIndex.open(self._place, embeddings=HashedWords(), cache=self._cache) as index:
            if state_of(index) != expected.state:
                self._note(f"{when}: not what a fresh build gives")
            if answers_of(index, questions()) != expected.answers:
                self._note(f"{when}: other answers than a fresh build gives")
            unread = {"throws.md"}  # only the syncing process has the reader that throws
            for line in index.check(self._folder):
                if line.partition(":")[0] not in unread:
                    self._note(f"{when}: {line}")
        sets = len(list((self._place / "chroma").glob("0*")))
        if sets > 2:
            self._note(f"{when}: {sets} sets of vectors are left")

    def _arrive(self, number: int) -> None:
        self._now = number
        self._shared[BEFORE] = number

    def _start_sync(self, *, rebuild: bool = False) -> ForkServerProcess:
        process = self._processes.Process(
            target=run_sync,
            args=(self._place, self._folder, self._cache, self._shared),
            kwargs={"rebuild": rebuild},
        )
        process.start()
        return process

    def _start_asker(self) -> ForkServerProcess:
        self._told = self._processes.Queue()
        self._shared[STOP] = 0
        process = self._processes.Process(
            target=run_asker,
            args=(
                self._place, self._cache, self._editions, self._shared,
                self._chance.randrange(2**30), self._told,
            ),
        )  # fmt: skip
        process.start()
        return process

    def _replace_asker(self, asker: ForkServerProcess) -> ForkServerProcess:
        """Have another process ask; half of them are killed, wherever they are."""
        if self._chance.random() < 0.5 and asker.pid:
            os.kill(asker.pid, signal.SIGKILL)
            asker.join()
        else:
            self._stop(asker)
        return self._start_asker()

    def _stop(self, asker: ForkServerProcess) -> None:
        self._shared[STOP] = 1
        asked, lags, wrong = self._told.get(timeout=_PATIENCE)
        asker.join(_PATIENCE)
        self._asked += asked
        self._lags += lags
        for line in wrong:
            self._note(line)

    def _note(self, line: str) -> None:
        """Keep what was wrong, and tell the first few at once: the run may go on for long."""
        self._wrong.append(line)
        if len(self._wrong) <= _TOLD:
            self._tell(f"wrong: {line}")


def kill_syncs(scratch: Path, kills: int, seed: int, tell: Callable[[str], None]) -> Outcome:
    """Kill so many syncs of an index in a folder, and return what was seen.

    Args:
        scratch: an empty folder.
        kills: how many.
        seed: of what is drawn by lot; the moments themselves depend on the machine.
        tell: told how far it is.
    """
    return Killing(scratch, seed, tell).run(kills)


def main() -> int:
    """Run, print what was seen, and return 1 if anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        outcome = kill_syncs(
            Path(folder), options.kills, options.seed, lambda line: print(line, flush=True)
        )
    for phase in PHASES:
        print(f"{outcome.kills[phase]:6} killed while {phase}")
    lags = sorted(outcome.lags)
    print(f"{outcome.kills.total():6} kills, {outcome.committed} of them after the commit")
    print(f"{outcome.begun:6} sets of vectors begun, {outcome.afresh} of them afresh")
    print(f"{outcome.finished:6} syncs were quicker than the killer")
    print(f"{outcome.compared:6} times compared with a fresh build")
    print(f"{outcome.asked:6} questions asked meanwhile")
    if lags:
        middle = lags[len(lags) // 2]
        print(f"a new state was seen after {middle:.2f} s (median), {lags[-1]:.2f} s (longest)")
    for line in outcome.wrong[:_TOLD]:
        print(f"  {line}")
    seconds = time.monotonic() - begun
    print(f"{len(outcome.wrong):6} wrong, in {seconds:.0f} s, with seed {options.seed}")
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
