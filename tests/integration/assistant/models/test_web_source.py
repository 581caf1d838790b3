import socket
from pathlib import Path

import pytest

from assistant.errors import DownloadError
from assistant.models.catalogue import CatalogueEntry
from assistant.models.download import fetch_from
from assistant.models.web_source import WebSource

from .conftest import CONTENT, Hub


def source(address: str) -> WebSource:
    return WebSource("the hub", lambda entry: f"{address}/{entry.file}")


def test_whole_file_is_fetched_and_progress_reaches_its_end(
    hub: Hub, entry: CatalogueEntry, cache: Path
) -> None:
    done: list[int] = []
    path = fetch_from(
        [source(hub.address)], entry, cache=cache, on_progress=lambda p: done.append(p.done)
    )
    assert path.read_bytes() == CONTENT
    assert done == sorted(done)
    assert done[-1] == entry.size


def test_broken_connection_is_gone_on_with_where_it_broke(
    hub: Hub, entry: CatalogueEntry, cache: Path
) -> None:
    hub.cut_after = 100_000
    assert fetch_from([source(hub.address)], entry, cache=cache).read_bytes() == CONTENT
    assert hub.asked == [None, "bytes=100000-", "bytes=200000-", "bytes=300000-"]


def test_next_pull_goes_on_where_the_last_one_was_ended(
    hub: Hub, entry: CatalogueEntry, cache: Path
) -> None:
    coming = cache / "models" / "small.gguf.coming"
    coming.mkdir(parents=True)
    (coming / "web.part").write_bytes(CONTENT[:123_456])
    assert fetch_from([source(hub.address)], entry, cache=cache).read_bytes() == CONTENT
    assert hub.asked == ["bytes=123456-"]
    assert not coming.exists()


def test_server_without_ranges_is_asked_for_everything_again(
    hub: Hub, entry: CatalogueEntry, cache: Path
) -> None:
    hub.ranges = False
    coming = cache / "models" / "small.gguf.coming"
    coming.mkdir(parents=True)
    (coming / "web.part").write_bytes(b"x" * 1000)
    assert fetch_from([source(hub.address)], entry, cache=cache).read_bytes() == CONTENT


@pytest.mark.parametrize(
    "content",
    [CONTENT[:-1] + b"!", CONTENT + b"more", b"<html>Sign in</html>"],
    ids=["one wrong byte", "too long", "another page"],
)
def test_file_that_is_not_the_official_one_is_never_used(
    hub: Hub, entry: CatalogueEntry, cache: Path, model_file: Path, content: bytes
) -> None:
    hub.content = content
    with pytest.raises(DownloadError, match=r"small\.gguf can't be fetched \(the hub: "):
        fetch_from([source(hub.address)], entry, cache=cache)
    assert not model_file.exists()
    hub.content = CONTENT
    assert fetch_from([source(hub.address)], entry, cache=cache).read_bytes() == CONTENT


def test_hub_that_is_not_there_is_passed_over(hub: Hub, entry: CatalogueEntry, cache: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
    said: list[str] = []
    nowhere = WebSource("nowhere", lambda entry: f"{address}/{entry.file}")
    fetch_from([nowhere, source(hub.address)], entry, cache=cache, on_notice=said.append)
    assert said == ["nowhere: can't be reached"]


def test_refusal_of_the_server_is_told(hub: Hub, entry: CatalogueEntry, cache: Path) -> None:
    hub.status = 403
    with pytest.raises(
        DownloadError, match=r"the hub: answers 403.*assistant models pull small.*put the file at"
    ):
        fetch_from([source(hub.address)], entry, cache=cache)


def test_damaged_leftover_is_fetched_anew(hub: Hub, entry: CatalogueEntry, cache: Path) -> None:
    coming = cache / "models" / "small.gguf.coming"
    coming.mkdir(parents=True)
    (coming / "web.part").write_bytes(b"x" * 1000)
    assert fetch_from([source(hub.address)], entry, cache=cache).read_bytes() == CONTENT
    assert hub.asked == ["bytes=1000-", None]
