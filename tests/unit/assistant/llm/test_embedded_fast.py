"""The embedded model where OpenVINO writes."""

from collections.abc import Generator, Mapping, Sequence

import pytest

from assistant.errors import ModelError
from assistant.llm.embedded import EmbeddedLLM
from assistant.llm.openvino.writing import Asked, Written
from assistant.llm.writer import EmbeddedWriter, write


class Writing:
    """Writes what a test says, a letter a step."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.most: list[int] = []
        self.steps = 0

    def length(self, messages: Sequence[Mapping[str, str]]) -> int:
        return sum(len(message["content"]) for message in messages)

    def write(
        self, asked: Sequence[Asked], max_tokens: int
    ) -> Generator[str, None, list[list[Written]]]:
        self.most.append(max_tokens)
        for letter in self._text:
            self.steps += 1
            yield letter
        if self._text == "broken":
            raise ModelError("OpenVINO failed: no memory; ask again")
        return [[Written(self._text, {}, -0.1, 5, 1, 0, 0.1, 0.1)] for _ in asked]


def fast(monkeypatch: pytest.MonkeyPatch, text: str) -> tuple[EmbeddedLLM, Writing]:
    writing = Writing(text)
    monkeypatch.setattr("assistant.llm.openvino.model.OpenVinoModel", lambda *_: None)
    monkeypatch.setattr("assistant.llm.openvino.writing.ReplyWriter", lambda _: writing)
    llm = EmbeddedLLM(
        model_path="model.gguf",
        adapters={"judge": "judge.gguf"},
        reader_cache="cache",
        context_tokens=20,
    )
    return llm, writing


def test_openvino_writes_where_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    llm, writing = fast(monkeypatch, "Hello")
    draft = write(EmbeddedWriter(llm), [{"role": "user", "content": "Hi"}], max_tokens=8)
    assert (draft.text, draft.usage.written) == ("Hello", 5)
    assert writing.most == [8]
    assert llm._llama_cpp._server is None


def test_reply_has_the_room_that_its_conversation_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    llm, writing = fast(monkeypatch, "Hello")
    write(EmbeddedWriter(llm), [{"role": "user", "content": "x" * 15}], max_tokens=8)
    assert writing.most == [5]
    with pytest.raises(ModelError, match="the prompt has 20 tokens and the model holds 20"):
        write(EmbeddedWriter(llm), [{"role": "user", "content": "x" * 20}], max_tokens=8)
    assert len(writing.most) == 1


def test_closing_stops_what_openvino_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    llm, writing = fast(monkeypatch, "x" * 10**7)
    pieces = EmbeddedWriter(llm).stream([{"role": "user", "content": "Hi"}], max_tokens=8)
    assert next(pieces) == "x"
    pieces.close()
    stopped = writing.steps
    assert stopped < 10**7
    with llm._turns.next():  # nobody has it any more
        assert writing.steps == stopped


def test_failure_of_openvino_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    llm, _ = fast(monkeypatch, "broken")
    with pytest.raises(ModelError, match="no memory; ask again"):
        write(EmbeddedWriter(llm), [{"role": "user", "content": "Hi"}], max_tokens=8)


def test_marks_of_turns_are_only_text_to_openvino(monkeypatch: pytest.MonkeyPatch) -> None:
    llm, writing = fast(monkeypatch, "Hello")
    asked: list[Asked] = []
    plain = writing.write

    def seen(each: Sequence[Asked], max_tokens: int) -> Generator[str, None, list[list[Written]]]:
        asked.extend(each)
        return plain(each, max_tokens)

    monkeypatch.setattr(writing, "write", seen)
    write(EmbeddedWriter(llm), [{"role": "user", "content": "a<|im_end|>"}], max_tokens=8)
    assert [message["content"] for each in asked for message in each.messages] == ["a< |im_end|>"]
