"""Measures answers: beside LlamaIndex's own engine in the same run, and beside a busy process.

    python -m benchmarks.answering [--questions 12] [--neighbour 3]

The same questions of the bundled gold set are put to the assistant and to CitationQueryEngine in
turns, with the same index, embeddings and model, both warm. Figures by name, medians:

- `first_word_speedup`, `answer_speedup`: the engine's seconds over ours, to the first word and to
  the last; a question that either refuses has no first word.
- `first_word_share`: our seconds to the first word over those of the whole answer.
- `overhead_beside_model`: share of our time that neither llama.cpp nor the embedder took, by their
  own clocks; `milliseconds_before_prompt` is what of it goes by before the first quote is read.
- `accuracy`, `accuracy_stock`: share of the answerable questions that are answered rightly.
- `busy_neighbour_slowdown`: our seconds beside a process that keeps a processor busy, over those
  alone, the same questions.
"""

import argparse
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pydantic import PrivateAttr

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.bundled import bundled_articles
from assistant.evaluation.gold import GoldRow, GoldSet
from assistant.evaluation.observation import Observation, Outcome
from assistant.evaluation.run_store import RunStore
from assistant.evaluation.runner import Runner
from assistant.evaluation.sampling import sample
from assistant.evaluation.scoring import score
from assistant.evaluation.sources import load_gold
from assistant.evaluation.stock import StockEngine
from assistant.events import AnswerReady, StageStarted
from assistant.llm.resolve import resolve_llm
from assistant.settings import Settings
from benchmarks.results import keep
from index.article_index import ArticleIndex
from index.embedding import EmbeddedE5

_GOLD = Path(__file__).resolve().parents[1] / "corpus" / "gold"
_BEFORE_READING = ("condense", "decompose", "translate")  # stages of the model


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


class Ours:
    """The assistant, asked anew each time, with what each answer took beside its models."""

    def __init__(self, assistant: Assistant, embedder: TimedE5) -> None:
        self._assistant = assistant
        self._embedder = embedder
        self.overheads: list[float] = []
        self.before_prompt: list[float] = []

    def ask(self, row: GoldRow) -> Answer:
        """Answer, and note the cost."""
        embedded, begun = self._embedder.seconds, time.perf_counter()
        waited: float | None = None
        for event in self._assistant.stream(row.question, fresh=True):
            if isinstance(event, StageStarted) and event.stage == "read" and waited is None:
                waited = time.perf_counter() - begun - (self._embedder.seconds - embedded)
            elif isinstance(event, AnswerReady):
                answer = event.answer
        embedding = self._embedder.seconds - embedded
        total = answer.timings["total"]
        self.overheads.append((total - _by_the_model(answer) - embedding) / total)
        if waited is not None:
            milliseconds = (waited - _by_the_model(answer, _BEFORE_READING)) * 1000
            self.before_prompt.append(milliseconds)
        return answer


def _by_the_model(answer: Answer, stages: Collection[str] | None = None) -> float:
    """Seconds that llama.cpp took by its own clock, in all stages or in some."""
    return sum(
        used.reading_seconds + used.writing_seconds
        for stage, used in answer.usage.items()
        if stages is None or stage in stages
    )


def busy(stop: float) -> None:
    """Keep a processor busy until some moment (`time.time`)."""
    number = 1.0
    while time.time() < stop:
        for _ in range(100_000):
            number = number * 1.0000001 % 7.0


@contextmanager
def busy_neighbour() -> Iterator[None]:
    """A process beside this one that never rests."""
    process = multiprocessing.get_context("spawn").Process(target=busy, args=(time.time() + 900,))
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
    firsts, totals, shares = [], [], []
    outcomes: dict[str, list[Outcome]] = {"ours": [], "stock": []}
    for row in rows:
        mine, theirs = ours.ask(row), stock.ask(row.question)
        for name, answer in (("ours", mine), ("stock", theirs)):
            outcomes[name].append(runner.outcome(row, Observation(key=row.id, answer=answer)))
        totals.append(theirs.timings["total"] / mine.timings["total"])
        if "first_word" in mine.timings:
            firsts.append(theirs.timings["first_word"] / mine.timings["first_word"])
            shares.append(mine.timings["first_word"] / mine.timings["total"])
        print(
            f"  {row.id:10} ours {mine.timings.get('first_word', 0):5.1f} "
            f"{mine.timings['total']:5.1f} s   engine {theirs.timings.get('first_word', 0):5.1f} "
            f"{theirs.timings['total']:5.1f} s",
            flush=True,
        )
    if not firsts:
        raise SystemExit("we answered none of these questions; take more of them")
    return {
        "first_word_speedup": statistics.median(firsts),
        "answer_speedup": statistics.median(totals),
        "first_word_share": statistics.median(shares),
        "accuracy": accuracy(outcomes["ours"]),
        "accuracy_stock": accuracy(outcomes["stock"]),
    }


def slowdown(ours: Ours, rows: Sequence[GoldRow]) -> float:
    """Return how many times as long the same questions take beside a busy process."""
    alone = [ours.ask(row).timings["total"] for row in rows]
    with busy_neighbour():
        beside = [ours.ask(row).timings["total"] for row in rows]
    return statistics.median(slow / quick for slow, quick in zip(beside, alone, strict=True))


def measure(scratch: Path, questions: int, neighbour: int) -> dict[str, float]:
    """Index the bundled articles and measure answers about them."""
    settings = Settings.load()
    embedder = TimedE5()
    with ArticleIndex.open(scratch, embeddings=embedder) as index:
        index.sync(bundled_articles())
        llm = resolve_llm(settings.llm, settings)
        gold: GoldSet = load_gold([_GOLD])
        rows = sample([row for row in gold.rows if not row.history and row.asked], questions)
        with (
            Assistant.open(index, settings=settings, llm=llm) as assistant,
            RunStore(scratch / "run.jsonl") as store,
        ):
            runner = Runner(index, gold, store, None)
            ours, stock = Ours(assistant, embedder), StockEngine(index, llm)
            assistant.warm()
            warm = rows[0].model_copy(update={"question": "What is Sora able to make?"})
            ours.ask(warm)
            stock.ask(warm.question)
            figures = compare(ours, stock, runner, rows)
            figures["overhead_beside_model"] = statistics.median(ours.overheads)
            figures["milliseconds_before_prompt"] = statistics.median(ours.before_prompt)
            if neighbour:
                figures["busy_neighbour_slowdown"] = slowdown(ours, rows[:neighbour])
            return figures


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--questions", type=int, default=12)
    parser.add_argument("--neighbour", type=int, default=3, help="questions beside a busy process")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder), options.questions, options.neighbour)
    for name, value in figures.items():
        print(f"{name:28}{value:10.3f}")
    keep(figures)


if __name__ == "__main__":
    main()
