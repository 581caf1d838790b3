"""Answers as Markdown, to be pasted elsewhere with their quotes."""

import re

from assistant.answer import Answer, Citation
from assistant.web.article_text import on_one_line
from assistant.web.texts import Texts

# What Markdown would read as its own; quotes and titles are data.
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")


def answer_markdown(answer: Answer, texts: Texts) -> str:
    """The question, the answer with its markers, and a list of the quotes that these name."""
    parts = [f"**{escaped(answer.question)}**", answer.text]
    parts += [_quote(citation, texts) for citation in answer.citations]
    return "\n\n".join(parts) + "\n"


def _quote(citation: Citation, texts: Texts) -> str:
    source = [f"*{escaped(citation.title)}*"]
    if citation.author:
        source.append(escaped(citation.author))
    if citation.published:
        source.append(texts.date(citation.published))
    if citation.page is not None:
        source.append(texts.page.format(number=citation.page))
    source.append(escaped(citation.article_id))
    return f"[{citation.number}] “{escaped(citation.quote)}” ({', '.join(source)})"


def escaped(text: str) -> str:
    """A text on one line, with nothing in it that Markdown would read as its own."""
    return _SPECIAL.sub(r"\\\1", on_one_line(text))
