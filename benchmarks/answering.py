"""Measures answers: beside LlamaIndex's own engine in the same run, and beside a busy process.

    python -m benchmarks.answering [--questions 12] [--neighbour 3] [--follow-ups 2]

The same questions of the bundled gold set are put to the assistant and to CitationQueryEngine in
turns, with the same index, embeddings and model, both warm, and no vector known from an earlier
run. Figures by name, medians:

- `first_word_speedup`, `answer_speedup`: the engine's seconds over ours, to the first word and to
  the last, as who asked sees them. Words that are all taken back do not count, so the first of our
  refusals comes at its end.
- `first_word_share`, `first_sentence_share`: our seconds to the first word, and to the first
  sentence that has passed its checks, over those of the whole answer, where there is one.
- `seconds_STAGE`, `tokens_read`, `tokens_cached`, `tokens_written`: what our answers cost, stages
  as in `Answer.timings`, over those that have it; some follow-ups, asked of us alone, count too.
- `overhead_beside_model`: share of our time that neither llama.cpp nor embedder nor reranker took;
  `milliseconds_before_prompt` is what of it goes by before the first quote is read.
- `accuracy`, `accuracy_stock`: share of the answerable questions that are answered rightly.
- `busy_neighbour_slowdown`: our seconds beside a process that keeps a processor busy, over those
  alone, the same questions.
"""

import argparse
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from pydantic import PrivateAttr

from assistant.answer import Answer, Status
from assistant.assistant import Assistant
from assistant.bundled import bundled_articles
from assistant.conversation import Turn
from assistant.evaluation.gold import GoldRow, GoldSet
from assistant.evaluation.observation import Observation, Outcome
from assistant.evaluation.run_store import RunStore
from assistant.evaluation.runner import Runner
from assistant.evaluation.sampling import sample
from assistant.evaluation.scoring import score
from assistant.evaluation.sources import load_gold
from assistant.evaluation.stock import StockEngine
from assistant.events import AnswerReady, StageStarted, TextDelta, TextReplaced
from assistant.settings import Settings
from benchmarks.results import keep
from index.article_index import ArticleIndex
from index.embedding import EmbeddedE5

_GOLD = Path(__file__).resolve().parents[1] / "corpus" / "gold"
_BEFORE_READING = ("condense", "decompose")  # stages of the model


class TimedE5(EmbeddedE5):
    """The default embedder, which counts its seconds."""

    _seconds: float = PrivateAttr(default=0.0)

    @property
    def seconds(self) -> float:
        """Seconds spent embedding."""
        return self._seconds

    def _get_query_embedding(self, query: str) -> list[float]:
        begun = time.perf_counter()
        try:
            return super()._get_query_embedding(query)
        finally:
            self._seconds += time.perf_counter() - begun

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        begun = time.perf_counter()
        try:
            return super()._get_text_embeddings(texts)
        finally:
            self._seconds += time.perf_counter() - begun


class Asked(NamedTuple):
    """An answer of ours, with the seconds that who asked waited for it."""

    answer: Answer
    first_word: float
    """Until something was shown that was not all taken back; of a refusal, until its end."""
    total: float


class Ours:
    """The assistant, asked anew each time, with what each answer took beside its models."""

    def __init__(self, assistant: Assistant, embedder: TimedE5) -> None:
        self._assistant = assistant
        self._embedder = embedder
        self.answers: list[Answer] = []
        self.overheads: list[float] = []
        self.before_prompt: list[float] = []

    def ask(self, row: GoldRow) -> Asked:
        """Answer, and note the cost."""
        embedded, begun = self._embedder.seconds, time.perf_counter()
        waited: float | None = None
        shown: float | None = None
        turns = [Turn(turn.question, turn.answer) for turn in row.history]
        for event in self._assistant.stream(row.question, turns, fresh=True):
            now = time.perf_counter() - begun
            if isinstance(event, StageStarted) and event.stage == "read" and waited is None:
                waited = now - (self._embedder.seconds - embedded)
            elif isinstance(event, TextDelta) and shown is None:
                shown = now
            elif isinstance(event, TextReplaced) and not event.text:
                shown = None
            elif isinstance(event, AnswerReady):
                answer, total = event.answer, now
        embedding = self._embedder.seconds - embedded
        self.answers.append(answer)
        reranking = answer.timings.get("rerank", 0.0)
        self.overheads.append((total - _by_the_model(answer) - embedding - reranking) / total)
        if waited is not None:
            by_models = _by_the_model(answer, _BEFORE_READING) + reranking
            self.before_prompt.append((waited - by_models) * 1000)
        refused = shown is None or answer.status is Status.NOT_FOUND
        return Asked(answer, total if refused or shown is None else shown, total)


def _by_the_model(answer: Answer, stages: Collection[str] | None = None) -> float:
    """Seconds that llama.cpp took by its own clock, in all stages or in some."""
    return sum(
        used.reading_seconds + used.writing_seconds
        for stage, used in answer.usage.items()
        if stages is None or stage in stages
    )


def busy(beside: int) -> None:
    """Keep a processor busy for as long as the process that started this one, `beside`, lives."""
    number = 1.0
    while os.getppid() == beside:
        for _ in range(100_000):
            number = number * 1.0000001 % 7.0


