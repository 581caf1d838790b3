"""A trial of one model on this machine: `python -m assistant.diagnosis.trial JSON`.

It runs in a process of its own, so that it can be ended whatever the model is doing, has its own
number of threads, and takes its memory along when it ends. Each line that it prints is a JSON
object, said as soon as it is known: what was said counts, also of a trial that was ended.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.llm.embedded import EmbeddedLLM
    from index.article import Passage

_MOST_QUOTES = 8  # judged by one trial
_LEAST_WRITTEN = 2  # tokens, before the time may end it
_WRITTEN = 40  # tokens, about what a sentence of an answer has
_BATCH = 8  # passages
_MOST_PASSAGES = 48
_QUESTIONS = 10
_QUESTION = "Why did Tyler Perry pause the extension of his studio?"

Tell = Callable[[dict[str, object]], None]


def try_model(task: dict[str, Any], tell: Tell) -> None:
    """Have the embedded model judge quotes as for an answer, and write.

    Tells `loaded` (seconds), then `judge`, what reads the quotes, then `read` and `written`
    (tokens) with their `seconds`; of those that are `short`, the beginning of the prompt was read
    before, as it is in the product.

    Args:
        task: `path`, `threads`, `context_tokens` and `adapters` (files by name) of the model,
            `reader_cache` with OpenVINO's form of it, empty where llama.cpp does everything, and
            `seconds` after which nothing more is begun.
        tell: takes what is found.
    """
    from assistant.judging import judgements
    from assistant.llm.embedded import EmbeddedLLM
    from assistant.llm.writer import writer_for

    begun = time.perf_counter()
    import xllamacpp

    tell({"build": xllamacpp.get_system_info()})
    llm = EmbeddedLLM(
        model_path=task["path"],
        threads=task["threads"],
        context_tokens=task["context_tokens"],
        adapters=task.get("adapters", {}),
        reader_cache=task.get("reader_cache", ""),
    )
    llm.load()
    tell({"loaded": time.perf_counter() - begun})
    deadline = begun + task["seconds"]
    quotes = [
        passage.model_copy(update={"text": _short(passage.text)})
        for passage in islice(_passages(), _MOST_QUOTES)
    ]
    # Little first: of a machine that gets no further, something is known.
    _run(llm, [{"role": "user", "content": quotes[0].text}], tell, tokens=2)
    if time.perf_counter() < deadline:  # OpenVINO loads what it reads with, which is no reading
        begin = [{"role": "user", "content": "Question:"}]
        by_openvino = llm.yes_or_no([begin], "judge") is not None
        tell({"judge": "OpenVINO" if by_openvino else "llama.cpp"})
    judged = judgements(_QUESTION, "en", quotes, writer_for(llm))
    for number in range(len(quotes)):
        if time.perf_counter() >= deadline:
            break
        _, usage = next(judged)
        tell({"read": usage.read, "seconds": usage.reading_seconds, "short": number > 0})
        if number == 1:  # so that even a slow machine is known to write
            _write(llm, quotes[0].text, deadline, tell)
    _write(llm, quotes[-1].text, deadline, tell)


def _write(llm: "EmbeddedLLM", quote: str, deadline: float, tell: Tell) -> None:
    if time.perf_counter() < deadline:
        content = f"Tell in three sentences what this is about, and why it matters.\n\n{quote}"
        _run(llm, [{"role": "user", "content": content}], tell, tokens=_WRITTEN, until=deadline)


def _run(
    llm: "EmbeddedLLM",
    messages: list[dict[str, str]],
    tell: Tell,
    *,
    tokens: int,
    until: float = float("inf"),
) -> None:
    """Make one request; writing ends with the time, though not before two tokens are written."""
    from assistant.llm.writer import writer_for

    moments: list[float] = []
    pieces = writer_for(llm).stream(messages, max_tokens=tokens)
    with closing(pieces):
        while len(moments) < _LEAST_WRITTEN or moments[-1] <= until:
            try:
                next(pieces)
            except StopIteration as end:
                usage = end.value.usage
                if usage.read:
                    tell({"read": usage.read, "seconds": usage.reading_seconds, "short": False})
                break
            moments.append(time.perf_counter())
    if len(moments) > 1:
        tell({"written": len(moments) - 1, "seconds": moments[-1] - moments[0]})


def try_embedder(task: dict[str, Any], tell: Tell) -> None:
    """Embed questions and passages of the bundled articles.

    Tells `loaded` (seconds), then `questions` and `passages` with their `seconds`.

    Args:
        task: `embeddings`, as the setting has it, and `seconds` after which nothing more is begun.
        tell: takes what is found.
    """
    from index.context import embedded_text
    from index.embedding import embed_passages, embed_query, load_embedding

    begun = time.perf_counter()
    model = load_embedding(task["embeddings"])
    embed_query(model, "warm up")
    tell({"loaded": time.perf_counter() - begun})
    deadline = begun + task["seconds"]
    since = time.perf_counter()
    for number in range(_QUESTIONS):
        embed_query(model, f"{_QUESTION} {number}")
    tell({"questions": _QUESTIONS, "seconds": time.perf_counter() - since})
    passages = cycle([embedded_text(passage) for passage in _passages()])
    for _ in range(0, _MOST_PASSAGES, _BATCH):
        if time.perf_counter() >= deadline:
            break
        since = time.perf_counter()
        embed_passages(model, list(islice(passages, _BATCH)))
        tell({"passages": _BATCH, "seconds": time.perf_counter() - since})


def _passages() -> "Iterator[Passage]":
    """The passages of the bundled articles, in an order that stays the same."""
    from assistant.bundled import bundled_articles
    from index.chunking import chunk_article
    from index.readers import read_article

    folder = bundled_articles()
    for path in sorted(folder.glob("*.md")):
        yield from chunk_article(read_article(path, folder))


def _short(text: str) -> str:
    """About as much of a passage as a quote has."""
    return " ".join(text.split()[:30])


def peak_memory() -> int:
    """The most bytes that this process had in memory."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def main() -> None:
    """Do what the argument says."""

    def tell(found: dict[str, object]) -> None:
        print(json.dumps(found | {"memory": peak_memory()}), flush=True)

    task = json.loads(sys.argv[1])
    (try_model if "path" in task else try_embedder)(task, tell)


if __name__ == "__main__":
    main()
