"""Readers' conversations, kept in a database so that a reload or a restart loses none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import sqlalchemy as sa
from pydantic import ValidationError

from assistant.answer import Answer
from assistant.engine import KeptTables, database_url
from assistant.settings import Settings

LONGEST_LIST = 500  # conversations

_metadata = sa.MetaData()
_conversations = sa.Table(
    "conversations",
    _metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("reader", sa.String(64), nullable=False),
    sa.Column("collection", sa.String(64), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("articles", sa.JSON, nullable=False),
    sa.Column("changed", sa.String(40), nullable=False),
    sa.Index("conversations_of_reader", "reader", "collection", "changed"),
)
_exchanges = sa.Table(
    "exchanges",
    _metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column(
        "conversation",
        sa.String(64),
        sa.ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("asked", sa.String(40), nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("draft", sa.Text, nullable=False),
    sa.Column("failure", sa.Text, nullable=False),
    sa.Column("answer", sa.Text),
)


@dataclass(frozen=True)
class ConversationSummary:
    """A conversation without its content."""

    id: str
    title: str
    changed: str
    """When something was last asked in it: ISO 8601 in UTC."""


@dataclass(frozen=True)
class KeptExchange:
    """One question, and what became of it."""

    id: str
    asked: str
    """ISO 8601 in UTC; the order of a conversation."""
    question: str
    answer: Answer | None = None
    draft: str = ""
    """What was written before it was stopped; empty beside an answer."""
    failure: str = ""


@dataclass(frozen=True)
class KeptConversation:
    """A conversation with its exchanges, oldest first."""

    id: str
    title: str
    exchanges: tuple[KeptExchange, ...]
    articles: tuple[str, ...] = ()
    """Ids of the articles that it is limited to; all of them when empty."""


class ConversationStore:
    """Conversations in a database that SQLAlchemy reaches: SQLite in a file, or a server.

    A reader sees and changes only what was kept under the same reader's key.

    Args:
        url: as SQLAlchemy takes it, such as `sqlite:///conversations.sqlite`. Tables are made.
        collection: what the conversations are about; others in the same database stay unseen.

    Raises:
        AssistantError: the database can't be opened.
    """

    def __init__(self, url: str, collection: str = "") -> None:
        self._collection = collection
        self._tables = KeptTables(url, _metadata, "conversations can't be kept")

    def close(self) -> None:
        """Let go of the database."""
        self._tables.close()

    def list(self, reader: str) -> tuple[ConversationSummary, ...]:
        """The reader's conversations, the one that was last used first; at most `LONGEST_LIST`."""
        query = (
            sa.select(_conversations.c.id, _conversations.c.title, _conversations.c.changed)
            .where(*self._own(reader))
            .order_by(_conversations.c.changed.desc(), _conversations.c.id)
            .limit(LONGEST_LIST)
        )
        with self._tables.connection() as connection:
            return tuple(ConversationSummary(*row) for row in connection.execute(query))

    def load(self, reader: str, conversation_id: str) -> KeptConversation | None:
        """A conversation of the reader's; None where there is none of that id."""
        query = sa.select(_conversations.c.title, _conversations.c.articles).where(
            *self._own(reader), _conversations.c.id == conversation_id
        )
        exchanges = (
            sa.select(_exchanges)
            .where(_exchanges.c.conversation == conversation_id)
            .order_by(_exchanges.c.asked, _exchanges.c.id)
        )
        with self._tables.connection() as connection:
            found = connection.execute(query).one_or_none()
            if found is None:
                return None
            kept = tuple(_exchange(row) for row in connection.execute(exchanges).mappings())
        return KeptConversation(conversation_id, found.title, kept, tuple(found.articles))

    def add(
        self,
        reader: str,
        conversation_id: str,
        exchange: KeptExchange,
        *,
        title: str,
        articles: Sequence[str] = (),
    ) -> None:
        """Append an exchange to a conversation, which is made with its first.

        A conversation keeps the title that it was first given. One of another reader's is left as
        it is.
        """
        with self._tables.connection() as connection:
            if self._touch(connection, reader, conversation_id, title, articles):
                new = {"conversation": conversation_id, **_row(exchange)}
                connection.execute(sa.insert(_exchanges).values(new))

    def update(self, reader: str, conversation_id: str, exchange: KeptExchange) -> None:
        """Keep an exchange as it now stands; one that was removed meanwhile stays away."""
        with self._tables.connection() as connection:
            connection.execute(
                sa.update(_exchanges)
                .where(*self._exchange(reader, conversation_id, exchange.id))
                .values(_row(exchange))
            )

    def drop_exchange(self, reader: str, conversation_id: str, exchange_id: str) -> None:
        """Remove one exchange, which another takes the place of."""
        with self._tables.connection() as connection:
            own = self._exchange(reader, conversation_id, exchange_id)
            connection.execute(sa.delete(_exchanges).where(*own))

    def delete(self, reader: str, conversation_id: str) -> None:
        """Remove a conversation for good."""
        with self._tables.connection() as connection:
            connection.execute(
                sa.delete(_conversations).where(
                    *self._own(reader), _conversations.c.id == conversation_id
                )
            )

    def _touch(
        self,
        connection: sa.Connection,
        reader: str,
        conversation_id: str,
        title: str,
        articles: Sequence[str],
    ) -> bool:
        """Make the conversation or note that it was used; False where it is another reader's."""
        known = _conversations.c.id == conversation_id
        found = connection.execute(
            sa.select(_conversations.c.reader, _conversations.c.collection).where(known)
        ).one_or_none()
        now = {"articles": list(articles), "changed": timestamp()}
        if found is None:
            new = {
                "id": conversation_id,
                "reader": reader,
                "collection": self._collection,
                "title": _storable(title),
            }
            connection.execute(sa.insert(_conversations).values(new | now))
            return True
        if tuple(found) != (reader, self._collection):
            return False
        connection.execute(sa.update(_conversations).where(known).values(now))
        return True

    def _own(self, reader: str) -> tuple[sa.ColumnElement[bool], ...]:
        return (
            _conversations.c.reader == reader,
            _conversations.c.collection == self._collection,
        )

    def _exchange(
        self, reader: str, conversation_id: str, exchange_id: str
    ) -> tuple[sa.ColumnElement[bool], ...]:
        conversation = sa.select(_conversations.c.id).where(
            *self._own(reader), _conversations.c.id == conversation_id
        )
        return (_exchanges.c.id == exchange_id, _exchanges.c.conversation.in_(conversation))


