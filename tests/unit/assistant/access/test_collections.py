"""Which articles only some may read: what the file says, and what becomes of a wrong one."""

import os
from pathlib import Path

import pytest

from assistant.access.account import Account, Role
from assistant.access.collections import AccessList, read_collections
from assistant.errors import SettingsError

ANN = Account("1", "ann", Role.READER)
BOB = Account("2", "bob", Role.READER)
EVE = Account("3", "eve", Role.EDITOR)
SECRET = """
[collections.investigations]
articles = ["secret/**"]
readers = ["ann"]
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "collections.toml"


def written(path: Path, text: str, second: int = 1) -> AccessList:
    write(path, text, second)
    return AccessList(path)


def write(path: Path, text: str, second: int) -> None:
    """Write the file, as if that had been long ago."""
    path.write_text(text, encoding="utf-8")
    os.utime(path, (second, second))


def holds(path: Path, patterns: str, article_id: str) -> bool:
    write(path, f"[collections.one]\narticles = [{patterns}]\nreaders = []\n", 1)
    return read_collections(path)[0].holds(article_id)


def test_article_is_read_by_who_is_named_and_nobody_else(path: Path) -> None:
    access = written(path, SECRET)
    assert access.sight_of(ANN).may_read("secret/a.md")
    for other in (BOB, EVE, None):
        assert not access.sight_of(other).may_read("secret/a.md")
        assert access.sight_of(other).may_read("open/a.md")


def test_article_of_several_collections_is_read_by_who_may_read_each(path: Path) -> None:
    staff = '[collections.staff]\narticles = ["**"]\nreaders = ["ann", "bob"]\n'
    access = written(path, SECRET + staff)
    assert access.sight_of(ANN).may_read("secret/a.md")
    assert not access.sight_of(BOB).may_read("secret/a.md")
    assert access.sight_of(BOB).may_read("open/a.md")
    assert not access.sight_of(None).may_read("open/a.md")


@pytest.mark.parametrize(
    ("readers", "who"),
    [
        ('["@desk"]', "ann bob"),
        ('["@editor"]', "eve"),
        ('["@reader"]', "ann bob eve"),
        ('["@desk", "eve"]', "ann bob eve"),
        ("[]", ""),
    ],
)
def test_groups_and_roles_stand_for_their_users(path: Path, readers: str, who: str) -> None:
    text = (
        f'[groups]\ndesk = ["ann", "bob"]\n[collections.c]\narticles = ["a"]\nreaders = {readers}\n'
    )
    access = written(path, text)
    found = [each.name for each in (ANN, BOB, EVE) if access.sight_of(each).may_read("a")]
    assert found == who.split()


@pytest.mark.parametrize(
    ("readers", "vouched", "may_read"),
    [
        ('["ann"]', [], False),
        ('["@desk"]', [], False),
        ('["ann@example.org"]', ["ann@example.org"], True),
        ('["ann@example.org"]', ["bob@example.org"], False),
        ('["oidc:press"]', ["oidc:press"], True),
        ('["@press"]', ["oidc:press"], True),
        ('["press"]', ["oidc:press"], False),
        ('["@reader"]', [], True),
        ('["@editor"]', ["oidc:editor"], False),
    ],
)
def test_who_logs_in_at_a_provider_is_known_by_what_it_vouches_for(
    path: Path, readers: str, vouched: list[str], may_read: bool
) -> None:
    groups = '[groups]\ndesk = ["ann"]\npress = ["oidc:press"]\n'
    access = written(path, f'{groups}[collections.c]\narticles = ["a"]\nreaders = {readers}\n')
    ann = Account("1", "ann", Role.READER, vouched=frozenset(vouched))
    assert access.sight_of(ann).may_read("a") is may_read


@pytest.mark.parametrize(
    ("patterns", "article_id", "expected"),
    [
        ('"secret/**"', "secret/deep/er/a.md", True),
        ('"secret/"', "secret/a.md", True),
        ('"secret"', "secret/a.md", True),
        ('"/secret"', "other/secret/a.md", False),
        ('"secret/*.md"', "secret/a.txt", False),
        ('"leak-*.md"', "2024/leak-7.md", True),
        ('"secret/**", "!secret/press.md"', "secret/press.md", False),
        ('"dump.jsonl"', "dump.jsonl#17", True),
        ('"c#.jsonl"', "c#.jsonl#17", True),
        ('"geh\\u00e9im/**"', "gehéim/a.md", True),
        ('"gehe\\u0301im/**"', "gehéim/a.md", True),
    ],
)
def test_patterns_are_those_of_a_gitignore(
    path: Path, patterns: str, article_id: str, expected: bool
) -> None:
    assert holds(path, patterns, article_id) is expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "collections"),
        ("[collections]\n", "collections"),
        ("[collections.c", "can't be used"),
        ('[collections.c]\narticles = ["a"]\n', "readers"),
        ('[collections.c]\narticles = []\nreaders = ["ann"]\n', "articles"),
        ('[collections.c]\narticles = "a"\nreaders = ["ann"]\n', "articles"),
        ('[collections.c]\narticles = ["a"]\nreader = ["ann"]\n', "reader"),
        ('[collections.c]\narticles = ["a"]\nreaders = ["@nobody"]\n', "no group 'nobody'"),
        ('[collections.c]\narticles = ["./a"]\nreaders = []\n', "leave out the dots"),
        ('[collections.c]\narticles = ["b/../a"]\nreaders = []\n', "leave out the dots"),
        ('[collections.c]\narticles = ["a\\\\b"]\nreaders = []\n', "forward slashes"),
        ('[collections.c]\narticles = ["# a"]\nreaders = []\n', "names no article"),
        ('[collections.c]\narticles = ["/"]\nreaders = []\n', "names no article"),
        ('[groups]\ng = ["@h"]\n[collections.c]\narticles = ["a"]\nreaders = ["@g"]\n', "users"),
        ("collections = 1\n", "collections"),
    ],
)
def test_wrong_file_is_refused_by_name_and_reason(path: Path, text: str, said: str) -> None:
    write(path, text, 1)
    with pytest.raises(SettingsError, match=r"access list .*collections\.toml") as caught:
        AccessList(path)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_file_that_is_no_text_or_missing_is_refused(path: Path) -> None:
    with pytest.raises(SettingsError, match="No such file"):
        AccessList(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="mend it"):
        AccessList(path)


def test_change_of_the_file_holds_from_the_next_look_on(path: Path) -> None:
    access = written(path, SECRET)
    write(path, SECRET.replace("ann", "bob"), 2)
    assert access.sight_of(BOB).may_read("secret/a.md")
    assert not access.sight_of(ANN).may_read("secret/a.md")


@pytest.mark.parametrize("wrong", ["", "[collections.c", '[collections.c]\narticles = ["a"]\n'])
def test_wrong_change_leaves_what_held_before_and_is_logged_once(
    path: Path, caplog: pytest.LogCaptureFixture, wrong: str
) -> None:
    access = written(path, SECRET)
    write(path, wrong, 2)
    for _ in range(3):
        assert access.sight_of(ANN).may_read("secret/a.md")
        assert not access.sight_of(BOB).may_read("secret/a.md")
    assert len([record for record in caplog.records if record.levelname == "ERROR"]) == 1
    write(path, SECRET.replace("ann", "bob"), 3)
    assert access.sight_of(BOB).may_read("secret/a.md")


def test_file_that_goes_away_leaves_what_held_before(path: Path) -> None:
    access = written(path, SECRET)
    path.unlink()
    assert not access.sight_of(BOB).may_read("secret/a.md")
    write(path, SECRET.replace("ann", "bob"), 4)
    assert access.sight_of(BOB).may_read("secret/a.md")


def test_file_that_is_just_being_written_is_not_taken_for_whole(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of a file can be valid, and would name fewer collections."""
    access = written(path, SECRET + '[collections.more]\narticles = ["more"]\nreaders = []\n')
    write(path, SECRET, 1000)
    monkeypatch.setattr("time.time", lambda: 1000.2)
    assert not access.sight_of(ANN).may_read("more/a.md")
    monkeypatch.setattr("time.time", lambda: 1001.2)
    assert access.sight_of(ANN).may_read("more/a.md")


def test_who_sees_the_same_has_the_same_name_for_it(path: Path) -> None:
    access = written(path, SECRET)
    assert access.sight_of(BOB).name == access.sight_of(None).name != access.sight_of(ANN).name
    assert access.sight_of(ANN).name == ""
