"""What llama.cpp made of the beginnings of prompts, kept on disk.

Most of a prompt is the same for every question: what to do, and examples of it. Reading that takes
a processor of two cores minutes for all prompts together, so what was read (llama.cpp's keys and
values, 28 KiB a token with the default model) is taken from disk when the model is loaded again.
llama.cpp keeps and finds it in exactly the numbers that it computed.
"""

import hashlib
import json
import logging
import os
import secrets
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

import httpx

_LOG = logging.getLogger(__name__)
_MOST_BYTES = 512 * 1024 * 1024
_SHORTEST = 400  # characters; what is shorter is read sooner than found
_PATIENCE = 60.0  # seconds for one request but reading
_UNFINISHED = "part-"

Messages = Sequence[Mapping[str, str]]
Adapters = list[dict[str, float]]
"""`{"id", "scale"}` of each, as llama.cpp's requests name them."""


class KeptStates:
    """Files of what was read, the one that was unused for longest going first.

    The name of each says what it was made from and what is in it, so a file that was damaged, or
    written half, is found by its name and removed.

    Args:
        folder: where they are; made when the first is kept.
        most_bytes: of all of them.
    """

    def __init__(self, folder: Path, most_bytes: int = _MOST_BYTES) -> None:
        self.folder = folder
        self._most_bytes = most_bytes

    def find(self, key: str) -> Path | None:
        """The undamaged file of a key; None where there is none."""
        for path in sorted(self.folder.glob(f"{key}-*")):
            try:
                if path.name == _name(key, path):
                    with suppress(OSError):  # somebody else's, who lets it be read
                        os.utime(path)
                    return path
                path.unlink()
            except OSError as error:
                _LOG.debug("%s can't be used: %s", path, error)
        return None

    def unfinished(self, key: str) -> Path:
        """Where a state is written before it is kept."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / f"{_UNFINISHED}{secrets.token_hex(8)}-{key}"

    def keep(self, key: str, written: Path) -> None:
        """Take over what was written.

        Raises:
            OSError: the disk is full or can't be written.
        """
        written.replace(self.folder / _name(key, written))
        total = 0
        for _, size, path in sorted(self._files(), reverse=True):
            total += size
            if total > self._most_bytes:
                path.unlink(missing_ok=True)

    def _files(self) -> Iterator[tuple[int, int, Path]]:
        """When each was last used, its bytes and its place."""
        for path in self.folder.iterdir():
            with suppress(FileNotFoundError):  # another process has removed it
                status = path.stat()
                yield status.st_mtime_ns, status.st_size, path


class Server(Protocol):
    """The part of llama.cpp's server that works in the process."""

    listening_address: str

    def handle_completions(self, body: dict[str, Any]) -> dict[str, Any]:
        """Continue a text."""
        ...

    def handle_chat_completions(self, body: dict[str, Any]) -> dict[str, Any]:
        """Answer a conversation."""
        ...


class Beginnings:
    """Says in which of its slots a llama.cpp server is to read a prompt; for one thread at a time.

    Prompts that begin alike go to the same slot, where their beginning is then in memory. llama.cpp
    would choose by what slots hold, but finds nothing again that was displaced by a prompt with
    another adapter.

    Args:
        server: in this process; all its prompts are to go where this says.
        slots: that it has.
        api_key: that it asks for by HTTP.
        states: where beginnings are kept.
        made_with: what else than messages and adapters decides on a state: model, llama.cpp.
    """

    def __init__(
        self,
        server: Server,
        slots: int,
        api_key: str,
        states: KeptStates,
        made_with: Iterable[str],
    ) -> None:
        self._server = server
        self._states = states
        self._made_with = list(made_with)
        # By what they hold; the one that was unused for longest first.
        self._slots = OrderedDict((f"free {slot}", slot) for slot in range(slots))
        self._adapters: dict[int, Adapters] = {}
        # Loopback alone, whatever proxy the environment names.
        self._http = httpx.Client(
            base_url=server.listening_address,
            headers={"Authorization": f"Bearer {api_key}"},
            timeout=_PATIENCE,
            limits=httpx.Limits(max_keepalive_connections=0),  # or the server's end waits for them
            trust_env=False,
        )

    def slot_for(self, messages: Messages, adapters: Adapters) -> int:
        """The slot for prompts that begin with some messages; it holds these, from disk if there.

        Nothing is raised where they can't be had: the server then reads all of the prompt.

        Args:
            messages: that all these prompts begin with.
            adapters: that they are read with.
        """
        key = self._key(messages, adapters)
        if key in self._slots:
            self._slots.move_to_end(key)
            return self._slots[key]
        _, slot = self._slots.popitem(last=False)
        self._slots[key] = slot
        if sum(len(each["content"]) for each in messages) >= _SHORTEST:
            try:
                self._fill(slot, key, messages, adapters)
            except (httpx.HTTPError, OSError, KeyError, ValueError) as error:
                _LOG.debug("the beginning of a prompt is not kept: %s", error)
        self._adapters[slot] = adapters
        return slot

    def _fill(self, slot: int, key: str, messages: Messages, adapters: Adapters) -> None:
        asked = {"lora": adapters, "id_slot": slot, "temperature": 0.0, "cache_prompt": True}
        kept = self._states.find(key)
        if kept is not None:
            if self._adapters.get(slot) != adapters:
                # A slot forgets all when its adapters change, so they must before.
                _checked(self._server.handle_completions({**asked, "prompt": ".", "max_tokens": 1}))
            if self._restore(kept, slot):
                return
        # What all questions begin with, so that the end of the last fixed message is read too.
        begun = [*messages, {"role": "user", "content": "Question:"}]
        _checked(
            self._server.handle_chat_completions({**asked, "messages": begun, "max_tokens": 1})
        )
        self._save(key, slot)

    def _restore(self, path: Path, slot: int) -> bool:
        found = self._http.post(f"/slots/{slot}?action=restore", json={"filename": path.name})
        if found.is_success and found.json().get("n_restored"):
            return True
        path.unlink(missing_ok=True)  # of another build of llama.cpp
        return False

    def _save(self, key: str, slot: int) -> None:
        written = self._states.unfinished(key)
        try:
            found = self._http.post(f"/slots/{slot}?action=save", json={"filename": written.name})
            saved = found.raise_for_status().json()
            if saved["n_written"] != written.stat().st_size:
                raise OSError("the disk is full")
            self._states.keep(key, written)
        finally:
            written.unlink(missing_ok=True)

    def _key(self, messages: Messages, adapters: Adapters) -> str:
        made_from = json.dumps([self._made_with, adapters, [dict(each) for each in messages]])
        return hashlib.sha256(made_from.encode()).hexdigest()[:32]


def _checked(response: dict[str, Any]) -> None:
    if "error" in response:
        raise ValueError(response["error"])


def _name(key: str, path: Path) -> str:
    with path.open("rb") as file:
        return f"{key}-{hashlib.file_digest(file, 'sha256').hexdigest()[:32]}"
