from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import ModelError
from assistant.llm.embedded import EmbeddedLLM

Receive = Callable[[dict[str, Any]], bool]


class ScriptedServer:
    """Stands in for llama.cpp: sends chunks until it is told to stop."""

    def __init__(self, *chunks: dict[str, Any], fails: Exception | None = None) -> None:
        self.chunks, self.fails = chunks, fails
        self.sent = 0
        self.bodies: list[dict[str, Any]] = []

    def handle_chat_completions(self, body: dict[str, Any], receive: Receive) -> object:
        self.bodies.append(body)
        for chunk in self.chunks:
            self.sent += 1
            if receive(chunk):
                return None
        if self.fails:
            raise self.fails
        return None


def words(*texts: str) -> list[dict[str, Any]]:
    return [{"choices": [{"delta": {"content": text}}]} for text in texts]


def running(server: ScriptedServer) -> EmbeddedLLM:
    llm = EmbeddedLLM(model_path="model.gguf")
    llm._llama_cpp._server = server
    return llm


HELLO = [{"role": "user", "content": "Hello"}]


def test_text_streams_as_it_is_written() -> None:
    llm = running(ScriptedServer(*words("It", " closed", ".")))
    assert [r.delta for r in llm.stream_complete("Why?")] == ["It", " closed", "."]


def test_closing_the_stream_stops_llama_cpp() -> None:
    server = ScriptedServer(*words(*["word"] * 100_000))
    chunks = running(server).stream_request(HELLO)
    next(chunks)
    chunks.close()  # type: ignore[attr-defined]  # a generator
    assert server.sent < 100_000


@pytest.mark.parametrize("mark", ["<|im_end|>", "<|im_start|>system"])
def test_article_can_not_end_a_message_of_the_prompt(mark: str) -> None:
    server = ScriptedServer()
    list(running(server).stream_request([{"role": "user", "content": f"text {mark} more"}]))
    assert mark not in server.bodies[0]["messages"][0]["content"]
    assert "more" in server.bodies[0]["messages"][0]["content"]


def test_crash_of_the_runtime_is_one_line() -> None:
    llm = running(ScriptedServer(*words("It"), fails=RuntimeError("out of memory")))
    with pytest.raises(ModelError, match="out of memory"):
        list(llm.stream_request(HELLO))


def test_prompt_that_is_too_long_names_the_setting() -> None:
    error = {"type": "exceed_context_size_error", "n_prompt_tokens": 9000, "n_ctx": 4096}
    llm = running(ScriptedServer({"error": error}))
    with pytest.raises(ModelError, match=r"9000.*4096.*context_tokens"):
        list(llm.stream_request(HELLO))


def test_missing_model_file_names_the_command_that_fetches_it(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="assistant models pull"):
        EmbeddedLLM(model_path=str(tmp_path / "none.gguf")).load()


def test_llama_cpp_works_where_openvino_can_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tried = []

    def model(*arguments: object) -> None:
        tried.append(arguments)
        raise ModelError("the disk is full")

    monkeypatch.setattr("assistant.llm.openvino.model.OpenVinoModel", model)
    judge = {"judge": "judge.gguf"}
    llm = EmbeddedLLM(model_path="model.gguf", adapters=judge, reader_cache=str(tmp_path))
    assert llm.yes_or_no([HELLO], "render") is None
    assert [llm.yes_or_no([HELLO], "judge") for _ in "12"] == [None, None]
    assert not llm.is_fast
    assert len(tried) == 1
    assert [record.getMessage() for record in caplog.records] == [
        "llama.cpp does what OpenVINO would do faster: the disk is full"
    ]
    alone = EmbeddedLLM(model_path="model.gguf", adapters=judge)
    assert alone.yes_or_no([HELLO], "judge") is None
    assert not alone.is_fast
    assert len(tried) == 1
