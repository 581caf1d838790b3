"""The few things that answering asks of a language model, whatever stands behind it."""

import itertools
import math
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from assistant.answer import TokenUsage
from assistant.errors import AssistantError, ModelError
from assistant.llm.adapter import AdapterName
from assistant.llm.llama_cpp_response import chunk_text, chunk_tokens, token_usage
from assistant.llm.yes_no import NO, YES
from assistant.prompts import Message

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

    from assistant.llm.embedded import EmbeddedLLM

# Below this a choice is as good as impossible; llama.cpp reports only the likeliest tokens.
_FLOOR = -18.0
_TOP_TOKENS = 20
# Conversations that are read together: few at first, since what they say may be enough.
_TOGETHER = (2, 10)
Made = TypeVar("Made")
_LONGEST_ERROR = 300  # characters of what a client says; some quote whole pages


@dataclass(frozen=True)
class Draft:
    """What the model wrote, and how sure it was of it."""

    text: str
    first_token: dict[str, float] = field(default_factory=dict)
    """Rivals at the first position, with natural log-probabilities; empty where unknown."""
    mean_logprob: float | None = None
    """Mean natural log-probability of the tokens written; None where unknown."""
    usage: TokenUsage = field(default_factory=TokenUsage)


class Writer(Protocol):
    """A model that continues conversations."""

    name: str
    tells_chances: bool
    """Whether drafts carry log-probabilities."""

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int
    ) -> Generator[str, None, Draft]:
        """Write the next message in pieces and return it whole; closing it stops the model."""
        ...

    def adapted(self, name: AdapterName) -> "Writer | None":
        """The same model with the adapter of that name; None where it has none."""
        ...


def write(writer: Writer, messages: Sequence[Message], *, max_tokens: int) -> Draft:
    """What `writer` says next, in one go."""
    return finished(writer.stream(messages, max_tokens=max_tokens))


def finished(pieces: Generator[str, None, Made]) -> Made:
    """What a generator of pieces returns at its end."""
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            made: Made = end.value
            return made


def yes_or_no(writer: Writer, conversations: Sequence[Sequence[Message]]) -> Iterator[Draft]:
    """The first token of what `writer` would say next in each of some conversations, in order.

    Only the chances of yes and no matter. Nothing is read before it is asked for, but some may be
    read together.

    Args:
        writer: the model.
        conversations: those that begin alike are read fastest.
    """
    left = list(conversations)
    if isinstance(writer, EmbeddedWriter):
        for drafts in writer.read_together(left):
            left = left[len(drafts) :]
            yield from drafts
    for messages in left:
        yield write(writer, messages, max_tokens=1)


class Part(NamedTuple):
    """What one of several drafts that are written at once is made of."""

    adapter: AdapterName | None
    messages: Sequence[Message]
    beams: int = 1
    """Drafts that are written abreast and returned."""


def writes_together(writer: Writer) -> bool:
    """Whether several drafts take a writer little longer than one."""
    return isinstance(writer, EmbeddedWriter) and writer.is_fast


def together(
    writer: Writer, parts: Sequence[Part], *, max_tokens: int
) -> Generator[str, None, list[list[Draft]]]:
    """Write several drafts at once, for each part the likeliest first, where `writes_together`.

    Yields at each step what it adds to the first draft, where that has one beam; often nothing.
    Closing the generator stops the model.

    Args:
        writer: the model.
        parts: at least one.
        max_tokens: of one draft.
    """
    assert isinstance(writer, EmbeddedWriter)  # noqa: S101 - what the caller has looked for
    return (yield from writer.drafts(parts, max_tokens))


def likelihoods(
    writer: Writer, said: Sequence[tuple[Sequence[Message], str]], adapter: AdapterName
) -> tuple[list[float], TokenUsage] | None:
    """How likely some replies are, each to its conversation; None of a writer that does not tell.

    Returns:
        The mean natural log-probabilities of their tokens, and what it took to read them.
    """
    if not isinstance(writer, EmbeddedWriter):
        return None
    return writer.likelihoods(said, adapter)


