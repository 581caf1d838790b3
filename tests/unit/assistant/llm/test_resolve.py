from pathlib import Path

import pytest

from assistant.errors import ModelError, SettingsError
from assistant.llm.embedded import EmbeddedLLM
from assistant.llm.resolve import resolve_llm
from assistant.settings import Settings


@pytest.mark.parametrize("spec", ["", "qwen", "embedded:", "ollama:llama", "http://127.0.0.1/v1"])
def test_malformed_name_of_a_model_lists_the_forms(spec: str) -> None:
    with pytest.raises(SettingsError, match=r"'llm'.*embedded:NAME.*gguf:PATH") as caught:
        resolve_llm(spec, Settings.load())
    assert "\n" not in str(caught.value)


def test_own_model_file_takes_the_settings() -> None:
    settings = Settings.load(context_tokens=2048, answer_tokens=50, threads=3)
    llm = resolve_llm("gguf:~/models/mine.gguf", settings)
    assert isinstance(llm, EmbeddedLLM)
    assert llm.model_path == str(Path.home() / "models" / "mine.gguf")
    assert (llm.context_tokens, llm.max_tokens, llm.threads) == (2048, 50, 3)
    assert llm.metadata.model_name == "gguf:mine.gguf"


def test_unknown_embedded_model_is_named() -> None:
    with pytest.raises((ModelError, SettingsError), match="gpt-9"):
        resolve_llm("embedded:gpt-9", Settings.load())


def test_model_behind_an_address_is_asked_there(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("llama_index.llms.openai_like", reason="the extra [openai] is missing")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    llm = resolve_llm("http://127.0.0.1:11434/v1#llama", Settings.load())
    assert llm.metadata.model_name == "llama"
    assert llm.metadata.is_chat_model
    assert getattr(llm, "api_base") == "http://127.0.0.1:11434/v1"  # noqa: B009 - not of every LLM


def test_engine_that_is_not_installed_says_which_extra_brings_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = "assistant.llm.openvino.available"
    monkeypatch.setattr(f"{module}.find_spec", lambda _: None)
    with pytest.raises(SettingsError, match=r"'judge_engine'.*\[openvino\]"):
        resolve_llm("gguf:m.gguf", Settings.load(judge_engine="openvino"))


@pytest.mark.parametrize(
    ("engine", "faster", "cached"),
    [("auto", True, True), ("auto", False, False), ("llama.cpp", True, False)],
)
def test_openvino_judges_where_it_is_faster_or_asked_for(
    monkeypatch: pytest.MonkeyPatch, engine: str, faster: bool, cached: bool
) -> None:
    monkeypatch.setattr("assistant.llm.openvino.available.is_faster_here", lambda: faster)
    llm = resolve_llm("gguf:m.gguf", Settings.load(judge_engine=engine))
    assert isinstance(llm, EmbeddedLLM)
    assert bool(llm.reader_cache) is cached
    assert llm.prompt_cache == str(Settings.load().cache / "prompts")
