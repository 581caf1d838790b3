"""A model in the process, run by llama.cpp or OpenVINO, as a LlamaIndex LLM."""

import logging
import os
import secrets
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

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
from assistant.llm.turns import Turns
from assistant.llm.yes_no import NO, YES
from index.processors import usable_processors

if TYPE_CHECKING:
    from assistant.llm.adapter import AdapterName
    from assistant.llm.beginnings import Beginnings
    from assistant.llm.openvino.engine import Engine
    from assistant.llm.openvino.likelihood import Likelihood
    from assistant.llm.openvino.reader import Reading
    from assistant.llm.openvino.writing import Asked, Written

_LOG = logging.getLogger(__name__)
_GGUF_MAGIC = b"GGUF"
_PROMPTS_MIB = 128
"""Memory for beginnings of prompts that no slot holds, where they are not kept on disk."""


class EmbeddedLLM(CustomLLM):
    """A GGUF model run inside this process; safe to call from several threads.

    Requests are worked on one after the other, in their order. llama.cpp answers all that
    LlamaIndex and `request` ask; `next_words`, `replies` and `likelihoods` are OpenVINO's, where
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
        "`next_words` and `replies` are asked; empty where llama.cpp does everything.",
    )

    prompt_cache: str = Field(
        default="",
        description="Folder where what llama.cpp made of the fixed beginnings of prompts is kept; "
        "empty where each start reads them anew.",
    )

    _server: Any = PrivateAttr(default=None)
    _beginnings: "Beginnings | None" = PrivateAttr(default=None)
    _loading: threading.Lock = PrivateAttr(default_factory=threading.Lock)
    _engines: "dict[tuple[str, ...], Engine | None]" = PrivateAttr(default_factory=dict)
    # llama.cpp would work on requests together, but what it computes depends on what it computes
    # it with: answers would change with the company that they have (docs/speed.md).
    _turns: Turns = PrivateAttr(default_factory=Turns)

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
            self._loaded()

    def _loaded(self) -> Any:  # noqa: ANN401 - the runtime is a compiled module without types
        with self._loading:
            if self._server is None:
                self._server = self._start()
            return self._server

    def _start(self) -> Any:  # noqa: ANN401 - as above
        path = Path(self.model_path)
        check_gguf(path)
        import xllamacpp

        threads = self.threads or usable_processors()
        params = xllamacpp.CommonParams()
        params.model.path = str(path)
        params.n_ctx = self.context_tokens * self.slots
        params.n_parallel = self.slots
        params.cpuparams.n_threads = threads
        params.cpuparams_batch.n_threads = threads
        params.verbosity = -1
        params.warmup = False
        # Read rather than mapped: llama.cpp keeps most weights in another order, made for this
        # processor, and a mapped file would stay in memory beside them, 0.6 GB more.
        params.load_mode = xllamacpp.llama_load_mode.LLAMA_LOAD_MODE_NONE
        params.cache_ram_mib = 0 if self.prompt_cache else _PROMPTS_MIB
        params.endpoint_slots = False
        # It listens on loopback too; who else works on this machine has nothing to ask there.
        api_key = secrets.token_urlsafe(32)
        params.api_keys = [api_key]
        params.ui = False
        params.offline = True
        params.lora_adapters = [
            xllamacpp.CommonAdapterLoraInfo(file, 1.0) for file in self.adapters.values()
        ]
        params.lora_init_without_apply = True  # each request names the one that it wants
        if self.prompt_cache:
            params.slot_save_path = f"{self.prompt_cache}{os.sep}"
        try:
            server = xllamacpp.Server(params)
        except RuntimeError as error:
            raise ModelError(
                f"llama.cpp can't load {path}: {error}; fetch it again with `assistant models pull`"
            ) from error
        if self.prompt_cache:
            from assistant.llm.beginnings import Beginnings, KeptStates

            states = KeptStates(Path(self.prompt_cache))
            made_with = _made_with([path, *self.adapters.values()])
            self._beginnings = Beginnings(server, self.slots, api_key, states, made_with)
        return server

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
        server, body = self._loaded(), self._body(messages, max_tokens, adapter, options)
        with self._turns.next():
            response: dict[str, Any] = server.handle_chat_completions(self._placed(body))
        _raise_for_error(response)
        return response

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
        body = self._body(messages, max_tokens, adapter, options)
        body |= {"stream": True, "stream_options": {"include_usage": True}}
        server = self._loaded()

        def work(take: Callable[[dict[str, Any]], bool]) -> None:
            refused = server.handle_chat_completions(self._placed(body, fixed), take)
            if isinstance(refused, dict):
                take(refused)

        with closing(self._turns.streamed(work)) as chunks:
            while True:
                try:
                    chunk = next(chunks)
                except StopIteration:
                    return
                except Exception as error:
                    raise ModelError(f"llama.cpp failed: {error}; ask again") from error
                _raise_for_error(chunk)
                yield chunk

    def next_words(
        self,
        conversations: Sequence[Sequence[dict[str, str]]],
        words: Sequence[str],
        adapter: "AdapterName",
    ) -> "list[Reading] | None":
        """How likely each of a few words is to come next after some conversations, read at once.

        Args:
            conversations: `{"role", "content"}` each.
            words: that are chosen among; the same ones with every call, since a reader is made
                for them.
            adapter: name of the adapter to read with.

        Returns:
            None where llama.cpp reads everything: because the model is to be used so, or because
            the reader can't be made, which is logged once.
        """
        if adapter not in self.adapters:
            return None
        with self._turns.next():
            engine = self._engine(tuple(words))
            if engine is None:
                return None
            from assistant.llm.openvino.reader import read

            plain = [_harmless(each) for each in conversations]
            longest = max((engine.writer.length(each) for each in plain), default=0)
            if longest > self.context_tokens:
                raise _too_long(longest, self.context_tokens)
            return read(engine.model, plain, adapter)

    @property
    def is_fast(self) -> bool:
        """Whether OpenVINO is there to read and write; it is made ready by the first look."""
        return self._engine_here() is not None

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
        engine = self._engine_here()
        if engine is None:
            raise ModelError("OpenVINO is not there to write with")
        plain = [each._replace(messages=_harmless(each.messages)) for each in asked]
        room = self.context_tokens - max(engine.writer.length(each.messages) for each in plain)
        if room < 1:
            raise _too_long(self.context_tokens - room, self.context_tokens)

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
        """How likely some replies are, each to its conversation, read with an adapter.

        Returns:
            None where the model is not `is_fast`: llama.cpp does not tell.
        """
        engine = self._engine_here() if adapter in self.adapters else None
        if engine is None:
            return None
        from assistant.llm.openvino.likelihood import Said, likelihoods

        plain = [Said(_harmless(messages), _plain_text(reply)) for messages, reply in said]
        with self._turns.next():
            return likelihoods(engine.model, plain, adapter)

    def _engine_here(self) -> "Engine | None":
        """The engine, without waiting for a turn where it is known."""
        if self._engines or not (self.reader_cache and self.adapters):
            return next(iter(self._engines.values()), None)
        with self._turns.next():
            return self._engine()

    def _engine(self, words: tuple[str, ...] = ()) -> "Engine | None":
        """OpenVINO with the model, made for some words or for those of a judge."""
        if not (self.reader_cache and self.adapters):
            return None
        words = words or next(iter(self._engines), YES + NO)
        if words not in self._engines:
            from assistant.llm.openvino.engine import Engine

            try:
                self._engines[words] = Engine.made(
                    Path(self.model_path),
                    cast("list[AdapterName]", list(self.adapters)),
                    words,
                    Path(self.reader_cache),
                    self.threads,
                )
            except ModelError as error:
                _LOG.warning("llama.cpp does what OpenVINO would do faster: %s", error)
                self._engines[words] = None
        return self._engines[words]

    def _body(
        self,
        messages: Sequence[dict[str, str]],
        max_tokens: int | None,
        adapter: str,
        options: dict[str, Any],
    ) -> dict[str, Any]:
        if adapter and adapter not in self.adapters:
            raise ModelError(f"{self.metadata.model_name} has no adapter {adapter!r}")
        return {
            "messages": _harmless(messages),
            "lora": [
                {"id": number, "scale": float(name == adapter)}
                for number, name in enumerate(self.adapters)
            ],
            "max_tokens": max_tokens or self.max_tokens,
            "temperature": 0.0,
            "cache_prompt": True,
            **options,
        }

    def _placed(self, body: dict[str, Any], fixed: int = 0) -> dict[str, Any]:
        """A request with the slot in which it is read fastest, in its turn."""
        if self._beginnings is None:
            return body
        slot = self._beginnings.slot_for(body["messages"][:fixed], body["lora"])
        return {**body, "id_slot": slot}

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


def chunk_text(chunk: dict[str, Any]) -> str:
    """The text that a chunk of a streamed response adds, often none."""
    choices = chunk.get("choices") or [{}]
    return choices[0].get("delta", {}).get("content") or ""


def check_gguf(path: Path) -> None:
    """Refuse a file that can't be a GGUF model, by its first bytes.

    Raises:
        ModelError: it is missing, unreadable or begins otherwise.
    """
    try:
        with path.open("rb") as file:
            magic = file.read(len(_GGUF_MAGIC))
    except OSError as error:
        raise ModelError(
            f"model file {path} can't be read ({error.strerror}); "
            "`assistant models list` shows which are here, `assistant models pull` fetches one"
        ) from error
    if magic != _GGUF_MAGIC:
        raise ModelError(f"{path} is not a GGUF model file; name one in the setting `llm`")


def _made_with(files: Iterable[str | Path]) -> list[str]:
    """What tells a build of llama.cpp from others of its version, and files from others.

    `make native` puts another build in the place of the published one, which computes in other
    numbers; another file may have stood in the place of a model or an adapter.
    """
    from assistant.fingerprint import runtime_fingerprint

    return [runtime_fingerprint(), *_identities(files)]


def _identities(files: Iterable[str | Path]) -> Iterator[str]:
    """What tells each file from another that stood, or will stand, in its place."""
    for path in map(Path, files):
        status = path.stat()
        yield f"{path.name} {status.st_size} {status.st_mtime_ns}"


def _plain_text(content: str) -> str:
    """The text with nothing in it that llama.cpp takes for the end of a message.

    Chat models mark turns with tokens such as `<|im_end|>`; in an article it is only text.
    """
    return content.replace("<|", "< |")


def _harmless(messages: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    return [{**message, "content": _plain_text(message["content"])} for message in messages]


def _plain(messages: Sequence[ChatMessage]) -> list[dict[str, str]]:
    return [{"role": m.role.value, "content": m.content or ""} for m in messages]


def _raise_for_error(response: dict[str, Any]) -> None:
    error = response.get("error")
    if not error:
        return
    if error.get("type") == "exceed_context_size_error":
        raise _too_long(error.get("n_prompt_tokens"), error.get("n_ctx"))
    raise ModelError(f"the embedded model refused the request: {error.get('message', error)}")


def _too_long(tokens: object, most: object) -> ModelError:
    return ModelError(
        f"the prompt has {tokens} tokens and the model holds {most}; raise the setting "
        "`context_tokens` or ask something shorter"
    )
