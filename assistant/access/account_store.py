"""Accounts and keys, kept beside the conversations in the same database.

One database for both means one thing to set up and to back up, and servers on several machines that
share conversations know the same accounts. No password and no key is in it, only their hashes.
"""

import secrets
from collections.abc import Collection
from contextlib import suppress
from hashlib import sha256
from typing import Self
from uuid import uuid4

import sqlalchemy as sa

from assistant.access.account import Account, ApiKey, Role
from assistant.access.passwords import hashed, matches
from assistant.conversation_store import timestamp
from assistant.engine import KeptTables, TakenError, database_url
from assistant.errors import AssistantError
from assistant.settings import Settings

KEY_PREFIX = "aa-"
_LONGEST_NAME = 100

_metadata = sa.MetaData()
_accounts = sa.Table(
    "accounts",
    _metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(_LONGEST_NAME), nullable=False, unique=True),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("password", sa.String(200)),
    sa.Column("subject", sa.String(64), unique=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("created", sa.String(40), nullable=False),
)
_vouched = sa.Table(
    "openid_identities",
    _metadata,
    sa.Column(
        "account",
        sa.String(64),
        sa.ForeignKey("accounts.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("vouched", sa.JSON, nullable=False),
)
_found = sa.select(_accounts, _vouched.c.vouched).outerjoin(_vouched)
_keys = sa.Table(
    "api_keys",
    _metadata,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column(
        "account",
        sa.String(64),
        sa.ForeignKey("accounts.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("label", sa.String(_LONGEST_NAME), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False, unique=True),
    sa.Column("created", sa.String(40), nullable=False),
)
_secrets = sa.Table(
    "access_secrets",
    _metadata,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("value", sa.String(100), nullable=False),
)


class AccountStore:
    """Accounts in a database that SQLAlchemy reaches.

    Args:
        url: as SQLAlchemy takes it. Tables are made.

    Raises:
        AssistantError: the database can't be opened.
    """

    def __init__(self, url: str) -> None:
        self._tables = KeptTables(url, _metadata, "accounts can't be read or kept")

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """The store that the settings name.

        Raises:
            AssistantError: the database can't be opened.
        """
        return cls(database_url(settings))

    def close(self) -> None:
        """Let go of the database."""
        self._tables.close()

    def add(
        self, name: str, password: str | None, role: Role, subject: str | None = None
    ) -> Account:
        """Make an account.

        Args:
            name: what its owner logs in by.
            password: in clear; None for an account that logs in elsewhere.
            role: what it may do.
            subject: who it is elsewhere, hashed; see `assistant.access.openid`.

        Raises:
            AssistantError: the name is taken or can't be one, or the password is too short.
        """
        if not _can_be_a_name(name):
            raise AssistantError(
                f"{name!r} can't be a name: it has 1 to {_LONGEST_NAME} characters, no colon "
                "and no space at its ends"
            )
        vouched = None if subject is None else frozenset[str]()
        account = Account(uuid4().hex, name, role, vouched=vouched)
        row = {
            "id": account.id,
            "name": name,
            "role": role.value,
            "password": None if password is None else hashed(password),
            "subject": subject,
            "version": 0,
            "created": timestamp(),
        }
        try:
            with self._tables.connection() as connection:
                connection.execute(sa.insert(_accounts).values(row))
        except TakenError as error:
            raise AssistantError(f"there is a user {name!r} already") from error
        return account

    def list(self) -> tuple[Account, ...]:
        """All accounts, by name."""
        with self._tables.connection() as connection:
            rows = connection.execute(_found.order_by(_accounts.c.name))
            return tuple(_account(row) for row in rows)

    def remove(self, name: str) -> None:
        """Remove an account with its keys; its sessions end.

        Raises:
            AssistantError: there is none of that name.
        """
        self._changed(name, sa.delete(_accounts))

    def set_password(self, name: str, password: str) -> None:
        """Give an account another password, which ends its sessions.

        Raises:
            AssistantError: there is no account of that name, or the password is too short.
        """
        new = {"password": hashed(password), "version": _accounts.c.version + 1}
        self._changed(name, sa.update(_accounts).values(new))

    def set_role(self, name: str, role: Role) -> None:
        """Give an account another role, which holds from its next request on.

        Raises:
            AssistantError: there is no account of that name.
        """
        self._changed(name, sa.update(_accounts).values(role=role.value))

    def set_vouched(self, account_id: str, vouched: Collection[str]) -> None:
        """Keep what a provider vouches for at a log-in; see `Account.vouched`."""
        new = {"account": account_id, "vouched": sorted(vouched)}
        with (
            suppress(TakenError),
            self._tables.connection() as connection,
        ):  # another log-in has just
            connection.execute(sa.delete(_vouched).where(_vouched.c.account == account_id))
            connection.execute(sa.insert(_vouched).values(new))

    def with_password(self, name: str, password: str) -> Account | None:
        """The account, if that is its password; takes as long where there is none."""
        row = self._one(_accounts.c.name == name)
        right = matches(password, row.password if row else None)
        return _account(row) if row and right else None

    def with_name(self, name: str) -> Account | None:
        """The account of that name."""
        row = self._one(_accounts.c.name == name)
        return _account(row) if row else None

    def with_key(self, key: str) -> Account | None:
        """The account that a key acts for."""
        owner = sa.select(_keys.c.account).where(_keys.c.digest == _digest(key))
        row = self._one(_accounts.c.id == owner.scalar_subquery())
        return _account(row) if row else None

    def with_subject(self, subject: str) -> Account | None:
        """The account of somebody who has logged in elsewhere."""
        row = self._one(_accounts.c.subject == subject)
        return _account(row) if row else None

    def with_id(self, account_id: str) -> Account | None:
        """The account of that id, as it now is."""
        row = self._one(_accounts.c.id == account_id)
        return _account(row) if row else None

    def create_key(self, name: str, label: str = "") -> tuple[ApiKey, str]:
        """Make a key for an account.

        Returns:
            What is kept of it, and the key, which nobody can find out again.

        Raises:
            AssistantError: there is no account of that name, or the label is too long.
        """
        if not _can_be_shown(label):
            raise AssistantError(
                f"a label has at most {_LONGEST_NAME} characters, and all can be printed"
            )
        row = self._one(_accounts.c.name == name)
        if row is None:
            raise _unknown(name)
        secret = KEY_PREFIX + secrets.token_urlsafe(32)
        made = ApiKey(secrets.token_hex(4), name, label, timestamp())
        new = {
            "id": made.id,
            "account": row.id,
            "label": label,
            "digest": _digest(secret),
            "created": made.created,
        }
        with self._tables.connection() as connection:
            connection.execute(sa.insert(_keys).values(new))
        return made, secret

    def list_keys(self) -> tuple[ApiKey, ...]:
        """All keys, by account and age."""
        query = (
            sa.select(_keys.c.id, _accounts.c.name, _keys.c.label, _keys.c.created)
            .join(_accounts, _keys.c.account == _accounts.c.id)
            .order_by(_accounts.c.name, _keys.c.created)
        )
        with self._tables.connection() as connection:
            return tuple(ApiKey(*row) for row in connection.execute(query))

    def revoke_key(self, key_id: str) -> None:
        """Remove a key; it is refused from then on.

        Raises:
            AssistantError: there is none of that id.
        """
        with self._tables.connection() as connection:
            done = connection.execute(sa.delete(_keys).where(_keys.c.id == key_id))
        if done.rowcount == 0:
            raise AssistantError(f"there is no key {key_id!r}: see `assistant keys list`")

    def session_secret(self) -> str:
        """What sessions are signed with: the same for all servers on this database."""
        query = sa.select(_secrets.c.value).where(_secrets.c.name == "sessions")
        for _ in range(2):
            with self._tables.connection() as connection:
                found = connection.execute(query).scalar_one_or_none()
            if found is not None:
                return str(found)
            try:
                with self._tables.connection() as connection:
                    new = {"name": "sessions", "value": secrets.token_urlsafe(32)}
                    connection.execute(sa.insert(_secrets).values(new))
            except TakenError:
                continue  # another server has just made it
        return self.session_secret()

    def _one(self, condition: sa.ColumnElement[bool]) -> sa.Row[tuple[object, ...]] | None:
        with self._tables.connection() as connection:
            return connection.execute(_found.where(condition)).one_or_none()

    def _changed(self, name: str, change: sa.Update | sa.Delete) -> None:
        with self._tables.connection() as connection:
            done = connection.execute(change.where(_accounts.c.name == name))
        if done.rowcount == 0:
            raise _unknown(name)


def _account(row: sa.Row[tuple[object, ...]]) -> Account:
    vouched = None if row.subject is None else frozenset(row.vouched or ())
    return Account(row.id, row.name, Role(row.role), row.version, vouched)


def _can_be_shown(label: str) -> bool:
    """Whether it can stand in a row of a list."""
    return len(label) <= _LONGEST_NAME and label.isprintable()


def _can_be_a_name(name: str) -> bool:
    """Whether it can be typed, and told from others where it is shown."""
    printable = name.isprintable() and name == name.strip()
    return printable and 0 < len(name) <= _LONGEST_NAME and ":" not in name


def _digest(key: str) -> str:
    """A key is random, so a fast hash suffices: there is nothing to guess."""
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _unknown(name: str) -> AssistantError:
    return AssistantError(f"there is no user {name!r}: see `assistant users list`")
