"""Where the time of an answer went: stages, the model's own clock, spans."""

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from assistant.errors import SettingsError
from assistant.tracing import Trace, export_spans
from index.article_index import ArticleIndex
from tests.integration.assistant.answering import STOPPED
from tests.integration.assistant.test_answering_judged import WHY_EN, JudgingWriter, told

RENDERED = "Tyler Perry stopped it because Sora's videos frightened him."


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
    apart = {"total", "first_word", "first_token", "prefill"}
    assert set(found) == {"answer"} | set(answer.timings) - apart
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
    from tests.integration.assistant.test_answering_judged import events

    stream = events(articles, WHY_EN, JudgingWriter([STOPPED], {STOPPED: RENDERED}))
    next(stream)
    stream.close()
    assert [span.name for span in spans.get_finished_spans()][-1] == "answer"


def test_stages_and_first_word_lie_within_the_whole(articles: ArticleIndex) -> None:
    timings = told(articles, WHY_EN, JudgingWriter([STOPPED], {STOPPED: RENDERED})).timings
    apart = {"total", "first_word", "first_token", "prefill"}
    assert {"language", "embed", "search", "evidence", "read", "write", "check"} <= set(timings)
    assert sum(timings[stage] for stage in set(timings) - apart) <= timings["total"] + 0.01
    assert 0 < timings["first_word"] <= timings["total"]


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
