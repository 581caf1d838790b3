"""Where the time of an answer went: stages, the model's own clock, spans."""

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from assistant.answer import TokenUsage
from assistant.errors import SettingsError
from assistant.events import TextDelta
from assistant.tracing import Trace, export_spans, send_last_spans
from assistant.work import Work
from index.article_index import ArticleIndex
from tests.integration.assistant.answering import STOPPED
from tests.integration.assistant.test_answering_judged import (
    WHY_DE,
    WHY_EN,
    JudgingWriter,
    events,
    told,
)

RENDERED = "Tyler Perry stopped it because Sora's videos frightened him."
APART = {"total", "first_word", "first_sentence", "first_token", "prefill"}
"""Timings that are no stage: they count what stages hold already."""


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    return exporter


def test_spans_are_the_stages_of_the_answer(
    articles: ArticleIndex, spans: InMemorySpanExporter
) -> None:
    answer = told(articles, WHY_EN, JudgingWriter([STOPPED], {STOPPED: RENDERED}))
    found = {span.name: span for span in spans.get_finished_spans()}
    assert {"first_token", "first_word", "first_sentence"} <= set(found)
    assert set(found) == {"answer"} | set(answer.timings) - {"total"}
    whole = found["answer"]
    assert whole.parent is None
    for name, span in found.items():
        assert span.start_time is not None
        assert span.end_time is not None
        assert span.start_time <= span.end_time
        if name != "answer":
            assert span.parent is not None
            assert span.context is not None
            assert whole.context is not None
            assert span.parent.span_id == whole.context.span_id


def test_cancelled_answer_ends_its_span(
    articles: ArticleIndex, spans: InMemorySpanExporter
) -> None:
    stream = events(articles, WHY_EN, JudgingWriter([STOPPED], {STOPPED: RENDERED}))
    next(stream)
    stream.close()
    assert [span.name for span in spans.get_finished_spans()][-1] == "answer"


def test_stages_and_first_word_lie_within_the_whole(articles: ArticleIndex) -> None:
    timings = told(articles, WHY_EN, JudgingWriter([STOPPED], {STOPPED: RENDERED})).timings
    assert {"language", "embed", "search", "evidence", "read", "write", "check"} <= set(timings)
    assert sum(timings[stage] for stage in set(timings) - APART) <= timings["total"] + 0.01
    assert 0 < timings["first_word"] <= timings["first_sentence"] <= timings["total"]


def test_what_the_model_read_is_a_span_before_what_it_wrote(spans: InMemorySpanExporter) -> None:
    work = Work("Why?", "en")
    work.used("read", TokenUsage(reading_seconds=2.0, writing_seconds=1.0))
    work.used("write", TokenUsage(reading_seconds=0.5, writing_seconds=4.0))
    assert work.timings["prefill"] == 2.5
    found = spans.get_finished_spans()
    assert [span.name for span in found] == ["prefill", "prefill"]
    for span, seconds in zip(found, (2.0, 0.5), strict=True):
        assert span.start_time is not None
        assert span.end_time is not None
        assert span.end_time - span.start_time == seconds * 1e9
    work.trace.end({})
    (whole,) = (span for span in spans.get_finished_spans() if span.name == "answer")
    assert whole.end_time is not None
    assert found[0].end_time is not None
    assert whole.end_time - found[0].end_time >= 1e9


@pytest.mark.parametrize("question", [WHY_DE, WHY_EN])
def test_refusal_has_no_first_sentence(articles: ArticleIndex, question: str) -> None:
    writer = JudgingWriter([STOPPED], {"": "Steven Spielberg stopped it in 2019."})
    assert "first_sentence" not in told(articles, question, writer, threshold=1.0).timings


def test_quote_that_its_checks_refuse_is_never_shown(articles: ArticleIndex) -> None:
    question = "Tyler Perry hat den Ausbau seines Studios in Atlanta gestoppt, weil ihn die Videos "
    question += "von Sora erschreckt haben?"
    seen = list(events(articles, question, JudgingWriter([STOPPED], {"": "Ein Satz."})))
    shown = [event.text for event in seen if isinstance(event, TextDelta)]
    assert not any(text.startswith(STOPPED) for text in shown)


def test_without_an_sdk_spans_go_nowhere() -> None:
    quiet = Trace()
    quiet.took("search", 0.5)
    quiet.end({"language": "en"})
    assert not export_spans()


def test_collector_without_the_packages_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setitem(
        __import__("sys").modules, "opentelemetry.exporter.otlp.proto.grpc.trace_exporter", None
    )
    with pytest.raises(SettingsError, match=r"article-assistant\[tracing\]"):
        export_spans()


def test_collector_in_the_environment_configures_an_sdk(monkeypatch: pytest.MonkeyPatch) -> None:
    providers: list[object] = []
    monkeypatch.setattr(trace, "set_tracer_provider", providers.append)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    assert export_spans()
    (provider,) = providers
    assert isinstance(provider, TracerProvider)
    assert provider.resource.attributes["service.name"] == "article-assistant"


def test_last_spans_are_sent_before_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    send_last_spans()  # where no SDK is configured, there is nothing to send
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=3_600_000))
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: provider)
    provider.get_tracer("test").start_span("answer").end()
    assert exporter.get_finished_spans() == ()
    send_last_spans()
    assert [span.name for span in exporter.get_finished_spans()] == ["answer"]
