"""What is counted and timed, for Prometheus (https://prometheus.io/docs/instrumenting/)."""

import os

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from assistant.answer import Answer
from assistant.errors import ModelError, QuestionError
from assistant.web.answers import BusyError, TooOftenError
from assistant.web.patience import ModelSilentError
from index.errors import ArticleIndexError

_REQUEST_SECONDS = (0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10, 30, 100, 300)
_ANSWER_SECONDS = (0.3, 1, 2, 3, 5, 8, 12, 20, 40, 80, 160, 320)
_STAGE_SECONDS = (0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100)


class Metrics:
    """Counts requests and, as an observer of `Answers`, what becomes of questions.

    Processes share their figures through the folder that PROMETHEUS_MULTIPROC_DIR names, where it
    is set before this module is imported.
    """

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            "assistant_requests_total",
            "HTTP requests.",
            ["method", "route", "status"],
            registry=registry,
        )
        self._request_seconds = Histogram(
            "assistant_request_seconds",
            "Seconds from a request to the end of its response.",
            ["route"],
            buckets=_REQUEST_SECONDS,
            registry=registry,
        )
        self._waiting = Gauge(
            "assistant_queue_length",
            "Questions that wait for their turn.",
            multiprocess_mode="livesum",
            registry=registry,
        )
        self._writing = Gauge(
            "assistant_answers_under_way",
            "Answers that are being written.",
            multiprocess_mode="livesum",
            registry=registry,
        )
        self._answers = Counter(
            "assistant_answers_total",
            "Complete answers, by status and whether they were kept from before.",
            ["status", "cached"],
            registry=registry,
        )
        self._unanswered = Counter(
            "assistant_unanswered_total",
            "Questions that ended without an answer, by reason.",
            ["reason"],
            registry=registry,
        )
        self._answer_seconds = Histogram(
            "assistant_answer_seconds",
            "Seconds of work on an answer, without waiting.",
            buckets=_ANSWER_SECONDS,
            registry=registry,
        )
        self._stage_seconds = Histogram(
            "assistant_stage_seconds",
            "Seconds of work on an answer, by stage.",
            ["stage"],
            buckets=_STAGE_SECONDS,
            registry=registry,
        )
        self._tokens = Counter(
            "assistant_tokens_total",
            "Tokens of the language model, by stage: read, read from its cache, or written.",
            ["stage", "kind"],
            registry=registry,
        )

    def text(self) -> bytes:
        """All figures, of all processes, in Prometheus's text format."""
        if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            return generate_latest(self._registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # published so
        return generate_latest(together)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request has had its response."""
        self._requests.labels(method, route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)

    def waiting(self, change: int) -> None:
        """See `AnswerObserver`."""
        self._waiting.inc(change)

    def writing(self, change: int) -> None:
        """See `AnswerObserver`."""
        self._writing.inc(change)

    def answered(self, answer: Answer) -> None:
        """See `AnswerObserver`."""
        self._answers.labels(answer.status.value, str(answer.cached).lower()).inc()
        if answer.cached:  # its seconds and tokens were counted when it was made
            return
        for stage, seconds in answer.timings.items():
            if stage == "total":
                self._answer_seconds.observe(seconds)
            else:
                self._stage_seconds.labels(stage).observe(seconds)
        for stage, usage in answer.usage.items():
            for kind in ("read", "cached", "written"):
                self._tokens.labels(stage, kind).inc(getattr(usage, kind))

    def unanswered(self, error: BaseException | None) -> None:
        """See `AnswerObserver`."""
        self._unanswered.labels(_reason(error)).inc()


def _reason(error: BaseException | None) -> str:
    match error:
        case None:
            return "given_up"
        case BusyError():
            return "busy"
        case TooOftenError():
            return "too_often"
        case ModelSilentError():
            return "timeout"
        case ModelError():
            return "model"
        case QuestionError() | ArticleIndexError():
            return "question" if isinstance(error, QuestionError) else "index"
    return "error"
