"""OpenVINO in the process, with one model: made when it is first asked, and asked in turn."""

import logging
from collections.abc import Callable, Generator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from assistant.errors import ModelError
from assistant.llm.embedded_prompt import harmless, plain_text, too_long
from assistant.llm.turns import Turns

if TYPE_CHECKING:
    from assistant.llm.adapter import AdapterName
    from assistant.llm.openvino.likelihood import Likelihood
    from assistant.llm.openvino.reader import Reading
    from assistant.llm.openvino.writing import Asked, ReplyWriter, Written

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
        self._tried = not (cache and adapters)
        """Whether it is known if there is something to read and write with."""
        self._writer: ReplyWriter | None = None

    def yes_or_no(
        self, conversations: Sequence[Sequence[Mapping[str, str]]], adapter: "AdapterName"
    ) -> "list[Reading] | None":
        """See `EmbeddedLLM.yes_or_no`."""
        if adapter not in self._adapters:
            return None
        with self._turns.next():
            writer = self._made()
            if writer is None:
                return None
            from assistant.llm.openvino.reader import read

            plain = [harmless(each) for each in conversations]
            longest = max((writer.length(each) for each in plain), default=0)
            if longest > self._context_tokens:
                raise too_long(longest, self._context_tokens)
            return read(writer.model, plain, adapter)

    def replies(
        self, asked: "Sequence[Asked]", max_tokens: int
    ) -> "Generator[str, None, list[list[Written]]]":
        """See `EmbeddedLLM.replies`."""
        writer = self.writer()
        if writer is None:
            raise ModelError("OpenVINO is not there to write with")
        plain = [each._replace(messages=harmless(each.messages)) for each in asked]
        room = self._context_tokens - max(writer.length(each.messages) for each in plain)
        if room < 1:
            raise too_long(self._context_tokens - room, self._context_tokens)

        def work(take: Callable[[str], bool]) -> "list[list[Written]]":
            pieces = writer.write(plain, min(max_tokens, room))
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
        writer = self.writer() if adapter in self._adapters else None
        if writer is None:
            return None
        from assistant.llm.openvino.likelihood import Said, likelihoods

        plain = [Said(harmless(messages), plain_text(reply)) for messages, reply in said]
        with self._turns.next():
            return likelihoods(writer.model, plain, adapter)

    def writer(self) -> "ReplyWriter | None":
        """What it reads and writes with, without waiting for a turn where it is known.

        None where it is not to be used, or can't be made, which is logged once.
        """
        if self._tried:
            return self._writer
        with self._turns.next():
            return self._made()

    def _made(self) -> "ReplyWriter | None":
        """The writer, made now if that was not tried."""
        if not self._tried:
            from assistant.llm.openvino.model import OpenVinoModel
            from assistant.llm.openvino.writing import ReplyWriter

            adapters = cast("list[AdapterName]", list(self._adapters))
            try:
                model = OpenVinoModel(self._path, adapters, Path(self._cache), self._threads)
                self._writer = ReplyWriter(model)
            except ModelError as error:
                _LOG.warning("llama.cpp does what OpenVINO would do faster: %s", error)
            self._tried = True
        return self._writer
