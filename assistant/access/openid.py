"""Log-in at an OpenID Connect provider, by the authorization code flow with PKCE (Authlib).

The package authlib, which the extra [oidc] installs, is loaded only where a provider is named.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import anyio
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from assistant.access.account import Account, Role
from assistant.access.account_store import AccountStore
from assistant.access.own_path import own_path
from assistant.access.sessions import Sessions
from assistant.errors import AssistantError, SettingsError
from assistant.settings import Settings

_log = logging.getLogger(__name__)
START, BACK = "/oidc/login", "/oidc/callback"
OF_PROVIDER = "oidc:"
"""Stands before the name of a provider's group. No name of an account has a colon."""
_SECONDS_TO_LOG_IN = 600


@dataclass(frozen=True)
class Provider:
    """Where readers log in, and who of them may do what.

    Groups are names that the claim `groups` has; what begins with @ is the domain of an e-mail
    address that the provider has verified.
    """

    issuer: str
    client_id: str
    client_secret: str
    readers: frozenset[str] = frozenset()
    """Groups that may log in; everybody whom the provider lets in where there are none."""
    editors: frozenset[str] = frozenset()

    @classmethod
    def of(cls, settings: Settings) -> "Provider | None":
        """The provider that the settings name, if they name one.

        Raises:
            SettingsError: they say only half of it.
        """
        given = (settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret)
        if not any(given):
            return None
        issuer, client_id, client_secret = given
        if not (issuer and client_id and client_secret):
            raise SettingsError(
                "oidc_issuer, oidc_client_id and oidc_client_secret belong together: give all three"
            )
        return cls(
            issuer.rstrip("/"),
            client_id,
            client_secret,
            _names(settings.oidc_readers),
            _names(settings.oidc_editors),
        )

    def role_of(self, claims: Mapping[str, Any]) -> Role | None:
        """What somebody with these claims may do; None where they may not log in."""
        groups = _groups(claims)
        if groups & self.editors:
            return Role.EDITOR
        return Role.READER if not self.readers or groups & self.readers else None


class OpenIdLogin:
    """The two steps of the log-in, as an ASGI application: to the provider, and back from it.

    Args:
        provider: where readers log in.
        store: keeps their accounts.
        sessions: begins the session.

    Raises:
        AssistantError: the extra [oidc] is not installed.
    """

    def __init__(self, provider: Provider, store: AccountStore, sessions: Sessions) -> None:
        try:
            from authlib.integrations.base_client import OAuthError
            from authlib.integrations.starlette_client import OAuth
        except ImportError as error:
            raise AssistantError(
                "OpenID Connect needs the extra [oidc]: pip install 'article-assistant[oidc]'"
            ) from error
        self._provider = provider
        self._store = store
        self._sessions = sessions
        self._refused: type[Exception] = OAuthError
        self._client = OAuth().register(
            name="oidc",
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            server_metadata_url=f"{provider.issuer}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256"},
        )
        secret = store.session_secret()
        self._encrypted = self._steps(secret, secure=True)
        self._plain = self._steps(secret, secure=False)

    async def application(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; the cookie of one that came by https goes over nothing else."""
        steps = self._encrypted if scope.get("scheme") == "https" else self._plain
        await steps(scope, receive, send)

    def _steps(self, secret: str, *, secure: bool) -> Starlette:
        # State, nonce and verifier wait in a signed cookie of their own.
        kept = Middleware(
            SessionMiddleware,
            secret_key=secret,
            session_cookie="assistant-oidc",
            max_age=_SECONDS_TO_LOG_IN,
            same_site="lax",
            https_only=secure,
        )
        return Starlette(
            routes=[Route(START, self._begin), Route(BACK, self._finish)], middleware=[kept]
        )

    async def _begin(self, request: Request) -> Response:
        request.session["after"] = own_path(request.query_params.get("next", "/"))
        back = str(request.url.replace(path=_root(request) + BACK, query=""))
        try:
            response: Response = await self._client.authorize_redirect(request, back)
        except Exception as error:
            _log.warning("the OpenID provider can't be reached: %s", error)
            return _back_to_login(request)
        return response

    async def _finish(self, request: Request) -> Response:
        try:
            token = await self._client.authorize_access_token(request)
            claims = token["userinfo"]
        except Exception as error:  # forged, too late, or the provider is away
            _log.warning("a log-in by OpenID Connect failed: %s", type(error).__name__)
            return _back_to_login(request)
        account = await anyio.to_thread.run_sync(self._account, claims)
        if account is None:
            _log.warning("somebody logged in by OpenID Connect who may not read here")
            return _back_to_login(request)
        after = own_path(str(request.session.pop("after", "/")))
        done = RedirectResponse(_root(request) + after, 303)
        cookie = self._sessions.begin(account, secure=request.url.scheme == "https")
        done.headers.append("set-cookie", cookie)
        return done

    def _account(self, claims: Mapping[str, Any]) -> Account | None:
        """The account of who logged in, with the role that the provider gives them now."""
        role = self._provider.role_of(claims)
        if role is None:
            return None
        # Only issuer and subject together name somebody for good; names and addresses change hands.
        subject = sha256(f"{self._provider.issuer}\n{claims['sub']}".encode()).hexdigest()
        known = self._store.with_subject(subject) or self._new_account(claims, subject, role)
        if known is None:
            return None
        if known.role is not role:
            self._store.set_role(known.name, role)
        self._store.set_vouched(known.id, _vouched(claims))
        return self._store.with_id(known.id)

    def _new_account(self, claims: Mapping[str, Any], subject: str, role: Role) -> Account | None:
        wanted = str(claims.get("preferred_username") or claims.get("email") or "reader")
        # A name that somebody else has here must not give their account away.
        for name in (wanted, f"{wanted[:80]} {subject[:8]}", f"reader {subject[:8]}"):
            try:
                return self._store.add(name, None, role, subject)
            except AssistantError:
                continue
        return self._store.with_subject(subject)


def _groups(claims: Mapping[str, Any]) -> frozenset[str]:
    named = claims.get("groups")
    groups = {str(group) for group in named} if isinstance(named, list) else set()
    if email := _verified_email(claims):
        groups.add(f"@{email.rpartition('@')[2]}")
    return frozenset(groups)


def _vouched(claims: Mapping[str, Any]) -> frozenset[str]:
    """See `Account.vouched`. The name is not among it: at many providers people choose theirs."""
    email = _verified_email(claims)
    groups = {f"{OF_PROVIDER}{group}" for group in _groups(claims)}
    return frozenset(groups | ({email} if email else set()))


def _verified_email(claims: Mapping[str, Any]) -> str:
    """In small letters; empty where none is verified, or what is there can't be one."""
    email = str(claims.get("email", "")).lower()
    good = "@" in email and ":" not in email and claims.get("email_verified") is True
    return email if good else ""


def _names(setting: str | None) -> frozenset[str]:
    names = (name.strip() for name in (setting or "").split(","))
    return frozenset(filter(None, names))


def _root(request: Request) -> str:
    return str(request.scope.get("root_path", ""))


def _back_to_login(request: Request) -> Response:
    return RedirectResponse(f"{_root(request)}/login?failed=1", 303)
