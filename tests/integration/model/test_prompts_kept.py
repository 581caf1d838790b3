"""What llama.cpp made of a prompt's beginning, found again by another start of it."""

from pathlib import Path
from typing import cast

import httpx
import pytest

from assistant.llm.embedded import EmbeddedLLM
from assistant.llm.resolve import resolve_llm
from assistant.llm.writer import Draft, write, writer_for
from assistant.settings import Settings

pytestmark = [pytest.mark.model, pytest.mark.thorough]

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


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("prompts")


@pytest.fixture(scope="module")
def llm(folder: Path) -> EmbeddedLLM:
    return started(folder)


def test_beginning_of_a_prompt_is_not_read_again_by_the_next_start(
    folder: Path, llm: EmbeddedLLM
) -> None:
    first = asked(llm)

    again = asked(started(folder))

    assert again.usage.cached > 100
    assert again.usage.read < 30
    assert again.text == first.text
    assert again.mean_logprob == first.mean_logprob


@pytest.mark.parametrize("path", ["completion", "v1/chat/completions", "slots/0?action=erase"])
def test_model_s_own_address_asks_for_a_key(llm: EmbeddedLLM, path: str) -> None:
    address = llm._llama_cpp.server().listening_address
    assert httpx.post(f"{address}/{path}", json={}, trust_env=False).status_code == 401
