"""Several processes that share one address: uvicorn's own, started again where one dies.

They serve the endpoints for programs. The page is not among them: Gradio keeps what an open page
shows in the process that made it, and connections to a shared socket reach any of them.
"""

import logging
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

import uvicorn
from prometheus_client.multiprocess import mark_process_dead
from starlette.types import ASGIApp
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from assistant.errors import AssistantError
from assistant.settings import Settings
from assistant.web.bounded_http import BoundedHttp
from assistant.web.listening import address, listen

_log = logging.getLogger(__name__)
_METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_HEALTH_SECONDS = 20  # a worker that loads libraries on a busy machine is silent for a while


@dataclass(frozen=True)
class WorkerApplication:
    """Makes the application in a worker; it travels there pickled."""

    settings: Settings

    def __call__(self) -> ASGIApp:
        """The application, with an assistant of its own."""
        from assistant.access.gate import open_gate
        from assistant.access.proxies import TrustedProxies
        from assistant.assistant import Assistant  # loads heavy libraries
        from assistant.serving.application import build_application
        from assistant.serving.logs import log_as_json
        from assistant.serving.metrics import Metrics
        from assistant.tracing import export_spans, send_last_spans
        from assistant.web.opening import with_access_list
        from assistant.web.services import services

        log_as_json()
        stack = ExitStack()
        try:
            if export_spans():
                stack.callback(send_last_spans)  # uvicorn's server ends by the signal that it got
            gate = open_gate(self.settings)
            if gate is not None:
                stack.callback(gate.close)
            assistant = stack.enter_context(Assistant.open(settings=self.settings))
            served = with_access_list(assistant, self.settings, guarded=gate is not None)
        except AssistantError as error:
            _log.error("%s", error)
            sys.exit(STARTUP_FAILURE)  # else it would be tried again and again
        metrics = Metrics()
        found = services(served, self.settings, guarded=gate is not None, observer=metrics)
        found.warming.start()
        app = build_application(found, metrics, gate, on_end=stack.close)
        return TrustedProxies(app, self.settings.trusted_proxies, self.settings.proxy_user_header)


class Workers(Multiprocess):
    """Uvicorn's supervisor, which also forgets what a worker that died was doing."""

    def keep_subprocess_alive(self) -> None:
        """Start workers that died again."""
        before = {process.pid for process in self.processes}
        super().keep_subprocess_alive()
        for pid in before - {process.pid for process in self.processes}:
            mark_process_dead(pid)  # type: ignore[no-untyped-call]  # published so

    @property
    def could_not_start(self) -> bool:
        """Whether a worker ended before it served."""
        return any(process.exitcode == STARTUP_FAILURE for process in self.processes)


def serve_with_workers(settings: Settings, announce: Callable[[str], None]) -> None:
    """Serve until interrupted.

    Raises:
        AssistantError: the address or port can't be listened on, or the workers not start.
    """
    socket = listen(settings.host, settings.port)
    port = int(socket.getsockname()[1])
    with tempfile.TemporaryDirectory(prefix="assistant-metrics-") as folder:
        os.environ[_METRICS_FOLDER] = folder  # the workers inherit it
        config = uvicorn.Config(
            WorkerApplication(settings),
            factory=True,
            workers=settings.workers,
            http=BoundedHttp,
            log_config=None,
            access_log=False,
            proxy_headers=False,  # see assistant.access.proxies
            timeout_graceful_shutdown=max(1, round(settings.shutdown_seconds)),
            timeout_worker_healthcheck=_HEALTH_SECONDS,
        )
        announce(
            f"Serving at {address(settings.host, port)} with {settings.workers} workers, without "
            "the page (Ctrl+C stops it)."
        )
        workers = Workers(config, [socket])
        try:
            workers.run()
        finally:
            socket.close()
    if workers.could_not_start:
        raise AssistantError("the workers could not start: their log, above, says why")
