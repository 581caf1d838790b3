"""What every place that model files come from has in common."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.models.catalogue import CatalogueEntry


@dataclass(frozen=True)
class DownloadProgress:
    """How far a fetch is.

    Attributes:
        model: the model's name.
        source: the place it comes from, in words.
        done: bytes that are on disk.
        total: bytes of the whole file.
    """

    model: str
    source: str
    done: int
    total: int


Report = Callable[[int], None]
"""Told how many bytes of the file are on disk."""


class Source(Protocol):
    """A place that a model file can be fetched from."""

    @property
    def name(self) -> str:
        """The place, in words that follow 'from'."""

    def fetch(self, entry: CatalogueEntry, folder: Path, report: Report) -> Path:
        """Fetch the file into the folder, going on with what an earlier try left there.

        Returns:
            Path of the file, which has the official size and SHA-256.

        Raises:
            DownloadError: it can't be had from here.
        """
