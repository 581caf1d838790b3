"""Who may change the library, and that nobody else can, whatever they send."""

import json
import os
import socket
import uuid
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, nullcontext
from pathlib import Path
from threading import Event
from typing import Any, cast

import httpx
import pytest

from assistant.changes import Change
from assistant.library import Library, fixed_place
from assistant.settings import Settings
from assistant.web import ChatServer, launch
from assistant.web.library import LibraryView
from index.article_index import ArticleIndex
from index.report import SyncReport
from tests.integration.web.page_requests import REQUEST
from tests.integration.web.scripted_assistant import ScriptedAssistant

CHANGES = {"library-drop", "remove-chosen", "library-undo"}


@pytest.fixture
def index(tmp_path: Path) -> Iterator[ArticleIndex]:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "bridge.md").write_text("# The bridge\n\nThe bridge opened in 1901.\n")
    with ArticleIndex.open(tmp_path / "index") as opened:
        opened.sync(folder)
        yield opened


@pytest.fixture
def writable(index: ArticleIndex, tmp_path: Path) -> Iterator[ChatServer]:
    place = fixed_place(tmp_path / "articles")
    with (
        closing(Library(index, place, most_bytes=2**20)) as library,
        ChatServer(
            ScriptedAssistant(index=index), Settings.load(port=0), library=library
        ) as running,
    ):
        yield running


def client(server: ChatServer) -> httpx.Client:
    return httpx.Client(base_url=server.url, trust_env=False, timeout=60)


def send(http: httpx.Client, size: int = 10) -> httpx.Response:
    return http.post("gradio_api/upload", files={"files": ("a.md", b"x" * size)})


def element_ids(http: httpx.Client) -> set[str]:
    config: Any = http.get("config").json()
    return {str(component["props"].get("elem_id")) for component in config["components"]}


def test_read_only_server_has_nothing_that_changes_articles(server: ChatServer) -> None:
    with client(server) as http:
        assert element_ids(http) & CHANGES == set()
        assert send(http).status_code == 403


def test_writable_server_takes_files(writable: ChatServer) -> None:
    with client(writable) as http:
        assert element_ids(http) >= CHANGES
        assert send(http).status_code == 200


def test_file_that_is_far_too_large_is_not_even_taken(writable: ChatServer) -> None:
    with client(writable) as http:
        assert send(http, 5 * 2**20).status_code == 413


def send_event(
    http: httpx.Client, element: str, event: str, data: list[Any], session: str = ""
) -> bool:
    """Whether an event of the page with these values went through."""
    config: Any = http.get("config").json()
    components, dependencies = config["components"], config["dependencies"]
    (target,) = (c["id"] for c in components if c["props"].get("elem_id") == element)
    number = next(d["id"] for d in dependencies if [target, event] in d["targets"])
    session = session or uuid.uuid4().hex
    joined = http.post(
        "gradio_api/queue/join",
        json={"data": data, "fn_index": number, "session_hash": session},
    )
    if joined.status_code != 200:
        return False
    with http.stream("GET", "gradio_api/queue/data", params={"session_hash": session}) as stream:
        for line in stream.iter_lines():
            told = json.loads(line.removeprefix("data: ")) if line else {}
            if told.get("msg") == "process_completed":
                return bool(told["success"])
    raise AssertionError("the event did not end")


def test_upload_is_added_by_the_event_of_the_page(
    writable: ChatServer, index: ArticleIndex
) -> None:
    with client(writable) as http:
        (path,) = http.post(
            "gradio_api/upload", files={"files": ("harbour.md", b"# The harbour\n\nIt is deep.\n")}
        ).json()
        uploaded = {"path": path, "meta": {"_type": "gradio.FileData"}}
        assert send_event(http, "library-drop", "upload", [[uploaded], None])
        # It is gone once it is copied, for whoever may have seen its name as well.
        assert not send_event(http, "library-drop", "upload", [[uploaded], None])
    assert "harbour.md" in index
    assert not Path(path).parent.parent.exists()


def uploaded(http: httpx.Client, name: str, content: bytes) -> Path:
    """Where an upload lies that no event has taken up yet."""
    (path,) = http.post("gradio_api/upload", files={"files": (name, content)}).json()
    return Path(path)


def added(server: ChatServer, upload: Path, view: LibraryView) -> Generator[object, None, None]:
    """What the page that adds an upload is told, one thing after the other."""
    events = server._page.gradio_app.get_blocks().fns.values()
    (add,) = (event.fn for event in events if event.name == "add")
    assert add is not None
    return cast(Generator[object, None, None], add([str(upload)], view, REQUEST))


