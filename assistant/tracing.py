"""OpenTelemetry spans of an answer and its stages, named as in `Answer.timings`.

The span of the whole, `answer`, lasts as long as `total` says.
Without an SDK that somebody configured they cost microseconds and go nowhere. The command line
configures one where the environment names a collector, in OpenTelemetry's own variables; a program
that uses the assistant configures its own.
"""

import os
import time
from collections.abc import Mapping

from opentelemetry import trace

from assistant.errors import SettingsError
from assistant.version import __version__

_COLLECTOR = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_NANOSECONDS = 1_000_000_000


class Trace:
    """The spans of one answer.

    Stages are told when they have ended, from any thread: nothing is kept in the thread at hand,
    since the events of an answer may be taken by one after the other.
    """

    def __init__(self) -> None:
        self._tracer = trace.get_tracer("article-assistant", __version__)
        self._answer = self._tracer.start_span("answer")
        self._context = trace.set_span_in_context(self._answer)

    def took(self, stage: str, seconds: float, *, ago: float = 0.0) -> None:
        """Tell that a stage has ended, just now or so many seconds ago, and how long it took."""
        if self._answer.is_recording():
            ended = time.time_ns() - round(ago * _NANOSECONDS)
            begun = ended - round(seconds * _NANOSECONDS)
            self._tracer.start_span(stage, self._context, start_time=begun).end(ended)

    def end(self, attributes: Mapping[str, str | int | float | bool]) -> None:
        """Tell that the answer is ready."""
        self._answer.set_attributes(attributes)
        self._answer.end()


def export_spans() -> bool:
    """Send spans to the collector that the environment names, if it names one.

    Returns:
        Whether it does.

    Raises:
        SettingsError: it does, and the packages for it are not installed.
    """
    if not any(os.environ.get(name) for name in _COLLECTOR):
        return False
    try:
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise SettingsError(
            f"{_COLLECTOR[1]} is set, but spans can't be sent: {error}; install "
            "article-assistant[tracing] or unset it"
        ) from error
    name = os.environ.get("OTEL_SERVICE_NAME", "article-assistant")
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: name}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    return True


def send_last_spans() -> None:
    """Send the spans that have not been sent yet, before a process ends that a signal will kill.

    OpenTelemetry does so itself where a process ends by itself.
    """
    end = getattr(trace.get_tracer_provider(), "shutdown", None)  # an SDK's has it
    if end is not None:
        end()
