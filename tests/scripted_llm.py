"""A language model that says what a test wrote down, so that answers are exact."""

from collections.abc import Sequence
from threading import Event
from typing import Any

from llama_index.core.base.llms.types import (
    ChatMessage,
    ChatResponse,
    ChatResponseGen,
    CompletionResponse,
    CompletionResponseGen,
    LLMMetadata,
    MessageRole,
)
from llama_index.core.llms import CustomLLM
from pydantic import PrivateAttr

Reply = str | Sequence[str] | Exception
"""A message, its pieces as they are streamed, or what is raised in its place."""


class ScriptedLLM(CustomLLM):
    """Gives its replies one after another, and remembers the conversations it was sent.

    Example:
        >>> llm = ScriptedLLM.saying("[1] Because of Sora.", "yes")
    """

    _replies: list[Reply] = PrivateAttr(default_factory=list)
    _asked: list[list[ChatMessage]] = PrivateAttr(default_factory=list)
    _written: list[str] = PrivateAttr(default_factory=list)
    _stopped: Event = PrivateAttr(default_factory=Event)

    @classmethod
    def saying(cls, *replies: Reply) -> "ScriptedLLM":
        """A model with these replies."""
        llm = cls()
        llm._replies = list(replies)
        return llm

    @property
    def asked(self) -> list[list[ChatMessage]]:
        """The conversations, oldest first."""
        return self._asked

    @property
    def written(self) -> list[str]:
        """The pieces that were taken."""
        return self._written

    @property
    def stopped(self) -> Event:
        """Set once a reply was given up before its end."""
        return self._stopped

    def last_question(self, number: int) -> str:
        """The last message of a conversation."""
        return self._asked[number][-1].content or ""

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(is_chat_model=True, model_name="scripted")

    def stream_chat(
        self,
        messages: Sequence[ChatMessage],
        **kwargs: Any,  # noqa: ANN401, ARG002 - LlamaIndex's signature
    ) -> ChatResponseGen:
        self._asked.append(list(messages))
        assert self._replies, f"nothing is written down for {messages[-1].content!r}"
        reply = self._replies.pop(0)

        def pieces() -> ChatResponseGen:
            if isinstance(reply, Exception):
                raise reply
            text = ""
            try:
                for piece in [reply] if isinstance(reply, str) else reply:
                    self._written.append(piece)
                    text += piece
                    yield ChatResponse(
                        message=ChatMessage(role=MessageRole.ASSISTANT, content=text), delta=piece
                    )
            except GeneratorExit:
                self._stopped.set()
                raise

        return pieces()

    # LlamaIndex demands both of an LLM. That a test fails if one is ever called is the point.
    def complete(
        self,
        prompt: str,
        formatted: bool = False,
        **kwargs: Any,  # noqa: ANN401 - LlamaIndex's signature
    ) -> CompletionResponse:
        raise NotImplementedError("the assistant only chats")

    def stream_complete(
        self,
        prompt: str,
        formatted: bool = False,
        **kwargs: Any,  # noqa: ANN401 - LlamaIndex's signature
    ) -> CompletionResponseGen:
        raise NotImplementedError("the assistant only chats")