@contextmanager
def busy_neighbour() -> Iterator[None]:
    """A process beside this one that never rests."""
    process = multiprocessing.get_context("spawn").Process(target=busy, args=(os.getpid(),))
    process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join()


def accuracy(outcomes: Sequence[Outcome]) -> float:
    """Return the share of the answerable questions that are answered rightly."""
    return statistics.mean(float(bool(s.right)) for s in score(outcomes) if s.answerable)


def compare(
    ours: Ours, stock: StockEngine, runner: Runner, rows: Sequence[GoldRow]
) -> dict[str, float]:
    """Put the questions to both in turns."""
    firsts, totals = [], []
    outcomes: dict[str, list[Outcome]] = {"ours": [], "stock": []}
    mine: list[Asked] = []
    for row in rows:
        mine.append(ours.ask(row))
        theirs = stock.ask(row.question)
        for name, answer in (("ours", mine[-1].answer), ("stock", theirs)):
            outcomes[name].append(runner.outcome(row, Observation(key=row.id, answer=answer)))
        total = theirs.timings["total"]
        first = theirs.timings.get("first_word", total)
        totals.append(total / mine[-1].total)
        firsts.append(first / mine[-1].first_word)
        print(
            f"  {row.id:10} ours {mine[-1].first_word:5.1f} {mine[-1].total:5.1f} s   "
            f"engine {first:5.1f} {total:5.1f} s   {mine[-1].answer.status.value}",
            flush=True,
        )
    return {
        "first_word_speedup": statistics.median(firsts),
        "answer_speedup": statistics.median(totals),
        "accuracy": accuracy(outcomes["ours"]),
        "accuracy_stock": accuracy(outcomes["stock"]),
        **shares([asked.answer for asked in mine]),
    }


def shares(answers: Sequence[Answer]) -> dict[str, float]:
    """Return how much of an answer's time goes by before its first word and checked sentence."""
    found = {}
    for name in ("first_word", "first_sentence"):
        parts = [
            answer.timings[name] / answer.timings["total"]
            for answer in answers
            if answer.status is Status.ANSWERED and name in answer.timings
        ]
        if parts:
            found[f"{name}_share"] = statistics.median(parts)
    return found


def budget(answers: Sequence[Answer]) -> dict[str, float]:
    """Return the median seconds of each stage, and the median tokens of an answer."""
    stages = dict.fromkeys(stage for answer in answers for stage in answer.timings)
    seconds = {
        f"seconds_{stage}": statistics.median(
            answer.timings[stage] for answer in answers if stage in answer.timings
        )
        for stage in stages
    }
    tokens = {
        f"tokens_{kind}": statistics.median(
            float(sum(getattr(used, kind) for used in answer.usage.values())) for answer in answers
        )
        for kind in ("read", "cached", "written")
    }
    return seconds | tokens


def slowdown(ours: Ours, rows: Sequence[GoldRow]) -> float:
    """Return how many times as long the same questions take beside a busy process."""
    alone = [ours.ask(row).total for row in rows]
    with busy_neighbour():
        beside = [ours.ask(row).total for row in rows]
    return statistics.median(slow / quick for slow, quick in zip(beside, alone, strict=True))


def measure(scratch: Path, questions: int, neighbour: int, follow_ups: int) -> dict[str, float]:
    """Index the bundled articles and measure answers about them."""
    settings = Settings.load()
    embedder = TimedE5()
    # A cache of its own, or the sentences of the articles would have been embedded before.
    with ArticleIndex.open(scratch, embeddings=embedder, cache=scratch / "cache") as index:
        index.sync(bundled_articles())
        gold: GoldSet = load_gold([_GOLD])
        asked = [row for row in gold.rows if row.asked]
        rows = sample([row for row in asked if not row.history], questions)
        # The model is the assistant's own, as a given one would spare it the look for kept answers.
        with (
            Assistant.open(index, settings=settings) as assistant,
            RunStore(scratch / "run.jsonl") as store,
        ):
            runner = Runner(index, gold, store, None)
            stock = StockEngine(index, assistant.llm)
            assistant.warm()
            warm = rows[0].model_copy(update={"question": "What is Sora able to make?"})
            Ours(assistant, embedder).ask(warm)
            stock.ask(warm.question)
            ours = Ours(assistant, embedder)
            figures = compare(ours, stock, runner, rows)
            for row in sample([row for row in asked if row.history], follow_ups):
                ours.ask(row)
            figures |= budget(ours.answers)
            figures["overhead_beside_model"] = statistics.median(ours.overheads)
            if ours.before_prompt:
                figures["milliseconds_before_prompt"] = statistics.median(ours.before_prompt)
            if neighbour:
                figures["busy_neighbour_slowdown"] = slowdown(ours, rows[:neighbour])
            return figures


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--questions", type=int, default=12)
    parser.add_argument("--neighbour", type=int, default=3, help="questions beside a busy process")
    parser.add_argument("--follow-ups", type=int, default=2, help="asked of us alone")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder), options.questions, options.neighbour, options.follow_ups)
    for name, value in figures.items():
        print(f"{name:28}{value:10.3f}")
    keep(figures)


if __name__ == "__main__":
    main()
