"""OpenVINO in the process, with one model: made when it is first asked, and asked in turn."""

import logging
from collections.abc import Callable, Generator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from assistant.errors import ModelError
from assistant.llm.embedded_prompt import harmless, plain_text, too_long
from assistant.llm.turns import Turns
from assistant.llm.yes_no import NO, YES

if TYPE_CHECKING:
    from assistant.llm.adapter import AdapterName
    from assistant.llm.openvino.engine import Engine
    from assistant.llm.openvino.likelihood import Likelihood
    from assistant.llm.openvino.reader import Reading
    from assistant.llm.openvino.writing import Asked, Written

_LOG = logging.getLogger(__name__)


class OpenVino:
    """One model run by OpenVINO; safe for several threads.

    Args:
        path: of the GGUF file that it is made of.
        adapters: names of those that it reads and writes with.
        turns: in which requests are worked on.
        context_tokens: context window of one request.
        cache: folder of OpenVINO's form of the model; empty where it is not to be used.
        threads: the cores usable here, when None.
    """

    def __init__(
        self,
        path: Path,
        adapters: Sequence[str],
        turns: Turns,
        *,
        context_tokens: int,
        cache: str,
        threads: int | None,
    ) -> None:
        self._path = path
        self._adapters = adapters
        self._turns = turns
        self._context_tokens = context_tokens
        self._cache = cache
        self._threads = threads
        self._engines: dict[tuple[str, ...], Engine | None] = {}

    def next_words(
        self,
        conversations: Sequence[Sequence[Mapping[str, str]]],
        words: Sequence[str],
        adapter: "AdapterName",
    ) -> "list[Reading] | None":
        """See `EmbeddedLLM.next_words`."""
        if adapter not in self._adapters:
            return None
        with self._turns.next():
            engine = self._engine(tuple(words))
            if engine is None:
                return None
            from assistant.llm.openvino.reader import read

            plain = [harmless(each) for each in conversations]
            longest = max((engine.writer.length(each) for each in plain), default=0)
            if longest > self._context_tokens:
                raise too_long(longest, self._context_tokens)
            return read(engine.model, plain, adapter)

    def replies(
        self, asked: "Sequence[Asked]", max_tokens: int
    ) -> "Generator[str, None, list[list[Written]]]":
        """See `EmbeddedLLM.replies`."""
        engine = self.engine()
        if engine is None:
            raise ModelError("OpenVINO is not there to write with")
        plain = [each._replace(messages=harmless(each.messages)) for each in asked]
        room = self._context_tokens - max(engine.writer.length(each.messages) for each in plain)
        if room < 1:
            raise too_long(self._context_tokens - room, self._context_tokens)

        def work(take: Callable[[str], bool]) -> "list[list[Written]]":
            pieces = engine.writer.write(plain, min(max_tokens, room))
            while True:
                try:
                    if take(next(pieces)):
                        return []
                except StopIteration as end:
                    written: list[list[Written]] = end.value
                    return written

        return self._turns.streamed(work)

    def likelihoods(
        self,
        said: "Sequence[tuple[Sequence[Mapping[str, str]], str]]",
        adapter: "AdapterName",
    ) -> "list[Likelihood] | None":
        """See `EmbeddedLLM.likelihoods`."""
        engine = self.engine() if adapter in self._adapters else None
        if engine is None:
            return None
        from assistant.llm.openvino.likelihood import Said, likelihoods

        plain = [Said(harmless(messages), plain_text(reply)) for messages, reply in said]
        with self._turns.next():
            return likelihoods(engine.model, plain, adapter)

    def engine(self) -> "Engine | None":
        """What it reads and writes with, without waiting for a turn where it is known.

        None where it is not to be used, or can't be made, which is logged once.
        """
        if self._engines or not self._wanted:
            return next(iter(self._engines.values()), None)
        with self._turns.next():
            return self._engine()

    @property
    def _wanted(self) -> bool:
        return bool(self._cache and self._adapters)

    def _engine(self, words: tuple[str, ...] = ()) -> "Engine | None":
        """The engine, made for some words or for those of a judge."""
        if not self._wanted:
            return None
        words = words or next(iter(self._engines), YES + NO)
        if words not in self._engines:
            from assistant.llm.openvino.engine import Engine

            try:
                self._engines[words] = Engine.made(
                    self._path,
                    cast("list[AdapterName]", list(self._adapters)),
                    words,
                    Path(self._cache),
                    self._threads,
                )
            except ModelError as error:
                _LOG.warning("llama.cpp does what OpenVINO would do faster: %s", error)
                self._engines[words] = None
        return self._engines[words]