def open_conversations(settings: Settings, index: str | Path) -> ConversationStore | None:
    """The store that the settings name, for conversations about one index; None for `none`.

    Raises:
        AssistantError: the database can't be opened.
    """
    if settings.conversations == "none":
        return None
    if index == settings.index_database:  # which machines may reach under different names
        about = f"postgresql\n{urlsplit(settings.store or '').path}"
    else:
        about = f"{Path(index).absolute()}\n{settings.store or ''}"
    return ConversationStore(database_url(settings), sha256(about.encode()).hexdigest())


def timestamp() -> str:
    """Now, ISO 8601 in UTC, to the microsecond so that it orders."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _row(exchange: KeptExchange) -> dict[str, str | None]:
    answer = exchange.answer
    return {
        "id": exchange.id,
        "asked": exchange.asked,
        "question": _storable(exchange.question),
        "draft": _storable(exchange.draft),
        "failure": _storable(exchange.failure),
        "answer": answer.without_paths().model_dump_json() if answer else None,
    }


def _storable(text: str) -> str:
    """What every database can hold: no half characters, and no NUL, which PostgreSQL refuses."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def _exchange(row: sa.RowMapping) -> KeptExchange:
    answer = None
    if row["answer"]:
        try:
            answer = Answer.model_validate_json(row["answer"])
        except ValidationError:  # another version wrote it: the question at least is known
            answer = None
    return KeptExchange(
        id=row["id"],
        asked=row["asked"],
        question=row["question"],
        answer=answer,
        draft=row["draft"],
        failure=row["failure"],
    )
