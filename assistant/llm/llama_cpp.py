"""llama.cpp in the process, with one model and its adapters, answering in its own terms."""

import os
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import ModelError
from assistant.llm.embedded_prompt import harmless
from assistant.llm.llama_cpp_response import raise_for_error
from assistant.llm.turns import Turns
from index.processors import usable_processors

if TYPE_CHECKING:
    from assistant.llm.beginnings import Beginnings

_GGUF_MAGIC = b"GGUF"
_PROMPTS_MIB = 128
"""Memory for beginnings of prompts that no slot holds, where they are not kept on disk."""


class LlamaCpp:
    """One model run by llama.cpp, loaded when it is first asked; safe for several threads.

    Args:
        path: of a GGUF file.
        adapters: GGUF files of low-rank adapters, by their names.
        turns: in which requests are worked on.
        context_tokens: context window of one request.
        slots: prompts whose beginnings are kept ready.
        threads: the cores usable here, when None.
        prompt_cache: folder where what it made of the fixed beginnings of prompts is kept; empty
            where each start reads them anew.
    """

    def __init__(
        self,
        path: Path,
        adapters: Mapping[str, str],
        turns: Turns,
        *,
        context_tokens: int,
        slots: int,
        threads: int | None,
        prompt_cache: str,
    ) -> None:
        self._path = path
        self._adapters = adapters
        self._turns = turns
        self._context_tokens = context_tokens
        self._slots = slots
        self._threads = threads
        self._prompt_cache = prompt_cache
        self._server: Any = None
        self._beginnings: Beginnings | None = None
        self._loading = threading.Lock()

    def server(self) -> Any:  # noqa: ANN401 - the runtime is a compiled module without types
        """llama.cpp's own server, which is loaded now if it was not.

        Raises:
            ModelError: the file is missing or no GGUF model, or llama.cpp can't load it.
        """
        with self._loading:
            if self._server is None:
                self._server = self._start()
            return self._server

    def respond(
        self, messages: Sequence[Mapping[str, str]], adapter: str, fields: Mapping[str, Any]
    ) -> dict[str, Any]:
        """One chat completion; see `EmbeddedLLM.request`.

        Args:
            messages: `{"role", "content"}` each.
            adapter: name of the one to answer with; the model as it is, when empty.
            fields: others of llama.cpp's chat completion request.
        """
        server, body = self.server(), self._body(messages, adapter, fields)
        with self._turns.next():
            response: dict[str, Any] = server.handle_chat_completions(self._placed(body))
        raise_for_error(response)
        return response

    def stream(
        self,
        messages: Sequence[Mapping[str, str]],
        adapter: str,
        fields: Mapping[str, Any],
        fixed: int = 0,
    ) -> Iterator[dict[str, Any]]:
        """`respond` in chunks as they come; see `EmbeddedLLM.stream_request`.

        Args:
            messages: as for `respond`.
            adapter: the same.
            fields: the same.
            fixed: how many of the messages are the first of many prompts.
        """
        body = self._body(messages, adapter, fields)
        body |= {"stream": True, "stream_options": {"include_usage": True}}
        server = self.server()

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
                raise_for_error(chunk)
                yield chunk

    def _body(
        self, messages: Sequence[Mapping[str, str]], adapter: str, fields: Mapping[str, Any]
    ) -> dict[str, Any]:
        return {
            "messages": harmless(messages),
            "lora": [
                {"id": number, "scale": float(name == adapter)}
                for number, name in enumerate(self._adapters)
            ],
            "temperature": 0.0,
            "cache_prompt": True,
            **fields,
        }

    def _placed(self, body: dict[str, Any], fixed: int = 0) -> dict[str, Any]:
        """A request with the slot in which it is read fastest, in its turn."""
        if self._beginnings is None:
            return body
        slot = self._beginnings.slot_for(body["messages"][:fixed], body["lora"])
        return {**body, "id_slot": slot}

    def _start(self) -> Any:  # noqa: ANN401 - the runtime is a compiled module without types
        check_gguf(self._path)
        import xllamacpp

        # It listens on loopback too; who else works on this machine has nothing to ask there.
        api_key = secrets.token_urlsafe(32)
        try:
            server = xllamacpp.Server(self._parameters(api_key))
        except RuntimeError as error:
            raise ModelError(
                f"llama.cpp can't load {self._path}: {error}; "
                "fetch it again with `assistant models pull`"
            ) from error
        if self._prompt_cache:
            from assistant.llm.beginnings import Beginnings, KeptStates

            states = KeptStates(Path(self._prompt_cache))
            made_with = _made_with([self._path, *self._adapters.values()])
            self._beginnings = Beginnings(server, self._slots, api_key, states, made_with)
        return server

    def _parameters(self, api_key: str) -> Any:  # noqa: ANN401 - as above
        import xllamacpp

        threads = self._threads or usable_processors()
        params = xllamacpp.CommonParams()
        params.model.path = str(self._path)
        params.n_ctx = self._context_tokens * self._slots
        params.n_parallel = self._slots
        params.cpuparams.n_threads = threads
        params.cpuparams_batch.n_threads = threads
        params.verbosity = -1
        params.warmup = False
        # Read rather than mapped: llama.cpp keeps most weights in another order, made for this
        # processor, and a mapped file would stay in memory beside them, 0.6 GB more.
        params.load_mode = xllamacpp.llama_load_mode.LLAMA_LOAD_MODE_NONE
        params.cache_ram_mib = 0 if self._prompt_cache else _PROMPTS_MIB
        params.endpoint_slots = False
        params.api_keys = [api_key]
        params.ui = False
        params.offline = True
        params.lora_adapters = [
            xllamacpp.CommonAdapterLoraInfo(file, 1.0) for file in self._adapters.values()
        ]
        params.lora_init_without_apply = True  # each request names the one that it wants
        if self._prompt_cache:
            params.slot_save_path = f"{self._prompt_cache}{os.sep}"
        return params


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
