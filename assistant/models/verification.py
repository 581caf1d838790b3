"""Whether a model file in the cache is the official one, told once and then remembered."""

import contextlib
import hashlib
import json
from pathlib import Path

from assistant.models.catalogue import CatalogueEntry


def model_path(entry: CatalogueEntry, cache: Path) -> Path:
    """Where the model's file belongs; it need not be there."""
    return cache / "models" / entry.file


def find_defect(entry: CatalogueEntry, path: Path, *, again: bool = False) -> str | None:
    """What is wrong with the file, or None where it is the official one.

    The SHA-256 is computed once; after that size, time and inode tell that nothing changed.

    Args:
        entry: what the file ought to be.
        path: the file.
        again: compute the SHA-256 even if it was found right before.
    """
    if not path.is_file():
        return "is not on disk"
    size = path.stat().st_size
    if size != entry.size:
        return f"is damaged ({size:,} bytes instead of {entry.size:,})"
    if not again and _is_remembered(entry, path):
        return None
    if _sha256(path) != entry.sha256:
        return "is damaged (its SHA-256 is not the official one)"
    remember_verified(entry, path)
    return None


def remember_verified(entry: CatalogueEntry, path: Path) -> None:
    """Note beside the file that it was found to have its official SHA-256."""
    note = _note(path)
    draft = note.with_name(note.name + ".new")
    # A cache that can't be written to is verified anew each time, which is only slower.
    with contextlib.suppress(OSError):
        draft.write_text(json.dumps(_signature(entry, path)))
        draft.replace(note)


def forget_verified(path: Path) -> None:
    """Remove the note, as before the file is replaced."""
    _note(path).unlink(missing_ok=True)


def _is_remembered(entry: CatalogueEntry, path: Path) -> bool:
    try:
        return bool(json.loads(_note(path).read_text()) == _signature(entry, path))
    except (OSError, ValueError):
        return False


def _note(path: Path) -> Path:
    return path.with_name(path.name + ".verified")


def _signature(entry: CatalogueEntry, path: Path) -> dict[str, str | int]:
    stat = path.stat()
    return {
        "sha256": entry.sha256,
        "size": stat.st_size,
        "mtime_ns": stat.st_mtime_ns,
        "inode": stat.st_ino,
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
