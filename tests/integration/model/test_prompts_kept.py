"""What llama.cpp made of a prompt's beginning, found again by another start of it."""

from pathlib import Path
from typing import cast

import httpx
import pytest

from assistant.llm.embedded import EmbeddedLLM
from assistant.llm.resolve import resolve_llm
from assistant.llm.writer import Draft, write, writer_for
from assistant.settings import Settings

pytestmark = pytest.mark.model

EXAMPLES = "The bridge is closed because a pier was washed out. The ferry runs twice an hour. " * 6


def started(folder: Path) -> EmbeddedLLM:
    chosen = Settings.load(judge_engine="llama.cpp")
    llm = cast("EmbeddedLLM", resolve_llm(chosen.llm, chosen))
    return llm.model_copy(update={"prompt_cache": str(folder)})


def asked(llm: EmbeddedLLM) -> Draft:
    writer = writer_for(llm).adapted("judge")
    assert writer
    messages = [
        {"role": "system", "content": EXAMPLES},
        {"role": "user", "content": "Why is the bridge closed?"},
    ]
    return write(writer, messages, max_tokens=2)


def test_beginning_of_a_prompt_is_not_read_again_by_the_next_start(tmp_path: Path) -> None:
    first = asked(started(tmp_path))
    llm = started(tmp_path)

    again = asked(llm)

    assert again.usage.cached > 100
    assert again.usage.read < 30
    assert again.text == first.text
    assert again.mean_logprob == first.mean_logprob
    address = llm._server.listening_address
    for path, body in (("completion", {"prompt": "a"}), ("slots/0?action=erase", {})):
        assert httpx.post(f"{address}/{path}", json=body, trust_env=False).status_code == 401
