"""How fast this machine is with the models that the settings name, and which settings suit it."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.diagnosis.finding import Finding, Level
from assistant.diagnosis.judge import LESS, OPENVINO_MEMORY, judge_here
from assistant.diagnosis.machine import available_memory, configured_model
from assistant.diagnosis.other_work import OtherWork
from assistant.diagnosis.processor import processor
from assistant.diagnosis.trials import (
    MOST_SECONDS,
    ModelTrial,
    Trial,
    thread_counts,
    try_embedder,
    try_model,
)
from assistant.errors import ModelError
from assistant.llm.adapter import adapter_gguf, adapters_of
from assistant.llm.openvino.model import is_made
from assistant.models.verification import model_path
from assistant.settings import Settings
from index.processors import usable_processors

# Tokens of an answer in the mean of the bundled gold questions, as `Answer.usage` counted them when
# this was written, all read by llama.cpp; `assistant eval` prints those of today.
_READ, _WRITTEN = 416, 64
_SMALL = "embedded:qwen2.5-coder-0.5b"
# Faster by less is chance: of two equal trials one is some percent faster.
_FASTER = 1.1
_SLOW_SECONDS = 25.0  # an answer, beyond which another model is worth a thought
_BUSY = 0.3  # processors in other hands, from which figures are those of a shared machine
_AN_ARTICLE = 5  # passages of an article of 600 words, about
# What the page, the index and the embedder take beside the model, whose trial has Python in it.
_BESIDE_TRIAL = 600_000_000


def findings(settings: Settings, seconds: float = MOST_SECONDS) -> Iterator[Finding]:
    """Measure, within so many seconds; what could not be measured is named with the reason."""
    deadline = time.monotonic() + seconds
    others = OtherWork()
    embedder: Trial | None = None
    if settings.embeddings.startswith("embedded:"):
        embedder = try_embedder(settings.embeddings, seconds)
        yield embedding(embedder)
    else:
        yield Finding(Level.OK, "embedder", f"{settings.embeddings} is not measured: a server")
    path = local_model(settings)
    trials: list[ModelTrial] = []
    if path is not None and path.is_file():
        left = deadline - time.monotonic()
        trials = try_model(
            path,
            settings.context_tokens,
            thread_counts(settings.threads),
            left,
            adapters=adapter_files(settings),
            reader_cache=settings.cache if _has_openvino_form(settings, path) else None,
        )
    busy = others.busy()
    yield processor(str(trials[0].last("build") or "") if trials else "")
    yield model_speed(settings, path, trials)
    if any(trial.reading for trial in trials):
        yield model_memory(trials, openvino=judge_here(settings).openvino)
    yield other_work(busy)
    yield suiting(settings, trials, shared=busy >= _BUSY)


def local_model(settings: Settings) -> Path | None:
    """The file of the model, where it runs on this machine; it may be missing."""
    kind, _, name = settings.llm.partition(":")
    if kind == "gguf":
        return Path(name).expanduser()
    entry = configured_model(settings)
    return model_path(entry, settings.cache) if entry else None


def adapter_files(settings: Settings) -> dict[str, Path]:
    """Files of the adapters that the model is used with; none where they can't be made."""
    entry = configured_model(settings)
    if entry is None:
        return {}
    try:
        return {name: adapter_gguf(name, settings.cache) for name in adapters_of(entry.sha256)}
    except ModelError:  # the cache can't be written, which the finding of the disk says
        return {}


def _has_openvino_form(settings: Settings, path: Path) -> bool:
    """Whether OpenVINO runs the model, and need not make its form of it for the trial."""
    entry = configured_model(settings)
    if entry is None or not judge_here(settings).openvino:
        return False
    return is_made(path, adapters_of(entry.sha256), settings.cache)


def embedding(trial: Trial) -> Finding:
    """What the embedder does in a second."""
    questions, passages = trial.rate("questions"), trial.rate("passages")
    if not questions or not passages:
        return _not_measured("embedder", trial)
    minutes = 1000 * _AN_ARTICLE / passages / 60
    text = (
        f"{1000 / questions:.0f} ms a question, {passages:.0f} passages a second: a thousand "
        f"articles of 600 words are indexed in about {_rounded(minutes)} min"
    )
    figures = {"questions_per_second": questions, "passages_per_second": passages}
    return Finding(Level.OK, "embedder", text + _shortened([trial]), figures=_round(figures))


def model_speed(settings: Settings, path: Path | None, trials: Sequence[ModelTrial]) -> Finding:
    """Tokens that the model reads and writes in a second, with each number of threads."""
    if path is None:
        return Finding(Level.OK, "speed", f"{settings.llm} is not measured: not on this machine")
    if not path.is_file():
        return Finding(Level.OK, "speed", "not measured, as the model's file is not here yet")
    known = [trial for trial in trials if trial.reading]
    if not known:
        return _not_measured("speed", trials[0])
    said = "; ".join(_said(trial) for trial in known)
    figures: dict[str, float] = {"load_seconds": float(known[0].last("loaded"))}
    for trial in known:
        figures[f"reads_per_second_{trial.threads}_threads"] = trial.reading or 0.0
        if trial.writing:
            figures[f"writes_per_second_{trial.threads}_threads"] = trial.writing
    text = f"tokens a second with {said}{_judged_by(settings, known)}" + _shortened(trials)
    return Finding(Level.OK, "speed", text, figures=_round(figures))


