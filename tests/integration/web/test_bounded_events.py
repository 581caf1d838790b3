"""What Gradio keeps of events, however many pages send them and whether they fetch results."""

from collections.abc import Callable, Iterator
from threading import Event as Gate
from threading import Timer
from typing import Any

import httpx
import pytest
from gradio.queueing import Queue

from assistant.web import ChatServer, bounded_events
from index.article import Article
from tests.integration.web.scripted_assistant import (
    LIGHTHOUSE,
    ArticlesInMemory,
    ScriptedAssistant,
)

MOST_KEPT, MOST_WAITING = bounded_events._MOST_KEPT, bounded_events._MOST_WAITING
MOST = 12
PLENTY = 5 * MOST

Join = Callable[..., int]


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds that a test reaches soon."""
    monkeypatch.setattr(bounded_events, "_MOST_KEPT", MOST)
    monkeypatch.setattr(bounded_events, "_MOST_OF_A_PAGE", MOST)
    monkeypatch.setattr(bounded_events, "_MOST_WAITING", MOST)


@pytest.fixture
def http(server: ChatServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, trust_env=False, timeout=60) as client:
        yield client


@pytest.fixture
def queue(server: ChatServer) -> Queue:
    found: Queue = server._page.gradio_app.get_blocks()._queue
    return found


@pytest.fixture
def gate(assistant: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """What the endpoint that lists the articles waits at, and the others do not."""
    gate = Gate()
    found = assistant.search("1863")
    monkeypatch.setattr(assistant, "search", lambda *_: found)

    class Slow(ArticlesInMemory):
        def __iter__(self) -> Iterator[Article]:
            assert gate.wait(60)
            return super().__iter__()

    assistant.index = Slow(list(assistant.index))
    return gate


@pytest.fixture
def join(server: ChatServer, http: httpx.Client) -> Join:
    """Sends an event of a page, without waiting for what becomes of it."""
    events = server._page.gradio_app.get_blocks().fns
    numbers = {fn.api_name: number for number, fn in events.items()}

    def joined(page: str | None, name: str, *data: object, address: str = "192.0.2.1") -> int:
        given: dict[str, Any] = {"data": data, "session_hash": page, "fn_index": numbers[name]}
        where = "queue/join" if page else f"call/{name}"
        sent = given if page else {"data": data}
        headers = {"x-forwarded-for": address}
        return http.post(f"gradio_api/{where}", json=sent, headers=headers).status_code

    return joined


def test_bounds_are_such_that_gradio_s_own_is_never_reached(queue: Queue) -> None:
    assert MOST_WAITING + len(queue.active_jobs) < MOST_KEPT
    assert queue.pending_messages_per_session.max_size > MOST_KEPT


def settled(queue: Queue) -> None:
    """Wait until no event is under way."""
    while queue.event_ids_to_events:
        Gate().wait(0.01)


def fetched(http: httpx.Client, page: str) -> str:
    return http.get("gradio_api/queue/data", params={"session_hash": page}).text


@pytest.mark.parametrize("named", [True, False])
def test_pages_that_fetch_nothing_are_forgotten_the_oldest_first(
    join: Join, http: httpx.Client, queue: Queue, named: bool
) -> None:
    for number in range(PLENTY):
        assert join(f"page {number}" if named else None, "search", "1863", 10) == 200
        settled(queue)
    assert len(queue.pending_event_ids_session) == MOST
    assert len(queue.pending_messages_per_session) == MOST
    if named:
        assert LIGHTHOUSE.title in fetched(http, f"page {PLENTY - 1}")


def test_results_of_several_for_each_page_are_no_more_in_all(join: Join, queue: Queue) -> None:
    for number in range(PLENTY):
        for _ in range(3):
            join(f"page {number}", "search", "1863", 10)
            settled(queue)
    assert sum(map(len, queue.pending_event_ids_session.values())) <= MOST
    assert len(queue.pending_messages_per_session) <= MOST


def test_page_that_fetched_everything_is_forgotten_before_one_that_did_not(
    join: Join, http: httpx.Client, queue: Queue
) -> None:
    join("waits", "search", "1863", 10)
    for number in range(PLENTY):
        join(f"page {number}", "search", "1863", 10)
        assert "process_completed" in fetched(http, f"page {number}")
        settled(queue)
    assert len(queue.pending_event_ids_session) <= MOST
    assert LIGHTHOUSE.title in fetched(http, "waits")


def test_results_that_a_page_never_fetches_do_not_pile_up(join: Join, queue: Queue) -> None:
    for _ in range(PLENTY):
        assert join("page", "search", "1863", 10) == 200
        settled(queue)
    assert len(queue.pending_event_ids_session["page"]) <= MOST
    assert queue.pending_messages_per_session["page"].qsize() <= MOST * 4  # of an event


def test_page_whose_event_waits_is_not_forgotten_whoever_comes_meanwhile(
    join: Join, http: httpx.Client, queue: Queue, gate: Gate
) -> None:
    queue.pending_messages_per_session.max_size = 2 * MOST  # as Gradio's own bound is to ours
    assert join("at work", "articles") == 200
    assert join("waits", "articles") == 200
    for number in range(PLENTY):
        join(f"page {number}", "search", "1863", 10)
    gate.set()
    for page in ("at work", "waits"):
        assert LIGHTHOUSE.title in fetched(http, page)
    assert not queue.stopped


def test_events_that_wait_are_few_and_nobody_holds_all_of_them(
    join: Join, queue: Queue, gate: Gate
) -> None:
    assert join("at work", "articles") == 200
    while len(queue):
        Gate().wait(0.01)
    one = [join(f"page {number}", "articles") for number in range(PLENTY)]
    assert one == [200] * (MOST // 4) + [503] * (PLENTY - MOST // 4)
    addresses = [f"192.0.2.{number}" for number in range(2, PLENTY)]
    others = [join(f"at {address}", "articles", address=address) for address in addresses]
    assert others.count(200) == MOST - MOST // 4
    assert len(queue) == MOST
    gate.set()
    settled(queue)
    assert join("page", "articles") == 200


def test_event_that_is_cancelled_while_it_ends_is_forgotten(
    join: Join, http: httpx.Client, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, ends = Gate(), Gate()

    def slow(_: object) -> None:
        ends.set()
        assert gate.wait(60)

    monkeypatch.setattr(queue, "compute_analytics_summary", slow)
    assert join("page", "search", "1863", 10) == 200
    assert ends.wait(60)
    ((event_id, event),) = queue.event_ids_to_events.items()
    given = {"session_hash": "page", "fn_index": event.fn._id, "event_id": event_id}
    Timer(0.1, gate.set).start()
    assert http.post("gradio_api/cancel", json=given).status_code == 200
    assert join("another", "search", "1863", 10) == 200
    assert event_id not in queue.event_ids_to_events
