"""What a response of llama.cpp says, whole or a chunk of a streamed one."""

from typing import Any

from assistant.answer import TokenUsage
from assistant.errors import ModelError
from assistant.llm.embedded_prompt import too_long


def raise_for_error(response: dict[str, Any]) -> None:
    """Go on where it is no refusal.

    Raises:
        ModelError: llama.cpp refused the request.
    """
    error = response.get("error")
    if not error:
        return
    if error.get("type") == "exceed_context_size_error":
        raise too_long(error.get("n_prompt_tokens"), error.get("n_ctx"))
    raise ModelError(f"the embedded model refused the request: {error.get('message', error)}")


def chunk_text(chunk: dict[str, Any]) -> str:
    """The text that a chunk adds, often none."""
    return _choice(chunk).get("delta", {}).get("content") or ""


def chunk_tokens(chunk: dict[str, Any]) -> list[dict[str, Any]]:
    """The tokens that a chunk adds, with their rivals, as llama.cpp's `logprobs` has them."""
    return (_choice(chunk).get("logprobs") or {}).get("content") or []


def token_usage(response: dict[str, Any]) -> TokenUsage:
    """Tokens and seconds of a request; nothing where the response, or this chunk, has none."""
    usage, timings = response.get("usage") or {}, response.get("timings") or {}
    cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens", 0)
    return TokenUsage(
        read=usage.get("prompt_tokens", 0) - cached,
        cached=cached,
        written=usage.get("completion_tokens", 0),
        reading_seconds=timings.get("prompt_ms", 0.0) / 1000,
        writing_seconds=timings.get("predicted_ms", 0.0) / 1000,
    )


def _choice(chunk: dict[str, Any]) -> dict[str, Any]:
    choice: dict[str, Any] = (chunk.get("choices") or [{}])[0]
    return choice
