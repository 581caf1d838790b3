"""Files that readers send: only those that came through the upload route are ever touched.

Gradio takes any value that looks like a file for one, whatever component it is sent to: it copies
the file that is named from the server's disk, or fetches it from the address that is named. It
checks that the file was uploaded only where it has launched the page itself, and ours is mounted.
"""

import asyncio
import logging
import secrets
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

import gradio as gr
from gradio.route_utils import upload_fn
from gradio.utils import get_upload_folder
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from assistant.web.patience import CLIENT_GONE

_log = logging.getLogger(__name__)
# The page adds a file as soon as it is here; only a page that was closed between does not.
_UNTAKEN_SECONDS = 3600.0
_LEFT_OVER = 24 * 3600.0  # seconds after which nobody needs what a killed server had
_PREFIX = "articles-"


class GuardedBlocks(gr.Blocks):
    """A page that refuses values which name files that nobody uploaded.

    Args:
        uploads: where uploads are; None where there are none.
        **named: see `gr.Blocks`.
    """

    def __init__(self, uploads: "Uploads | None", **named: Any) -> None:  # noqa: ANN401 - Gradio's
        super().__init__(**named)
        self._uploads = uploads

    async def preprocess_data(
        self,
        block_fn: Any,  # noqa: ANN401 - as in Gradio, which does not export its type
        inputs: list[Any],
        state: Any,  # noqa: ANN401 - the same
        explicit_call: bool = False,
    ) -> Any:  # noqa: ANN401 - the same
        """Look at what a client has sent, before Gradio does."""
        for path in _named_files(inputs):
            if self._uploads is None or not self._uploads.has(path):
                raise gr.Error("this file was not uploaded", print_exception=False)
        return await super().preprocess_data(block_fn, inputs, state, explicit_call)


class Uploads:
    """The uploads of a server that are still to be copied; those that nobody needs are deleted.

    Each upload has a place of its own, whose name nobody can guess. Gradio would give the same file
    of two readers one place: who is done with it first would take it from the other. Safe for
    threads.

    Args:
        most_bytes: a file may have, to be taken at all.
    """

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self._lock = Lock()
        self._needed = Counter[Path]()
        self._closed = False
        # Gradio takes what lies in its own folder for what it need not copy.
        self.folder = Path(get_upload_folder()).resolve() / f"{_PREFIX}{secrets.token_hex(16)}"
        _forget_leftovers(self.folder.parent)

    async def take(self, request: Request) -> Response:
        """Answer the request that brings files: with their places, as Gradio's own route does."""
        place = self.folder / secrets.token_hex(16)
        place.mkdir(parents=True)
        try:
            files = await self._received(request, place)
        except BaseException as error:
            shutil.rmtree(place, ignore_errors=True)  # also what came of a file that broke off
            told = _told(error)
            if told is None:
                raise
            return told
        asyncio.get_running_loop().call_later(_UNTAKEN_SECONDS, self._forget_untaken, files)
        return JSONResponse([str(file) for file in files])

    async def _received(self, request: Request, place: Path) -> list[Path]:
        from gradio.routes import file_upload_statuses  # it takes long to import

        shown_as = request.query_params.get("upload_id")
        progress = file_upload_statuses if shown_as else None
        files, _, _ = await upload_fn(
            request, str(place), self.most_bytes, shown_as, upload_progress=progress
        )
        return [Path(file) for file in files]

    def has(self, path: object) -> bool:
        """Whether this is the path of a file that was uploaded, and is still here."""
        if not isinstance(path, str) or "\0" in path:
            return False
        found = Path(path).resolve()
        return found.is_relative_to(self.folder) and found.is_file()

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
            if self._closed:
                self._leave()

    def close(self) -> None:
        """Delete what nobody needs; what is still to be copied goes when it is let go of."""
        with self._lock:
            self._closed = True
            needed = {upload.parent.parent for upload in self._needed}
            with suppress(OSError):
                for place in self.folder.iterdir():
                    if place.is_file():  # Gradio's
                        place.unlink()
                    elif place not in needed:
                        shutil.rmtree(place, ignore_errors=True)
            self._leave()

    def _leave(self) -> None:
        with suppress(OSError):
            self.folder.rmdir()

    def _forget_untaken(self, uploads: Sequence[Path]) -> None:
        """Delete the files that no event has taken up."""
        with self._lock:
            for upload in uploads:
                if upload not in self._needed:
                    _forget(upload)


def _told(error: BaseException) -> Response | None:
    """What is answered where files could not be taken; None where that is not foreseen."""
    match error:
        case MultiPartException():
            status = 413 if "maximum allowed size" in error.message else 400
            return PlainTextResponse(error.message, status)
        case TypeError() | AttributeError():  # Gradio takes each field for a file
            return PlainTextResponse("this is no upload: send files with their names", 400)
        case ClientDisconnect():
            return Response(status_code=CLIENT_GONE)
        case OSError():
            _log.warning("an upload could not be kept: %s", error)
            return PlainTextResponse(f"the file could not be kept ({error.strerror})", 507)
    return None


def _forget(upload: Path) -> None:
    """Delete an upload with the folders that were made for it."""
    with suppress(OSError):
        upload.unlink()
        upload.parent.rmdir()
        upload.parent.parent.rmdir()  # unless others came with it


def _forget_leftovers(folder: Path) -> None:
    """Delete the uploads of servers that were killed."""
    with suppress(OSError):
        for left in folder.glob(f"{_PREFIX}*"):
            if time.time() - left.stat().st_mtime > _LEFT_OVER:
                shutil.rmtree(left, ignore_errors=True)


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
