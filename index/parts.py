"""What an open index consists of."""

from typing import NamedTuple

from index.chunking import ChunkingSettings
from index.embedding_cache import EmbeddingCache
from index.index_database import IndexDatabase
from index.meta import Meta
from index.vectors import VectorSets


class Parts(NamedTuple):
    """The parts of one index, and the settings it was opened with."""

    database: IndexDatabase
    cache: EmbeddingCache
    sets: VectorSets
    chunking: ChunkingSettings
    fresh: Meta
    """What an index made with these settings says of itself."""
