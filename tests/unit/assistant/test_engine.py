from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from assistant.engine import KeptTables, TakenError
from assistant.errors import AssistantError

TABLES = sa.MetaData()
NOTES = sa.Table("notes", TABLES, sa.Column("name", sa.String(20), primary_key=True))


@pytest.fixture
def tables(tmp_path: Path) -> Iterator[KeptTables]:
    with closing(KeptTables(f"sqlite:///{tmp_path}/kept", TABLES, "notes can't be kept")) as opened:
        yield opened


def add(tables: KeptTables, *names: str) -> None:
    with tables.connection() as connection:
        for name in names:
            connection.execute(sa.insert(NOTES).values(name=name))


def names(tables: KeptTables) -> set[str]:
    with tables.connection() as connection:
        return set(connection.execute(sa.select(NOTES.c.name)).scalars())


def test_row_that_is_there_already_is_told_from_other_failures(tables: KeptTables) -> None:
    add(tables, "one")
    with pytest.raises(TakenError):
        add(tables, "one")
    with tables.connection() as connection:
        connection.execute(sa.text("DROP TABLE notes"))
    with pytest.raises(AssistantError) as told:
        add(tables, "two")
    assert not isinstance(told.value, TakenError)


def test_failure_is_one_line_with_the_place_and_the_setting(
    tables: KeptTables, tmp_path: Path
) -> None:
    with pytest.raises(AssistantError) as told, tables.connection() as connection:
        connection.execute(sa.text("SELECT *\nFROM absent"))
    said = str(told.value)
    assert said.startswith(f"notes can't be kept in sqlite:///{tmp_path}/kept (no such table")
    assert said.endswith("the setting conversations")
    assert "\n" not in said


def test_of_a_change_that_fails_nothing_is_kept(tables: KeptTables) -> None:
    add(tables, "one")
    with pytest.raises(TakenError):
        add(tables, "two", "one")
    assert names(tables) == {"one"}
