"""Measures answers under load: four users at once, and an index run beside the chat.

    python -m benchmarks.load [--questions 2] [--beside 3] [--articles 4000]

Figures by name:

- `four_users_throughput`: answers a minute of four users who ask at once, over those of one user
  who asks the same questions in a row. `four_users_same_answers` is the share of answers that are
  the same in both.
- `indexing_beside_chat_slowdown`: the median seconds of an answer while `assistant index` works on
  many articles in a process of its own, over those without it, the same questions.
- `indexing_beside_chat_share`: passages a second of that run while questions are answered, over
  those without a chat.
"""

import argparse
import asyncio
import os
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.bundled import bundled_articles
from assistant.evaluation.gold import GoldRow, GoldSet
from assistant.evaluation.sampling import sample
from assistant.evaluation.sources import load_gold
from assistant.events import AnswerReady
from assistant.settings import Settings
from assistant.web.answers import Answers
from benchmarks.results import keep
from benchmarks.synthetic_articles import write_articles
from index.article_index import ArticleIndex
from index.embedding_cache import FILE

_GOLD = Path(__file__).resolve().parents[1] / "corpus" / "gold"
_USERS = 4
_ALONE_SECONDS = 15.0  # in which an index run is counted without a chat
_BEGINNING_SECONDS = 120.0  # after which an index run must have embedded something
_GLANCE_SECONDS = 0.25
_Asked = list[tuple[str, str]]
"""Questions with the answers that they got, as texts."""


class Users:
    """Readers who ask an assistant through the queue that the web chat has.

    Args:
        assistant: answers.
        at_once: as many answers are written at the same time, as the setting says.
    """

    def __init__(self, assistant: Assistant, at_once: int) -> None:
        self._assistant = assistant
        self._at_once = at_once

    def ask(self, lists: Sequence[Sequence[str]]) -> tuple[float, _Asked]:
        """Put a list of questions a user, each user's in a row, all users' at once.

        Returns:
            Seconds until the last answer, and the answers.
        """
        return asyncio.run(self._all(lists))

    async def _all(self, lists: Sequence[Sequence[str]]) -> tuple[float, _Asked]:
        answers = Answers(self._assistant, at_once=self._at_once)
        begun = time.perf_counter()
        found = await asyncio.gather(
            *(self._one(answers, f"user {number}", asked) for number, asked in enumerate(lists))
        )
        return time.perf_counter() - begun, [pair for pairs in found for pair in pairs]

    async def _one(self, answers: Answers, user: str, questions: Sequence[str]) -> _Asked:
        found = []
        for question in questions:
            async for event in answers.stream(question, fresh=True, reader=user):
                if isinstance(event, AnswerReady):
                    found.append((question, event.answer.text))
        return found


def four_users(assistant: Assistant, questions: Sequence[str]) -> dict[str, float]:
    """Return how much of one user's throughput is left to four, and whether answers are the same.

    Args:
        assistant: answers; warm.
        questions: at least as many as users, dealt among them.
    """
    users = Users(assistant, assistant.settings.answers_at_once)
    users.ask([questions])  # so that neither finds vectors and prompts which the other had to make
    alone, in_a_row = users.ask([questions])
    together, at_once = users.ask([questions[user::_USERS] for user in range(_USERS)])
    same = len(set(in_a_row) & set(at_once)) / len(in_a_row)
    print(
        f"  {len(questions)} answers: in a row {alone:.1f} s, of four users {together:.1f} s",
        flush=True,
    )
    return {"four_users_throughput": alone / together, "four_users_same_answers": same}


