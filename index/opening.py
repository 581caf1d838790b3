"""What is checked before an index is opened, or searched."""

from pathlib import Path

from index.database import FILE, Meta, mismatch
from index.errors import ArticleIndexError

# What a folder may hold that is to become an index: what a killed beginning left there.
_OWN = (FILE, "embeddings.sqlite3", "chroma", "writer")


def check_place(folder: Path) -> None:
    """Refuse to make an index among other files.

    Raises:
        ArticleIndexError: the path is a file, or a folder of something else.
    """
    if not folder.exists() or (folder / FILE).exists():
        return
    if not folder.is_dir():
        raise ArticleIndexError(f"{folder} is a file; name a folder for the index")
    try:
        others = [path for path in folder.iterdir() if not path.name.startswith(_OWN)]
    except OSError as error:
        raise ArticleIndexError(
            f"the folder {folder} can't be listed: {error.strerror}; check its permissions"
        ) from error
    if others:
        raise ArticleIndexError(
            f"{folder} holds other files and is no index; name an empty or a new folder"
        )


def check_settings(meta: Meta, present: Meta, folder: Path) -> None:
    """Refuse to mix what different settings made.

    Raises:
        IndexMismatchError: the index was made with another embedding model or other chunking.
    """
    if meta.generation == 0:
        return
    for what, made, asked in (
        ("the embedding model", meta.embedding, present.embedding),
        ("the chunking", meta.chunking, present.chunking),
    ):
        if made != asked:
            raise mismatch(folder, f"was made with {what} {made!r}, not with {asked!r}")