class EmbeddedWriter:
    """The embedded model, which also tells how sure it is of each token."""

    tells_chances = True

    def __init__(self, llm: "EmbeddedLLM", adapter: AdapterName | None = None) -> None:
        self._llm = llm
        self._adapter = adapter
        self.name = llm.metadata.model_name

    def adapted(self, name: AdapterName) -> "EmbeddedWriter | None":
        """See `Writer.adapted`."""
        return EmbeddedWriter(self._llm, name) if name in self._llm.adapters else None

    def read_together(self, conversations: Sequence[Sequence[Message]]) -> Iterator[list[Draft]]:
        """Drafts of yes or no, some at a time; nothing where the model can't read so."""
        left = list(conversations)
        for size in itertools.chain(_TOGETHER, itertools.repeat(_TOGETHER[-1])):
            now, left = left[:size], left[size:]
            if not now or self._adapter is None:
                return
            since = time.perf_counter()
            readings = self._llm.yes_or_no(now, self._adapter)
            if readings is None:
                return
            seconds = time.perf_counter() - since
            tokens = sum(reading.read for reading in readings)
            yield [
                Draft(
                    text=max(reading.chances, key=reading.chances.__getitem__),
                    first_token=reading.chances,
                    usage=TokenUsage(
                        read=reading.read,
                        written=1,
                        reading_seconds=seconds * reading.read / tokens,
                    ),
                )
                for reading in readings
            ]

    @property
    def is_fast(self) -> bool:
        """Whether it writes several drafts at once, with OpenVINO."""
        return self._llm.is_fast

    def drafts(
        self, parts: Sequence[Part], max_tokens: int
    ) -> Generator[str, None, list[list[Draft]]]:
        """See `together`."""
        from assistant.llm.openvino.writing import Asked

        asked = [Asked(part.messages, part.adapter, part.beams) for part in parts]
        with closing(self._llm.replies(asked, max_tokens=max_tokens)) as pieces:
            replies = yield from pieces
        return [
            [
                Draft(
                    text=reply.text,
                    first_token=reply.first,
                    mean_logprob=reply.mean_logprob,
                    usage=TokenUsage(
                        read=reply.read,
                        cached=reply.cached,
                        written=reply.tokens,
                        reading_seconds=reply.reading_seconds,
                        writing_seconds=reply.writing_seconds,
                    ),
                )
                for reply in ranked
            ]
            for ranked in replies
        ]

    def likelihoods(
        self, said: Sequence[tuple[Sequence[Message], str]], adapter: AdapterName
    ) -> tuple[list[float], TokenUsage] | None:
        """See `likelihoods`."""
        since = time.perf_counter()
        found = self._llm.likelihoods(said, adapter)
        if found is None:
            return None
        read = sum(each.read for each in found)
        usage = TokenUsage(read=read, reading_seconds=time.perf_counter() - since)
        return [each.mean_logprob for each in found], usage

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int
    ) -> Generator[str, None, Draft]:
        """See `Writer.stream`."""
        if self.is_fast:
            [[draft]] = yield from self.drafts([Part(self._adapter, messages)], max_tokens)
            return draft
        text = ""
        tokens: list[dict[str, Any]] = []
        last: dict[str, Any] = {}
        for last in self._llm.stream_request(
            messages,
            max_tokens=max_tokens,
            adapter=self._adapter or "",
            fixed=_before_last_user(messages),
            logprobs=True,
            top_logprobs=_TOP_TOKENS,
        ):
            tokens += chunk_tokens(last)
            piece = chunk_text(last)
            if piece:
                text += piece
                yield piece
        return Draft(
            text=text,
            first_token={r["token"]: r["logprob"] for r in tokens[0]["top_logprobs"]}
            if tokens
            else {},
            mean_logprob=sum(t["logprob"] for t in tokens) / len(tokens) if tokens else None,
            usage=token_usage(last),
        )


class LlamaIndexWriter:
    """Any LLM of LlamaIndex; it does not tell how sure it is."""

    tells_chances = False

    def __init__(self, llm: "LLM") -> None:
        self._llm = llm
        # Of a model that its client does not know, `metadata` can't tell the context window.
        with _model_errors(str(getattr(llm, "model", "") or llm.class_name())):
            self.name = llm.metadata.model_name

    def adapted(self, name: AdapterName) -> None:
        """See `Writer.adapted`."""

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int
    ) -> Generator[str, None, Draft]:
        """See `Writer.stream`."""
        from llama_index.core.base.llms.types import ChatMessage

        text = ""
        with _model_errors(self.name):
            chat = [ChatMessage(**message) for message in messages]
            for response in self._llm.stream_chat(chat, **self._limits(max_tokens)):
                piece = response.delta or ""
                text += piece
                if piece:
                    yield piece
        return Draft(text=text)

    def _limits(self, max_tokens: int) -> dict[str, Any]:
        # LlamaIndex's LLM classes for chat servers take `max_tokens` a call; its mocks take none.
        return {"max_tokens": max_tokens} if "max_tokens" in type(self._llm).model_fields else {}


def writer_for(llm: "LLM") -> Writer:
    """The writer that gets the most out of `llm`."""
    from assistant.llm.embedded import EmbeddedLLM  # loads LlamaIndex, which nothing else here does

    return EmbeddedWriter(llm) if isinstance(llm, EmbeddedLLM) else LlamaIndexWriter(llm)


def log_odds(first_token: dict[str, float]) -> float:
    """Log-odds that the first token is a yes rather than a no; see `log_chance`."""
    return log_chance(first_token, YES) - log_chance(first_token, NO)


def log_chance(first_token: dict[str, float], choices: Sequence[str]) -> float:
    """Natural logarithm of the chance that the first token is one of `choices`.

    Tokens are compared without case and white space; one that is not listed counts as nearly
    impossible.
    """
    folded = {choice.casefold() for choice in choices}
    chances = [
        math.exp(logprob)
        for token, logprob in first_token.items()
        if token.strip().casefold() in folded
    ]
    return max(math.log(sum(chances)), _FLOOR) if chances else _FLOOR


@contextmanager
def _model_errors(name: str) -> Iterator[None]:
    """Turns whatever a model's client raises into one line that names the model."""
    try:
        yield
    except AssistantError:
        raise
    except Exception as error:
        said = " ".join(str(error).split())[:_LONGEST_ERROR]
        raise ModelError(
            f"the model {name} failed: {type(error).__name__}: {said}; "
            "see whether its server runs and the setting `llm` names it rightly"
        ) from error


def _before_last_user(messages: Sequence[Message]) -> int:
    """How many messages of a prompt are the same for every question (`Prompt.prefix`)."""
    return max((i for i, each in enumerate(messages) if each["role"] == "user"), default=0)