def _judged_by(settings: Settings, trials: Sequence[ModelTrial]) -> str:
    """What read the quotes in the trials, and whether that is what reads them in use."""
    judge = trials[0].last("judge")
    if judge is None:
        return ""
    if judge == "OpenVINO" or not judge_here(settings).openvino:
        return f"; read is of quotes judged by {judge}"
    return (
        "; read is of quotes judged by llama.cpp: OpenVINO, which judges them in use and is "
        "faster, makes its form of the model with the first question"
    )


def model_memory(trials: Sequence[ModelTrial], *, openvino: bool = False) -> Finding:
    """What the model takes of the memory that is there.

    Args:
        trials: what was told of it.
        openvino: whether OpenVINO runs it in use; in trials it may not have.
    """
    taken = max(int(trial.last("memory") or 0) for trial in trials)
    if openvino and not any(trial.last("judge") == "OpenVINO" for trial in trials):
        taken = OPENVINO_MEMORY
    taken += _BESIDE_TRIAL
    free = available_memory()
    figures = {"chat_bytes": float(taken)} | ({} if free is None else {"free_bytes": float(free)})
    text = f"a chat takes about {taken / 1e9:.1f} GB with this model"
    text += " in OpenVINO" if openvino else ""
    if free is None:
        return Finding(Level.OK, "room", text, figures=figures)
    text += f", of {free / 1e9:.1f} GB at hand"
    if free < taken:
        advice = f"end other programs, or set llm = {_SMALL!r} or context_tokens = 2048"
        advice = f"{LESS}; or {advice}" if openvino else advice
        return Finding(Level.WARN, "room", text, advice, figures)
    return Finding(Level.OK, "room", text, figures=figures)


def other_work(busy: float) -> Finding:
    """What other programs took while this was measured."""
    text = f"other programs kept {busy:.1f} processors busy meanwhile"
    figures = _round({"busy_processors": busy})
    if busy < _BUSY:
        return Finding(Level.OK, "other work", text, figures=figures)
    advice = "alone the machine is faster: measure again when it is quiet"
    return Finding(Level.WARN, "other work", text, advice, figures)


def suiting(settings: Settings, trials: Sequence[ModelTrial], *, shared: bool) -> Finding:
    """What an answer takes here, and the settings that suit the machine."""
    timed = [(seconds, trial) for trial in trials if (seconds := answer_seconds(trial))]
    if not timed:
        return Finding(Level.OK, "answers", "how long one takes is not known without a measurement")
    used = timed[0]
    best = min(timed, key=lambda one: one[0])
    if used[0] < best[0] * _FASTER:
        best = used
    advice = []
    if best is not used:
        usual = settings.threads and best[1].threads == usable_processors()
        change = "leave out the setting threads" if usual else f"set threads = {best[1].threads}"
        while_shared = " while other programs are this busy" if shared else ""
        advice.append(f"{change}: an answer takes {_rounded(best[0])} s then{while_shared}")
    if best[0] > _SLOW_SECONDS and settings.llm != _SMALL:
        advice.append(
            f"set llm = {_SMALL!r}, which is nearly twice as fast and answers less well, or "
            "name a server there"
        )
    text = (
        f"about {_rounded(used[0])} s each as it is set (llm = {settings.llm!r}, "
        f"threads = {used[1].threads}), up to twice that where quotes are put into another language"
    )
    if not advice:
        text += "; these settings suit this machine"
    figures = _round({"answer_seconds": used[0], "best_threads": best[1].threads})
    level = Level.WARN if advice else Level.OK
    return Finding(level, "answers", text, "; ".join(advice), figures)


def answer_seconds(trial: ModelTrial) -> float | None:
    """Seconds that a usual answer takes, by a trial; None where it told too little."""
    if not trial.reading or not trial.writing:
        return None
    return _READ / trial.reading + _WRITTEN / trial.writing


def _said(trial: ModelTrial) -> str:
    threads = "1 thread" if trial.threads == 1 else f"{trial.threads} threads"
    written = f"{trial.writing:.0f} written" if trial.writing else "writing not measured"
    return f"{threads}: {trial.reading:.0f} read, {written}"


def _shortened(trials: Sequence[Trial]) -> str:
    """Says so where the time was over before all was measured."""
    if any(trial.cut for trial in trials):
        return "; the time was over before all was measured, so these are rougher"
    return ""


def _not_measured(topic: str, trial: Trial) -> Finding:
    if trial.failure:
        text = f"could not be measured: {trial.failure}"
        return Finding(Level.WARN, topic, text, "see the findings above, or run it again")
    text = "this machine did not get far enough to be measured in the time there is"
    return Finding(Level.WARN, topic, text, "end other programs and run it again")


def _rounded(number: float) -> str:
    """Two digits that count are as many as such a figure has."""
    return f"{float(f'{number:.2g}'):g}"


def _round(figures: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 2) for name, value in figures.items()}
