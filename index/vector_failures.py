"""Failures of Chroma, told in one line that says what to do."""

from pathlib import Path

from index.errors import ArticleIndexError
from index.failures import brief_reason, damaged, is_damage, unwritable
from index.sealing import doubt

# What a server says that wants to know who asks.
_REFUSALS = ("unauthorized", "forbidden", "authentication", "401", "403")


def vector_failure(place: str, index: Path | None, error: BaseException) -> ArticleIndexError:
    """Return the error for what Chroma, or its transport, raised.

    Args:
        place: a server, or a folder; one whose files are damaged is doubted from now on.
        index: the index that the folder belongs to; None of a server.
        error: what was raised.
    """
    reason = brief_reason(error)
    return _of_server(place, reason) if index is None else _of_folder(place, index, reason)


def _of_server(place: str, reason: str) -> ArticleIndexError:
    lowered = reason.lower()
    if any(sign in lowered for sign in _REFUSALS):
        return ArticleIndexError(
            f"the Chroma server {place} refuses this client ({reason}): set store_token"
        )
    if "full" in lowered or "no space" in lowered:
        return ArticleIndexError(
            f"the disk of {place} is full: free some space there and run it again"
        )
    return ArticleIndexError(f"the vectors in {place} can't be used: {reason}")


def _of_folder(place: str, index: Path, reason: str) -> ArticleIndexError:
    if is_damage(reason):
        doubt(Path(place))
        return damaged(index, f"its vectors: {reason}")
    told = unwritable(Path(place), reason) or f"{reason}; check its permissions and the disk"
    return ArticleIndexError(f"the vectors in {place} can't be used: {told}")
