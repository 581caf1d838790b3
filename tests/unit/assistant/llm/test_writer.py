import math

import pytest

from assistant.errors import ModelError
from assistant.llm.embedded import EmbeddedLLM
from assistant.llm.writer import EmbeddedWriter, LlamaIndexWriter, log_odds, write, writer_for
from tests.scripted_llm import ScriptedLLM

YES, NO = ("yes", "ja"), ("no", "nein")
HELLO = [{"role": "user", "content": "Hello"}]


def test_log_odds_add_up_what_means_the_same() -> None:
    chances = {"Yes": math.log(0.3), " yes": math.log(0.3), "No": math.log(0.2), "so": -1.0}
    assert log_odds(chances, YES, NO) == pytest.approx(math.log(0.6 / 0.2))


def test_token_that_is_not_listed_is_nearly_impossible() -> None:
    assert log_odds({"Yes": 0.0}, YES, NO) == 18.0
    assert log_odds({"No": 0.0}, YES, NO) == -18.0
    assert log_odds({}, YES, NO) == 0.0


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
