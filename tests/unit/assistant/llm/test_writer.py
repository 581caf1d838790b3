import math
from collections.abc import Sequence
from typing import Any

import pytest

from assistant.errors import ModelError
from assistant.llm.embedded import EmbeddedLLM
from assistant.llm.openvino.reader import Reading
from assistant.llm.writer import (
    EmbeddedWriter,
    LlamaIndexWriter,
    log_odds,
    write,
    writer_for,
    yes_or_no,
)
from tests.scripted_llm import ScriptedLLM

HELLO = [{"role": "user", "content": "Hello"}]


def test_log_odds_add_up_what_means_the_same() -> None:
    chances = {"Yes": math.log(0.3), " yes": math.log(0.3), "No": math.log(0.2), "so": -1.0}
    assert log_odds(chances) == pytest.approx(math.log(0.6 / 0.2))


def test_token_that_is_not_listed_is_nearly_impossible() -> None:
    assert log_odds({"Yes": 0.0}) == 18.0
    assert log_odds({"No": 0.0}) == -18.0
    assert log_odds({}) == 0.0


def test_any_llm_of_llama_index_can_write() -> None:
    llm = ScriptedLLM.saying(["It", " closed", "."])
    writer = writer_for(llm)
    assert isinstance(writer, LlamaIndexWriter)
    assert not writer.tells_chances
    draft = write(writer, HELLO, max_tokens=5)
    assert draft.text == "It closed."
    assert draft.first_token == {}
    assert draft.mean_logprob is None


def test_embedded_model_tells_its_chances() -> None:
    writer = writer_for(EmbeddedLLM(model_path="model.gguf", model_name="embedded:x"))
    assert isinstance(writer, EmbeddedWriter)
    assert writer.tells_chances
    assert writer.name == "embedded:x"


def test_failure_of_a_client_is_one_short_line() -> None:
    page = "<html>\n" + "502 Bad Gateway\n" * 1000
    with pytest.raises(ModelError, match=r"scripted failed: OSError: <html> 502") as caught:
        write(LlamaIndexWriter(ScriptedLLM.saying(OSError(page))), HELLO, max_tokens=5)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 500


class Together(EmbeddedLLM):
    """An embedded model whose prompts something else reads, as often as a test says."""

    reads: int = 100

    def yes_or_no(
        self, conversations: Sequence[Sequence[dict[str, str]]], adapter: str
    ) -> list[Reading] | None:
        assert adapter == "judge"
        if self.reads <= 0:
            return None
        self.reads -= 1
        asked = [float(messages[-1]["content"]) for messages in conversations]
        return [Reading({"yes": -chance, "no": -9.0}, 10) for chance in asked]

    def stream_request(self, messages: Any, **_options: Any) -> Any:  # noqa: ANN401 - not typed here
        said = {"token": "yes", "logprob": -float(messages[-1]["content"])}
        content = [{"top_logprobs": [said], "logprob": 0.0}]
        yield {"choices": [{"delta": {"content": "yes"}, "logprobs": {"content": content}}]}


def chances(llm: EmbeddedLLM) -> list[float]:
    judge = writer_for(llm).adapted("judge")
    assert judge
    asked = [[{"role": "user", "content": str(number)}] for number in range(10)]
    return [draft.first_token["yes"] for draft in yes_or_no(judge, asked)]


@pytest.mark.parametrize("reads", [0, 1, 100])
def test_prompts_are_read_together_as_long_as_something_can(reads: int) -> None:
    llm = Together(model_path="model.gguf", adapters={"judge": "judge.gguf"}, reads=reads)
    assert chances(llm) == [-float(number) for number in range(10)]
    assert llm.reads == {0: 0, 1: 0, 100: 98}[reads]


def test_nothing_is_read_before_it_is_asked_for() -> None:
    llm = Together(model_path="model.gguf", adapters={"judge": "judge.gguf"})
    judge = writer_for(llm).adapted("judge")
    assert judge
    asked = [[{"role": "user", "content": str(number)}] for number in range(10)]
    drafts = yes_or_no(judge, asked)
    assert llm.reads == 100
    first, second = next(drafts), next(drafts)
    assert llm.reads == 99
    assert (first.text, first.usage.read, second.usage.written) == ("yes", 10, 1)
