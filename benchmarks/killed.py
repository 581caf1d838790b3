"""The processes of `benchmarks.kills`: one that syncs and says where it is, one that asks."""

import secrets
import time
from collections.abc import Callable
from ctypes import Array, c_double
from pathlib import Path
from queue import Queue
from typing import Any

from benchmarks.editions import Edition, broken_reader, found, questions, shuffled
from benchmarks.hashed_words import HashedWords
from index import (
    comparison,
    embedding_queue,
    file_sync,
    local_sets,
    store,
    store_process,
    sync,
    vector_sync,
)
from index.article_index import ArticleIndex
from index.errors import AssistantError
from index.readers import isolation

PHASES = (
    "starting", "comparing", "reading", "writing rows", "embedding", "copying vectors",
    "storing vectors", "sealing", "switching", "cleaning up",
)  # fmt: skip
_PLACES: tuple[tuple[Any, str, str], ...] = (
    (comparison, "digest", "comparing"),
    (isolation.IsolatedReader, "read", "reading"),
    (file_sync, "insert_article", "writing rows"),
    (embedding_queue.EmbeddingQueue, "_oldest", "embedding"),
    (local_sets.LocalSets, "begin", "copying vectors"),
    (store.ChromaStore, "upsert", "storing vectors"),
    (store_process.StoreProcess, "upsert", "storing vectors"),
    (local_sets.LocalSets, "seal", "sealing"),
    (sync, "write_meta", "switching"),
    (sync, "drop_gone", "cleaning up"),
)

# Fields of what the processes share.
PHASE, COMMITTED_AT, BEFORE, TARGET, STOP = range(5)
FIELDS = 5 + len(PHASES) + 2  # and the seconds spent in each phase
SECONDS = slice(5, 5 + len(PHASES))
AFRESH, BEGUN = -2, -1  # how many sets were built afresh, and how many there were in all

Shared = "Array[c_double]"


class SlowWords(HashedWords):
    """Takes a little time over each text, as models do."""

    def _get_text_embedding(self, text: str) -> list[float]:
        time.sleep(0.002)
        return super()._get_text_embedding(text)


# What a set of vectors may lose in a folder as small as an edition before it is built afresh.
LEAST_LOST, LOST_SHARE = 5, 0.2


def build_afresh_early() -> None:
    """Have vectors built afresh now and then by syncs of a few articles, as by those of many."""
    vector_sync.LEAST_LOST, vector_sync.LOST_SHARE = LEAST_LOST, LOST_SHARE


def store_apart_at_times() -> None:
    """Have a process of its own store the vectors of every other sync, as of one of thousands."""
    vector_sync.MANY = secrets.choice((0, vector_sync.MANY))


def run_sync(
    place: Path, folder: Path, cache: Path, shared: "Array[c_double]", *, rebuild: bool = False
) -> None:
    """Sync, and write down in shared memory which phase it is in, and how long each took."""
    build_afresh_early()
    store_apart_at_times()
    entered = [time.monotonic()]

    def enter(phase: int) -> None:
        now = time.monotonic()
        shared[5 + int(shared[PHASE])] += now - entered[0]
        shared[PHASE], entered[0] = phase, now

    def announced(work: Callable[..., Any], phase: int) -> Callable[..., Any]:
        def announce(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - whatever it is
            enter(phase)
            if PHASES[phase] == "cleaning up":
                shared[COMMITTED_AT] = entered[0]
            elif PHASES[phase] == "copying vectors":
                shared[BEGUN] += 1
                shared[AFRESH] += options["fresh"]
            return work(*arguments, **options)

        return announce

    shared[PHASE] = 0
    for where, name, phase in _PLACES:
        setattr(where, name, announced(getattr(where, name), PHASES.index(phase)))
    with (
        broken_reader(),
        ArticleIndex.open(place, embeddings=SlowWords(), cache=cache, rebuild=rebuild) as index,
    ):
        index.sync(folder)
        enter(0)


class Asking:
    """Asks all along, and compares each answer with those of the editions that it may be of."""

    def __init__(self, editions: list[Edition], shared: "Array[c_double]", seed: int) -> None:
        self._editions = editions
        self._shared = shared
        self._chance = shuffled(seed)
        self.asked = 0
        self.lags: list[float] = []
        self.wrong: list[str] = []
        self._told_of = 0.0
        self._seen = -1

    def ask_all(self, place: Path, cache: Path) -> None:
        """Ask until told to stop; open the index anew every now and then."""
        while not self._shared[STOP]:
            with ArticleIndex.open(place, embeddings=HashedWords(), cache=cache) as index:
                for _ in range(40):
                    if self._shared[STOP]:
                        return
                    self._ask(index, self._chance.choice(questions()))
                    time.sleep(0.005)

    def _ask(self, index: ArticleIndex, question: str) -> None:
        committed = self._shared[COMMITTED_AT]
        possible = {int(self._shared[BEFORE]), int(self._shared[TARGET])}
        try:
            answer = found(index, question)
        except AssistantError as error:
            self.wrong.append(f"{question}: {error}")
            return
        possible |= {int(self._shared[BEFORE]), int(self._shared[TARGET])}
        self.asked += 1
        of = {each for each in possible if self._editions[each].answers[question] == answer}
        if not of:
            self.wrong.append(f"{question}: an answer of no edition among {sorted(possible)}")
        target = int(self._shared[TARGET])
        if of == {target} and committed and committed != self._told_of:
            self._told_of = committed
            self.lags.append(time.monotonic() - committed)


def run_asker(
    place: Path,
    cache: Path,
    editions: list[Edition],
    shared: "Array[c_double]",
    seed: int,
    told: "Queue[tuple[int, list[float], list[str]]]",
) -> None:
    """Ask until told to stop; say how often, how late new states were seen, and what was wrong."""
    asking = Asking(editions, shared, seed)
    try:
        asking.ask_all(place, cache)
    except BaseException as error:
        asking.wrong.append(f"the asker died: {error!r}")
        raise
    finally:
        told.put((asking.asked, asking.lags, asking.wrong))
