"""OpenVINO with one model: what it reads and writes with."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from assistant.llm.adapter import AdapterName
from assistant.llm.openvino.model import OpenVinoModel
from assistant.llm.openvino.writing import ReplyWriter


class Engine(NamedTuple):
    """Not safe for several threads at once."""

    model: OpenVinoModel
    writer: ReplyWriter

    @classmethod
    def made(
        cls,
        path: Path,
        adapters: Sequence[AdapterName],
        words: Sequence[str],
        cache: Path,
        threads: int | None = None,
    ) -> "Engine":
        """The model of a GGUF file; see `OpenVinoModel`.

        Raises:
            ModelError: it can't be read, or the cache can't be written.
        """
        model = OpenVinoModel(path, adapters, words, cache, threads)
        return cls(model, ReplyWriter(model))
