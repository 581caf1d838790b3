"""From the messages of a chat request to a question with its history."""

from collections.abc import Sequence
from typing import Any

from assistant.conversation import Turn
from assistant.serving.openai_types import MODEL, ChatMessage, ChatRequest
from assistant.serving.problems import RequestError

_TEXT_PARTS = frozenset({"text", "input_text"})


def refuse_what_cant_be_done(request: ChatRequest) -> None:
    """Look for what a client relies on and would not get.

    Raises:
        RequestError: there is something.
    """
    if request.model != MODEL:
        raise RequestError(
            f"there is no model {request.model[:100]!r}: ask {MODEL!r}",
            param="model",
            code="model_not_found",
            status=404,
        )
    if request.n not in {None, 1}:
        raise RequestError("there is one answer to a question: leave n out", param="n")
    if _requires_one(request.tool_choice):
        raise RequestError("no tools are called here: leave tool_choice out", param="tool_choice")
    if _requires_one(request.function_call):
        raise RequestError("no tools are called here: leave it out", param="function_call")
    if request.response_format and request.response_format.get("type") != "text":
        raise RequestError(
            "answers are text: leave response_format out, or ask /ask for JSON",
            param="response_format",
        )
    if request.logprobs:
        raise RequestError("answers have no logprobs: leave them out", param="logprobs")


def _requires_one(choice: str | dict[str, Any] | None) -> bool:
    """Whether a tool has to be called: any, or the one that is named."""
    return isinstance(choice, dict) or choice not in {None, "auto", "none"}


def question_and_history(messages: Sequence[ChatMessage]) -> tuple[str, tuple[Turn, ...]]:
    """The last user message, and the turns before it; messages of other roles are passed over.

    Raises:
        RequestError: no user message is there, or the last one is not text.
    """
    last = max((i for i, one in enumerate(messages) if one.role == "user"), default=None)
    if last is None:
        raise RequestError("no message has the role user: ask something", param="messages")
    question = messages[last]
    if isinstance(question.content, list):
        other = [part.type for part in question.content if part.type not in _TEXT_PARTS]
        if other:
            raise RequestError(
                f"only text can be read, and a message has a part of type {other[0][:100]!r}",
                param=f"messages.{last}.content",
            )
    text = _text(question)
    if not text.strip():
        raise RequestError(
            "the last user message is empty: ask something", param=f"messages.{last}.content"
        )
    return text, _turns(messages[:last])


def _turns(messages: Sequence[ChatMessage]) -> tuple[Turn, ...]:
    """Each user message with the assistant's next; one that was never answered has no text."""
    turns: list[Turn] = []
    for message in messages:
        text = _text(message)
        if message.role == "user":
            turns.append(Turn(text, ""))
        elif message.role == "assistant" and turns:
            before = turns[-1]
            turns[-1] = Turn(before.question, f"{before.answer} {text}".strip())
    return tuple(turns)


def _text(message: ChatMessage) -> str:
    if isinstance(message.content, list):
        return "\n".join(
            part.text for part in message.content if part.text and part.type in _TEXT_PARTS
        )
    return message.content or ""
