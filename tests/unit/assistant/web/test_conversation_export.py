"""A conversation as a file."""

import json

from assistant.conversation_store import KeptConversation, KeptExchange
from assistant.web.conversation_export import conversation_json, conversation_markdown, file_name
from assistant.web.texts import ENGLISH
from tests.unit.assistant.test_conversation_store import ANSWER

KEPT = KeptConversation(
    "c1",
    "How *long* is it, Zoë?",
    (
        KeptExchange("e1", "2026-01-02T03:04:05+00:00", "How long?", ANSWER),
        KeptExchange("e2", "2026-01-02T03:05:05+00:00", "Why # so?", draft="Half a"),
        KeptExchange("e3", "2026-01-02T03:06:05+00:00", "And?", failure="The model was away."),
    ),
)


def test_markdown_has_questions_answers_quotes_and_says_what_is_unfinished() -> None:
    text = conversation_markdown(KEPT, ENGLISH)
    assert text.startswith("# How \\*long\\* is it, Zoë?\n")
    assert "**How long?**\n\n1,200 metres [1].\n\n[1] “1.200 Meter”" in text
    assert "**Why \\# so?**\n\nHalf a\n\n*Stopped. This draft has not been checked.*" in text
    assert "**And?**\n\n*The model was away.*" in text


def test_json_has_the_answers_as_they_are() -> None:
    content = json.loads(conversation_json(KEPT))
    assert content["title"] == KEPT.title
    first, second, third = content["exchanges"]
    assert first["answer"] == ANSWER.model_dump(mode="json")
    assert (second["answer"], second["draft"]) == (None, "Half a")
    assert third["failure"] == "The model was away."


def test_file_name_is_plain() -> None:
    assert file_name(KEPT, "md") == "how-long-is-it-zoe.md"
    odd = KeptConversation("c", "../../\r\n“”", ())
    assert file_name(odd, "json") == "conversation.json"
