"""Uvicorn on a socket that listens before it is told of, with an orderly end."""

import asyncio
import logging
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread, current_thread, main_thread
from types import TracebackType
from typing import Any, Self

import uvicorn
from uvicorn.server import HANDLED_SIGNALS

from assistant.access.proxies import TrustedProxies
from assistant.web.bounded_http import BoundedHttp
from assistant.web.listening import LOOPBACK, address, listen

_SECONDS_TO_CLOSE = 2  # for connections that are left when answers have ended


class HttpServer:
    """Serves an ASGI application until interrupted, or for as long as a context lasts.

    Args:
        application: what to serve.
        host: address to listen on.
        port: port to listen on; 0 takes any free one.
        on_start: called once it can be reached.
        on_end: awaited before connections are closed; it may let answers end.
        log_config: as uvicorn takes it; None leaves logging as it is.
        trusted_proxies: see `TrustedProxies`.
        user_header: the same.

    Raises:
        AssistantError: the address or port can't be listened on.
    """

    def __init__(
        self,
        application: Callable[..., Any],
        *,
        host: str,
        port: int,
        on_start: Callable[[], None],
        on_end: Callable[[], Awaitable[None]],
        log_config: dict[str, Any] | None = uvicorn.config.LOGGING_CONFIG,
        trusted_proxies: str = LOOPBACK,
        user_header: str | None = None,
    ) -> None:
        self._socket = listen(host, port)
        self.host, self.port = host, int(self._socket.getsockname()[1])
        self._on_start = on_start
        config = uvicorn.Config(
            TrustedProxies(application, trusted_proxies, user_header),
            http=BoundedHttp,
            log_level="warning" if log_config else None,
            log_config=log_config,
            access_log=False,
            proxy_headers=False,  # see assistant.access.proxies
            timeout_graceful_shutdown=_SECONDS_TO_CLOSE,
        )
        self._server = _Server(config, on_end)
        self._thread: Thread | None = None

    @property
    def url(self) -> str:
        """Where a browser on this machine finds it."""
        return address(self.host, self.port)

    def run(self, when_ready: Callable[[], None] = lambda: None) -> None:
        """Serve until interrupted."""

        def ready() -> None:
            self._on_start()
            when_ready()

        self._server.when_ready = ready
        try:
            self._server.run(sockets=[self._socket])
        except KeyboardInterrupt:
            pass
        finally:
            self._socket.close()

    def __enter__(self) -> Self:
        self._thread = Thread(target=self.run, name="server", daemon=True)
        self._thread.start()
        self._server.wait_until_ready()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()
        if self._thread is not None:
            self._thread.join()

    def stop(self) -> None:
        """Begin to end, as an interruption does; from any thread."""
        self._server.should_exit = True


class _Server(uvicorn.Server):
    """Uvicorn that says when it can be reached, and lets answers end before it does."""

    def __init__(self, config: uvicorn.Config, on_end: Callable[[], Awaitable[None]]) -> None:
        super().__init__(config)
        self._on_end = on_end
        self.when_ready: Callable[[], None] = lambda: None
        self._ready = Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End when interrupted or terminated, and do no more than that.

        Uvicorn's own sends the process the same signal again in the end. SIGTERM would then kill it
        before whatever is open beside the server is closed.
        """
        if current_thread() is not main_thread():  # others get no signals
            yield
            return
        before = {each: signal.signal(each, self.handle_exit) for each in HANDLED_SIGNALS}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._ready.set()
        if self.started:
            self.when_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        ending = asyncio.ensure_future(self._on_end())
        while not ending.done() and not self.force_exit:  # a second Ctrl+C waits for nothing
            await asyncio.wait({ending}, timeout=0.1)
        ending.cancel()
        # An answer that is cut off now is no error to report.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets=sockets)

    def wait_until_ready(self) -> None:
        self._ready.wait()