@pytest.mark.parametrize(
    ("name", "content", "is_added"),
    [("harbour.md", b"# The harbour\n\nIt is deep.\n", True), ("harbour.xyz", b"?", False)],
)
def test_upload_is_deleted_once_it_is_copied_or_refused_also_where_the_page_is_closed(
    writable: ChatServer,
    index: ArticleIndex,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    content: bytes,
    is_added: bool,
) -> None:
    begins, original = Event(), Library._carry_out

    def once_the_page_is_closed(self: Library, changes: Sequence[Change]) -> None:
        begins.wait()
        original(self, changes)

    monkeypatch.setattr(Library, "_carry_out", once_the_page_is_closed)
    with client(writable) as http:
        upload = uploaded(http, name, content)
        view = LibraryView()
        told = added(writable, upload, view)
        next(told)
        told.close()
        assert upload.exists()
        begins.set()
        view.additions[0].wait()
    assert not upload.parent.exists()
    assert (name in index) is is_added


def test_upload_that_is_taken_up_twice_is_there_until_it_is_copied_twice(
    writable: ChatServer,
    index: ArticleIndex,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at_work, goes_on, original = Event(), Event(), index.sync

    def slowly(*arguments: Any, **named: Any) -> SyncReport:  # noqa: ANN401 - as it is called
        at_work.set()
        goes_on.wait()
        return original(*arguments, **named)

    monkeypatch.setattr(index, "sync", slowly)
    with client(writable) as http:
        upload = uploaded(http, "harbour.md", b"# The harbour\n\nIt is deep.\n")
        first, second = LibraryView(), LibraryView()
        next(added(writable, upload, first))
        at_work.wait()
        next(added(writable, upload, second))
        goes_on.set()
        for view in (first, second):
            view.additions[0].wait()
            assert view.additions[0].files[0].stage == "done"
    assert not upload.parent.exists()


def test_same_file_of_two_readers_is_theirs_apart(
    writable: ChatServer, index: ArticleIndex
) -> None:
    content = b"# The harbour\n\nIt is deep.\n"
    with client(writable) as http:
        one, other = (uploaded(http, "harbour.md", content) for _ in range(2))
        for upload, is_new in ((one, True), (other, False)):
            assert upload.read_bytes() == content  # whoever has finished took nothing of another's
            view = LibraryView()
            for _ in added(writable, upload, view):
                pass
            (file,) = view.additions[0].files
            assert (file.stage, file.is_new) == ("done", is_new)
            assert not upload.exists()
    assert sorted(article.id for article in index.summaries()) == ["bridge.md", "harbour.md"]


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_upload_that_no_page_adds_is_deleted_after_a_while_and_others_are_not(
    writable: ChatServer, user_state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed = []

    def needs(upload: Path) -> None:
        needed.append(upload)
        writable._page.uploads.need(needed)  # type: ignore[union-attr]  # it has a library

    with client(writable) as http:
        kept = uploaded(http, "kept.md", b"# It is waited for\n")
        needs(uploaded(http, "needed.md", b"# It is being copied\n"))
        monkeypatch.setattr("assistant.web.uploads._UNTAKEN_SECONDS", 0.0)
        left = uploaded(http, "harbour.md", b"# The harbour\n")
        while left.parent.parent.exists():  # deleted by the server's loop, before what comes next
            http.get("config")
        assert sorted(files_in(user_state / "gradio")) == sorted([kept, *needed])


def test_upload_that_breaks_off_or_can_t_be_taken_leaves_nothing(
    writable: ChatServer, user_state: Path
) -> None:
    head = (
        f"POST /gradio_api/upload HTTP/1.1\r\nHost: 127.0.0.1:{writable.port}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 100000\r\n\r\n"
        '--x\r\nContent-Disposition: form-data; name="files"; filename="a.md"\r\n\r\n'
    )
    with client(writable) as http:
        with socket.create_connection(("127.0.0.1", writable.port)) as broken:
            broken.sendall(head.encode() + b"x" * 10_000)
            while not files_in(user_state / "gradio"):
                http.get("config")
        while files_in(user_state / "gradio"):
            http.get("config")
        assert send(http, 5 * 2**20).status_code == 413
        assert http.post("gradio_api/upload", files={"files": ("", b"x")}).status_code == 400
    assert files_in(user_state / "gradio") == []


def test_what_nobody_has_added_goes_with_the_server(index: ArticleIndex, user_state: Path) -> None:
    place = fixed_place(user_state)
    killed = user_state / "gradio" / "articles-of-a-killed-server" / "place" / "a.md"
    killed.parent.mkdir(parents=True)
    killed.write_text("# It was never added\n")
    os.utime(killed.parent.parent, (1, 1))
    with (
        closing(Library(index, place)) as library,
        ChatServer(
            ScriptedAssistant(index=index), Settings.load(port=0), library=library
        ) as running,
        client(running) as http,
    ):
        assert not killed.exists()
        left, needed = (uploaded(http, name, b"# The harbour\n") for name in ("a.md", "b.md"))
        assert running._page.uploads
        running._page.uploads.need([needed])
    assert files_in(user_state / "gradio") == [needed]  # a library copies it while it ends
    running._page.uploads.let_go([needed])
    assert not left.exists()
    assert list((user_state / "gradio").iterdir()) == []


def choice(number: int, *ids: str) -> str:
    """What the list tells when exactly these of its articles are chosen."""
    among = ["bridge.md", "harbour.md"]
    return json.dumps({"number": number, "do": "choose", "ids": ids, "among": among})


@pytest.mark.parametrize(
    ("arriving", "shown", "left"),
    [
        # In order; the second overtakes the first; "Remove" overtakes what was chosen before it.
        ([choice(1, "bridge.md"), choice(2)], choice(2), ["bridge.md", "harbour.md"]),
        ([choice(2), choice(1, "bridge.md")], choice(2), ["bridge.md", "harbour.md"]),
        ([choice(2, "harbour.md"), choice(1)], choice(2, "harbour.md"), ["bridge.md"]),
        ([choice(1, "bridge.md")], choice(2, "harbour.md"), ["bridge.md"]),
    ],
)
def test_what_the_list_shows_as_chosen_is_removed_in_whatever_order_it_is_told(
    writable: ChatServer,
    index: ArticleIndex,
    tmp_path: Path,
    arriving: list[str],
    shown: str,
    left: list[str],
) -> None:
    (tmp_path / "articles" / "harbour.md").write_text("# The harbour\n\nIt is deep.\n")
    index.sync(tmp_path / "articles")
    with client(writable) as http:
        for told in arriving:
            assert send_event(http, "library-act", "change", [told, None, None], "one page")
        assert send_event(http, "remove-chosen", "click", [shown, None], "one page")
    assert sorted(article.id for article in index.summaries()) == left


@pytest.mark.parametrize("shape", ["path", "link", "address"])
@pytest.mark.parametrize("element", ["library-drop", "question-box"])
def test_file_that_nobody_uploaded_is_neither_read_nor_fetched(
    writable: ChatServer, index: ArticleIndex, user_state: Path, shape: str, element: str
) -> None:
    secret = user_state / "secret.md"
    secret.write_text("# Secret\n\nNobody is to read this.\n")
    link = user_state / "gradio" / "link.md"
    link.symlink_to(secret)
    paths = {"path": secret, "link": link, "address": "http://127.0.0.1:9/secret.md"}
    file = {"path": str(paths[shape]), "meta": {"_type": "gradio.FileData"}}
    before = sorted((user_state / "gradio").rglob("*"))
    with client(writable) as http:
        if element == "library-drop":
            assert not send_event(http, element, "upload", [[file], None])
        else:
            assert not send_event(http, element, "submit", [file, None, None])
    assert sorted((user_state / "gradio").rglob("*")) == before
    assert [article.id for article in index.summaries()] == ["bridge.md"]


@pytest.mark.parametrize(
    ("given", "may_change"),
    [
        ({}, True),
        ({"read_only": True}, False),
        ({"host": "0.0.0.0", "require_login": False}, False),  # noqa: S104 - that is what is guarded
        ({"proxy_user_header": "X-Forwarded-User"}, True),
        ({"proxy_user_header": "X-Forwarded-User", "require_login": False}, False),
        ({"host": "0.0.0.0", "auth": "reader:secret"}, True),  # noqa: S104 - the same
        ({"host": "0.0.0.0", "require_login": False, "read_only": False}, True),  # noqa: S104 - the same
    ],
)
def test_strangers_may_only_read_unless_the_settings_say_otherwise(
    index: ArticleIndex,
    monkeypatch: pytest.MonkeyPatch,
    given: dict[str, Any],
    may_change: bool,
) -> None:
    servers: list[ChatServer] = []
    monkeypatch.setattr(
        "assistant.assistant.Assistant.open",
        lambda *_, **__: nullcontext(ScriptedAssistant(index=index)),
    )

    def look(server: ChatServer, when_ready: object) -> None:
        del when_ready
        servers.append(server)

    libraries: list[object] = []
    original = ChatServer.__init__

    def note(
        self: ChatServer,
        chat: Any,  # noqa: ANN401 - any assistant
        settings: Settings,
        *,
        library: Library | None,
        **named: object,
    ) -> None:
        libraries.append(library)
        original(self, chat, settings, library=library, **named)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(ChatServer, "__init__", note)
    monkeypatch.setattr(ChatServer, "run", look)
    launch(Settings.load(port=0, **given), open_browser=False, announce=lambda _: None)
    assert len(servers) == 1
    assert (libraries[0] is not None) is may_change


def test_named_index_whose_folder_is_gone_can_only_be_read(
    index: ArticleIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "articles").rename(tmp_path / "elsewhere")
    monkeypatch.setattr(
        "assistant.assistant.Assistant.open",
        lambda *_, **__: nullcontext(ScriptedAssistant(index=index)),
    )
    seen: list[set[str]] = []

    def look(server: ChatServer, when_ready: object) -> None:
        del when_ready
        seen.append({str(c["props"].get("elem_id")) for c in _config(server)["components"]})

    monkeypatch.setattr(ChatServer, "run", look)
    launch(Settings.load(port=0, index=index.folder), open_browser=False, announce=lambda _: None)
    assert seen[0] & CHANGES == set()


def _config(server: ChatServer) -> dict[str, Any]:
    return dict(server._page.gradio_app.get_blocks().config)