class IndexRun:
    """`assistant index` over made-up articles in a process of its own, and how far it is."""

    def __init__(self, scratch: Path) -> None:
        self._cache = scratch / "cache"
        arguments = [
            sys.executable, "-m", "assistant", "index", str(scratch / "articles"),
            "--index", str(scratch / "index"),
        ]  # fmt: skip
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            arguments,
            env=os.environ | {"ASSISTANT_CACHE": str(self._cache)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # As from a terminal of its own: Linux may weigh the processes of each by themselves.
            start_new_session=True,
        )

    def passages(self) -> int:
        """How many are embedded so far."""
        place = self._cache / FILE
        if not place.exists():
            return 0
        try:
            with closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True)) as connection:
                return int(connection.execute("SELECT count(*) FROM vectors").fetchone()[0])
        except sqlite3.OperationalError:  # it is being made
            return 0

    def wait_for_first(self) -> None:
        """Wait until it embeds.

        Raises:
            RuntimeError: it does not.
        """
        deadline = time.monotonic() + _BEGINNING_SECONDS
        while not self.passages():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the index run embedded nothing")
            time.sleep(_GLANCE_SECONDS)

    def end(self) -> None:
        """Interrupt it, as Ctrl+C does."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait()


@contextmanager
def index_run(articles: int) -> Iterator[IndexRun]:
    """An index run over so many articles, for as long as the context lasts."""
    with tempfile.TemporaryDirectory() as folder:
        write_articles(Path(folder) / "articles", articles)
        run = IndexRun(Path(folder))
        try:
            yield run
        finally:
            run.end()


def indexing_beside(
    assistant: Assistant, questions: Sequence[str], articles: int
) -> dict[str, float]:
    """Return what an index run and a chat cost each other."""
    for question in questions:  # as above
        _seconds(assistant, question)
    alone = [_seconds(assistant, question) for question in questions]
    with index_run(articles) as run:
        run.wait_for_first()
        rate_alone = _rate(run, lambda: time.sleep(_ALONE_SECONDS))
        beside: list[float] = []
        rate = _rate(run, lambda: beside.extend(_seconds(assistant, each) for each in questions))
        if run.process.poll() is not None:
            raise RuntimeError("the index run ended before the last answer: give more --articles")
    print(
        f"  answers alone {statistics.median(alone):.1f} s, beside {statistics.median(beside):.1f} "
        f"s; passages a second alone {rate_alone:.1f}, beside {rate:.1f}",
        flush=True,
    )
    return {
        "indexing_beside_chat_slowdown": statistics.median(beside) / statistics.median(alone),
        "indexing_beside_chat_share": rate / rate_alone,
    }


def _seconds(assistant: Assistant, question: str) -> float:
    answer: Answer = assistant.ask(question, fresh=True)
    return answer.timings["total"]


def _rate(run: IndexRun, during: Callable[[], object]) -> float:
    before, begun = run.passages(), time.perf_counter()
    during()
    return (run.passages() - before) / (time.perf_counter() - begun)


def gold_questions(number: int) -> list[str]:
    """So many of the bundled gold questions that need no conversation."""
    gold: GoldSet = load_gold([_GOLD])
    rows: Sequence[GoldRow] = [row for row in gold.rows if not row.history and row.asked]
    return [row.question for row in sample(rows, number)]


def measure(scratch: Path, questions: int, beside: int, articles: int) -> dict[str, float]:
    """Index the bundled articles and measure answers about them under load."""
    settings = Settings.load()
    figures: dict[str, float] = {}
    with ArticleIndex.open(scratch, **settings.index_options()) as index:
        index.sync(bundled_articles())
        with Assistant.open(index, settings=settings) as assistant:
            assistant.warm()
            assistant.ask("What is Sora able to make?", fresh=True)
            if questions:
                figures |= four_users(assistant, gold_questions(questions * _USERS))
            if beside:
                figures |= indexing_beside(assistant, gold_questions(beside), articles)
    return figures


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--questions", type=int, default=2, help="of each of four users")
    parser.add_argument("--beside", type=int, default=4, help="questions beside an index run")
    parser.add_argument("--articles", type=int, default=4000, help="of the index run")
    options = parser.parse_args()
    # Told to end, it ends the index run as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder), options.questions, options.beside, options.articles)
    for name, value in figures.items():
        print(f"{name:32}{value:10.3f}")
    keep(figures)


if __name__ == "__main__":
    main()
