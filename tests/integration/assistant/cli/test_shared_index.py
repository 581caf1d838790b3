"""The commands over an index in PostgreSQL and on a Chroma server, named by variables alone."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from assistant.assistant import Assistant
from assistant.cli.main import main
from assistant.conversation_store import KeptExchange, open_conversations, timestamp
from assistant.diagnosis import Level, content, services
from assistant.library import open_library
from assistant.settings import Settings
from index import server_sets
from tests.chroma_server import ChromaServer
from tests.postgres_server import PASSWORD


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "bread.txt").write_text("A loaf stays fresh for three days in a linen bag.")
    return folder


@pytest.fixture(autouse=True)
def named(
    monkeypatch: pytest.MonkeyPatch, chroma: ChromaServer, postgres_url: str
) -> Iterator[None]:
    monkeypatch.setenv("ASSISTANT_STORE", f"{chroma.address}/commands-{uuid4().hex[:8]}")
    monkeypatch.setenv("ASSISTANT_INDEX_DATABASE", postgres_url)
    monkeypatch.setenv("ASSISTANT_CONVERSATIONS", postgres_url)
    yield
    chroma.start_again()


def test_indexing_checking_and_repairing_name_no_folder_and_no_password(
    articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["index", str(articles)]) == 0
    assert main(["index", str(articles), "--check"]) == 0
    assert main(["index", str(articles), "--dry-run"]) == 0
    assert main(["index", str(articles), "--repair"]) == 0
    told = "".join(capsys.readouterr())
    assert "1 added" in told
    assert "nothing to mend" in told
    assert PASSWORD not in told
    assert not Path(".index").exists()


def test_a_chat_reads_the_index_and_offers_no_change_of_its_articles(articles: Path) -> None:
    assert main(["index", str(articles)]) == 0
    settings = Settings.load()
    with Assistant.open(settings=settings) as assistant:
        assert assistant.search("How long does bread stay fresh?")[0].article_id == "bread.txt"
        assert open_library(assistant.index, settings, named=True) is None


def test_machines_that_name_the_database_otherwise_share_conversations(
    monkeypatch: pytest.MonkeyPatch, postgres_url: str
) -> None:
    kept = KeptExchange("e1", timestamp(), "How long?")
    for address in (postgres_url, postgres_url.replace("127.0.0.1", "localhost")):
        monkeypatch.setenv("ASSISTANT_INDEX_DATABASE", address)
        settings = Settings.load()
        store = open_conversations(settings, str(settings.index_place))
        assert store is not None
        if address == postgres_url:
            store.add("ann", "c1", kept, title="How long?")
        assert [each.id for each in store.list("ann")] == ["c1"]
        store.close()


def test_the_doctor_says_what_holds_and_which_server_is_away(
    articles: Path, chroma: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def index() -> tuple[Level, str]:
        (found,) = (each for each in content.findings(Settings.load()) if each.topic == "index")
        return found.level, found.text

    assert index()[0] == Level.FAIL
    assert main(["index", str(articles)]) == 0
    level, told = index()
    assert level == Level.OK
    assert "holds 1 articles" in told
    monkeypatch.setattr(server_sets, "_SEARCHING", 0.1)
    chroma.stop()
    level, told = index()
    assert level == Level.FAIL
    assert "the Chroma server" in told
    assert PASSWORD not in told
    found = services.findings(Settings.load(), network=False)
    assert any(each.topic == "store" and each.level == Level.FAIL for each in found)
