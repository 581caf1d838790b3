"""What an open index consists of."""

from pathlib import Path
from typing import NamedTuple

from index.chunking import ChunkingSettings
from index.database import Database, Meta
from index.embedding_cache import EmbeddingCache
from index.vectors import VectorSets


class Parts(NamedTuple):
    """The parts of one index, and the settings it was opened with."""

    folder: Path
    database: Database
    cache: EmbeddingCache
    sets: VectorSets
    chunking: ChunkingSettings
    fresh: Meta
    """What an index made with these settings says of itself."""
