"""The few things that answering asks of a language model, whatever stands behind it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from llama_index.core.base.llms.types import ChatMessage
from llama_index.core.llms import LLM

from assistant.answer import TokenUsage
from assistant.errors import AssistantError, ModelError
from assistant.llm.embedded import EmbeddedLLM
from assistant.prompts import Message

# Below this a choice is as good as impossible; llama.cpp reports only the likeliest tokens.
_FLOOR = -18.0
_TOP_TOKENS = 40


@dataclass
class Draft:
    """What the model wrote, with the log-probabilities of its first token's rivals."""

    text: str
    first_token: dict[str, float] = field(default_factory=dict)
    """Token to natural log-probability at the first position; empty where the model has none."""
    usage: TokenUsage = field(default_factory=TokenUsage)


@runtime_checkable
class Writer(Protocol):
    """A model that continues conversations."""

    name: str

    def write(
        self, messages: Sequence[Message], *, max_tokens: int, begin: str = ""
    ) -> Draft:
        """The continuation of `messages`; `begin` is how the reply must begin."""
        ...

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, begin: str = ""
    ) -> Iterator[str]:
        """The same in pieces, without `begin`; closing the iterator stops the model."""
        ...


class EmbeddedWriter:
    """The embedded model, which also tells how sure it is of its first token."""

    def __init__(self, llm: EmbeddedLLM) -> None:
        self._llm = llm
        self.name = llm.metadata.model_name

    def write(
        self, messages: Sequence[Message], *, max_tokens: int, begin: str = ""
    ) -> Draft:
        """See `Writer.write`."""
        response = self._llm.request(
            _with_beginning(messages, begin),
            max_tokens=max_tokens,
            logprobs=True,
            top_logprobs=_TOP_TOKENS,
        )
        choice = response["choices"][0]
        text = choice["message"]["content"] or ""
        return Draft(
            text=text.removeprefix(begin),
            first_token=_first_token(choice),
            usage=_usage(response),
        )

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, begin: str = ""
    ) -> Iterator[str]:
        """See `Writer.stream`."""
        response = self._llm.stream_chat(
            [ChatMessage(**message) for message in _with_beginning(messages, begin)],
            max_tokens=max_tokens,
        )
        for piece in response:
            yield piece.delta or ""


class LlamaIndexWriter:
    """Any LLM of LlamaIndex; it tells nothing of how sure it is."""

    def __init__(self, llm: LLM) -> None:
        self._llm = llm
        self.name = llm.metadata.model_name

    def write(
        self, messages: Sequence[Message], *, max_tokens: int, begin: str = ""
    ) -> Draft:
        """See `Writer.write`."""
        with _model_errors(self.name):
            response = self._llm.chat(_chat(messages), **self._limits(max_tokens))
        return Draft(text=(response.message.content or "").removeprefix(begin))

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, begin: str = ""
    ) -> Iterator[str]:
        """See `Writer.stream`."""
        with _model_errors(self.name):
            for piece in self._llm.stream_chat(_chat(messages), **self._limits(max_tokens)):
                yield piece.delta or ""

    def _limits(self, max_tokens: int) -> dict[str, Any]:
        # Every LLM class of LlamaIndex that writes by chat takes `max_tokens`; a mock takes none.
        return {"max_tokens": max_tokens} if "max_tokens" in type(self._llm).model_fields else {}


class _model_errors:  # noqa: N801 - reads as the statement it is
    """Turns whatever a model's client raises into one line that names the model."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, AssistantError):
            raise ModelError(
                f"the model {self._name} failed: {type(error).__name__}: {error}; "
                "see whether its server runs and the setting `llm` names it rightly"
            ) from error


def writer_for(llm: LLM) -> Writer:
    """The writer that gets the most out of `llm`."""
    return EmbeddedWriter(llm) if isinstance(llm, EmbeddedLLM) else LlamaIndexWriter(llm)


def log_odds(first_token: dict[str, float], wanted: Sequence[str], against: Sequence[str]) -> float:
    """Log-odds that the first token is one of `wanted` rather than one of `against`.

    Tokens are compared without case and white space; one that is not listed counts as nearly
    impossible.
    """
    return _total(first_token, wanted) - _total(first_token, against)


def _total(first_token: dict[str, float], choices: Sequence[str]) -> float:
    folded = {choice.casefold() for choice in choices}
    chances = [
        math.exp(logprob) for token, logprob in first_token.items()
        if token.strip().casefold() in folded
    ]
    return max(math.log(sum(chances)), _FLOOR) if chances else _FLOOR


def _chat(messages: Sequence[Message]) -> list[ChatMessage]:
    return [ChatMessage(**message) for message in messages]


def _with_beginning(messages: Sequence[Message], begin: str) -> list[Message]:
    return [*messages, {"role": "assistant", "content": begin}] if begin else list(messages)


def _first_token(choice: dict[str, Any]) -> dict[str, float]:
    content = (choice.get("logprobs") or {}).get("content") or []
    if not content:
        return {}
    return {rival["token"]: rival["logprob"] for rival in content[0]["top_logprobs"]}


def _usage(response: dict[str, Any]) -> TokenUsage:
    usage = response.get("usage") or {}
    cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens", 0)
    return TokenUsage(
        read=usage.get("prompt_tokens", 0) - cached,
        cached=cached,
        written=usage.get("completion_tokens", 0),
    )
