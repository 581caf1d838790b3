"""Files that readers send: only those that came through the upload route are ever touched.

Gradio takes any value that looks like a file for one, whatever component it is sent to: it copies
the file that is named from the server's disk, or fetches it from the address that is named. It
checks that the file was uploaded only where it has launched the page itself, and ours is mounted.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

import gradio as gr
from gradio.utils import get_upload_folder


class GuardedBlocks(gr.Blocks):
    """A page that refuses values which name files that nobody uploaded."""

    async def preprocess_data(
        self,
        block_fn: Any,  # noqa: ANN401 - as in Gradio, which does not export its type
        inputs: list[Any],
        state: Any,  # noqa: ANN401 - the same
        explicit_call: bool = False,
    ) -> Any:  # noqa: ANN401 - the same
        """Look at what a client has sent, before Gradio does."""
        for path in _named_files(inputs):
            if not _is_uploaded(path):
                raise gr.Error("this file was not uploaded", print_exception=False)
        return await super().preprocess_data(block_fn, inputs, state, explicit_call)


class NeededUploads:
    """The uploads that are still to be copied; those that nobody needs any more are deleted.

    The same file has one place however often it is sent. Safe for threads.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._needed = Counter[Path]()

    def need(self, uploads: Sequence[Path]) -> None:
        """Keep the files until as much is let go of them."""
        with self._lock:
            self._needed.update(uploads)

    def let_go(self, uploads: Sequence[Path]) -> None:
        """Delete the files, but those that somebody else needs."""
        with self._lock:
            self._needed.subtract(uploads)
            for upload in set(uploads):
                if self._needed[upload] <= 0:
                    del self._needed[upload]
                    _forget(upload)


def _forget(upload: Path) -> None:
    """Delete an upload with the folder that Gradio made for it."""
    with suppress(OSError):
        upload.unlink()
        upload.parent.rmdir()


def _named_files(value: object) -> Iterator[object]:
    """The path of everything in a value that could be taken for a file."""
    if isinstance(value, dict):
        if "path" in value:
            yield value["path"]
        for part in value.values():
            yield from _named_files(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _named_files(part)


def _is_uploaded(path: object) -> bool:
    if not isinstance(path, str) or "\0" in path:
        return False
    return Path(path).resolve().is_relative_to(Path(get_upload_folder()).resolve())
