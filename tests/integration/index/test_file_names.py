"""Files under names that no text can have, or two of them, and links in a file's place."""

import os
import shutil
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from index.article_index import ArticleIndex
from index.repair import repair
from index.report import SyncProgress
from tests.integration.index.conftest import CountingE5

Write = Callable[[Mapping[str, str]], Path]


@pytest.mark.parametrize("replaced", ["bread.txt", "2024"])
def test_a_link_that_takes_the_place_of_a_file_is_not_followed(
    index: ArticleIndex, folder: Path, tmp_path: Path, replaced: str
) -> None:
    outside = tmp_path / "outside"
    shutil.copytree(folder / "2024", outside)
    (outside / "perry.md").write_text("A secret of somebody else.", "utf-8")
    target = outside if replaced == "2024" else outside / "perry.md"

    def replace(progress: SyncProgress) -> None:
        if progress.phase == "embedding" and not (folder / replaced).is_symlink():
            (folder / replaced).rename(tmp_path / "moved")
            (folder / replaced).symlink_to(target)

    report = index.sync(folder, progress=replace)
    assert [each.reason.partition(";")[0] for each in report.failed] == [
        "has become a link out of the folder"
    ]
    assert not any("secret" in article.text for article in index)


def test_a_file_name_that_is_no_text_is_reported(index: ArticleIndex, folder: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.md")).write_text("Text.", "utf-8")
    except OSError:
        pytest.skip("this file system refuses such names")
    report = index.sync(folder)
    (failure,) = report.failed
    assert (failure.path, failure.reason.partition(";")[2]) == (r"caf\xe9.md", " rename it")
    assert r"caf\xe9.md" not in failure.reason  # so it is named once
    report.model_dump_json()


def test_a_check_passes_over_a_file_name_that_is_no_text(
    index: ArticleIndex, folder: Path, tmp_path: Path
) -> None:
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.md")).write_text("Text.", "utf-8")
    except OSError:
        pytest.skip("this file system refuses such names")
    (folder / "caf?.md").write_text("Text of the file that can be named.", "utf-8")
    index.sync(folder)
    assert index.check(folder) == ()
    (folder / "caf?.md").unlink()
    assert index.check(folder) == ("caf?.md: in the index, no more in the folder",)
    done = repair(tmp_path / "index", folder, embeddings=CountingE5())
    assert done.report is not None
    assert done.report.removed == ("caf?.md",)
    assert index.check(folder) == ()


def test_names_that_differ_in_their_encoding_only_are_one_article(
    index: ArticleIndex, folder: Path, write: Write
) -> None:
    names = [unicodedata.normalize(form, "café.md") for form in ("NFC", "NFD")]
    write({names[0]: "Ein Café in Wien.", names[1]: "Ein anderes Café in Graz."})
    if len(list(folder.glob("caf*"))) == 1:
        pytest.skip("this file system takes both names for one")
    report = index.sync(folder)
    assert len(report.failed) == 1
    assert names[0] in index
    assert not index.sync(folder).changed
