"""A kept conversation as a file: Markdown to read, JSON for programs."""

import json
import re
import unicodedata

from assistant.conversation_store import KeptConversation, KeptExchange
from assistant.web.markdown_export import answer_markdown, escaped
from assistant.web.texts import Texts

_LONGEST_NAME = 60  # characters


def conversation_markdown(conversation: KeptConversation, texts: Texts) -> str:
    """The questions with their answers and quotes; what was not answered says so."""
    parts = [f"# {escaped(conversation.title)}"]
    parts += [_exchange(exchange, texts).strip() for exchange in conversation.exchanges]
    return "\n\n".join(parts) + "\n"


def conversation_json(conversation: KeptConversation) -> str:
    """The same as JSON; each answer is as `Answer.model_dump` gives it."""
    exchanges = [
        {
            "asked": exchange.asked,
            "question": exchange.question,
            "answer": exchange.answer and exchange.answer.model_dump(mode="json"),
            "draft": exchange.draft,
            "failure": exchange.failure,
        }
        for exchange in conversation.exchanges
    ]
    content = {
        "title": conversation.title,
        "articles": list(conversation.articles),
        "exchanges": exchanges,
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def file_name(conversation: KeptConversation, suffix: str) -> str:
    """A name of ASCII letters, digits and hyphens that tells what was asked."""
    plain = unicodedata.normalize("NFKD", conversation.title).encode("ascii", "ignore").decode()
    words = re.sub(r"[^A-Za-z0-9]+", "-", plain)[:_LONGEST_NAME].strip("-").lower()
    return f"{words or 'conversation'}.{suffix}"


def _exchange(exchange: KeptExchange, texts: Texts) -> str:
    if exchange.answer is not None:
        return answer_markdown(exchange.answer, texts)
    note = exchange.failure or (texts.stopped if exchange.draft else texts.stopped_early)
    parts = [f"**{escaped(exchange.question)}**", escaped(exchange.draft), f"*{escaped(note)}*"]
    return "\n\n".join(part for part in parts if part)
