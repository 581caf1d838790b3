"""The process that fills a set of vectors, for `index.store_process`.

It is asked on its standard input, a JSON object a line with "do", behind it so many bytes of
vectors as it says, and answers each on its standard output with a line: "done", or "error" and
"kind", the name of what is to be raised. The set is closed when the input ends. Where the process
that asks is killed, this one is too: it must not write to a set that the next sync deletes.
"""

import json
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import ArticleIndexError, AssistantError
from index.own_process import end_with
from index.sealing import DATABASE

if TYPE_CHECKING:
    from index.store import ChromaStore


def main() -> None:
    """Serve until the standard input ends.

    The arguments are the set's folder, the index's, and the number of the process that asks.
    """
    end_with(int(sys.argv[3]))  # before Chroma is loaded, which takes a second
    folder, index = map(Path, sys.argv[1:3])
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever a library prints would end up between the answers.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests = sys.stdin.buffer
    with closing(_Set(folder, index)) as filled:
        for line in requests:
            request = json.loads(line)
            answer = filled.answer(request, requests.read(request.get("bytes", 0)))
            answers.write(json.dumps(answer).encode() + b"\n")
            answers.flush()


class _Set:
    """The set, opened by the first request, whose answer tells what is wrong with it."""

    def __init__(self, folder: Path, index: Path) -> None:
        self._folder = folder
        self._index = index
        self._store: ChromaStore | None = None

    def _opened(self) -> "ChromaStore":
        if self._store is None:
            from index.store import ChromaStore

            if not (self._folder / DATABASE).exists():  # or Chroma would make a folder
                raise ArticleIndexError(f"the vectors in {self._folder} have gone; sync again")
            self._store = ChromaStore.local(self._folder, index=self._index)
        return self._store

    def answer(self, request: Mapping[str, Any], vectors: bytes) -> dict[str, object]:
        """Do what is asked."""
        try:
            return {"done": _done(self._opened(), request, vectors)}
        except AssistantError as error:
            return {"error": str(error), "kind": type(error).__name__}
        except Exception as error:  # a lack of memory, for example
            from index.vector_failures import vector_failure

            told = vector_failure(str(self._folder), self._index, error)
            return {"error": str(told), "kind": type(told).__name__}

    def close(self) -> None:
        """Close the set."""
        if self._store is not None:
            self._store.close()


def _done(store: "ChromaStore", request: Mapping[str, Any], vectors: bytes) -> object:
    match request["do"]:
        case "upsert":
            import numpy as np

            rows = np.frombuffer(vectors, "<f4").reshape(len(request["ids"]), -1)
            store.upsert(request["ids"], rows, request["articles"])
        case "remove":
            store.remove(request["ids"])
        case "settle":
            store.settle()
        case "count":
            return store.count()
        case "ids":
            return list(store.ids())
        case unknown:
            raise ValueError(unknown)
    return None


if __name__ == "__main__":
    main()
