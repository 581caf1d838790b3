"""Conversations and accounts in a real PostgreSQL, which restarts, holds still, and is away."""

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from assistant import engine
from assistant.access.account import Role
from assistant.access.account_store import AccountStore
from assistant.conversation_store import ConversationStore, KeptExchange, timestamp
from assistant.errors import AssistantError
from tests.postgres_server import PASSWORD, PostgresServer, free_port


@pytest.fixture
def store(postgres_url: str) -> Iterator[ConversationStore]:
    with closing(ConversationStore(postgres_url)) as opened:
        yield opened


def asked(question: str) -> KeptExchange:
    return KeptExchange(question, timestamp(), question)


def test_conversations_go_on_after_the_server_was_restarted(
    postgres: PostgresServer, store: ConversationStore
) -> None:
    store.add("ann", "c1", asked("before"), title="before")
    postgres.stop()
    postgres.start()
    store.add("ann", "c1", asked("after"), title="after")
    kept = store.load("ann", "c1")
    assert kept is not None
    assert [each.question for each in kept.exchanges] == ["before", "after"]


def test_a_server_that_comes_back_soon_is_waited_for(
    postgres: PostgresServer, store: ConversationStore
) -> None:
    store.add("ann", "c1", asked("before"), title="before")
    postgres.stop()
    starting = threading.Thread(target=postgres.start)
    starting.start()
    try:
        assert [each.id for each in store.list("ann")] == ["c1"]
    finally:
        starting.join()


def test_a_server_that_is_away_is_told_in_one_line_without_the_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine, "_PATIENCE", 0.1)
    url = f"postgresql://ann:{PASSWORD}@127.0.0.1:{free_port()}/away"
    with pytest.raises(AssistantError, match="conversations can't be kept in") as told:
        ConversationStore(url)
    assert "\n" not in str(told.value)
    assert PASSWORD not in str(told.value)


def test_a_server_that_holds_still_is_given_up_and_used_again_when_it_goes_on(
    postgres: PostgresServer, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_PATIENCE", 0.1)
    monkeypatch.setattr(engine, "_SECONDS", 2.0)
    with closing(ConversationStore(postgres_url)) as store:
        store.add("ann", "c1", asked("before"), title="before")
        postgres.freeze()
        try:
            with pytest.raises(AssistantError, match="conversations can't be kept in"):
                store.list("ann")
        finally:
            postgres.thaw()
        assert [each.id for each in store.list("ann")] == ["c1"]


def test_servers_that_start_together_make_the_tables_once(postgres_url: str) -> None:
    failed: list[BaseException] = []

    def open_both() -> None:
        try:
            ConversationStore(postgres_url).close()
            AccountStore(postgres_url).close()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=open_both) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_what_postgresql_can_not_hold_is_kept_without_it(store: ConversationStore) -> None:
    store.add("ann", "c1", KeptExchange("e1", timestamp(), "What\x00 is \ud83d?"), title="What\x00")
    kept = store.load("ann", "c1")
    assert kept is not None
    assert kept.exchanges[0].question == "What is ??"


def test_accounts_and_conversations_share_a_database(
    postgres_url: str, store: ConversationStore
) -> None:
    store.add("ann", "c1", asked("before"), title="before")
    with closing(AccountStore(postgres_url)) as accounts:
        accounts.add("ann", "correct horse", Role.READER)
        assert accounts.with_password("ann", "correct horse") is not None
        with pytest.raises(AssistantError, match="there is a user 'ann' already"):
            accounts.add("ann", "correct horse", Role.READER)
