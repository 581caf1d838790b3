from contextlib import closing
from pathlib import Path

import pytest

from index.database import Database
from index.errors import IndexMismatchError
from index.meta import new_meta, read_meta, remains, write_meta

NEW = new_meta("model", "chunking")


def test_a_new_index_says_what_made_it(tmp_path: Path) -> None:
    with closing(Database(tmp_path / "index", new=NEW)) as database, database.reading() as reader:
        assert read_meta(reader, tmp_path) == NEW


def test_an_index_of_another_version_names_the_command_that_rebuilds_it(tmp_path: Path) -> None:
    with closing(Database(tmp_path, new=NEW)) as database:
        with database.writing() as writer:
            write_meta(writer, NEW._replace(format=0, generation=7, vectors="set"))
        with database.reading() as reader:
            with pytest.raises(IndexMismatchError, match=r"assistant index FOLDER .* --rebuild"):
                read_meta(reader, tmp_path)
            kept = remains(reader, new_meta("new model", "chunking"))
    assert (kept.name, kept.generation, kept.vectors) == (NEW.name, 7, "set")
