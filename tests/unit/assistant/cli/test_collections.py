"""What an administrator is told of the access list."""

import json
import os
from pathlib import Path

import pytest

from assistant.access.account import Role
from assistant.access.account_store import AccountStore
from assistant.cli.main import main
from assistant.settings import Settings
from index.article_index import ArticleIndex

LIST = """
[collections.open-to-ann]
articles = ["secret/**"]
readers = ["ann", "@editor"]
"""


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("secret/a.md", "b.md"):
        path = tmp_path / "articles" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"An article named {name} about ferries.\n", encoding="utf-8")
    with ArticleIndex.open(tmp_path / "index") as index:
        index.sync(tmp_path / "articles")
    monkeypatch.setenv("ASSISTANT_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("ASSISTANT_COLLECTIONS", str(tmp_path / "collections.toml"))
    store = AccountStore.open(Settings.load())
    for name in ("ann", "bob"):
        store.add(name, "correct horse", Role.READER)
    store.close()
    write(tmp_path, LIST)
    return tmp_path


def write(place: Path, text: str) -> None:
    (place / "collections.toml").write_text(text, encoding="utf-8")
    os.utime(place / "collections.toml", (1, 1))


@pytest.mark.usefixtures("newsroom")
def test_collection_is_shown_with_its_articles_and_readers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["collections"]) == 0
    out = capsys.readouterr().out
    assert out.split() == ["open-to-ann", "1", "articles", "@editor,", "ann"]
    assert main(["collections", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {"collection": "open-to-ann", "articles": 1, "readers": ["@editor", "ann"], "unknown": []}
    ]


@pytest.mark.usefixtures("newsroom")
@pytest.mark.parametrize(("user", "closed"), [("ann", ""), ("bob", "secret/a.md\n")])
def test_articles_closed_to_a_user_are_listed(
    capsys: pytest.CaptureFixture[str], user: str, closed: str
) -> None:
    assert main(["collections", "--user", user]) == 0
    assert capsys.readouterr().out == closed


def test_id_of_an_article_can_neither_command_the_terminal_nor_fake_a_row(
    newsroom: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (newsroom / "articles" / "secret" / "c\nb.md\x1b[2J.md").write_text("About ferries.\n")
    with ArticleIndex.open(newsroom / "index") as index:
        index.sync(newsroom / "articles")
    assert main(["collections", "--user", "bob"]) == 0
    assert capsys.readouterr().out.splitlines() == ["secret/a.md", r"secret/c\nb.md\x1b[2J.md"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("secret/**", "sceret/**", "0 articles"),
        ('"ann"', '"anne"', "(no account: anne)"),
    ],
)
def test_misspelt_pattern_or_name_is_told(
    newsroom: Path, capsys: pytest.CaptureFixture[str], before: str, after: str, said: str
) -> None:
    write(newsroom, LIST.replace(before, after))
    assert main(["collections"]) == 1
    assert said in capsys.readouterr().out


def test_name_that_somebody_has_chosen_at_a_provider_is_told_and_a_group_of_it_is_not(
    newsroom: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = AccountStore.open(Settings.load())
    zoe = store.add("zoe", None, Role.READER, "subject of zoe")
    store.set_vouched(zoe.id, ["zoe@example.org"])
    store.close()
    write(newsroom, LIST.replace('"ann"', '"zoe", "zoe@example.org", "oidc:press"'))
    assert main(["collections"]) == 1
    assert "(no account: zoe)" in capsys.readouterr().out


@pytest.mark.usefixtures("newsroom")
def test_unknown_user_and_missing_list_are_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["collections", "--user", "nobody"]) == 2
    assert "there is no user 'nobody'" in capsys.readouterr().err
    monkeypatch.delenv("ASSISTANT_COLLECTIONS")
    assert main(["collections"]) == 2
    assert "no access list is named" in capsys.readouterr().err
