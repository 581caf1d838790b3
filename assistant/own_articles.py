"""The articles that are served where no index is named: the bundled ones, until they are changed.

The bundled articles are part of the installation and are never changed. The first change copies
them to a folder of the user's own, which is served from then on; where that folder is deleted, the
bundled articles are back.
"""

import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.bundled import bundled_articles, expect_changes


def served_articles(own: Path) -> Path:
    """The folder to serve: the user's own where it holds an article, else the bundled one."""
    from index.folder import file_names
    from index.readers import SUFFIXES

    if own.is_dir():
        # What can't be listed is told by the sync.
        found = file_names(own, SUFFIXES, failed=lambda _: None)
        if next(found, None) is not None:
            return own
    return bundled_articles()


@contextmanager
def own_articles(own: Path, index: Path) -> Iterator[Path]:
    """Lend the user's own folder for a change; one that was made for it goes where that fails.

    Args:
        own: the folder.
        index: folder of the index that will be synced with it.
    """
    from filelock import FileLock

    own.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(own.with_name(f".{own.name}.lock")):
        made = not own.exists()
        if served_articles(own) != own:
            _copy(own)
    expect_changes(index)
    try:
        yield own
    except BaseException:
        if made:
            shutil.rmtree(own, ignore_errors=True)
        raise


def _copy(own: Path) -> None:
    """Copy the bundled articles in one step, or beside what a folder without articles holds."""
    draft = own.with_name(f".{own.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(bundled_articles(), draft, copy_function=shutil.copyfile)
    for folder in (draft, *draft.rglob("*/")):
        folder.chmod(folder.stat().st_mode | stat.S_IRWXU)  # those of an installation may lack it
    if own.exists():
        shutil.copytree(draft, own, copy_function=shutil.copyfile, dirs_exist_ok=True)
        shutil.rmtree(draft)
    else:
        draft.rename(own)
