"""Who somebody is, by what they show: a password, a key or a session."""

import hmac
import secrets
from hashlib import sha256

from assistant.access.account import Account, Role
from assistant.access.account_store import AccountStore
from assistant.access.openid import OpenIdLogin, Provider
from assistant.access.sessions import Sessions
from assistant.errors import AssistantError, SettingsError
from assistant.settings import Settings
from assistant.web.listening import is_loopback

_HOUR = 3600


class Gate:
    """Tells accounts by their credentials. Its methods may block for a moment.

    Args:
        store: accounts and keys; None where there is only `single`.
        single: name and password of an account that stands in the settings; it may edit.
        session_seconds: as long does a log-in last.
        user_header: in which a trusted proxy names who has logged in there; None where none does.
        provider: where readers can log in by OpenID Connect; it needs a store.

    Raises:
        AssistantError: the extra [oidc] is not installed, where a provider is named.
    """

    def __init__(
        self,
        store: AccountStore | None,
        single: tuple[str, str] | None = None,
        *,
        session_seconds: float = 12 * _HOUR,
        user_header: str | None = None,
        provider: Provider | None = None,
    ) -> None:
        self._store = store
        self.user_header = user_header
        self._password = single[1] if single else ""
        self._single = _account_of(*single) if single else None
        secret = store.session_secret() if store else secrets.token_urlsafe(32)
        self.sessions = Sessions(secret, session_seconds)
        self.openid: OpenIdLogin | None = None
        if provider is not None and store is not None:
            self.openid = OpenIdLogin(provider, store, self.sessions)

    def by_password(self, name: str, password: str) -> Account | None:
        """The account of that name and password."""
        if self._single is not None and name == self._single.name:
            right = hmac.compare_digest(password.encode(), self._password.encode())
            return self._single if right else None
        return self._store.with_password(name, password) if self._store else None

    def by_key(self, key: str) -> Account | None:
        """The account that the key acts for."""
        return self._store.with_key(key) if self._store else None

    def by_session(self, cookie: str) -> Account | None:
        """The account whose session it is, unless its password has changed or it is gone."""
        found = self.sessions.read(cookie)
        if found is None:
            return None
        account_id, version = found
        account = self._single if self._single and self._single.id == account_id else None
        if account is None and self._store is not None:
            account = self._store.with_id(account_id)
        return account if account is not None and account.version == version else None

    def by_proxy(self, name: str) -> Account | None:
        """The account of whom a trusted proxy names; a reader is made of who has none yet."""
        if self._store is None:
            return None
        known = self._store.with_name(name)
        if known is not None:
            return known if known.vouched is None else None  # who has chosen that name elsewhere
        try:
            return self._store.add(name, None, Role.READER)
        except AssistantError:  # it can't be a name, or another request has just added it
            return self._store.with_name(name)

    @property
    def anyone(self) -> bool:
        """Whether there is anybody whom it could let in."""
        if self._single is not None or self.openid is not None:
            return True
        if self.user_header and self._store is not None:
            return True
        return self._store is not None and bool(self._store.list())

    def close(self) -> None:
        """Let go of the database."""
        if self._store is not None:
            self._store.close()


def open_gate(settings: Settings) -> Gate | None:
    """The gate that the settings ask for; None where anybody may come in.

    Raises:
        SettingsError: they contradict each other, or nobody could come in.
        AssistantError: the accounts can't be read.
    """
    single = single_account(settings.auth)
    required = settings.require_login
    if required is None:
        required = single is not None or others_can_come(settings)
    if not required:
        if single is not None:
            raise SettingsError("auth and allow-anonymous contradict each other: leave one out")
        return None
    gate = Gate(
        AccountStore.open(settings),
        single,
        session_seconds=settings.session_hours * _HOUR,
        user_header=settings.proxy_user_header,
        provider=Provider.of(settings),
    )
    if not gate.anyone:
        gate.close()
        raise SettingsError(
            f"others can reach {settings.host}, and nobody could log in: add a user with "
            "`assistant users add NAME`, or let everybody in with --allow-anonymous"
        )
    return gate


def others_can_come(settings: Settings) -> bool:
    """Whether the settings tell of others than who sits at this machine.

    Who has readers log in elsewhere has a proxy on the same machine pass on what they ask.
    """
    elsewhere = settings.oidc_issuer or settings.proxy_user_header
    return bool(elsewhere) or not is_loopback(settings.host)


def single_account(auth: str | None) -> tuple[str, str] | None:
    """Name and password of the setting `auth`.

    Raises:
        SettingsError: it is not USER:PASSWORD.
    """
    if auth is None:
        return None
    user, separator, password = auth.partition(":")
    if not (user and separator and password):
        raise SettingsError("auth must be USER:PASSWORD, both given")
    return user, password


def _account_of(name: str, password: str) -> Account:
    # Another password is another version, so that sessions end with it here too.
    version = int.from_bytes(sha256(password.encode()).digest()[:6])
    return Account(id=name, name=name, role=Role.EDITOR, version=version)
