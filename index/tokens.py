"""Token counts, the unit that passages and prompts are measured in; never from the network."""

import hashlib
import os
import threading
from functools import cache, lru_cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import ArticleIndexError

if TYPE_CHECKING:
    from tiktoken import Encoding

ENCODING = "cl100k_base"
"""LlamaIndex's default encoding; the embedded Qwen models' vocabulary grew out of it."""

# tiktoken looks for an encoding under the SHA-1 of its address, and fetches it where that file is
# missing or has another SHA-256. LlamaIndex ships this one under that name.
_CACHED_FILE = "9b5ad71b2ce5302211f9c61530b329a4922fc6a4"
_SHA256 = "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7"

# The same sentence is counted when it is cut, when it is found to fit, and when it is put together
# with others: some are kept, and none of a length that few have.
_REMEMBERED = 512
_LONGEST_REMEMBERED = 1_000  # characters

# tiktoken's pattern goes back over a run of white space, and over a million runs out of stack.
_LONGEST_AT_ONCE = 100_000  # characters

_loading = threading.Lock()


def count_tokens(text: str) -> int:
    """Return how many tokens of `ENCODING` a text has; markers such as <|endoftext|> are text.

    A very long text is counted piece by piece, so a word that lies on a border counts as two.

    Raises:
        ArticleIndexError: The encoding that LlamaIndex ships is missing or damaged.
    """
    if len(text) <= _LONGEST_REMEMBERED:
        return _count_remembered(text)
    encoding = _encoding()
    pieces = range(0, len(text), _LONGEST_AT_ONCE)
    return sum(
        len(encoding.encode_ordinary(text[start : start + _LONGEST_AT_ONCE])) for start in pieces
    )


@lru_cache(maxsize=_REMEMBERED)
def _count_remembered(text: str) -> int:
    return len(_encoding().encode_ordinary(text))


def _encoding() -> "Encoding":
    with _loading:
        return _load_encoding()


@cache
def _load_encoding() -> "Encoding":
    folder = _shipped_folder()
    import tiktoken

    # Where the variable names a folder without this encoding, tiktoken goes to the network.
    before = os.environ.get("TIKTOKEN_CACHE_DIR")
    os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)
    try:
        return tiktoken.get_encoding(ENCODING)
    finally:
        if before is None:
            del os.environ["TIKTOKEN_CACHE_DIR"]
        else:
            os.environ["TIKTOKEN_CACHE_DIR"] = before


def _shipped_folder() -> Path:
    """Return LlamaIndex's folder of encodings, found without importing LlamaIndex."""
    remedy = "reinstall it: pip install --force-reinstall --no-deps llama-index-core"
    try:
        package = metadata.distribution("llama-index-core")
    except metadata.PackageNotFoundError as error:
        raise ArticleIndexError(
            "llama-index-core, which ships the token counter's data, is not installed: "
            "pip install llama-index-core"
        ) from error
    folder = Path(str(package.locate_file("llama_index/core/_static/tiktoken_cache")))
    try:
        found = hashlib.sha256((folder / _CACHED_FILE).read_bytes()).hexdigest()
    except OSError as error:
        raise ArticleIndexError(
            f"the token counter's data is missing from llama-index-core ({folder}); {remedy}"
        ) from error
    if found != _SHA256:
        raise ArticleIndexError(
            f"the token counter's data in llama-index-core is damaged ({folder}); {remedy}"
        )
    return folder
