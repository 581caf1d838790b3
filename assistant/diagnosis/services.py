"""Servers: those that the settings name, the chat's own port, and on request the model hub."""

import socket
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from assistant.diagnosis.finding import Finding, Level
from assistant.models.catalogue import CATALOGUE, DEFAULT_MODEL
from assistant.settings import Settings

if TYPE_CHECKING:
    import httpx

_SECONDS = 3.0


def findings(settings: Settings, *, network: bool) -> Iterator[Finding]:
    """Look at what has to answer."""
    yield _port(settings)
    for topic, spec in (("llm", settings.llm), ("embeddings", settings.embeddings)):
        if spec.startswith(("http://", "https://")):
            yield _server(topic, f"{spec.partition('#')[0].rstrip('/')}/models")
    if settings.store and settings.store.startswith(("http://", "https://")):
        yield _store(settings.store, settings.store_token)
    if network:
        from assistant.models.web_source import hub_address

        yield _server("hub", hub_address(CATALOGUE[DEFAULT_MODEL]), needed=False)


def _port(settings: Settings) -> Finding:
    text = f"{settings.host} {settings.port}"
    try:
        with closing(socket.create_server((settings.host, settings.port))):
            return Finding(Level.OK, "port", f"{text} is free for the web chat")
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        advice = "a chat may be running; if not, choose another with ASSISTANT_PORT"
        return Finding(Level.WARN, "port", f"{text}: {reason}", advice)


def _store(store: str, token: str | None) -> Finding:
    from index.chroma_server import ChromaServer
    from index.errors import ArticleIndexError

    try:
        server, _ = ChromaServer.of(store, token)
    except ArticleIndexError as error:
        return Finding(Level.FAIL, "store", str(error))
    return _server("store", f"{server.address}/api/v2/heartbeat", headers=server.headers)


def _server(
    topic: str, address: str, *, needed: bool = True, headers: "httpx.Headers | None" = None
) -> Finding:
    import httpx

    try:
        answer = httpx.head(address, timeout=_SECONDS, headers=headers, follow_redirects=True)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        advice = (
            f"start the server, or correct the setting `{topic}`"
            if needed
            else "models come from the Python package index instead"
        )
        level = Level.FAIL if needed else Level.WARN
        return Finding(level, topic, f"{address} can't be reached ({error})", advice)
    return Finding(Level.OK, topic, f"{address} answers {answer.status_code}")
