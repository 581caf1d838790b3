"""Requests and responses of OpenAI's chat completions, as far as they have a meaning here.

The shapes are those of https://platform.openai.com/docs/api-reference/chat. What a request holds
beyond them is taken and has no effect, since clients send settings of models as a matter of course.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from assistant.answer import Status
from assistant.web.results import QuoteResult
from index.article import Passage

MODEL = "article-assistant"
_MOST_MESSAGES = 2_000
_LONGEST_MESSAGE = 200_000  # characters
_MOST_PARTS = 1_000
_LONGEST_NAME = 1_000

Role = Literal["system", "developer", "user", "assistant", "tool", "function"]


class ContentPart(BaseModel):
    """A part of a message; only text can be read."""

    type: str = Field(max_length=_LONGEST_NAME)
    text: str | None = Field(default=None, max_length=_LONGEST_MESSAGE)


MessageText = Annotated[str, Field(max_length=_LONGEST_MESSAGE)]
MessageParts = Annotated[list[ContentPart], Field(max_length=_MOST_PARTS)]


class ChatMessage(BaseModel):
    """A message of the conversation."""

    role: Role
    content: MessageText | MessageParts | None = None


class StreamOptions(BaseModel):
    """What a stream is to have besides its text."""

    include_usage: bool | None = Field(
        default=None, description="Send the tokens used in a chunk of their own at the end."
    )


class ChatRequest(BaseModel):
    """A conversation whose last user message is the question.

    Other fields of OpenAI's API, such as `temperature` and `max_tokens`, have no effect.
    """

    model: str = Field(max_length=_LONGEST_NAME, examples=[MODEL])
    messages: list[ChatMessage] = Field(min_length=1, max_length=_MOST_MESSAGES)
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: int | None = Field(default=None, description="Only 1.")
    tool_choice: str | dict[str, Any] | None = Field(
        default=None, description="Tools are never called, so none can be required."
    )
    function_call: str | dict[str, Any] | None = Field(
        default=None, description="What tool_choice was called before; the same."
    )
    response_format: dict[str, Any] | None = Field(default=None, description="Only text.")
    logprobs: bool | None = Field(default=None, description="Only false.")


class PromptDetails(BaseModel):
    """Of the tokens that were read."""

    cached_tokens: int


class CompletionUsage(BaseModel):
    """Tokens that the language model read and wrote, in all stages; zero where it does not say."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int
    prompt_tokens_details: PromptDetails


class AnswerMessage(BaseModel):
    """The answer."""

    role: Literal["assistant"] = "assistant"
    content: str = Field(description="Sentences with markers such as [1].")
    refusal: None = None
    citations: list[QuoteResult] = Field(description="The exact quotes behind the markers.")
    status: Status = Field(description="Whether the articles answer the question.")
    related: list[Passage] = Field(description="The closest passages, also when nothing was found.")


class CompletionChoice(BaseModel):
    """The one answer."""

    index: Literal[0] = 0
    message: AnswerMessage
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class Completion(BaseModel):
    """An answer as a chat completion."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int = Field(description="Seconds since 1970.")
    model: str = MODEL
    choices: list[CompletionChoice]
    usage: CompletionUsage


class ModelCard(BaseModel):
    """What can be asked."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int
    owned_by: str = MODEL


class ModelList(BaseModel):
    """All that can be asked."""

    object: Literal["list"] = "list"
    data: list[ModelCard]
