"""A model in the process, run by llama.cpp or OpenVINO, as a LlamaIndex LLM."""

import os
from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

# OpenMP reads this once, when the first library that uses it loads. Threads that spin at barriers
# beside any other busy process slow llama.cpp to a twentieth.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

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
from llama_index.core.llms.callbacks import llm_chat_callback, llm_completion_callback
from pydantic import Field, PrivateAttr

from assistant.errors import ModelError
from assistant.llm.llama_cpp import LlamaCpp
from assistant.llm.llama_cpp_response import chunk_text
from assistant.llm.openvino.runtime import OpenVino
from assistant.llm.turns import Turns

if TYPE_CHECKING:
    from assistant.llm.adapter import AdapterName
    from assistant.llm.openvino.likelihood import Likelihood
    from assistant.llm.openvino.reader import Reading
    from assistant.llm.openvino.writing import Asked, Written


class EmbeddedLLM(CustomLLM):
    """A GGUF model run inside this process; safe to call from several threads.

    Requests are worked on one after the other, in their order. llama.cpp answers all that
    LlamaIndex and `request` ask; `yes_or_no`, `replies` and `likelihoods` are OpenVINO's, where
    the model `is_fast`. Each is loaded when it is first asked. Prompts keep their common beginning,
    so that a shared prefix is read once.

    Example:
        >>> llm = EmbeddedLLM(model_path="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf")
        >>> str(llm.complete("The capital of France is"))  # doctest: +SKIP

    Raises:
        ModelError: the file is missing or no GGUF model, or the prompt exceeds the context.
    """

    model_path: str = Field(description="Path of a GGUF file.")
    model_name: str = Field(default="", description="Name shown to users; default: the file name.")
    context_tokens: int = Field(default=4096, description="Context window of one request, tokens.")
    max_tokens: int = Field(default=256, description="Most tokens written where a call says none.")
    slots: int = Field(default=5, description="Prompts whose beginnings are kept ready.")
    threads: int | None = Field(default=None, description="Default: the cores usable here.")
    adapters: dict[str, str] = Field(
        default_factory=dict, description="GGUF files of low-rank adapters, by their names."
    )
    reader_cache: str = Field(
        default="",
        description="Folder for OpenVINO's form of the model, which reads and writes what "
        "`yes_or_no` and `replies` are asked; empty where llama.cpp does everything.",
    )

    prompt_cache: str = Field(
        default="",
        description="Folder where what llama.cpp made of the fixed beginnings of prompts is kept; "
        "empty where each start reads them anew.",
    )

    _llama_cpp: LlamaCpp = PrivateAttr()
    _openvino: OpenVino = PrivateAttr()
    # llama.cpp would work on requests together, but what it computes depends on what it computes
    # it with: answers would change with the company that they have (docs/speed.md).
    _turns: Turns = PrivateAttr(default_factory=Turns)

    def model_post_init(self, context: Any, /) -> None:  # noqa: ANN401 - pydantic's signature
        """Name both runtimes their model; neither loads it yet."""
        super().model_post_init(context)
        self._llama_cpp = LlamaCpp(
            Path(self.model_path),
            self.adapters,
            self._turns,
            context_tokens=self.context_tokens,
            slots=self.slots,
            threads=self.threads,
            prompt_cache=self.prompt_cache,
        )
        self._openvino = OpenVino(
            Path(self.model_path),
            list(self.adapters),
            self._turns,
            context_tokens=self.context_tokens,
            cache=self.reader_cache,
            threads=self.threads,
        )

    @classmethod
    def class_name(cls) -> str:
        """Name that LlamaIndex serialises the class under."""
        return "EmbeddedLLM"

    @property
    def metadata(self) -> LLMMetadata:
        """What LlamaIndex needs to know of the model."""
        return LLMMetadata(
            context_window=self.context_tokens,
            num_output=self.max_tokens,
            is_chat_model=True,
            model_name=self.model_name or Path(self.model_path).stem,
        )

    def load(self) -> None:
        """Load what writers use now rather than at the first call."""
        if not self.is_fast:
            self._llama_cpp.server()

    def request(
        self,
        messages: Sequence[dict[str, str]],
        *,
        max_tokens: int | None = None,
        adapter: str = "",
        **options: Any,  # noqa: ANN401 - llama.cpp's own request fields
    ) -> dict[str, Any]:
        """One chat completion in llama.cpp's own terms.

        Args:
            messages: `{"role", "content"}` each; a last one of the assistant is continued.
            max_tokens: most tokens to write.
            adapter: name of the adapter to answer with; the model as it is, when empty.
            options: fields of llama.cpp's chat completion request (`logprobs`, `seed`, ...).

        Returns:
            The response: `choices`, `usage` and `timings` as llama.cpp gives them.

        Raises:
            ModelError: llama.cpp refused the request.
        """
        fields = self._fields(max_tokens, adapter, options)
        return self._llama_cpp.respond(messages, adapter, fields)

    def stream_request(
        self,
        messages: Sequence[dict[str, str]],
        *,
        max_tokens: int | None = None,
        adapter: str = "",
        fixed: int = 0,
        **options: Any,  # noqa: ANN401 - llama.cpp's own request fields
    ) -> Iterator[dict[str, Any]]:
        """`request` in chunks as llama.cpp gives them; closing the iterator stops llama.cpp.

        The last chunk holds `usage` and `timings`.

        Args:
            messages: as for `request`.
            max_tokens: the same.
            adapter: the same.
            fixed: so many messages are the first of many prompts. They are read once and kept on
                disk; `usage` counts them as cached with the first prompt, too.
            options: as for `request`.
        """
        fields = self._fields(max_tokens, adapter, options)
        return self._llama_cpp.stream(messages, adapter, fields, fixed)

    def _fields(
        self, max_tokens: int | None, adapter: str, options: dict[str, Any]
    ) -> dict[str, Any]:
        """What a request says beside its messages; refuses an adapter that is not there."""
        if adapter and adapter not in self.adapters:
            raise ModelError(f"{self.metadata.model_name} has no adapter {adapter!r}")
        return {"max_tokens": max_tokens or self.max_tokens, **options}

    def yes_or_no(
        self, conversations: Sequence[Sequence[dict[str, str]]], adapter: "AdapterName"
    ) -> "list[Reading] | None":
        """How likely a yes and a no are to come next after some conversations, read at once.

        Args:
            conversations: `{"role", "content"}` each.
            adapter: name of the adapter to read with.

        Returns:
            None where llama.cpp reads everything: because the model is to be used so, or because
            the reader can't be made, which is logged once.
        """
        return self._openvino.yes_or_no(conversations, adapter)

    @property
    def is_fast(self) -> bool:
        """Whether OpenVINO is there to read and write; it is made ready by the first look."""
        return self._openvino.writer() is not None

    def replies(
        self, asked: "Sequence[Asked]", *, max_tokens: int
    ) -> "Generator[str, None, list[list[Written]]]":
        """Replies to some conversations, written at once, for each the likeliest first.

        Yields at each step what it adds to the first, often nothing. Closing the generator stops
        the writing. Only where the model `is_fast`.

        Args:
            asked: at least one conversation, with what its reply is written with.
            max_tokens: of one reply.

        Raises:
            ModelError: a conversation exceeds the context, or OpenVINO fails or is not there.
        """
        return self._openvino.replies(asked, max_tokens)

    def likelihoods(
        self,
        said: "Sequence[tuple[Sequence[Mapping[str, str]], str]]",
        adapter: "AdapterName",
    ) -> "list[Likelihood] | None":
        """How likely some replies are, each to its conversation, read with an adapter.

        Returns:
            None where the model is not `is_fast`: llama.cpp does not tell.
        """
        return self._openvino.likelihoods(said, adapter)

    @llm_chat_callback()
    def chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponse:  # noqa: ANN401
        """Answer a conversation."""
        response = self.request(_plain(messages), **kwargs)
        return ChatResponse(
            message=ChatMessage(
                role=MessageRole.ASSISTANT,
                content=response["choices"][0]["message"]["content"],
            ),
            raw=response,
        )

    @llm_chat_callback()
    def stream_chat(
        self,
        messages: Sequence[ChatMessage],
        **kwargs: Any,  # noqa: ANN401 - LlamaIndex's signature
    ) -> ChatResponseGen:
        """Answer a conversation piece by piece; closing the iterator stops the writing."""
        plain = _plain(messages)

        def pieces() -> ChatResponseGen:
            text = ""
            for piece in self._stream(plain, **kwargs):
                text += piece
                yield ChatResponse(
                    message=ChatMessage(role=MessageRole.ASSISTANT, content=text), delta=piece
                )

        return pieces()

    @llm_completion_callback()
    def complete(
        self,
        prompt: str,
        formatted: bool = False,  # noqa: ARG002 - LlamaIndex's signature
        **kwargs: Any,  # noqa: ANN401 - LlamaIndex's signature
    ) -> CompletionResponse:
        """Answer one prompt, sent as a user message."""
        response = self.request([{"role": "user", "content": prompt}], **kwargs)
        return CompletionResponse(text=response["choices"][0]["message"]["content"], raw=response)

    @llm_completion_callback()
    def stream_complete(
        self,
        prompt: str,
        formatted: bool = False,  # noqa: ARG002 - LlamaIndex's signature
        **kwargs: Any,  # noqa: ANN401 - LlamaIndex's signature
    ) -> CompletionResponseGen:
        """Answer one prompt piece by piece."""

        def pieces() -> CompletionResponseGen:
            text = ""
            for piece in self._stream([{"role": "user", "content": prompt}], **kwargs):
                text += piece
                yield CompletionResponse(text=text, delta=piece)

        return pieces()

    def _stream(
        self,
        messages: Sequence[dict[str, str]],
        **options: Any,  # noqa: ANN401 - llama.cpp's own request fields
    ) -> Iterator[str]:
        for chunk in self.stream_request(messages, **options):
            text = chunk_text(chunk)
            if text:
                yield text


def _plain(messages: Sequence[ChatMessage]) -> list[dict[str, str]]:
    return [{"role": m.role.value, "content": m.content or ""} for m in messages]
