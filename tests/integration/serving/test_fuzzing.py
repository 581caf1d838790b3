"""Whatever is sent, fitting the description or not, is answered as the description says."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy
from llama_index.core.base.llms.types import ChatMessage, ChatResponseGen
from schemathesis.config import SchemathesisConfig

from assistant.assistant import Assistant
from assistant.serving.server import AnswerServer
from assistant.settings import Settings
from index.article_index import ArticleIndex
from tests.scripted_llm import ScriptedLLM

_CASES = 60  # of each endpoint and kind
# A body that is wrong and also too large is refused for its size, which Schemathesis does not
# count as refused unless told.
_STATUSES = [
    "400",
    "401",
    "403",
    "404",
    "405",
    "406",
    "409",
    "413",
    "415",
    "422",
    "428",
    "429",
    "5xx",
]
_REFUSED = SchemathesisConfig.from_dict(
    {"checks": {"negative_data_rejection": {"expected-statuses": _STATUSES}}}
)


class _AlwaysSaying(ScriptedLLM):
    def stream_chat(
        self,
        messages: Sequence[ChatMessage],
        **kwargs: Any,  # noqa: ANN401 - LlamaIndex's signature
    ) -> ChatResponseGen:
        self._replies = ["[1] Fähren fahren alle zwanzig Minuten."]
        return super().stream_chat(messages, **kwargs)


@pytest.fixture(scope="module")
def schema(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[schemathesis.BaseSchema]:
    """The description, as a server over real articles gives it."""
    folder = tmp_path_factory.mktemp("fuzzing")
    (folder / "articles").mkdir()
    (folder / "articles" / "bridge.md").write_text("Fähren fahren alle zwanzig Minuten.", "utf-8")
    with ArticleIndex.open(folder / "index") as index:
        index.sync(folder / "articles")
        assistant = Assistant.open(index, settings=Settings.load(), llm=_AlwaysSaying())
        with AnswerServer(assistant, Settings.load(port=0)) as server:
            yield schemathesis.openapi.from_url(f"{server.url}openapi.json", config=_REFUSED)


@pytest.mark.thorough
@pytest.mark.parametrize("mode", schemathesis.GenerationMode)
@pytest.mark.parametrize(
    "endpoint", ["POST /ask", "POST /search", "POST /v1/chat/completions", "GET /v1/models/{name}"]
)
def test_every_response_is_one_that_is_described(
    schema: schemathesis.BaseSchema, endpoint: str, mode: schemathesis.GenerationMode
) -> None:
    method, path = endpoint.split()
    _fuzz(schema[path][method].as_strategy(generation_mode=mode))


@pytest.mark.parametrize("path", ["/v1/models", "/healthz", "/readyz", "/metrics"])
def test_what_takes_nothing_answers_as_described(
    schema: schemathesis.BaseSchema, path: str
) -> None:
    schema[path]["GET"].Case().call_and_validate(timeout=30)


def _fuzz(cases: SearchStrategy[Any]) -> None:
    @given(case=cases)
    @settings(
        max_examples=_CASES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def answered(case: Any) -> None:  # noqa: ANN401 - generic over parts that have no name
        case.call_and_validate(timeout=30)

    answered()
