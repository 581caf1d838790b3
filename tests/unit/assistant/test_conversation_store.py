"""Conversations are found again by their own reader, and by nobody else."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from assistant.answer import Answer, Citation, Status
from assistant.conversation_store import (
    ConversationStore,
    KeptExchange,
    open_conversations,
    timestamp,
)
from assistant.errors import AssistantError
from assistant.settings import Settings

ANSWER = Answer(
    question="How long?",
    standalone_question="How long?",
    text="1,200 metres [1].",
    status=Status.ANSWERED,
    language="en",
    citations=(
        Citation(
            number=1,
            article_id="a.md",
            title="A",
            path="/home/someone/a.md",
            language="de",
            quote="1.200 Meter",
            start=3,
            end=14,
        ),
    ),
)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'kept.sqlite'}"


@pytest.fixture
def store(url: str) -> Iterator[ConversationStore]:
    with closing(ConversationStore(url)) as opened:
        yield opened


def asked(question: str, answer: Answer | None = None, name: str = "") -> KeptExchange:
    return KeptExchange(name or question, timestamp(), question, answer)


def test_conversation_is_found_after_a_restart(url: str, store: ConversationStore) -> None:
    store.add("ann", "c1", asked("How long?", ANSWER), title="How long?", articles=["a.md"])
    store.add("ann", "c1", asked("And how wide?"), title="And how wide?", articles=["a.md"])
    with closing(ConversationStore(url)) as reopened:
        kept = reopened.load("ann", "c1")
    assert kept is not None
    assert (kept.title, kept.articles) == ("How long?", ("a.md",))
    assert [exchange.question for exchange in kept.exchanges] == ["How long?", "And how wide?"]
    assert kept.exchanges[0].answer is not None
    assert kept.exchanges[0].answer.text == ANSWER.text
    assert kept.exchanges[1].answer is None


def test_places_of_files_are_not_kept(store: ConversationStore) -> None:
    store.add("ann", "c1", asked("How long?", ANSWER), title="t")
    kept = store.load("ann", "c1")
    assert kept is not None
    assert kept.exchanges[0].answer is not None
    assert kept.exchanges[0].answer.citations[0].path == ""
    assert kept.exchanges[0].answer.citations[0].quote == "1.200 Meter"


def test_answer_takes_the_place_of_the_question_that_waited(store: ConversationStore) -> None:
    waiting = asked("How long?")
    store.add("ann", "c1", waiting, title="t")
    done = KeptExchange(waiting.id, waiting.asked, waiting.question, ANSWER)
    store.update("ann", "c1", done)
    kept = store.load("ann", "c1")
    assert kept is not None
    assert [exchange.answer is not None for exchange in kept.exchanges] == [True]


def test_last_used_comes_first(store: ConversationStore) -> None:
    for name in ("one", "two", "one"):
        store.add("ann", name, asked(f"{name}{timestamp()}"), title=name)
    assert [summary.title for summary in store.list("ann")] == ["one", "two"]


def test_no_reader_sees_or_changes_what_is_another_s(store: ConversationStore) -> None:
    store.add("ann", "c1", asked("How long?", ANSWER), title="Ann's")
    assert store.list("bob") == ()
    assert store.load("bob", "c1") is None
    store.add("bob", "c1", asked("Mine now?"), title="Bob's")
    store.update("bob", "c1", KeptExchange("How long?", timestamp(), "Mine now?"))
    store.drop_exchange("bob", "c1", "How long?")
    store.delete("bob", "c1")
    kept = store.load("ann", "c1")
    assert kept is not None
    assert [exchange.question for exchange in kept.exchanges] == ["How long?"]


def test_exchange_of_another_reader_can_not_be_overwritten_by_its_id(
    store: ConversationStore,
) -> None:
    store.add("ann", "c1", asked("How long?", ANSWER, "e1"), title="t")
    with pytest.raises(AssistantError):
        store.add("bob", "c2", asked("Mine?", None, "e1"), title="t")
    kept = store.load("ann", "c1")
    assert kept is not None
    assert kept.exchanges[0].question == "How long?"


def test_conversations_about_other_articles_stay_apart(url: str, store: ConversationStore) -> None:
    with closing(ConversationStore(url, "other")) as other:
        other.add("ann", "c1", asked("How long?"), title="t")
        assert store.list("ann") == ()
        assert store.load("ann", "c1") is None
        assert len(other.list("ann")) == 1


def test_deleted_conversation_leaves_nothing(url: str, store: ConversationStore) -> None:
    store.add("ann", "c1", asked("How long?", ANSWER), title="t")
    store.delete("ann", "c1")
    assert store.list("ann") == ()
    with sa.create_engine(url).connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM exchanges")).scalar() == 0


def test_answer_that_comes_after_the_deletion_brings_nothing_back(
    store: ConversationStore,
) -> None:
    waiting = asked("How long?")
    store.add("ann", "c1", waiting, title="t")
    store.add("ann", "c2", asked("How wide?", None, "e2"), title="t")
    store.delete("ann", "c1")
    store.drop_exchange("ann", "c2", "e2")
    for conversation in ("c1", "c2"):
        store.update("ann", conversation, waiting)
    assert [summary.id for summary in store.list("ann")] == ["c2"]
    kept = store.load("ann", "c2")
    assert kept is not None
    assert kept.exchanges == ()


def test_answer_of_another_version_does_not_hide_its_question(
    url: str, store: ConversationStore
) -> None:
    store.add("ann", "c1", asked("How long?", ANSWER), title="t")
    with sa.create_engine(url).begin() as connection:
        connection.execute(sa.text("""UPDATE exchanges SET answer = '{"unheard": "of"}'"""))
    kept = store.load("ann", "c1")
    assert kept is not None
    assert [(exchange.question, exchange.answer) for exchange in kept.exchanges] == [
        ("How long?", None)
    ]


def test_answer_of_an_earlier_version_is_kept_without_what_is_no_longer_said(
    url: str, store: ConversationStore
) -> None:
    store.add("ann", "c1", asked("How long?", ANSWER), title="t")
    earlier = json.dumps({**ANSWER.model_dump(mode="json"), "translated_question": "Wie lang?"})
    with sa.create_engine(url).begin() as connection:
        connection.execute(sa.text("UPDATE exchanges SET answer = :a"), {"a": earlier})
    kept = store.load("ann", "c1")
    assert kept is not None
    assert [exchange.answer for exchange in kept.exchanges] == [ANSWER]


def test_store_that_is_no_database_is_told_plainly(tmp_path: Path) -> None:
    (tmp_path / "kept.sqlite").write_text("no database at all, " * 100)
    with pytest.raises(AssistantError, match="setting conversations"):
        ConversationStore(f"sqlite:///{tmp_path / 'kept.sqlite'}")
    with pytest.raises(AssistantError, match="setting conversations"):
        ConversationStore("nonsense://x")


def test_settings_name_the_place(tmp_path: Path) -> None:
    assert open_conversations(Settings.load(conversations="none"), "index") is None
    for named, expected in (
        (None, tmp_path / "cache" / "conversations.sqlite"),
        (str(tmp_path / "here" / "c.sqlite"), tmp_path / "here" / "c.sqlite"),
    ):
        settings = Settings.load(cache=tmp_path / "cache", conversations=named)
        store = open_conversations(settings, "index")
        assert store is not None
        store.close()
        assert expected.is_file()


def test_conversations_about_two_indexes_share_a_file_and_stay_apart(tmp_path: Path) -> None:
    settings = Settings.load(cache=tmp_path)
    one, two = open_conversations(settings, "one"), open_conversations(settings, "two")
    assert one is not None
    assert two is not None
    with closing(one), closing(two):
        one.add("ann", "c1", asked("How long?"), title="t")
        assert (len(one.list("ann")), len(two.list("ann"))) == (1, 0)
