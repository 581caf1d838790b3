"""What `assistant eval PATH...` was given: our gold files, or a data set with its own corpus."""

from collections.abc import Sequence
from pathlib import Path

from assistant.evaluation.errors import GoldError
from assistant.evaluation.evaldata import CORPUS_FILE, is_dataset, read_dataset
from assistant.evaluation.gold import GoldSet, parse_object, read_gold, read_lines
from assistant.resources import resource_dir


def load_gold(paths: Sequence[Path], *, one_pool: bool = False) -> GoldSet:
    """Read whatever the paths hold; without paths, the bundled gold set.

    A folder with `corpus.jsonl` is a data set, and a file of its questions stands for those
    questions; everything else is our own format. The first row of a file tells which it is.

    Args:
        paths: Files and folders, all of one kind.
        one_pool: For a data set in several languages: search all of them together.

    Raises:
        GoldError: a path is missing or malformed, or kinds are mixed.
    """
    if not paths:
        rows = read_gold([resource_dir("corpus") / "gold"])
        return GoldSet(name="the bundled articles", rows=rows, is_bundled=True)
    for path in paths:
        if not path.exists():
            raise GoldError(f"{path} does not exist; name a gold file or a folder")
    folders = {_dataset_of(path) for path in paths}
    if folders == {None}:
        return GoldSet(name=" ".join(str(path) for path in paths), rows=read_gold(paths))
    folder = folders.pop()
    if folders or folder is None:
        raise GoldError("name one data set, or gold files of one index, in one run")
    files = [] if folder in paths else [path for path in paths if path.is_file()]
    return read_dataset(folder, files, one_pool=one_pool)


def _dataset_of(path: Path) -> Path | None:
    """The data set's folder; None for our own format."""
    if path.is_dir():
        return path if is_dataset(path) else None
    number, line = next(read_lines(path), (1, "{}"))
    row = parse_object(line, f"{path}:{number}")
    if "qid" not in row:
        return None
    if not (path.parent / CORPUS_FILE).is_file():
        raise GoldError(f"{path} holds questions of a data set, but no {CORPUS_FILE} is beside it")
    return path.parent
