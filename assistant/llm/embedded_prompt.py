"""What a model in the process can be sent: text that ends no turn, and no more than it holds."""

from collections.abc import Mapping, Sequence

from assistant.errors import ModelError


def plain_text(content: str) -> str:
    """The text with nothing in it that llama.cpp takes for the end of a message.

    Chat models mark turns with tokens such as `<|im_end|>`; in an article it is only text.
    """
    return content.replace("<|", "< |")


def harmless(messages: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """A conversation with the plain text of each message."""
    return [{**message, "content": plain_text(message["content"])} for message in messages]


def too_long(tokens: object, most: object) -> ModelError:
    """The error for a prompt of more tokens than the model holds."""
    return ModelError(
        f"the prompt has {tokens} tokens and the model holds {most}; raise the setting "
        "`context_tokens` or ask something shorter"
    )
