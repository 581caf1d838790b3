"""`assistant serve` as a process, a model server, and the clients that people have."""

import asyncio
import json
from collections.abc import Iterator
from threading import Thread

import httpx
import openai
import pytest
import uvicorn
from gradio_client import Client  # type: ignore[import-untyped]  # published without types

from benchmarks.quick_model import application
from index.article_index import ArticleIndex
from tests.integration.serving.test_command import served
from tests.postgres_server import free_port

TEXT = "The harbour of Lund was closed in 1987, after a storm had broken its pier."
QUESTION = "When was the harbour of Lund closed?"


@pytest.fixture(scope="module")
def model() -> Iterator[str]:
    port = free_port()
    server = uvicorn.Server(
        uvicorn.Config(application(0.0), host="127.0.0.1", port=port, log_level="warning")
    )
    thread = Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}/v1#quick"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def url(model: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("clients")
    (folder / "articles").mkdir()
    (folder / "articles" / "harbour.txt").write_text(TEXT, encoding="utf-8")
    with ArticleIndex.open(folder / "index") as made:
        made.sync(folder / "articles")
    with served(folder / "index", llm=model) as (_, address):
        yield address


def test_openai_s_client_gets_answer_and_citation_whole_and_in_pieces(url: str) -> None:
    with openai.OpenAI(
        base_url=f"{url}v1",
        api_key="none",
        max_retries=0,
        http_client=httpx.Client(trust_env=False, timeout=120),
    ) as client:
        asked: list[openai.types.chat.ChatCompletionMessageParam] = [
            {"role": "user", "content": QUESTION}
        ]
        whole = client.chat.completions.create(model="article-assistant", messages=asked)
        pieces = client.chat.completions.create(
            model="article-assistant", messages=asked, stream=True
        )
        told = "".join(chunk.choices[0].delta.content or "" for chunk in pieces if chunk.choices)
    message = whole.choices[0].message
    assert message.model_extra is not None
    assert "1987" in str(message.content)
    assert message.model_extra["citations"][0]["quote"] == TEXT
    assert told == message.content


def test_gradio_s_client_gets_answer_passages_and_articles(url: str) -> None:
    client = Client(url, verbose=False, httpx_kwargs={"timeout": 120})
    answer = client.predict(QUESTION, api_name="/ask")
    assert "1987" in answer["text"]
    assert answer["citations"][0]["quote"] == TEXT
    assert [each["text"] for each in client.predict("harbour", api_name="/search")] == [TEXT]
    assert [each["id"] for each in client.predict(api_name="/articles")] == ["harbour.txt"]


def test_weird_questions_are_answered_or_refused_plainly(url: str) -> None:
    headers = {"content-type": "application/json"}
    questions = ("\x00?", "\ud800", "a" * 9_999, "'; DROP TABLE articles; --", "\U0001f600" * 500)
    with httpx.Client(base_url=url, trust_env=False, timeout=120, headers=headers) as http:
        for question in questions:
            done = http.post("ask", content=json.dumps({"question": question}))
            assert done.status_code in {200, 400, 422}, (question[:20], done.text)
        for body in ("[" * 100_000, '{"question": NaN}', '{"question": 1e999}', "\xff", "null", ""):
            done = http.post("ask", content=body.encode("latin-1"))
            assert done.status_code in {400, 422}, (body[:20], done.text)
