"""From a setting such as `embedded:qwen2.5-coder-1.5b` to a language model."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from llama_index.core.llms import LLM

from assistant.errors import ModelError, SettingsError
from assistant.llm.embedded import EmbeddedLLM
from assistant.settings import Settings

_FORMS = "embedded:NAME, gguf:PATH, http://host:port/v1#model, openai:MODEL or anthropic:MODEL"
# A local server may be asked for minutes of writing; nothing waits longer than this.
_TIMEOUT_SECONDS = 120.0


def resolve_llm(spec: str, settings: Settings) -> LLM:
    """The language model that `spec` names; an embedded one is fetched first where it is absent.

    Raises:
        SettingsError: `spec` has none of the known forms.
        ModelError: the model can't be fetched or its client is not installed.
    """
    if spec.startswith(("http://", "https://")):
        return _openai_like(spec)
    kind, _, name = spec.partition(":")
    makers: dict[str, Callable[[str, Settings], LLM]] = {
        "embedded": _embedded,
        "gguf": _gguf,
        "openai": _openai,
        "anthropic": _anthropic,
    }
    if kind not in makers or not name:
        raise SettingsError(f"setting 'llm' is {spec!r}; it must be {_FORMS}")
    return makers[kind](name, settings)


def _embedded(name: str, settings: Settings) -> LLM:
    from assistant.llm.adapter import adapter_gguf, adapters_of
    from assistant.models.catalogue import find_model
    from assistant.models.download import ensure_model

    model = find_model(name)
    path = ensure_model(model, cache=settings.cache, source=settings.model_source)
    adapters: dict[str, Path] = {
        each: adapter_gguf(each, settings.cache) for each in adapters_of(model.sha256)
    }
    return _gguf(str(path), settings, model_name=f"embedded:{name}", adapters=adapters)


def _gguf(
    path: str,
    settings: Settings,
    model_name: str = "",
    adapters: Mapping[str, Path] = MappingProxyType({}),
) -> LLM:
    return EmbeddedLLM(
        model_path=str(Path(path).expanduser()),
        model_name=model_name or f"gguf:{Path(path).name}",
        context_tokens=settings.context_tokens,
        max_tokens=settings.answer_tokens,
        threads=settings.threads,
        adapters={adapter: str(file) for adapter, file in adapters.items()},
        reader_cache=str(settings.cache) if _reads_with_openvino(settings) else "",
        prompt_cache=str(settings.cache / "prompts"),
    )


def _reads_with_openvino(settings: Settings) -> bool:
    from assistant.llm.openvino.available import is_installed, reads_here

    if settings.judge_engine == "openvino" and not is_installed():
        raise SettingsError(
            "setting 'judge_engine' is 'openvino', which needs the extra [openvino]: "
            "pip install 'article-assistant[openvino]'"
        )
    return reads_here(settings.judge_engine)


def _openai_like(spec: str) -> LLM:
    address, _, model = spec.partition("#")
    if not model:
        raise SettingsError(f"setting 'llm' is {spec!r}; name the model behind #, as in {_FORMS}")
    made: LLM = _import("llama_index.llms.openai_like", "OpenAILike", "openai")(
        model=model,
        api_base=address,
        api_key=os.environ.get("OPENAI_API_KEY") or "none",
        is_chat_model=True,
        temperature=0.0,
        timeout=_TIMEOUT_SECONDS,
        max_retries=2,
    )
    return made


def _openai(name: str, settings: Settings) -> LLM:  # noqa: ARG001 - one signature for all
    made: LLM = _import("llama_index.llms.openai", "OpenAI", "openai")(model=name, temperature=0.0)
    return made


def _anthropic(name: str, settings: Settings) -> LLM:  # noqa: ARG001 - one signature for all
    made: LLM = _import("llama_index.llms.anthropic", "Anthropic", "anthropic")(
        model=name, temperature=0.0
    )
    return made


def _import(module: str, name: str, extra: str) -> Any:  # noqa: ANN401 - a class of an extra
    import importlib

    try:
        return getattr(importlib.import_module(module), name)
    except ImportError as error:
        raise ModelError(
            f"this model needs the extra [{extra}]: pip install 'article-assistant[{extra}]'"
        ) from error
